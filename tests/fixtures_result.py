"""A fabricated but plausible result, for the tests of the report.

The figures are of the size of a real group's, but no run made them. Closed
forms that a reader could check (prices, LTVs, ladder rows) are consistent with
each other; probabilities are smooth inventions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

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
    return replace(result, **changes)  # type: ignore[arg-type]


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
