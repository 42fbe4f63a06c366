"""How to make the figures again, how to read them, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, plural, whole

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
        Fact(term="Program", text=f"Pledgeline {method.version}"),
        Fact(term="As of", text=long_date(result.as_of)),
        Fact(term="Scenario", text=method.scenario or "as stated in the case"),
        *(_simulation(method) if simulated(result) else (Fact(term="Simulation", text="none"),)),
        Fact(term="Input hash", text=method.input_hash, note="SHA-256 of the case and every file that it reads"),
    ]
    return MethodPage(
        facts=tuple(facts),
        notes=_notes(method) if simulated(result) else (),
        limits=method.limits,
        line=method_line(result),
    )


def simulated(result: Result) -> bool:
    """Whether any path was simulated, of a loan or of the group."""
    return bool(result.outlook) or result.group_view is not None


def _simulation(method: Method) -> tuple[Fact, ...]:
    """What one needs to run it again."""
    return (
        Fact(term="Paths", text=whole(method.paths), note=f"{whole(method.recorded_paths)} recorded for the fan"),
        Fact(term="Seed", text=str(method.seed)),
        Fact(
            term="Days",
            text=f"{whole(method.days)} business days",
            note=f"{long_date(method.start)} to {long_date(method.end)}, calendar {method.calendar}",
        ),
    )


def _notes(method: Method) -> tuple[str, ...]:
    """How to read the simulated figures."""
    return (
        (
            "Every simulated figure stands with its standard error (±, s.e.): two thirds of repetitions with other "
            "seeds would fall within one of it, nineteen in twenty within two."
        ),
        (
            f"What happened in none of {plural(method.paths, 'path')} is shown as a bound, three over the number of "
            "paths: a true probability above it would have shown in nineteen runs of twenty."
        ),
        (
            "Market risk and what is not disclosed are kept apart: probabilities hold for the assumed terms, and the "
            "ranked assumptions show how far other terms would move them."
        ),
        "The same case, seed and version give the same figures, on any number of processors.",
    )


def method_line(result: Result) -> str:
    """The method on one line."""
    method = result.method
    run = f"{plural(method.paths, 'path')}, seed {method.seed}, {whole(method.days)} days"
    return (
        f"{run if simulated(result) else 'no simulation'} · version {method.version} · input {method.input_hash[:12]}"
    )
