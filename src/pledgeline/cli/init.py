"""`pledgeline init`: a commented case to start from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from pledgeline.cli.arguments import json_flag
from pledgeline.cli.endings import say_json
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, write_output
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import said, say


@click.command(cls=Verb)
@click.argument("file", default="case.yaml", metavar="[FILE]")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_flag
def init(file: str, *, force: bool, as_json: bool) -> int:
    """Write a commented starter case to FILE (case.yaml); '-' for standard output."""
    check_output(file)
    if file != STANDARD_OUTPUT and Path(file).exists() and not force:
        raise click.UsageError(said("{file} is there already; name another file, or add --force.", file=file))
    text = resources.files("pledgeline").joinpath("data", "starter.yaml").read_text(encoding="utf-8")
    if as_json and file == STANDARD_OUTPUT:
        say_json({"file": None, "text": text})
        return EXIT_FINE
    write_output(file, text)
    if as_json:
        say_json({"file": file})
    elif file != STANDARD_OUTPUT:
        click.echo(say("{file} is written; next: {command}", file=file, command=f"pledgeline check {file}"), err=True)
    return EXIT_FINE
