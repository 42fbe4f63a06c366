"""`pledgeline verify`: our figures beside published ones, those of other programs and of a second method."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, choose_json, no_file, write_output
from pledgeline.cli.verb import Verb, catalogued
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE, UnknownName
from pledgeline.language.saying import said, say

if TYPE_CHECKING:
    from pledgeline.engine.run import OpenCase
    from pledgeline.engine.verification import PublishedFigure, Verification


@click.command(cls=Verb)
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@click.option("--table", metavar="FILE", help="Verify the figures of a table of your own.")
@click.option("--list", "listed", is_flag=True, help="List the figures with their sources and stop.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    is_eager=True,
    callback=choose_json,
    help="Write the figures as JSON; '-' for standard output, in place of the table.",
)
def verify(topics: tuple[str, ...], *, table: str | None, listed: bool, json_file: str | None) -> int:
    """Compute figures again that others, or a second method, have found, and show the differences.

    All figures, or those of each TOPIC, such as gap-loss, or a single one, such as
    haircut/kou-10d-p99. Exit code 1 where one of them does not hold.
    """
    check_output(json_file, inputs=(table,) if table else ())
    chosen = choose(_read(table), topics)
    if listed:
        return _list(chosen, json_file)
    found = _verified(chosen)
    if json_file is not None:
        _write(json_file, {"verifications": found, "failed": [entry.figure for entry in found if not entry.passed]})
    if json_file != STANDARD_OUTPUT:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.pages.verification import verification_page  # noqa: PLC0415  # keeps help light
        from pledgeline.report.verification_terminal import render_verification  # noqa: PLC0415  # keeps help light

        render_verification(verification_page(found), Console())
    return EXIT_FINE if all(entry.passed for entry in found) else EXIT_FINDINGS


def choose(figures: tuple[PublishedFigure, ...], topics: tuple[str, ...]) -> tuple[PublishedFigure, ...]:
    """The figures of some topics, or of those names; raises UnknownName for a topic that is none."""
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    known = [*dict.fromkeys(figure.topic for figure in figures), *(figure.figure for figure in figures)]
    for topic in topics:
        if topic not in known:
            remedy = suggestion(topic, known)
            raise UnknownName(said("'{topic}' is no topic and no figure; {remedy}", topic=topic, remedy=remedy))
    return tuple(figure for figure in figures if not topics or {figure.topic, figure.figure} & set(topics))


def bundled_figure(case: str, key: str) -> float:
    """A headline number of a bundled case; raises UnknownName for a case or key that is none."""
    found = _opened(case).workings.derived().get(key)
    if found is None or found.value is None:
        raise UnknownName(said("{case} has no figure '{key}'", case=case, key=key))
    return found.value


@cache
def _opened(case: str) -> OpenCase:
    from pledgeline.engine.run import open_case  # noqa: PLC0415  # keeps help light
    from pledgeline.files.bundled import read_bundled  # noqa: PLC0415  # keeps help light

    return open_case(read_bundled(case))


def _read(table: str | None) -> tuple[PublishedFigure, ...]:
    from pledgeline.files.published_figures import read_published  # noqa: PLC0415  # keeps help light

    if table is None:
        return read_published()
    path = Path(table)
    if path.is_dir() or not path.exists():
        raise UnknownName(no_file(table))
    return read_published(path)


def _verified(figures: tuple[PublishedFigure, ...]) -> tuple[Verification, ...]:
    from pledgeline.engine import verification  # noqa: PLC0415  # keeps help light

    return tuple(verification.verify(figures, case_figure=bundled_figure))


def _list(figures: tuple[PublishedFigure, ...], json_file: str | None) -> int:
    if json_file is not None:
        _write(json_file, {"figures": figures})
    if json_file != STANDARD_OUTPUT:
        width = max((len(figure.figure) for figure in figures), default=0)
        for figure in figures:
            told = say(
                "{title}. {author} ({year}): {source}",
                title=catalogued(figure.title),
                author=catalogued(figure.author),
                year=figure.year,
                source=catalogued(figure.source),
            )
            click.echo(f"{figure.figure:<{width}}  {told}")
    return EXIT_FINE


def _write(target: str, content: dict[str, object]) -> None:
    from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

    write_output(target, dumps(versioned(content)))
