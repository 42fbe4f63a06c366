"""The law of the price in words: its volatility, its jumps, its growth, and whether closes have told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.lender_wording import MODELS, figure, model_name
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import capital, clauses, percent, round_percent, titled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.lender_results import LenderView

FITTED = said("all but the growth fitted to the closes of the case: pledgeline fit says how well they are known")


def dynamics_fact(view: LenderView) -> Fact:
    """The law of the price with all its parameters."""
    stated = {one.name: one.value for one in view.parameters}
    name = model_name(view.law) if view.law else titled(MODELS, _model(stated))
    told = (", ".join(_moves(stated)), *_growth(stated), *((retold(FITTED),) if view.fitted else ()))
    return Fact(term=say("Law of the price"), text=capital(name), note=clauses(told))


def _model(stated: Mapping[str, float]) -> str:
    """Which law has such parameters."""
    if "up_rate" in stated:
        return "kou"
    return "merton" if "jump_mean" in stated else "gbm"


def _moves(stated: Mapping[str, float]) -> Iterator[str]:
    """The diffusion and the jumps; the means of jumps are those of their logs."""
    if "volatility" in stated:
        yield say("volatility {share}", share=percent(stated["volatility"]))
    if "jump_rate" in stated:
        yield _jumps(stated["jump_rate"])
    if stated.get("jump_rate"):
        yield from _two_sided(stated) if "up_rate" in stated else _normal(stated, "jump")
    if stated.get("common_jump_rate"):
        yield _common_jumps(stated["common_jump_rate"])
        yield from _normal(stated, "common_jump")


def _jumps(rate: float) -> str:
    """`4 jumps a year`."""
    if not rate:
        return say("no jumps")
    return say_each(_grammatical(rate), "{n} jump a year", "{n} jumps a year", n=figure(rate))


def _common_jumps(rate: float) -> str:
    """`2 common jumps a year`."""
    return say_each(_grammatical(rate), "{n} common jump a year", "{n} common jumps a year", n=figure(rate))


def _grammatical(rate: float) -> int:
    """The whole number whose grammar a rate has: a half is several in English and none in French."""
    return 2 if rate >= 2.0 else int(rate == 1.0)  # noqa: PLR2004  from two on both have several


def _two_sided(stated: Mapping[str, float]) -> Iterator[str]:
    """Jumps with exponential logs, whose mean is one over their rate."""
    yield say("{share} of them up", share=round_percent(stated["up_probability"]))
    yield say("mean up {move}", move=percent(1.0 / stated["up_rate"]))
    yield say("mean down {move} in logs", move=percent(1.0 / stated["down_rate"]))


def _normal(stated: Mapping[str, float], kind: str) -> Iterator[str]:
    """Jumps with normal logs."""
    if f"{kind}_mean" in stated:
        yield say("mean {move}", move=percent(stated[f"{kind}_mean"]))
    if f"{kind}_std" in stated:
        yield say("standard deviation {move} in logs", move=percent(stated[f"{kind}_std"]))


def _growth(stated: Mapping[str, float]) -> tuple[str, ...]:
    """What the mean price does."""
    return (say("growth {share} a year", share=round_percent(stated["growth"])),) if "growth" in stated else ()
