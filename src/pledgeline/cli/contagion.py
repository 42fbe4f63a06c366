"""`pledgeline contagion`: who falls with whom, and what the group loses by it."""

from __future__ import annotations

import click

from pledgeline.cli.arguments import case_argument, open_case_file, scenario_option
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import said


def _read_standings(_ctx: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    return None if text is None else read_standings(text)


def read_standings(text: str) -> tuple[str, ...]:
    """The standings of `binding,reported`, in the order of firmness; raises click.BadParameter for another word."""
    from pledgeline.case.company import STANDINGS  # noqa: PLC0415  # keeps help light
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # as above

    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in STANDINGS:
            remedy = suggestion(word, STANDINGS)
            raise click.BadParameter(said("'{word}' is no standing of a contract; {remedy}", word=word, remedy=remedy))
    return tuple(standing for standing in STANDINGS if standing in words)


@click.command(cls=Verb)
@case_argument
@scenario_option
@click.option(
    "--counted",
    metavar="STANDINGS",
    callback=_read_standings,
    help="Which contracts are cleared, such as binding,reported,letter_of_intent.  [default: as the case says]",
)
@output_options()
def contagion(
    case: str, *, scenario: str, counted: tuple[str, ...] | None, html: str | None, json_file: str | None
) -> int:
    """Who falls with whom in CASE: what companies owe each other is cleared, and shares that lenders hold are sold.

    With a scenario, its shock is taken off what the companies own first. CASE must
    say who the companies are and what they are worth.
    """
    from pledgeline.engine.contagion import contagion as answer  # noqa: PLC0415  # keeps help light

    for target in (html, json_file):
        check_output(target, inputs=(case,))
    found = answer(open_case_file(case, scenario=scenario), counted=counted)
    if html is not None:
        from pledgeline.report.contagion_html import render_contagion as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(found))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, record  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(record(found)))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.contagion_terminal import render_contagion  # noqa: PLC0415  # keeps help light

        render_contagion(found, Console())
    return EXIT_FINE
