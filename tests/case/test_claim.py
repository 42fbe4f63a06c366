"""Claims as they are written: read in the unit of their figure, and refused where that cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.case.claim import Claim
from pledgeline.case.claim_value import ClaimedValue, read_claim
from pledgeline.case.figure import Figure
from pledgeline.errors import CaseError
from pledgeline.units.count import Count
from pledgeline.units.literal import LiteralError
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import Span
from tests.fixtures_case import document

if TYPE_CHECKING:
    from pledgeline.errors import Problem
    from pledgeline.units.literal import Unit

SOURCES = {"sources": {"news": {"title": "News"}}}


def problems(**claim: Any) -> tuple[Problem, ...]:
    try:
        document({**SOURCES, "claims": {"c": {"from": ["news"], **claim}}})
    except CaseError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("claim", "key", "what"),
    [
        ({}, "", "a claim has either a value or a range"),
        ({"value": "USD 1", "range": "USD 1..USD 2"}, "", "a claim has either a value or a range"),
        ({"range": "USD 1..USD 2", "bound": "at_most"}, ".bound", "only a value can be a bound"),
        ({"value": "USD 1", "about": "group.csh"}, ".about", "there is no figure 'group.csh' in the case"),
        ({"value": "USD 1", "about": "group.name"}, ".about", "there is no figure 'group.name' in the case"),
        ({"value": "100k", "about": "group.cash"}, ".value", "'100k' is not an amount of money: it has no currency"),
        ({"value": "a lot"}, ".value", "'a lot' is no literal"),
        ({"range": "USD 2..USD 1"}, ".range", "'USD 2..USD 1' is no literal"),
        ({"value": "USD 1", "from": ["nobody"]}, ".from.0", "there is no source 'nobody'"),
        ({"value": "USD 1", "status": "sworn"}, ".status", None),
    ],
)
def test_what_cannot_be_a_claim_is_named_at_its_place(claim: dict[str, Any], key: str, what: str | None) -> None:
    (problem,) = problems(**claim)
    assert problem.key.startswith(f"claims.c{key}")
    assert what is None or problem.what == what
    assert problem.remedy


def test_a_claim_about_a_figure_that_is_unknown_is_read_by_its_looks() -> None:
    assert problems(value="USD 1", about="group.cash") == ()
    changes = {**SOURCES, "group": {"cash": "unknown"}, "claims": {"c": {"from": ["news"], "about": "group.cash"}}}
    changes["claims"]["c"]["value"] = "USD 3bn"  # type: ignore[index]
    assert document(changes).case.claims["c"].value == "USD 3bn"


def claimed(**terms: str) -> ClaimedValue:
    return read_claim(Claim.model_validate({"from": ["news"], **terms}), {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2028", PartialDate(year=2028)),  # a year could be a count: dates come first
        ("2028-12-31", PartialDate(year=2028, month=12, day=31)),
        ("USD 5bn", Money.parse("USD 5bn")),
        ("25%", Ratio.parse("25%")),
        ("10 GW", Power.parse("10 GW")),
        ("18mo", Span.parse("18mo")),
        ("100k", Count.parse("100k")),
    ],
    ids=str,
)
def test_without_a_figure_the_first_unit_that_can_read_it_does(written: str, expected: Unit) -> None:
    found = claimed(value=written)
    assert found.low == found.high == found.some == expected


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [("at_least", "USD 5bn", None), ("at_most", None, "USD 5bn"), (None, "USD 5bn", "USD 5bn")],
)
def test_a_bound_leaves_one_end_open(bound: str | None, low: str | None, high: str | None) -> None:
    found = claimed(value="USD 5bn", **({"bound": bound} if bound else {}))
    assert (found.low, found.high) == tuple(Money.parse(end) if end else None for end in (low, high))
    assert found.some == Money.parse("USD 5bn")


def test_a_range_has_both_ends() -> None:
    found = claimed(range="10 GW..12 GW")
    assert (found.low, found.high) == (Power.parse("10 GW"), Power.parse("12 GW"))


def test_the_unit_is_that_of_the_figure() -> None:
    held = {"jobs": Figure(value=Count.parse("1k"))}
    claim = Claim.model_validate({"about": "jobs", "value": "2028", "from": ["news"]})
    assert read_claim(claim, held).some == Count.parse("2028")
    wrong = Claim.model_validate({"about": "jobs", "value": "USD 5", "from": ["news"]})
    with pytest.raises(LiteralError, match=re.escape("'USD 5'")):
        read_claim(wrong, held)
