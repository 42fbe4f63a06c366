"""`pledgeline schema`: the JSON Schema of case files."""

from __future__ import annotations

import click

from pledgeline.cli.arguments import json_flag
from pledgeline.cli.endings import say_json
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE


@click.command(cls=Verb)
@json_flag
def schema(*, as_json: bool) -> int:
    """Write the JSON Schema of case files, for editors that complete and check them.

    With --json it stands under the key 'schema', beside 'schema_version'.
    """
    from pledgeline.files.json_schema import case_schema  # noqa: PLC0415  # keeps help light
    from pledgeline.files.results_json import dumps  # noqa: PLC0415  # keeps help light

    if as_json:
        say_json({"schema": case_schema()})
    else:
        click.echo(dumps(case_schema()), nl=False)
    return EXIT_FINE
