"""The group in its network: stakes, loans on them, and what it owns elsewhere, worked out by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.contagion_cases import BN, adds_up, cleared, firm, loan_of, loss_of, nodes

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport

GROUP: dict[str, Any] = {
    "assets": {
        "flint": {"kind": "listed", "shares": "100m", "price": "USD 100", "shares_outstanding": "200m",
                  "daily_volume": "1m", "dynamics": {"model": "gbm", "volatility": "50%"}},
        "slate": {"kind": "private", "value": "USD 4bn"},
        "other": {"kind": "private", "value": "USD 3bn", "follows": {"flint": "1"}},
    },
    "debts": {"bond": {"amount": "USD 2bn", "due": "2030"}},
    "companies": {
        "flint": firm("Flint", "USD 20bn", asset="flint"), "slate": firm("Slate", "USD 40bn", asset="slate"),
        "bank": {"name": "Bank", "assets": "USD 9bn", "outside_debt": "USD 5bn",
                 "lends": {"margin": "50%", "on": "100%"}},
    },
    "loans": {
        "margin": {"kind": "margin", "drawn": "USD 3bn", "deposit": "USD 1bn", "maturity": "2028", "recourse": "full",
                   "collateral": [{"asset": "flint", "shares": "60m", "haircut": "20%"}],
                   "ltv": {"call": "60%", "cure": "50%", "close_out": "80%"}, "cure": {"within": "3bd"},
                   "sale": {"participation": "20%", "impact": "2"}},
        "on": {"kind": "secured", "asset": "slate", "drawn": "USD 1bn",
               "recourse": {"guaranteed": "USD 500m"}},
        "off": {"kind": "secured", "asset": "other", "drawn": "USD 1bn"},
    },
    "scenarios": {"fall": {"shocks": {"flint": "-50%", "slate": "-95%"}, "over": "20bd"}},
}  # fmt: skip


def test_the_group_stands_in_the_network_with_its_stakes_and_loans() -> None:
    found = cleared(**GROUP).main
    group, bank = nodes(found)["group"], nodes(found)["bank"]
    assert group.outside_assets / BN == pytest.approx(10 + 3 - 1)  # cash, and the other asset less its loan
    assert group.owes / BN == pytest.approx(2)
    # half of Flint, 30% of it for a loan of 2; a tenth of Slate for a loan of 1
    assert group.equity / BN == pytest.approx(12 + 0.2 * 20 + (0.3 * 20 - 2) + (4 - 1) - 2)
    assert bank.equity / BN == pytest.approx(9 + 1 + 1 - 5)
    assert not group.worked_out
    margin, on = loan_of(found, "margin"), loan_of(found, "on")
    assert (margin.debt / BN, margin.pledged, margin.ltv_before) == pytest.approx((2, 0.3, 2 / (0.8 * 6)))
    assert margin.lenders == (("bank", 0.5), ("outside", 0.5))
    assert on.call is None
    assert (on.pledged, on.ltv_before) == pytest.approx((0.1, 0.25))
    assert {(stake.company, round(stake.share, 9), round(stake.pledged, 9)) for stake in found.stakes} == {
        ("flint", 0.5, 0.3), ("slate", 0.1, 0.1),
    }  # fmt: skip


def test_the_group_loses_on_its_stakes_and_answers_for_its_loans() -> None:
    report = cleared("fall", **GROUP)
    found, group = report.main, loss_of(report.main, "group")
    margin, on = loan_of(found, "margin"), loan_of(found, "on")
    # Flint falls to 10, then with k = 2 x 50% / sqrt(252) and 0.5% of it a day; the lender counts 80% and sells to 50%
    impact, share = 2 * 0.5 / math.sqrt(252), 0.3
    price = 10.0
    for _ in range(200):
        sold = min((2 / price - 0.4 * share) / 0.6, share) if 2 / (0.8 * share * price) >= 0.6 else 0.0
        price = 10 * (1 - impact * math.sqrt(sold / 0.005))
    assert margin.sold == pytest.approx(sold)
    assert nodes(found)["flint"].price_fall == pytest.approx(1 - price / 20)
    assert (margin.claimed / BN, margin.lost / BN) == pytest.approx((max(2 - share * price, 0), 0))
    # Slate falls to 2, of which a tenth is 0.2 against 1; 0.5 is guaranteed
    assert (on.claimed / BN, on.lost / BN) == pytest.approx((0.5, 0.3))
    assert group.shock / BN == pytest.approx((3 - 1) - (1.5 - 1))  # what follows Flint, less its loan
    assert group.lost / BN == pytest.approx(1.5 + 0.5 * (20 - price) + (4 - 1) + 0.5)
    assert loss_of(found, "bank").lost / BN == pytest.approx(0.3)
    adds_up(found)


def elsewhere(recourse: str, fall: str) -> ContagionReport:
    """Half of a stake of 1 in a company that is not in the network secures a loan of 0.4; there is cash of 10."""
    asset = {"kind": "listed", "shares": "10m", "price": "USD 100", "dynamics": {"model": "gbm", "volatility": "10%"},
             "daily_volume": "1m"}  # fmt: skip
    loan = GROUP["loans"]["margin"] | {
        "drawn": "USD 400m", "deposit": "USD 0", "collateral": [{"asset": "gravel", "shares": "5m"}],
        "recourse": recourse,
    }  # fmt: skip
    return cleared(
        "fall", assets={"gravel": asset}, companies={"a": firm("A", "USD 1bn")}, loans={"margin": loan},
        scenarios={"fall": {"shocks": {"gravel": fall}}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("recourse", "owes", "lost"),
    [("none", 0.0, 0.8 * 0.5 + 0.1), ("full", 0.4, 0.8)],  # of the half that is pledged only what is above the loan
)
def test_a_margin_loan_on_other_shares_takes_at_most_the_shares(recourse: str, owes: float, lost: float) -> None:
    found = elsewhere(recourse, "-80%")
    group = nodes(found.main)["group"]
    assert (group.equity / BN, group.owes / BN) == pytest.approx((10.6, owes))
    assert loss_of(found.main, "group").lost / BN == pytest.approx(lost)


def test_a_multiple_of_the_scenario_takes_no_asset_more_than_once() -> None:
    """A fall of 88% of 1, beside another of 1% of 2: twice of it takes 1 and 0.04, and never all of the cash."""
    parts: dict[str, Any] = {
        "assets": {"cellar": {"kind": "private", "value": "USD 1bn"}, "attic": {"kind": "private", "value": "USD 2bn"}},
        "companies": {"a": firm("A", "USD 1bn")}, "debts": {"bond": {"amount": "USD 11500m", "due": "2030"}},
        "scenarios": {"fall": {"shocks": {"cellar": "-88%", "attic": "-1%"}}},
    }  # fmt: skip
    found = cleared("fall", **parts)
    assert loss_of(found.main, "group").lost / BN == pytest.approx(0.9)
    broken = next(one for one in found.breaking if one.company == "group")
    assert broken.multiple == pytest.approx(25)  # 1.5 is left: the cellar, and a quarter of the attic
    assert broken.own == pytest.approx(1.5 / 13)


@pytest.mark.parametrize(
    ("equity", "told"),
    [
        ("USD 21bn", ()),
        (
            "USD 23bn",
            ("Flint is worth USD 23bn as stated, and USD 20bn at the price of its shares; what is stated is used.",),
        ),
    ],
)
def test_a_company_of_which_its_price_tells_another_worth(equity: str, told: tuple[str, ...]) -> None:
    flint = GROUP["companies"]["flint"] | {"equity": equity}
    assert cleared(**GROUP | {"companies": GROUP["companies"] | {"flint": flint}}).left_out == told


def test_stakes_that_are_pledged_in_other_ways() -> None:
    """A private stake in a company that states its assets, a forward, and a loan on two assets of which one is none."""
    gravel = {"kind": "listed", "shares": "10m", "price": "USD 100", "dynamics": {"model": "gbm", "volatility": "10%"},
              "daily_volume": "1m"}  # fmt: skip
    pool = [{"asset": "flint", "shares": "20m"}, {"asset": "gravel", "shares": "10m"}]
    parts: dict[str, Any] = {
        "assets": {"flint": GROUP["assets"]["flint"], "slate": GROUP["assets"]["slate"], "gravel": gravel},
        "companies": {
            "flint": firm("Flint", "USD 20bn", asset="flint"),
            "slate": {"name": "Slate", "asset": "slate", "assets": "USD 30bn", "outside_debt": "USD 10bn"},
        },
        "loans": {
            "pool": GROUP["loans"]["margin"] | {"drawn": "USD 2500m", "collateral": pool},
            "forward": {"kind": "forward", "asset": "flint", "carrying": "USD 1bn", "settlement": "USD 2bn"},
        },
    }
    report = cleared(**parts)
    found = report.main
    assert report.left_out == ("pool is secured on several assets; it is taken apart by what they are worth.",)
    assert nodes(found)["slate"].equity / BN == pytest.approx(20)
    (loan,) = found.loans
    # of 1.5, a third of the pool is Gravel: its part is owed outside; Flint's is on a tenth of the company
    assert loan.id == "pool.flint"
    assert (loan.debt / BN, loan.pledged) == pytest.approx((1.0, 0.1))
    assert {stake.company: stake.share for stake in found.stakes} == pytest.approx({"flint": 0.4, "slate": 0.2})
    assert nodes(found)["group"].owes / BN == pytest.approx(0.5)
    assert nodes(found)["group"].equity / BN == pytest.approx(10 + 1 - 0.5 + 0.3 * 20 + (2 - 1) + 4)
