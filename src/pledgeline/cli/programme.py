"""`pledgeline programme`: whether building programmes come in time, and what their delay does to cash and promise."""

from __future__ import annotations

from functools import partial

import click

from pledgeline.cli.arguments import Simulation, case_argument, open_case_file, scenario_option, simulation_options
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE

PATHS = 20_000  # dates are told by the month
SECTION = "programmes."  # a name may be written as in an expectation


@click.command(cls=Verb)
@case_argument
@click.argument("name", required=False)
@partial(simulation_options, paths=PATHS)
@scenario_option
@output_options(page="the programmes", figures="the results")
def programme(
    case: str,
    name: str | None,
    *,
    simulation: Simulation,
    scenario: str,
    html: str | None,
    json_file: str | None,
) -> int:
    """Show what the building programmes of CASE bring and when: power, capital, jobs, and what is left of the promise.

    NAME is the id of one programme; left out, all are shown. Delay helps cash and
    hurts the promise: both stand side by side, beside the group without the
    programme and with the programme as planned.
    """
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import programme as answer  # noqa: PLC0415  # as above

    for target in (html, json_file):
        check_output(target, inputs=(case,))
    document = open_case_file(case, scenario=scenario)
    with progress_bar() as progress:
        report = answer(
            document,
            name=name.removeprefix(SECTION) if name else None,
            draws=Draws(paths=simulation.paths, seed=simulation.seed),
            workers=simulation.workers or processors(),
            progress=progress,
        )
    if html is not None:
        from pledgeline.report.programmes_html import render as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(report))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, record  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(record(report)))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.programmes_terminal import render  # noqa: PLC0415  # keeps help light

        render(report, Console())
    return EXIT_FINE
