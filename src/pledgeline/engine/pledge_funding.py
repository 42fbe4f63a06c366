"""What is to pay for a promise: the commitments behind it, and what no commitment covers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.case import HORIZON
from pledgeline.engine.desk import latest_day, optional
from pledgeline.engine.pledge_results import Counted, Funding, Mention
from pledgeline.engine.programme_draws import draw_months
from pledgeline.engine.resolve_flows import payments
from pledgeline.engine.resolve_programmes import resolve_programmes
from pledgeline.market.calendar import business_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pledgeline.case.pledge import Pledge
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.group_results import BackedPledge


def funding_of(desk: Desk, done: Counted, pledge: Pledge, backed: BackedPledge | None) -> Funding | None:
    """What is to pay for a promise of the group; None where it is not the group's or names no sum.

    `done` has been paid already, in the currency of the promise.
    """
    total = optional(pledge.amount)
    if pledge.by != "group" or pledge.amount is None or pledge.amount.value is None or total is None:
        return None
    flows = tuple(_payments(desk, pledge, pledge.amount.value.currency))
    in_time, late = (_counted(flow for flow in flows if flow.late == side) for side in (False, True))
    seen = backed.payments if backed is not None else ()
    return Funding(
        in_time=in_time,
        late=late,
        uncovered=Counted(
            strict=max(0.0, math.fsum((total, -done.strict, -in_time.strict))),
            generous=max(0.0, math.fsum((total, -done.generous, -in_time.generous))),
        ),
        disputed=tuple(
            Mention(pledge=key, reason=reason, disputed=True) for key, reason in pledge.perhaps_backed_by.items()
        ),
        paid=backed.paid if backed is not None else None,
        paths=backed.paths if backed is not None else 0,
        within=seen,
        beyond=tuple(flow.id for flow in flows if not flow.late and flow.id not in seen),
    )


def firmly_backed(desk: Desk, pledge: Pledge, currency: str) -> float:
    """The firm commitments behind a promise that are due in time and not disputed, in a currency."""
    flows = _payments(desk, pledge, currency)
    return math.fsum(flow.amount for flow in flows if flow.firm and not flow.late and not flow.disputed)


class _Payment(NamedTuple):
    """One payment of a commitment behind a promise."""

    id: str
    amount: float
    firm: bool
    late: bool
    disputed: bool


def _payments(desk: Desk, pledge: Pledge, currency: str) -> Iterator[_Payment]:
    due, case = latest_day(pledge.deadline), desk.document.case
    for key in pledge.backing:
        if key in case.programmes:
            yield from _draws(desk, key, due, currency, disputed=key not in pledge.backed_by)
            continue
        promise = desk.document.case.commitments[key]
        amount = desk.into(promise.amount, currency) or 0.0
        for one, date in payments(key, promise):
            late = due is not None and date is not None and date > due
            yield _Payment(one, amount, firm=promise.firm, late=late, disputed=key not in pledge.backed_by)


def _draws(desk: Desk, key: str, due: dt.date | None, currency: str, *, disputed: bool) -> Iterator[_Payment]:
    """The planned draws of a programme up to a deadline, or where there is none up to the horizon."""
    case = desk.document.case
    last = due or desk.after(case.horizon, HORIZON)
    dates = business_days(case.market.calendar, case.as_of, last)
    for month in draw_months(resolve_programmes(desk), dates):
        if month.programme == key and month.planned > 0.0:
            amount = month.planned / desk.currencies[currency].spot
            one = f"{key}#{month.date:%Y-%m}"
            yield _Payment(one, amount, firm=False, late=False, disputed=disputed)  # planned, and not signed


def _counted(flows: Iterable[_Payment]) -> Counted:
    found = tuple(flows)
    strict = math.fsum(flow.amount for flow in found if not flow.disputed)
    return Counted(strict=strict, generous=math.fsum(flow.amount for flow in found))
