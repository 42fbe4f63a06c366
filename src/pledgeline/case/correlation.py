"""Whether the correlations of a case can hold together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.case.finding import Finding
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.case.case import Case

_ROUNDING = 1e-9  # a matrix on the border (correlations of 100 %) counts as possible


def correlation_findings(case: Case) -> Iterator[Finding]:
    """Pairs that stand twice, names paired with themselves, and matrices that no random numbers can have."""
    pairs: dict[frozenset[str], float] = {}
    sound = True
    for index, row in enumerate(case.market.correlations):
        path, pair = f"market.correlations.{index}", frozenset(row.between)
        if len(pair) == 1:
            sound = False
            what = said("{asset} is correlated with itself", asset=row.between[0])
            yield Finding(path=f"{path}.between.1", what=what, remedy=said("name two different assets or currencies"))
        elif pair in pairs:
            sound = False
            one, other = row.between
            what = said("the correlation between {one} and {other} stands twice", one=one, other=other)
            yield Finding(path=f"{path}.between.0", what=what, remedy=said("keep one of the two"))
        elif row.correlation.value is not None:
            pairs[pair] = float(row.correlation.value)
    names = sorted({name for pair in pairs for name in pair})
    if sound and not is_positive_semidefinite(_matrix(names, pairs)):
        yield Finding(
            path="market.correlations",
            what=said("no prices can have these correlations between {assets} together", assets=", ".join(names)),
            remedy=said("bring them closer to zero, or to each other"),
            at_key=True,
        )


def _matrix(names: Sequence[str], pairs: dict[frozenset[str], float]) -> list[list[float]]:
    return [[1.0 if one == two else pairs.get(frozenset({one, two}), 0.0) for two in names] for one in names]


def is_positive_semidefinite(matrix: Sequence[Sequence[float]]) -> bool:
    """Whether a symmetric matrix has no negative eigenvalue, up to rounding.

    Outer-product Cholesky with diagonal pivoting: the largest remaining
    diagonal is eliminated first; a negative one ends the test, and when only
    zeros remain the rest must be zero too. Cubic in the size.
    Source: Golub and Van Loan, Matrix Computations (2013), algorithm 4.2.4.
    """
    rest = [list(row) for row in matrix]
    while rest:
        pivot = max(range(len(rest)), key=lambda i: rest[i][i])
        head = rest[pivot][pivot]
        if min(rest[i][i] for i in range(len(rest))) < -_ROUNDING:
            return False
        if head <= _ROUNDING:
            return all(abs(entry) <= math.sqrt(_ROUNDING) for row in rest for entry in row)
        others = [i for i in range(len(rest)) if i != pivot]
        rest = [[rest[i][j] - rest[i][pivot] * rest[pivot][j] / head for j in others] for i in others]
    return True
