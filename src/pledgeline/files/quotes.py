"""Quotations looked up in the documents they are taken from, where a copy of the document lies beside the case.

A figure or a claim with `quote:` that cites a source with `file:` must be quoted
word for word, at the place that its citation names, and the passage must hold
the figure. White space and typographic quotes do not count. The passage is read
by the grammar of articles; where that finds no figure of the kind, numbers are
compared by their digits alone, because scales are words; dates by their year and day.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from pledgeline.case.claim_value import read_claim
from pledgeline.case.figure import held_figures
from pledgeline.errors import Problem
from pledgeline.files.documents import Documents, NoPlace, is_place
from pledgeline.files.findings import place_of
from pledgeline.files.nodes import find
from pledgeline.language.saying import said
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import LiteralError
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Citation
    from pledgeline.case.source import Source
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
_READ = {Money, Count, Ratio, Power, PartialDate}  # what the grammar of articles can tell
_LANGUAGES = {"en", "fr"}


class _Quoted(NamedTuple):
    """A quotation: where it stands in the case, its words, its sources, and what it must hold; None for anything."""

    path: str
    passage: str
    sources: Sequence[Citation]
    literal: object | None
    dated: dt.date | None = None  # when it was said, where the case gives a day of its own


def quote_problems(case: Case, root: Table) -> Iterator[Problem]:
    """Every quotation that its document does not bear out, and every document needed for that which cannot be read."""
    documents = Documents(case.sources, root)
    if not documents:
        return
    documents.look()
    yield from documents.problems
    yield from _places(case, documents, root)
    for quoted in _quotations(case):
        cited = [citation for citation in quoted.sources if citation.source in documents]
        if not quoted.passage or not cited:
            continue
        known = len(documents.problems)
        what, remedy = _judged(case, quoted, cited, documents)
        yield from documents.problems[known:]
        if what:
            place = place_of(find(root, (*quoted.path.split("."), "quote")))
            yield Problem(where=place, what=what, remedy=remedy, key=f"{quoted.path}.quote")


def _places(case: Case, documents: Documents, root: Table) -> Iterator[Problem]:
    """Citations without a quotation whose locator leads out of their document."""
    cited = [(f"{path}.from", figure.sources) for path, figure, _ in held_figures(case) if not figure.quote]
    cited += [(f"claims.{key}.from", claim.sources) for key, claim in case.claims.items() if not claim.quote]
    for path, citations in cited:
        for citation in citations:
            if citation.source not in documents or not is_place(citation.locator):
                continue
            text, known = documents.text(citation.source), len(documents.problems)
            yield from documents.problems[known:]
            try:
                if text is not None:
                    text.stretch(citation.locator)
            except NoPlace as error:
                place = place_of(find(root, tuple(path.split("."))))
                remedy = said("correct the locator, or leave it out")
                yield Problem(where=place, what=error.args[0], remedy=remedy, key=path)


def _quotations(case: Case) -> Iterator[_Quoted]:
    held = held_figures(case)
    for path, figure, _ in held:
        yield _Quoted(path, figure.quote, figure.sources, None if figure.assumed else figure.value)
    figures = {one.path: one.figure for one in held}
    for key, claim in case.claims.items():
        try:
            claimed = read_claim(claim, figures)
        except LiteralError:
            continue  # that has been told
        literal = claimed.some if claim.value is not None else None
        yield _Quoted(f"claims.{key}", claim.quote or "", claim.sources, literal, claim.dated)


def _judged(case: Case, quoted: _Quoted, cited: Sequence[Citation], documents: Documents) -> tuple[str, str]:
    """What is wrong with a quotation, and the remedy; nothing where it stands in one of the documents and says it."""
    looked, places = [], []
    for citation in cited:
        text = documents.text(citation.source)
        if text is None:
            continue  # that has been told
        looked.append(citation)
        try:
            within = text.stretch(citation.locator)
        except NoPlace as error:
            return error.args[0], said("correct the locator, or leave it out")
        if text.find(quoted.passage, within) is not None:
            return _held(case, quoted, citation.source)
        places.append(text.find(quoted.passage))
    if not looked:
        return "", ""
    if any(place is not None for place in places):
        where = _listed([str(citation) for citation in looked])
        return said("the passage is not at {places}", places=where), said("correct the locator, or leave it out")
    files = _listed([case.sources[citation.source].file or "" for citation in looked])
    return said("the passage is not in {documents}", documents=files), said(
        "quote it word for word, or correct the source"
    )


def _held(case: Case, quoted: _Quoted, source: str) -> tuple[str, str]:
    language, dated = case.sources[source].language, quoted.dated or _published(case.sources[source])
    if quoted.literal is None or holds(quoted.passage, quoted.literal, language, dated):
        return "", ""
    what = said("the passage does not hold {figure}", figure=str(quoted.literal))
    return what, said("quote the sentence that states it, or correct the figure")


def _published(source: Source) -> dt.date | None:
    """The day on which a source appeared, where the case gives a day."""
    date = source.published.value if source.published is not None else None
    return date.first if date is not None and date.first == date.last else None


def _listed(names: Sequence[str]) -> str:
    """One name or the other."""
    *first, last = dict.fromkeys(names)
    listed: str = last
    for name in reversed(first):
        listed = said("{one} or {other}", one=name, other=listed)
    return listed


def holds(passage: str, literal: object, language: str | None = None, dated: dt.date | None = None) -> bool:
    """Whether a passage states a value: by what the grammar reads of its kind, else by its digits.

    `dated` is the day on which it was said, by which dates without a year are read.
    """
    found = list(_read(passage, literal, language, dated)) if type(literal) in _READ else []
    if found:
        return any(_same(one, literal) for one in found)
    return states(normalised(passage), literal)


def _read(passage: str, literal: object, language: str | None, dated: dt.date | None) -> Iterator[object]:
    """The values of the literal's kind that the grammar finds in a passage."""
    from pledgeline.articles.literals import stated  # noqa: PLC0415  # only cases with documents need the grammar
    from pledgeline.articles.reader import read_text  # noqa: PLC0415  # as above

    for fact in read_text(passage, language=language if language in _LANGUAGES else None, dated=dated).facts:
        told = stated(fact)
        for value in (told.value, told.low, told.high) if told is not None else ():
            if type(value) is type(literal):
                yield value


def _same(one: Any, literal: Any) -> bool:  # noqa: ANN401  two literals of one kind
    if isinstance(literal, PartialDate):
        return bool(one.first <= literal.last and literal.first <= one.last)
    return bool(one.order() == literal.order())


def normalised(text: str) -> str:
    """The text with plain quotes, dashes and digits, and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_TYPESET)).split())


def states(passage: str, literal: object) -> bool:
    """Whether a normalised passage holds a value, written as a literal, in digits, or up to twelve in words."""
    if re.search(rf"(?<![\w.,]){re.escape(str(literal))}(?!\w|[.,][0-9])", passage):
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
