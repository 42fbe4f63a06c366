"""The price tables that a case names: found, read, and fresh enough for its date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.errors import CaseError, Problem, UnknownName
from pledgeline.files.findings import place_of
from pledgeline.files.imports import local_path
from pledgeline.files.nodes import Scalar, Table, find
from pledgeline.files.price_formats import raw_table
from pledgeline.files.price_table import RawTable, price_table
from pledgeline.files.text_file import read_bytes
from pledgeline.language.saying import said
from pledgeline.market.calendar import age_in_business_days, calendars
from pledgeline.units.literal import shorten
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.case.asset import PriceSeries
    from pledgeline.case.case import Case
    from pledgeline.errors import Place
    from pledgeline.market.prices import PriceTable

FRESH = 5  # business days


@dataclass(slots=True)
class PriceFiles:
    """Price files as they were first read: a case may name one several times, and scenarios read it again."""

    _read: dict[str, tuple[bytes, RawTable]] = field(default_factory=dict)

    def table(self, path: Path) -> RawTable:
        """The raw table in a file; raises `CaseError`."""
        name = str(path)
        if name not in self._read:
            content = read_bytes(path)
            self._read[name] = (content, raw_table(content, name))
        return self._read[name][1]

    def contents(self) -> list[bytes]:
        """The bytes of all files, in the order in which they were first named."""
        return [content for content, _ in self._read.values()]


def read_prices(case: Case, root: Table, files: PriceFiles) -> tuple[dict[str, PriceTable], list[Problem]]:
    """The tables of all listed assets that have one, by asset, and the problems of prices."""
    tables: dict[str, PriceTable] = {}
    problems: list[Problem] = []
    for key, asset in case.assets.items():
        if not isinstance(asset, ListedAsset) or asset.prices is None:
            continue
        table, found = _table(key, asset, asset.prices, root, files)
        problems += found
        if table is not None:
            tables[key] = table
            problems += _age(case, key, asset, table, root)
    return tables, problems


def _table(
    key: str, asset: ListedAsset, series: PriceSeries, root: Table, files: PriceFiles
) -> tuple[PriceTable | None, list[Problem]]:
    at = find(root, ("assets", key, "prices"))
    if isinstance(at.node, Table) and "file" in at.node.entries:
        at = find(at.node, ("file",))
    place, dotted = place_of(at), f"assets.{key}.prices"
    folder = at.node.source.folder if isinstance(at.node, Scalar) else "."
    path = local_path(series.file, folder)
    if path is None:
        what = said("'{text}' is not a file relative to this one", text=shorten(series.file))
        remedy = said("write a relative path, such as {path}", path="prices/ARM.csv")
        return None, [Problem(where=place, what=what, remedy=remedy, key=dotted)]
    stated = asset.price.value.currency if asset.price is not None and asset.price.value is not None else None
    currency = series.currency or stated
    if currency is None or (stated is not None and stated != currency):
        what = said("the currency of the closes is not stated")
        if currency is not None:
            what = said("the price is in {currency}", currency=stated)
        entry = f"prices: {{file: {series.file}, currency: {stated or 'USD'}}}"
        remedy = said("write {literal}", literal=entry)
        return None, [Problem(where=place, what=what, remedy=remedy, key=dotted)]
    try:
        table, problems = price_table(files.table(path), series, asset=key, currency=currency)
    except CaseError as error:
        table, problems = None, [_at(problem, place, dotted) for problem in error.problems]
    return table, problems


def _at(problem: Problem, place: Place, key: str) -> Problem:
    """A problem of the file as a whole is told where the case names the file."""
    if problem.where.line:
        return problem
    what = said("{file}: {what}", file=problem.where.file, what=problem.what)
    return replace(problem, where=place, what=what, key=key)


def _age(case: Case, key: str, asset: ListedAsset, table: PriceTable, root: Table) -> list[Problem]:
    """Where the price is a close, or closes are fitted: whether there is one by `as_of`, and whether it is fresh."""
    fitted = getattr(asset.dynamics, "fit", None) is not None
    if asset.price is not None and asset.price.known and not fitted:
        return []
    place, dotted = place_of(find(root, ("assets", key, "prices"))), f"assets.{key}.prices"
    try:
        _, date = table.close_on(case.as_of)
    except UnknownName as error:
        first = str(table.dates[0])
        remedy = said("the first close is of {date}; write a price, or correct as_of", date=first)
        return [Problem(where=place, what=error.sentences[0], remedy=remedy, key=dotted, stale=True)]
    if case.market.calendar not in calendars():
        return []
    age = age_in_business_days(case.market.calendar, date, case.as_of)
    if age <= FRESH:
        return []
    what = said(
        "the last close of {file} is of {date}, {age} business days before as_of",
        file=table.origin,
        date=str(date),
        age=figured(number_text, age),
    )
    remedy = said("add closes up to {date}, or write the price with its source", date=str(case.as_of))
    return [Problem(where=place, what=what, remedy=remedy, key=dotted, stale=True)]
