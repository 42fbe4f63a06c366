"""The day that an article gives itself before its first sentence: DALLAS, March 3, 2026 /PRNewswire/."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.articles.vocabulary import DateWords

_HEAD = 300  # characters in which a dateline may stand
_DATELINE = re.compile(
    r"""^[^\S\n]*
    (?:[A-ZÀ-Þ][A-ZÀ-Þ.'\ -]{2,40}(?:,\ [A-Z][\w.\ ]{1,20})?,\ (?:le\ )?   # DALLAS, Texas,
      |[A-ZÀ-Þ][\w'\ -]{2,40},\ le\ )                                      # Paris, le
    (?:(?P<day>\d{1,2})(?:er)?\ (?P<month>[^\W\d_]+)|(?P<name>[^\W\d_]+)\.?\ (?P<number>\d{1,2}),)
    \ (?P<year>\d{4})
    [^\S\n]*(?:[(/:,.–—-]|$)""",
    re.MULTILINE | re.VERBOSE,
)


def dateline(plain: str, language: DateWords) -> dt.date | None:
    """The day in the dateline of a text; None where it has none, or one that is no full date."""
    found = _DATELINE.search(plain[:_HEAD])
    if found is None:
        return None
    name = (found["month"] or found["name"]).casefold()
    month = language.months.get(name) or language.short_months.get(name)
    if month is None:
        return None
    try:
        return dt.date(int(found["year"]), month, int(found["day"] or found["number"]))
    except ValueError:
        return None
