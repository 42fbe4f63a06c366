"""Published figures: all are found again, and a wrong one is noticed whatever is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pledgeline.cli.verify import bundled_figure
from pledgeline.engine.published import MEASURES, limit
from pledgeline.engine.verification import SECOND_METHOD, PublishedFigure, Verification, passed, verify
from pledgeline.files.published_figures import read_published

FIGURES = read_published()


def verified(*figures: PublishedFigure) -> tuple[Verification, ...]:
    return tuple(verify(figures, case_figure=bundled_figure))


def figure(**changes: Any) -> PublishedFigure:
    """A cheap figure with changes."""
    (found,) = (entry for entry in FIGURES if entry.figure == "supervisory-haircut/15%-20d")
    return replace(found, **changes)


@pytest.fixture(scope="module")
def found() -> dict[str, Verification]:
    return {entry.figure: entry for entry in verified(*FIGURES)}


@pytest.mark.parametrize("published", FIGURES, ids=lambda entry: entry.figure)
def test_every_published_figure_is_found_again(published: PublishedFigure, found: dict[str, Verification]) -> None:
    entry = found[published.figure]
    assert entry.passed, entry
    assert entry.ours is not None
    assert entry.difference == entry.ours - published.published


def test_every_tolerance_could_be_missed() -> None:
    for entry in FIGURES:
        assert entry.tolerance <= 0.1 * abs(entry.published), entry.figure
        assert not passed(entry, 0.0), entry.figure
        assert not passed(entry, entry.published + 1.01 * entry.tolerance + 1e-15 * abs(entry.published)), entry.figure


def test_every_kind_of_figure_has_one_that_is_not_of_our_own_making() -> None:
    others = Counter(entry.measure for entry in FIGURES if entry.author != SECOND_METHOD)
    own = {entry.measure for entry in FIGURES} - set(others)
    # published by nobody: our two methods stand against one another
    assert own == {
        "first_passage", "trigger_probability", "loss_probability", "expected_loss", "haircut", "lender_loss",
        "forced_sale", "log_likelihood", "clearing_payment",
    }  # fmt: skip


def test_every_measure_is_used() -> None:
    assert {entry.measure for entry in FIGURES} == set(MEASURES)


def test_the_page_names_every_measure_and_every_topic() -> None:
    page = (Path(__file__).parents[2] / "docs" / "models" / "verification.md").read_text(encoding="utf-8")
    assert [name for name in (*MEASURES, *(entry.topic for entry in FIGURES)) if f"`{name}`" not in page] == []


def test_the_page_says_how_many_figures_come_from_where(found: dict[str, Verification]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "models" / "verification.md").read_text(encoding="utf-8")
    outside = sum(entry.from_outside for entry in found.values())
    said = f"computes {len(found)} reference figures again and shows the differences: {outside} come from outside"
    assert said in " ".join(page.split())
    assert f"and {len(found) - outside} from a second method" in " ".join(page.split())


@pytest.mark.parametrize("factor", [0.999, 1.001])
def test_a_published_figure_that_is_changed_is_not_found_again(factor: float) -> None:
    (entry,) = verified(figure(published=0.21213 * factor))
    assert not entry.passed
    assert entry.reason == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"measure": "hiarcut"}, "'hiarcut' is not a measure; did you mean haircut?"),
        ({"parameters": {"haircut": "0.15"}}, "the parameter 'holding_days' is not given; write haircut"),
        (
            {"parameters": {"haircut": "0.15", "holding_days": "20", "colour": "red"}},
            "supervisory_haircut takes no 'colour'; leave it out",
        ),
        ({"parameters": {"haircut": "0.15", "holding_days": "0"}}, "holding_days is 0: at least 1 business day"),
        ({"parameters": {"haircut": "1/0", "holding_days": "20"}}, "Fraction"),
        ({"parameters": {"haircut": "15%", "holding_days": "20"}}, "'15%'"),
        (
            {"measure": "first_passage", "parameters": {"model": "kuo", "dates": "5"}},
            "the model is 'kuo'; did you mean kou?",
        ),
        (
            {"measure": "case_figure", "parameters": {"case": "softbank-2023-09", "key": "group.nvt", "unit": "1"}},
            "softbank-2023-09 has no figure 'group.nvt'",
        ),
    ],
)
def test_a_figure_that_cannot_be_computed_has_not_passed_and_says_why(changes: dict[str, Any], said: str) -> None:
    (entry,) = verified(figure(**changes))
    assert (entry.ours, entry.difference, entry.passed) == (None, None, False)
    assert said in entry.reason


def test_the_limit_of_an_error_in_the_root_of_the_dates_is_exact() -> None:
    assert limit(lambda dates: 0.3 + 0.7 / dates**0.5 - 2.0 / dates, 16) == pytest.approx(0.3, abs=1e-15)
