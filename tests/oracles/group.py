"""The group of docs/models/group.md in plain Python: one path, one day after the other, dictionaries and floats.

Slow and simple, written from the page. The margin loans are stepped by their own oracle.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .group_close import close_day, leverage
from .group_records import QuarterBook
from .group_state import opening_group
from .group_waterfall import pay, sell_ahead
from .loan_records import CALLED, CLOSED, OPEN, SELLING, Day
from .margin_loan import _close, _close_out, _one_day, ltv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedCredit, ResolvedFacility, ResolvedGroup

    from .group_records import GroupPath
    from .group_state import Credit, Group, Margin


def follow_group(case: ResolvedCase, group: ResolvedGroup, moves: Mapping[str, Sequence[float]]) -> GroupPath:
    """Follow the group along one path, from day 0 to the horizon.

    `moves` holds log moves since day 0, one per business day, by listed asset, private stake or currency; a stake's
    are its own diffusion with its drift, without what it follows. What is missing does not move.
    """
    state = opening_group(case, group, moves)
    _price_collateral(state)
    _open_book(state)
    close_day(state)
    for day in range(1, len(case.dates) + 1):
        _one_group_day(state, day)
    return state.path


def opening_leverage(case: ResolvedCase, group: ResolvedGroup) -> float:
    """LTV as reported on day 0."""
    state = opening_group(case, group, {})
    _price_collateral(state)
    return leverage(state)[0]


def _one_group_day(group: Group, day: int) -> None:
    _morning(group, day)
    _act_on_defaults(group)
    _set_marks(group)
    _money_in(group)
    owed = {name: _step(group, margin) for name, margin in group.margins.items()}
    sell_ahead(group)
    for name, claim in owed.items():
        _recourse(group, name, claim)
    if day in group.terms.interest_days:
        _interest(group)
    _maturities(group)
    _commitments(group)
    _spread_defaults(group)
    close_day(group)


def _morning(group: Group, day: int) -> None:
    """Let the market move, revalue foreign cash, accrue interest of the credits."""
    before, date = group.cash, group.date
    group.day = day
    _open_book(group)
    group.book.revalued += group.cash - before
    elapsed = (group.date - date).days
    for credit in group.credits.values():
        rate = [rate for since, rate in credit.terms.rate_steps if since < day][-1]
        credit.accrued += credit.balance * rate * elapsed / credit.terms.year_days
    for margin in group.margins.values():
        margin.settled = False
        margin.book.day, margin.book.record = day, Day(day=day)
    _price_collateral(group)
    group.gap = 0.0
    group.bought = {}
    group.purse.sold = {asset.id: 0.0 for asset in group.listed}


def _price_collateral(group: Group) -> None:
    for margin in group.margins.values():
        currency = group.rate(margin.currency)
        margin.book.prices = {asset: group.worth(asset) / currency for asset in margin.book.pledged}


def _open_book(group: Group) -> None:
    """Begin the book of a quarter with the closing cash of yesterday, at the rates of yesterday."""
    quarter = group.date.year, (group.date.month - 1) // 3 + 1
    if quarter not in group.path.books:
        opening = group.path.days[-1].total_cash if group.path.days else group.cash
        group.path.books[quarter] = QuarterBook(opening=opening)


# 1 to 4. Defaults of yesterday, marks, money in, the step of a loan.


def _act_on_defaults(group: Group) -> None:
    for name, margin in group.margins.items():
        if name in group.flagged and margin.book.status in {OPEN, CALLED}:
            _with_cash_of_the_group(group, margin, _call_in)
    for name, credit in group.credits.items():
        if name in group.flagged and credit.balance > 0.0 and not credit.fallen:
            credit.due, credit.accelerated = group.day, True
    group.flagged.clear()


def _call_in(margin: Margin) -> None:
    """Close out as after a failed cure; the sale itself is left to the step of the day."""
    book, terms = margin.book, margin.book.loan
    book.loan = replace(terms, sale_delay=1 + terms.sale_delay)
    _close_out(book)
    book.loan, book.start = terms, book.day + terms.sale_delay


def _with_cash_of_the_group(group: Group, margin: Margin, act: Callable[[Margin], None]) -> None:
    """Let a loan act on what it may take of the cash, and book what it took and gave back."""
    book, rate = margin.book, group.rate(margin.currency)
    book.purse.cash = min(group.cash, group.cure_purse) / rate
    act(margin)
    _return_deposit(margin)
    record = book.record
    group.booked("cures", (record.prepaid + record.deposited) * rate)
    group.booked("recourse", record.recourse * rate)
    group.spend(margin.currency, record.paid * rate)
    group.receive(margin.currency, record.cash_returned, "returned")
    group.cure_purse = max(group.cure_purse - record.paid * rate, 0.0) + record.cash_returned * rate


def _return_deposit(margin: Margin) -> None:
    """A loan that has closed keeps no deposit."""
    if margin.book.status == CLOSED:
        margin.book.record.cash_returned += margin.book.deposit
        margin.book.deposit = 0.0


def _set_marks(group: Group) -> None:
    for name, stake in group.stakes.items():
        stake.seen.append(group.value(name))
        if group.day in stake.terms.marks:
            then = max(group.day - stake.terms.mark_delay, 0)
            stake.mark = stake.seen[then] + sum(amount for day, amount in stake.added if day >= then)


def _money_in(group: Group) -> None:
    for inflow in group.terms.inflows:
        if inflow.day == group.day:
            group.receive(inflow.currency, inflow.amount, "inflows")
    for dividend in group.terms.dividends:
        if dividend.day == group.day:
            currency = group.case.assets[dividend.asset].currency
            group.receive(currency, dividend.per_share * group.owned(dividend.asset), "dividends")


def _step(group: Group, margin: Margin) -> float:
    """Step a loan; what is still owed of it afterwards, in its currency."""
    book = margin.book
    _with_cash_of_the_group(group, margin, lambda _: _one_day(book, group.day, book.prices))
    if {(group.day, "failed cure"), (group.day, "close-out")}.intersection(book.history.events):
        group.default(margin.terms.loan, group.day)
    return book.record.owed


# 6. Bills.


def _recourse(group: Group, name: str, owed: float) -> None:
    margin = group.margins[name]
    if owed > 0.0:
        paid = pay(group, ("recourse", name), owed, margin.currency)
        margin.book.guarantee_left -= paid
        group.booked("recourse", paid * group.rate(margin.currency))


def _interest(group: Group) -> None:
    for name, margin in group.margins.items():
        if margin.book.status != CLOSED and not margin.capitalised:
            _interest_of_margin(group, name, margin)
    for name, credit in group.credits.items():
        bill, credit.accrued = credit.accrued, 0.0
        if bill > 0.0:
            _pay_interest(group, name, bill, credit.terms.currency)


def _interest_of_margin(group: Group, name: str, margin: Margin) -> None:
    """Ask for the debt less the principal; what is not paid, or not asked for, stays in the debt."""
    shown = margin.book.units * (margin.index - 1.0)
    unpaid = bill = max(shown - margin.hidden, 0.0)
    if bill > 0.0 and margin.book.status != SELLING:
        unpaid = bill - _pay_interest(group, name, bill, margin.currency)
    # the bill itself may have been drawn from this loan
    margin.book.units += min(margin.hidden, margin.book.units * (margin.index - 1.0)) + unpaid
    margin.hidden, margin.settled = 0.0, True


def _pay_interest(group: Group, name: str, bill: float, currency: str) -> float:
    paid = pay(group, ("interest", name), bill, currency)
    group.booked("interest", paid * group.rate(currency))
    if paid < bill:
        _fail(group, name)
    return paid


def _fail(group: Group, name: str) -> None:
    """A default through an unpaid bill; a margin loan is closed out on the next morning."""
    group.default(name, group.day)
    if name in group.margins:
        group.flagged.add(name)


def _maturities(group: Group) -> None:
    for name, margin in group.margins.items():
        if margin.due == group.day and margin.book.status in {OPEN, CALLED}:
            _margin_falls_due(group, name, margin)
    for name, credit in group.credits.items():
        if credit.due == group.day and not credit.fallen:
            _credit_falls_due(group, name, credit)


def _margin_falls_due(group: Group, name: str, margin: Margin) -> None:
    book, renewal = margin.book, margin.terms.renewal
    sound = name not in group.path.defaults
    if sound and margin.renewals > 0 and ltv(margin.debt, book.deposit, book.value) <= renewal.ceiling:
        margin.renewals -= 1
        margin.due += renewal.days
        _pay_fee(group, name, renewal.fee * margin.debt, margin.currency)
        return
    margin.hidden = 0.0
    bill = max(margin.net_debt, 0.0)
    paid = pay(group, ("repayment", name), bill, margin.currency)
    group.booked("repayments", paid * group.rate(margin.currency))
    if paid < bill:
        book.units -= paid / margin.index
        _fail(group, name)
        return
    group.receive(margin.currency, max(-margin.net_debt, 0.0), "returned")
    book.units, book.deposit = 0.0, 0.0
    _close(book)


def _credit_falls_due(group: Group, name: str, credit: Credit) -> None:
    terms, currency = credit.terms, credit.terms.currency
    willing = name not in group.path.defaults and group.reported <= terms.renewal.ceiling
    if credit.renewals > 0 and willing:
        credit.renewals -= 1
        credit.due += terms.renewal.days
        _pay_fee(group, name, terms.renewal.fee * credit.balance, currency)
        return
    credit.fallen, credit.undrawn = True, 0.0
    bill = credit.balance + credit.accrued
    if bill <= 0.0:
        return
    paid = pay(group, ("repayment", name), bill, currency)
    interest = min(paid, credit.accrued)
    group.booked("interest", interest * group.rate(currency))
    group.booked("repayments", (paid - interest) * group.rate(currency))
    credit.balance = 0.0 if paid == bill else credit.balance - (paid - interest)
    credit.accrued = 0.0
    if paid < bill:
        group.default(name, group.day)


def _pay_fee(group: Group, name: str, fee: float, currency: str) -> None:
    if fee > 0.0:
        paid = pay(group, ("fee", name), fee, currency)
        group.booked("fees", paid * group.rate(currency))


def _commitments(group: Group) -> None:
    today = [bill for bill in group.terms.bills if bill.day == group.day]
    for bill in sorted(today, key=lambda bill: not bill.firm):
        paid = pay(group, ("commitment", bill.id), bill.amount, bill.currency, firm=bill.firm)
        group.path.paid_in_full[bill.id] = paid == bill.amount
        group.path.paid_by[bill.id] = group.path.claims[-1].paid
        group.booked("commitments", paid * group.rate(bill.currency))
        if bill.buys and paid > 0.0:
            _buy(group, bill.buys, paid * group.rate(bill.currency))


def _buy(group: Group, asset: str, amount: float) -> None:
    """Add what was paid, in the currency of the case, to a stake or to free shares."""
    if asset in group.stakes:
        stake = group.stakes[asset]
        added = amount / group.rate(stake.terms.currency)
        stake.units += added * stake.units / group.value(asset)
        stake.mark += added
        stake.added.append((group.day, added))
    else:
        shares = amount / group.worth(asset)
        group.purse.free[asset] += shares
        group.bought[asset] = group.bought.get(asset, 0.0) + shares


# 7. Defaults spread.


def _spread_defaults(group: Group) -> None:
    today = {name for name, day in group.path.defaults.items() if day == group.day}
    facilities: dict[str, ResolvedFacility | ResolvedCredit] = {**group.terms.facilities, **group.terms.credits}
    for name, terms in facilities.items():
        if name not in group.path.defaults and today.intersection(terms.cross_default):
            group.default(name, group.day + 1)
            group.flagged.add(name)
