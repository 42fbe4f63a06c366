"""Programmes, companies and contracts as the content of a resolved case: as written, their figures as literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgeline.case.figure import Figure, Record
from pledgeline.files.resolved_text import Content, Noted

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from pledgeline.case.case import Case

SECTIONS = ("programmes", "reference_classes", "companies", "contracts")
_LEFT_OUT = frozenset({"note", "from"})  # who says so, and why, stands in the case itself


def building_content(case: Case) -> Content:
    """The sections on what is built and who owes whom, by their keys; those that say nothing left out."""
    named = {section: _content(getattr(case, section)) for section in SECTIONS if getattr(case, section)}
    return named | ({"contagion": _content(case.contagion)} if case.companies else {})


def _content(node: object) -> Any:  # noqa: ANN401  # text, mapping or list
    if isinstance(node, Record):
        return _record(node)
    if isinstance(node, dict):
        return {key: _content(inner) for key, inner in node.items()}
    if isinstance(node, tuple):
        return [_content(inner) for inner in node]
    return str(node).lower() if isinstance(node, bool) else str(node)


def _record(record: Record) -> Content:
    found: Content = {}
    for name, field in type(record).model_fields.items():
        key, inner = field.alias or name, getattr(record, name)
        if key in _LEFT_OUT:
            continue
        if inner is None or (isinstance(inner, Figure) and not inner.known):
            default = _default(field)
            if default:
                found[key] = Noted(content=default)
        elif inner not in ((), {}):
            content = _content(inner)
            written = name in record.model_fields_set or isinstance(inner, Record)
            found[key] = content if written else Noted(content=content)
    return {"law": found.pop("law"), **found} if "law" in found else found


def _default(field: FieldInfo) -> str:
    """What leaving a field out means, where that can be written."""
    extra = field.json_schema_extra
    told = str(extra.get("default", "")) if isinstance(extra, dict) else ""
    return "" if " " in told else told
