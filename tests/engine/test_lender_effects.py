"""One term changed at a time, each row against the loan that has that term."""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.lender import lender_view
from pledgeline.engine.lender_effects import effects
from pledgeline.engine.lender_terms import position
from pledgeline.market.dynamics import Kou
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import TermEffect

SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
CASE = simple_case(dynamics=SIDES, days=40, loans=(simple_loan(drawn=60_000.0, cure_days=3, spread=0.03),))
LOAN = CASE.margin_loans["loan"]


def rows() -> list[TermEffect]:
    found = position(CASE, LOAN)
    return list(effects(found, found.law))


ROWS = rows()


def test_every_term_has_its_rows_and_the_loan_itself_is_one_of_them() -> None:
    terms = [term for term, _ in groupby(ROWS, key=lambda row: row.term)]
    assert terms == ["debt", "call", "close_out", "cure_days", "sale_delay", "participation"]
    current = [row for row in ROWS if row.current]
    assert [row.term for row in current] == terms
    figures = {(row.call, row.close_out, row.loss_probability, row.expected_loss_bp, row.sale_days) for row in current}
    assert len(figures) == 1
    assert [row.setting for row in current] == ["60.0% LTV", "70%", "80%", "3 business days", "1 business day", "20%"]


@pytest.mark.parametrize(
    ("term", "setting", "changes"),
    [
        ("debt", "45.0% LTV", {"drawn": 45_000.0}),
        ("call", "75%", {"call": 0.75}),
        ("close_out", "85%", {"close_out": 0.85}),
        ("cure_days", "10 business days", {"cure_days": 10}),
        ("sale_delay", "5 business days", {"sale_delay": 5}),
        ("participation", "10%", {"participation": 0.1}),
    ],
)
def test_a_row_is_the_loan_that_has_that_term(term: str, setting: str, changes: dict[str, float]) -> None:
    (row,) = [one for one in ROWS if (one.term, one.setting) == (term, setting)]
    changed = dataclasses.replace(LOAN, **changes)  # type: ignore[arg-type]
    case = dataclasses.replace(CASE, margin_loans={"loan": changed})
    law = lender_view(case, changed, targets=(), full=False).law
    assert law is not None
    assert row.call == pytest.approx(law.call, abs=1e-7)
    assert row.close_out == pytest.approx(law.close_out, abs=1e-7)
    assert row.loss_probability == pytest.approx(law.loss_probability, abs=1e-7)
    assert row.expected_loss_bp == pytest.approx(law.expected_loss_bp, abs=1e-3)
    assert not row.current


def test_settings_that_would_break_the_ladder_are_left_out() -> None:
    tight = dataclasses.replace(LOAN, cure=0.68, call=0.7, close_out=0.72)
    found = position(dataclasses.replace(CASE, margin_loans={"loan": tight}), tight)
    settings = {row.term: row.setting for row in effects(found, found.law) if row.term in {"call", "close_out"}}
    assert settings["call"] == "70%"
    assert settings["close_out"] == "77%"


def test_a_stock_without_a_known_volume_has_no_participation() -> None:
    asset = dataclasses.replace(CASE.assets["alder"], daily_volume=None)
    found = position(dataclasses.replace(CASE, assets={"alder": asset}), LOAN)
    assert "participation" not in {row.term for row in effects(found, found.law)}
