"""What a stress test finds: scenarios side by side, and how far prices must fall before each thing breaks.

Money of the group is in the currency of the case, money of a loan in its own;
prices are those of the first collateral asset, in the currency of its listing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pledgeline.engine.group_replay_results import GroupFate


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability by the end of the loan or the horizon, with how it was found.

    ``method``: ``exact`` (no error but that of arithmetic), ``simulated``,
    ``unanswered`` (exact, for a borrower that gives nothing), ``none`` (not asked
    or not covered; ``value`` is then None).
    """

    value: float | None
    standard_error: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StressedGroup:
    """The group with the whole shock in its prices, before anybody has done anything about it."""

    nav: float
    ltv_reported: float  # NaN where nothing is left to divide by
    ltv_look_through: float
    largest_asset: str
    largest_name: str
    largest_share: float  # of gross holdings
    whole_group: bool  # False where the case knows neither cash nor debts of the group


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChances:
    """Probabilities of the whole group by the horizon, with chance around the shock."""

    paths: int
    call: Chance  # the first on any margin loan
    gap: Chance
    lines: Mapping[str, Chance]  # by line of the policy


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCourse:
    """The whole group on the straight path of a scenario, to the horizon, with everything that falls due on the way."""

    fate: GroupFate
    chances: GroupChances | None  # None for a window, and without simulation


@dataclass(frozen=True, slots=True, kw_only=True)
class StressedLoan:
    """One margin loan on the straight path of a scenario, on the last day of the shock, and what follows.

    After that day prices and debts stay as they are, until every call is cured or
    sold out, or the horizon is reached. A day is None where it does not come.
    """

    id: str
    name: str
    currency: str
    asset: str
    asset_currency: str
    status: str  # open, called, selling, closed, matured: at the beginning of the last day of the shock
    ltv: float | None  # on that day, before anything is done; None once the loan has ended
    highest_ltv: float  # up to that day
    price: float
    call_price: float | None  # at which, all collateral moving together, the call LTV is reached
    room: float | None  # further fall of the collateral to the call; negative beyond it
    cash_to_cure: float | None  # 0 where the LTV is under the call; None once it is sold
    shares_to_cure: float | None  # of the first collateral asset
    call: dt.date | None
    cure: dt.date | None
    failed_cure: dt.date | None
    close_out: dt.date | None
    paid: float  # by the borrower: prepaid, deposited, or under recourse
    posted: float  # shares of the first collateral asset
    loss: float  # of the lender
    chance_of_call: Chance
    chance_of_close_out: Chance
    chance_of_loss: Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class StressedScenario:
    """One row of the table."""

    id: str  # empty for the case as it stands
    title: str
    kind: str  # base, scenario, window
    days: int  # that the shock takes; 0 is at once
    end: dt.date  # the last day of the shock
    moves: tuple[tuple[str, float], ...]  # by asset or currency: -0.6 is a fall of 60 %
    overrides: tuple[str, ...]  # dotted paths
    group: StressedGroup
    loans: tuple[StressedLoan, ...]  # in the order of the case
    notes: tuple[str, ...]
    rates: tuple[tuple[str, float], ...] = ()  # by base rate: what is added to it
    shut: tuple[str, ...] = ()  # what does not lend
    delays: tuple[tuple[str, str], ...] = ()  # by inflow or receivable: by how much later it comes
    course: GroupCourse | None = None  # None where the cash of the group is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The smallest fall at which something breaks.

    ``fall`` is 0 where it is broken already, None where even the deepest fall does
    not break it, or not by itself: ``note`` says which.
    """

    fall: float | None
    price: float | None  # of the one asset that falls, in its own currency; None for several
    method: str  # closed form, bisection
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakpoint:
    """One thing that can break, at once and over a month."""

    kind: str  # call, failed_cure, close_out, loss, control, policy; gap and path on the path of the whole group
    subject: str  # id of the loan or the asset; reported or look_through for a policy line; the line for `path`
    title: str
    at_once: Threshold
    over_days: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseStress:
    """How far one name, or all of them together, must fall."""

    assets: tuple[str, ...]
    title: str
    currency: str  # of the prices; empty where several names fall
    days: int  # of the slower fall
    breakpoints: tuple[Breakpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """The whole answer, with what one needs to make it again."""

    title: str
    group: str
    as_of: dt.date
    horizon: dt.date
    currency: str
    policy_normal: float | None
    policy_ceiling: float | None
    scenarios: tuple[StressedScenario, ...]
    reverse: tuple[ReverseStress, ...]
    tolerance: float  # of a fall found by bisection
    paths: int  # 0 without simulation
    seed: int
    version: str
    input_hash: str
    limits: tuple[str, ...]
