"""Content written as YAML: whatever the texts are, they are read again as they were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.files.nodes import Plain, SourceText, plain
from pledgeline.files.yaml_text import parse_yaml
from pledgeline.files.yaml_writing import block, inline, quoted, scalar

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
CONTENT: st.SearchStrategy[Plain] = st.recursive(
    TEXTS.filter(bool),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(str.strip), inner, max_size=3),
)


def read(text: str) -> Plain:
    problems: list[object] = []
    found = plain(parse_yaml(SourceText("a", ".", text), problems))  # type: ignore[arg-type]
    assert problems == []
    return found


@given(st.dictionaries(TEXTS.filter(lambda key: key.strip() not in {"", "<<"}), CONTENT, min_size=1, max_size=4))
def test_what_is_written_is_read_again(content: dict[str, Plain]) -> None:
    assert read("\n".join(block(content)) + "\n") == content
    assert read(inline(content)) == content
    assert read(inline(content, json_only=True)) == content


@given(TEXTS)
def test_a_quoted_text_is_json_too(text: str) -> None:
    assert json.loads(quoted(text)) == text


@pytest.mark.parametrize("text", ["USD 100bn", "2028-12-31", "c120-180", "pledges.us-2024.deadline", "10 GW", "20%"])
def test_plain_texts_stand_without_quotes(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", ["", "a: b", "# c", "null", "é", "a#c1-2", " a", "a ", "- a", "[a", "~", "@a", "a\nb"])
def test_others_stand_in_quotes(text: str) -> None:
    assert scalar(text) == quoted(text)
