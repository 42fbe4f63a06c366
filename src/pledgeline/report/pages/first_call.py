"""The first margin call in sentences: the loan it comes on, its price, and how likely it is by when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.tables import clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import (
    chance,
    distance,
    long_date,
    percent,
    price,
    round_percent,
    rule_of_three,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.results import AssetStanding, LoanOutlook, LoanStanding, Result, Trigger
    from pledgeline.report.pages.tables import Piece, Sentence

SILENT = clause("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The margin loan whose call is the smallest move away."""

    loan: LoanStanding
    call: Trigger
    asset: AssetStanding | None
    outlook: LoanOutlook | None

    @property
    def collateral(self) -> str:
        """What is pledged, by its name."""
        if self.asset:
            return self.asset.name
        return self.loan.assets[0] if self.loan.assets else say("the collateral")


def nearest_call(result: Result) -> Nearest | None:
    """The loan to speak of first; None where no loan has a call level."""
    calls = [(loan, rung) for loan in result.standing.loans for rung in loan.triggers if rung.level == "call"]
    if not calls:
        return None
    loan, call = min(calls, key=lambda pair: (_closeness(pair[1]), pair[0].id))
    assets = {asset.id: asset for asset in result.standing.assets}
    return Nearest(
        loan=loan,
        call=call,
        asset=assets.get(loan.assets[0]) if loan.assets else None,
        outlook=next((outlook for outlook in result.outlook if outlook.id == loan.id), None),
    )


def _closeness(call: Trigger) -> float:
    """The fall that brings the call; a call that no price brings lies farthest."""
    return math.inf if call.fall is None else call.fall


def first_call(result: Result, nearest: Nearest | None) -> Sentence:
    """The price of the first call and how far away it is."""
    label = say("The first call")
    if nearest is None:
        return paragraph(label, clause(_no_call(result)), tone="call")
    loan, call, name = nearest.loan, nearest.call, nearest.collateral
    currency = nearest.asset.price_currency if nearest.asset else loan.currency
    among, level = _among(result, loan), round_percent(call.ltv)
    if call.price is None:
        return phrase(
            label,
            "No price of {asset} alone brings {loan} from {ltv} to its call level, an LTV of {level}.",
            asset=name, loan=among, ltv=percent(loan.ltv), level=level, tone="call",
        )  # fmt: skip
    reached = strong(price(call.price, currency))
    if call.fall is not None and call.fall <= 0.0:
        return phrase(
            label,
            "{loan} is at its call level already: an LTV of {ltv} against {level}; it would take a price of {price} "
            "for {asset}, {distance} today’s, to be below it.",
            loan=among, ltv=strong(percent(loan.ltv)), level=level, price=reached, asset=name,
            distance=distance(call.fall), tone="call",
        )  # fmt: skip
    comes = phrase(
        "",
        "A margin call on {loan} comes when {asset} falls to {price}: its LTV, {ltv} now, then reaches the call level "
        "of {level}.",
        loan=among, asset=name, price=_how_far(nearest.asset, call, currency), ltv=percent(loan.ltv), level=level,
    )  # fmt: skip
    return paragraph(label, comes, _if_assumed(call, currency), tone="call")


def _among(result: Result, loan: LoanStanding) -> str:
    """The loan by its name, and that it is the nearest of several."""
    rivals = sum(bool(other.triggers) for other in result.standing.loans)
    if rivals <= 1:
        return loan.name
    return say("{loan} (the nearest of {n} margin loans)", loan=loan.name, n=str(rivals))


def _no_call(result: Result) -> str:
    """Why no price triggers a call."""
    loans = len(result.standing.loans)
    if not loans:
        return say("The case has no secured loan, so no price triggers a call.")
    return say_each(
        loans,
        "Its one secured loan has no margin terms in this case, so no price triggers a call.",
        "None of its {n} secured loans has margin terms in this case, so no price triggers a call.",
        n=str(loans),
    )


def _how_far(asset: AssetStanding | None, call: Trigger, currency: str) -> Piece:
    """The price of the call, and its distance from today's where that is known."""
    reached = strong(price(call.price, currency))
    if call.fall is None:
        return reached
    far = strong(distance(call.fall))
    if asset is None or not asset.price:
        return phrase("", "{price}, {distance} today’s price", price=reached, distance=far)
    today = price(asset.price, asset.price_currency)
    return phrase("", "{price}, {distance} today’s {today}", price=reached, distance=far, today=today)


def _if_assumed(call: Trigger, currency: str) -> Sentence:
    """A second sentence for a level that nobody disclosed."""
    if not call.assumed:
        return SILENT
    if call.price_low is None or call.price_high is None:
        return phrase("", "That level is assumed, not disclosed.")
    return phrase(
        "",
        "That level is assumed, not disclosed; over its range the price lies between {low} and {high}.",
        low=price(call.price_low, currency),
        high=price(call.price_high, currency),
    )


def how_likely(result: Result, nearest: Nearest | None, paths: int) -> Sentence:
    """The chance of a call by the end, with its standard error."""
    label = say("How likely, by when")
    if nearest is None or nearest.outlook is None:
        return phrase(label, "No margin loan was simulated, so nothing is said of how likely a call is.", tone="call")
    outlook = nearest.outlook
    return paragraph(label, _by_when(nearest.loan, outlook, paths), _likelier(result, outlook, paths), tone="call")


def _by_when(loan: LoanStanding, outlook: LoanOutlook, paths: int) -> Sentence:
    """The chance that the call comes, and that it goes unmet."""
    until = _until(loan, outlook)
    if outlook.call.value <= 0.0:
        none = say("none of {paths} simulated paths", paths=whole(paths))
        return phrase(
            "",
            "In {none} does that call come {until}, so its probability is below {bound} with 95% confidence.",
            none=strong(none), until=until,
            bound=strong(rule_of_three(paths)),
        )  # fmt: skip
    came = strong(chance(outlook.call, paths))
    if outlook.failed_cure.value <= 0.0:
        return phrase(
            "",
            "Over {paths} simulated paths, the call comes {until} with a probability of {call}, and goes unmet in "
            "none of them.",
            paths=whole(paths), until=until, call=came,
        )  # fmt: skip
    return phrase(
        "",
        "Over {paths} simulated paths, the call comes {until} with a probability of {call}, and goes unmet with one "
        "of {unmet}.",
        paths=whole(paths), until=until, call=came, unmet=strong(chance(outlook.failed_cure, paths)),
    )  # fmt: skip


def _until(loan: LoanStanding, outlook: LoanOutlook) -> str:
    """The last day on which a call can come: the end of the simulation, or the maturity before it."""
    if loan.maturity is None or loan.maturity > outlook.end:
        return say("by {date}", date=long_date(outlook.end))
    return say("by its maturity on {date}", date=long_date(loan.maturity))


def _likelier(result: Result, outlook: LoanOutlook, paths: int) -> Sentence:
    """Another loan whose call is likelier than that of the nearest one."""
    most = max(result.outlook, key=lambda other: (other.call.value, other.id == outlook.id))
    if most.id == outlook.id or most.call.value <= outlook.call.value:
        return SILENT
    names = {loan.id: loan.name for loan in result.standing.loans}
    return phrase(
        "",
        "Likelier still is a call on {loan}: {chance}.",
        loan=names.get(most.id, most.id),
        chance=strong(chance(most.call, paths)),
    )
