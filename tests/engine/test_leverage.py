"""NAV and LTV: the published bridges, and the rules behind them as properties."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.leverage import leverage
from tests.fixtures_case import number, opened, rows

TRILLION = 1e12


def group_as_published(row: dict[str, str]) -> dict[str, Any]:
    """A group of one holding, one non-recourse forward, one hybrid and the rest of its net debt."""
    backed, hybrid = float(row["asset_backed"]), float(row["hybrid_adjustment"])
    rest = round(float(row["debt_gross"]) - backed - 2 * hybrid, 9)
    forward = {
        "kind": "forward",
        "asset": "all",
        "carrying": f"JPY {backed}tn",
        "settlement": f"JPY {row['settlement']}tn",
    }
    hybrids = {"kind": "hybrid", "amount": f"JPY {2 * hybrid}tn", "equity_credit": "50%"}
    return {
        "as_of": row["date"],
        "currency": "JPY",
        "group": {"cash": None},
        "assets": {"stock": None, "all": {"kind": "private", "value": f"JPY {row['holdings_gross']}tn"}},
        "loans": {"pledge": None, "forward": forward},
        "debts": {"rest": {"kind": "net", "amount": f"JPY {rest}tn"}, "hybrids": hybrids},
    }


@pytest.mark.parametrize("row", rows("group_ltv"), ids=lambda row: f"{row['date']} {row['quantity']}")
def test_published_leverage_is_reproduced(row: dict[str, str]) -> None:
    found = number(opened(group_as_published(row)), row["quantity"])
    scale = 1.0 if ".ltv." in row["quantity"] else TRILLION
    assert found / scale == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def test_cash_is_subtracted_unless_a_debt_is_net_of_it_or_it_is_not_known() -> None:
    bond = {"debts": {"bond": {"amount": "USD 6bn"}}, "loans": {"pledge": None}}
    net = {"debts": {"bond": {"amount": "USD 6bn", "kind": "net"}}, "loans": {"pledge": None}}
    unknown = bond | {"group": {"cash": "unknown"}}
    assert number(opened(bond), "group.debt.gross") == 2e9
    assert number(opened(net), "group.debt.gross") == 6e9
    assert number(opened(unknown), "group.debt.gross") == 6e9
    assert "not known" in opened(unknown).workings.derived()["group.debt.gross"].note


@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        ({"group": {"cash": None}}, False),
        ({"group": {"cash": "unknown"}}, False),
        ({"group": {"cash": "USD 0"}}, True),
        ({"group": {"cash": "unknown"}, "debts": {"bond": {"amount": "USD 6bn"}}}, True),
    ],
)
def test_a_case_with_neither_debts_nor_cash_does_not_tell_of_the_whole_group(
    changes: dict[str, Any], *, whole: bool
) -> None:
    case = opened(changes)
    assert leverage(case.paper, case.workings).whole_group is whole


@pytest.mark.parametrize(
    ("recourse", "leaving"),
    [("none", 10e9), ("full", 0.0), ({"guaranteed": "USD 4bn"}, 6e9), ({"guaranteed": "USD 40bn"}, 0.0)],
)
def test_only_what_the_group_does_not_answer_for_leaves_both_sides(recourse: Any, leaving: float) -> None:
    case = opened({"loans": {"pledge": {"recourse": recourse}}})
    assert number(case, "group.debt.asset_backed_non_recourse") == leaving
    assert number(case, "group.holdings.deduction") == leaving
    assert number(case, "group.debt.net") == 10e9 - 4e9 - leaving
    assert number(case, "group.holdings.net") == 100e9 - leaving


def test_a_forward_leaves_debt_by_its_carrying_amount_and_holdings_by_its_settlement() -> None:
    forward = {"kind": "forward", "asset": "stock", "carrying": "USD 5bn", "settlement": "USD 3bn"}
    case = opened({"loans": {"pledge": None, "forward": forward}})
    assert number(case, "group.debt.net") == -4e9
    assert number(case, "group.holdings.net") == 97e9


def test_an_ltv_over_no_holdings_is_not_a_number() -> None:
    case = opened({"assets": {"stock": None}, "loans": {"pledge": None}, "debts": {"bond": {"amount": "USD 6bn"}}})
    found = leverage(case.paper, case.workings)
    assert found.ltv_reported != found.ltv_reported  # NaN is not equal to itself
    assert found.nav == -2e9


billions = st.integers(min_value=1, max_value=30)


@given(before=billions, more=billions)
def test_a_non_recourse_draw_kept_as_cash_lowers_only_the_reported_ltv(before: int, more: int) -> None:
    """Why both LTVs are shown: the look-through one and NAV stay, while the reported one falls."""

    def at(drawn: int) -> tuple[float, float, float]:
        cash = {"group": {"cash": f"USD {drawn}bn"}, "debts": {"bond": {"amount": "USD 20bn"}}}
        case = opened(cash | {"loans": {"pledge": {"drawn": f"USD {drawn}bn"}}})
        return tuple(number(case, f"group.{key}") for key in ("ltv.reported", "ltv.look_through", "nav"))  # type: ignore[return-value]

    reported, through, nav = at(before)
    later, through_later, nav_later = at(before + more)
    assert later < reported
    assert through_later == pytest.approx(through)
    assert nav_later == pytest.approx(nav)


@given(guaranteed=st.integers(min_value=0, max_value=20), more=st.integers(min_value=0, max_value=20))
def test_the_more_is_guaranteed_the_higher_the_reported_ltv(guaranteed: int, more: int) -> None:
    def at(amount: int) -> float:
        case = opened({"loans": {"pledge": {"recourse": {"guaranteed": f"USD {amount}bn"}}}})
        return number(case, "group.ltv.reported")

    assert at(guaranteed + more) >= at(guaranteed)


@given(credit=st.integers(min_value=0, max_value=100))
def test_hybrids_leave_the_reported_debt_by_their_equity_credit(credit: int) -> None:
    hybrid = {"kind": "hybrid", "amount": "USD 10bn", "equity_credit": f"{credit}%"}
    case = opened({"debts": {"hybrid": hybrid}})
    assert number(case, "group.debt.hybrid_adjustment") == pytest.approx(1e8 * credit)
    assert number(case, "group.debt.gross") == 16e9
