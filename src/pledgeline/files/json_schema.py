"""The JSON Schema of a case file, so that an editor completes and checks it.

Draft 2020-12. An editor types scalars as YAML does, the reader takes them as
text: where a literal looks like a number or a truth value, both are accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgeline.case.case import Case
from pledgeline.case.figure import CONFIDENCES, FIGURE_MARK, UNKNOWN
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    from pledgeline.units.literal import Unit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_UNITS: tuple[type[Unit], ...] = (
    Money, Ratio, Count, Number, Rate, Span, BusinessDays, PartialDate, ExchangeRate, Power,
)  # fmt: skip
_NUMBERS = frozenset({"Count", "Number"})  # `100000` and `1.5` are numbers to an editor, `2028` is an integer
_INTEGERS = frozenset({"PartialDate"})

Schema = dict[str, Any]


def case_schema() -> Schema:
    """The schema, the same on every call; definitions in alphabetical order."""
    made = Case.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _tidy(record) for name, record in made.pop("$defs").items()}
    definitions |= {f"{unit.__name__}Figure": _figure(unit) for unit in _UNITS}
    definitions["Citations"] = {**_TEXTS, "description": "sources by id, with a locator: press-a#p4"}
    root = _tidy(made)
    required = root.pop("required")
    root["properties"] |= _SECTIONS
    return {
        "$schema": DIALECT,
        "title": "Pledgeline case",
        **root,
        # what an imported file brings cannot be seen from here
        "anyOf": [{"required": ["import"]}, {"required": required}],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


_TEXTS: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_SECTIONS: Schema = {
    "import": {**_TEXTS, "description": "files merged into this one, relative to its folder"},
    "overrides": {"type": "object", "description": "dotted path: what stands there instead, applied last"},
}


def _tidy(node: Any) -> Any:  # noqa: ANN401  any part of a schema
    """A part of pydantic's schema with figures as references, without titles and without the null of optional keys."""
    if isinstance(node, list):
        return [_tidy(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    if FIGURE_MARK in node:
        rest = {key: inner for key, inner in node.items() if key not in {FIGURE_MARK, "title"}}
        return {"$ref": f"#/$defs/{node[FIGURE_MARK]}Figure", **rest}
    tidy = {
        key: {name: _tidy(each) for name, each in inner.items()} if key == "properties" else _tidy(inner)
        for key, inner in node.items()
        if not (key == "title" and isinstance(inner, str))
    }
    if "default" in tidy and (tidy["default"] is None or isinstance(tidy["default"], dict | list)):
        del tidy["default"]  # an empty section says nothing
    if tidy.get("type") == "string" and "format" not in tidy and "enum" not in tidy and "const" not in tidy:
        tidy["minLength"] = 1
    return _without_null(tidy)


def _without_null(node: Schema) -> Schema:
    options = node.get("anyOf", [])
    kept = [option for option in options if option != {"type": "null"}]
    if len(kept) == len(options):
        return node
    rest = {key: inner for key, inner in node.items() if key != "anyOf"}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def _figure(unit: type[Unit]) -> Schema:
    """A literal, or a mapping that says how it is known."""
    note: Schema = {"type": "string"}
    how: Schema = {
        "from": {"$ref": "#/$defs/Citations"},
        "confidence": {"enum": list(CONFIDENCES)},
        "note": note,
        "quote": {**note, "description": "the passage of the source that holds the figure"},
        "because": {**note, "description": "why this figure is used, where other sources say otherwise"},
    }
    ends = unit.PATTERN
    ranged: Schema = {"type": "string", "pattern": f"^(?:{ends})\\.\\.(?:{ends})$", "examples": [unit.RANGE]}
    return {
        "description": f"{unit.NAME}, such as {unit.EXAMPLE}, with its source; or an assumption with its range",
        "oneOf": [
            _literal(unit, f"(?:{UNKNOWN}|{ends})"),
            {
                "type": "object",
                "properties": {"value": _literal(unit, f"(?:{UNKNOWN}|{ends})"), **how},
                "required": ["value"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"assume": _literal(unit, f"(?:{ends})"), "range": ranged, **how},
                "required": ["assume", "range"],
                "additionalProperties": False,
            },
        ],
    }


def _literal(unit: type[Unit], pattern: str) -> Schema:
    types = ["string"]
    types += ["number"] if unit.__name__ in _NUMBERS else ["integer"] if unit.__name__ in _INTEGERS else []
    return {"type": types if len(types) > 1 else types[0], "pattern": f"^{pattern}$", "examples": [unit.EXAMPLE]}
