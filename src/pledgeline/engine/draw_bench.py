"""One facility of a case on the bench: what more debt under it, at another price, does to every tolerance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.crossing import Trials, Width, allowed
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.outlook import proportion
from pledgeline.engine.pack import price_of
from pledgeline.engine.what_if import funds_of, up_to, with_draw, with_price
from pledgeline.errors import UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.resolved_group import ResolvedCredit
    from pledgeline.engine.results import Estimate

LENT = ("line", "bridge")  # credits that can be drawn today
SEARCH = "search"  # what binds where no tolerance is reached
_LEAST_DEBT = 0.05  # of the room: the scale of places begins with no less
_SMALL = 0.1  # of the room: a smaller line is found as exactly, in money, as one of this size


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A tolerance that a case states: the event that may happen, a field of the paths, and how likely."""

    name: str  # call, gap, ltv, cover
    event: str
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """What can be drawn on, as it stands today; money in its own currency.

    `room` is where the search ends: for a margin loan the draw that brings its
    LTV to the call level today, for a line or bridge the draw that brings the
    debt of the group to its holdings. `asset` is the one whose price is moved:
    the first of the pool, or the largest listed holding.
    """

    id: str
    name: str
    currency: str
    drawn: float
    undrawn: float
    exposure: float  # drawn less any deposit
    collateral: float  # after haircuts; 0 without a pool
    room: float
    asset: ResolvedAsset | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a line was found, as places.

    `kept` is None where a tolerance is broken without any draw; `broken` is None
    where none is up to the end of the room, and so is `binding`, the number of a
    limit.
    """

    kept: float | None
    broken: float | None
    binding: int | None


def facilities(case: ResolvedCase) -> tuple[str, ...]:
    """What a load line can be found for: margin loans, then lines and bridges."""
    return (*case.margin_loans, *(key for key, credit in funds_of(case).credits.items() if credit.kind in LENT))


def facility_of(case: ResolvedCase, facility: str) -> Facility:
    """A facility as it stands; raises UnknownName for what is none."""
    if facility not in facilities(case):
        known = suggestion(facility, facilities(case), none=said("it has none"))
        raise UnknownName(
            said("the case has no facility '{facility}' to draw on; {known}", facility=facility, known=known)
        )
    if facility in case.margin_loans:
        return _margin(case, case.margin_loans[facility])
    return _credit(case, funds_of(case).credits[facility])


def limits_of(case: ResolvedCase) -> tuple[Limit, ...]:
    """The tolerances that a case states, of events that can happen in it."""
    stated = funds_of(case).tolerance
    line = "reported_normal" if case.policy_ceiling is None else "reported_ceiling"
    has_line = case.policy_ceiling is not None or case.policy_normal is not None
    found = (
        ("call", "call", stated.call if case.margin_loans else None),
        ("gap", "gap", stated.gap),
        ("ltv", line, stated.ltv if has_line else None),
        ("cover", "cover", stated.cover),
    )
    return tuple(
        Limit(name=name, event=event, tolerance=tolerance) for name, event, tolerance in found if tolerance is not None
    )


def _margin(case: ResolvedCase, loan: ResolvedMarginLoan) -> Facility:
    home = case.currencies[loan.currency].spot
    pool = [(case.assets[lot.asset], lot.shares * (1.0 - lot.haircut)) for lot in loan.pool]
    worth = sum(shares * price_of(asset) * case.currencies[asset.currency].spot for asset, shares in pool) / home
    return Facility(
        id=loan.id,
        name=loan.name,
        currency=loan.currency,
        drawn=loan.drawn,
        undrawn=funds_of(case).facilities[loan.id].undrawn,
        exposure=loan.drawn - loan.deposit,
        collateral=worth,
        room=max(loan.call * worth - (loan.drawn - loan.deposit), 0.0),
        asset=pool[0][0],
    )


def _credit(case: ResolvedCase, credit: ResolvedCredit) -> Facility:
    listed = [asset for asset in case.assets.values() if asset.dynamics is not None]
    spot = case.currencies[credit.currency].spot
    return Facility(
        id=credit.id,
        name=credit.name,
        currency=credit.currency,
        drawn=credit.balance,
        undrawn=credit.undrawn,
        exposure=credit.balance,
        collateral=0.0,
        room=max(_net_worth(case) / spot, credit.undrawn, 0.0),
        asset=max(listed, key=lambda asset: asset.value, default=None),
    )


def _net_worth(case: ResolvedCase) -> float:
    """Holdings less all borrowing net of cash, today, in the currency of the case."""
    funds, spot = funds_of(case), {code: view.spot for code, view in case.currencies.items()}
    owned = sum(asset.value for asset in case.assets.values())
    cash = sum(amount * spot[code] for code, amount in funds.cash.items())
    margin = sum((loan.drawn - loan.deposit) * spot[loan.currency] for loan in case.margin_loans.values())
    credits_owed = sum(credit.balance * spot[credit.currency] for credit in funds.credits.values())
    return owned + cash - margin - credits_owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A case and one of its facilities, tried again and again on the same random numbers.

    A *place* is the log of what is owed after a draw over what is owed today,
    0 without a draw: in it a chance runs straighter than in the draw.
    """

    case: ResolvedCase
    facility: Facility
    limits: tuple[Limit, ...]
    draws: Draws
    workers: int
    told: Callable[[], None]  # after each run

    def at_price(self, move: float, *, paths: int | None = None) -> Bench:
        """The same with another price of the facility's asset today, and perhaps on fewer paths."""
        draws = self.draws if paths is None else replace(self.draws, paths=paths)
        if self.facility.asset is None or not move:
            return replace(self, draws=draws)
        case = with_price(self.case, self.facility.asset.id, move)
        return replace(self, case=case, facility=facility_of(case, self.facility.id), draws=draws)

    def place_of(self, draw: float) -> float:
        """The place of a draw."""
        return math.log1p(draw / self._scale)

    def draw_at(self, place: float) -> float:
        """The draw at a place."""
        return self._scale * math.expm1(place)

    @property
    def _scale(self) -> float:
        return max(self.facility.exposure, _LEAST_DEBT * self.facility.room) or 1.0

    def growth(self, place: float) -> float:
        """By how much the draw grows with its place."""
        return self._scale * math.exp(place)

    def width(self, accuracy: float) -> Width:
        """How wide a bracket of places is, in draws, over what the accuracy asks for."""

        def over(low: float, high: float) -> float:
            wanted = accuracy * max(self.draw_at(low), _SMALL * self.facility.room)
            return (self.draw_at(high) - self.draw_at(low)) / wanted

        return over

    def name_of(self, line: Line) -> str:
        """What binds at a line."""
        return SEARCH if line.binding is None else self.limits[line.binding].name

    def hits(self, draw: float) -> tuple[int, ...]:
        """On how many paths each event happens within the time of the tolerances, after a draw."""
        within = funds_of(self.case).tolerance.within
        case = up_to(with_draw(self.case, self.facility.id, draw), within)
        found = simulate_group(
            case, paths=self.draws.paths, seed=self.draws.seed, workers=self.workers, recorded=0
        ).paths
        self.told()
        days = (found[limit.event] for limit in self.limits)
        return tuple(int(np.count_nonzero((day >= 0) & (day <= within))) for day in days)

    def trials(self) -> Trials:
        """Trials over the places of draws."""
        return Trials(run=lambda place: self.hits(self.draw_at(place)), allowed=self.allowed, paths=self.draws.paths)

    @property
    def allowed(self) -> tuple[int, ...]:
        """On how many paths each event may happen."""
        return tuple(allowed(limit.tolerance, self.draws.paths) for limit in self.limits)

    @property
    def everything(self) -> tuple[int, ...]:
        """The numbers of all limits."""
        return tuple(range(len(self.limits)))

    def estimates(self, hits: tuple[int, ...]) -> tuple[Estimate, ...]:
        """The probability of each event, from its count."""
        return tuple(proportion(one, self.draws.paths) for one in hits)
