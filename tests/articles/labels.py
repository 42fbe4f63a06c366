"""The labelled sentences and articles, and how what was read from them is scored against the labels."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from pledgeline.articles.fact import Fact, Reading, Remark

Language: TypeAlias = Literal["fr", "en"]
Half: TypeAlias = Literal["open", "held"]
Part: TypeAlias = Literal["open", "held", "second", "third"]
Size: TypeAlias = Decimal | str | None

LABELLED = Path(__file__).parent / "labelled"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
HALVES: tuple[Half, ...] = ("open", "held")
PARTS: tuple[Part, ...] = (*HALVES, "second", "third")
FIRST_READING, SECOND_READING, THIRD_READING = "first-reading.csv", "second-reading.csv", "third-reading.csv"
KINDS = ("money", "jobs", "power", "energy", "percent", "share_price", "shares", "date")
ALL, REMARK = "all", "remark"
OVERLAP = 0.5  # of the union of both spans; less than that is another passage
CONTEXT_FLAGS = frozenset({"contradicts_case", "contradicts_article"})  # need a case or a second article


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a careful reader finds at `text[start:end]`; sizes as in `pledgeline.articles.fact.Fact`."""

    kind: str
    start: int
    end: int
    value: Size
    unit: str | None
    low: Size
    high: Size
    status: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLabel:
    """A trap without a figure at `text[start:end]`."""

    flag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One to three sentences, or an article, with its labels in order of start."""

    name: str
    language: Language
    text: str
    dated: date | None
    facts: tuple[Label, ...]
    remarks: tuple[RemarkLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts, which add up: `status` and `flags` are of the facts that are right, `span` has the labelled ends too."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    span: int = 0
    status: int = 0
    flags: int = 0

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found rightly; 1 where nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0


Scores: TypeAlias = dict[str, Score]  # by kind, and ALL and REMARK
Counted: TypeAlias = dict[tuple[Language, Part], Scores]


def _span(text: str, entry: dict[str, Any]) -> tuple[int, int]:
    """Where the quote stands, its nth occurrence; ValueError where the text does not hold it that often."""
    start = -1
    for _ in range(entry.get("nth", 1)):
        start = text.index(entry["quote"], start + 1)
    return start, start + len(entry["quote"])


def _label(text: str, entry: dict[str, Any]) -> Label:
    start, end = _span(text, entry)
    sizes = (entry.get(name) for name in ("value", "low", "high"))
    known = entry["kind"] == "date"
    value, low, high = (size if known or size is None else Decimal(size) for size in sizes)
    status, flags = entry["status"], tuple(sorted(entry.get("flags", ())))
    named = {"value": value, "unit": entry.get("unit"), "low": low, "high": high, "status": status, "flags": flags}
    return Label(kind=entry["kind"], start=start, end=end, **named)


def _remark(text: str, entry: dict[str, Any]) -> RemarkLabel:
    start, end = _span(text, entry)
    return RemarkLabel(flag=entry["flag"], start=start, end=end)


def passages(language: Language, part: Part) -> tuple[Passage, ...]:
    """The labelled passages of one language and part, in the order of the file."""
    entries = yaml.safe_load((LABELLED / f"{language}-{part}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Passage(
            name=entry["id"],
            language=language,
            text=entry["text"],
            dated=entry.get("dated"),
            facts=tuple(_label(entry["text"], fact) for fact in entry["facts"]),
            remarks=tuple(_remark(entry["text"], remark) for remark in entry.get("remarks", ())),
        )
        for entry in entries
    )


def overlap(first: Label | Fact | Remark | RemarkLabel, second: Label | Fact | Remark | RemarkLabel) -> float:
    """What two spans share, as a part of their union: 0 apart, 1 the same."""
    shared = min(first.end, second.end) - max(first.start, second.start)
    union = max(first.end, second.end) - min(first.start, second.start)
    return max(shared, 0) / union if union else 0.0


def agrees(fact: Fact, label: Label) -> bool:
    """Kind, size and unit are equal, and the spans share at least half of their union."""
    sizes = (fact.kind, fact.value, fact.unit, fact.low, fact.high)
    return sizes == (label.kind, label.value, label.unit, label.low, label.high) and overlap(fact, label) >= OVERLAP


def pairs(facts: Sequence[Fact], labels: Sequence[Label]) -> list[tuple[Fact, Label]]:
    """Facts and labels that agree, each used once, the best overlap first."""
    agreeing = [(fact, label) for fact, label in product(facts, labels) if agrees(fact, label)]
    agreeing.sort(key=lambda pair: -overlap(*pair))
    taken: list[tuple[Fact, Label]] = []
    for fact, label in agreeing:
        if not any(fact is one or label is other for one, other in taken):
            taken.append((fact, label))
    return taken


def missed_and_made_up(passage: Passage, reading: Reading) -> tuple[list[Label], list[Fact]]:
    """The labels that nothing agrees with, and the facts that agree with no label."""
    matched = pairs(reading.facts, passage.facts)
    missed = [label for label in passage.facts if not any(label is other for _, other in matched)]
    return missed, [fact for fact in reading.facts if not any(fact is one for one, _ in matched)]


def plain_flags(fact: Fact) -> tuple[str, ...]:
    """The flags that the text alone can give."""
    return tuple(sorted(set(fact.flags) - CONTEXT_FLAGS))


def _kind_score(kind: str, passage: Passage, reading: Reading) -> Score:
    matched = [(fact, label) for fact, label in pairs(reading.facts, passage.facts) if label.kind == kind]
    return Score(
        labelled=sum(label.kind == kind for label in passage.facts),
        found=sum(fact.kind == kind for fact in reading.facts),
        right=len(matched),
        span=sum((fact.start, fact.end) == (label.start, label.end) for fact, label in matched),
        status=sum(fact.status == label.status for fact, label in matched),
        flags=sum(plain_flags(fact) == label.flags for fact, label in matched),
    )


def _remark_score(passage: Passage, reading: Reading) -> Score:
    near = [
        sum(label.flag == found.flag and overlap(found, label) > 0 for found in reading.remarks) > 0
        for label in passage.remarks
    ]
    return Score(labelled=len(passage.remarks), found=len(reading.remarks), right=min(sum(near), len(reading.remarks)))


def score(passage: Passage, reading: Reading) -> Scores:
    """One passage's counts by kind, of all kinds, and of remarks."""
    counts = {kind: _kind_score(kind, passage, reading) for kind in KINDS}
    return counts | {ALL: sum(counts.values(), Score()), REMARK: _remark_score(passage, reading)}


def total(scores: Iterable[Scores]) -> Scores:
    """The sum over passages."""
    added = dict.fromkeys((*KINDS, ALL, REMARK), Score())
    for one in scores:
        added = {kind: count + one[kind] for kind, count in added.items()}
    return added


def measured(read: Callable[[Passage], Reading], language: Language, part: Part) -> Scores:
    """The counts of one language and part, read with `read`."""
    return total(score(passage, read(passage)) for passage in passages(language, part))


def together(counted: Counted, part: Part) -> Score:
    """All kinds of one part, both languages."""
    return sum((counted[language, part][ALL] for language in LANGUAGES), Score())


def _kept(name: str, parts: Iterable[Part]) -> Counted:
    with (LABELLED / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    counts = {
        (row["language"], row["half"], row["kind"]): Score(**{each.name: int(row[each.name]) for each in fields(Score)})
        for row in rows
    }
    return {
        (language, part): {kind: counts[language, part, kind] for kind in (*KINDS, ALL, REMARK)}
        for part in parts
        for language in LANGUAGES
    }


def first_reading() -> Counted:
    """What was counted before any passage of the halves had been seen by the grammar's author; never written again."""
    return _kept(FIRST_READING, HALVES)


def second_reading() -> Counted:
    """What was counted on the second set before the grammar was mended on it; never written again."""
    return _kept(SECOND_READING, ("second",))


def third_reading() -> Counted:
    """What was counted on the third set before the grammar was mended on it; never written again."""
    return _kept(THIRD_READING, ("third",))
