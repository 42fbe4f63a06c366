"""A fabricated but plausible result, for the tests of the report.

The figures are of the size of a real group's, but no run made them. Closed
forms that a reader could check (prices, LTVs, ladder rows) are consistent with
each other; probabilities are smooth inventions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pledgeline.engine.evidence import grades
from pledgeline.engine.evidence_results import Evidence
from pledgeline.engine.group_results import (
    AnswerEffect,
    AnswerRange,
    BookLine,
    Criterion,
    DefaultRisk,
    GapLaw,
    GroupEventRow,
    GroupOutlook,
    GroupRanges,
    GroupView,
    LinePoint,
    LoadLine,
    PaidBy,
    PolicyRisk,
    PromiseRisk,
    QuantileRow,
    QuarterBooks,
    Wanted,
    WorstPath,
)
from pledgeline.engine.results import (
    SCHEMA_VERSION,
    AssetStanding,
    AssumptionEffect,
    Assumptions,
    CashNeed,
    ControlRisk,
    CureNeed,
    Derivation,
    DerivationInput,
    Estimate,
    EventRow,
    Expectation,
    FanRow,
    FigureRecord,
    Heatmap,
    LadderRow,
    Leverage,
    Liquidity,
    LoanOutlook,
    LoanStanding,
    Method,
    Result,
    ShortfallLaw,
    SourceRecord,
    Standing,
    Trigger,
)

AS_OF = dt.date(2025, 10, 9)
END = dt.date(2027, 9, 30)
PATHS = 100_000
PRICE = 170.66
PLEDGED = 769_029_000.0
DRAWN = 8.5e9
BN = 1e9


def estimate(probability: float, paths: int = PATHS) -> Estimate:
    """A probability with the standard error of `paths` independent trials."""
    return Estimate(value=probability, standard_error=(probability * (1.0 - probability) / paths) ** 0.5)


def trigger(level: str, ltv: float, *, low: float | None = None, high: float | None = None) -> Trigger:
    """A rung for the example loan; `low` and `high` bound the LTV when it is assumed."""
    unit = DRAWN / PLEDGED
    return Trigger(
        level=level,
        ltv=ltv,
        price=unit / ltv,
        fall=1.0 - unit / ltv / PRICE,
        price_low=unit / high if high else None,
        price_high=unit / low if low else None,
        ltv_low=low,
        ltv_high=high,
        assumed=low is not None,
    )


TRIGGERS = (
    trigger("release", 0.10, low=0.08, high=0.12),
    trigger("cure", 0.30, low=0.20, high=0.40),
    trigger("call", 0.35, low=0.25, high=0.50),
    trigger("close_out", 0.50, low=0.40, high=0.65),
)


def ladder_row(move: float) -> LadderRow:
    """What the example loan looks like after one move of the price."""
    price = PRICE * (1.0 + move)
    value = PLEDGED * price
    ltv = DRAWN / value
    steps = ((0.50, "close_out"), (0.35, "call"), (0.30, "above cure"), (0.10, "normal"))
    status = next((name for level, name in steps if ltv >= level), "below release")
    needed = max(DRAWN - 0.30 * value, 0.0) if ltv >= 0.35 else 0.0
    return LadderRow(
        move=move,
        price=price,
        ltv=ltv,
        status=status,
        cash_to_cure=needed,
        shares_to_cure=max(DRAWN / 0.30 - value, 0.0) / price if needed else 0.0,
    )


LOAN = LoanStanding(
    id="arm-margin",
    name="Arm margin loan",
    kind="margin",
    currency="USD",
    assets=("arm",),
    facility=18.5 * BN,
    drawn=DRAWN,
    undrawn=10.0 * BN,
    maturity=END,
    recourse="none",
    collateral_value=PLEDGED * PRICE,
    ltv=DRAWN / (PLEDGED * PRICE),
    headroom=0.35 * PLEDGED * PRICE - DRAWN,
    pledged_shares=PLEDGED,
    days_to_sell=641.0,
    triggers=TRIGGERS,
    ladder=tuple(ladder_row(move / 100.0) for move in (20, 0, -20, -40, -60, -70, -75, -80, -85, -90)),
)
OTHER_LOAN = replace(
    LOAN,
    id="sbkk",
    name="SoftBank Corp. loan",
    kind="secured",
    currency="JPY",
    assets=("sbkk",),
    facility=None,
    drawn=796e9,
    undrawn=None,
    maturity=None,
    collateral_value=None,
    ltv=None,
    headroom=None,
    pledged_shares=None,
    days_to_sell=None,
    triggers=(),
    ladder=(),
)


def asset(asset_id: str, name: str, **changes: object) -> AssetStanding:
    """A private holding of USD 30bn, with any field changed."""
    holding = AssetStanding(
        id=asset_id,
        name=name,
        kind="private",
        price=None,
        price_currency="",
        price_date=None,
        price_age_days=None,
        value=30.0 * BN,
        share_of_holdings=0.134,
        shares=None,
        pledged=None,
        locked_up=None,
        free=None,
        encumbered_share=0.0,
        stake=None,
        pledged_to_float=None,
        pledged_to_daily_volume=None,
    )
    return replace(holding, **changes)  # type: ignore[arg-type]


ASSETS = (
    asset(
        "arm",
        "Arm Holdings plc",
        kind="listed",
        price=PRICE,
        price_currency="USD",
        price_date=AS_OF,
        price_age_days=0,
        value=922_733_999 * PRICE,
        share_of_holdings=0.704,
        shares=922_733_999.0,
        pledged=PLEDGED,
        locked_up=0.0,
        free=922_733_999.0 - PLEDGED,
        encumbered_share=0.8334,
        stake=0.864,
        pledged_to_float=5.29,
        pledged_to_daily_volume=128.2,
    ),
    asset("openai", "OpenAI"),
    asset(
        "tmus",
        "T-Mobile US",
        kind="listed",
        price=226.1,
        price_currency="USD",
        price_date=dt.date(2025, 10, 7),
        price_age_days=2,
        value=15.2 * BN,
        share_of_holdings=0.068,
        shares=67.2e6,
        free=67.2e6,
        pledged=0.0,
        locked_up=0.0,
        stake=None,
    ),
    asset("sbkk", "SoftBank Corp. (9434)", value=21.0 * BN, share_of_holdings=0.094, encumbered_share=0.248),
)

STANDING = Standing(
    leverage=Leverage(
        holdings_gross=223.67 * BN,
        asset_deduction=13.7 * BN,
        holdings_net=209.97 * BN,
        cash=25.0 * BN,
        debt_gross=52.1 * BN,
        asset_backed_non_recourse=13.7 * BN,
        hybrid_adjustment=2.5 * BN,
        debt_net=35.9 * BN,
        nav=174.07 * BN,
        ltv_reported=0.171,
        ltv_look_through=0.2329,
        whole_group=True,
        policy_normal=0.25,
        policy_ceiling=0.35,
    ),
    liquidity=Liquidity(
        cash=25.0 * BN,
        until=dt.date(2027, 10, 9),
        redemptions=18.2 * BN,
        undated=0.0,
        commitments=34.375 * BN,
        cash_after_redemptions=6.8 * BN,
        coverage=1.374,
        undrawn_facilities=10.0 * BN,
        needs=(
            CashNeed(
                id="openai-2",
                name="OpenAI second closing",
                kind="commitment",
                due=dt.date(2025, 12, 31),
                amount=22.5 * BN,
                firm=True,
            ),
            CashNeed(
                id="bridge",
                name="Bridge loan",
                kind="redemption",
                due=dt.date(2026, 5, 20),
                amount=15.0 * BN,
                firm=True,
            ),
            CashNeed(
                id="bonds-2026",
                name="Bonds due 2026",
                kind="redemption",
                due=dt.date(2026, 9, 12),
                amount=3.2 * BN,
                firm=True,
            ),
            CashNeed(id="abb", name="ABB Robotics", kind="commitment", due=None, amount=5.375 * BN, firm=False),
        ),
    ),
    largest_asset="arm",
    largest_share=0.704,
    concentration=0.532,
    assets=ASSETS,
    loans=(LOAN, OTHER_LOAN),
)


def event_row(step: int, steps: int, top: float) -> EventRow:
    """Probabilities that rise smoothly to `top` for a call, and to parts of it for the rest."""
    share = (step / steps) ** 1.6
    day = AS_OF + dt.timedelta(days=round((END - AS_OF).days * step / steps))
    return EventRow(
        date=day,
        call=estimate(top * share),
        failed_cure=estimate(0.38 * top * share**1.2),
        close_out=estimate(0.45 * top * share**1.2),
        loss=estimate(0.11 * top * share**1.5),
    )


def fan_row(step: int, steps: int) -> FanRow:
    """A fan around today's LTV that widens with the root of time."""
    width = (step / steps) ** 0.5
    day = AS_OF + dt.timedelta(days=round((END - AS_OF).days * step / steps))
    low, middle, high = 0.0648 * (1 - 0.55 * width), 0.0648 * (1 + 0.12 * width), 0.0648 * (1 + 3.6 * width)
    return FanRow(
        date=day,
        open_share=1.0 - 0.012 * width,
        p5=low,
        p25=low + 0.45 * (middle - low),
        p50=middle,
        p75=middle + 0.3 * (high - middle),
        p95=high,
    )


def outlook(loan_id: str = "arm-margin", top: float = 0.0124) -> LoanOutlook:
    """What simulation would say of the example loan, with `top` as the chance of a call."""
    rows = tuple(event_row(step, 16, top) for step in range(1, 17))
    last = rows[-1]
    shocks = (0.0, -0.2, -0.4, -0.6, -0.7, -0.8)
    levels = (0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
    return LoanOutlook(
        id=loan_id,
        end=END,
        call=last.call,
        failed_cure=last.failed_cure,
        close_out=last.close_out,
        loss=last.loss,
        by_date=rows,
        cure=CureNeed(
            expected_cash=Estimate(value=1.92 * BN, standard_error=0.03 * BN),
            p95_cash=4.4 * BN,
            expected_shares=Estimate(value=168.4e6, standard_error=3.1e6),
            p95_shares=402e6,
        ),
        shortfall=ShortfallLaw(
            expected=Estimate(value=3.1e6, standard_error=0.2e6),
            p99=0.0,
            p999=0.21 * BN,
            worst=4.6 * BN,
            expected_recourse=Estimate(value=0.0, standard_error=0.0),
            unfinished=estimate(0.0009),
            bins=(0.0, 0.5 * BN, 1.0 * BN, 2.0 * BN, 5.0 * BN),
            probability=(0.0006, 0.0004, 0.0002, 0.0001),
        ),
        control=(ControlRisk(asset="arm", threshold=0.5, stake=0.864, probability=estimate(0.0036)),),
        fan=tuple(fan_row(step, 24) for step in range(25)),
        heatmap=Heatmap(
            shocks=shocks,
            call_ltvs=levels,
            probability=tuple(
                tuple(
                    estimate(min(1.0, 0.012 * (1 + shock) ** -3.2 * (0.35 / level) ** 2.6) if top else 0.0)
                    for level in levels
                )
                for shock in shocks
            ),
        ),
        sharpened=(),
    )


def effect(key: str, title: str, spread: tuple[str, str, str], answers: tuple[float, float]) -> AssumptionEffect:
    """One bar of the tornado."""
    low, assumed, high = spread
    return AssumptionEffect(
        key=key,
        title=title,
        assumed=assumed,
        low=low,
        high=high,
        answer_low=estimate(answers[0], 20_000),
        answer_high=estimate(answers[1], 20_000),
        swing=abs(answers[1] - answers[0]),
        note="",
    )


ASSUMPTIONS = Assumptions(
    answer="loans.arm-margin.call_probability",
    title="probability of a margin call on the Arm margin loan",
    base=estimate(0.0124, 20_000),
    paths=20_000,
    effects=(
        effect("loans.arm-margin.ltv.call", "Call LTV of the Arm margin loan", ("25%", "35%", "50%"), (0.0410, 0.0035)),
        effect("assets.arm.dynamics.volatility", "Volatility of Arm", ("45%", "52%", "70%"), (0.0048, 0.0362)),
        effect("assets.arm.dynamics.jump_rate", "Jumps a year of Arm", ("2", "4", "8"), (0.0101, 0.0187)),
        effect("market.rates.SOFR", "SOFR", ("3%", "4.1%", "5%"), (0.0119, 0.0128)),
        effect("loans.arm-margin.cure.within", "Cure period", ("2bd", "5bd", "10bd"), (0.0124, 0.0124)),
    ),
)

DERIVATIONS = (
    Derivation(
        key="group.ltv.reported",
        title="LTV as reported",
        value=0.171,
        unit="%",
        formula="net debt / net holdings",
        inputs=(
            DerivationInput(symbol="D", title="Net debt", value=35.9 * BN, unit="USD", key="group.debt_net"),
            DerivationInput(symbol="H", title="Net holdings", value=209.97 * BN, unit="USD", key="group.holdings_net"),
        ),
    ),
    Derivation(
        key="loans.arm-margin.trigger_price",
        title="Price of the first margin call, Arm margin loan",
        value=31.58,
        unit="USD/share",
        formula="drawn / (shares × (1 − haircut) × call LTV)",
        inputs=(
            DerivationInput(
                symbol="D",
                title="Drawn",
                value=DRAWN,
                unit="USD",
                key="loans.arm-margin.drawn",
                confidence="disclosed",
                sources=("briefing-2025#p12",),
            ),
            DerivationInput(
                symbol="q",
                title="Pledged shares",
                value=PLEDGED,
                unit="shares",
                key="loans.arm-margin.collateral.0.shares",
                confidence="disclosed",
                sources=("arm-20f",),
            ),
            DerivationInput(
                symbol="m",
                title="Call LTV",
                value=0.35,
                unit="%",
                key="loans.arm-margin.ltv.call",
                confidence="assumed",
                note="not disclosed anywhere; 25%..50% is usual for such loans",
            ),
        ),
    ),
)

FIGURES = (
    FigureRecord(
        key="loans.arm-margin.drawn", text="USD 8.5bn", confidence="disclosed", sources=("briefing-2025#p12",), note=""
    ),
    FigureRecord(
        key="loans.arm-margin.collateral.0.shares",
        text="769.029m",
        confidence="disclosed",
        sources=("arm-20f",),
        note="quoted in item 7",
    ),
    FigureRecord(
        key="loans.arm-margin.facility",
        text="USD 18.5bn",
        confidence="reported",
        sources=("press-a",),
        note="USD 13.5bn signed and USD 5bn in talks",
    ),
    FigureRecord(
        key="group.cash", text="USD 25bn", confidence="estimated", sources=("press-a",), note="order of magnitude"
    ),
    FigureRecord(
        key="loans.arm-margin.ltv.call",
        text="35% (25%..50%)",
        confidence="assumed",
        sources=(),
        note="not disclosed anywhere",
    ),
    FigureRecord(key="debts.bonds-2026.amount", text="USD 3.2bn", confidence="", sources=(), note=""),
    FigureRecord(key="loans.sbkk.facility", text="unknown", confidence="", sources=(), note=""),
)

SOURCES = (
    SourceRecord(
        id="briefing-2025",
        title="Investor briefing, second quarter of FY2025",
        publisher="SoftBank Group Corp.",
        published="2025-11-11",
        kind="company",
        language="en",
        url="https://group.softbank/en/ir",
    ),
    SourceRecord(
        id="arm-20f",
        title="Annual report on Form 20-F",
        publisher="Arm Holdings plc",
        published="2025-05",
        kind="filing",
        language="en",
        url="https://www.sec.gov/",
    ),
    SourceRecord(
        id="press-a",
        title="Talks on a further margin loan",
        publisher="A newspaper",
        published="2025-10-10",
        kind="press",
        language="fr",
        url="javascript:alert(1)",
    ),
)

METHOD = Method(
    version="0.1.0",
    seed=7,
    paths=PATHS,
    recorded_paths=2_000,
    days=496,
    start=AS_OF,
    end=END,
    calendar="XNYS",
    input_hash="3f5a9c0b7e21d44c8a90c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f70",
    scenario="",
    limits=(
        "Prices follow a jump diffusion with constant parameters; regimes and volatility clusters are not modelled.",
        "The group's cash is what stands in the case; dated payments of other debts do not yet lower it.",
        "A sale moves the price while it lasts, and the price recovers at once.",
    ),
)


def example_result(**changes: object) -> Result:
    """One margin loan, one other secured loan, everything known that usually is."""
    result = Result(
        schema_version=SCHEMA_VERSION,
        title="SoftBank Group, October 2025",
        group="SoftBank Group Corp.",
        as_of=AS_OF,
        currency="USD",
        standing=STANDING,
        outlook=(outlook(),),
        lender=(),
        assumptions=ASSUMPTIONS,
        expectations=(
            Expectation(text="loans.arm-margin.ltv < 15%", holds=True, found="6.5% < 15%"),
            Expectation(text="group.ltv.reported < 15%", holds=False, found="17.1% against 15%"),
        ),
        figures=FIGURES,
        sources=SOURCES,
        derivations=DERIVATIONS,
        method=METHOD,
    )
    told = replace(result, **changes)  # type: ignore[arg-type]
    return told if "evidence" in changes else replace(told, evidence=evidence_of(told.figures))


def evidence_of(figures: tuple[FigureRecord, ...]) -> Evidence:
    """What the figures of a result say of themselves, without claims."""
    known = [figure for figure in figures if figure.text != "unknown"]
    return Evidence(
        grades=grades(figure.confidence for figure in known),
        unknown=len(figures) - len(known),
        comparisons=(),
        loose_claims=(),
        without_source=(),
        assumptions=tuple(figure.key for figure in known if figure.confidence == "assumed"),
        stale=(),
        stale_after="1y",
        bases=(),
    )


def many_loans(count: int = 10) -> Result:
    """Several margin loans with long names, ladders that nearly touch, and different chances of a call."""
    loans = []
    for index in range(count):
        ratio = 0.05 + 0.03 * index
        loans.append(
            replace(
                LOAN,
                id=f"loan-{index}",
                name=f"Margin loan {index} of the Extraordinarily Long-Named Holding Vehicle (Cayman) Limited",
                ltv=ratio,
                drawn=ratio * PLEDGED * PRICE,
                triggers=tuple(
                    replace(
                        rung,
                        price=ratio / rung.ltv * PRICE,
                        fall=1.0 - ratio / rung.ltv,
                        price_low=None,
                        price_high=None,
                    )
                    for rung in (
                        trigger("cure", 0.33),
                        trigger("call", 0.34),
                        trigger("close_out", 0.345),
                    )
                ),
            )
        )
    return example_result(
        standing=replace(STANDING, loans=tuple(loans)),
        outlook=tuple(outlook(loan.id, 0.01 * index) for index, loan in enumerate(loans)),
    )


def bare_result() -> Result:
    """No loan, no cash known, no policy, no assumption, no source: what a first sketch of a case gives."""
    return example_result(
        standing=replace(
            STANDING,
            loans=(),
            leverage=replace(STANDING.leverage, cash=None, policy_normal=None, policy_ceiling=None),
            liquidity=replace(
                STANDING.liquidity, cash=None, cash_after_redemptions=None, coverage=None, redemptions=0.0, needs=()
            ),
        ),
        outlook=(),
        method=replace(METHOD, paths=0),
        assumptions=None,
        expectations=(),
        figures=(),
        sources=(),
        derivations=(),
    )


def quiet_result() -> Result:
    """A margin loan on which nothing happened in any path."""
    calm = outlook(top=0.0)
    nothing = Estimate(value=0.0, standard_error=0.0)
    return example_result(
        outlook=(
            replace(
                calm,
                cure=CureNeed(expected_cash=None, p95_cash=None, expected_shares=None, p95_shares=None),
                shortfall=replace(
                    calm.shortfall,
                    expected=nothing,
                    p999=0.0,
                    worst=0.0,
                    unfinished=nothing,
                    bins=(),
                    probability=(),
                ),
                control=(replace(calm.control[0], probability=nothing),),
            ),
        )
    )


TOLERANCES = {"call": 0.05, "gap": 0.03, "ltv": 0.10, "cover": 0.08}
WITHIN = dt.date(2026, 10, 9)
UNDRAWN, WANTED = 10.0 * BN, 5.0 * BN
LINE_PATHS = 20_000


def criterion_chance(name: str, draw: float, price: float = PRICE) -> float:
    """A chance that rises with the draw and falls with the price of the collateral."""
    cheaper = PRICE / price
    found: dict[str, float] = {
        "call": min(1.0, 0.0124 * ((1.0 + draw / DRAWN) * cheaper) ** 3.2),
        "gap": min(1.0, 0.012 * (1.0 + draw / (4.0 * BN)) * cheaper**0.6),
        "ltv": min(1.0, 0.021 * (1.0 + draw / (9.0 * BN)) * cheaper**2.0),
        "cover": min(1.0, 0.018 * (1.0 + draw / (5.0 * BN)) * cheaper**0.5),
    }
    return found[name]


def own_line(name: str, price: float = PRICE) -> float:
    """The draw at which the chance is what the case tolerates; negative where it is more without any."""
    cheaper, tolerance = PRICE / price, TOLERANCES[name]
    found: dict[str, float] = {
        "call": DRAWN * ((tolerance / 0.0124) ** (1.0 / 3.2) / cheaper - 1.0),
        "gap": 4.0 * BN * (tolerance / 0.012 / cheaper**0.6 - 1.0),
        "ltv": 9.0 * BN * (tolerance / 0.021 / cheaper**2.0 - 1.0),
        "cover": 5.0 * BN * (tolerance / 0.018 / cheaper**0.5 - 1.0),
    }
    return found[name]


def line_point(move: float) -> LinePoint:
    """The load line at another price of the example collateral."""
    price = PRICE * (1.0 + move)
    draw, binding = min((own_line(name, price), name) for name in TOLERANCES)
    return LinePoint(move=move, price=price, draw=draw if draw >= 0.0 else float("nan"), binding=binding)


def load_line(**changes: object) -> LoadLine:
    """The load line of the example loan: a margin call binds at today's price, a gap at higher ones."""
    draw = own_line("call")
    line = LoadLine(
        facility=LOAN.id,
        name=LOAN.name,
        currency="USD",
        asset="arm",
        drawn=DRAWN,
        undrawn=UNDRAWN,
        draw=draw,
        binding="call",
        accuracy=4.0e6,
        standard_error=0.11 * BN,
        searched=40.0 * BN,
        within=WITHIN,
        paths=LINE_PATHS,
        runs=12,
        criteria=tuple(
            Criterion(
                name=name,
                tolerance=tolerance,
                now=estimate(criterion_chance(name, 0.0), LINE_PATHS),
                at_line=estimate(criterion_chance(name, draw), LINE_PATHS),
                own_line=own_line(name),
            )
            for name, tolerance in TOLERANCES.items()
        ),
        curve=tuple(line_point(percent / 100.0) for percent in (-50, -35, -20, 0, 20, 35, 50)),
        wanted=Wanted(
            draw=WANTED,
            probabilities=tuple((name, estimate(criterion_chance(name, WANTED), LINE_PATHS)) for name in TOLERANCES),
            within=False,
            price=175.41,
            move=175.41 / PRICE - 1.0,
            missing="call",
        ),
    )
    return replace(line, **changes)  # type: ignore[arg-type]


POLICY = (
    ("reported_normal", 0.25, 0.171, 0.118),
    ("reported_ceiling", 0.35, 0.171, 0.031),
    ("through_normal", 0.25, 0.2329, 0.402),
    ("through_ceiling", 0.35, 0.2329, 0.094),
    ("cover", None, 1.374, 0.087),
)


def group_event_row(step: int, steps: int) -> GroupEventRow:
    """Probabilities that rise smoothly to those of the horizon."""
    share = (step / steps) ** 1.4
    return GroupEventRow(
        date=AS_OF + dt.timedelta(days=round((END - AS_OF).days * step / steps)),
        call=estimate(0.0162 * share),
        failed_cure=estimate(0.0061 * share),
        gap=estimate(0.0274 * share),
        policy=tuple(estimate(top * share) for *_, top in POLICY),
    )


def quantile_row(step: int, steps: int, today: float, drift: float, spread: float) -> QuantileRow:
    """A fan around a middle that drifts, as wide as the root of time."""
    at = step / steps
    middle, width = today * (1.0 + drift * at), today * spread * at**0.5
    return QuantileRow(
        date=AS_OF + dt.timedelta(days=round((END - AS_OF).days * at)),
        p5=max(middle - width, 0.0),
        p25=max(middle - 0.45 * width, 0.0),
        p50=middle,
        p75=middle + 0.6 * width,
        p95=middle + 1.7 * width,
    )


def quantile_rows(today: float, drift: float, spread: float) -> tuple[QuantileRow, ...]:
    """A fan by month."""
    return tuple(quantile_row(step, 24, today, drift, spread) for step in range(25))


PROMISES = (
    PromiseRisk(
        id="openai-2",
        to="openai",
        due=dt.date(2025, 12, 31),
        amount=22.5 * BN,
        currency="USD",
        firm=True,
        paid=estimate(0.9987),
        paid_by=(
            PaidBy(source="cash", kind="cash", share=estimate(0.882)),
            PaidBy(source="bridge", kind="bridge", share=estimate(0.1171)),
        ),
    ),
    PromiseRisk(
        id="stargate",
        to="Stargate",
        due=dt.date(2026, 6, 30),
        amount=9.0 * BN,
        currency="USD",
        firm=True,
        paid=estimate(0.961),
        paid_by=(
            PaidBy(source="cash", kind="cash", share=estimate(0.402)),
            PaidBy(source="arm-margin", kind="draw", share=estimate(0.391)),
            PaidBy(source="tmus", kind="sell", share=estimate(0.092)),
            PaidBy(source="bonds-new", kind="issue", share=estimate(0.088)),
        ),
    ),
    PromiseRisk(
        id="abb",
        to="ABB Robotics",
        due=dt.date(2026, 9, 30),
        amount=5.375 * BN,
        currency="USD",
        firm=False,
        paid=estimate(0.712),
        paid_by=(PaidBy(source="cash", kind="cash", share=estimate(0.734)),),
    ),
)
SOURCES_OF_CASH = ("inflows", "dividends", "draws", "bridges", "sales", "returned", "exchange")
# millions by quarter, in and out: the means; the opening of the first is the cash of today
MOVEMENTS: tuple[tuple[str, dt.date, dt.date, dict[str, float]], ...] = (
    (
        "2025 Q4",
        AS_OF,
        dt.date(2025, 12, 31),
        {"inflows": 1500.0, "dividends": 210.0, "bridges": 2634.75, "interest": 480.0, "commitments": 22470.75},
    ),
    ("2026 Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31), {"dividends": 205.0, "draws": 300.0, "interest": 495.0}),
    (
        "2026 Q2",
        dt.date(2026, 4, 1),
        dt.date(2026, 6, 30),
        {"draws": 3519.0, "sales": 828.0, "interest": 510.0, "commitments": 8757.0, "taxes": 41.0, "exchange": -12.5},
    ),
    (
        "2026 Q3",
        dt.date(2026, 7, 1),
        dt.date(2026, 9, 30),
        {"inflows": 9000.0, "commitments": 3945.0, "repayments": 3200.0, "interest": 520.0, "cures": 63.0},
    ),
    ("2026 Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31), {"dividends": 214.0, "interest": 505.0, "cures": 71.0}),
    ("2027 Q1", dt.date(2027, 1, 1), dt.date(2027, 3, 31), {"dividends": 214.0, "interest": 505.0, "returned": 24.0}),
    ("2027 Q2", dt.date(2027, 4, 1), dt.date(2027, 6, 30), {"sales": 700.0, "interest": 499.0, "taxes": 35.0}),
    ("2027 Q3", dt.date(2027, 7, 1), END, {"inflows": 1000.0, "interest": 499.0, "repayments": 250.0, "fees": 7.5}),
)


def book_line(name: str, side: str, mean: float) -> BookLine:
    """A line whose quantiles lie around its mean; what seldom happens has a median of nothing."""
    seldom = name in {"cures", "sales", "taxes", "returned"}
    return BookLine(
        name=name,
        side=side,
        mean=mean,
        p10=0.0 if seldom else mean - 0.2 * abs(mean),
        p50=0.0 if seldom else 0.98 * mean,
        p90=mean + (2.6 if seldom else 0.25) * abs(mean),
    )


def quarter_books() -> tuple[QuarterBooks, ...]:
    """The books of the example quarters: what closes one opens the next."""
    found, cash = [], 25.0 * BN
    for name, start, end, movements in MOVEMENTS:
        lines, opening = [], cash
        for what, millions in movements.items():
            side = "source" if what in SOURCES_OF_CASH else "use"
            lines.append(book_line(what, side, millions * 1e6))
            cash += millions * 1e6 * (1.0 if side == "source" else -1.0)
        books = (book_line("opening", "balance", opening), *lines, book_line("closing", "balance", cash))
        found.append(QuarterBooks(name=name, start=start, end=end, lines=books, largest_error=1.9e-5))
    return tuple(found)


def worst_path(place: int) -> WorstPath:
    """The ten worst paths, the first the worst."""
    return WorstPath(
        path=(7_919 * (place + 1)) % PATHS,
        gap=(14.2 - 0.7 * place) * BN,
        gap_date=dt.date(2026, 6, 30) if place % 3 else dt.date(2026, 9, 30),
        call_date=dt.date(2026, 4, 2 + place) if place != 4 else None,
        call_loan="arm-margin" if place != 4 else "",
        peak_ltv=0.94 - 0.03 * place,
        lowest_cash=0.0,
    )


def gap_law() -> GapLaw:
    """A gap in 2.74 % of paths."""
    return GapLaw(
        expected=Estimate(value=0.082 * BN, standard_error=0.003 * BN),
        expected_if_any=Estimate(value=2.99 * BN, standard_error=0.06 * BN),
        p95=0.0,
        p99=2.1 * BN,
        worst=14.2 * BN,
        first_by_month=tuple(
            (day, chance)
            for day, chance in (
                (dt.date(2025, 12, 31), 0.0013),
                (dt.date(2026, 1, 31), 0.0),
                (dt.date(2026, 2, 28), 0.0),
                (dt.date(2026, 3, 31), 0.0002),
                (dt.date(2026, 4, 30), 0.0),
                (dt.date(2026, 5, 31), 0.0004),
                (dt.date(2026, 6, 30), 0.0148),
                (dt.date(2026, 7, 31), 0.0),
                (dt.date(2026, 8, 31), 0.0),
                (dt.date(2026, 9, 30), 0.0091),
                (dt.date(2026, 10, 31), 0.0016),
            )
        ),
    )


def group_outlook(**changes: object) -> GroupOutlook:
    """What simulation would say of the example group."""
    rows = tuple(group_event_row(step, 8) for step in range(1, 9))
    found = GroupOutlook(
        end=END,
        paths=PATHS,
        recorded_paths=8_192,
        call=rows[-1].call,
        failed_cure=rows[-1].failed_cure,
        gap=rows[-1].gap,
        policy=tuple(
            PolicyRisk(line=line, level=level, today=today, broken_today=False, probability=estimate(top))
            for line, level, today, top in POLICY
        ),
        by_date=rows,
        promises=PROMISES,
        defaults=(
            DefaultRisk(id="arm-margin", name="Arm margin loan", probability=estimate(0.0061)),
            DefaultRisk(id="bridge", name="Bridge loan", probability=estimate(0.0042)),
            DefaultRisk(id="bonds-2026", name="Bonds due 2026", probability=estimate(0.0)),
        ),
        control=(ControlRisk(asset="arm", threshold=0.5, stake=0.864, probability=estimate(0.0036)),),
        gap_law=gap_law(),
        cash=quantile_rows(25.0 * BN, -0.7, 0.35),
        nav=quantile_rows(174.07 * BN, 0.08, 0.62),
        reported=quantile_rows(0.171, 0.22, 0.5),
        look_through=quantile_rows(0.2329, 0.2, 0.45),
        books=quarter_books(),
        worst=tuple(worst_path(place) for place in range(10)),
        left_out=(
            "The bonds due 2061 have no date within the simulation and are never repaid in it.",
            "What was promised to ABB Robotics beyond 30 September 2027 is not paid in any path.",
        ),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def answer_effect(key: str, spread: tuple[str, str, str], answers: tuple[float, float]) -> AnswerEffect:
    """One bar of a tornado of the group."""
    low, assumed, high = spread
    return AnswerEffect(
        key=key,
        assumed=assumed,
        low=low,
        high=high,
        answer_low=estimate(answers[0], 2_048),
        answer_high=estimate(answers[1], 2_048),
        swing=abs(answers[1] - answers[0]),
    )


def answer_range(answer: str, title: str, base: float, joint: tuple[float, ...]) -> AnswerRange:
    """An answer over the ranges: the call LTV first, a rate that hardly matters last."""
    lowest, p10, p50, p90, highest = joint
    return AnswerRange(
        answer=answer,
        title=title,
        base=estimate(base, 2_048),
        effects=(
            answer_effect("loans.arm-margin.ltv.call", ("25%", "35%", "50%"), (3.1 * base, 0.3 * base)),
            answer_effect("assets.arm.dynamics.volatility", ("45%", "52%", "70%"), (0.4 * base, 2.6 * base)),
            answer_effect("group.cash", ("USD 20bn", "USD 25bn", "USD 30bn"), (1.6 * base, 0.8 * base)),
            answer_effect("assets.arm.dynamics.jump_rate", ("2", "4", "8"), (0.85 * base, 1.4 * base)),
            answer_effect("market.rates.SOFR", ("3%", "4.1%", "5%"), (0.96 * base, 1.03 * base)),
            answer_effect("loans.arm-margin.cure.within", ("2bd", "5bd", "10bd"), (base, base)),
        ),
        joint_low=lowest,
        joint_high=highest,
        joint_p10=p10,
        joint_p50=p50,
        joint_p90=p90,
    )


RANGES = GroupRanges(
    paths=2_048,
    samples=32,
    answers=(
        answer_range("call", "probability of a margin call on any loan", 0.0162, (0.0029, 0.006, 0.018, 0.071, 0.139)),
        answer_range("gap", "probability of a gap", 0.0274, (0.009, 0.013, 0.029, 0.058, 0.092)),
        answer_range(
            "reported_ceiling", "probability of a reported LTV over 35%", 0.031, (0.011, 0.017, 0.034, 0.081, 0.117)
        ),
    ),
)


def group_view(**changes: object) -> GroupView:
    """The group of the example: a load line, what simulation says, and the ranges."""
    view = GroupView(outlook=group_outlook(), load_lines=(load_line(),), ranges=RANGES)
    return replace(view, **changes)  # type: ignore[arg-type]


def group_result(**changes: object) -> Result:
    """The example with its group; `changes` are of the view of the group."""
    return example_result(group_view=group_view(**changes))
