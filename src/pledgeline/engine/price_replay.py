"""A case along real closes: what happened to its loans, and to its cash, after it was written.

The days are the sweep's and their rules are the sweep's, interpreted; only
the prices come from tables. What has no table keeps its price, currencies stay
at spot, stakes move with what they follow and by nothing else, and all terms stay
as the case states them. Where the cash of the group is not known, its margin loans
are walked alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.desk import open_desk
from pledgeline.engine.group_replay import follow_group
from pledgeline.engine.pack import pack, price_of
from pledgeline.engine.pack_group import PackedGroup, pack_group
from pledgeline.engine.replay import follow
from pledgeline.engine.replayed_closes import pledged_assets, replayable_assets, replayed_closes, replayed_days
from pledgeline.engine.resolve import resolve
from pledgeline.errors import OutOfRange
from pledgeline.kernels.codes import LoanEvent, LoanStatus
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.group_replay_results import GroupReplay
    from pledgeline.engine.pack import Packed
    from pledgeline.engine.replay import ReplayDay
    from pledgeline.engine.replayed_closes import ReplayedCloses
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.market.prices import PriceTable

_OVER = {LoanStatus.CLOSED.sentence, LoanStatus.MATURED.sentence}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """The first margin call of a loan."""

    date: dt.date
    price: float
    ltv: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReplay:
    """What happened to one loan; money in its currency, prices and shares of `asset`.

    That is the first asset of its pool with closes, or the first of all.

    The highest LTV is over the mornings on which the lender is not selling.
    """

    loan: str
    name: str
    currency: str
    asset: str
    asset_name: str
    moved: bool  # whether there are closes of it
    release: float | None
    cure: float
    call: float
    close_out: float
    call_range: tuple[float, float] | None  # where the call LTV is an assumption
    start_ltv: float  # on the date of the case
    start_price: float
    start_debt: float
    start_pledged: float
    start_free: float
    highest_ltv: float
    highest_on: dt.date
    lowest_price: float  # while the loan lasts
    lowest_on: dt.date
    last_ltv: float
    last_on: dt.date
    first_call: FirstCall | None
    calls: int
    cures: tuple[dt.date, ...]
    lapses: tuple[dt.date, ...]  # calls that the price itself took back
    failed_cure_on: dt.date | None
    close_out_on: dt.date | None
    ended_on: dt.date | None  # closed or matured; None where it outlives the replay
    status: str
    posted: float
    paid: float
    paid_to_cure: float  # the part of it that is no recourse
    sold: float
    proceeds: float
    loss: float
    debt_left: float
    distance_kept: float | None  # further fall of all collateral to a call, on the worst day; None after a call


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStory:
    """The whole group along closes, and what its page needs beside it."""

    name: str
    path: GroupReplay
    start_cash: float  # on the date of the case
    start_ltv: float  # as reported
    policy_normal: float | None
    policy_ceiling: float | None
    followers: tuple[str, ...]  # names of the stakes that move with what has a table
    held: tuple[str, ...]  # names of the stakes whose value stays


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceReplay:
    """A case along closes; a day is a business day of the case."""

    as_of: dt.date
    horizon: dt.date
    scenario: str
    currency: str
    cash: float  # for cures, on the date of the case
    dates: tuple[dt.date, ...]
    at_horizon: bool  # the replay ends there, and not where a table does
    closes: tuple[ReplayedCloses, ...]
    held: tuple[str, ...]  # names of the assets without a table, whose price stays
    currencies: tuple[str, ...]  # that stay at spot
    loans: tuple[LoanReplay, ...]
    days: tuple[ReplayDay, ...]  # by date, then in the order of the loans
    group: GroupStory | None  # None where the cash of the group is not known

    def of(self, loan: str) -> tuple[ReplayDay, ...]:
        """The days of one loan."""
        return tuple(day for day in self.days if day.loan == loan)


def replay_case(document: CaseDocument, closes: Mapping[str, PriceTable]) -> PriceReplay:
    """Replay a case, with its active scenario, along closes by asset.

    Moves of a scenario that come at once stand on top of the closes: every close
    of that asset is read as so much higher or lower. Raises as `replay_prices`.
    """
    found = {key: loan.ltv.call for key, loan in document.case.loans.items() if loan.kind == "margin"}
    ranges = {
        key: (float(call.low), float(call.high))
        for key, call in found.items()
        if call is not None and call.low is not None and call.high is not None
    }
    return replay_prices(resolve(document), closes, shocks=open_desk(document).at_once, call_ranges=ranges)


def replay_prices(
    case: ResolvedCase,
    closes: Mapping[str, PriceTable],
    *,
    shocks: Mapping[str, float] | None = None,
    call_ranges: Mapping[str, tuple[float, float]] | None = None,
) -> PriceReplay:
    """Walk the margin loans, and the group where its cash is known, from the day after ``as_of``.

    To the last close or the horizon. ``closes`` by asset, in its currency; ``shocks``
    are relative moves at once, which the prices of the case already carry. With
    several tables the replay ends where the first of them does. Raises OutOfRange
    where there is nothing to replay and for shocks over days, UnknownName for an
    asset that moves nothing, and PriceError for tables that do not fit the case.
    """
    _refuse(case, closes)
    moves = shocks or {}
    dates = replayed_days(case, closes, moves)
    laid = tuple(
        replayed_closes(case, case.assets[key], closes[key], dates=dates, shock=moves.get(key, 0.0))
        for key in replayable_assets(case)
        if key in closes
    )
    packed: Packed | PackedGroup
    if case.funds is None:
        packed = alone = pack(case)
        story, days = None, follow(alone, dates, _moves(alone, laid, len(dates)))
    else:
        packed = whole = pack_group(case)
        story = _story(case, whole, _moves(whole, laid, len(dates)), closes)
        days = tuple(loan for day in story.path.days for loan in day.loans)
    ranges = call_ranges or {}
    return PriceReplay(
        as_of=case.as_of,
        horizon=case.horizon,
        scenario=case.scenario,
        currency=case.currency,
        cash=case.cash_for_cures,
        dates=dates,
        at_horizon=dates[-1] == case.dates[-1],
        closes=laid,
        held=tuple(case.assets[key].name for key in replayable_assets(case) if key not in closes),
        currencies=_currencies(case),
        loans=tuple(
            _loan_replay(
                case, loan, _start_ltv(packed, row), tuple(day for day in days if day.loan == key), closes, ranges
            )
            for row, (key, loan) in enumerate(case.margin_loans.items())
        ),
        days=days,
        group=story,
    )


def _story(
    case: ResolvedCase, packed: PackedGroup, moves: npt.NDArray[np.float64], closes: Collection[str]
) -> GroupStory:
    """The group along the moves."""
    followed = {key: stake.follows for key, stake in case.funds.stakes.items()} if case.funds else {}
    moved = {key for key, betas in followed.items() if any(beta and name in closes for name, beta in betas.items())}
    return GroupStory(
        name=case.group,
        path=follow_group(case, packed, moves),
        start_cash=math.fsum(account.opening * account.fx for account in packed.plan.accounts),
        start_ltv=packed.plan.opening_ltv,
        policy_normal=case.policy_normal,
        policy_ceiling=case.policy_ceiling,
        followers=tuple(case.assets[key].name for key in followed if key in moved),
        held=tuple(case.assets[key].name for key in followed if key not in moved),
    )


def _refuse(case: ResolvedCase, closes: Mapping[str, PriceTable]) -> None:
    """What cannot be replayed, whatever the tables hold."""
    if not replayable_assets(case):
        raise OutOfRange(nothing_to_replay(case))
    if not closes:
        raise OutOfRange(said("no closes were given; a replay needs those of one asset at least"))
    if case.shocks:
        over = max(shock.days for shock in case.shocks)
        what = said(
            "the scenario '{scenario}' spreads its shocks over {days} business days, and the closes already say "
            "what each day brought; name a scenario whose shocks come at once, or none",
            scenario=case.scenario,
            days=over,
        )
        raise OutOfRange(what)


def nothing_to_replay(case: ResolvedCase) -> str:
    """Why closes would move nothing."""
    if case.funds is None:
        return said("the case has no margin loan and no known cash: there is nothing to replay")
    return said("the case has no listed asset: there is nothing to replay")


def _moves(packed: Packed | PackedGroup, closes: tuple[ReplayedCloses, ...], days: int) -> npt.NDArray[np.float64]:
    """Log moves since day 0, (days, factors); zero for all that stays, and for a stake's own moves."""
    moves = np.zeros((days, len(packed.factor_names)))
    for one in closes:
        moves[:, packed.factor_names.index(one.asset)] = np.log(np.array(one.prices) / one.start)
    return moves


def _currencies(case: ResolvedCase) -> tuple[str, ...]:
    """The currencies beside that of the case: of loans and collateral, and of all that the group has and owes."""
    used = {case.assets[key].currency for key in pledged_assets(case)}
    used |= {loan.currency for loan in case.margin_loans.values()}
    if case.funds is not None:
        group = case.funds
        used |= {asset.currency for asset in case.assets.values()} | {bill.currency for bill in group.bills}
        used |= {credit.currency for credit in group.credits.values()} | {one.currency for one in group.inflows}
        used |= set(group.cash)
    return tuple(sorted(used - {case.currency}))


def _start_ltv(packed: Packed | PackedGroup, row: int) -> float:
    start, account = packed.book.start[row], packed.book.accounts[row]
    return max(float(start.units - start.deposit), 0.0) / float(account.value)


def _loan_replay(
    case: ResolvedCase,
    loan: ResolvedMarginLoan,
    start_ltv: float,
    days: tuple[ReplayDay, ...],
    closes: Collection[str],
    ranges: Mapping[str, tuple[float, float]],
) -> LoanReplay:
    share = next((share for share in loan.pool if share.asset in closes), loan.pool[0])
    asset = case.assets[share.asset]
    into = case.currencies[asset.currency].spot / case.currencies[loan.currency].spot
    mornings = watched(days)
    worst = max(mornings, key=lambda day: day.ltv)
    lots = [day.lot(asset.id) for day in days]
    lowest = min(range(len(days)), key=lambda at: lots[at].price)
    calls = _with(days, LoanEvent.CALL)
    return LoanReplay(
        loan=loan.id,
        name=loan.name,
        currency=loan.currency,
        asset=asset.id,
        asset_name=asset.name,
        moved=asset.id in closes,
        release=loan.release,
        cure=loan.cure,
        call=loan.call,
        close_out=loan.close_out,
        call_range=ranges.get(loan.id),
        start_ltv=start_ltv,
        start_price=price_of(asset) * into,
        start_debt=loan.drawn,
        start_pledged=share.shares,
        start_free=asset.free,
        highest_ltv=worst.ltv,
        highest_on=worst.date,
        lowest_price=lots[lowest].price,
        lowest_on=days[lowest].date,
        last_ltv=mornings[-1].ltv,
        last_on=mornings[-1].date,
        first_call=_first_call(calls[0], asset.id) if calls else None,
        calls=len(calls),
        cures=tuple(day.date for day in _with(days, LoanEvent.CURE)),
        lapses=tuple(day.date for day in _with(days, LoanEvent.LAPSE)),
        failed_cure_on=_first(days, LoanEvent.FAILED_CURE),
        close_out_on=_first(days, LoanEvent.CLOSE_OUT),
        ended_on=days[-1].date if days[-1].status in _OVER else None,
        status=days[-1].status,
        posted=sum(lot.posted for lot in lots),
        paid=sum(day.paid for day in days),
        paid_to_cure=sum(day.paid for day in _with(days, LoanEvent.CURE)),
        sold=sum(lot.sold for lot in lots),
        proceeds=sum(day.proceeds for day in days),
        loss=sum(day.loss for day in days),
        debt_left=days[-1].debt,
        distance_kept=None if calls else 1.0 - worst.ltv / loan.call,
    )


def _first_call(day: ReplayDay, asset: str) -> FirstCall:
    return FirstCall(date=day.date, price=day.lot(asset).price, ltv=day.ltv)


def watched(days: tuple[ReplayDay, ...]) -> tuple[ReplayDay, ...]:
    """The days that do not begin with the lender selling; the first never does."""
    before = (LoanStatus.OPEN.sentence, *(day.status for day in days))
    return tuple(day for day, status in zip(days, before, strict=False) if status != LoanStatus.SELLING.sentence)


def _with(days: tuple[ReplayDay, ...], event: LoanEvent) -> tuple[ReplayDay, ...]:
    return tuple(day for day in days if event.sentence in day.events)


def _first(days: tuple[ReplayDay, ...], event: LoanEvent) -> dt.date | None:
    return next((day.date for day in _with(days, event)), None)
