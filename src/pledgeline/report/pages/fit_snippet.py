"""A fitted law as a line of a case file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import RATIO
from pledgeline.units.count import Number
from pledgeline.units.ratio import Ratio

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Estimate, Fit

DIGITS = 4


def snippet(fit: Fit) -> str:
    """`dynamics: {model: kou, volatility: 38%, …}`: four significant digits, without the growth."""
    parts = [f"model: {fit.model}", *(f"{one.name}: {_literal(one)}" for one in fit.estimates[1:])]
    return f"dynamics: {{{', '.join(parts)}}}"


def _literal(one: Estimate) -> str:
    rounded = Decimal(f"{one.value:.{DIGITS - 1}e}")
    return str(Ratio(rounded)) if one.kind == RATIO else str(Number(rounded))
