"""What each source of the waterfall gives today, asked in order until a bill is paid."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pledgeline.engine.resolved_group import NEVER_DUE

from .forced_sale import Depth, smallest
from .group_records import Claim
from .group_state import daily_volatility
from .loan_records import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved_group import ResolvedSource

    from .group_state import Credit, Group, Margin

LENT_AS = {"line": "lines", "bridge": "bridge", "issue": "bonds issued"}


def pay(group: Group, claim: tuple[str, str], amount: float, currency: str, *, firm: bool = True) -> float:
    """Ask the sources for an amount in `currency`; what was paid of it, exactly `amount` where all of it was.

    `claim` is the kind of the bill and whose it is. What is unpaid of a firm bill is a gap; one that is not firm
    is paid from cash alone.
    """
    left, paid = amount * group.rate(currency), []
    for source in group.terms.waterfall:
        asked = left > 0.0 and (firm or source.kind == "cash") and not _own_repayment(claim, source)
        paid.append(_GIVES[source.kind](group, source, left, currency) if asked else 0.0)
        left -= paid[-1]
    bill = amount * group.rate(currency)
    group.path.claims.append(Claim(day=group.day, kind=claim[0], of=claim[1], amount=bill, paid=tuple(paid)))
    group.gap += left if firm else 0.0
    return amount if left == 0.0 else amount - left / group.rate(currency)


def _own_repayment(claim: tuple[str, str], source: ResolvedSource) -> bool:
    """A loan does not lend what repays it."""
    return source.kind == "draw" and claim == ("repayment", source.target)


def _give_cash(group: Group, source: ResolvedSource, wanted: float, currency: str) -> float:
    given = min(wanted, spare_cash(group, source.keep))
    group.spend(currency, given)
    return given


def spare_cash(group: Group, keep: float) -> float:
    return max(group.cash - keep, 0.0)


def _give_draw(group: Group, source: ResolvedSource, wanted: float, _currency: str) -> float:
    margin = group.margins[source.target]
    given = min(wanted, drawable(group, margin))
    drawn = given / group.rate(margin.currency)
    margin.undrawn = max(margin.undrawn - drawn, 0.0)
    margin.book.units += drawn / margin.index
    if not margin.capitalised:
        margin.hidden += drawn * (1.0 - 1.0 / margin.index)
    group.booked("draws", given)
    return given


def drawable(group: Group, margin: Margin) -> float:
    """What a margin loan would lend today, in the currency of the case."""
    terms = margin.terms
    if margin.book.status != OPEN or group.in_default(terms.loan) or group.day > terms.draw_until:
        return 0.0
    room = terms.draw_stop * margin.book.value - margin.net_debt
    return max(min(margin.undrawn, room), 0.0) * group.rate(margin.currency)


def _give_credit(group: Group, source: ResolvedSource, wanted: float, _currency: str) -> float:
    credit = group.credits[source.target]
    given = min(wanted, lendable(group, credit))
    if given <= 0.0:
        return 0.0
    gross = given / (1.0 - credit.terms.fee)
    drawn = gross / group.rate(credit.terms.currency)
    credit.balance += drawn
    credit.undrawn = max(credit.undrawn - drawn, 0.0)
    if credit.terms.term > 0 and credit.due == NEVER_DUE:
        credit.due = group.day + credit.terms.term
    group.booked(LENT_AS[credit.terms.kind], gross)
    group.booked("fees", gross - given)
    return given


def lendable(group: Group, credit: Credit) -> float:
    """What a line, a bridge or bonds to be issued would bring today, in the currency of the case."""
    terms = credit.terms
    shut = group.in_default(terms.id) or not terms.opens <= group.day <= terms.closes
    if shut or credit.fallen or group.day >= credit.due or group.reported > terms.ceiling:
        return 0.0
    return credit.undrawn * (1.0 - terms.fee) * group.rate(terms.currency)


def _give_sale(group: Group, source: ResolvedSource, wanted: float, _currency: str) -> float:
    return sell(group, source, wanted)


def sell(group: Group, source: ResolvedSource, wanted: float) -> float:
    """Sell free shares that bring `wanted` after tax, or all that may be sold; what they bring, after tax."""
    asset = group.case.assets[source.target]
    volume = inf if asset.daily_volume is None else asset.daily_volume
    impact = source.impact * daily_volatility(asset)
    # beyond this size more shares bring nothing more
    enough = inf if impact == 0.0 else volume / impact**2
    cap = min(group.purse.free[asset.id], source.participation * volume - group.purse.sold[asset.id], enough)
    if group.day < source.opens or cap <= 0.0:
        return 0.0
    depth = Depth(price=group.worth(asset.id), volume=volume, impact=impact, power=0.5)
    gross = wanted / (1.0 - source.tax)
    shares = smallest(cap, lambda shares: depth.proceeds(shares) >= gross)
    reached = depth.proceeds(shares) >= gross
    proceeds = gross if reached else depth.proceeds(shares)
    group.purse.free[asset.id] -= shares
    group.purse.sold[asset.id] += shares
    group.booked("sales", proceeds)
    group.booked("taxes", proceeds * source.tax)
    return wanted if reached else proceeds * (1.0 - source.tax)


_GIVES: dict[str, Callable[[Group, ResolvedSource, float, str], float]] = {
    "cash": _give_cash,
    "draw": _give_draw,
    "credit": _give_credit,
    "sell": _give_sale,
}


def sell_ahead(group: Group) -> None:
    """Sell for bills that fall due within the reach of each sale, and put the proceeds into cash."""
    rungs = group.terms.waterfall
    keep = min((rung.keep for rung in rungs if rung.kind == "cash"), default=0.0)
    for place, rung in enumerate(rungs):
        if rung.kind != "sell" or rung.ahead <= 0:
            continue
        means = spare_cash(group, keep) + sum(_ready(group, before) for before in rungs[:place])
        missing = scheduled_need(group, group.day + rung.ahead) - means
        if missing > 0.0:
            _bank(group, group.case.assets[rung.target].currency, sell(group, rung, missing))


def _ready(group: Group, source: ResolvedSource) -> float:
    if source.kind == "draw":
        return drawable(group, group.margins[source.target])
    return lendable(group, group.credits[source.target]) if source.kind == "credit" else 0.0


def _bank(group: Group, currency: str, amount: float) -> None:
    """Put proceeds that are booked already into the account that they belong to."""
    account = currency if currency in group.accounts else group.case.currency
    group.accounts[account] += amount / group.rate(account)


def scheduled_need(group: Group, until: int) -> float:
    """The largest running sum, from today to a day, of what falls due less what comes in, as it stood on day 0."""
    most, total = 0.0, 0.0
    for day in range(group.day, until + 1):
        total += _due_less_received(group, day)
        most = max(most, total)
    return most


def _due_less_received(group: Group, day: int) -> float:
    """Firm commitments, dated credits and margin loans without renewal of a day, less its inflows."""
    spot = {name: currency.spot for name, currency in group.case.currencies.items()}
    terms, loans = group.terms, group.case.margin_loans
    bills = sum(bill.amount * spot[bill.currency] for bill in terms.bills if bill.firm and bill.day == day)
    dated = sum(
        credit.balance * spot[credit.currency]
        for credit in terms.credits.values()
        if credit.renewal.times == 0 and credit.due == day
    )
    lent = sum(
        max(loans[name].drawn - loans[name].deposit, 0.0) * spot[loans[name].currency]
        for name, facility in terms.facilities.items()
        if facility.renewal.times == 0 and facility.due == day
    )
    come = sum(inflow.amount * spot[inflow.currency] for inflow in terms.inflows if inflow.day == day)
    return bills + dated + lent - come
