"""Price tables: every usual way of writing them, and every row that cannot be a price."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.case.asset import PriceSeries
from pledgeline.errors import CaseError
from pledgeline.files.price_cells import date_order, notation
from pledgeline.files.price_formats import raw_table
from pledgeline.files.price_table import MAX_PROBLEMS, price_table

if TYPE_CHECKING:
    from pledgeline.errors import Problem
    from pledgeline.market.prices import PriceTable


def read(text: str | bytes, **series: str) -> tuple[PriceTable | None, list[Problem]]:
    content = text if isinstance(text, bytes) else text.encode()
    return price_table(
        raw_table(content, "arm.csv"), PriceSeries(file="arm.csv", **series), asset="arm", currency="USD"
    )


def table(text: str | bytes, **series: str) -> PriceTable:
    found, problems = read(text, **series)
    assert problems == []
    assert found is not None
    return found


DAYS = (dt.date(2025, 10, 8), dt.date(2025, 10, 9))
CLOSES = (166.77, 170.66)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (
            "date,close,volume\n2025-10-08,166.77,100\n2025-10-09,170.66,200\n",
            "comma separated, decimal point, dates year-month-day, columns date/close/volume",
        ),
        (
            "Date,Open,High,Low,Close,Adj Close,Volume\n2025-10-08,1,2,3,166.77,9,100\n2025-10-09,1,2,3,170.66,9,200\n",
            "comma separated, decimal point, dates year-month-day, columns Date/Close/Volume",
        ),
        (
            "date;ARM;SBKK\n2025-10-08;166,77;1\n2025-10-09;170,66;2\n",
            "semicolon separated, decimal comma, dates year-month-day, columns date/ARM",
        ),
        (
            "date\tclose\n2025-10-08\t166.77\n2025-10-09\t170.66\n",
            "tab separated, decimal point, dates year-month-day, columns date/close",
        ),
        (
            "date|price\n2025/10/08|$166.77\n2025/10/09|$170.66\n",
            "bar separated, decimal point, dates year-month-day, columns date/price",
        ),
        (
            "date,symbol,close\n2025-10-08,ARM,166.77\n2025-10-08,SBKK,5\n2025-10-09,ARM,170.66\n",
            "comma separated, decimal point, dates year-month-day, columns date/close/symbol",
        ),
        (
            "date,close\n2025-10-09,170.66\n2025-10-08,166.77\n",
            "comma separated, decimal point, dates year-month-day, columns date/close, newest first",
        ),
        (
            'date,close\n2025-10-08,"166,77"\n2025-10-09,"170,66"\n',
            "comma separated, decimal comma, dates year-month-day, columns date/close",
        ),
        (
            "date,anything\n20251008,166.77\n20251009,170.66\n",
            "comma separated, decimal point, dates year-month-day, columns date/anything",
        ),
        (
            "\ufeffDate,Close/Last\n2025-10-08T00:00:00,166.77\n2025-10-09T00:00:00,170.66\n\n",
            "comma separated, decimal point, dates year-month-day, columns Date/Close/Last",
        ),
    ],
)
def test_reads_the_usual_dialects(text: str, dialect: str) -> None:
    found = table(text)
    assert (found.dates, found.closes, found.currency) == (DAYS, CLOSES, "USD")
    assert found.dialect == dialect


def test_one_day_above_twelve_settles_the_order_of_all_dates() -> None:
    assert table("date,close\n08/10/2025,1\n13/10/2025,2\n").dates == (dt.date(2025, 10, 8), dt.date(2025, 10, 13))
    assert table("date,close\n10/08/2025,1\n10/13/2025,2\n").dates == (dt.date(2025, 10, 8), dt.date(2025, 10, 13))
    assert "day/month/year" in table("date,close\n08/10/2025,1\n13/10/2025,2\n").dialect


def test_thousands_and_decimals_are_told_apart_over_the_column() -> None:
    assert table('date,close\n2025-10-08,"1,234.50"\n2025-10-09,"1,250"\n').closes == (1234.5, 1250.0)
    assert table("date;close\n2025-10-08;1.234,50\n2025-10-09;1.250,00\n").closes == (1234.5, 1250.0)


def test_columns_and_symbols_can_be_named() -> None:
    text = "date,ARM,ARM volume,SBKK\n2025-10-08,166.77,10,5\n2025-10-09,170.66,20,6\n"
    assert table(text, column="sbkk").closes == (5.0, 6.0)
    assert table(text, volume_column="ARM volume").volumes == (10.0, 20.0)
    assert table("date,symbol,close\n2025-10-08,A,1\n2025-10-08,B,2\n", symbol="B").closes == (2.0,)
    # the rows of the only name are taken, unless another one is asked for
    assert table("date,symbol,close\n2025-10-08,A,1\n").closes == (1.0,)
    assert table("date,symbol,close\n2025-10-08,A,1\n", symbol="a").closes == (1.0,)


def test_a_parquet_file_is_read_like_any_table() -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"date": list(DAYS), "close": list(CLOSES), "volume": [100, 200]}), buffer)
    found = table(buffer.getvalue())
    assert (found.dates, found.closes, found.volumes) == (DAYS, CLOSES, (100.0, 200.0))
    assert found.dialect == "Parquet, decimal point, dates year-month-day, columns date/close/volume"


def test_a_broken_parquet_file_is_a_problem() -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(CaseError, match="not a Parquet file that can be read"):
        raw_table(b"PAR1 and nothing else", "arm.parquet")


@pytest.mark.parametrize(
    ("text", "what", "remedy", "line"),
    [
        ("date,close\n2025-10-08,0\n", "the close of 2025-10-08 is zero", "correct it, or leave the day out", 2),
        ("date,close\n2025-10-08,-1.5\n", "the close of 2025-10-08 is negative", "correct it", 2),
        ("date,close\n2025-10-08,NaN\n", "the close of 2025-10-08 is not finite", "fill it in", 2),
        ("date,close\n2025-10-08,inf\n", "the close of 2025-10-08 is not finite", "fill it in", 2),
        ("date,close\n2025-10-08,1e999\n", "the close of 2025-10-08 is not finite", "fill it in", 2),
        ("date,close\n2025-10-08,\n", "the close of 2025-10-08 is missing", "fill it in, or leave the day out", 2),
        ("date,close\n2025-10-08,null\n", "the close of 2025-10-08 is missing", "fill it in", 2),
        ("date,close\n2025-10-08,abc\n", "the close of 2025-10-08 is 'abc', not a number", "correct it", 2),
        ("date,close,volume\n2025-10-08,5,-3\n", "the volume of 2025-10-08 is negative", "correct it", 2),
        ("date,close\n2025-10-08,5\n2025-10-08,6\n", "2025-10-08 stands here and in line 2", "keep one of the two", 3),
        (
            "date,close\n2025-10-07,5\n2025-10-09,6\n2025-10-08,6\n",
            "2025-10-08 is out of order",
            "sort the table by date",
            4,
        ),
        ("date,close\nyesterday,5\n", "'yesterday' is not a date", "write dates as 2025-12-31", 2),
        ("date,close\n2025-02-30,5\n", "'2025-02-30' is not a date", "write dates as 2025-12-31", 2),
        ("date,close\n08/10/2025,5\n", "day and month can be mistaken in every date", "write dates as 2025-12-31", 2),
        (
            "date,close\n13/10/2025,5\n10/13/2025,5\n",
            "the dates are not all in one order",
            "write dates as 2025-12-31",
            2,
        ),
        (
            'date,close\n2025-10-08,"1,234"\n',
            "the comma can be read as thousands or as decimals",
            "write a decimal point",
            2,
        ),
        (
            "date;close\n2025-10-08;1,5\n2025-10-09;1.5\n",
            "decimal points and decimal commas are mixed",
            "decimal point",
            2,
        ),
        (
            "date,close\n2025-10-08,166,77\n",
            "there are 3 values for 2 columns",
            "put numbers with a decimal comma in quotes",
            2,
        ),
        ("day,Close,close\n2025-10-08,1,2\n", "two columns are named 'close'", "rename one", 1),
        ("when,close\n2025-10-08,1\n", "the first line has no column 'date'", "name the column of dates 'date'", 1),
        ("date,A,B\n2025-10-08,1,2\n", "which column holds the closes?", "add column: A (one of A, B)", 1),
        ("date,close\n", "the table has a header and no rows", "add closes, or name another file", 0),
        (
            "date,symbol,close\n2025-10-08,A,1\n2025-10-08,B,2\n",
            "no row is for 'arm'",
            "set symbol: write one of A, B",
            0,
        ),
    ],
)
def test_names_the_day_and_the_line_of_what_is_wrong(text: str, what: str, remedy: str, line: int) -> None:
    found, problems = read(text)
    assert found is None
    assert problems[0].what == what
    assert remedy in problems[0].remedy
    assert (problems[0].where.file, problems[0].where.line) == ("arm.csv", line)


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    with pytest.raises(CaseError, match="the price file is empty"):
        raw_table(text.encode(), "arm.csv")


def test_a_column_that_does_not_exist_gets_a_suggestion() -> None:
    problems = read("date,close\n2025-10-08,1\n", column="clsoe")[1]
    assert (problems[0].what, problems[0].remedy) == ("there is no column 'clsoe'", "did you mean close?")


def test_thousands_of_problems_are_counted_not_listed() -> None:
    rows = "".join(f"{dt.date(1990, 1, 1) + dt.timedelta(days=n)},0\n" for n in range(1000))
    problems = read("date,close\n" + rows)[1]
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].what == "and 980 more problems in this file"


@given(
    st.lists(st.floats(0.01, 1e6).map(lambda close: round(close, 2)), min_size=2, max_size=20), st.sampled_from(";\t|")
)
def test_closes_survive_any_separator_and_decimal_sign(closes: list[float], separator: str) -> None:
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(len(closes))]
    for decimal in ".,":
        rows = [f"{day}{separator}{close:.2f}".replace(".", decimal) for day, close in zip(days, closes, strict=True)]
        found = table("\n".join([f"date{separator}close", *rows]))
        assert (found.dates, found.closes) == (tuple(days), tuple(closes))


@given(st.binary(max_size=300) | st.text(alphabet='date,close;\n\t0123456789.-/" ', max_size=200).map(str.encode))
def test_any_bytes_give_a_table_or_problems(content: bytes) -> None:
    try:
        found, problems = read(content)
    except CaseError as error:
        problems, found = list(error.problems), None
    assert (found is None) == bool(problems)


@given(st.lists(st.floats(-1e9, 1e9).map(lambda number: f"{number:.2f}"), min_size=1))
def test_numbers_with_points_are_never_taken_for_commas(cells: list[str]) -> None:
    assert notation(cells) == "point"


@given(st.lists(st.dates().map(str), min_size=1))
def test_iso_dates_are_never_ambiguous(cells: list[str]) -> None:
    assert date_order([cell for cell in cells if cell[0] in "12"]) == "ymd"
