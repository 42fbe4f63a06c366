"""The worked example of the page on lenders: its figures are those of the closed form, and the closed form is right."""

from __future__ import annotations

import re
from math import exp
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from .lender_page import TwoDates, bound, call_by_one, call_by_two, expected_loss, initial_ltv, loss_probability

PAGE = Path(__file__).parents[2] / "docs" / "models" / "lender-page.md"
LOAN = TwoDates(step=0.2, ltv=0.6, call_ltv=0.8)


def written(title: str) -> tuple[float, float]:
    """A figure of the table of the page, and half a unit of its last digit."""
    found = re.search(rf"^\| {re.escape(title)} \| (?:USD )?([0-9.]+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, title
    return float(found[1]), 0.5 * 10.0 ** -len(found[1].partition(".")[2])


@pytest.mark.parametrize(
    ("title", "figure"),
    [
        ("call by date one", 100.0 * call_by_one(LOAN)),
        ("call by date two", 100.0 * call_by_two(LOAN)),
        ("probability of a loss", 100.0 * loss_probability(LOAN)),
        ("expected loss", 100.0 * expected_loss(LOAN)),
        ("expected loss, of the debt", 1e4 * expected_loss(LOAN) / 0.6),
        ("loss given a sale, of the debt", 100.0 * expected_loss(LOAN) / 0.6 / call_by_two(LOAN)),
        ("initial LTV for an expected loss of 10bp", 100.0 * initial_ltv(step=0.2, call_ltv=0.8, limit=1e-3)),
        ("haircut for an expected loss of 10bp", 100.0 - 100.0 * initial_ltv(step=0.2, call_ltv=0.8, limit=1e-3)),
        ("initial LTV for an expected loss of 1bp", 100.0 * initial_ltv(step=0.2, call_ltv=0.8, limit=1e-4)),
    ],
)
def test_the_page_quotes_the_closed_form(title: str, figure: float) -> None:
    stated, half = written(title)
    assert abs(stated - figure) <= half, f"the page says {stated}, the closed form {figure}"


@pytest.mark.parametrize(("level", "title"), [(0.75, "call, 0.75"), (0.6, "debt, 0.60")])
def test_the_page_quotes_the_distances(level: float, title: str) -> None:
    found = re.search(rf"^\| {title} \| −([0-9.]+) \| −([0-9.]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    for date in (1, 2):
        assert -float(found[date]) == pytest.approx(bound(LOAN, level, date), abs=5e-5)


def test_the_closed_form_is_what_happens_on_simulated_paths() -> None:
    # 200,000 paths; four standard errors
    draw = Random(3)
    called, lost = [], []
    for _ in range(200_000):
        one = exp(0.2 * draw.gauss() - 0.02)
        two = one * exp(0.2 * draw.gauss() - 0.02)
        close = one if one <= 0.75 else two
        called.append(close <= 0.75)
        lost.append(max(0.6 - close, 0.0) if close <= 0.75 else 0.0)
    for found, expected in (
        (list(map(float, called)), call_by_two(LOAN)),
        ([float(loss > 0.0) for loss in lost], loss_probability(LOAN)),
        (lost, expected_loss(LOAN)),
    ):
        mean = fmean(found)
        error = (fmean((one - mean) ** 2 for one in found) / len(found)) ** 0.5
        assert abs(mean - expected) < 4.0 * error
