"""Numbers, dates and defaults of a resolved case as texts of a case file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pledgeline.language.saying import said
from pledgeline.units.count import Count, Number
from pledgeline.units.money import Money
from pledgeline.units.ratio import Ratio

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.case.figure import Record, SpanFigure
    from pledgeline.units.span import Span

Content = dict[str, Any]
DEFAULT = said("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A part of the content with a comment, such as that it is a default."""

    content: Any
    comment: str = DEFAULT


def given(record: Record, name: str, content: Any) -> Any:  # noqa: ANN401  # text, mapping or list
    """The content, marked where the record left the field out or unknown."""
    figure = getattr(record, name)
    left_out = name not in record.model_fields_set or figure is None or getattr(figure, "known", True) is False
    return Noted(content=content) if left_out else content


def span(written: SpanFigure | None, default: Span, until: dt.date) -> Noted:
    """A span as it is written, with the date it leads to."""
    if written is None or written.value is None:
        return Noted(content=str(default), comment=said("default; up to {date}", date=str(until)))
    return Noted(content=str(written), comment=said("up to {date}", date=str(until)))


def without_none(**content: Any) -> Content:  # noqa: ANN401  # text, mapping or list
    """The content without the keys that have nothing to say."""
    return {key: inner for key, inner in content.items() if inner is not None}


def digits(number: float) -> str:
    """A number in full."""
    return str(Number(_exact(number)))


def money(number: float, currency: str) -> str:
    """An amount of money."""
    return str(Money(_exact(number), currency))


def ratio(number: float) -> str:
    """A ratio in per cent."""
    return str(Ratio(_exact(number)))


def number(number: float) -> str:
    """A number without a unit."""
    return str(Number(_exact(number)))


def count(number: float | None) -> str | None:
    """A count of shares, where it is known."""
    return None if number is None else str(Count(_exact(number)))


def date(day: dt.date | None) -> str | None:
    """A day, where there is one."""
    return None if day is None else str(day)


def _exact(number: float) -> Decimal:
    """The number without the last digit of a float, which is noise after a conversion."""
    return Decimal(f"{number:.15g}")
