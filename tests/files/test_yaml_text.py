"""YAML as trees of text: what it says, where it stands, and what is refused."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.errors import CaseError, Problem
from pledgeline.files.nodes import SourceText, find, plain
from pledgeline.files.text_file import decode
from pledgeline.files.yaml_text import MAX_DEPTH, parse_node, parse_yaml


def tree(text: str) -> object:
    return plain(parse_node(SourceText("test", ".", text), []))


def refused(text: str) -> list[Problem]:
    problems: list[Problem] = []
    try:
        parse_yaml(decode(text.encode(), "test", "."), problems)
    except CaseError as error:
        return list(error.problems)
    return problems


def test_every_scalar_stays_text() -> None:
    text = "{a: NO, b: 010, c: 1e9, d: 2025-10-09, e: 0x1F, f: 1_000, g: on, h: 'quoted', i: .5}"
    assert tree(text) == {
        "a": "NO", "b": "010", "c": "1e9", "d": "2025-10-09", "e": "0x1F", "f": "1_000", "g": "on", "h": "quoted",
        "i": ".5",
    }  # fmt: skip


yaml_trees = st.recursive(
    st.text("abcxyz 019%.-:#{}[]'\"\n", min_size=1, max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), yaml_trees, min_size=1, max_size=4), st.booleans())
def test_reads_the_same_tree_as_the_yaml_package(written: dict[str, object], flow: bool) -> None:  # noqa: FBT001
    text = yaml.safe_dump(written, default_flow_style=flow, default_style='"')
    assert tree(text) == yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  text only


def test_aliases_are_followed() -> None:
    assert tree("a: &x [1, 2]\nb: *x\n") == {"a": ["1", "2"], "b": ["1", "2"]}


def test_places_are_those_of_the_text() -> None:
    root = parse_yaml(SourceText("test", ".", "a: 1\nloans:\n  arm:\n    ltv: {call:  35% , cure: 30%}\n"), [])
    place = find(root, ("loans", "arm", "ltv", "call")).node.mark.place()
    assert (place.line, place.column, place.width, place.text) == (4, 18, 3, "    ltv: {call:  35% , cure: 30%}")


def test_a_path_that_ends_early_says_what_is_left() -> None:
    root = parse_yaml(SourceText("test", ".", "a: [{b: 1}]"), [])
    assert find(root, ("a", "0", "b")).rest == ()
    assert find(root, ("a", 0, "c", "d")).rest == ("c", "d")
    assert find(root, ("a", "7")).rest == ("7",)


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ("", "the file is empty", 1, 1),
        ("# only a comment\n", "the file is empty", 1, 1),
        ("just text", "the file is not a mapping of keys to values", 1, 1),
        ("[1, 2]", "the file is not a mapping of keys to values", 1, 1),
        ("a: 1\na: 2\n", "'a' stands here and in line 1", 2, 1),
        ("a: !!python/object:os.system x", "the tag '!!python/object:os.system'", 1, 4),
        ("a: 1\n---\nb: 2\n", "a second document starts here", 2, 1),
        ("a: &x [*x]", "*x stands within what it names", 1, 8),
        ("a: *x", "nothing is named &x before this", 1, 4),
        ("? [1]\n: 2\n", "a key is a word, not a list or a mapping", 1, 3),
        ("a: [1, 2\nb: 3\n", "not well-formed: a bracket is not closed, or a comma is missing", 2, 2),
        ('a: "text\n', "not well-formed: a quote is not closed", 2, 1),
        ("a: b: c\n", "not well-formed: a second ': ' on the line", 1, 5),
        ("a:\n\t- b\n", "not well-formed: this character cannot start a value", 2, 1),
        ("a: 1\n b: 2\n", "not well-formed: a second ': ' on the line", 2, 3),
        ("a: \x07", "there is a control character (U+0007)", 1, 4),
    ],
)
def test_refuses(text: str, what: str, line: int, column: int) -> None:
    problem = refused(text)[0]
    assert what in problem.what
    assert (problem.where.line, problem.where.column) == (line, column)
    assert problem.remedy


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "[[", "{[", "a: &a ["])
def test_deep_nesting_is_refused_at_once(sign: str) -> None:
    started = time.perf_counter()
    problem = refused("a: " + sign * 200_000)[0]
    assert "deeper than" in problem.what or "not well-formed" in problem.what
    assert time.perf_counter() - started < 5


def test_nesting_up_to_the_limit_is_read() -> None:
    levels = MAX_DEPTH - 1
    assert refused("a: " + "[" * levels + "]" * levels) == []
    assert "deeper" in refused("a: " + "[" * (levels + 1) + "]" * (levels + 1))[0].what


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more than 1,000,000 values" in refused("\n".join(lines))[0].what


def test_aliases_cannot_hide_depth() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 100))]
    assert "deeper than" in refused("\n".join(lines))[0].what


def test_bytes_that_are_not_utf8_are_named_with_their_place() -> None:
    with pytest.raises(CaseError) as caught:
        decode(b"a: 1\nb: caf\xe9\n", "test", ".")
    problem = caught.value.problems[0]
    assert problem.what == "byte 0xe9 at offset 11 is not UTF-8"
    assert (problem.where.line, problem.where.column) == (2, 7)
    assert problem.remedy == "save the file as UTF-8"


@pytest.mark.parametrize(
    ("content", "kind"), [(b"\xff\xfea\x00", "UTF-16"), (b"PK\x03\x04", "a zip archive"), (b"\x1f\x8b\x08", "gzip")]
)
def test_other_kinds_of_files_are_named(content: bytes, kind: str) -> None:
    with pytest.raises(CaseError, match=kind):
        decode(content, "test", ".")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa: 1", "test", ".").text == "a: 1"
