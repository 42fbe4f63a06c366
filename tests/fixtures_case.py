"""Small cases for tests, read by the reader as any other case."""

from __future__ import annotations

import copy
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pledgeline.engine.run import OpenCase, open_case
from pledgeline.files.read_case import apply_scenario, read_case_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.files.read_case import CaseFile

TABLES = Path(__file__).parent / "tables"

STOCK = {
    "kind": "listed",
    "shares": "1bn",
    "price": "USD 100",
    "shares_outstanding": "2bn",
    "float": "500m",
    "daily_volume": "10m",
    "dynamics": {"model": "gbm", "volatility": "40%"},
}
PLEDGE = {
    "kind": "margin",
    "drawn": "USD 10bn",
    "maturity": "2027-09-30",
    "collateral": [{"asset": "stock", "shares": "500m"}],
    "ltv": {"cure": "30%", "call": "40%", "close_out": "60%"},
    "cure": {"within": "5bd"},
    "sale": {"participation": "20%"},
}
CASE: dict[str, Any] = {
    "pledgeline": "v1",
    "title": "A group with one loan",
    "as_of": "2025-10-09",
    "currency": "USD",
    "group": {"name": "Group", "cash": "USD 4bn"},
    "assets": {"stock": STOCK},
    "loans": {"pledge": PLEDGE},
}


def case_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The small case with changes: mappings are merged, None removes a key."""
    return _merged(copy.deepcopy(CASE), changes)


def document(changes: Mapping[str, Any] | None = None, *, scenario: str = "") -> CaseFile:
    """The small case with changes, read; JSON is YAML."""
    found = read_case_text(json.dumps(case_of(changes or {})), name="case.yaml")
    return apply_scenario(found, scenario) if scenario else found


def opened(changes: Mapping[str, Any] | None = None, *, scenario: str = "") -> OpenCase:
    """The small case with changes, resolved, with the workings of its standing."""
    return open_case(document(changes, scenario=scenario))


def number(case: OpenCase, key: str) -> float:
    """A headline number that must be known."""
    found = case.workings.value(key)
    assert found is not None, f"{key} is not known"
    return found


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table of reference values."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _merged(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    for key, change in changes.items():
        if change is None:
            base.pop(key, None)
        elif isinstance(change, dict) and isinstance(base.get(key), dict):
            base[key] = _merged(base[key], change)
        else:
            base[key] = copy.deepcopy(change)
    return base
