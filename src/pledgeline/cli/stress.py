"""`pledgeline stress`: scenarios side by side, and how far things must fall before they break."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import case_argument, draw_options, open_case_file
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.stress import Window
    from pledgeline.engine.stress_results import Stress
    from pledgeline.files.read_case import CaseFile

FORM = said("write ASSET=FILE:FROM..TO, such as arm=prices/ARM.csv:2024-07-09..2025-04-08")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A window as the command line names it."""

    asset: str
    file: str
    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """The file and the dates: `ARM.csv 2024-07-09..2025-04-08`."""
        return f"{Path(self.file).name} {self.first}..{self.last}"


def _read_windows(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[Stretch, ...]:
    return tuple(read_window(text) for text in texts)


def read_window(text: str) -> Stretch:
    """The parts of `arm=prices/ARM.csv:2024-07-09..2025-04-08`; raises click.BadParameter."""
    asset, sign, rest = text.partition("=")
    file, colon, dates = rest.rpartition(":")
    first, dots, last = dates.partition("..")
    if not (sign and colon and dots and asset.strip() and file.strip()):
        raise click.BadParameter(said("'{text}' is no window; {remedy}", text=text, remedy=FORM))
    start, end = _day(first), _day(last)
    if start >= end:
        days = {"start": str(start), "end": str(end)}
        raise click.BadParameter(said("a window begins before it ends, and {start} is not before {end}", **days))
    return Stretch(asset=asset.strip(), file=file.strip(), first=start, last=end)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        what = said("'{text}' is no date; {remedy}", text=text.strip(), remedy=FORM)
        raise click.BadParameter(what) from None


@click.command(cls=Verb)
@case_argument
@draw_options
@click.option(
    "--scenario",
    "scenarios",
    metavar="NAME",
    multiple=True,
    help="A scenario of the case; may be repeated.  [default: all of them]",
)
@click.option(
    "--window",
    "windows",
    metavar="ASSET=FILE:FROM..TO",
    multiple=True,
    callback=_read_windows,
    help="Walk a listed asset along the moves of real closes, from the date of the case on; may be repeated.",
)
@click.option("--no-simulation", is_flag=True, help="Leave out simulated probabilities; exact ones stay.")
@output_options()
def stress(  # noqa: PLR0913  # one per option
    case: str,
    *,
    paths: int,
    seed: int,
    workers: int | None,
    scenarios: tuple[str, ...],
    windows: tuple[Stretch, ...],
    no_simulation: bool,
    html: str | None,
    json_file: str | None,
) -> int:
    """CASE under its scenarios, side by side, and how far prices must fall before each thing breaks.

    The case as it stands comes first. Each loan is walked along the straight path
    of a shock, and simulated around it. The falls that break something are found
    at once and over 21 business days.
    """
    for target in (html, json_file):
        check_output(target, inputs=(case, *(window.file for window in windows)))
    base = open_case_file(case)
    found = _stressed(base, scenarios, windows, (0 if no_simulation else paths, seed, workers or processors()))
    if html is not None:
        from pledgeline.report.stress_html import render_stress as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(found))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(versioned({"stress": found})))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.stress_terminal import render_stress  # noqa: PLC0415  # keeps help light

        render_stress(found, Console())
    return EXIT_FINE


def _stressed(
    base: CaseFile, names: tuple[str, ...], stretches: tuple[Stretch, ...], draws: tuple[int, int, int]
) -> Stress:
    """Everything that is asked for; raises UnknownName for a scenario or an asset the case does not have."""
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.stress import stress as answer  # noqa: PLC0415  # keeps help light
    from pledgeline.files.read_case import apply_scenario  # noqa: PLC0415  # keeps help light

    chosen = dict.fromkeys(names or base.case.scenarios)
    documents = [apply_scenario(base, name) for name in chosen]
    windows = [_window(stretch) for stretch in stretches]
    paths, seed, workers = draws
    with progress_bar() as progress:
        drawn = Draws(paths=paths, seed=seed)
        return answer(base, documents, windows, draws=drawn, workers=workers, progress=progress)


def _window(stretch: Stretch) -> Window:
    from pledgeline.cli.fit import read_closes  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.stress import window_of  # noqa: PLC0415  # keeps help light

    table = read_closes(stretch.file, column=None, symbol=None)
    return window_of(table, stretch.asset, stretch.first, stretch.last, name=stretch.name)
