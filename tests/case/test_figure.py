"""Figures: how they are written, what they know, and how one is exchanged for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter, ValidationError

from pledgeline.case.case import Case
from pledgeline.case.figure import Citation, Figure, MoneyFigure, RatioFigure, figures, with_figure
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.units.ratio import Ratio

if TYPE_CHECKING:
    from pledgeline.units.money import Money

MONEY: TypeAdapter[Figure[Money]] = TypeAdapter(MoneyFigure)
RATIO: TypeAdapter[Figure[Ratio]] = TypeAdapter(RatioFigure)


def small_case(**more: object) -> Case:
    written = {
        "pledgeline": "v1",
        "title": "A case",
        "as_of": "2025-10-09",
        "currency": "USD",
        "group": {"name": "Group", "cash": "USD 5bn"},
        "assets": {"arm": {"kind": "listed", "shares": "1m", "price": "USD 100", "float": "2m"}},
        "loans": {
            "a": {
                "kind": "margin",
                "drawn": "USD 10m",
                "maturity": "2027-09-30",
                "collateral": [{"asset": "arm", "shares": "500k"}],
                "ltv": {"call": {"assume": "35%", "range": "31%..45%"}, "cure": "30%", "close_out": "50%"},
                "cure": {"within": "5bd"},
                "sale": {"participation": "20%"},
            }
        },
        "market": {"rates": {"SOFR": "4%", "TONA": [{"from": "2025", "rate": "1%"}]}},
    }
    return Case.model_validate({**written, **more})


def test_a_literal_alone_has_no_confidence() -> None:
    figure = MONEY.validate_python("USD 5bn")
    assert (str(figure), figure.confidence, figure.sources, figure.known, figure.assumed) == (
        "USD 5bn",
        "",
        (),
        True,
        False,
    )


def test_a_mapping_says_how_the_value_is_known() -> None:
    figure = MONEY.validate_python(
        {"value": "USD 5bn", "from": ["a#p4", "b"], "confidence": "reported", "note": "about", "quote": "five billion"}
    )
    assert figure.sources == (Citation("a", "p4"), Citation("b"))
    assert [str(one) for one in figure.sources] == ["a#p4", "b"]
    assert (figure.confidence, figure.note, figure.quote) == ("reported", "about", "five billion")


def test_one_source_needs_no_list() -> None:
    assert MONEY.validate_python({"value": "USD 5bn", "from": "a#p4"}).sources == (Citation("a", "p4"),)


def test_an_assumption_has_both_ends_of_its_range() -> None:
    figure = RATIO.validate_python({"assume": "35%", "range": "25%..50%"})
    assert (str(figure.value), str(figure.low), str(figure.high)) == ("35%", "25%", "50%")
    assert figure.assumed
    assert figure.confidence == "assumed"


def test_unknown_is_not_zero() -> None:
    figure = MONEY.validate_python("unknown")
    assert (figure.value, figure.known, str(figure)) == (None, False, "unknown")
    assert not MONEY.validate_python({"value": "unknown", "note": "asked"}).known
    with pytest.raises(BrokenInvariant):
        _ = figure.stated


def test_an_assumption_cannot_be_unknown() -> None:
    with pytest.raises(ValidationError, match="'unknown' is not a ratio"):
        RATIO.validate_python({"assume": "unknown", "range": "1%..2%"})


@pytest.mark.parametrize("written", [["USD 5bn"], 5, None, {"value": ["USD 5bn"]}, {"value": "USD 1", "from": {}}, {}])
def test_refuses_other_shapes(written: object) -> None:
    with pytest.raises(ValidationError):
        MONEY.validate_python(written)


def test_a_figure_of_another_unit_is_refused() -> None:
    with pytest.raises(ValidationError):
        MONEY.validate_python(Figure(value=Ratio.parse("5%")))


def test_paths_are_those_of_the_file() -> None:
    paths = dict(figures(small_case()))
    assert str(paths["assets.arm.float"]) == "2m"  # by its name in the file, not in the record
    assert str(paths["loans.a.collateral.0.shares"]) == "500k"
    assert str(paths["market.rates.TONA.0.rate"]) == "1%"
    assert "loans.a.facility" not in paths


def test_every_figure_can_be_exchanged_and_only_that_one_changes() -> None:
    case = small_case()
    for path, figure in figures(case):
        assert figure.value is not None
        other = next(one.value for _, one in figures(case) if type(one.value) is type(figure.value))
        assert other is not None
        changed = dict(figures(with_figure(case, path, other)))
        assert changed[path].value == other
        assert {key: one for key, one in changed.items() if key != path} == {
            key: one for key, one in figures(case) if key != path
        }


def test_what_is_assumed_stays_assumed() -> None:
    changed = with_figure(small_case(), "loans.a.ltv.call", Ratio.parse("40%")).loans["a"]
    assert changed.kind == "margin"
    assert (str(changed.ltv.call.value), str(changed.ltv.call.low)) == ("40%", "31%")


@pytest.mark.parametrize("path", ["", "loans", "loans.a.lvt.call", "loans.a.ltv.call.value", "group.name"])
def test_what_is_no_figure_cannot_be_exchanged(path: str) -> None:
    with pytest.raises(UnknownName, match="is not a figure of the case"):
        with_figure(small_case(), path, Ratio.parse("40%"))


def test_a_case_is_frozen() -> None:
    with pytest.raises(ValidationError):
        small_case().title = "Another"  # type: ignore[misc]
