"""Texts made of texts: English as plain joining gives it, and told again piece by piece."""

from __future__ import annotations

import copy
import pickle

import pytest

from pledgeline.engine.joined import Joined, advised, joined, listed, sentences
from pledgeline.language.saying import Retellable, retold, said
from pledgeline.language.spoken import speaking
from pledgeline.units.text import figured, money_text

DEBT = figured(money_text, 8.5e9, "USD")


def test_names_alone_stay_a_plain_text() -> None:
    found = joined(("Arm", "OpenAI"), ", ")
    assert (found, type(found)) == ("Arm, OpenAI", str)


def test_one_text_needs_nothing_between() -> None:
    assert type(joined(("Arm",), said("; "))) is str


def test_english_is_what_plain_joining_gives() -> None:
    found = joined(("(", DEBT, ")"))
    assert isinstance(found, Retellable)
    assert found == "(USD 8.5bn)"


def test_each_text_is_told_again_where_it_stands() -> None:
    with speaking("fr"):
        assert retold(joined(("(", DEBT, ")"))) == "(8,5\u00a0Md\u00a0USD)"


def test_what_stands_between_is_told_again_too() -> None:
    with speaking("fr"):
        assert retold(joined(("a", "b"), said("; "))) == "a\u00a0; b"


@pytest.mark.parametrize("again", [copy.deepcopy, copy.copy, lambda text: pickle.loads(pickle.dumps(text))])  # noqa: S301
def test_a_copy_and_a_text_from_another_process_remember(again: object) -> None:
    assert callable(again)
    found = again(listed((DEBT, "Arm")))
    assert (type(found), found) == (Joined, "USD 8.5bn, Arm")
    with speaking("fr"):
        assert retold(found) == "8,5\u00a0Md\u00a0USD, Arm"


def test_sentences_follow_each_other() -> None:
    assert sentences(()) == ""
    assert sentences(("One.", "Two.")) == "One. Two."


def test_a_finding_without_a_remedy_stands_alone() -> None:
    assert advised("a fault", "") == "a fault"
    assert advised("a fault", "mend it") == "a fault; mend it"
    with speaking("fr"):
        assert retold(advised("a fault", "mend it")) == "a fault\u00a0; mend it"
