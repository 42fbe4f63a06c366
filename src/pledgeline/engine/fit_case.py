"""Laws that a case asks to be fitted to its own closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.asset import Kou, ListedAsset, Merton
from pledgeline.errors import CaseError, Problem, Unfittable
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.fit_estimate import Estimated
    from pledgeline.market.prices import PriceTable

STATE = said("state the parameters as assumptions with ranges: {assume: …, range: …}, or write model: gbm")


def fitted_law(document: CaseDocument, key: str) -> Estimated:
    """The law of an asset, fitted to its closes up to the date of the case.

    Raises CaseError with a problem for every asset of the case whose law cannot
    be fitted.
    """
    found = _attempt(document, key)
    if isinstance(found, Problem):
        raise CaseError(list(_problems(document)))
    return found


def closes_until(table: PriceTable, last: dt.date) -> tuple[float, ...]:
    """The closes of a table up to and including a date."""
    return tuple(close for date, close in zip(table.dates, table.closes, strict=True) if date <= last)


def is_fitted(asset: object) -> bool:
    """Whether a case asks for the jumps of an asset to be fitted."""
    return (
        isinstance(asset, ListedAsset) and isinstance(asset.dynamics, Merton | Kou) and asset.dynamics.fit is not None
    )


def _problems(document: CaseDocument) -> Iterator[Problem]:
    for key, asset in document.case.assets.items():
        if is_fitted(asset) and isinstance(found := _attempt(document, key), Problem):
            yield found


def _attempt(document: CaseDocument, key: str) -> Estimated | Problem:
    from pledgeline.engine.fit import fitted  # noqa: PLC0415  # loads numpy, which only fits need here

    asset, path = document.case.assets[key], f"assets.{key}.dynamics.fit"
    model = str(getattr(getattr(asset, "dynamics", None), "model", ""))
    try:
        found = fitted(closes_until(document.prices[key], document.case.as_of), model)
    except Unfittable as error:
        return Problem(where=document.locate(path), what=error.what, remedy=STATE, key=path)
    if not found.converged:
        what = said(
            "{model} could not be fitted to the closes of {asset}: {outcome}",
            model=model,
            asset=key,
            outcome=found.outcome,
        )
        return Problem(where=document.locate(path), what=what, remedy=STATE, key=path)
    return found
