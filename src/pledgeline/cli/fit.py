"""`pledgeline fit`: laws of a price fitted to its closes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, no_file, output_options, write_output
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE, CaseError, Place, PriceError, Problem, Unfittable, UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration
    from pledgeline.market.prices import PriceTable

MODELS = ("gbm", "merton", "kou")
ALL = "all"
STRESS_DAYS = 250
CURRENCY = "XXX"  # of no matter: log returns have none


def _day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> dt.date | None:
    return None if text is None else read_day(text)


def _days(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[dt.date, ...]:
    return tuple(sorted({day for text in texts for day in read_days(text)}))


def read_day(text: str) -> dt.date:
    """The date of `2025-12-31`; raises click.BadParameter."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        what = said("'{text}' is no date; write for example {literal}", text=text.strip(), literal="2025-12-31")
        raise click.BadParameter(what) from None


def read_days(text: str) -> tuple[dt.date, ...]:
    """One date, or those of a file with one in each line; raises click.BadParameter."""
    path = Path(text)
    if not path.is_file():
        return (read_day(text),)
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(read_day(line) for line in lines if line)


@click.command(cls=Verb)
@click.argument("prices", metavar="PRICES")
@click.option(
    "--model",
    type=click.Choice((*MODELS, ALL), case_sensitive=False),
    default=ALL,
    show_default=True,
    help="The law to fit, or all of them.",
)
@click.option("--column", metavar="NAME", help="The column of closes, in a table with several.")
@click.option("--symbol", metavar="NAME", help="The name to read, in a long table with several.")
@click.option("--from", "first", metavar="DATE", callback=_day, help="Leave out closes before a date.")
@click.option("--to", "last", metavar="DATE", callback=_day, help="Leave out closes after a date.")
@click.option(
    "--earnings",
    metavar="DATE|FILE",
    multiple=True,
    callback=_days,
    help="The first close that knows scheduled news, or a file with one such date a line; may be repeated.",
)
@click.option(
    "--stress-days",
    metavar="N",
    type=click.IntRange(20, 10_000),
    default=STRESS_DAYS,
    show_default=True,
    help="Length of the stress window, in returns.",
)
@click.option("--garch", is_flag=True, help="Add a conditional volatility; needs pledgeline[garch].")
@output_options(page="the page with its pictures")
def fit(  # noqa: PLR0913  # one per option
    prices: str,
    *,
    model: str,
    column: str | None,
    symbol: str | None,
    first: dt.date | None,
    last: dt.date | None,
    earnings: tuple[dt.date, ...],
    stress_days: int,
    garch: bool,
    html: str | None,
    json_file: str | None,
) -> int:
    """Fit laws to PRICES, a CSV or Parquet file of daily closes, and say what the fit cannot know.

    Maximum likelihood with standard errors, side by side: GBM, Merton and Kou.
    Exits with 1 where a fit does not converge.
    """
    for target in (html, json_file):
        check_output(target, inputs=(prices,))
    from pledgeline.engine.fit_calibration import calibrate  # noqa: PLC0415  # keeps help light

    table = closes_between(read_closes(prices, column=column, symbol=symbol), prices, first, last)
    try:
        found = calibrate(
            table,
            name=symbol or Path(prices).stem,
            models=MODELS if model == ALL else (model,),
            earnings=earnings,
            stress_days=stress_days,
            garch=garch,
        )
    except Unfittable as error:
        raise PriceError([Problem(where=Place(file=prices), what=error.what, remedy=error.remedy)]) from error
    _say(found, html, json_file)
    return EXIT_FINE if all(one.converged for one in found.fits) else EXIT_FINDINGS


def read_closes(prices: str, *, column: str | None, symbol: str | None) -> PriceTable:
    """The closes in a file; raises UnknownName without it, and PriceError with everything that is wrong in it."""
    from pledgeline.case.asset import PriceSeries  # noqa: PLC0415  # keeps help light
    from pledgeline.files.price_formats import raw_table  # noqa: PLC0415  # keeps help light
    from pledgeline.files.price_table import names_rows, price_table  # noqa: PLC0415  # keeps help light
    from pledgeline.files.text_file import read_bytes  # noqa: PLC0415  # keeps help light

    path = Path(prices)
    if path.is_dir() or not path.exists():
        raise UnknownName(no_file(prices))
    series = PriceSeries(file=prices, column=column, symbol=symbol)
    try:
        raw = raw_table(read_bytes(path), prices)
    except CaseError as error:
        raise PriceError(error.problems) from None
    if symbol is not None and not names_rows(raw):
        what = said("the table has no column of names, and no '{symbol}' in it", symbol=symbol)
        raise PriceError([Problem(where=Place(file=prices), what=what, remedy=said("leave the symbol out"))])
    table, problems = price_table(raw, series, asset=path.stem, currency=CURRENCY)
    if table is None or problems:
        raise PriceError(problems)
    return table


def closes_between(whole: PriceTable, prices: str, first: dt.date | None, last: dt.date | None) -> PriceTable:
    """The closes from a date to a date; raises PriceError where there are none."""
    from pledgeline.engine.fit_sample import between  # noqa: PLC0415  # keeps help light

    table = between(whole, first, last)
    if not table.closes:
        what = said(
            "no closes between {begin} and {end}",
            begin=str(first) if first else said("the beginning of the table"),
            end=str(last) if last else said("the end of the table"),
        )
        remedy = said(
            "the closes go from {first} to {last}; change --from or --to",
            first=str(whole.dates[0]),
            last=str(whole.dates[-1]),
        )
        raise PriceError([Problem(where=Place(file=prices), what=what, remedy=remedy)])
    return table


def _say(found: Calibration, html: str | None, json_file: str | None) -> None:
    from pledgeline.engine.version import version  # noqa: PLC0415  # keeps help light

    if html is not None:
        from pledgeline.report.fit_html import render_fit as page  # noqa: PLC0415  # keeps help light

        write_output(html, page(found, version()))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(versioned({"calibration": found})))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.fit_terminal import render_fit  # noqa: PLC0415  # keeps help light

        render_fit(found, version(), Console())
