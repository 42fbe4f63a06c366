"""One page per loan: its terms, its levels, its ladder, and what simulation says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.load_line import Scale, loan_scale
from pledgeline.report.pages.outlook import OutlookPage, outlook_page
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    KINDS,
    LEVELS,
    NOTHING,
    UNKNOWN,
    bare,
    business_days,
    chance,
    count,
    long_date,
    money,
    money_column,
    move,
    move_exactly,
    percent,
    price,
    price_range,
    round_percent,
    titled,
)
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import AssetStanding, LadderRow, LoanOutlook, LoanStanding, Result, Trigger
    from pledgeline.report.pages.wording import MoneyColumn

STATUS_TONES = {"call": "call", "close_out": "close-out"}
STATUS_WORDS = {
    "below release": said("below release"),
    "normal": said("normal"),
    "above cure": said("above cure"),
    "call": said("margin call"),
    "close_out": said("close-out"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPage:
    """Everything the report says of one loan."""

    id: str
    name: str
    kind: str
    facts: tuple[Fact, ...]
    scale: Scale | None
    triggers: Table | None
    ladder: Table | None
    outlook: OutlookPage | None
    silence: str  # why there is no outlook


def loan_pages(result: Result) -> tuple[LoanPage, ...]:
    """One page per loan, in the order of the case."""
    assets = {asset.id: asset for asset in result.standing.assets}
    outlooks = {outlook.id: outlook for outlook in result.outlook}
    return tuple(
        LoanPage(
            id=loan.id,
            name=loan.name,
            kind=titled(KINDS, loan.kind),
            facts=loan_facts(loan, assets),
            scale=loan_scale(loan, assets),
            triggers=triggers_table(loan, assets) if loan.triggers else None,
            ladder=ladder_table(loan, assets) if loan.ladder else None,
            outlook=outlook_page(outlooks[loan.id], loan, assets, result.method) if loan.id in outlooks else None,
            silence=_silence(loan),
        )
        for loan in result.standing.loans
    )


def loans_overview(result: Result) -> Table | None:
    """All loans side by side, where there are several."""
    loans = result.standing.loans
    if len(loans) < 2:  # noqa: PLR2004
        return None
    assets = {asset.id: asset for asset in result.standing.assets}
    outlooks = {outlook.id: outlook for outlook in result.outlook}
    return Table(
        caption=say("All loans side by side"),
        columns=(
            words(say("Loan")),
            figures(say("Drawn")),
            figures(say("LTV"), "%"),
            figures(say("Call LTV"), "%"),
            figures(say("Call price"), say("a share"), minor=True),
            figures(say("From today"), "%"),
            figures(say("Chance of a call"), say("% ± s.e.")),
        ),
        rows=tuple(_overview_row(loan, outlooks.get(loan.id), assets, result.method.paths) for loan in loans),
        note=say("A call can come up to maturity or the end of the simulation. A dash: not given, or no margin terms."),
    )


def _overview_row(
    loan: LoanStanding, outlook: LoanOutlook | None, assets: Mapping[str, AssetStanding], paths: int
) -> Row:
    """One loan in a line."""
    call = next((rung for rung in loan.triggers if rung.level == "call"), None)
    asset = assets.get(loan.assets[0]) if loan.assets else None
    return row(
        loan.name,
        money(loan.drawn, loan.currency),
        bare(percent(loan.ltv, NOTHING)),
        bare(round_percent(call.ltv)) if call else NOTHING,
        price(call.price, asset.price_currency if asset else loan.currency, say("never")) if call else NOTHING,
        bare(move_exactly(-call.fall)) if call and call.fall is not None else NOTHING,
        bare(chance(outlook.call, paths)) if outlook else NOTHING,
    )


def _silence(loan: LoanStanding) -> str:
    """Why a loan has no outlook."""
    if loan.kind == "margin":
        return say("This loan was not simulated.")
    if loan.kind == "forward":
        return say("A prepaid forward has no margin calls: it is settled in shares or cash at maturity.")
    return say("The case gives no margin terms for this loan, so it is not simulated.")


def loan_facts(loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> tuple[Fact, ...]:
    """The term sheet in short, with what nobody disclosed said to be so."""
    names = ", ".join(assets[name].name if name in assets else name for name in loan.assets)
    facts = [
        Fact(term=say("Drawn"), text=money(loan.drawn, loan.currency), note=_facility(loan)),
        Fact(term=say("Collateral"), text=names or retold(UNKNOWN), note=_pledged(loan)),
        Fact(term=say("LTV today"), text=percent(loan.ltv), note=_collateral_value(loan)),
        Fact(term=say("Maturity"), text=long_date(loan.maturity) if loan.maturity else retold(UNKNOWN)),
        Fact(term=say("Recourse to the group"), text=retold(loan.recourse)),
    ]
    if loan.headroom is not None:
        facts.append(
            Fact(term=say("Headroom"), text=money(loan.headroom, loan.currency), note=_headroom(loan.headroom))
        )
    if loan.days_to_sell is not None:
        facts.append(
            Fact(
                term=say("Time to sell it all"),
                text=business_days(loan.days_to_sell),
                note=say("at the agreed share of average volume"),
            )
        )
    return tuple(facts)


def _facility(loan: LoanStanding) -> str:
    """How much could still be drawn."""
    if loan.facility is None:
        return say("facility not disclosed")
    facility = money(loan.facility, loan.currency)
    if not loan.undrawn:
        return say("of {facility}, fully drawn", facility=facility)
    return say("of {facility}, {undrawn} undrawn", facility=facility, undrawn=money(loan.undrawn, loan.currency))


def _pledged(loan: LoanStanding) -> str:
    """How many shares are pledged."""
    if loan.pledged_shares is None:
        return say("shares not disclosed")
    return say("{n} shares pledged", n=count(loan.pledged_shares))


def _collateral_value(loan: LoanStanding) -> str:
    """What the collateral is worth."""
    if loan.collateral_value is None:
        return say("value of the collateral not disclosed")
    return say("collateral of {value} after haircuts", value=money(loan.collateral_value, loan.currency))


def _headroom(headroom: float) -> str:
    """What headroom means, on either side of the call."""
    if headroom >= 0.0:
        return say("could be drawn until the call LTV")
    return say("above what the call LTV allows")


def triggers_table(loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> Table:
    """Each level, and the price that reaches it."""
    asset = assets.get(loan.assets[0]) if loan.assets else None
    currency = asset.price_currency if asset else loan.currency
    name = asset.name if asset else say("the collateral")
    unit = say("{currency} a share", currency=currency)
    note = say("With the debt of today.")
    if len(loan.assets) > 1:
        note = say("{note} All other collateral is taken as unchanged.", note=note)
    ranged = any(rung.price_low is not None for rung in loan.triggers)
    spread = (figures(say("Price over the stated range"), unit),) if ranged else ()
    return Table(
        caption=say("Levels, and the price of {asset} that reaches each", asset=name),
        columns=(
            words(say("Level")),
            figures(say("LTV"), "%"),
            figures(say("Price"), unit),
            figures(say("From today"), "%"),
            *spread,
            words(say("Known"), minor=True),
        ),
        rows=tuple(_trigger_row(rung, ranged=ranged) for rung in sorted(loan.triggers, key=lambda rung: rung.ltv)),
        note=note,
    )


def _trigger_row(rung: Trigger, *, ranged: bool) -> Row:
    """One level; with the prices of its range where any level of the loan has one."""
    known = rung.price_low is not None and rung.price_high is not None
    span = price_range(rung.price_low, rung.price_high, "") if known else NOTHING
    return row(
        titled(LEVELS, rung.level),
        bare(round_percent(rung.ltv)),
        price(rung.price, "", say("never")).strip(),
        NOTHING if rung.fall is None else bare(move_exactly(-rung.fall)),
        *((span,) if ranged else ()),
        say("assumed") if rung.assumed else say("stated"),
        tone=STATUS_TONES.get(rung.level, ""),
    )


def ladder_table(loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> Table:
    """Price, LTV, and what a cure would take."""
    asset = assets.get(loan.assets[0]) if loan.assets else None
    currency = asset.price_currency if asset else loan.currency
    cash = money_column((rung.cash_to_cure for rung in loan.ladder), loan.currency)
    some_shares = any(rung.shares_to_cure for rung in loan.ladder)
    columns = (
        words(say("Price moves")),
        figures(say("Price"), say("{currency} a share", currency=currency)),
        figures(say("LTV"), "%"),
        words(say("Status")),
        figures(say("Cash to cure"), cash.unit),
        figures(say("or shares to cure"), say("m shares")),
    )
    return Table(
        caption=say("What a price would mean"),
        columns=columns if some_shares else columns[:-1],
        rows=tuple(_ladder_row(rung, cash, shares=some_shares) for rung in loan.ladder),
        note=say("All collateral moves together; a cure brings the LTV back to the cure level."),
    )


def _ladder_row(rung: LadderRow, cash: MoneyColumn, *, shares: bool) -> Row:
    """One price."""
    cells = (
        move(rung.move),
        price(rung.price, "").strip(),
        bare(percent(rung.ltv)),
        titled(STATUS_WORDS, rung.status),
        cash.text(rung.cash_to_cure) if rung.cash_to_cure else NOTHING,
    )
    added = here().number(rung.shares_to_cure / 1e6, 1) if rung.shares_to_cure else NOTHING
    tone = STATUS_TONES.get(rung.status, "" if rung.move else "today")
    return row(*cells, *((added,) if shares else ()), tone=tone)
