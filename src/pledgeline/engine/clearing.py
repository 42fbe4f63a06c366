"""What firms that owe each other can pay, once all of it is netted through: the greatest clearing payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pledgeline.engine.course import refused, require
from pledgeline.errors import Inaccurate, OutOfRange
from pledgeline.kernels.clearing import CLEARED, FAILED, ROUNDS, Cascade, Network, clear_down
from pledgeline.language.saying import said, said_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from pledgeline.kernels.clearing import Floats, Ints

SHOWN = 5  # entries that are refused are shown with their places; of more, the number
REFINEMENTS = 4  # of a solution by what it leaves over
ROUNDING = 1e-15  # of a payment: what is left over then is rounding
SOUND = 1e-13  # left over where a firm has so many debtors that rounding is more; beyond, the iteration has failed
KEPT_VECTORS, RESTARTS = 60, 2  # of GMRES


class Sparse(Protocol):
    """A matrix or array of `scipy.sparse`, in any of its formats."""

    def tocsc(self, copy: bool = ...) -> Any:  # noqa: ANN401, FBT001  scipy's own
        """The same by columns."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clearing:
    """What each of n firms pays, keeps and loses; arrays have shape (n,) and the unit of the liabilities.

    ``payments``: to all its creditors together, shared out in proportion to what it owes them.
    ``equity``: what it has once its debtors have paid, less what it owes; 0 for a firm in default.
    ``shortfall``: what it owes and does not pay.
    ``costs``: what its bankruptcy destroys. Summed over all firms, external assets are equity and costs.
    ``defaults``: who fails, by round. Those of the first fail even if everybody pays them in full, those
    of the next because of those before; within a round by index.
    """

    payments: Floats
    equity: Floats
    shortfall: Floats
    costs: Floats
    defaults: tuple[tuple[int, ...], ...]

    @property
    def rounds(self) -> int:
        """How many rounds of defaults it took."""
        return len(self.defaults)


def clear(
    liabilities: ArrayLike | Sparse, external_assets: ArrayLike, alpha: float = 1.0, beta: float = 1.0
) -> Clearing:
    """The greatest payments that firms can make to each other when each pays what it owes, or else what it has.

    ``liabilities[i, j]``: what firm i owes firm j, at least 0, shape (n, n), dense or any `scipy.sparse`,
    which stays sparse. ``external_assets``: what a firm has beside its claims, at least 0, shape (n,).
    A firm whose assets are below what it owes fails. It pays ``alpha`` of its external assets and ``beta``
    of what it receives, in proportion to its obligations; both above 0 and at most 1. A firm that is short
    by less than 1e-12 of what it owes pays in full: sums of payments are rounded.

    Of several solutions the greatest, by fictitious default from the top. The relative error of a payment is
    about 1e-15 over the share of the failed firms' debts that leaves them, to firms that pay or as costs.
    A round costs some readings of the obligations; a factorisation of those between failed firms where
    hardly anything leaves them. Raises OutOfRange (a ValueError) with every problem of the arguments, and
    Inaccurate where amounts lie too far apart to solve for.

    Source: Eisenberg and Noe (2001), *Management Science* 47(2), with ``alpha = beta = 1``; Rogers and
    Veraart (2013), *Management Science* 59(4).
    """
    network = network_of(liabilities, external_assets, _recovered("alpha", alpha), _recovered("beta", beta))
    return _cleared(network, float(alpha), float(beta), cascade_of(network, float(alpha), float(beta)))


def cascade_of(network: Network, alpha: float, beta: float) -> Cascade:
    """The greatest clearing of a sound network: the share of its debts that each firm pays, and who fails when."""
    firms = network.owed.size
    cascade = Cascade(
        paid=np.ones(firms),
        failed_in=np.zeros(firms, np.int64),
        order=np.zeros(firms, np.uint32),
        tally=np.zeros(2, np.int64),
    )
    solved = False
    while clear_down(network, alpha, beta, cascade, solved) != CLEARED:
        _solve(network, alpha, beta, cascade)
        solved = True
    return cascade


def network_of(liabilities: ArrayLike | Sparse, external_assets: ArrayLike, *conditions: tuple[bool, str]) -> Network:
    """The obligations by creditor; raises OutOfRange with every problem in them, and every condition not met."""
    external = _numbers("external_assets", external_assets)
    shape, creditors, debtors, amounts = _obligations(liabilities)
    firms = external.size
    require(
        *conditions,
        (
            external.ndim == 1 and shape == (firms, firms),
            said(
                "liabilities has the shape {liabilities} and external_assets {assets}: (n, n) and (n,) for n firms",
                liabilities=str(shape),
                assets=str(external.shape),
            ),
        ),
        *_entries("liabilities", np.stack((debtors, creditors), axis=1), amounts),
        *_entries("external_assets", np.argwhere(np.ones(external.shape)), external.ravel()),
        *_to_itself(debtors[(debtors == creditors) & (amounts != 0)]),
    )
    owed = np.bincount(debtors, weights=amounts, minlength=firms).astype(np.float64)
    with np.errstate(over="ignore"):
        require((bool(np.isfinite(owed.sum() + external.sum())), said("the amounts add up to more than can be held")))
    first = np.searchsorted(creditors, np.arange(firms + 1)).astype(np.uint32)
    return Network(first, debtors.astype(np.uint32), amounts, external, owed)


def _numbers(name: str, given: ArrayLike) -> Floats:
    """An argument as an array of its own."""
    try:
        return np.array(given, np.float64)
    except (TypeError, ValueError):
        raise OutOfRange(said("{name} must be a table of numbers, all its rows equally long", name=name)) from None


def _obligations(liabilities: ArrayLike | Sparse) -> tuple[tuple[int, ...], Ints, Ints, Floats]:
    """The shape, and creditor, debtor and amount of every entry, by creditor, then by debtor."""
    if hasattr(liabilities, "tocsc"):
        table = liabilities.tocsc(copy=True)
        table.sum_duplicates()
        creditors = np.repeat(np.arange(table.shape[1]), np.diff(table.indptr))
        return table.shape, creditors, table.indices.astype(np.int64), _numbers("liabilities", table.data)
    dense = _numbers("liabilities", liabilities)
    if dense.ndim != 2:  # noqa: PLR2004  a table; [] is one without rows
        none = np.zeros(0, np.int64)
        return (0, 0) if dense.shape == (0,) else dense.shape, none, none, np.zeros(0)
    creditors, debtors = np.nonzero(dense.T)
    return dense.shape, creditors, debtors, dense[debtors, creditors]


def _recovered(name: str, share: float) -> tuple[bool, str]:
    return 0 < share <= 1, refused(name, share, said("what is recovered, above 0 and at most 1, 0.5 for 50 %"))


def _entries(name: str, places: Ints, amounts: Floats) -> Iterator[tuple[bool, str]]:
    """That every amount is at least 0 and finite."""
    wrong = np.flatnonzero(~((amounts >= 0) & (amounts < np.inf)))
    for entry in wrong[:SHOWN]:
        place = f"{name}[{', '.join(map(str, places[entry]))}]"
        yield False, refused(place, float(amounts[entry]), said("at least 0, and finite"))
    yield from _further(len(wrong))


def _to_itself(firms: Ints) -> Iterator[tuple[bool, str]]:
    """That no firm is its own creditor."""
    for firm in firms[:SHOWN]:
        yield False, said("firm {firm} owes itself: leave the diagonal of liabilities at 0", firm=str(firm))
    yield from _further(len(firms))


def _further(found: int) -> Iterator[tuple[bool, str]]:
    more = found - SHOWN
    if more > 0:
        yield False, said_each(more, "… and {n} more like this", "… and {n} more like these", n=str(more))


def _solve(network: Network, alpha: float, beta: float, cascade: Cascade) -> None:
    """Set what the failed firms pay by solving their equations, never above what it was."""
    # slow to import, and few networks need it
    from scipy.sparse import csr_array  # noqa: PLC0415

    failed = cascade.order[: cascade.tally[FAILED]]
    place = np.full(network.owed.size, -1)
    place[failed] = np.arange(failed.size)
    creditors = np.repeat(place, np.diff(network.first))
    debtors = place[network.debtors]
    inside, into = (creditors >= 0) & (debtors >= 0), (creditors >= 0) & (debtors < 0)
    received = np.bincount(creditors[into], weights=network.amounts[into], minlength=failed.size)
    have = alpha * network.external[failed] + beta * received
    shares = beta * network.amounts[inside] / network.owed[network.debtors[inside]]
    passed_on = csr_array((shares, (creditors[inside], debtors[inside])), shape=(failed.size, failed.size))
    payments = _iterated(passed_on, have)
    if payments is None:
        payments = _factorised(passed_on, have)
    cascade.paid[failed] = np.clip(payments / network.owed[failed], 0.0, cascade.paid[failed])


def _iterated(passed_on: Any, have: Floats) -> Floats | None:  # noqa: ANN401  scipy's own
    """Payments by GMRES, which a few circles that hardly leak do not slow down; None where it does not get there."""
    from scipy.sparse.linalg import LinearOperator, gmres  # noqa: PLC0415

    kept = LinearOperator(passed_on.shape, matvec=lambda payments: payments - passed_on @ payments, dtype=np.float64)
    payments = np.zeros_like(have)
    for _ in range(REFINEMENTS):
        missing = have + passed_on @ payments - payments
        if np.all(np.abs(missing) <= ROUNDING * payments):
            return payments
        payments += gmres(kept, missing, rtol=ROUNDING, restart=KEPT_VECTORS, maxiter=RESTARTS)[0]
    missing = have + passed_on @ payments - payments
    return payments if np.all(np.abs(missing) <= SOUND * payments) else None


def _factorised(passed_on: Any, have: Floats) -> Floats:  # noqa: ANN401  scipy's own
    """Payments by sparse elimination."""
    from scipy.sparse import eye_array  # noqa: PLC0415
    from scipy.sparse.linalg import splu  # noqa: PLC0415

    # columns are dominated by their diagonal: elimination is stable without looking for pivots
    try:
        factors = splu(
            (eye_array(have.size, format="csc") - passed_on).tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
    except RuntimeError:
        raise Inaccurate(said("the amounts lie too far apart to solve for the payments of firms in default")) from None
    payments = factors.solve(have)
    for _ in range(REFINEMENTS):
        payments += factors.solve(have + passed_on @ payments - payments)
    return np.asarray(payments, np.float64)


def _cleared(network: Network, alpha: float, beta: float, cascade: Cascade) -> Clearing:
    """The record of a clearing that has come to its end."""
    firms = network.owed.size
    creditors = np.repeat(np.arange(firms), np.diff(network.first))
    received = np.bincount(creditors, weights=network.amounts * cascade.paid[network.debtors], minlength=firms)
    failed = cascade.failed_in > 0
    payments = network.owed * cascade.paid
    found = Clearing(
        payments=payments,
        equity=np.where(failed, 0.0, np.maximum(network.external + received - network.owed, 0.0)),
        shortfall=network.owed - payments,
        costs=np.where(failed, (1 - alpha) * network.external + (1 - beta) * received, 0.0),
        defaults=tuple(
            tuple(map(int, np.flatnonzero(cascade.failed_in == number + 1))) for number in range(cascade.tally[ROUNDS])
        ),
    )
    for each in (found.payments, found.equity, found.shortfall, found.costs):
        each.setflags(write=False)
    return found
