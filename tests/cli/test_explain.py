"""`pledgeline explain` for the figures of the exact engine, and for loans that it does not cover."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline
from tests.fixtures_case import CASE, PLEDGE

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = {"release": "20%", "cure": "30%", "call": "40%", "close_out": "60%"}
SMALL = {"collateral": [{"asset": "stock", "shares": "100m"}], "drawn": "USD 1bn"}
LOANS = {
    "pledge": PLEDGE | SMALL,
    "released": PLEDGE | SMALL | {"ltv": RELEASED},
    "stopped": PLEDGE | SMALL | {"sale": {"participation": "20%", "until": "cured"}},
}
EXACT = ("exact_call_probability", "unanswered_close_out_probability", "unanswered_expected_loss")


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case with a loan that the exact engine covers, one that it does not, and one whose sale it does not."""
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(CASE | {"loans": LOANS}), encoding="utf-8")
    return str(path)


def said(*arguments: str) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["explain", *arguments])


def listed(case: str) -> set[str]:
    """Every key of the list."""
    keys: list[dict[str, Any]] = json.loads(said(case, "--list", "--json").stdout)["keys"]
    return {one["key"] for one in keys}


def test_only_figures_that_exist_are_listed(case: str) -> None:
    exact = {key for key in listed(case) if key.rpartition(".")[2] in EXACT}
    assert exact == {*(f"loans.pledge.{name}" for name in EXACT), "loans.stopped.exact_call_probability"}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("loans.released.exact_call_probability", "A release level returns shares to the borrower"),
        ("loans.released.unanswered_expected_loss", "A release level returns shares to the borrower"),
        ("loans.stopped.unanswered_expected_loss", "The sale ends when the loan is cured"),
    ],
)
def test_a_figure_that_does_not_exist_is_answered_with_the_reason(case: str, key: str, why: str) -> None:
    found = said(case, key)
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"the exact engine does not know '{key}'. {why}" in found.stderr
    assert "did you mean" not in found.stderr


@pytest.mark.parametrize("key", ["loans.pledge.unanswered_expected_loss", "loans.stopped.exact_call_probability"])
def test_an_exact_figure_is_explained_down_to_the_volatility(case: str, key: str) -> None:
    text = said(case, key).stdout
    for line in (
        "volatility of the diffusion, a year = 40.0%   [assets.stock.dynamics.volatility]",
        f"maturity = 2027-09-30   [loans.{key.split('.')[1]}.maturity]",
        "interest a year, at the base rate of today = 0.0%",
        "growth of the mean price, a year = 0.0%",
    ):
        assert line in text


def test_a_misspelt_key_is_told_from_a_known_one(case: str) -> None:
    assert (
        "did you mean loans.pledge.exact_call_probability?" in said(case, "loans.pledge.exact_cal_probability").stderr
    )
