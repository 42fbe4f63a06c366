"""Files a verb writes: checked before the work, written after it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD_OUTPUT = "-"
Command = TypeVar("Command", bound="Callable[..., Any]")


def choose_json(ctx: click.Context, _option: click.Parameter, target: str | None) -> str | None:
    """Whatever the verb has to say, problems too, is JSON where `--json -` asks for it on standard output."""
    ctx.obj.as_json = target == STANDARD_OUTPUT
    return target


def output_options(*, page: str = "the page", figures: str = "the figures") -> Callable[[Command], Command]:
    """The options `--html` and `--json` of a verb, which arrive as `html` and `json_file`."""
    place = page.removesuffix(" with its pictures")

    def add(verb: Command) -> Command:
        as_json = click.option(
            "--json",
            "json_file",
            metavar="FILE",
            is_eager=True,
            callback=choose_json,
            help=f"Write {figures} as JSON; '-' for standard output, in place of {place}.",
        )
        return click.option("--html", metavar="FILE", help=f"Write {page} as one HTML file.")(as_json(verb))

    return add


def check_output(target: str | None, *, inputs: tuple[str, ...] = ()) -> None:
    """Refuse a file that could not be written, or that is an input, before anything is computed.

    Raises click.UsageError.
    """
    if target is None or target == STANDARD_OUTPUT:
        return
    path, folder = Path(target), Path(target).parent
    if path.is_dir():
        raise click.UsageError(said("{folder} is a folder; name a file in it.", folder=target))
    if not folder.is_dir():
        raise click.UsageError(said("the folder {folder} does not exist.", folder=str(folder)))
    if any(Path(source).exists() and path.exists() and path.samefile(source) for source in inputs):
        raise click.UsageError(said("{file} is a file that is read; name another.", file=target))
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise click.UsageError(said("{file} cannot be written.", file=target))


def no_file(name: str) -> str:
    """Why a file that was named cannot be read: it is a folder, or not there."""
    if Path(name).is_dir():
        return said("{folder} is a folder; name a file in it", folder=name)
    return said("{file}: no such file", file=name)


def write_output(target: str, text: str) -> None:
    """Write a file whole, or standard output; raises OSError."""
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    Path(target).write_text(text, encoding="utf-8", newline="\n")
