"""A case written out again as YAML: as it was read, or as the engine sees it.

The text can be read as a case again. What the case left out and the engine
filled in carries the comment `default`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pledgeline.case.figure import Figure, Record
from pledgeline.files.resolved_case import resolved_content
from pledgeline.files.resolved_text import Noted
from pledgeline.language.saying import retold, say

if TYPE_CHECKING:
    from pledgeline.case.case import Case
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedCase

_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+%/-]*(?: [A-Za-z0-9_.+%/-]+)*")


def case_text(case: Case) -> str:
    """The case as YAML, with imports and overrides applied and every figure with its sources."""
    return "".join(f"{line}\n" for line in _lines(written(case), ""))


def resolved_text(document: CaseDocument, resolved: ResolvedCase) -> str:
    """The case as the engine sees it: dated, defaults written out and marked."""
    head = say("As the engine sees it: dated, defaults written out.")
    return "".join(f"{line}\n" for line in (f"# {head}", *_lines(resolved_content(document, resolved), "")))


def written(node: Any) -> Any:  # noqa: ANN401  # any part of a case
    """A part of a case as nested mappings and lists of text, in the words of the file."""
    for kind, write in _WRITERS:
        if isinstance(node, kind):
            return write(node)
    return str(node)


def _record(node: Record) -> dict[str, Any]:
    """The keys of a record that were set, under their names in the file."""
    named = {field.alias or name: name for name, field in type(node).model_fields.items()}
    return {key: written(getattr(node, name)) for key, name in named.items() if name in node.model_fields_set}


def _figure(figure: Figure[Any]) -> Any:  # noqa: ANN401  # text, or a mapping
    content: dict[str, Any] = {"assume" if figure.assumed else "value": str(figure)}
    if figure.assumed:
        content["range"] = f"{figure.low}..{figure.high}"
    if figure.sources:
        content["from"] = [str(citation) for citation in figure.sources]
    if figure.confidence not in {"", "assumed"}:
        content["confidence"] = figure.confidence
    content |= {
        key: text for key, text in (("note", figure.note), ("quote", figure.quote), ("because", figure.because)) if text
    }
    return content["value"] if content.keys() == {"value"} else content


def _lines(content: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, inner in content.items():
        yield from _entry(f"{indent}{_scalar(str(key))}:", inner, indent)


def _entry(head: str, inner: Any, indent: str) -> Iterator[str]:  # noqa: ANN401  # text, mapping or list
    if isinstance(inner, Noted):
        yield f"{head} {_inline(inner.content)}  # {retold(inner.comment)}"
    elif isinstance(inner, Mapping) and inner and not _short(inner):
        yield head
        yield from _lines(inner, f"{indent}  ")
    elif isinstance(inner, list) and inner and not all(isinstance(item, str) for item in inner):
        yield head
        for item in inner:
            yield f"{indent}  - {_inline(item)}"
    else:
        yield f"{head} {_inline(inner)}"


def _short(inner: Mapping[str, Any]) -> bool:
    """Whether a mapping is a figure or a short row that reads better on one line."""
    flat = all(isinstance(item, str) or _is_row(item) for item in inner.values())
    return flat and ("value" in inner or "assume" in inner or "kind" not in inner) and len(_inline(inner)) <= 110  # noqa: PLR2004


def _is_row(item: Any) -> bool:  # noqa: ANN401  # text, mapping or list
    return isinstance(item, list) and all(isinstance(each, str) for each in item)


def _inline(inner: Any) -> str:  # noqa: ANN401  # text, mapping or list
    """A value on one line, in flow style."""
    if isinstance(inner, Noted):
        return _inline(inner.content)
    if isinstance(inner, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {_inline(item)}" for key, item in inner.items()) + "}"
    if isinstance(inner, list):
        return "[" + ", ".join(map(_inline, inner)) + "]"
    return _scalar(inner)


def _scalar(text: str) -> str:
    """A scalar, quoted unless it is plainly safe."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (Figure, _figure),
    (Record, _record),
    (Mapping, lambda node: {key: written(inner) for key, inner in node.items()}),
    ((tuple, list), lambda node: [written(inner) for inner in node]),
    (bool, lambda node: "true" if node else "false"),
)
