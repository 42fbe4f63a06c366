"""What `--prices` names: which file holds the closes of which asset, and the closes in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.errors import PriceError, ProblemsError, UnknownName

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
            wrong.append(trouble or f"{asset} has two files, {found[asset]} and {file}; give one")
        else:
            found[asset] = file
    if wrong:
        raise UnknownName("\n".join(wrong))
    return found


def _one(text: str, known: Sequence[str], meant: Sequence[str]) -> tuple[str, str, str]:
    """The asset and the file of one text, and what is wrong with it."""
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    name, sign, file = (part.strip() for part in text.partition("="))
    asset = name.removeprefix("assets.")
    if not sign or (asset not in known and Path(text).exists()):
        if len(meant) != 1:
            return "", text, f"of which asset are the closes in {text}? Write for example {meant[0]}={text}"
        asset, file = meant[0], text
    elif asset not in known:
        return "", file, f"closes of '{name}' would move nothing; {suggestion(name, known)}"
    if Path(file).is_dir():
        return asset, file, f"{file} is a folder; name a file in it"
    return asset, file, "" if Path(file).exists() else f"{file}: no such file"


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
    if problem.remedy.startswith("add column:"):
        return replace(problem, remedy=f"name the column of closes 'close' or '{asset}'")
    if problem.remedy.startswith("set symbol:"):
        return replace(problem, remedy=f"name its rows '{asset}', or leave only those of one name")
    return problem


def choose_prices(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """At least one file; raises click.UsageError."""
    if not texts:
        raise click.UsageError("name a file of closes: --prices FILE, or --prices ASSET=FILE.")
    return texts
