"""What a margin call asks for, and what follows when it is not met, in one paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.first_call import SILENT
from pledgeline.report.pages.tables import clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import business_days, chance, count, money, round_percent

if TYPE_CHECKING:
    from pledgeline.engine.results import ControlRisk, CureNeed, Estimate, LoanOutlook, LoanStanding
    from pledgeline.report.pages.first_call import Nearest
    from pledgeline.report.pages.tables import Sentence

MOST = 0.5


def what_failure_means(nearest: Nearest | None, paths: int) -> Sentence:
    """What a call would ask for, and what follows when it is not met."""
    label = say("If it fails")
    if nearest is None or nearest.outlook is None:
        return phrase(label, "Without a simulated loan, the cost of a failure is not known.", tone="close-out")
    loan, outlook = nearest.loan, nearest.outlook
    cure, unsold = _cure(outlook.cure, loan.currency), _were_it_sold(loan)
    if outlook.call.value <= 0.0 and outlook.close_out.value <= 0.0:
        calm = phrase("", "Nothing failed in any path: no cure was asked for, nothing sold, nothing lost.")
        return paragraph(label, calm, unsold, tone="close-out")
    if outlook.close_out.value <= 0.0:
        met = phrase("", "Every call is met in time: no path ends in a close-out or a loss.")
        return paragraph(label, cure, met, unsold, tone="close-out")
    return paragraph(
        label, cure, _close_out(loan, outlook, paths), _loss(nearest, outlook, paths), _unfinished(outlook),
        tone="close-out",
    )  # fmt: skip


def _cure(cure: CureNeed, currency: str) -> Sentence:
    """What the first call would ask for on average; nothing where no path had one."""
    if cure.expected_cash is None:
        return SILENT
    cash = phrase("", "{cash} on average", cash=strong(money(cure.expected_cash.value, currency)))
    if cure.p95_cash is not None:
        cash = phrase(
            "", "{average} ({tail} or more in one call of twenty)", average=cash, tail=money(cure.p95_cash, currency)
        )
    if cure.expected_shares is None:
        return phrase("", "The first call asks for {cash}.", cash=cash)
    shares = count(cure.expected_shares.value)
    return phrase("", "The first call asks for {cash}, or for {shares} more shares.", cash=cash, shares=shares)


def _close_out(loan: LoanStanding, outlook: LoanOutlook, paths: int) -> Sentence:
    """How likely a close-out is, and what it would sell for how long."""
    likely = _with(outlook.close_out, paths)
    if loan.pledged_shares is None:
        return phrase("", "Left unmet, it ends in a close-out, {with_chance}.", with_chance=likely)
    shares = count(loan.pledged_shares)
    if loan.days_to_sell is None:
        return phrase(
            "",
            "Left unmet, it ends in a close-out, {with_chance}: {shares} shares to sell.",
            with_chance=likely,
            shares=shares,
        )
    return phrase(
        "",
        "Left unmet, it ends in a close-out, {with_chance}: {shares} shares to sell, over some {days}.",
        with_chance=likely,
        shares=shares,
        days=business_days(loan.days_to_sell),
    )


def _loss(nearest: Nearest, outlook: LoanOutlook, paths: int) -> Sentence:
    """How likely the lender loses money, how much, and whether control goes with the shares."""
    lost = phrase("", "The lender loses money {with_chance}", with_chance=_with(outlook.loss, paths))
    if outlook.loss.value > 0.0:
        lost = phrase(
            "",
            "{lost} ({loss} on average over all paths)",
            lost=lost,
            loss=money(outlook.shortfall.expected.value, nearest.loan.currency),
        )
    if not outlook.control:
        return phrase("", "{clause}.", clause=lost)
    risk: ControlRisk = max(outlook.control, key=lambda one: (one.probability.value, one.asset))
    asset = nearest.asset
    return phrase(
        "",
        "{lost}; the stake in {asset} falls under {threshold} {with_chance}.",
        lost=lost,
        asset=asset.name if asset and asset.id == risk.asset else risk.asset,
        threshold=round_percent(risk.threshold),
        with_chance=_with(risk.probability, paths),
    )


def _were_it_sold(loan: LoanStanding) -> Sentence:
    """How long a sale would last that no path has seen."""
    if loan.days_to_sell is None:
        return SILENT
    days = business_days(loan.days_to_sell)
    if loan.pledged_shares is None:
        return phrase("", "Were it to come to a sale, the collateral would take some {days} to sell.", days=days)
    return phrase(
        "",
        "Were it to come to a sale, the {shares} pledged shares would take some {days} to sell.",
        shares=count(loan.pledged_shares),
        days=days,
    )


def _with(estimate: Estimate, paths: int) -> Sentence:
    """A probability as the end of a clause."""
    if estimate.value <= 0.0:
        return clause(say("in none of the paths"))
    return phrase("", "with a probability of {chance}", chance=strong(chance(estimate, paths)))


def _unfinished(outlook: LoanOutlook) -> Sentence:
    """A warning where most sales outlast the simulation, so that their loss rests on the last price."""
    if outlook.shortfall.unfinished.value <= MOST * outlook.close_out.value:
        return SILENT
    return phrase("", "Most sales outlast the simulation and are marked at its last price.")
