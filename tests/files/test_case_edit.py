"""Entries added to a case file: it then says what it said, and the entries, and no other byte has moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.errors import CaseError
from pledgeline.files.case_edit import with_entries
from pledgeline.files.nodes import SourceText, plain
from pledgeline.files.yaml_text import parse_yaml

if TYPE_CHECKING:
    from pledgeline.files.nodes import Plain

CLAIM: dict[str, Plain] = {"new-1": {"about": "a.b", "quote": "« 1 : #2 »", "from": ["s#c1-2"]}}
HEAD = "pledgeline: v1\ntitle: A case # of ours\n"


def content(written: bytes) -> Plain:
    """What a text says."""
    return plain(parse_yaml(SourceText("case", ".", written.decode("utf-8-sig")), []))


def inserted(before: bytes, after: bytes) -> bytes:
    """The one block that was put in; fails where more than that has changed."""
    length = len(after) - len(before)
    assert length > 0
    start = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    at = next((at for at in range(start, -1, -1) if after[:at] + after[at + length :] == before), None)
    assert at is not None, (before, after)
    return after[at : at + length]


WRITTEN = {
    "no section": HEAD,
    "no line end": HEAD.rstrip(),
    "windows": HEAD.replace("\n", "\r\n"),
    "windows without a line end": "a: b\r\nc: d",
    "old mac": HEAD.replace("\n", "\r"),
    "a mark at the start": "\ufeff" + HEAD,
    "empty braces": HEAD + "claims: {}\nsources: {}\n",
    "empty braces with a comment": HEAD + "claims: {\n  # none yet\n}\n",
    "in braces": HEAD + "claims: {a: {value: 1}, b: {value: 2},} # two\nmore: x\n",
    "on lines": HEAD + "claims:\n  a: {value: 1} # one\n\n  # b: {}\nmore: x\n",
    "deep lines": HEAD + "claims:\n      a:\n         value: 1\n         of:\n         - x\n         - y\nmore: x\n",
    "a text of lines": HEAD + "claims:\n  a: |\n    one\n    # no comment\n\nmore: x\n",
    "a text of lines at the end": HEAD + "claims:\n  a: |\n    one",
    "a kept text at the end": HEAD + "claims:\n  a: |+\n    one\n\n\n",
    "a folded text": HEAD + "claims:\n  a: >-\n    one\n    two\n",
    "quoted over lines": HEAD + 'claims:\n  a: "one\n    two"\n',
    "plain over lines": HEAD + "claims:\n  a: one\n    two\nmore: x\n",
    "an alias": HEAD + "first: &x {value: 1}\nclaims:\n  a: *x\n",
    "the end is marked": HEAD + "...\n",
    "the start is marked": "---\n" + HEAD,
    "indented": "  a: b\n  c: d\n",
    "a tab before a comment": "a: b\t# c\n",
    "json": '{"pledgeline": "v1", "claims": {"a": {"value": "1"}}}',
    "json on lines": '{\n "pledgeline": "v1",\n "claims": {}\n}\n',
    "json without the section": '{\n "pledgeline": "v1"\n}\n',
    "wide letters": "titre: « 😀 é 漢 »\nclaims:\n  a: 漢\n",
    "a line end of Unicode": 'a: "x\u2028y"\nclaims:\n  a: b\n',
}


@pytest.mark.parametrize("name", WRITTEN)
def test_only_the_entry_is_added(name: str) -> None:
    before = WRITTEN[name].encode()
    after = with_entries(before, "claims", CLAIM)
    assert inserted(before, after)
    known = content(before)
    assert isinstance(known, dict)
    held = known.get("claims", {})
    assert isinstance(held, dict)
    assert content(after) == {**known, "claims": {**held, **CLAIM}}


@pytest.mark.parametrize("name", WRITTEN)
def test_line_ends_are_those_of_the_file(name: str) -> None:
    before = WRITTEN[name].encode()
    added = inserted(before, with_entries(before, "claims", CLAIM))
    if b"\r\n" in before:
        assert b"\n" not in added.replace(b"\r\n", b"")
    else:
        assert b"\r\n" not in added


def test_a_json_file_stays_json() -> None:
    after = with_entries(WRITTEN["json"].encode(), "claims", CLAIM)
    assert json.loads(after)["claims"]["new-1"]["quote"] == "« 1 : #2 »"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("claims:\n- a\n", "cannot be added to"),
        ("claims: text\n", "cannot be added to"),
        ("claims: {new-1: x}\n", "cannot be added to"),
        ("claims: &x\n  a: b\nmore: *x\n", "without changing the rest"),
        ("first: &x {a: b}\nclaims: *x\n", "without changing the rest"),
        ("- a\n", "not a mapping"),
    ],
)
def test_a_section_that_cannot_be_added_to_is_refused(before: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        with_entries(before.encode(), "claims", CLAIM)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=12)
KEYS = st.text("abcdefgh-", min_size=1, max_size=6).map(lambda key: f"k{key}")
VALUES: st.SearchStrategy[Plain] = st.recursive(
    TEXTS.filter(str.strip), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
FILES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@given(
    content_before=FILES,
    claims=st.none() | st.dictionaries(KEYS, VALUES, max_size=3),
    flow=st.sampled_from([True, False, None]),
    end=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
    entry=st.dictionaries(KEYS, TEXTS | st.lists(TEXTS, max_size=2), min_size=1, max_size=4),
)
def test_any_file_keeps_every_byte(
    content_before: dict[str, Plain],
    claims: dict[str, Plain] | None,
    *,
    flow: bool | None,
    end: str,
    final: bool,
    entry: dict[str, Plain],
) -> None:
    whole = {**content_before, **({} if claims is None else {"claims": claims})}
    text = yaml.safe_dump(whole, allow_unicode=True, default_flow_style=flow, default_style='"' if flow else None)
    if not final:
        text = text.rstrip("\n")
    before = text.replace("\n", end).encode()
    known = content(before)
    assert isinstance(known, dict)
    after = with_entries(before, "claims", {"new": entry})
    assert inserted(before, after)
    held = known.get("claims", {})
    assert isinstance(held, dict)
    assert content(after) == {**known, "claims": {**held, "new": entry}}
