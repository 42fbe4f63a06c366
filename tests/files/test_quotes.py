"""Quotations: they stand in the document they are taken from, and say what the figure says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.errors import CaseError
from pledgeline.files.quotes import normalised, states
from pledgeline.files.read_case import read_case
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.errors import Problem
    from pledgeline.units.literal import Unit

LETTER = "The group said: “we hold\nsome 4\u00a0billion dollars\tin cash”, and no more.\nShares fell."


def said(
    folder: Path, quote: str, *, file: str | None = "letter.txt", cash: str = "USD 4bn", more: Any = None
) -> tuple[Problem, ...]:
    """The problems of a case whose cash is quoted from a letter that lies beside it."""
    source = {"title": "A letter"} | ({} if file is None else {"file": file})
    figure = {"value": cash, "from": ["letter", *(more or {})], "quote": quote}
    case = case_of({"group": {"cash": figure}, "sources": {"letter": source, **(more or {})}})
    (folder / "case.yaml").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    try:
        read_case(folder / "case.yaml")
    except CaseError as error:
        return error.problems
    return ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the letter in it."""
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "quote",
    ["some 4 billion dollars in cash", "«we hold some 4 billion", '"we hold some 4 billion dollars in cash", and'],
)
def test_a_passage_is_found_whatever_its_spaces_and_quotes(folder: Path, quote: str) -> None:
    assert said(folder, quote) == ()


def test_a_passage_that_is_not_there_is_a_problem_at_the_quotation(folder: Path) -> None:
    (problem,) = said(folder, "5 billion dollars in cash")
    assert (problem.key, problem.what) == ("group.cash.quote", "the passage is not in letter.txt")
    assert problem.remedy == "quote it word for word, or correct the source"
    assert problem.where.text[problem.where.column - 1 :].startswith('"5 billion')


def test_a_passage_without_the_figure_is_a_problem(folder: Path) -> None:
    (problem,) = said(folder, "Shares fell.")
    assert (problem.key, problem.what) == ("group.cash.quote", "the passage does not hold USD 4bn")
    (problem,) = said(folder, "some 4 billion dollars", cash="USD 41bn")
    assert problem.what == "the passage does not hold USD 41bn"


def test_what_is_not_known_is_not_looked_for_in_the_passage(folder: Path) -> None:
    assert said(folder, "Shares fell.", cash="unknown") == ()


def test_a_source_without_a_file_is_taken_at_its_word(folder: Path) -> None:
    assert said(folder, "anything at all", file=None) == ()


def test_one_of_several_documents_is_enough(folder: Path) -> None:
    (folder / "other.txt").write_text("Nothing of it.", encoding="utf-8")
    other = {"other": {"title": "Another", "file": "other.txt"}}
    assert said(folder, "some 4 billion dollars in cash", more=other) == ()
    (problem,) = said(folder, "some 4 billion pounds", more=other)
    assert problem.what == "the passage is not in letter.txt or other.txt"


ARTICLE = """They promised USD 100bn, and no less.

The deadline is the end of 2028, two officials said. Some 100,000 jobs would come.

Le groupe doit 13,5 milliards de dollars."""


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ({"value": "USD 100bn", "from": ["letter#p1"], "quote": "promised USD 100bn"}, ""),
        (
            {"value": "USD 100bn", "from": ["letter#p2"], "quote": "promised USD 100bn"},
            "the passage is not at letter#p2",
        ),
        (
            {"value": "USD 90bn", "from": ["letter"], "quote": "promised USD 100bn"},
            "the passage does not hold USD 90bn",
        ),
        ({"value": "100k", "from": ["letter#p2"], "quote": "Some 100,000 jobs"}, ""),
        ({"value": "2028", "from": ["letter"], "quote": "the end of 2028, two officials"}, ""),
        (
            {"value": "2029", "from": ["letter"], "quote": "the end of 2028, two officials"},
            "the passage does not hold 2029",
        ),
        ({"range": "USD 1bn..USD 2bn", "from": ["letter"], "quote": "and no less"}, ""),
        ({"value": "USD 100bn", "bound": "at_least", "from": ["letter"], "quote": "USD 100bn, and no less"}, ""),
        ({"value": "USD 100bn", "from": ["letter#c5-23"], "quote": "promised USD 100bn"}, ""),
        (
            {"value": "USD 100bn", "from": ["letter#c6-23"], "quote": "promised USD 100bn"},
            "the passage is not at letter#c6-23",
        ),
        ({"value": "USD 13.5bn", "from": ["letter#p3"], "quote": "doit 13,5 milliards de dollars"}, ""),
        (
            {"value": "USD 1350bn", "from": ["letter#p3"], "quote": "doit 13,5 milliards de dollars"},
            "the passage does not hold USD 1.35tn",
        ),
    ],
)
def test_a_claim_is_quoted_as_a_figure_is(tmp_path: Path, claim: dict[str, Any], what: str) -> None:
    (tmp_path / "letter.txt").write_text(ARTICLE, encoding="utf-8")
    case = case_of({"sources": {"letter": {"title": "A letter", "file": "letter.txt"}}, "claims": {"c": claim}})
    (tmp_path / "case.yaml").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    found: tuple[Problem, ...] = ()
    try:
        read_case(tmp_path / "case.yaml")
    except CaseError as error:
        found = error.problems
    assert [(problem.key, problem.what) for problem in found] == ([("claims.c.quote", what)] if what else [])


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("missing.txt", "missing.txt: there is no such file"),
        ("scan.pdf", "scan.pdf is not text in UTF-8"),
        ("/etc/hostname", "'/etc/hostname' is not a file relative to this one"),
        ("https://example.org/a", "'https://example.org/a' is not a file relative to this one"),
    ],
)
def test_a_document_that_cannot_be_read_is_a_problem_at_its_name(folder: Path, file: str, what: str) -> None:
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n\xff\xfe\xfa")
    (problem,) = said(folder, "some 4 billion dollars in cash", file=file)
    assert (problem.key, problem.what) == ("sources.letter.file", what)
    assert problem.where.text[problem.where.column - 1 :].startswith(f'"{file}')


@pytest.mark.parametrize(
    ("passage", "literal"),
    [
        ("a loan of USD 18.5bn", Money.parse("USD 18.5bn")),
        ("13,5 milliards de dollars", Money.parse("USD 13.5bn")),
        ("¥4,985.9 billion", Money.parse("JPY 4_985.9bn")),
        ("1 259,8 milliards", Money.parse("JPY 1_259.8bn")),
        ("in 2025 25 billion were", Money.parse("USD 25bn")),
        ("769,029,000 shares", Count.parse("769.029m")),
        ("a spread of 2.25% over SOFR", Rate.parse("SOFR + 225bp")),
        ("4.5 per cent", Rate.parse("4.5%")),
        ("35 %", Ratio.parse("35%")),
        ("within five (5) Business Days", BusinessDays.parse("5bd")),
        ("within Five business days", BusinessDays.parse("5bd")),
        ("a term of 18 months", Span.parse("18mo")),
        ("due September 30, 2027", PartialDate.parse("2027-09-30")),
        ("in the autumn of 2027", PartialDate.parse("2027-Q4")),
        ("10 gigawatts", Power.parse("10 GW")),
        ("148.8 yen to the dollar", ExchangeRate.parse("JPY 148.8 per USD")),
        ("a beta of 0.5", Number.parse("0.5")),
    ],
    ids=str,
)
def test_a_passage_states_a_figure_in_the_words_of_its_language(passage: str, literal: Unit) -> None:
    assert states(normalised(passage), literal)


@pytest.mark.parametrize(
    ("passage", "literal"),
    [
        ("a loan of USD 18.6bn", Money.parse("USD 18.5bn")),
        ("a loan of some size", Money.parse("USD 18.5bn")),
        ("2.25% over TONA", Rate.parse("SOFR + 225bp")),
        ("within ten business days", BusinessDays.parse("5bd")),
        ("due September 29, 2027", PartialDate.parse("2027-09-30")),
        ("due September 30, 2026", PartialDate.parse("2027-09-30")),
        ("someone", Number.parse("1")),
        ("grown since 2024", Count.parse("20")),
        ("a beta of 1.25", Number.parse("1.2")),
    ],
    ids=str,
)
def test_a_passage_with_another_figure_does_not(passage: str, literal: Unit) -> None:
    assert not states(normalised(passage), literal)
