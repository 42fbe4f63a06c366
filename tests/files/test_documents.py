"""Documents beside a case: the places that citations name, and where a passage stands in the text as it came."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from pledgeline.articles.original import original
from pledgeline.errors import CaseError
from pledgeline.files.documents import NoPlace, SourceText
from pledgeline.files.read_case import read_case
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.errors import Problem

LETTER = "A first one.\n\nThe second: USD 4bn\nin two lines.\n \nA third, USD 5bn."
PAGED = "One page, USD 4bn.\fTwo pages.\f\f \fThree, USD 5bn."


def stretch(text: str, locator: str) -> str | None:
    found = SourceText(original(text)).stretch(locator)
    return None if found is None else text[slice(*found)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_paragraphs_stand_between_blank_lines_whatever_ends_a_line(ends: str) -> None:
    text = LETTER.replace("\n", ends)
    assert stretch(text, "p1") == "A first one."
    assert stretch(text, "p2") == f"The second: USD 4bn{ends}in two lines."
    assert stretch(text, "p3") == "A third, USD 5bn."


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    assert [stretch("one\ntwo\r\nthree\n", f"p{number}") for number in (1, 2, 3)] == ["one", "two", "three"]


def test_pages_end_with_a_form_feed_and_empty_ones_do_not_count() -> None:
    assert [stretch(PAGED, f"page{number}") for number in (1, 2, 3)] == [
        "One page, USD 4bn.", "Two pages.", "Three, USD 5bn.",
    ]  # fmt: skip
    assert stretch(PAGED, "page 2") == "Two pages."


def test_characters_run_up_to_but_not_including_the_second() -> None:
    assert stretch(LETTER, "c2-7") == "first"
    assert stretch(LETTER, f"c0-{len(LETTER)}") == LETTER


@pytest.mark.parametrize("note", ["", "para 4", "table 3", "P4", "p4-5", "page", "c5", "p 4", "slide 7"])
def test_anything_else_is_a_note_for_a_reader(note: str) -> None:
    assert stretch(LETTER, note) is None


@pytest.mark.parametrize(
    ("locator", "what"),
    [
        ("p0", "p0 is no place in it: it has 3 paragraphs"),
        ("p4", "p4 is no place in it: it has 3 paragraphs"),
        ("page2", "page2 is no place in it: it has 1 pages"),
        ("c5-5", f"c5-5 is no place in it: it has {len(LETTER)} characters"),
        ("c9-5", f"c9-5 is no place in it: it has {len(LETTER)} characters"),
        (f"c0-{len(LETTER) + 1}", f"c0-{len(LETTER) + 1} is no place in it: it has {len(LETTER)} characters"),
    ],
)
def test_a_place_outside_the_document_is_refused_with_its_size(locator: str, what: str) -> None:
    with pytest.raises(NoPlace) as caught:
        stretch(LETTER, locator)
    assert caught.value.args[0] == what


def test_a_passage_is_found_within_its_paragraph_alone() -> None:
    text = SourceText(original(LETTER))
    third = text.stretch("p3")
    assert text.find("USD 5bn", third) == (LETTER.index("USD 5bn"), LETTER.index("USD 5bn") + 7)
    assert text.find("USD 4bn", third) is None
    assert text.find("USD 4bn") is not None


def test_the_second_of_two_places_is_found_where_the_citation_names_it() -> None:
    text = "It owes USD 4bn.\n\nAgain: it owes USD 4bn."
    found = SourceText(original(text))
    assert found.find("USD 4bn", found.stretch("p2")) == (text.rindex("USD 4bn"), text.rindex("USD 4bn") + 7)


@pytest.mark.parametrize(
    ("text", "passage", "there"),
    [
        ("he said “we\u00a0hold  it”.", '"we hold it"', "“we\u00a0hold  it”"),
        ("il dit «\u00a0nous le tenons\u00a0» hier", "« nous le tenons »", "«\u00a0nous le tenons\u00a0»"),
        ("it’s 5\u202f000 — about", "it's 5 000 - about", "it’s 5\u202f000 — about"),
        ("in two\r\n\tlines of it", "two lines", "two\r\n\tlines"),
        ("of in\u00adter\u200best to us", "interest", "in\u00adter\u200best"),
    ],
)
def test_spaces_signs_and_what_cannot_be_seen_do_not_matter_and_offsets_are_those_of_the_text(
    text: str, passage: str, there: str
) -> None:
    found = SourceText(original(text)).find(passage)
    assert found is not None
    assert text[slice(*found)] == there


WORDS = st.lists(st.sampled_from(["alpha", "beta", "“gamma”", "d’elta", "5\u202f000", "n°"]), min_size=1, max_size=12)
SPACES = st.sampled_from([" ", "\u00a0", "\n", "\r\n", "\t", "  "])


@given(words=WORDS, spaces=st.lists(SPACES, min_size=11, max_size=11), cut=st.tuples(st.integers(0), st.integers(0)))
@bounded(max_examples=150, deadline=None)
def test_any_run_of_words_is_found_at_characters_that_spell_it(
    words: list[str], spaces: list[str], cut: tuple[int, int]
) -> None:
    start, end = sorted((cut[0] % len(words), cut[1] % len(words)))
    wanted = words[start : end + 1]
    text = "".join(word + space for word, space in zip(words, [*spaces, ""], strict=False))
    found = SourceText(original(text)).find(" ".join(wanted))
    assert found is not None
    assert _plain(text[slice(*found)]) == _plain(" ".join(wanted))


def _plain(text: str) -> list[str]:
    return text.translate(str.maketrans("“”’\u202f", '""\' ')).split()


# In a case.


def problems(folder: Path, *, letter: str = LETTER, locator: str = "", sha256: str | None = None) -> list[Problem]:
    (folder / "letter.txt").write_bytes(letter.encode())
    source = {"title": "A letter", "file": "letter.txt"} | ({"sha256": sha256} if sha256 is not None else {})
    cited = f"letter#{locator}" if locator else "letter"
    cash = {"value": "USD 4bn", "from": [cited], "quote": "The second: USD 4bn in two lines"}
    case = case_of({"group": {"cash": cash}, "sources": {"letter": source}})
    (folder / "case.yaml").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    try:
        read_case(folder / "case.yaml")
    except CaseError as error:
        return list(error.problems)
    return []


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("letter", [LETTER, LETTER.replace("\n", "\r\n"), "\ufeff" + LETTER])
def test_the_hash_is_that_of_the_file_byte_for_byte(tmp_path: Path, letter: str) -> None:
    assert problems(tmp_path, letter=letter, sha256=digest(letter), locator="p2") == []


def test_another_text_than_the_one_that_was_read_is_named_once_with_its_hash(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, letter=LETTER + " ", sha256=digest(LETTER))
    assert problem.key == "sources.letter.sha256"
    assert problem.what == "letter.txt is not the text that was read: its SHA-256 is another"
    assert problem.remedy.endswith(f"write sha256: {digest(LETTER + ' ')}")
    assert problem.where.text[problem.where.column - 1 :].startswith(f'"{digest(LETTER)}')


@pytest.mark.parametrize(
    ("locator", "what"),
    [
        ("p1", "the passage is not at letter#p1"),
        ("c0-20", "the passage is not at letter#c0-20"),
        ("p9", "p9 is no place in it: it has 3 paragraphs"),
        ("page 1", ""),
        ("c14-48", ""),
        ("a note", ""),
    ],
)
def test_a_passage_must_stand_where_its_citation_says(tmp_path: Path, locator: str, what: str) -> None:
    assert [problem.what for problem in problems(tmp_path, locator=locator)] == ([what] if what else [])


def test_only_hexadecimal_digits_are_a_hash(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, sha256="F" * 64)
    assert problem.key == "sources.letter.sha256"
