"""What the path of the whole group says: events, promises, cash, leverage, books, worst paths, the load line.

Money is in the currency of the case unless a currency stands beside it. Probabilities are by the horizon,
or by `date`. An event that cannot happen in a case (a policy line that it does not state) has no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import ControlRisk, Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRisk:
    """One line of the group's policy: reported_normal, reported_ceiling, through_normal, through_ceiling, cover."""

    line: str
    level: float | None  # LTV; None for the cover of redemptions
    today: float | None  # the LTV of today; cash over redemptions for the cover, None where nothing falls due
    broken_today: bool
    probability: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEventRow:
    """Probability that each event has happened by a date; `policy` in the order of `GroupOutlook.policy`."""

    date: dt.date
    call: Estimate
    failed_cure: Estimate
    gap: Estimate
    policy: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """What one source paid of a commitment on average over all paths, as a share of its amount."""

    source: str  # cash, or the id of what was drawn, borrowed or sold
    kind: str  # cash, draw, line, bridge, issue, sell
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRisk:
    """One commitment: the probability that it is paid in full on its day, and from what."""

    id: str
    to: str
    due: dt.date
    amount: float  # in `currency`
    currency: str
    firm: bool
    paid: Estimate
    paid_by: tuple[PaidBy, ...]  # in the order of the waterfall, sources that never paid left out


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingRisk:
    """What a building programme draws up to the horizon: the probability that every draw is paid on its day."""

    id: str
    title: str
    months: int
    planned: float  # in `currency`
    currency: str
    firm: bool
    paid: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedPledge:
    """A public promise that commitments are to pay for: the probability that all those due in time are paid."""

    id: str
    payments: tuple[str, ...]  # those due by its deadline and within the horizon
    amount: float  # of these, in the currency of the case, at today's rates
    paid: Estimate
    paths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRisk:
    """A loan or debt that is not served, closed out, or pulled down by another."""

    id: str
    name: str
    probability: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileRow:
    """Quantiles over the recorded paths on a date."""

    date: dt.date
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One line of sources and uses in a quarter, over the recorded paths; uses are positive. The means add up."""

    name: str  # opening, inflows, dividends, draws, lines, bridges, issues, sales, returned, exchange, interest, ...
    side: str  # balance, source, use
    mean: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterBooks:
    """Sources and uses of a calendar quarter up to the horizon; lines that are always 0 are left out."""

    name: str  # 2026 Q1
    start: dt.date
    end: dt.date
    lines: tuple[BookLine, ...]  # opening first, closing last
    largest_error: float  # |opening + sources - uses - closing| on the worst recorded path


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLaw:
    """The gap of a path is the sum of all that could not be paid."""

    expected: Estimate
    expected_if_any: Estimate | None
    p95: float
    p99: float
    worst: float
    first_by_month: tuple[tuple[dt.date, float], ...]  # month end, probability that the first gap falls in the month


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPath:
    """One of the ten worst paths, by gap, then by the highest reported LTV; `explain --path N` follows it."""

    path: int
    gap: float
    gap_date: dt.date | None
    call_date: dt.date | None
    call_loan: str
    peak_ltv: float  # reported
    lowest_cash: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutlook:
    """What simulation says of the group up to `end`."""

    end: dt.date
    paths: int
    recorded_paths: int
    call: Estimate  # a first call on any margin loan
    failed_cure: Estimate
    gap: Estimate
    policy: tuple[PolicyRisk, ...]
    by_date: tuple[GroupEventRow, ...]
    promises: tuple[PromiseRisk, ...]
    defaults: tuple[DefaultRisk, ...]
    control: tuple[ControlRisk, ...]
    gap_law: GapLaw
    cash: tuple[QuantileRow, ...]
    nav: tuple[QuantileRow, ...]
    reported: tuple[QuantileRow, ...]  # LTV
    look_through: tuple[QuantileRow, ...]
    books: tuple[QuarterBooks, ...]
    worst: tuple[WorstPath, ...]
    left_out: tuple[str, ...]  # sentences: undated debts, commitments after the horizon
    backed: tuple[BackedPledge, ...] = ()  # public promises with a payment within the horizon
    building: tuple[BuildingRisk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One tolerance of the load line: call, gap, ltv, cover."""

    name: str
    tolerance: float
    now: Estimate  # with no extra draw
    at_line: Estimate
    own_line: float | None  # by this tolerance alone; None where broken today, or not bracketed to 1 % in the runs made


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePoint:
    """The load line at another price of the collateral today; NaN where even no draw is too much."""

    move: float  # of the price of the first collateral asset; -0.2 means 20 % lower
    price: float
    draw: float
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What must be true for a wanted draw."""

    draw: float
    probabilities: tuple[tuple[str, Estimate], ...]  # by criterion, with the draw made
    within: bool  # whether all tolerances hold with it
    price: float | None  # smallest price today at which they do; None where none within the search does
    move: float | None
    missing: str  # which criterion forbids it today; empty where none


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """The largest extra draw under one facility today that keeps every stated tolerance; money of the facility.

    `draw` is None where a tolerance is broken without any draw. `binding` is a criterion, or `search` where no
    tolerance was reached up to `searched`.
    """

    facility: str
    name: str
    currency: str
    asset: str  # the first of the pool
    drawn: float
    undrawn: float
    draw: float | None
    binding: str
    accuracy: float  # the line lies within this of `draw`, on these random numbers
    standard_error: float | None  # of `draw`, from the error of the binding probability and its slope
    searched: float
    within: dt.date
    paths: int
    runs: int
    criteria: tuple[Criterion, ...]
    curve: tuple[LinePoint, ...]
    wanted: Wanted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEffect:
    """One assumption at both ends of its range, all else as assumed."""

    key: str
    assumed: str
    low: str
    high: str
    answer_low: Estimate
    answer_high: Estimate
    swing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRange:
    """A headline answer over what nobody disclosed: one at a time, and all together by Latin hypercube."""

    answer: str  # call, failed_cure, gap, reported_ceiling, cover ...
    title: str
    base: Estimate
    effects: tuple[AnswerEffect, ...]  # the most important first
    joint_low: float  # smallest and largest over the joint samples
    joint_high: float
    joint_p10: float
    joint_p50: float
    joint_p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRanges:
    """All headline answers over the same samples and random numbers."""

    paths: int
    samples: int
    answers: tuple[AnswerRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """The group's part of a result."""

    outlook: GroupOutlook
    load_lines: tuple[LoadLine, ...]
    ranges: GroupRanges | None  # None where nothing is assumed with a range
