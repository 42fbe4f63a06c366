"""Tables of closes: which column is which, and every row that cannot be a price."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.errors import Place, Problem
from pledgeline.files.price_cells import MISSING, date, date_order, notation, number
from pledgeline.language.saying import Said, said, said_each
from pledgeline.market.prices import PriceTable
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from pledgeline.case.asset import PriceSeries
    from pledgeline.files.price_cells import DateOrder, Notation

MAX_PROBLEMS = 20
CHOOSE_COLUMN = said("add column: {name} (one of {names})")
SET_SYMBOL = said("set symbol: {remedy}")
_AS_DATES = said("write dates as 2025-12-31")
_FILL_IN = said("fill it in, or leave the day out")
_DATE_NAMES = ("date", "day", "trade date", "trading day", "timestamp", "datum", "time")
_CLOSE_NAMES = ("close", "close/last", "closing price", "price", "last", "adj close")
_VOLUME_NAMES = ("volume", "vol", "vol.", "shares traded")
_SYMBOL_NAMES = ("symbol", "ticker", "name", "code", "isin")
_ORDERS = {"ymd": said("year-month-day"), "dmy": said("day/month/year"), "mdy": said("month/day/year")}
_DECIMALS = {"point": said("point"), "comma": said("comma")}


class Row(NamedTuple):
    """One row of a table: its cells, and its line in the file with its text."""

    cells: Sequence[str]
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A table as text: its header, its rows, and how it was written."""

    name: str
    header: Row
    rows: tuple[Row, ...]
    separator: str  # in words: "comma"


@dataclass(slots=True)
class Findings:
    """Problems of one file; after the twentieth they are only counted."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, what: str, remedy: str = "", *, row: Row | None = None, cell: str = "") -> None:
        """One more problem, at a cell of a row, at the row, or at the file."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.more += 1
            return
        place = Place(file=self.name)
        if row is not None:
            column = max(0, row.text.find(cell)) if cell else 0
            width = len(cell) or max(1, len(row.text))
            place = Place(file=self.name, line=row.line, column=column + 1, width=width, text=row.text)
        self.problems.append(Problem(where=place, what=what, remedy=remedy))

    def all(self) -> list[Problem]:
        """The problems, with a last one that counts those left out."""
        if not self.more:
            return self.problems
        what = said_each(
            self.more,
            "and {number} more problems in this file",
            "and {number} more problems in this file",
            number=figured(number_text, self.more),
        )
        return [*self.problems, Problem(where=Place(file=self.name), what=what)]


class _Columns(NamedTuple):
    date: int
    close: int
    volume: int | None
    symbol: int | None


def price_table(
    table: RawTable, series: PriceSeries, *, asset: str, currency: str
) -> tuple[PriceTable | None, list[Problem]]:
    """The closes of one asset, or None with the problems that stand against them."""
    findings = Findings(table.name)
    rows: Sequence[Row] = table.rows
    columns = _columns(table, series, asset, findings)
    if columns is not None and columns.symbol is not None:
        rows = _of_symbol(rows, columns.symbol, series.symbol, asset, findings)
    if columns is None or findings.problems:
        return None, findings.all()
    if not rows:
        findings.add(said("the table has a header and no rows"), said("add closes, or name another file"))
        return None, findings.all()
    order, decimal = _notations(table, rows, columns, findings)
    if findings.problems:
        return None, findings.all()
    closes = _Closes(findings, order, decimal)
    for row in rows:
        closes.take(row, columns)
    if findings.problems:
        return None, findings.all()
    names = "/".join(table.header.cells[index] for index in columns if index is not None)
    noted = {"separator": table.separator, "decimal": _DECIMALS.get(decimal, decimal), "order": _ORDERS[order]}
    dialect = said("{separator}, decimal {decimal}, dates {order}, columns {names}", names=names, **noted)
    if closes.newest_first:
        dialect = said("{dialect}, newest first", dialect=dialect)
    return closes.table(currency, table.name, dialect), findings.all()


def _columns(table: RawTable, series: PriceSeries, asset: str, findings: Findings) -> _Columns | None:
    names = [cell.strip().casefold() for cell in table.header.cells]
    first = next((names.index(name) for name in _DATE_NAMES if name in names), None)
    if first is None:
        remedy = said("name the column of dates 'date' and that of prices 'close'")
        findings.add(said("the first line has no column 'date'"), remedy, row=table.header)
    repeated = next((name for name in names if name and names.count(name) > 1), None)
    if repeated is not None:
        what = said("two columns are named '{name}'", name=repeated)
        findings.add(what, said("rename one"), row=table.header)
    close = _named(table, names, series.column, (*_CLOSE_NAMES, asset.casefold()), findings)
    if close is None and series.column is None and not findings.problems:
        others = [index for index in range(len(names)) if index != first]
        if len(others) == 1:
            close = others[0]
        else:
            shown = [table.header.cells[index].strip() for index in others]
            findings.add(said("which column holds the closes?"), _choice(asset, shown), row=table.header)
    volume = _named(table, names, series.volume_column, _VOLUME_NAMES, findings)
    if first is None or close is None or findings.problems:
        return None
    symbol = next((names.index(name) for name in _SYMBOL_NAMES if name in names and names.index(name) != close), None)
    return _Columns(first, close, volume, symbol)


def names_rows(table: RawTable) -> bool:
    """Whether a column of the table says which asset a row is of."""
    return any(cell.strip().casefold() in _SYMBOL_NAMES for cell in table.header.cells)


def _choice(asset: str, names: list[str]) -> str:
    near = next((name for name in names if name.casefold() == asset.casefold()), names[0] if names else "close")
    return Said(CHOOSE_COLUMN.message, {"name": near, "names": ", ".join(names[:12])})


def _named(
    table: RawTable, names: list[str], wanted: str | None, usual: tuple[str, ...], findings: Findings
) -> int | None:
    if wanted is None:
        return next((names.index(name) for name in usual if name in names), None)
    if wanted.strip().casefold() in names:
        return names.index(wanted.strip().casefold())
    shown = [cell.strip() for cell in table.header.cells]
    what = said("there is no column '{name}'", name=shorten(wanted))
    findings.add(what, suggestion(wanted, shown), row=table.header)
    return None


def _of_symbol(rows: Sequence[Row], column: int, stated: str | None, asset: str, findings: Findings) -> list[Row]:
    symbols = {row.cells[column].strip(): None for row in rows if column < len(row.cells)}
    if len(symbols) == 1 and stated is None:
        return list(rows)
    wanted = asset if stated is None else stated
    match = next((symbol for symbol in symbols if symbol.casefold() == wanted.casefold()), None)
    if match is None and symbols:
        what = said("no row is for '{name}'", name=shorten(wanted))
        findings.add(what, Said(SET_SYMBOL.message, {"remedy": suggestion(wanted, symbols)}))
    return [row for row in rows if column < len(row.cells) and row.cells[column].strip() == match]


def _notations(
    table: RawTable, rows: Sequence[Row], columns: _Columns, findings: Findings
) -> tuple[DateOrder, Notation]:
    order = date_order(_cells(rows, columns.date))
    if order == "ambiguous":
        findings.add(said("day and month can be mistaken in every date"), _AS_DATES, row=rows[0])
    elif order == "mixed":
        findings.add(said("the dates are not all in one order"), _AS_DATES, row=rows[0])
    decimal = notation(_cells(rows, columns.close))
    if decimal == "ambiguous":
        what = said("the comma can be read as thousands or as decimals")
        findings.add(what, said("write a decimal point"), row=rows[0])
    elif decimal == "mixed":
        what = said("decimal points and decimal commas are mixed")
        findings.add(what, said("write a decimal point everywhere"), row=rows[0])
    if table.separator == "comma separated" and any(len(row.cells) > len(table.header.cells) for row in rows):
        row = next(row for row in rows if len(row.cells) > len(table.header.cells))
        counts = {"values": len(row.cells), "columns": len(table.header.cells)}
        remedy = said("put numbers with a decimal comma in quotes, or separate columns with ;")
        findings.add(said("there are {values} values for {columns} columns", **counts), remedy, row=row)
    return order, decimal


def _cells(rows: Sequence[Row], column: int) -> Iterator[str]:
    return (row.cells[column].strip() for row in rows if column < len(row.cells))


class _Closes:
    """Gathers rows; each must be later than the one before, or each earlier."""

    def __init__(self, findings: Findings, order: DateOrder, decimal: Notation) -> None:
        self._findings = findings
        self._order = order
        self._decimal = decimal
        self._dates: list[dt.date] = []
        self._closes: list[float] = []
        self._volumes: list[float] = []
        self._lines: dict[dt.date, int] = {}
        self.newest_first = False

    def take(self, row: Row, columns: _Columns) -> None:
        day = self._day(row, columns)
        if day is None:
            return
        close = self._amount(row, columns.close, said("the close of {date}", date=str(day)), zero=False)
        volume = 0.0
        if columns.volume is not None:
            volume = self._amount(row, columns.volume, said("the volume of {date}", date=str(day)), zero=True)
        self._closes.append(close)
        self._volumes.append(math.nan if columns.volume is None else volume)

    def _day(self, row: Row, columns: _Columns) -> dt.date | None:
        cell = _cell(row, columns.date)
        day = date(cell, self._order)
        if day is None:
            self._findings.add(said("'{text}' is not a date", text=shorten(cell)), _AS_DATES, row=row, cell=cell)
            return None
        if day in self._lines:
            what = said("{text} stands here and in line {line}", text=str(day), line=self._lines[day])
            self._findings.add(what, said("keep one of the two"), row=row, cell=cell)
            return None
        if len(self._dates) == 1:
            self.newest_first = day < self._dates[0]
        if self._dates and (day < self._dates[-1]) != self.newest_first:
            what = said("{date} is out of order", date=str(day))
            self._findings.add(what, said("sort the table by date"), row=row, cell=cell)
        self._lines[day] = row.line
        self._dates.append(day)
        return day

    def _amount(self, row: Row, column: int, name: str, *, zero: bool) -> float:
        cell = _cell(row, column)
        if cell.casefold() in MISSING - {"nan"}:
            self._findings.add(said("{amount} is missing", amount=name), _FILL_IN, row=row)
            return math.nan
        amount = number(cell, self._decimal)
        if amount is None:
            what = said("{amount} is '{text}', not a number", amount=name, text=shorten(cell))
            self._findings.add(what, said("correct it"), row=row, cell=cell)
        elif not math.isfinite(amount):
            self._findings.add(said("{amount} is not finite", amount=name), _FILL_IN, row=row, cell=cell)
        elif amount < 0 or (amount == 0 and not zero):
            what = said("{amount} is negative", amount=name) if amount else said("{amount} is zero", amount=name)
            self._findings.add(what, said("correct it, or leave the day out"), row=row, cell=cell)
        else:
            return amount
        return math.nan

    def table(self, currency: str, origin: str, dialect: str) -> PriceTable:
        step = -1 if self.newest_first else 1
        volumes = tuple(self._volumes[::step])
        return PriceTable(
            dates=tuple(self._dates[::step]),
            closes=tuple(self._closes[::step]),
            volumes=None if any(map(math.isnan, volumes)) else volumes,
            currency=currency,
            origin=origin,
            dialect=dialect,
        )


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""
