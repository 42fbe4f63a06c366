"""Reference haircuts: what the rules print, how they scale, and what is said of each."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.regulators import reference_haircuts, scaled_haircut
from tests.reference import table


@pytest.mark.parametrize(
    "row", table("supervisory_haircuts"), ids=lambda row: f"{row['haircut_10d']}-{row['holding_days']}"
)
def test_scaling_reproduces_the_published_tables(row: dict[str, str]) -> None:
    found = scaled_haircut(
        float(row["haircut_10d"]),
        holding_days=int(row["holding_days"]),
        remargining_days=int(row["remargining_days"]),
    )
    assert found == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]), rel=0)


@pytest.mark.parametrize(
    ("rule", "main", "other"),
    [("Basel III final", 0.20, 0.30), ("Basel II", 0.15, 0.25), ("EU CRR of 2013", 0.15, 0.25)],
)
def test_the_haircuts_of_ten_days_are_those_of_the_rules(rule: str, main: float, other: float) -> None:
    found = {
        entry.collateral: entry.haircut
        for entry in reference_haircuts(holding_days=10)
        if entry.rule.startswith(f"{rule},")
    }
    assert found == {"main_index": main, "other_listed": other}


@pytest.mark.parametrize(("rule", "loan"), [("Regulation U", 0.5), ("Regulation T", 0.5), ("FINRA Rule 4210", 0.75)])
@pytest.mark.parametrize("main_index", [None, True, False])
def test_a_limit_without_a_period_does_not_scale(rule: str, loan: float, *, main_index: bool | None) -> None:
    (found,) = (row for row in reference_haircuts(holding_days=40, main_index=main_index) if row.rule == rule)
    assert found.max_ltv == loan
    assert found.days is None


def test_a_share_of_a_main_index_gets_one_haircut_of_each_rule() -> None:
    both = reference_haircuts(holding_days=20)
    main, other = (reference_haircuts(holding_days=20, main_index=which) for which in (True, False))
    assert {row.collateral for row in main} == {"main_index", "any"}
    assert {row.collateral for row in other} == {"other_listed", "any"}
    assert set(main) | set(other) == set(both)


def test_twenty_days_are_the_square_root_of_two_times_ten() -> None:
    (found,) = (row for row in reference_haircuts(holding_days=20, main_index=False) if "final" in row.rule)
    assert (found.stated, found.stated_days, found.days) == (0.30, 10, 20)
    assert found.haircut == pytest.approx(0.30 * math.sqrt(2), abs=1e-15)


def test_weekly_remargining_of_a_margin_loan_adds_four_days() -> None:
    assert scaled_haircut(0.3, holding_days=10, remargining_days=5) == pytest.approx(0.3 * math.sqrt(1.4), abs=1e-15)


@given(st.floats(0.01, 0.6), st.integers(1, 2_000), st.integers(1, 250))
def test_a_haircut_grows_with_the_period_and_never_takes_more_than_all(
    haircut: float, holding: int, remargining: int
) -> None:
    found = scaled_haircut(haircut, holding_days=holding, remargining_days=remargining)
    assert 0 < found <= 1
    assert found <= scaled_haircut(haircut, holding_days=holding + 1, remargining_days=remargining)
    assert found <= scaled_haircut(haircut, holding_days=holding, remargining_days=remargining + 1)


@pytest.mark.parametrize("periods", [(0, 1), (10, 0), (-5, 1)])
def test_a_period_under_one_day_is_refused(periods: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        reference_haircuts(holding_days=periods[0], remargining_days=periods[1])


def test_every_rule_says_where_it_stands_and_since_when() -> None:
    for row in reference_haircuts(holding_days=10):
        assert re.fullmatch(r"https://[\w./-]+", row.url)
        assert row.source
        assert row.note
        assert 1988 <= row.date.year <= 2026


def test_no_two_rules_have_the_same_name() -> None:
    names = [row.rule for row in reference_haircuts(holding_days=10)]
    assert len(set(names)) == len(names) == 9
