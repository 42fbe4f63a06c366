"""Fitted figures as text: with their errors, both to the digits that the error allows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import RATIO
from pledgeline.report.pages.wording import MINUS
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Measured

HUNDRED = 100.0
MOST_PLACES = 6


def with_error(value: float, error: float, kind: str) -> str:
    """`30.64% ± 0.48%`, `119 ± 31`: two digits of the error, the figure with as many places."""
    scale, sign = (HUNDRED, "%") if kind == RATIO else (1.0, "")
    places = min(MOST_PLACES, max(0, 1 - math.floor(math.log10(scale * error)))) if error > 0.0 else 1
    shown = number_text(scale * value, decimals=places)
    return minus(f"{shown}{sign} ± {number_text(scale * error, decimals=places)}{sign}")


def measured(found: Measured, kind: str) -> str:
    """A figure with its error where there is one."""
    if found.value is None:
        return "not known"
    if found.standard_error is None:
        return signless(found.value) if kind == RATIO else minus(number_text(found.value))
    return with_error(found.value, found.standard_error, kind)


def move_text(move: float) -> str:
    """A log move with its sign, `+4.1%` or `−4.1%`."""
    return f"{'+' if move > 0.0 else ''}{signless(move)}"


def signless(ratio: float) -> str:
    """A ratio that has a sign only where it is negative."""
    return minus(ratio_text(ratio))


def minus(text: str) -> str:
    """The text with a typeset minus."""
    return text.replace("-", MINUS)
