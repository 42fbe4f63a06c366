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
OTHER = {
    "kind": "listed",
    "shares": "100m",
    "price": "JPY 3000",
    "daily_volume": "1m",
    "dynamics": {"model": "merton", "volatility": "20%", "jump_rate": "1", "jump_mean": "-5%", "jump_std": "10%"},
}
# one of everything the engine can derive or resolve, in three currencies, with a scenario
FULL: dict[str, Any] = {
    "group": {"cash": "JPY 300bn", "policy": {"ltv": {"normal": "25%", "ceiling": "35%"}}},
    "market": {
        "rates": {"SOFR": [{"from": "2025", "rate": "4%"}, {"from": "2026-H2", "rate": "3%"}]},
        "fx": {"JPY": {"spot": "JPY 150 per USD", "volatility": "10%"}, "EUR": {"spot": "USD 1.2 per EUR"}},
        "correlations": [{"between": ["stock", "other"], "correlation": "50%"}],
        "common_jumps": {"rate": "1", "mean": "-10%", "std": "5%", "loadings": {"stock": "1", "other": "0.5"}},
    },
    "assets": {
        "stock": {"control": "40%", "locked_up": "10m", "scheduled": [{"date": "2025-11-05", "move": "8%"}]},
        "other": OTHER,
        "stake": {"kind": "private", "value": "EUR 9bn", "follows": {"stock": "0.5"}},
        "own": {"kind": "private", "value": "JPY 900bn"},
    },
    "loans": {
        "pledge": {
            "facility": "USD 15bn",
            "rate": "SOFR + 225bp",
            "recourse": {"guaranteed": "USD 2bn"},
            "collateral": [
                {"asset": "stock", "shares": "500m", "haircut": "5%"},
                {"asset": "other", "shares": "50m", "haircut": "20%"},
            ],
            "deposit": "USD 100m",
            "ltv": {"release": "5%"},
        },
        "yen": {**PLEDGE, "drawn": "JPY 50bn", "collateral": [{"asset": "other", "shares": "40m"}]},
        "forward": {
            "kind": "forward",
            "asset": "stock",
            "carrying": "EUR 1bn",
            "settlement": "USD 2bn",
            "recourse": {"guaranteed": "EUR 200m"},
        },
        "counted": {
            "kind": "secured",
            "asset": "stock",
            "drawn": "JPY 150bn",
            "facility": "JPY 200bn",
            "pledged": "90m",
        },
        "claim": {"kind": "secured", "asset": "stake", "drawn": "EUR 2bn", "recourse": "full", "maturity": "2027"},
    },
    "debts": {
        "bond": {"amount": "EUR 1bn", "due": "2026-12"},
        "hybrid": {"kind": "hybrid", "amount": "USD 3bn", "equity_credit": "50%"},
    },
    "commitments": {"promise": {"to": "X", "amount": "JPY 75bn", "due": "2026-Q1"}},
    "scenarios": {"crash": {"shocks": {"stock": "-30%", "own": "-10%", "JPY": "5%"}}},
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
