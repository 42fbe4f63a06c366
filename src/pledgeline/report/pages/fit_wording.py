"""Fitted figures as text: with their errors, both to the digits that the error allows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import RATIO
from pledgeline.report.pages.wording import MINUS
from pledgeline.units.text import here, number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Measured

HUNDRED = 100.0
MOST_PLACES = 6
LEAST_P = 0.001


def plain(number: float | None, decimals: int | None = None) -> str:
    """A number with a typeset minus."""
    return minus(number_text(number, decimals=decimals, language=here()))


def in_percent(ratio: float | None, decimals: int | None = None) -> str:
    """A ratio in percent, which has a sign only where it is negative."""
    return minus(ratio_text(ratio, decimals=decimals, language=here()))


def with_error(value: float, error: float, kind: str) -> str:
    """`30.64% ± 0.48%`, `119 ± 31`: two digits of the error, the figure with as many places."""
    scale, sign = (HUNDRED, here().percent) if kind == RATIO else (1.0, "")
    places = min(MOST_PLACES, max(0, 1 - math.floor(math.log10(scale * error)))) if error > 0.0 else 1
    return f"{plain(scale * value, places)}{sign} ± {plain(scale * error, places)}{sign}"


def measured(found: Measured, kind: str) -> str:
    """A figure with its error where there is one."""
    if found.value is None or found.standard_error is None:
        return in_percent(found.value) if kind == RATIO else plain(found.value)
    return with_error(found.value, found.standard_error, kind)


def move_text(move: float) -> str:
    """A log move with its sign, `+4.1%` or `−4.1%`."""
    return f"{'+' if move > 0.0 else ''}{in_percent(move)}"


def p_text(p: float) -> str:
    """A p-value with three decimals, or a bound."""
    return f"< {plain(LEAST_P, 3)}" if p < LEAST_P else plain(p, 3)


def minus(text: str) -> str:
    """The text with a typeset minus."""
    return text.replace("-", MINUS)
