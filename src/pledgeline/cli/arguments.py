"""Arguments and options that several verbs share, and how a case is found and read."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from pledgeline.errors import UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.files.read_case import CaseFile

STANDARD_INPUT = "-"
PATHS = 100_000
SEED = 1

Callback = TypeVar("Callback", bound=Callable[..., Any])

case_argument = click.argument("case", metavar="CASE")
scenario_option = click.option("--scenario", default="", metavar="NAME", help="Apply a scenario of the case.")


def _choose_json(ctx: click.Context, _option: click.Parameter, chosen: bool) -> bool:  # noqa: FBT001  # as click calls it
    if chosen:
        ctx.obj.as_json = True
    return chosen


json_flag = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_choose_json,
    help="Write one JSON object to standard output.",
)


seed_option = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(0, 2**64 - 1),
    default=SEED,
    show_default=True,
    help="Seed of the random numbers.",
)


FIRST_YEAR, LAST_YEAR = 1900, 2200  # of days that a caller may name


def read_day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> dt.date | None:
    """The day of an option, such as 2024-12-17; raises click.BadParameter."""
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(said("'{text}' is no date; write one such as 2024-12-17", text=text)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        what = said("{day} is not between {first} and {last}", day=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
        raise click.BadParameter(what)
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What a simulation is asked to draw, and by how many processors."""

    paths: int
    seed: int
    workers: int | None  # None: all


def simulation_options(verb: Callback, *, paths: int = PATHS) -> Callback:
    """The options of a simulation, given to the verb as one `Simulation`; ``paths`` where none are asked for."""

    @wraps(verb)
    def simulating(*, paths: int, seed: int, workers: int | None, **options: Any) -> Any:  # noqa: ANN401  # any verb
        return verb(simulation=Simulation(paths=paths, seed=seed, workers=workers), **options)

    return draw_options(cast("Callback", simulating), default=paths)


def draw_options(verb: Callback, *, default: int = PATHS) -> Callback:
    """The options of a simulation."""
    paths = click.option(
        "--paths",
        metavar="N",
        type=click.IntRange(1, 10**9),
        default=default,
        show_default=True,
        help="Paths to simulate.",
    )
    workers = click.option(
        "--workers",
        metavar="N",
        type=click.IntRange(1, 1024),
        help="Processors to use; the figures are the same for any number.  [default: all]",
    )
    return paths(seed_option(workers(verb)))


def open_case_file(case: str, *, scenario: str = "") -> CaseFile:
    """Read the case a user has named: a file, standard input, or a bundled case; apply the scenario.

    Raises UnknownName, CaseError, PriceError and OSError.
    """
    from pledgeline.files.read_case import apply_scenario  # noqa: PLC0415  # keeps help light

    found = _read(case)
    return apply_scenario(found, scenario) if scenario else found


def _read(case: str) -> CaseFile:
    from pledgeline.files.read_case import read_case, read_case_text  # noqa: PLC0415  # keeps help light

    if case == STANDARD_INPUT:
        return read_case_text(sys.stdin.buffer.read(), name="<standard input>", folder=Path.cwd())
    path = Path(case)
    if path.is_dir():
        example = str(path / "case.yaml")
        raise UnknownName(
            said("{folder} is a folder; name the case file in it, such as {path}", folder=case, path=example)
        )
    if path.exists():
        return read_case(path)
    if path.suffix in {".yaml", ".yml"} or len(path.parts) > 1:
        raise UnknownName(said("{file}: there is no such file", file=case))
    from pledgeline.files.bundled import read_bundled  # noqa: PLC0415  # keeps help light

    return read_bundled(case)
