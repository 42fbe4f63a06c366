"""Reverse stress: the smallest fall of one name, or of all of them, at which each thing breaks.

A call and a policy line have closed forms. What depends on the answers of the
borrower is looked for on a ladder of falls one percentage point apart, on the
straight path, and the first rung on which it happens is narrowed by bisection.
Interest is left out: every debt is that of today. A gap, and a line of the policy on
the way, are those of the whole group on the straight path, interest and bills and all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pledgeline.case.asset import PrivateAsset
from pledgeline.engine.pack import Packed, pack, price_of
from pledgeline.engine.pack_group import PackedGroup, pack_group
from pledgeline.engine.quantity import percent_text
from pledgeline.engine.straight_path import PathOutcome, even_moves, follow, without_interest
from pledgeline.engine.stress import LoanPath
from pledgeline.engine.stress_group import follow_whole, group_moves
from pledgeline.engine.stress_results import Breakpoint, ReverseStress, Threshold
from pledgeline.language.saying import Said, said
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pledgeline.case.case import Case
    from pledgeline.engine.group_replay_results import GroupFate
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.results import Leverage

MONTH = 21  # business days
DEEPEST = 0.999
TOLERANCE = 1e-5  # of today's price
_LADDER = (*(step / 100 for step in range(100)), DEEPEST)
_COARSE = (*(step / 20 for step in range(20)), DEEPEST)  # for the whole group, whose path takes longer
CLOSED, BISECTION = said("closed form"), said("bisection")
NEVER = said("not even at −{fall}", fall=figured(ratio_text, DEEPEST, decimals=1))
ALREADY = said("already today")
WITHOUT_A_FALL = said("without any fall")
SOLD_FIRST = said("the close-out LTV comes first")
TITLES: dict[str, Callable[[str], Said]] = {
    "call": lambda loan: said("{loan} is called", loan=loan),
    "failed_cure": lambda loan: said("The cure of {loan} fails", loan=loan),
    "close_out": lambda loan: said("{loan} is closed out", loan=loan),
    "loss": lambda loan: said("The lender of {loan} loses", loan=loan),
}
_LINES: dict[tuple[str, str], Callable[[str], Said]] = {
    ("reported", "normal"): lambda line: said("Reported LTV at the normal line, {line}", line=line),
    ("reported", "ceiling"): lambda line: said("Reported LTV at the ceiling, {line}", line=line),
    ("look_through", "normal"): lambda line: said("Looked-through LTV at the normal line, {line}", line=line),
    ("look_through", "ceiling"): lambda line: said("Looked-through LTV at the ceiling, {line}", line=line),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """The whole group, with its interest."""

    case: ResolvedCase
    packed: PackedGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fall:
    """Some names falling together by the same share, at once (0 days) or evenly over days."""

    case: ResolvedCase
    packed: Packed
    assets: tuple[str, ...]
    days: int
    whole: _Whole | None  # the group, where its cash is known
    _known: dict[float, PathOutcome] = field(default_factory=dict, repr=False, compare=False)
    _fates: dict[float, GroupFate] = field(default_factory=dict, repr=False, compare=False)

    def outcome(self, fall: float) -> PathOutcome:
        """What happens on the straight path; each fall is followed once."""
        if fall not in self._known:
            moves = dict.fromkeys(self.assets, math.log1p(-fall))
            self._known[fall] = follow(self.packed, even_moves(self.packed, moves, days=self.days))
        return self._known[fall]

    def fate(self, whole: _Whole, fall: float) -> GroupFate:
        """What the group comes to on the straight path; each fall is followed once."""
        if fall not in self._fates:
            path = LoanPath(moves=dict.fromkeys(self.assets, math.log1p(-fall)), days=self.days)
            moves = group_moves(whole.case, whole.packed, path)
            self._fates[fall] = follow_whole(whole.case, whole.packed, moves)
        return self._fates[fall]

    def first(self, broken: Callable[[PathOutcome], bool]) -> float | None:
        """The smallest fall that breaks it, to TOLERANCE; 0 where it is broken already, None where nothing does."""
        return first_fall(lambda fall: broken(self.outcome(fall)))

    def threshold(self, fall: float | None, method: str, note: str = "") -> Threshold:
        """A fall with the price it means."""
        price = None
        if fall is not None and len(self.assets) == 1:
            price = price_of(self.case.assets[self.assets[0]]) * (1 - fall)
        if not note:
            note = NEVER if fall is None else ALREADY if fall == 0.0 else ""
        return Threshold(fall=fall, price=price, method=method, note=note)


def reverse_stress(case: Case, resolved: ResolvedCase, leverage: Leverage) -> tuple[ReverseStress, ...]:
    """The breaking points of each pledged listed name, and of all listed names together.

    ``resolved`` is the case as it stands, without a scenario, with at least one
    margin loan and one day. Cost: some hundred straight paths for each name.
    """
    still = without_interest(resolved)
    packed = pack(still)
    whole = None if resolved.funds is None else _Whole(case=resolved, packed=pack_group(resolved))
    days = min(MONTH, packed.days)
    return tuple(
        ReverseStress(
            assets=assets,
            title=still.assets[assets[0]].name if len(assets) == 1 else said("All listed shares together"),
            currency=still.assets[assets[0]].currency if len(assets) == 1 else "",
            days=days,
            breakpoints=tuple(
                _breakpoints(
                    case,
                    leverage,
                    tuple(
                        _Fall(case=still, packed=packed, assets=assets, days=each, whole=whole) for each in (0, days)
                    ),
                )
            ),
        )
        for assets in targets(still, packed)
    )


def targets(case: ResolvedCase, packed: Packed) -> tuple[tuple[str, ...], ...]:
    """Each pledged name alone, then all listed names, where there is more than one."""
    listed = tuple(key for key, asset in case.assets.items() if asset.kind == "listed")
    alone = tuple((key,) for key in packed.assets)
    return (*alone, listed) if len(listed) > 1 else alone


def first_fall(broken: Callable[[float], bool], ladder: Sequence[float] = _LADDER) -> float | None:
    """The first rung of a ladder of falls on which something is broken, narrowed by bisection to TOLERANCE.

    0 where it is broken without a fall; None where it holds on every rung. The
    answer is the end of the last bracket at which it is broken.
    """
    low = 0.0
    for rung in ladder:
        if broken(rung):
            return narrowed(broken, low, rung) if rung else 0.0
        low = rung
    return None


def narrowed(broken: Callable[[float], bool], low: float, high: float) -> float:
    """The broken end of a bracket no wider than TOLERANCE; ``low`` holds and ``high`` is broken."""
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        low, high = (low, middle) if broken(middle) else (middle, high)
    return high


def call_fall(case: ResolvedCase, loan: ResolvedMarginLoan, assets: tuple[str, ...]) -> float | None:
    """The fall of some names at which a loan reaches its call LTV, in closed form: `(V - E / call) / V_names`.

    V is the collateral after haircuts, E the debt less deposit. None where no fall
    up to DEEPEST reaches it.
    """
    into = case.currencies
    worth = {
        at: part.shares
        * (1 - part.haircut)
        * price_of(case.assets[part.asset])
        * into[case.assets[part.asset].currency].spot
        / into[loan.currency].spot
        for at, part in enumerate(loan.pool)
    }
    falling = math.fsum(worth[at] for at, part in enumerate(loan.pool) if part.asset in assets)
    exposure = loan.drawn - loan.deposit
    if exposure <= 0.0:
        return None
    spare = math.fsum(worth.values()) - exposure / loan.call
    if spare <= 0.0:
        return 0.0
    return spare / falling if spare <= DEEPEST * falling else None


def policy_fall(
    line: float, debt: float, base: float, worth: float, followers: tuple[tuple[float, float], ...] = ()
) -> tuple[float | None, str]:
    """The fall at which ``debt / base`` reaches a line, and the method.

    ``base`` is the holdings today, of which ``worth`` falls with the names; each
    follower is (value, beta) and keeps ``(1 - fall) ** beta`` of its value.
    Without followers the answer is `(base - debt / line) / worth`.
    """

    def crossed(fall: float) -> bool:
        lost = worth * fall + math.fsum(value * -math.expm1(beta * math.log1p(-fall)) for value, beta in followers)
        return debt >= line * (base - lost)

    if debt <= 0.0:
        return None, CLOSED
    if followers:
        return first_fall(crossed), BISECTION
    spare = base - debt / line
    if spare <= 0.0:
        return 0.0, CLOSED
    return (spare / worth if spare <= DEEPEST * worth else None), CLOSED


def _breakpoints(case: Case, leverage: Leverage, falls: tuple[_Fall, ...]) -> Iterator[Breakpoint]:
    """Everything that can break under falls of the same names, at once and over days."""
    resolved, assets = falls[0].case, falls[0].assets
    for loan in resolved.margin_loans.values():
        if any(part.asset in assets for part in loan.pool):
            yield from _of_loan(falls, loan)
    for key in falls[0].packed.assets:
        if key in assets and resolved.assets[key].control and resolved.assets[key].shares_outstanding:
            yield _of_control(falls, key)
    if leverage.whole_group:
        yield from _of_policy(case, falls[0], leverage)
    if falls[0].whole is not None:
        yield from _of_the_group(falls, falls[0].whole)


def _of_the_group(falls: tuple[_Fall, ...], whole: _Whole) -> Iterator[Breakpoint]:
    """A gap, and the LTV as reported over each line of the policy, at any close up to the horizon."""
    levels = {"reported_normal": whole.case.policy_normal, "reported_ceiling": whole.case.policy_ceiling}
    yield _on_the_path(falls, whole, "gap", said("A bill cannot be paid"))
    for line, level in levels.items():
        if level is not None:
            title = said("Reported LTV passes {level} on the way", level=figured(percent_text, level))
            yield _on_the_path(falls, whole, line, title)


def _on_the_path(falls: tuple[_Fall, ...], whole: _Whole, subject: str, title: str) -> Breakpoint:
    """The smallest fall at which something happens to the group on the way to the horizon."""

    def broken(fate: GroupFate) -> bool:
        return (fate.gap if subject == "gap" else fate.lines[subject]) is not None

    def threshold(fall: _Fall) -> Threshold:
        found = first_fall(lambda size: broken(fall.fate(whole, size)), _COARSE)
        return fall.threshold(found, BISECTION, WITHOUT_A_FALL if found == 0.0 else "")

    at_once, over_days = map(threshold, falls)
    kind = "gap" if subject == "gap" else "path"
    return Breakpoint(kind=kind, subject=subject, title=title, at_once=at_once, over_days=over_days)


def _of_loan(falls: tuple[_Fall, ...], loan: ResolvedMarginLoan) -> Iterator[Breakpoint]:
    for kind, title in TITLES.items():
        at_once, over_days = (_loan_threshold(fall, loan, kind) for fall in falls)
        yield Breakpoint(kind=kind, subject=loan.id, title=title(loan.name), at_once=at_once, over_days=over_days)


def _loan_threshold(fall: _Fall, loan: ResolvedMarginLoan, kind: str) -> Threshold:
    dates = fall.case.dates
    outlives = loan.maturity > dates[min(max(fall.days, 1), len(dates)) - 1]
    if kind == "call" and loan.release is None and outlives:
        return fall.threshold(call_fall(fall.case, loan, fall.assets), CLOSED)
    found = fall.first(lambda outcome: _happened(outcome, loan.id, kind))
    if kind == "failed_cure":
        found = _before_close_out(fall, loan, found)
    if kind == "failed_cure" and found is None and _sold_at_all(fall, loan.id):
        return fall.threshold(None, BISECTION, SOLD_FIRST)
    return fall.threshold(found, BISECTION)


def _before_close_out(fall: _Fall, loan: ResolvedMarginLoan, found: float | None) -> float | None:
    """A cure that fails only between two rungs: it brings the first close-out, which the ladder does find."""
    sold = fall.first(lambda outcome: _happened(outcome, loan.id, "close_out"))
    if sold is None or not _happened(fall.outcome(sold), loan.id, "failed_cure"):
        return found
    return sold if found is None else min(sold, found)


def _sold_at_all(fall: _Fall, loan: str) -> bool:
    return fall.first(lambda outcome: _happened(outcome, loan, "close_out")) is not None


def _happened(outcome: PathOutcome, loan: str, kind: str) -> bool:
    days = outcome.loans[loan]
    return {
        "call": days.call,
        "failed_cure": days.failed_cure,
        "close_out": days.close_out,
        "loss": days.loss_day,
    }[kind] is not None


def _of_control(falls: tuple[_Fall, ...], key: str) -> Breakpoint:
    found = (
        fall.threshold(fall.first(lambda outcome: outcome.control_lost[key] is not None), BISECTION) for fall in falls
    )
    at_once, over_days = found
    title = said("Control of {asset} is lost", asset=falls[0].case.assets[key].name)
    return Breakpoint(kind="control", subject=key, title=title, at_once=at_once, over_days=over_days)


def _of_policy(case: Case, fall: _Fall, leverage: Leverage) -> Iterator[Breakpoint]:
    """Each line of the policy on either LTV; the standing knows no days, so both speeds have one answer."""
    resolved = fall.case
    worth = math.fsum(resolved.assets[key].value for key in fall.assets)
    followers = tuple(_followers(case, resolved, fall.assets))
    views = (
        ("reported", leverage.debt_net, leverage.holdings_net),
        ("look_through", leverage.debt_gross, leverage.holdings_gross),
    )
    lines = (("normal", resolved.policy_normal), ("ceiling", resolved.policy_ceiling))
    for subject, debt, base in views:
        for word, line in lines:
            if line is not None:
                reached, method = policy_fall(line, debt, base, worth, followers)
                found = fall.threshold(reached, method)
                title = _LINES[subject, word](figured(percent_text, line))
                yield Breakpoint(kind="policy", subject=subject, title=title, at_once=found, over_days=found)


def _followers(case: Case, resolved: ResolvedCase, assets: tuple[str, ...]) -> Iterator[tuple[float, float]]:
    """Private stakes that follow the falling names: value and beta."""
    for key, asset in case.assets.items():
        if isinstance(asset, PrivateAsset):
            betas = (figure.value for name, figure in asset.follows.items() if name in assets)
            beta = math.fsum(float(each) for each in betas if each is not None)
            if beta:
                yield resolved.assets[key].value, beta
