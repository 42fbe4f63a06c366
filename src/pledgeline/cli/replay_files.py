"""What `--prices` names: which file holds the closes of which asset, and the closes in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.outputs import no_file
from pledgeline.errors import PriceError, ProblemsError, UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.errors import Problem
    from pledgeline.files.read_case import CaseFile
    from pledgeline.market.prices import PriceTable


def files_by_asset(texts: Sequence[str], known: Sequence[str], *, pledged: Sequence[str] = ()) -> dict[str, str]:
    """The file of each asset, from `FILE` or `ASSET=FILE`; ``known`` are the assets that may be named.

    A file without a name is of the only pledged asset, or the only known one. Raises
    UnknownName with one line for everything that is wrong.
    """
    meant = pledged or known
    found: dict[str, str] = {}
    wrong: list[str] = []
    for text in texts:
        asset, file, trouble = _one(text, known, meant)
        if trouble or asset in found:
            twice = {"asset": asset, "one": found.get(asset, ""), "other": file}
            wrong.append(trouble or said("{asset} has two files, {one} and {other}; give one", **twice))
        else:
            found[asset] = file
    if wrong:
        raise UnknownName(*wrong)
    return found


def _one(text: str, known: Sequence[str], meant: Sequence[str]) -> tuple[str, str, str]:
    """The asset and the file of one text, and what is wrong with it."""
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    name, sign, file = (part.strip() for part in text.partition("="))
    asset = name.removeprefix("assets.")
    if not sign or (asset not in known and Path(text).exists()):
        if len(meant) != 1:
            example = f"{meant[0]}={text}"
            ask = said(
                "of which asset are the closes in {file}? Write for example {literal}", file=text, literal=example
            )
            return "", text, ask
        asset, file = meant[0], text
    elif asset not in known:
        remedy = suggestion(name, known)
        return "", file, said("closes of '{asset}' would move nothing; {remedy}", asset=name, remedy=remedy)
    return asset, file, no_file(file) if Path(file).is_dir() or not Path(file).exists() else ""


def read_closes(document: CaseFile, files: Mapping[str, str], currencies: Mapping[str, str]) -> dict[str, PriceTable]:
    """The closes of each asset, read in its currency; raises PriceError with the problems of all files, and OSError."""
    tables: dict[str, PriceTable] = {}
    problems: list[Problem] = []
    for asset, file in files.items():
        table, found = _table(document, asset, file, currencies[asset])
        problems += found
        if table is not None:
            tables[asset] = table
    if problems:
        raise PriceError(problems)
    return tables


def _table(document: CaseFile, asset: str, file: str, currency: str) -> tuple[PriceTable | None, list[Problem]]:
    from pledgeline.case.asset import PriceSeries  # noqa: PLC0415  # keeps help light
    from pledgeline.files.price_formats import raw_table  # noqa: PLC0415  # keeps help light
    from pledgeline.files.price_table import price_table  # noqa: PLC0415  # keeps help light
    from pledgeline.files.text_file import read_bytes  # noqa: PLC0415  # keeps help light

    stated = getattr(document.case.assets[asset], "prices", None)
    series = PriceSeries(file=file, symbol=stated.symbol if stated else None)
    try:
        table, problems = price_table(raw_table(read_bytes(Path(file)), file), series, asset=asset, currency=currency)
    except ProblemsError as error:
        return None, list(error.problems)
    return table, [_for_a_file(problem, asset) for problem in problems]


def _for_a_file(problem: Problem, asset: str) -> Problem:
    """A remedy that speaks of the case becomes one for the file."""
    from pledgeline.files.price_table import CHOOSE_COLUMN, SET_SYMBOL  # noqa: PLC0415  # keeps help light

    message = getattr(problem.remedy, "message", "")
    if message == CHOOSE_COLUMN.message:
        return replace(problem, remedy=said("name the column of closes 'close' or '{asset}'", asset=asset))
    if message == SET_SYMBOL.message:
        remedy = said("name its rows '{asset}', or leave only those of one name", asset=asset)
        return replace(problem, remedy=remedy)
    return problem


def choose_prices(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """At least one file; raises click.UsageError."""
    if not texts:
        raise click.UsageError(said("name a file of closes: --prices FILE, or --prices ASSET=FILE."))
    return texts
