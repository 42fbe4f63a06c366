"""`pledgeline run`: the whole answer for one case."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import Simulation, case_argument, open_case_file, scenario_option, simulation_options
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.records import Records, record_options
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE
from pledgeline.language.saying import retold, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pledgeline.api import Result
    from pledgeline.files.read_case import CaseFile


@click.command(cls=Verb)
@case_argument
@simulation_options
@scenario_option
@record_options
@output_options(page="the report", figures="the results")
def run(
    case: str,
    *,
    simulation: Simulation,
    scenario: str,
    records: Records,
    html: str | None,
    json_file: str | None,
) -> int:
    """Answer for CASE: where it stands, what breaks its loans and when, and which unknown matters most."""
    for target in (html, json_file):
        check_output(target, inputs=(case,))
    document = open_case_file(case, scenario=scenario)
    result = simulated(document, paths=simulation.paths, seed=simulation.seed, workers=simulation.workers)
    records.write(result)
    if html is not None:
        write_output(html, result.to_html())
    if json_file is not None:
        write_output(json_file, result.to_json())
    if STANDARD_OUTPUT not in {html, json_file}:
        print_report(result)
    return say_expectations(result)


def simulated(document: CaseFile, *, paths: int, seed: int, workers: int | None) -> Result:
    """Run a case on all processors, or as many as asked for, with a progress bar where somebody watches."""
    from pledgeline.api import run as answer  # noqa: PLC0415  # keeps help light

    with progress_bar() as progress:
        return answer(document, paths=paths, seed=seed, workers=workers or processors(), progress=progress)


def print_report(result: Result) -> None:
    """The report for a terminal, on standard output."""
    from rich.console import Console  # noqa: PLC0415  # keeps help light

    from pledgeline.report.terminal import render  # noqa: PLC0415  # keeps help light

    render(result, Console())


def say_expectations(result: Result) -> int:
    """Name the expectations that do not hold, on standard error; the exit code follows."""
    broken = [line for line in result.expectations if not line.holds]
    for line in broken:
        told = say("does not hold: {expectation} (found {found})", expectation=line.text, found=retold(line.found))
        click.echo(told, err=True)
    return EXIT_FINDINGS if broken else EXIT_FINE


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[float], None] | None]:
    """A bar on standard error while the work goes on; nothing where no terminal shows it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # keeps help light
    from rich.progress import Progress  # noqa: PLC0415  # keeps help light

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("simulating"), total=1.0)
        yield lambda share: bar.update(task, completed=share)
