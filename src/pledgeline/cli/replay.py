"""`pledgeline replay`: a case along real closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import case_argument, open_case_file, scenario_option
from pledgeline.cli.loan import case_provenance
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.replay_files import choose_prices, files_by_asset, read_closes
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE, OutOfRange

if TYPE_CHECKING:
    from pledgeline.engine.price_replay import PriceReplay
    from pledgeline.files.read_case import CaseFile


@click.command(cls=Verb)
@case_argument
@click.option(
    "--prices",
    metavar="[ASSET=]FILE",
    multiple=True,
    callback=choose_prices,
    help="Daily closes of an asset, CSV or Parquet; may be repeated. Where only one asset is pledged, its id may be "
    "left out.",
)
@scenario_option
@output_options(page="the page with its pictures", figures="every day")
def replay(case: str, *, prices: tuple[str, ...], scenario: str, html: str | None, json_file: str | None) -> int:
    """Walk CASE along real closes: what happened after it was written.

    From the day after `as_of` to the last close or the horizon, each day as in the
    simulation: LTV, calls, cures, sales, and where the case states the cash of the
    group also bills, cash and gaps. What has no closes keeps its price.
    """
    document = open_case_file(case, scenario=scenario)
    currencies, pledged = replayable_currencies(document)
    files = files_by_asset(prices, tuple(currencies), pledged=pledged)
    for target in (html, json_file):
        check_output(target, inputs=(case, *files.values()))
    found, provenance = replayed(document, files, currencies), case_provenance(document)
    if html is not None:
        from pledgeline.report.replay_html import render_replay as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(found, provenance))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(versioned({"case": provenance, "replay": found})))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.replay_terminal import render_replay  # noqa: PLC0415  # keeps help light

        render_replay(found, provenance, Console())
    return EXIT_FINE


def replayable_currencies(document: CaseFile) -> tuple[dict[str, str], tuple[str, ...]]:
    """The currency of each asset that closes may be given of, and the pledged ones; raises OutOfRange without any."""
    from pledgeline.engine.price_replay import nothing_to_replay  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.replayed_closes import pledged_assets, replayable_assets  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.resolve import resolve  # noqa: PLC0415  # keeps help light

    resolved = resolve(document)
    found = {key: resolved.assets[key].currency for key in replayable_assets(resolved)}
    if not found:
        raise OutOfRange(nothing_to_replay(resolved))
    return found, pledged_assets(resolved)


def replayed(document: CaseFile, files: dict[str, str], currencies: dict[str, str]) -> PriceReplay:
    """The case along the closes in files by asset, each read in the currency of its asset."""
    from pledgeline.engine.price_replay import replay_case  # noqa: PLC0415  # keeps help light

    return replay_case(document, read_closes(document, files, currencies))
