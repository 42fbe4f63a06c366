"""Makes the coefficients of `pledgeline.kernels.normals` and states their errors.

Chebyshev least squares on 4,000 nodes, which is within a few percent of minimax,
rounded to float32. Run it to print the lines that stand in the kernel.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import Polynomial

NODES = np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)


def radius() -> Polynomial:
    """-2 log(1 + t) / t for t between sqrt(1/2) - 1 and sqrt(2) - 1, degree 8."""
    low, high = math.sqrt(0.5) - 1, math.sqrt(2) - 1
    t = (low + high) / 2 + (high - low) / 2 * NODES
    return Polynomial.fit(t, -2 * np.log1p(t) / t, 8).convert()


def sine() -> Polynomial:
    """sin(2 pi w) / w in powers of w**2, |w| <= 1/8, degree 3."""
    w = NODES / 8
    return Polynomial.fit(w * w, np.sin(2 * np.pi * w) / w, 3).convert()


def cosine() -> Polynomial:
    """cos(2 pi w) in powers of w**2, |w| <= 1/8, degree 3."""
    w = NODES / 8
    return Polynomial.fit(w * w, np.cos(2 * np.pi * w), 3).convert()


def lines(letter: str, polynomial: Polynomial) -> list[str]:
    """The assignments of one polynomial, as they stand in the kernel."""
    return [f"_{letter}{k} = np.float32({c:.9g})" for k, c in enumerate(polynomial.coef)]


def errors() -> dict[str, float]:
    """Largest absolute error of each exact polynomial on its interval."""
    low, high = math.sqrt(0.5) - 1, math.sqrt(2) - 1
    t = np.linspace(low, high, 100_001)
    w = np.linspace(-1 / 8, 1 / 8, 100_001)
    return {
        "log": float(np.max(np.abs(t * radius()(t) + 2 * np.log1p(t)))),
        "sin": float(np.max(np.abs(w * sine()(w * w) - np.sin(2 * np.pi * w)))),
        "cos": float(np.max(np.abs(cosine()(w * w) - np.cos(2 * np.pi * w)))),
    }


if __name__ == "__main__":
    print("\n".join([*lines("R", radius()), f"_RE = np.float32({-2 * math.log(2):.9g})"]))
    print("\n".join([*lines("S", sine()), *lines("C", cosine())]))
    print(errors())
