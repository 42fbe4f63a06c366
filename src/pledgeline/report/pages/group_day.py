"""One day of a group in sentences: what came in, what was asked and who paid it, what broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanEvent
from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.clauses import filled, linked, listed
from pledgeline.report.pages.group_wording import CASH
from pledgeline.report.pages.wording import count, money, round_percent, titled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.group_replay_results import Bill, BillShare, GroupDay, Receipt
    from pledgeline.engine.replay import ReplayDay, ReplayLot

BILLS = {
    "recourse": said("recourse for {name}"),
    "interest": said("interest on {name}"),
    "fees": said("fee for renewing {name}"),
    "repayments": said("{name} falls due"),
    "commitments": said("commitment to {name}"),
}
LINES = {
    "reported_normal": said("the reported LTV passes the normal line"),
    "reported_ceiling": said("the reported LTV passes the ceiling"),
    "through_normal": said("the looked-through LTV passes the normal line"),
    "through_ceiling": said("the looked-through LTV passes the ceiling"),
    "cover": said("cash does not cover the redemptions of the policy"),
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
        yield say("{name} is marked at {value}", name=mark.name, value=money(mark.value, mark.currency))
    yield from (_received(receipt, words.currency) for receipt in day.receipts)
    for loan in day.loans:
        told = loan_told(loan, words.loans[loan.loan][1])
        if told:
            yield say("{loan}: {events}", loan=words.loans[loan.loan][0], events=told)
    for sale in day.sales:
        if sale.ahead:
            yield say(
                "{shares} shares of {name} are sold ahead for {proceeds}",
                shares=count(sale.shares),
                name=sale.name,
                proceeds=money(sale.proceeds, words.currency),
            )
    yield from (_asked(bill, words.currency) for bill in day.bills)
    yield from (say("{name} is in default", name=name) for _, name in day.defaults)
    yield from (say("control of {name} is lost", name=name) for _, name in day.control)
    yield from (at_level(retold(LINES[line]), words.levels.get(line)) for line in day.lines)


def at_level(passed: str, level: float | None) -> str:
    """A line of the policy that is passed, with its level where it has one."""
    return passed if level is None else say("{line_passed} of {level}", line_passed=passed, level=round_percent(level))


def _received(receipt: Receipt, currency: str) -> str:
    amount = money(receipt.amount, currency)
    if receipt.kind == "dividends":
        return say("dividend of {name}: {amount}", name=receipt.name, amount=amount)
    return say("{name} comes in: {amount}", name=receipt.name, amount=amount)


def _asked(bill: Bill, currency: str) -> str:
    """`Commitment to OpenAI: USD 22.5bn, from cash`; several sources each with their amount."""
    asked = say("{bill}: {amount}", bill=filled(BILLS[bill.kind], name=bill.name), amount=money(bill.amount, currency))
    if not bill.unpaid:
        return say("{bill}, from {sources}", bill=asked, sources=_payers(bill, currency))
    if not bill.paid_by:
        if bill.firm:
            return say("{bill}; nothing is paid, a gap", bill=asked)
        return say("{bill}; nothing is paid, and need not be", bill=asked)
    sources, missing = _payers(bill, currency), money(bill.unpaid, currency)
    if bill.firm:
        return say("{bill}, from {sources}; {missing} is not paid, a gap", bill=asked, sources=sources, missing=missing)
    return say(
        "{bill}, from {sources}; {missing} is not paid, and need not be", bill=asked, sources=sources, missing=missing
    )


def _payers(bill: Bill, currency: str) -> str:
    """Who paid, several of them each with their amount."""
    alone = len(bill.paid_by) == 1 and not bill.unpaid
    return listed([giver(share) + ("" if alone else f" ({money(share.amount, currency)})") for share in bill.paid_by])


def giver(share: BillShare) -> str:
    """Who paid: `cash`, `Arm margin loan`, `sale of T-Mobile US`."""
    if share.kind == "cash":
        return titled(CASH, share.name)
    return say("sale of {asset}", asset=share.name) if share.kind == "sell" else share.name


def loan_told(day: ReplayDay, currency: str) -> str:
    """What happened to one margin loan; empty on a quiet day."""
    return linked(loan_steps(day, currency))


def loan_steps(day: ReplayDay, currency: str) -> list[str]:
    """Events, shares and sums of one margin loan on a day, each in a clause."""
    shares = [step for lot in day.lots() for step in _moved(lot, several=bool(day.others))]
    events = [retold(event) for event in day.events if event != _SALE or not shares]
    return [*events, *shares, *_sums(day, currency)]


def _moved(lot: ReplayLot, *, several: bool) -> Iterator[str]:
    """Shares of one asset that were posted or sold; named where there are several assets."""
    if lot.posted > 0.0:
        posted = count(lot.posted)
        yield (
            say("posted {shares} of {asset}", shares=posted, asset=lot.asset)
            if several
            else say("posted {shares} shares", shares=posted)
        )
    if lot.sold > 0.0:
        sold = count(lot.sold)
        yield (
            say("sold {shares} of {asset}", shares=sold, asset=lot.asset)
            if several
            else say("sold {shares} shares", shares=sold)
        )


def _sums(day: ReplayDay, currency: str) -> Iterator[str]:
    if day.paid > 0.0:
        yield say("paid {amount}", amount=money(day.paid, currency))
    if day.proceeds > 0.0:
        yield say("proceeds {amount}", amount=money(day.proceeds, currency))
    if day.loss > 0.0:
        yield say("loss to the lender {amount}", amount=money(day.loss, currency))
