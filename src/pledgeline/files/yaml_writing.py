"""Plain content written as YAML that reads back as the same text: block mappings, or one line in flow style."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.files.nodes import Plain

_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+%/-]*(?: [A-Za-z0-9_.+%/-]+)*")
_EMPTY = frozenset({"null", "Null", "NULL"})
# What JSON leaves as it is and YAML takes for a line end, or does not take at all.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def scalar(text: str) -> str:
    """A text, in quotes unless it is plainly safe without them."""
    if _BARE.fullmatch(text) and text not in _EMPTY:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text in quotes, as JSON and YAML both read it."""
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def inline(content: Plain, *, json_only: bool = False) -> str:
    """Content on one line; with `json_only` every text is in quotes."""
    write = quoted if json_only else scalar
    if isinstance(content, str):
        return write(content)
    if isinstance(content, list):
        return "[" + ", ".join(inline(item, json_only=json_only) for item in content) + "]"
    pairs = (f"{write(key)}: {inline(item, json_only=json_only)}" for key, item in content.items())
    return "{" + ", ".join(pairs) + "}"


def block(content: Mapping[str, Plain], indent: str = "") -> Iterator[str]:
    """The lines of a mapping, without line ends: mappings of texts alone stand on one line where they are short."""
    for key, inner in content.items():
        head = f"{indent}{scalar(key)}:"
        if isinstance(inner, dict) and inner and len(inline(inner)) > _SHORT:
            yield head
            yield from block(inner, f"{indent}  ")
        elif isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            yield head
            for item in inner:
                yield from _item(item, indent)
        else:
            yield f"{head} {inline(inner)}"


_SHORT = 40  # characters of a mapping that may stand on the line of its key


def _item(item: Plain, indent: str) -> Iterator[str]:
    lines = list(block(item, f"{indent}    ")) if isinstance(item, dict) and item else [f"{indent}    {inline(item)}"]
    yield f"{indent}  - {lines[0].lstrip()}"
    yield from lines[1:]
