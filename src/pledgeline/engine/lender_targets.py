"""The heaviest opening of a loan that meets a target: one backward sweep answers for every opening LTV.

A target counts shares of the debt owed at the close-out.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import solver
from pledgeline.engine.gap import halved
from pledgeline.engine.lender_law import after_close_out, ground_of
from pledgeline.engine.lender_periods import periods_of, sale_variance
from pledgeline.engine.lender_results import TargetTerms
from pledgeline.engine.lender_terms import Position, Sale, course_of, ladder_of, sale_of
from pledgeline.kernels import circle as circles
from pledgeline.kernels import ladder as ladders
from pledgeline.language.saying import said
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from pledgeline.kernels.circle import Circle, Complexes
    from pledgeline.kernels.levy import Levy

Target = tuple[str, float]

TARGETS: tuple[Target, ...] = (
    ("expected-loss", 1e-4),
    ("expected-loss", 1e-3),
    ("loss-probability", 1e-3),
    ("loss-probability", 1e-2),
    ("tail-loss", 0.05),
)
TAIL = 1e-3  # the probability of the tail that tail-loss looks at: one path in a thousand
FARTHEST = 4.0  # logs of price over call price: an opening LTV of a fiftieth of the call LTV
ERROR = 1e-8


def target_terms(held: Position, law: Levy, diffusion: Levy, targets: tuple[Target, ...]) -> Iterator[TargetTerms]:
    """What each target allows under the law of the case, and under the diffusion."""
    own, plain = openings(held, law, targets), openings(held, diffusion, targets)
    for (kind, limit), found, other in zip(targets, own, plain, strict=True):
        note = ""
        if found is None:
            least = figured(ratio_text, held.loan.call * math.exp(-FARTHEST), decimals=1)
            note = said("not met by an opening LTV of {ltv}", ltv=least)
        elif found >= held.loan.call:
            note = said("met by every opening LTV below the call")
        yield TargetTerms(
            target=kind,
            limit=limit,
            initial_ltv=found,
            haircut=None if found is None else 1 - found,
            debt=None if found is None else found * held.collateral,
            diffusion_ltv=other,
            note=note,
        )


def openings(held: Position, law: Levy, targets: tuple[Target, ...]) -> list[float | None]:
    """The opening LTV that just meets each target; the call LTV where all below it do, None where none does."""
    if not targets:
        return []
    terms = held.terms
    near = course_of(held, terms, law)
    ladder = ladder_of(terms)
    solving = solver(replace(near, start=FARTHEST), error=ERROR, after=terms.cure_days, below=-ladder.close)
    grid = solving.grid
    sale, ground = sale_of(held, terms), ground_of(held, terms, law, grid.left, error=ERROR)
    later = np.conj(after_close_out(sale, ground))
    number, factors = _scheduled(held, sale, ground.wide)
    broke = math.log(terms.call * (1 - held.haircut))
    payments = {_counted(target): _payment(ground.wide, target, broke) * later for target in targets}
    parts = [
        (paid * np.conj(factor), -grid.left, edge)
        for paid in payments.values()
        for factor in factors
        for edge in ladders.edges(ladder)
    ]
    due = circles.transplant(ground.wide, parts, grid).reshape(len(payments), len(factors), 3, -1)
    value = dict(zip(payments, ladders.sweep_back(grid, due, solving.moves, ladder, number), strict=True))
    return [_opening(grid, value[_counted(target)], _bound(target), terms.call) for target in targets]


def _scheduled(held: Position, sale: Sale, grid: Circle) -> tuple[npt.NDArray[np.intp], list[Complexes]]:
    """The period of each date, and the factor of scheduled moves within a sale that begins in each period."""
    s = -1j * circles.frequencies(grid)
    if not held.deviations:
        return np.zeros(held.dates, dtype=np.intp), [np.ones_like(s)]
    periods = periods_of(held, rough=False)
    variances = periods.mean(sale_variance(held, sale))
    return periods.number, [np.exp(0.5 * variance * s * (s - 1)) for variance in variances]


def _counted(target: Target) -> Target:
    """What a target counts, without its bound: two of them may share a sweep."""
    kind, limit = target
    return (kind, limit) if kind == "tail-loss" else (kind, 0.0)


def _bound(target: Target) -> float:
    kind, limit = target
    return TAIL if kind == "tail-loss" else limit


def _payment(grid: Circle, target: Target, broke: float) -> Complexes:
    """The transform of what a target counts, by the log of what the sale brings over the call price."""
    modes, (kind, limit) = grid.modes + 1, target
    if kind == "tail-loss":
        return circles.arc(grid, -grid.left, broke + math.log1p(-limit))[:modes]
    lost = circles.arc(grid, -grid.left, broke)[:modes]
    if kind == "loss-probability":
        return lost
    return lost - math.exp(-broke) * circles.arc(grid, -grid.left, broke, 1.0)[:modes]


def _opening(grid: Circle, value: Complexes, bound: float, call: float) -> float | None:
    def excess(start: float) -> float:
        return float(circles.read(grid, value, np.array([start]))[0]) - bound

    if excess(0.0) <= 0:
        return call
    if excess(FARTHEST) > 0:
        return None
    return call * math.exp(-halved(excess, 0.0, FARTHEST))
