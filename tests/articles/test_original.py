"""Spans lead back to the text as it came, whatever stands in it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.articles.original import original
from pledgeline.articles.reader import read_text

UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff"
SENTENCE = "Le groupe s'engage à verser au moins 12 500 000 euros d'ici la fin de 2029."
STRANGE = st.text(alphabet=st.sampled_from("1 2,.5€$%aé\u0301\u00a0\u202f\r\n\u2028½²ﬁ’–-" + UNSEEN), max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1\u202f000\u00a0€", "1 000 €"),
        ("12\u200b3", "123"),
        ("e\u0301te\u0301", "été"),
        ("ﬁn", "fin"),
        ("\uff11\uff12", "12"),
        ("mil\u00adliards", "milliards"),
        ("l’an “x” 2\u20113 −4", 'l\'an "x" 2-3 -4'),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("1½ 100² …", "1½ 100 ..."),
    ],
)
def test_the_plain_form(text: str, plain: str) -> None:
    assert original(text).plain == plain


def test_a_span_holds_the_unseen_signs_inside_it_and_none_around_it() -> None:
    source = original("\u200e1\u200b2\u200e 3")
    assert source.plain == "12 3"
    assert source.span(0, 2) == (1, 4)


@given(STRANGE)
@settings(max_examples=300)
def test_every_span_of_the_plain_form_stands_for_a_piece_of_the_text(text: str) -> None:
    source = original(text)
    ends = [source.span(at, at + 1) for at in range(len(source.plain))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert all(before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(ends))
    assert all(original(text[start:end]).plain for start, end in ends)


@given(st.lists(st.tuples(st.integers(0, len(SENTENCE)), st.sampled_from(UNSEEN)), max_size=12))
@settings(max_examples=200)
def test_unseen_signs_change_no_fact_and_stay_out_of_or_inside_its_quote(marks: list[tuple[int, str]]) -> None:
    text = SENTENCE
    for at, mark in sorted(marks, reverse=True):
        text = text[:at] + mark + text[at:]
    plain, marked = (read_text(each, language="fr").facts for each in (SENTENCE, text))
    assert [(fact.value, fact.low, fact.high, fact.flags, fact.status) for fact in marked] == [
        (fact.value, fact.low, fact.high, fact.flags, fact.status) for fact in plain
    ]
    bare = str.maketrans("", "", UNSEEN)
    assert [fact.quote.translate(bare) for fact in marked] == [fact.quote for fact in plain]
    assert all(text[fact.start : fact.end] == fact.quote for fact in marked)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends_shift_spans_and_nothing_else(end: str) -> None:
    text = f"Un titre{end}{end}{SENTENCE}{end}Une fin{end}"
    found = read_text(text, language="fr").facts
    assert [fact.quote for fact in found] == [fact.quote for fact in read_text(SENTENCE, language="fr").facts]
    assert all(text[fact.start : fact.end] == fact.quote for fact in found)
