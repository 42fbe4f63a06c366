"""Where an article says otherwise than the case, or than another article.

The rule is precise rather than complete; where it is not sure it stays silent.
It is written out in `docs/models/review.md`. In short: a sentence speaks of a
subject of the case (a pledge, a commitment, a loan) that it names; of several
such subjects, of the one whose figures it repeats. A figure of that sentence
which the case gives otherwise is a contradiction where nothing else explains
the difference: not its status, not another figure beside it, not its bounds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.articles.literals import stated
from pledgeline.articles.words import IDLE, MORE
from pledgeline.units.partial_date import PartialDate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pledgeline.articles.fact import Fact, Reading
    from pledgeline.articles.known import Known, KnownFigure, Subject
    from pledgeline.units.literal import Unit

ABOUT = Decimal("0.1")  # how far "about 100" may lie from what is meant, as a fraction
ALIKE = 2  # content words that two sentences about the same thing share, beside names and figures
CURRENT = 183  # days within which an article may speak of the balances of a case
UNSURE = frozenset(
    {
        "basis_points", "billion_in_french", "cut", "no_currency", "points", "relative",
        "size_unknown", "trillion_in_french", "year_unknown",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{4,}")


class Extent(NamedTuple):
    """What a value may be: a family that compares, and its ends; None for no end."""

    family: str
    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Extent) -> bool:
        """Whether both may be the same."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and self.low > other.high
        return not below and not above


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A fact beside the figure of the case that it speaks of; `says` is that figure, or its range, as a literal."""

    fact: Fact
    path: str
    says: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two facts of two articles that cannot both be right; each with the place of its article in the list."""

    first: tuple[int, Fact]
    second: tuple[int, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text with what was read in it."""

    text: str
    reading: Reading
    dated: dt.date | None = None


def compared(article: Article, known: Known) -> tuple[Comparison, ...]:
    """Every fact of which the rule can tell what figure of the case it speaks of, in order."""
    found = [one for facts in _by_sentence(article.reading) for one in _in_sentence(facts, article, known)]
    return tuple(sorted(found, key=lambda one: one.fact.start))


def _by_sentence(reading: Reading) -> Iterable[list[Fact]]:
    sentences: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    for fact in reading.facts:
        sentences[fact.sentence].append(fact)
    return sentences.values()


def _in_sentence(facts: list[Fact], article: Article, known: Known) -> Iterator[Comparison]:
    parties = {party.id for party in facts[0].parties if party.id}
    words = set(_words(article.text, facts[0].sentence))
    named = [one for one in known.subjects if _named(one, parties, words)]
    repeated = {one.path: _repeated(one, facts, parties) for one in named}
    subject = _subject_of(named, repeated, parties)
    if subject is None:
        return
    agreed = repeated[subject.path]
    anywhere = {id(fact) for pairs in repeated.values() for fact, _ in pairs}
    yield from (_comparison(fact, figure, agrees=True) for fact, figure in agreed)
    sure = _wholly(subject, parties) or any(fact.kind != "date" for fact, _ in agreed)
    if not sure or words & MORE or not _current(subject, article):
        return
    for fact in facts:
        figure = None if id(fact) in anywhere else _denied(fact, facts, subject)
        if figure is not None:
            yield _comparison(fact, figure, agrees=False)


def _comparison(fact: Fact, known: KnownFigure, *, agrees: bool) -> Comparison:
    figure = known.figure
    says = f"{figure.low}..{figure.high}" if figure.assumed else str(figure)
    return Comparison(fact=fact, path=known.path, says=says, agrees=agrees)


def _named(subject: Subject, parties: set[str], words: set[str]) -> bool:
    named = _wholly(subject, parties) if subject.both else subject.maker in parties
    return named and (not subject.words or bool(subject.words & words))


def _wholly(subject: Subject, parties: set[str]) -> bool:
    return subject.maker in parties and bool(subject.others & parties)


def _current(subject: Subject, article: Article) -> bool:
    if subject.as_of is None:
        return True
    return article.dated is not None and abs((article.dated - subject.as_of).days) <= CURRENT


def _subject_of(
    named: Sequence[Subject], repeated: Mapping[str, Sequence[object]], parties: set[str]
) -> Subject | None:
    """The one subject the sentence speaks of: whose figures it repeats most, else the one it names wholly."""
    most = max((len(repeated[one.path]) for one in named), default=0)
    likely = [one for one in named if (len(repeated[one.path]) == most if most else _wholly(one, parties))]
    return likely[0] if len(likely) == 1 else None


def _repeated(subject: Subject, facts: Iterable[Fact], parties: set[str]) -> list[tuple[Fact, KnownFigure]]:
    """The facts that agree with a figure of the subject, each with the first such figure.

    That a day is the one on which a promise was made tells nothing by itself.
    """
    found = []
    for fact in facts:
        figure = next((one for one in subject.figures if _of_kind(fact, one) and _agrees(fact, one)), None)
        if figure is not None:
            found.append((fact, figure))
    if _wholly(subject, parties) or any(not _happened(figure) for _, figure in found):
        return found
    return []


def _happened(known: KnownFigure) -> bool:
    """Whether it is the day of something that has happened."""
    return known.kind == "date" and not known.deadline


def _of_kind(fact: Fact, known: KnownFigure) -> bool:
    return fact.kind == known.kind and (fact.kind != "date" or ("deadline" in fact.flags) == known.deadline)


def _agrees(fact: Fact, known: KnownFigure) -> bool:
    """Whether fact and figure may be the same, and the fact says enough to tell."""
    ours, theirs = extent_of(fact), _extent_of_figure(known)
    if _happened(known) and (known.figure.assumed or len(str(fact.value)) < len("2028-12")):
        return False  # a year, or some day of a wide range, is no day that could be known again
    bounded = ours is not None and ours.low is not None and ours.high is not None
    close = bounded or _bound_of(fact) == known.figure.value
    return ours is not None and ours.family == theirs.family and close and ours.meets(theirs)


def _bound_of(fact: Fact) -> Unit | None:
    found = stated(fact)
    return found.value if found is not None else None


def _denied(fact: Fact, facts: list[Fact], subject: Subject) -> KnownFigure | None:
    """The figure of the subject that the fact contradicts."""
    if UNSURE.intersection(fact.flags) or sum(one.kind == fact.kind and _same_role(one, fact) for one in facts) > 1:
        return None
    ours = extent_of(fact)
    fitting = [one for one in subject.figures if _of_kind(fact, one) and fact.status in one.statuses]
    if ours is None or not fitting:
        return None
    others = [_extent_of_figure(one) for one in fitting]
    if any(ours.family != other.family or ours.meets(other) for other in others):
        return None
    return fitting[0]


def _same_role(one: Fact, other: Fact) -> bool:
    return one.kind != "date" or ("deadline" in one.flags) == ("deadline" in other.flags)


def extent_of(fact: Fact) -> Extent | None:
    """What the fact may mean; None where it cannot be compared."""
    found = stated(fact)
    if found is None:
        return None
    ends = (found.low, found.high)
    one_sided = "at_least" in fact.flags or "at_most" in fact.flags
    if found.value is not None and (fact.kind == "date" or not one_sided):
        ends = (found.value, found.value)
    low, high = ends
    extent = _extent(low, high)
    if "approximate" not in fact.flags or fact.kind == "date":
        return extent
    margin = 1 - ABOUT, 1 + ABOUT
    return extent._replace(
        low=None if extent.low is None else extent.low * margin[0],
        high=None if extent.high is None else extent.high * margin[1],
    )


def _extent_of_figure(known: KnownFigure) -> Extent:
    figure = known.figure
    return _extent(figure.low or figure.value, figure.high or figure.value)


def _extent(low: Unit | None, high: Unit | None) -> Extent:
    end = low if low is not None else high
    assert end is not None  # noqa: S101  a fact without any end is not stated
    first = Decimal(low.first.toordinal()) if isinstance(low, PartialDate) else low.order()[1] if low else None
    return Extent(family=end.order()[0], low=first, high=high.order()[1] if high else None)


def disagreements(articles: Sequence[Article]) -> tuple[Disagreement, ...]:
    """Facts of different articles that say otherwise of what seems to be the same thing."""
    alike: dict[tuple[object, ...], list[tuple[int, Fact]]] = defaultdict(list)
    for at, article in enumerate(articles):
        for facts in _by_sentence(article.reading):
            parties = frozenset(party.id or party.text for party in facts[0].parties)
            for fact in facts:
                if parties and _comparable(fact, facts):
                    alike[fact.kind, fact.status, parties].append((at, fact))
    found = [
        Disagreement(first=one, second=other)
        for group in alike.values()
        for one, other in combinations(group, 2)
        if one[0] != other[0] and _disagree(one, other, articles)
    ]
    return tuple(sorted(found, key=lambda pair: (pair.first[0], pair.first[1].start, pair.second[0])))


def _comparable(fact: Fact, facts: list[Fact]) -> bool:
    """Whether a fact can be set beside one of another article: alone of its kind in its sentence, and certain."""
    if UNSURE.intersection(fact.flags) or fact.status == "denied" or fact.kind in {"percent", "share_price", "shares"}:
        return False
    if fact.kind == "date" and "deadline" not in fact.flags:
        return False
    return sum(one.kind == fact.kind and _same_role(one, fact) for one in facts) == 1


def _disagree(one: tuple[int, Fact], other: tuple[int, Fact], articles: Sequence[Article]) -> bool:
    ours, theirs = extent_of(one[1]), extent_of(other[1])
    if ours is None or theirs is None or ours.family != theirs.family or ours.meets(theirs):
        return False
    content = [_content(articles[at], fact) for at, fact in (one, other)]
    return len(content[0] & content[1]) >= ALIKE


def _content(article: Article, fact: Fact) -> set[str]:
    """The words of the fact's sentence that are neither idle, nor names, nor part of a figure."""
    start, end = fact.sentence
    places = [(one.start, one.end) for one in article.reading.facts] + [(one.start, one.end) for one in fact.parties]
    taken = [place for place in places if start <= place[0] < end]
    letters = list(article.text[start:end])
    for first, last in taken:
        letters[first - start : last - start] = " " * (min(last, end) - first)
    return {word.casefold() for word in _WORD.findall("".join(letters))} - IDLE


def _words(text: str, sentence: tuple[int, int]) -> Iterator[str]:
    yield from (word.casefold() for word in re.findall(r"[^\W\d_]+", text[slice(*sentence)]))
