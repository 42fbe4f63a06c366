"""Simulated figures sharpened by what is known exactly: the call probability as a control variate.

A path with a call is far likelier to end in a close-out or a loss. Where the
probability of a call is known exactly, what the sample has too many or too few
of can be taken out: ``mean(y) - b (mean(c) - p)`` with ``c`` the indicator of a
call, ``p`` its known probability and ``b`` the slope of ``y`` on ``c`` in the sample.
Source: Glasserman (2003), *Monte Carlo Methods in Financial Engineering*, 4.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.results import Estimate, Sharpened

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

WORTH = 1.1  # the variance ratio from which a controlled figure is shown
FEWEST = 30  # paths with a call, and without one: below, the slope is too rough


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A sample of an indicator and its known mean."""

    sample: npt.NDArray[np.bool_]
    known: float


def sharpened(name: str, sample: Floats, control: Control) -> Sharpened | None:
    """A mean with and without the control; None where the control does not pay.

    ``sample``: one value per path, shape (paths,), as the control's.
    """
    paths, calls = sample.size, int(control.sample.sum())
    if not FEWEST <= calls <= paths - FEWEST:
        return None
    drawn = calls / paths
    inside, outside = sample[control.sample], sample[~control.sample]
    slope = float(inside.mean() - outside.mean())
    # the rest around two means: two degrees of freedom are spent
    rest = float(((inside - inside.mean()) ** 2).sum() + ((outside - outside.mean()) ** 2).sum()) / (paths - 2)
    plain = float(sample.var(ddof=1))
    if plain <= 0 or rest <= 0 or plain / rest < WORTH:
        return None
    mean = float(sample.mean())
    return Sharpened(
        name=name,
        plain=Estimate(value=mean, standard_error=math.sqrt(plain / paths)),
        controlled=Estimate(value=mean - slope * (drawn - control.known), standard_error=math.sqrt(rest / paths)),
        variance_ratio=plain / rest,
    )


def sharpen(rows: Any, known: float | None) -> Iterator[Sharpened]:  # noqa: ANN401 - a record array
    """Every figure of a loan that the exact call probability sharpens; none where it is not known."""
    if known is None:
        return
    control = Control(sample=rows.call >= 0, known=known)
    figures = {
        "failed_cure": (rows.failed_cure >= 0).astype(np.float64),
        "close_out": (rows.close_out >= 0).astype(np.float64),
        "loss": (rows.loss_day >= 0).astype(np.float64),
        "expected_loss": rows.loss,
    }
    for name, sample in figures.items():
        if (found := sharpened(name, sample, control)) is not None:
            yield found
