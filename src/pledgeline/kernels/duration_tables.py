"""The laws of durations and of overruns as arrays, and what their codes and parameters mean.

Kept apart from the arithmetic, so that a law can be written down without loading a compiler.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# code of a law, and its parameters in order; durations in days, overruns as fractions of the plan
FIXED = 0  # days
TRIANGULAR = 1  # low, likely, high
PERT = 2  # low, likely, high, weight of the likeliest; a table holds its shape
LOG_NORMAL = 3  # median, standard deviation of the log
OVERRUN = 4  # plan, share of the tail, least, start of the tail, tilt of the body, index of the tail, cut, kept

PARAMETERS = 8
NODES = 129  # of a table of quantiles
REACH = 8.5  # normal score of its last node; 1e-17 of the probability lies beyond
NODE_STEP = 2.0 * REACH / (NODES - 1)


class Laws(NamedTuple):
    """Distinct laws, to be named by their row. Shapes: L laws, R tables."""

    codes: Ints  # (L,)
    parameters: Floats  # (L, PARAMETERS)
    tables: Ints  # (L,) row of its table; 0 where it needs none
    quantiles: Floats  # (R, NODES, 2) quantile on [0, 1] by normal score, and its slope over one step between nodes
