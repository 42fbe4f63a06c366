"""The JSON Schema accepts what the reader accepts and refuses the obvious errors."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from pledgeline.files.json_schema import case_schema
from pledgeline.files.nodes import SourceText, plain
from pledgeline.files.yaml_text import parse_node

jsonschema = pytest.importorskip("jsonschema")

CASES = Path(str(files("pledgeline").joinpath("data")))
BROKEN = Path(__file__).parents[1] / "cases" / "broken"


@pytest.fixture(name="validator", scope="module")
def make_validator() -> Any:
    schema = case_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def bundled() -> list[Path]:
    return [CASES / "starter.yaml", *sorted(CASES.glob("cases/*/case.yaml"))]


def as_text(path: Path) -> Any:
    return plain(parse_node(SourceText(path.name, ".", path.read_text(encoding="utf-8")), []))


class _Editor(yaml.SafeLoader):
    """Types scalars as YAML 1.2 does: no dates, no `NO`."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("path", bundled(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_accepts_the_bundled_cases_as_the_reader_and_as_an_editor_see_them(validator: Any, path: Path) -> None:
    assert [error.message for error in validator.iter_errors(as_text(path))] == []
    typed = yaml.load(path.read_text(encoding="utf-8"), Loader=_Editor)  # noqa: S506  a safe loader
    assert [error.message for error in validator.iter_errors(typed)] == []


@pytest.mark.parametrize("name", ["literals", "figures", "keys"])
def test_refuses_broken_cases(validator: Any, name: str) -> None:
    assert not validator.is_valid(as_text(BROKEN / f"{name}.yaml"))


@pytest.mark.parametrize(
    ("path", "written", "valid"),
    [
        (("group", "cash"), "USD 5bn", True),
        (("group", "cash"), "unknown", True),
        (("group", "cash"), {"assume": "USD 5bn", "range": "USD 4bn..USD 6bn", "from": "press-loan"}, True),
        (("group", "cash"), "5bn", False),
        (("group", "cash"), {"value": "5bn"}, False),
        (("group", "cash"), {"assume": "USD 5bn"}, False),
        (("group", "cash"), {"value": "USD 5bn", "range": "USD 4bn..USD 6bn"}, False),
        (("group", "csah"), "USD 5bn", False),
        (("loans", "lighthouse-margin", "ltv", "call"), "0.35", False),
        (("loans", "lighthouse-margin", "kind"), "magic", False),
        (("loans", "lighthouse-margin", "recourse"), {"guaranteed": "USD 1bn"}, True),
        (("loans", "lighthouse-margin", "recourse"), "some", False),
        (("loans", "lighthouse-margin", "sale", "impact"), 1.5, True),
        (("loans", "lighthouse-margin", "maturity"), 2028, True),
        (("loans", "lighthouse-margin", "maturity"), "03/04/2025", False),
        (("commitments", "wharf", "firm"), True, True),
        (("commitments", "wharf", "firm"), "perhaps", False),
        (("funding",), ["cash", {"draw": "a"}, {"sell": "b"}], True),
        (("funding",), ["gold"], False),
        (("programmes",), {}, True),
        (("programmes",), {"a": {}}, False),
        (("import",), ["a.yaml"], True),
        (("title",), "", False),
    ],
)
def test_single_changes(validator: Any, path: tuple[str, ...], written: object, valid: bool) -> None:  # noqa: FBT001
    case = as_text(CASES / "starter.yaml")
    node = case
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = written
    assert validator.is_valid(case) == valid


def test_is_the_same_on_every_call_and_says_what_keys_mean() -> None:
    schema = case_schema()
    assert json.dumps(schema) == json.dumps(case_schema())
    collateral = schema["$defs"]["Collateral"]["properties"]
    assert collateral["haircut"]["description"] == "taken off the value; 0% when left out"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_keys_are_those_of_the_reader() -> None:
    assert {"float"} <= set(case_schema()["$defs"]["ListedAsset"]["properties"])
    assert {"with"} <= set(case_schema()["$defs"]["Cure"]["properties"])
    assert {"import", "overrides", "programmes", "contracts"} <= set(case_schema()["properties"])
