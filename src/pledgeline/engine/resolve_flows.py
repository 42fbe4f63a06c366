"""Money with a day: commitments, inflows, receivables and dividends on the days on which they are paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.commitment import MONTHS
from pledgeline.engine.desk import Desk, either, last_day, latest_day
from pledgeline.engine.resolve_days import repeated
from pledgeline.engine.resolved import ResolvedCommitment
from pledgeline.engine.resolved_group import ResolvedBill, ResolvedDividend, ResolvedInflow
from pledgeline.market.calendar import later
from pledgeline.units.span import Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.commitment import Commitment, Inflow
    from pledgeline.engine.programme_draws import DrawMonth
    from pledgeline.engine.resolve_days import DayNumbers
    from pledgeline.engine.resolved import ResolvedAsset
    from pledgeline.units.money import Money

_NUMBER = "#"  # between the id of what is repeated and which of its payments it is
_DIVIDEND_MONTHS = {"quarterly": 3, "half_yearly": 6, "yearly": 12}


def original(key: str) -> str:
    """The id in the case of one of several payments."""
    return key.partition(_NUMBER)[0]


def payments(key: str, flow: Commitment | Inflow) -> tuple[tuple[str, dt.date | None], ...]:
    """Id and date of each payment: its own id where there is one only, else with its number, from 1."""
    first, until = last_day(flow.due), last_day(flow.until)
    if flow.every is None or first is None or until is None:
        return ((key, first),)
    dates = tuple(repeated(first, MONTHS[flow.every], until))
    if len(dates) == 1:
        return ((key, first),)
    return tuple((f"{key}{_NUMBER}{number}", date) for number, date in enumerate(dates, start=1))


def resolve_commitments(desk: Desk, months: tuple[DrawMonth, ...]) -> dict[str, ResolvedCommitment]:
    """Every payment promised, also behind the horizon, in the currency of the case; draws of building as planned."""
    found = {
        one: ResolvedCommitment(
            id=one, to=promise.to, amount=either(desk.at_home(promise.amount), 0.0), due=date, firm=promise.firm
        )
        for key, promise in desk.document.case.commitments.items()
        for one, date in payments(key, promise)
    }
    return found | {one.id: one for one in _planned_quarters(months)}


def _planned_quarters(months: tuple[DrawMonth, ...]) -> Iterator[ResolvedCommitment]:
    """The planned draws of each programme by calendar quarter, on the last of their days."""
    quarters: dict[str, list[DrawMonth]] = {}
    for month in months:
        key = f"{month.programme}{_NUMBER}{month.date.year}-Q{(month.date.month + 2) // 3}"
        quarters.setdefault(key, []).append(month)
    for key, parts in quarters.items():
        amount = math.fsum(part.planned for part in parts)
        if amount > 0.0:
            last = parts[-1]
            yield ResolvedCommitment(id=key, to=last.title, amount=amount, due=last.date, firm=last.firm)


def resolve_bills(desk: Desk, days: DayNumbers, months: tuple[DrawMonth, ...] = ()) -> tuple[ResolvedBill, ...]:
    """The payments promised within the horizon, by day, then in the order of the case, draws of building last."""
    bills = [*_commitment_bills(desk, days), *_building_bills(desk, months)]
    return tuple(sorted((bill for bill in bills if bill.day <= len(days.dates)), key=lambda bill: bill.day))


def _commitment_bills(desk: Desk, days: DayNumbers) -> Iterator[ResolvedBill]:
    yield from (
        ResolvedBill(
            id=one,
            to=promise.to,
            currency=promise.amount.stated.currency,
            amount=float(promise.amount.stated),
            day=days.on_or_after(date),
            firm=promise.firm,
            buys=promise.buys or "",
            backs=_backs(desk, key, date),
        )
        for key, promise in desk.document.case.commitments.items()
        for one, date in payments(key, promise)
        if date is not None
    )


def _building_bills(desk: Desk, months: tuple[DrawMonth, ...]) -> Iterator[ResolvedBill]:
    """One bill for each month of each programme that draws on the group; the slot is the place of the month."""
    first, names = len(backed_pledges(desk.document.case)), building(months)
    for slot, month in enumerate(months):
        yield ResolvedBill(
            id=f"{month.programme}{_NUMBER}{month.date:%Y-%m}",
            to=month.title,
            currency=desk.home,
            amount=month.planned,
            day=month.day,
            firm=month.firm,
            buys=month.buys,
            backs=_backs(desk, month.programme, month.date) | 1 << (first + names.index(month.programme)),
            slot=slot,
        )


def building(months: tuple[DrawMonth, ...]) -> tuple[str, ...]:
    """The programmes that draw on the group; the place of each is its bit in `backs`, after those of the pledges."""
    return tuple(dict.fromkeys(month.programme for month in months))


def backed_pledges(case: Case) -> tuple[str, ...]:
    """The pledges that commitments are to pay for; the place of each is its bit in `backs` of a bill."""
    return tuple(key for key, pledge in case.pledges.items() if pledge.backing)


def _backs(desk: Desk, commitment: str, date: dt.date) -> int:
    """The pledges for which a payment of a commitment comes in time."""
    case, bits = desk.document.case, 0
    for place, key in enumerate(backed_pledges(case)):
        due = latest_day(case.pledges[key].deadline)
        if commitment in case.pledges[key].backing and (due is None or date <= due):
            bits |= 1 << place
    return bits


def resolve_inflows(desk: Desk, days: DayNumbers) -> tuple[ResolvedInflow, ...]:
    """The money to be received within the horizon, late by the delay of the scenario: by day, inflows first."""
    due = ((inflow, days.on_or_after(date)) for inflow, date in dated_inflows(desk))
    inside = ((inflow, day) for inflow, day in due if day <= len(days.dates))
    return tuple(_on_day(desk, key, day) for key, day in sorted(inside, key=lambda one: one[1]))


def dated_inflows(desk: Desk) -> Iterator[tuple[str, dt.date]]:
    """Id and date of everything to be received, also behind the horizon, in the order of the case."""
    case, calendar = desk.document.case, desk.document.case.market.calendar
    for key, inflow in case.inflows.items():
        for one, date in payments(key, inflow):
            if date is not None:
                yield one, later(date, desk.delays.get(key, _NO_DELAY), calendar)
    for key, receivable in case.receivables.items():
        yield key, later(receivable.due.stated.last, desk.delays.get(key, _NO_DELAY), calendar)


_NO_DELAY = Span(0, "d")


def named_inflow(desk: Desk, key: str) -> tuple[str, Money]:
    """Who or what it comes from, and how much it is."""
    case, written = desk.document.case, original(key)
    if written in case.inflows:
        inflow = case.inflows[written]
        return inflow.name or written, inflow.amount.stated
    receivable = case.receivables[written]
    return receivable.owed_by, receivable.amount.stated


def _on_day(desk: Desk, key: str, day: int) -> ResolvedInflow:
    name, money = named_inflow(desk, key)
    return ResolvedInflow(
        id=key,
        name=name,
        kind="inflow" if original(key) in desk.document.case.inflows else "receivable",
        currency=money.currency,
        amount=float(money),
        day=day,
    )


def resolve_dividends(
    desk: Desk, days: DayNumbers, assets: Mapping[str, ResolvedAsset]
) -> tuple[ResolvedDividend, ...]:
    """Every dividend within the horizon, by day, then in the order of the assets."""
    found = [
        ResolvedDividend(asset=key, day=days.on_or_after(date), per_share=each)
        for key, each, date in dated_dividends(desk, days, assets)
    ]
    inside = (one for one in found if one.day <= len(days.dates))
    return tuple(sorted(inside, key=lambda one: one.day))


def dated_dividends(
    desk: Desk, days: DayNumbers, assets: Mapping[str, ResolvedAsset]
) -> Iterator[tuple[str, float, dt.date]]:
    """Asset, amount for one share in the currency of its price, and date of each dividend up to the horizon.

    Dates before `as_of` are past: the first to come is the next one at the stated distance.
    """
    horizon = days.dates[-1] if days.dates else days.as_of
    for key, asset in desk.document.case.assets.items():
        if isinstance(asset, ListedAsset) and asset.dividend is not None:
            terms = asset.dividend
            each = either(desk.into(terms.per_share, assets[key].currency), 0.0)
            for date in repeated(terms.next.stated.last, _DIVIDEND_MONTHS[terms.every], horizon):
                if date >= days.as_of:
                    yield key, each, date
