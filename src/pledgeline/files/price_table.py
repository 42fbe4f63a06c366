"""Tables of closes: which column is which, and every row that cannot be a price."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.errors import Place, Problem
from pledgeline.files.price_cells import MISSING, date, date_order, notation, number
from pledgeline.market.prices import PriceTable
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from pledgeline.case.asset import PriceSeries
    from pledgeline.files.price_cells import DateOrder, Notation

MAX_PROBLEMS = 20
_DATE_NAMES = ("date", "day", "trade date", "trading day", "timestamp", "datum", "time")
_CLOSE_NAMES = ("close", "close/last", "closing price", "price", "last", "adj close")
_VOLUME_NAMES = ("volume", "vol", "vol.", "shares traded")
_SYMBOL_NAMES = ("symbol", "ticker", "name", "code", "isin")
_ORDERS = {"ymd": "year-month-day", "dmy": "day/month/year", "mdy": "month/day/year"}


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
        left_out = Problem(where=Place(file=self.name), what=f"and {self.more:,} more problems in this file")
        return [*self.problems, left_out]


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
        findings.add("the table has a header and no rows", "add closes, or name another file")
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
    dialect = (
        f"{table.separator}, decimal {decimal}, dates {_ORDERS[order]}, columns {names}"
        f"{', newest first' if closes.newest_first else ''}"
    )
    return closes.table(currency, table.name, dialect), findings.all()


def _columns(table: RawTable, series: PriceSeries, asset: str, findings: Findings) -> _Columns | None:
    names = [cell.strip().casefold() for cell in table.header.cells]
    first = next((names.index(name) for name in _DATE_NAMES if name in names), None)
    if first is None:
        remedy = "name the column of dates 'date' and that of prices 'close'"
        findings.add("the first line has no column 'date'", remedy, row=table.header)
    repeated = next((name for name in names if name and names.count(name) > 1), None)
    if repeated is not None:
        findings.add(f"two columns are named '{repeated}'", "rename one", row=table.header)
    close = _named(table, names, series.column, (*_CLOSE_NAMES, asset.casefold()), findings)
    if close is None and series.column is None and not findings.problems:
        others = [index for index in range(len(names)) if index != first]
        if len(others) == 1:
            close = others[0]
        else:
            shown = [table.header.cells[index].strip() for index in others]
            findings.add("which column holds the closes?", f"add column: {_choice(asset, shown)}", row=table.header)
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
    return f"{near} (one of {', '.join(names[:12])})"


def _named(
    table: RawTable, names: list[str], wanted: str | None, usual: tuple[str, ...], findings: Findings
) -> int | None:
    if wanted is None:
        return next((names.index(name) for name in usual if name in names), None)
    if wanted.strip().casefold() in names:
        return names.index(wanted.strip().casefold())
    shown = [cell.strip() for cell in table.header.cells]
    findings.add(f"there is no column '{shorten(wanted)}'", suggestion(wanted, shown), row=table.header)
    return None


def _of_symbol(rows: Sequence[Row], column: int, stated: str | None, asset: str, findings: Findings) -> list[Row]:
    symbols = {row.cells[column].strip(): None for row in rows if column < len(row.cells)}
    if len(symbols) == 1 and stated is None:
        return list(rows)
    wanted = asset if stated is None else stated
    match = next((symbol for symbol in symbols if symbol.casefold() == wanted.casefold()), None)
    if match is None and symbols:
        findings.add(f"no row is for '{shorten(wanted)}'", f"set symbol: {suggestion(wanted, symbols)}")
    return [row for row in rows if column < len(row.cells) and row.cells[column].strip() == match]


def _notations(
    table: RawTable, rows: Sequence[Row], columns: _Columns, findings: Findings
) -> tuple[DateOrder, Notation]:
    order = date_order(_cells(rows, columns.date))
    if order == "ambiguous":
        findings.add("day and month can be mistaken in every date", "write dates as 2025-12-31", row=rows[0])
    elif order == "mixed":
        findings.add("the dates are not all in one order", "write dates as 2025-12-31", row=rows[0])
    decimal = notation(_cells(rows, columns.close))
    if decimal == "ambiguous":
        findings.add("the comma can be read as thousands or as decimals", "write a decimal point", row=rows[0])
    elif decimal == "mixed":
        findings.add("decimal points and decimal commas are mixed", "write a decimal point everywhere", row=rows[0])
    if table.separator == "comma separated" and any(len(row.cells) > len(table.header.cells) for row in rows):
        row = next(row for row in rows if len(row.cells) > len(table.header.cells))
        remedy = "put numbers with a decimal comma in quotes, or separate columns with ;"
        findings.add(f"there are {len(row.cells)} values for {len(table.header.cells)} columns", remedy, row=row)
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
        close = self._amount(row, columns.close, f"the close of {day}", zero=False)
        volume = 0.0 if columns.volume is None else self._amount(row, columns.volume, f"the volume of {day}", zero=True)
        self._closes.append(close)
        self._volumes.append(math.nan if columns.volume is None else volume)

    def _day(self, row: Row, columns: _Columns) -> dt.date | None:
        cell = _cell(row, columns.date)
        day = date(cell, self._order)
        if day is None:
            self._findings.add(f"'{shorten(cell)}' is not a date", "write dates as 2025-12-31", row=row, cell=cell)
            return None
        if day in self._lines:
            what = f"{day} stands here and in line {self._lines[day]}"
            self._findings.add(what, "keep one of the two", row=row, cell=cell)
            return None
        if len(self._dates) == 1:
            self.newest_first = day < self._dates[0]
        if self._dates and (day < self._dates[-1]) != self.newest_first:
            self._findings.add(f"{day} is out of order", "sort the table by date", row=row, cell=cell)
        self._lines[day] = row.line
        self._dates.append(day)
        return day

    def _amount(self, row: Row, column: int, name: str, *, zero: bool) -> float:
        cell = _cell(row, column)
        if cell.casefold() in MISSING - {"nan"}:
            self._findings.add(f"{name} is missing", "fill it in, or leave the day out", row=row)
            return math.nan
        amount = number(cell, self._decimal)
        if amount is None:
            self._findings.add(f"{name} is '{shorten(cell)}', not a number", "correct it", row=row, cell=cell)
        elif not math.isfinite(amount):
            self._findings.add(f"{name} is not finite", "fill it in, or leave the day out", row=row, cell=cell)
        elif amount < 0 or (amount == 0 and not zero):
            sign = "zero" if amount == 0 else "negative"
            self._findings.add(f"{name} is {sign}", "correct it, or leave the day out", row=row, cell=cell)
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
