"""`pledgeline demo`: a bundled case, its report and its results, in one folder."""

from __future__ import annotations

from pathlib import Path

import click

from pledgeline.cli.arguments import draw_options, json_flag
from pledgeline.cli.endings import say_json
from pledgeline.cli.outputs import write_output
from pledgeline.cli.run import print_report, say_expectations, simulated
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import retold, said, say

FOLDER = Path("pledgeline-demo")


@click.command(cls=Verb)
@click.option("--case", "name", metavar="NAME", help="Which bundled case.  [default: softbank-2025-10]")
@click.option("--list", "listed", is_flag=True, help="List the bundled cases and stop.")
@click.option("--force", is_flag=True, help="Replace files in pledgeline-demo that you have changed.")
@draw_options
@json_flag
def demo(
    *, name: str | None, listed: bool, force: bool, paths: int, seed: int, workers: int | None, as_json: bool
) -> int:
    """Run a bundled case and write it, its report and its results to ./pledgeline-demo."""
    from pledgeline.files.bundled import DEFAULT, copy_bundled  # noqa: PLC0415  # keeps help light
    from pledgeline.files.read_case import read_case  # noqa: PLC0415  # keeps help light

    if listed:
        return _list(as_json=as_json)
    chosen = name or DEFAULT
    if not force:
        _refuse_changed(chosen)
    document = read_case(copy_bundled(chosen, FOLDER))
    result = simulated(document, paths=paths, seed=seed, workers=workers)
    write_output(str(FOLDER / "report.html"), result.to_html())
    write_output(str(FOLDER / "results.json"), result.to_json())
    written = [str(FOLDER / file) for file in ("case.yaml", "report.html", "results.json")]
    if as_json:
        say_json({"case": chosen, "files": written})
    else:
        print_report(result)
        click.echo(say("written: {files}", files=", ".join(written)), err=True)
    return say_expectations(result)


def _list(*, as_json: bool) -> int:
    from pledgeline.files.bundled import BUNDLED  # noqa: PLC0415  # keeps help light

    if as_json:
        say_json({"cases": BUNDLED})
    else:
        width = max(len(case.name) for case in BUNDLED)
        for case in BUNDLED:
            told = say("{title}: {shows}", title=retold(case.title), shows=retold(case.shows))
            click.echo(f"{case.name:<{width}}  {told}")
    return EXIT_FINE


def _refuse_changed(chosen: str) -> None:
    """Refuse to replace a case or a price table that somebody has changed since a demo wrote it."""
    from pledgeline.files.bundled import BUNDLED, bundled_folder  # noqa: PLC0415  # keeps help light

    source = bundled_folder(chosen)
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        relative = file.relative_to(source)
        there = FOLDER / relative
        ours = (bundled_folder(case.name) / relative for case in BUNDLED)
        if there.exists() and not any(own.is_file() and own.read_bytes() == there.read_bytes() for own in ours):
            what = said("{file} has been changed; move it away, or add --force to replace it.", file=str(there))
            raise click.UsageError(what)
    for name in ("report.html", "results.json"):
        if (FOLDER / name).exists() and not (FOLDER / "case.yaml").exists():
            there = FOLDER / name
            what = said("{file} was not written by a demo; move it away, or add --force.", file=str(there))
            raise click.UsageError(what)
