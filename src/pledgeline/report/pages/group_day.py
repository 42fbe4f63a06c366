"""One day of a group in sentences: what came in, what was asked and who paid it, what broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanEvent
from pledgeline.report.pages.wording import count, money, round_percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.group_replay_results import Bill, BillShare, GroupDay, Receipt
    from pledgeline.engine.replay import ReplayDay

BILLS = {
    "recourse": "recourse for {}",
    "interest": "interest on {}",
    "fees": "fee for renewing {}",
    "repayments": "{} falls due",
    "commitments": "commitment to {}",
}
LINES = {
    "reported_normal": "the reported LTV passes the normal line",
    "reported_ceiling": "the reported LTV passes the ceiling",
    "through_normal": "the looked-through LTV passes the normal line",
    "through_ceiling": "the looked-through LTV passes the ceiling",
    "cover": "cash does not cover the redemptions of the policy",
}
_SALE = LoanEvent.SALE.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """What the sentences of a day need beside it: currencies and names by loan, levels by policy line."""

    currency: str
    loans: Mapping[str, tuple[str, str]]  # name and currency
    levels: Mapping[str, float]


def happenings(day: GroupDay, words: DayWords) -> tuple[str, ...]:
    """Everything that happened on a day, in the order in which it did; none begins with a capital of its own."""
    return tuple(_happenings(day, words))


def _happenings(day: GroupDay, words: DayWords) -> Iterator[str]:
    for mark in day.marks:
        yield f"{mark.name} is marked at {money(mark.value, mark.currency)}"
    yield from (_received(receipt, words.currency) for receipt in day.receipts)
    for loan in day.loans:
        told = loan_told(loan, words.loans[loan.loan][1])
        if told:
            yield f"{words.loans[loan.loan][0]}: {told}"
    for sale in day.sales:
        if sale.ahead:
            proceeds = money(sale.proceeds, words.currency)
            yield f"{count(sale.shares)} shares of {sale.name} are sold ahead for {proceeds}"
    yield from (_asked(bill, words.currency) for bill in day.bills)
    yield from (f"{name} is in default" for _, name in day.defaults)
    yield from (f"control of {name} is lost" for _, name in day.control)
    for line in day.lines:
        yield LINES[line] + (f" of {round_percent(words.levels[line])}" if line in words.levels else "")


def _received(receipt: Receipt, currency: str) -> str:
    source = f"dividend of {receipt.name}" if receipt.kind == "dividends" else f"{receipt.name} comes in"
    return f"{source}: {money(receipt.amount, currency)}"


def _asked(bill: Bill, currency: str) -> str:
    """`Commitment to OpenAI: USD 22.5bn, from cash`; several sources each with their amount."""
    amount = f"{BILLS[bill.kind].format(bill.name)}: {money(bill.amount, currency)}"
    if not bill.unpaid:
        return f"{amount}, {_paid(bill, currency)}"
    missing = f"{money(bill.unpaid, currency)} is not paid" if bill.paid_by else "nothing is paid"
    paid = f", {_paid(bill, currency)}" if bill.paid_by else ""
    return f"{amount}{paid}; {missing}, {'a gap' if bill.firm else 'and need not be'}"


def _paid(bill: Bill, currency: str) -> str:
    alone = len(bill.paid_by) == 1 and not bill.unpaid
    sources = [giver(share) + ("" if alone else f" ({money(share.amount, currency)})") for share in bill.paid_by]
    return f"from {sources[0]}" if len(sources) == 1 else f"from {', '.join(sources[:-1])} and {sources[-1]}"


def giver(share: BillShare) -> str:
    """Who paid: `cash`, `Arm margin loan`, `sale of T-Mobile US`."""
    return f"sale of {share.name}" if share.kind == "sell" else share.name


def loan_told(day: ReplayDay, currency: str) -> str:
    """What happened to one margin loan; empty on a quiet day."""
    several = bool(day.others)
    shares = [
        f"{word} {count(amount)}{f' of {lot.asset}' if several else ' shares'}"
        for lot in day.lots()
        for word, amount in (("posted", lot.posted), ("sold", lot.sold))
        if amount > 0.0
    ]
    amounts = (("paid", day.paid), ("proceeds", day.proceeds), ("loss to the lender", day.loss))
    sums = (f"{word} {money(amount, currency)}" for word, amount in amounts if amount > 0.0)
    events = (event for event in day.events if event != _SALE or not shares)
    return "; ".join((*events, *shares, *sums))
