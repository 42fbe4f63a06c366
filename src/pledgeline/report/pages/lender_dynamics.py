"""The law of the price in words: its volatility, its jumps, its growth, and whether closes have told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.report.pages.lender_wording import MODELS, model_name
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import percent, round_percent
from pledgeline.units.text import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.lender_results import LenderView

FITTED = "all but the growth fitted to the closes of the case: pledgeline fit says how well they are known"


def dynamics_fact(view: LenderView) -> Fact:
    """The law of the price with all its parameters."""
    stated = {one.name: one.value for one in view.parameters}
    name = model_name(view.law) if view.law else MODELS[_model(stated)]
    said = "; ".join((", ".join(_moves(stated)), *_growth(stated), *((FITTED,) if view.fitted else ())))
    return Fact(term="Law of the price", text=name, note=said)


def _model(stated: Mapping[str, float]) -> str:
    """Which law has such parameters."""
    if "up_rate" in stated:
        return "kou"
    return "merton" if "jump_mean" in stated else "gbm"


def _moves(stated: Mapping[str, float]) -> Iterator[str]:
    """The diffusion and the jumps; the means of jumps are those of their logs."""
    if "volatility" in stated:
        yield f"volatility {percent(stated['volatility'])}"
    if "jump_rate" in stated:
        yield _often(stated["jump_rate"], "jump")
    if stated.get("jump_rate"):
        yield from _two_sided(stated) if "up_rate" in stated else _normal(stated, "jump")
    if stated.get("common_jump_rate"):
        yield _often(stated["common_jump_rate"], "common jump")
        yield from _normal(stated, "common_jump")


def _often(rate: float, noun: str) -> str:
    """`4 jumps a year`."""
    return f"{number_text(rate)} {noun}{'' if rate == 1.0 else 's'} a year" if rate else f"no {noun}s"


def _two_sided(stated: Mapping[str, float]) -> Iterator[str]:
    """Jumps with exponential logs, whose mean is one over their rate."""
    yield f"{round_percent(stated['up_probability'])} of them up"
    yield f"mean up {percent(1.0 / stated['up_rate'])}"
    yield f"mean down {percent(1.0 / stated['down_rate'])} in logs"


def _normal(stated: Mapping[str, float], kind: str) -> Iterator[str]:
    """Jumps with normal logs."""
    if f"{kind}_mean" in stated:
        yield f"mean {percent(stated[f'{kind}_mean'])}"
    if f"{kind}_std" in stated:
        yield f"standard deviation {percent(stated[f'{kind}_std'])} in logs"


def _growth(stated: Mapping[str, float]) -> tuple[str, ...]:
    """What the mean price does."""
    return (f"growth {round_percent(stated['growth'])} a year",) if "growth" in stated else ()
