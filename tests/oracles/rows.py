"""Rows of the tables as the oracles take them."""

from __future__ import annotations

from fractions import Fraction

from tests.oracles.increments import DoubleExponential, Law, NormalJump


def figure(text: str) -> float:
    """A number, or a fraction such as 80/89."""
    return float(Fraction(text)) if "/" in text else float(text)


def law_of(row: dict[str, str]) -> Law:
    """The law that a row of parameters describes."""
    growth, volatility = figure(row["growth"]), figure(row["volatility"])
    match row["model"]:
        case "merton":
            normal = NormalJump(figure(row["jump_mean"]), figure(row["jump_std"]))
            return Law(growth, volatility, figure(row["jump_rate"]), normal)
        case "kou":
            sides = DoubleExponential(*(figure(row[name]) for name in ("up_probability", "up_rate", "down_rate")))
            return Law(growth, volatility, figure(row["jump_rate"]), sides)
        case _:
            return Law(growth, volatility)
