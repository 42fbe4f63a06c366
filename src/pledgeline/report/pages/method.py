"""How to make the figures again, how to read them, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import Method, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """What one needs to make the figures again, and to trust them no further than they reach."""

    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    limits: tuple[str, ...]
    line: str


def method_page(result: Result) -> MethodPage:
    """The page of a result's method."""
    method = result.method
    facts = [
        Fact(term=say("Program"), text=f"Pledgeline {method.version}"),
        Fact(term=say("As of"), text=long_date(result.as_of)),
        Fact(term=say("Scenario"), text=method.scenario or say("as stated in the case")),
        *(_simulation(method) if simulated(result) else (Fact(term=say("Simulation"), text=say("none")),)),
        Fact(
            term=say("Input hash"),
            text=method.input_hash,
            note=say("SHA-256 of the case and every file that it reads"),
        ),
    ]
    return MethodPage(
        facts=tuple(facts),
        notes=_notes(method) if simulated(result) else (),
        limits=tuple(retold(limit) for limit in method.limits),
        line=method_line(result),
    )


def simulated(result: Result) -> bool:
    """Whether any path was simulated, of a loan or of the group."""
    return result.method.paths > 0


def run_line(method: Method) -> str:
    """What was simulated, and with which random numbers: `20,000 paths, seed 1`."""
    if not method.paths:
        return say("nothing simulated")
    return say_each(
        method.paths, "{n} path, seed {seed}", "{n} paths, seed {seed}", n=whole(method.paths), seed=str(method.seed)
    )


def _simulation(method: Method) -> tuple[Fact, ...]:
    """What one needs to run it again."""
    return (
        Fact(
            term=say("Paths"),
            text=whole(method.paths),
            note=say("{n} recorded for the fan", n=whole(method.recorded_paths)),
        ),
        Fact(term=say("Seed"), text=str(method.seed)),
        Fact(
            term=say("Days"),
            text=say_each(method.days, "{n} business day", "{n} business days", n=whole(method.days)),
            note=say(
                "{start} to {end}, calendar {calendar}",
                start=long_date(method.start),
                end=long_date(method.end),
                calendar=method.calendar,
            ),
        ),
    )


def _notes(method: Method) -> tuple[str, ...]:
    """How to read the simulated figures."""
    return (
        say(
            "Every simulated figure stands with its standard error (±, s.e.): two thirds of repetitions with other "
            "seeds would fall within one of it, nineteen in twenty within two."
        ),
        say_each(
            method.paths,
            "What happened in none of {n} path is shown as a bound, three over the number of paths: a true probability "
            "above it would have shown in nineteen runs of twenty.",
            "What happened in none of {n} paths is shown as a bound, three over the number of paths: a true "
            "probability above it would have shown in nineteen runs of twenty.",
            n=whole(method.paths),
        ),
        say(
            "Market risk and what is not disclosed are kept apart: probabilities hold for the assumed terms, and the "
            "ranked assumptions show how far other terms would move them."
        ),
        say("The same case, seed and version give the same figures, on any number of processors."),
    )


def method_line(result: Result) -> str:
    """The method on one line."""
    method = result.method
    run = say("no simulation")
    if simulated(result):
        run = say_each(
            method.paths,
            "{n} path, seed {seed}, {days} days",
            "{n} paths, seed {seed}, {days} days",
            n=whole(method.paths),
            seed=str(method.seed),
            days=whole(method.days),
        )
    return say("{run} · version {version} · input {hash}", run=run, version=method.version, hash=method.input_hash[:12])
