"""Points spread evenly over a cube: a Latin hypercube.

Each side of the cube is cut into as many slices as there are points, and every
slice of every side holds exactly one of them. With few points this covers each
side far better than independent points would. Source: McKay, Beckman and
Conover (1979), "A comparison of three methods for selecting values of input
variables in the analysis of output from a computer code".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def latin_hypercube(sides: int, points: int, *, seed: int) -> npt.NDArray[np.float64]:
    """Points of the unit cube, shape (points, sides), each coordinate in [0, 1).

    A side has random numbers of its own, so that a further side leaves the
    others as they were. `seed` is 0 to 2**64 - 1.
    """
    found = np.empty((points, sides))
    for side in range(sides):
        source = np.random.Generator(np.random.Philox(key=np.array([seed, side], np.uint64)))
        found[:, side] = (source.permutation(points) + source.random(points)) / points
    return found
