"""`pledgeline show`: the case as it was read, or as the engine sees it."""

from __future__ import annotations

import click

from pledgeline.cli.arguments import case_argument, json_flag, open_case_file, scenario_option
from pledgeline.cli.endings import say_json
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE


@click.command(cls=Verb)
@case_argument
@click.option("--resolved", is_flag=True, help="Dated, with every default written out, and the calendar of cash.")
@scenario_option
@json_flag
def show(case: str, *, resolved: bool, scenario: str, as_json: bool) -> int:
    """Write CASE as it was read, with imports and overrides applied; with --resolved as the engine sees it."""
    from pledgeline.engine.resolve import resolve  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.resolve_calendar import cash_calendar  # noqa: PLC0415  # keeps help light
    from pledgeline.files.case_text import case_text, resolved_text, written  # noqa: PLC0415  # keeps help light
    from pledgeline.files.cash_calendar import calendar_text  # noqa: PLC0415  # keeps help light

    document = open_case_file(case, scenario=scenario)
    if resolved:
        engine_view = resolve(document)
        calendar = cash_calendar(document, engine_view)
        if as_json:
            say_json({"resolved": engine_view, "calendar": calendar})
        else:
            click.echo(resolved_text(document, engine_view), nl=False)
            click.echo(calendar_text(calendar, engine_view), nl=False)
    elif as_json:
        say_json({"case": written(document.case)})
    else:
        click.echo(case_text(document.case), nl=False)
    return EXIT_FINE
