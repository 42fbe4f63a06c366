"""What pydantic found, in the words of the case file and at the place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.case import Case
from pledgeline.errors import Place, Problem
from pledgeline.files.nodes import Node, Scalar, Table, dotted, find
from pledgeline.files.shape import example, keys, spot
from pledgeline.language.saying import said
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import closest, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from pydantic import ValidationError

    from pledgeline.case.figure import Record
    from pledgeline.files.nodes import Found, Path
    from pledgeline.files.shape import Spot

MAX_PROBLEMS = 500  # a file with more is not mended one by one
_KINDS = ("kind", "model", "law")
_CHOICES = {
    ("model", "assets"): said("add model: gbm, merton or kou"),
    ("kind", "assets"): said("add kind: listed, private or fund"),
    ("kind", "loans"): said("add kind: margin, forward or secured"),
    ("law", "programmes"): said("write a span, or add law: triangular, pert, log_normal or reference"),
}
_FUNDING = said("write cash, {draw: a loan or a debt} or {sell: an asset}")
_RUNGS = ("cash", "draw", "sell")
_AT_MATURITY = said("write repay, or {extend: 1y}")


class _Finding(NamedTuple):
    """One error of pydantic, with everything that its sentence may need."""

    type: str
    spot: Spot
    found: Found
    at_key: bool  # whether the key itself is wrong
    context: Mapping[str, Any]
    message: str


class _Sentence(NamedTuple):
    """Where, what, remedy."""

    place: Place
    what: str
    remedy: str = ""


def problems_of(error: ValidationError, root: Node, *, model: type[Record] = Case) -> list[Problem]:
    """Every error as a problem, in the order of the file."""
    findings = []
    for one in error.errors(include_url=False, include_input=False)[:MAX_PROBLEMS]:
        at = spot(model, one["loc"])
        found, at_key = find(root, at.path), one["loc"][-1:] == ("[key]",)
        findings.append(_Finding(one["type"], at, found, at_key, one.get("ctx", {}), one["msg"]))
    deeper = {finding.spot.path[:depth] for finding in findings for depth in range(len(finding.spot.path))}
    problems = []
    for finding in findings:
        if finding.type == "too_short" and finding.spot.path in deeper:
            continue  # it is short only because its items have problems of their own
        place, what, remedy = _sentence(finding)
        problems.append(Problem(where=place, what=what, remedy=remedy, key=dotted(finding.spot.path)))
    return in_order(problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file as first met, then line and column; each problem once; none after the five hundredth."""
    unique = list(dict.fromkeys(problems))
    files = {problem.where.file: rank for rank, problem in reversed(list(enumerate(unique)))}
    ordered = sorted(unique, key=lambda one: (files[one.where.file], one.where.line, one.where.column))
    if len(ordered) < MAX_PROBLEMS:
        return ordered
    last = Problem(
        where=Place(file=ordered[0].where.file), what=said("and more problems than are worth reading at once")
    )
    return [*ordered[: MAX_PROBLEMS - 1], last]


def place_of(found: Found) -> Place:
    """The place of what a path led to: its text; of a mapping or a list, its key."""
    node, key, _ = found
    inner = _worded(node)
    if inner is not None:
        return inner.mark.place()
    return (key or node).mark.place()


def _worded(node: Node) -> Scalar | None:
    """The text that a message can underline: the node itself, or the value of a figure."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Table):
        for name in ("value", "assume"):
            if name in node.entries and isinstance(node.entries[name].node, Scalar):
                return node.entries[name].node  # type: ignore[return-value]  # just checked
    return None


def _sentence(finding: _Finding) -> _Sentence:
    return _SENTENCES.get(finding.type, _wrong_shape)(finding)


def _refused(finding: _Finding) -> _Sentence:
    at, found = finding.context.get("at", ""), finding.found
    if at and isinstance(found.node, Table) and at in found.node.entries:
        key, node = found.node.entries[at]
        found = found._replace(node=node, key=key)
    return _Sentence(place_of(found), finding.context["what"], finding.context["remedy"])


def _name(path: Path) -> str:
    return dotted(path) or said("the case")


def _missing(finding: _Finding) -> _Sentence:
    key, field = str(finding.spot.path[-1]), finding.spot.field
    written = f"{key}: {example(field)}" if field is not None else key
    if finding.found.key is None and len(finding.spot.path) == 1:
        place = finding.found.node.mark._replace(end_line=finding.found.node.mark.line).place()
    else:
        place = place_of(finding.found)
    what = said("{place} has no '{key}'", place=_name(finding.spot.path[:-1]), key=key)
    return _Sentence(place, what, said("add {entry}", entry=written))


def _unknown_key(finding: _Finding) -> _Sentence:
    *parent, last = finding.spot.path
    key = str(last)
    place = (finding.found.key or finding.found.node).mark.place()
    owner = finding.spot.owner
    if parent and parent[0] == "funding" and (key in _RUNGS or owner is None):
        return _Sentence(place, said("this is no source of cash"), _FUNDING)
    allowed = keys(owner) if owner is not None else {}
    used = finding.context.get("used", ())
    if parent and parent[0] == "funding" and len(allowed) == 1 and closest(key, allowed) == "":
        remedy: str = said("only {sell: an asset} has terms")
    else:
        remedy = suggestion(key, [name for name in allowed if name not in used])
    what = said("{place} has no key '{key}'", place=_name(tuple(parent)), key=shorten(key))
    return _Sentence(place, what, remedy)


def _wrong_word(finding: _Finding) -> _Sentence:
    return _one_of(finding, re.findall(r"'([^']*)'", str(finding.context.get("expected", ""))))


def _one_of(finding: _Finding, options: list[str]) -> _Sentence:
    node = finding.found.node
    if finding.at_key and finding.found.key is not None:
        what = said("'{word}' is not known here", word=shorten(str(finding.spot.path[-1])))
        return _Sentence(finding.found.key.mark.place(), what, suggestion(str(finding.spot.path[-1]), options))
    if finding.spot.path[:1] == ("funding",):
        return _Sentence(place_of(finding.found), said("this is no source of cash"), _FUNDING)
    if not isinstance(node, Scalar):
        return _Sentence(place_of(finding.found), said("one word is wanted here"), suggestion("", options))
    remedy = _AT_MATURITY if finding.spot.path[-1:] == ("at_maturity",) else suggestion(node.text, options)
    return _Sentence(node.mark.place(), said("'{word}' is not known here", word=shorten(node.text)), remedy)


def _wrong_kind(finding: _Finding) -> _Sentence:
    tags = re.findall(r"'([^']*)'", str(finding.context.get("expected_tags", "")))
    options = [tag for tag in tags if not tag.startswith("(")]
    node = finding.found.node
    if isinstance(node, Table):
        for name in _KINDS:
            if name in node.entries and isinstance(kind := node.entries[name].node, Scalar):
                return _one_of(finding._replace(found=finding.found._replace(node=kind)), options)
    return _one_of(finding, options)


def _no_kind(finding: _Finding) -> _Sentence:
    key = str(finding.context.get("discriminator", "kind")).strip("'")
    key = "law" if key.endswith("()") else key  # of a union told apart by what is written
    section = str(finding.spot.path[0]) if finding.spot.path else ""
    remedy = _CHOICES.get((key, section)) or said("add {entry}", entry=f"{key}: …")
    what = said("{place} has no '{key}'", place=_name(finding.spot.path), key=key)
    return _Sentence(place_of(finding.found), what, remedy)


_SHAPES = {
    "string_type": (said("one text is wanted here"), said("write one text; put it in quotes if it holds brackets")),
    "model_type": (
        said("keys with values are wanted here"),
        said("write {key: value}, or the keys on lines of their own"),
    ),
    "tuple_type": (said("a list is wanted here"), said("put it in brackets: [ ]")),
    "too_short": (said("there are too few items in this list"), said("add one")),
    "too_long": (said("there are too many items in this list"), said("remove the last")),
    "string_pattern_mismatch": (said("a SHA-256 is wanted here"), said("write its 64 hexadecimal digits")),
}
_SHAPES["dict_type"] = _SHAPES["model_attributes_type"] = _SHAPES["model_type"]
_SHAPES["list_type"] = _SHAPES["tuple_type"]


def _wrong_shape(finding: _Finding) -> _Sentence:
    shape: tuple[str, str] = _SHAPES.get(finding.type, (finding.message, ""))
    what, remedy = shape
    field = finding.spot.field
    if finding.type == "too_short" and isinstance(finding.found.node, Table):
        what = said("nothing stands here")
    if field is not None and finding.type in {"model_type", "model_attributes_type", "tuple_type", "too_short"}:
        remedy = said("write {literal}", literal=f"{finding.spot.path[-1]}: {example(field)}")
    place = place_of(finding.found)
    return _Sentence(place, what, remedy)


_SENTENCES: dict[str, Callable[[_Finding], _Sentence]] = {
    "refused": _refused,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _wrong_word,
    "union_tag_invalid": _wrong_kind,
    "union_tag_not_found": _no_kind,
}
