"""Numbers and dates as the makers of price tables write them: which notation a whole column is in."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Notation = Literal["point", "comma", "ambiguous", "mixed"]
DateOrder = Literal["ymd", "dmy", "mdy", "ambiguous", "mixed"]

MISSING = frozenset({"", "-", "--", "null", "none", "na", "n/a", "#n/a", ".", "nan"})
_SIGNS = "$€£¥ \u00a0\u202f"
_POINT = re.compile(r"[0-9]+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_COMMA = re.compile(r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_THREE = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ISO = re.compile(r"([12][0-9]{3})([-/.]?)([01][0-9])\2([0-3][0-9])(?:[T ][0-9:.+Z-]*)?")
_OTHER = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([12][0-9]{3})")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_MONTHS = 12


def notation(cells: Iterable[str]) -> Notation:
    """Which sign separates decimals, judged over a whole column.

    A point, unless commas can only be decimal (`170,66`). `1,234` alone can be
    either, and stays ambiguous when no other cell decides.
    """
    point = comma = three = False
    for cell in cells:
        bare = cell.strip(_SIGNS).lstrip("-")
        point = point or _POINT.fullmatch(bare) is not None
        comma = comma or _COMMA.fullmatch(bare) is not None
        three = three or _THREE.fullmatch(bare) is not None
    if point and comma:
        return "mixed"
    if three and not point and not comma:
        return "ambiguous"
    return "comma" if comma else "point"


def number(cell: str, decimal: Notation) -> float | None:
    """The number in a cell, None where it is none; infinities and NaN come back as such."""
    bare = cell.strip(_SIGNS)
    plain = bare.replace(".", "").replace(",", ".") if decimal == "comma" else bare.replace(",", "")
    if _NUMBER.fullmatch(plain) or plain.lower().lstrip("+-") in {"inf", "infinity", "nan"}:
        return float(plain)
    return None


def date_order(cells: Iterable[str]) -> DateOrder:
    """In which order day, month and year stand, judged over a whole column."""
    iso = other = day_first = month_first = False
    for cell in cells:
        if _ISO.fullmatch(cell):
            iso = True
        elif (found := _OTHER.fullmatch(cell)) is not None:
            other = True
            day_first = day_first or int(found[1]) > _MONTHS
            month_first = month_first or int(found[2]) > _MONTHS
    if (iso and other) or (day_first and month_first):
        return "mixed"
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    return "ambiguous" if other else "ymd"


def date(cell: str, order: DateOrder) -> dt.date | None:
    """The date in a cell, None where it is none."""
    found = (_ISO if order == "ymd" else _OTHER).fullmatch(cell)
    if found is None:
        return None
    first, second, third = (
        (found[1], found[3], found[4]) if order == "ymd" else (found[3], *_month_and_day(found, order))
    )
    try:
        return dt.date(int(first), int(second), int(third))
    except ValueError:
        return None


def _month_and_day(found: re.Match[str], order: DateOrder) -> tuple[str, str]:
    return (found[2], found[1]) if order == "dmy" else (found[1], found[2])
