"""Quotations looked up in the documents they are taken from, where a copy of the document lies beside the case.

A figure with `quote:` that cites a source with `file:` must be quoted word for
word, and the passage must hold the figure. White space and typographic quotes
do not count. Numbers are compared by their digits alone, because scales are
words ("25 billion", "25 milliards"); dates by their year and day.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pledgeline.case.figure import held_figures
from pledgeline.errors import CaseError, Problem
from pledgeline.files.findings import place_of
from pledgeline.files.imports import local_path
from pledgeline.files.nodes import Scalar, find
from pledgeline.files.text_file import read_bytes
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import shorten
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.files.nodes import Table

_TYPESET = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'",  # noqa: RUF001  the signs themselves
     "–": "-", "—": "-", "−": "-", "\u2010": "-", "\u2011": "-", "\u00ad": None},
)  # fmt: skip
_NUMERALS = (re.compile(r"[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]+)?"), re.compile(r"[0-9]+(?:[.,][0-9]+)?"))
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER: Mapping[type, Callable[[Any], Decimal]] = {
    Money: lambda money: money.amount,
    Count: lambda count: count.value,
    Number: lambda number: number.value,
    Ratio: lambda ratio: ratio.value,
    ExchangeRate: lambda rate: rate.amount,
    Power: lambda power: power.watts,
    Rate: lambda rate: rate.spread,
    Span: lambda span: Decimal(span.count),
    BusinessDays: lambda span: Decimal(span.days),
}


def quote_problems(case: Case, root: Table) -> Iterator[Problem]:
    """Every quotation that its document does not bear out, and every document needed for that which cannot be read."""
    named = {key: source.file for key, source in case.sources.items() if source.file is not None}
    if not named:
        return
    texts: dict[str, str | None] = {}
    for path, figure, _ in held_figures(case):
        cited = [citation.source for citation in figure.sources if citation.source in named]
        if not figure.quote or not cited:
            continue
        for key in cited:
            if key not in texts:
                texts[key], problem = _document(key, named[key], root)
                yield from problem
        found = {named[key]: text for key in cited if (text := texts[key]) is not None}
        what, remedy = _judged(figure, found)
        if what:
            place = place_of(find(root, (*path.split("."), "quote")))
            yield Problem(where=place, what=what, remedy=remedy, key=f"{path}.quote")


def _document(key: str, written: str, root: Table) -> tuple[str | None, Sequence[Problem]]:
    """The normalised text of a source; None, and why, where it cannot be read."""
    at = find(root, ("sources", key, "file"))
    path = local_path(written, at.node.source.folder if isinstance(at.node, Scalar) else ".")
    if path is None:
        what, remedy = f"'{shorten(written)}' is not a file relative to this one", "write a path such as sources/a.txt"
        return None, [Problem(where=place_of(at), what=what, remedy=remedy, key=f"sources.{key}.file")]
    try:
        return normalised(read_bytes(path).decode("utf-8-sig")), ()
    except UnicodeDecodeError:
        what, remedy = f"{Path(written).name} is not text in UTF-8", "save the text of the document, and name that file"
    except CaseError as error:
        what, remedy = f"{written}: {error.problems[0].what}", error.problems[0].remedy
    return None, [Problem(where=place_of(at), what=what, remedy=remedy, key=f"sources.{key}.file")]


def _judged(figure: Figure[Any], documents: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong with a quotation, and the remedy; nothing where it stands in one of the documents and says it."""
    passage = normalised(figure.quote)
    if not documents:
        return "", ""  # that they cannot be read has been told
    if not any(passage in text for text in documents.values()):
        return f"the passage is not in {' or '.join(documents)}", "quote it word for word, or correct the source"
    if figure.assumed or figure.value is None or states(passage, figure.value):
        return "", ""
    return f"the passage does not hold {figure.value}", "quote the sentence that states it, or correct the figure"


def normalised(text: str) -> str:
    """The text with plain quotes, dashes and digits, and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_TYPESET)).split())


def states(passage: str, literal: object) -> bool:
    """Whether a normalised passage holds a value, written as a literal, in digits, or up to twelve in words."""
    if str(literal) in passage:
        return True
    if isinstance(literal, PartialDate):
        numbers = {int(digits) for digits in re.findall(r"[0-9]+", passage)}
        return {literal.year, *([literal.day] if literal.day else ())} <= numbers
    if isinstance(literal, Rate) and literal.base is not None and literal.base not in passage:
        return False
    number = _NUMBER[type(literal)](literal)
    words = set(re.findall(r"[a-z]+", passage.lower()))
    if number in range(len(_WORDS)) and _WORDS[int(number)] in words:
        return True
    return _digits(f"{number:f}") in {_digits(found) for grammar in _NUMERALS for found in grammar.findall(passage)}


def _digits(numeral: str) -> str:
    """The digits that count: `13.5`, `13,500` and `0.0135` have the same."""
    return re.sub(r"[^0-9]", "", numeral).strip("0")
