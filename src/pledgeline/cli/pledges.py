"""`pledgeline pledges`: whether public promises were kept, and what is to pay for them."""

from __future__ import annotations

import click

from pledgeline.cli.arguments import Simulation, case_argument, open_case_file, scenario_option, simulation_options
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.records import Records, record_options
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE


@click.command(cls=Verb)
@case_argument
@click.option("--iati", metavar="FILE", help="Write the promises as IATI 2.03 activities; '-' for standard output.")
@simulation_options
@scenario_option
@record_options
@output_options(page="the scoreboard", figures="the results")
def pledges(
    case: str,
    *,
    iati: str | None,
    simulation: Simulation,
    records: Records,
    scenario: str,
    html: str | None,
    json_file: str | None,
) -> int:
    """Show the public promises in CASE: what was announced, signed and paid, which jobs are evidenced, and the status.

    A promise that commitments of the case are to pay for gets the chance that they are paid, from
    the paths of the whole group.
    """
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import promises  # noqa: PLC0415  # as above

    for target in (html, json_file, iati):
        check_output(target, inputs=(case,))
    document = open_case_file(case, scenario=scenario)
    with progress_bar() as progress:
        result = promises(
            document,
            draws=Draws(paths=simulation.paths, seed=simulation.seed),
            workers=simulation.workers or processors(),
            progress=progress,
        )
    if html is not None:
        from pledgeline.report.pledges_html import render as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(result))
    if json_file is not None:
        from pledgeline.files.results_json import to_json  # noqa: PLC0415  # keeps help light

        write_output(json_file, to_json(result))
    records.write(result)
    if iati is not None:
        from pledgeline.files.iati import to_iati  # noqa: PLC0415  # keeps help light

        write_output(iati, to_iati(result))
    if STANDARD_OUTPUT not in {html, json_file, iati}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.pledges_terminal import render  # noqa: PLC0415  # keeps help light

        render(result, Console())
    return EXIT_FINE
