"""Cases written out again: the text reads as the same case, and the resolved text resolves to the same numbers."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.engine.run import open_case
from pledgeline.files.bundled import BUNDLED, bundled_folder, read_bundled
from pledgeline.files.case_text import case_text, resolved_text
from pledgeline.files.read_case import CaseFile, read_case, read_case_text
from tests.fixtures_case import FULL, document

NAMES = [case.name for case in BUNDLED]
QUARRY = Path(__file__).parents[1] / "cases" / "quarry" / "case.yaml"


def case_file(name: str) -> CaseFile:
    return document(FULL) if name == "full" else read_bundled(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_written_out_reads_as_the_same_case(name: str) -> None:
    case = read_bundled(name).case
    again = read_case_text(case_text(case), folder=bundled_folder(name)).case
    assert again == case


@pytest.mark.parametrize("name", [*NAMES, "full"])
def test_a_resolved_case_written_out_gives_the_same_numbers(name: str) -> None:
    before = case_file(name)
    case = open_case(before)
    again = open_case(read_case_text(resolved_text(before, case.resolved)))
    for key, derived in case.workings.derived().items():
        assert again.workings.value(key) == _near(derived.value), key
    for key, loan in case.resolved.margin_loans.items():
        assert dataclasses.replace(again.resolved.margin_loans[key], facility=loan.facility) == loan


# what only the path of the whole group reads
GROUP: dict[str, Any] = {
    "group": {
        "cash": ["JPY 300bn", "USD 4bn"],
        "cash_for_cures": "EUR 1bn",
        "policy": {
            "ltv": {"normal": "25%"},
            "liquidity": {"redemptions_covered": "18mo"},
            "tolerances": {"call": "5%", "gap": "1%", "cover": "20%", "within": "1y"},
        },
    },
    "assets": {
        "stock": {"dividend": {"per_share": "USD 0.5", "every": "quarterly", "next": "2025-09-13"}},
        "stake": {"kind": "fund", "volatility": "30%", "growth": "2%", "marked": "monthly", "mark_delay": "20bd"},
    },
    "loans": {
        "pledge": {
            "draw_stop": "20%",
            "draw_until": "2026-H1",
            "at_maturity": {"extend": "1y", "times": "2", "ltv_at_most": "25%", "fee": "0.25%"},
            "cross_default": ["bridge", "yen"],
        },
        "claim": {"rate": "SOFR + 4%", "at_maturity": {"extend": "6mo"}, "recourse": {"terms": "full"}},
    },
    "debts": {
        "bond": {"rate": "4.5%", "cross_default": ["pledge"]},
        "bridge": {
            "kind": "bridge", "amount": "EUR 1bn", "facility": "EUR 3bn", "due": "2026-05", "rate": "SOFR + 2%",
            "ltv_at_most": "25%", "opens": "2025-Q4", "closes": "2026-03", "fee": "1%", "at_maturity": {"extend": "1y"},
        },
        "line": {"kind": "line", "facility": "JPY 150bn", "term": "1y"},
        "issue": {"kind": "issue", "facility": "USD 2bn"},
    },
    "commitments": {
        "promise": {"buys": "stake", "every": "quarterly", "until": "2026-Q4"},
        "wish": {"to": "Y", "amount": "USD 1bn", "due": "2026", "firm": "false"},
    },
    "inflows": {
        "income": {"name": "Income", "amount": "JPY 10bn", "due": "2026-03-20", "every": "yearly", "until": "2030"}
    },
    "receivables": {"owed": {"owed_by": "Z", "amount": "EUR 1bn", "due": "2026-07"}},
    "funding": [
        {"cash": {"keep": "EUR 1bn"}},
        {"draw": "line"},
        {"draw": "pledge"},
        {"sell": "other", "participation": "10%", "impact": "0.5", "tax": "20%", "lock_up": "2025-12", "ahead": "30bd"},
        {"draw": "issue"},
        "cash",
    ],
    "scenarios": {
        "worse": {"rates": {"SOFR": "200bp"}, "shut": ["issue"], "delay": {"income": "3mo", "owed": "10bd"}},
        "crash": {"shocks": {"stock": "-30%", "own": "-10%", "JPY": "5%"}},
    },
}  # fmt: skip


@pytest.mark.parametrize("scenario", ["", "worse", "crash"])
def test_a_resolved_group_written_out_is_the_same_group(scenario: str) -> None:
    before = _grouped(scenario)
    case = resolve(before)
    again = resolve(read_case_text(resolved_text(before, case))).funds
    assert case.funds is not None
    assert again is not None
    for field in dataclasses.fields(case.funds):
        assert _flat(getattr(again, field.name)) == _flat(getattr(case.funds, field.name)), field.name


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_group_written_out_is_the_same_group(name: str) -> None:
    before = read_bundled(name)
    case = resolve(before)
    again = resolve(read_case_text(resolved_text(before, case)))
    assert _flat(again.funds) == _flat(case.funds)


def _grouped(scenario: str) -> CaseFile:
    full = {**FULL, "group": {**FULL["group"], **GROUP["group"]}}
    for section in ("assets", "loans", "debts", "commitments"):
        full[section] = {
            key: {**FULL[section].get(key, {}), **GROUP[section].get(key, {})}
            for key in {**FULL[section], **GROUP[section]}
        }
    return document({**full, **{key: GROUP[key] for key in ("inflows", "receivables", "funding", "scenarios")}},
                    scenario=scenario)  # fmt: skip


def _flat(node: Any) -> Any:
    """A record with its floats rounded in the twelfth digit: a literal is read as it is written."""
    if isinstance(node, float):
        return float(f"{node:.12g}")
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        return _flat({field.name: getattr(node, field.name) for field in dataclasses.fields(node)})
    if isinstance(node, dict):
        return [(key, _flat(inner)) for key, inner in node.items()]
    return [_flat(inner) for inner in node] if isinstance(node, tuple) else node


def _near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


def test_defaults_are_marked_and_nothing_else_is() -> None:
    found = document({"loans": {"pledge": {"rate": "4%", "cure": {"with": ["cash"]}}}})
    lines = {line.strip() for line in resolved_text(found, resolve(found)).splitlines()}
    assert "interest: paid  # default" in lines
    assert "deposit: USD 0  # default" in lines
    assert "rate: 4%" in lines
    assert "horizon: 2y  # default; up to 2027-10-09" in lines
    assert "calendar: XNYS  # default" in lines
    assert not any("drawn" in line and "default" in line for line in lines)


TITLES = [
    "plain",
    "with: colon",
    "- dash",
    "# hash",
    "'quote'",
    '"double"',
    "yes",
    "2025-10-09",
    "a\\b",
    "é 株",
    "{x}",
    "*a",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_text_survives(title: str) -> None:
    before = document({"title": title, "assets": {"stock": {"name": title}}}).case
    assert read_case_text(case_text(before)).case == before


def test_what_is_built_and_who_owes_whom_is_written_out_and_read_again() -> None:
    document = read_case(QUARRY)
    again = read_case_text(resolved_text(document, resolve(document)))
    first, second = resolve(document), resolve(again)
    assert first.funds is not None
    assert second.funds is not None
    assert second.funds.months == first.funds.months
    assert second.funds.bills == first.funds.bills
    assert set(again.case.companies) == set(document.case.companies)
    assert {key: (one.by, one.to, one.standing) for key, one in again.case.contracts.items()} == {
        key: (one.by, one.to, one.standing) for key, one in document.case.contracts.items()
    }
