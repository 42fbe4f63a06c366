"""The labels are sound, the scoring can fail, the page says what is measured, and the aims are met on both halves."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest

from pledgeline.articles.fact import Fact, Kind, Reading, Status
from tests.articles.labels import (
    ALL,
    HALVES,
    KINDS,
    LANGUAGES,
    PARTS,
    REMARK,
    Label,
    Passage,
    Score,
    first_reading,
    passages,
    score,
    second_reading,
    third_reading,
    together,
)
from tests.articles.quality import PAGE, page, today

if TYPE_CHECKING:
    from tests.articles.labels import Counted, Part, Size

PRECISION, RECALL, STATUS = 0.98, 0.95, 0.95
FLAGS = {
    *("approximate", "at_least", "at_most", "basis_points", "billion_in_french", "cut", "deadline"),
    *("dollar_of_no_country", "no_currency", "points", "relative", "size_unknown", "trillion_in_french"),
    *("year_inferred", "year_unknown"),
}
KEPT = [(first_reading(), HALVES), (second_reading(), ("second",)), (third_reading(), ("third",))]
TEXT = "They promised $5bn and 40 jobs."


@pytest.fixture(scope="module")
def counted() -> Counted:
    """The counts of today."""
    return today()


def everything() -> list[Passage]:
    """All passages of both languages and all parts."""
    return [passage for language in LANGUAGES for part in PARTS for passage in passages(language, part)]


def money(**other: Size) -> Label:
    """The label of the five billion."""
    sizes: dict[str, Size] = {"value": Decimal(5_000_000_000), "low": None, "high": None, **other}
    named = {"status": "pledged", "flags": ("dollar_of_no_country",)}
    return Label(kind="money", start=14, end=18, unit="USD", **sizes, **named)  # type: ignore[arg-type]


def found(label: Label, **other: object) -> Fact:
    """A fact that says what the label says, but for what is named."""
    same = {each.name: getattr(label, each.name) for each in fields(Label)} | other
    quote = TEXT[same["start"] : same["end"]]
    return Fact(**same, quote=quote, parties=(), sentence=(0, len(TEXT)))


def scored(labels: tuple[Label, ...], *facts: Fact) -> Score:
    """The score over all kinds of these facts against these labels."""
    passage = Passage(name="one", language="en", text=TEXT, dated=None, facts=labels, remarks=())
    return score(passage, Reading(language="en", facts=facts, remarks=()))[ALL]


def test_a_fact_equal_to_its_label_is_right_in_everything() -> None:
    assert scored((money(),), found(money())) == Score(labelled=1, found=1, right=1, span=1, status=1, flags=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": Decimal(5_000_000)},
        {"unit": "CAD"},
        {"kind": "share_price"},
        {"low": Decimal(5_000_000_000)},
        {"high": Decimal(5_000_000_000)},
        {"start": 0, "end": 9},
        {"end": 23},
    ],
)
def test_a_fact_with_another_size_unit_kind_or_place_is_both_missed_and_made_up(wrong: dict[str, object]) -> None:
    assert scored((money(),), found(money(), **wrong)) == Score(labelled=1, found=1)


def test_span_status_and_flags_are_counted_apart() -> None:
    fact = found(money(), end=19, status="signed", flags=())
    assert scored((money(),), fact) == Score(labelled=1, found=1, right=1)


def test_a_label_is_used_once() -> None:
    assert scored((money(),), found(money()), found(money())).right == 1


def test_shares_are_of_what_was_found_and_of_what_is_labelled() -> None:
    counts = Score(labelled=8, found=5, right=4)
    assert (counts.precision, counts.recall) == (0.8, 0.5)
    assert (counts + counts).labelled == 16


def test_labels_use_the_words_of_the_reader() -> None:
    labels = [label for passage in everything() for label in passage.facts]
    assert {label.kind for label in labels} == set(KINDS) == set(get_args(Kind))
    assert {label.status for label in labels} == set(get_args(Status))
    assert {flag for label in labels for flag in label.flags} == FLAGS


def test_labels_stand_in_order_and_do_not_overlap() -> None:
    for passage in everything():
        ends = [place for label in passage.facts for place in (label.start, label.end)]
        assert ends == sorted(ends), passage.name


def test_each_part_is_large_has_empty_passages_and_shares_none_with_another() -> None:
    for language in LANGUAGES:
        parts = {part: passages(language, part) for part in PARTS}
        for part, within in parts.items():
            least, empty = (30, 0.05) if part == "third" else (50, 0.1)  # plain prose: shorter, and dense with figures
            assert len(within) >= least
            assert sum(not passage.facts for passage in within) / len(within) > empty
        texts = [passage.text for within in parts.values() for passage in within]
        assert len(texts) == len(set(texts))


def test_the_page_says_what_is_measured(counted: Counted) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(counted)


@pytest.mark.parametrize(("kept", "parts"), KEPT)
def test_the_readings_kept_are_of_these_labels(kept: Counted, parts: tuple[Part, ...]) -> None:
    assert set(kept) == {(language, part) for language in LANGUAGES for part in parts}
    for (language, part), counts in kept.items():
        labels = [label for passage in passages(language, part) for label in passage.facts]
        assert counts[ALL] == sum((counts[kind] for kind in KINDS), Score())
        assert counts[ALL].labelled == len(labels)
        assert counts[REMARK].labelled == sum(len(passage.remarks) for passage in passages(language, part))


@pytest.mark.parametrize("part", PARTS)
def test_the_aims_are_met(counted: Counted, part: Part) -> None:
    counts = together(counted, part)
    assert counts.precision >= PRECISION
    assert counts.recall >= RECALL


@pytest.mark.parametrize("part", ["open", "second", "third"])
def test_the_status_is_read_where_the_grammar_was_mended(counted: Counted, part: Part) -> None:
    counts = together(counted, part)
    assert counts.status / counts.right >= STATUS
