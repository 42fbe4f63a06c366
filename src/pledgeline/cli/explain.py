"""`pledgeline explain`: where a number came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import case_argument, json_flag, open_case_file, scenario_option
from pledgeline.cli.endings import say_json
from pledgeline.errors import EXIT_FINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.explain import ExplainedFigure, ExplainedInput, Explanation
    from pledgeline.engine.run import OpenCase


@click.command(short_help="Show where a number came from.")
@case_argument
@click.argument("key", required=False)
@click.option("--list", "listed", is_flag=True, help="List everything that can be explained.")
@scenario_option
@json_flag
def explain(case: str, key: str | None, *, listed: bool, scenario: str, as_json: bool) -> int:
    """Show the formula behind KEY with its numbers, and every input down to its source.

    KEY is a headline number of CASE, such as loans.arm-margin.trigger_price or
    group.ltv.reported, or any figure, such as loans.arm-margin.ltv.call.
    """
    from pledgeline.engine.explain import explain as explained  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.explain import keys  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import open_case  # noqa: PLC0415  # keeps help light

    opened = open_case(open_case_file(case, scenario=scenario))
    if listed:
        return _list(keys(opened.paper, opened.workings), opened, as_json=as_json)
    if key is None:
        raise click.UsageError("name a KEY; --list shows them all.")
    found = explained(opened.paper, opened.workings, key)
    if as_json:
        say_json({"explanation": found})
    else:
        click.echo("\n".join(lines(found)))
    return EXIT_FINE


def lines(found: Explanation | ExplainedFigure) -> Iterator[str]:
    """An explanation as lines of text."""
    from pledgeline.engine.explain import Explanation  # noqa: PLC0415  # keeps help light

    if isinstance(found, Explanation):
        yield f"{found.key}: {found.title}"
        yield from _derivation(found, "")
    else:
        yield f"{found.key}: {found.text}"
        yield from (f"  {line}" for line in _figure(found))


def _list(names: tuple[str, ...], opened: OpenCase, *, as_json: bool) -> int:
    derived = opened.workings.derived()
    titles = {name: derived[name].title if name in derived else "" for name in names}
    if as_json:
        say_json({"keys": [{"key": name, "title": title} for name, title in titles.items()]})
        return EXIT_FINE
    width = max((len(name) for name in derived), default=0)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title}".rstrip())
    return EXIT_FINE


def _derivation(found: Explanation, indent: str) -> Iterator[str]:
    if found.repeated:
        yield f"{indent}  = {found.text}   (see above)"
        return
    yield f"{indent}  = {found.formula}"
    if found.filled not in {found.text, found.formula}:
        yield f"{indent}  = {found.filled}"
    yield f"{indent}  = {found.text}"
    if found.note:
        yield f"{indent}  ({found.note})"
    for entry in found.inputs:
        yield from _input(entry, indent + "    ")


def _input(entry: ExplainedInput, indent: str) -> Iterator[str]:
    heading = f"{indent}{entry.symbol}: {entry.title}"
    if entry.derivation is not None:
        yield f"{heading}   [{entry.key}]"
        yield from _derivation(entry.derivation, indent)
        return
    yield f"{heading} = {entry.text}" + (f"   [{entry.key}]" if entry.key else "")
    if entry.figure is not None and entry.confidence != "default":
        yield from (f"{indent}    {line}" for line in _figure(entry.figure))
    else:
        said = " ".join(part for part in (entry.confidence and f"{entry.confidence}:", entry.note) if part)
        if said:
            yield f"{indent}    {said}"


def _figure(figure: ExplainedFigure) -> Iterator[str]:
    if figure.low:
        yield f"assumed, between {figure.low} and {figure.high}"
    elif figure.confidence:
        yield figure.confidence
    yield from (f"from {source}" for source in figure.sources)
    if figure.note:
        yield f"note: {figure.note}"
    if figure.quote:
        yield f"quote: {figure.quote}"
    yield f"at {figure.where}"
