"""Price files into tables of text: separated values and Parquet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.price_table import RawTable, Row
from pledgeline.files.text_file import decode
from pledgeline.language.saying import said
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ROWS = 200_000
MAX_COLUMNS = 2_000
_SEPARATORS = {
    "\t": said("tab separated"),
    ";": said("semicolon separated"),
    "|": said("bar separated"),
    ",": said("comma separated"),
}
_EMPTY, _BEGIN = said("the price file is empty"), said("write a header 'date,close' and one line for each day")
_PARQUET = b"PAR1"


def raw_table(content: bytes, name: str) -> RawTable:
    """The table in a CSV or Parquet file; raises `CaseError` where there is none."""
    if content.startswith(_PARQUET) or name.casefold().endswith(".parquet"):
        return _parquet(content, name)
    return _separated(content, name)


def _refuse(name: str, what: str, remedy: str = "") -> CaseError:
    return CaseError([Problem(where=Place(file=name), what=what, remedy=remedy)])


def _separated(content: bytes, name: str) -> RawTable:
    source = decode(content, name, "")
    lines = source.text.splitlines()
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise _refuse(name, _EMPTY, _BEGIN)
    separator = next((sign for sign in _SEPARATORS if sign in first), ",")
    rows = _rows(lines, separator, name)
    header = next(rows, None)
    if header is None:
        raise _refuse(name, _EMPTY, _BEGIN)
    return RawTable(name=name, header=header, rows=tuple(rows), separator=_SEPARATORS[separator])


def _rows(lines: list[str], separator: str, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, strict=False)
    before = 0
    try:
        for cells in reader:
            text = lines[before] if before < len(lines) else ""
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield Row(cells, line, text)
    except csv.Error as error:
        place = Place(file=name, line=before + 1, column=1, text=lines[before] if before < len(lines) else "")
        what = said("the line cannot be read: {reason}", reason=str(error))
        raise CaseError([Problem(where=place, what=what, remedy=said("check the quotes"))]) from None


def _parquet(content: bytes, name: str) -> RawTable:
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        remedy = said("pip install 'pledgeline[parquet]', or use CSV")
        raise _refuse(name, said("Parquet files need the package pyarrow"), remedy) from None
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
            most = {"rows": figured(number_text, MAX_ROWS), "columns": figured(number_text, MAX_COLUMNS)}
            raise _refuse(name, said("the table has more than {rows} rows or {columns} columns", **most))
        columns = file.read().to_pydict()
    except (pa.ArrowException, OSError, ValueError) as error:
        what = said("this is not a Parquet file that can be read: {reason}", reason=str(error)[:120])
        raise _refuse(name, what) from None
    rows = zip(*columns.values(), strict=True)
    return RawTable(
        name=name,
        header=Row([str(column) for column in columns], 0, ""),
        rows=tuple(Row([_text(cell) for cell in row], number, "") for number, row in enumerate(rows, start=1)),
        separator="Parquet",
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
