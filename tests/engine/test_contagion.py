"""Contagion: small networks worked out by hand."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.contagion import contagion
from pledgeline.engine.document import Restated
from pledgeline.errors import CaseError, Inaccurate, UnknownName
from pledgeline.files.read_case import apply_scenario, read_case_text
from tests.engine.contagion_cases import BASE, BN, adds_up, cleared, firm, loan_of, loss_of, nodes, owes
from tests.fixtures_quarry import quarry

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport

CHAIN: dict[str, Any] = {
    "companies": {
        "tenant": firm("Tenant", "USD 20bn", exposed="100%"),
        "cloud": firm("Cloud", "USD 5bn", outside_debt="USD 10bn"),
        "maker": firm("Maker", "USD 50bn"),
    },
    "contracts": {"rent": owes("tenant", "cloud", "USD 40bn"), "chips": owes("cloud", "maker", "USD 30bn")},
    "scenarios": {"bubble": {"title": "Over", "demand": {"assume": "50%", "range": "20%..100%"}}},
}


@pytest.fixture(scope="module")
def chain() -> ContagionReport:
    """A tenant that loses half of 60; its cloud, which has 5 outside; and the maker of the chips."""
    return cleared("bubble", **CHAIN)


def test_books_close_before_anything_happens() -> None:
    found = cleared(**CHAIN)
    assert {key: node.outside_assets / BN for key, node in nodes(found.main).items()} == pytest.approx(
        {"group": 10, "tenant": 60, "cloud": 5, "maker": 20}
    )
    assert (found.main.round_count, found.main.shock) == (1, 0)
    assert found.main.lost == pytest.approx(0, abs=1e-3)
    assert [node.default_round for node in found.main.nodes] == [0, 0, 0, 0]
    assert found.shocking == (("bubble", "Over"),)


def test_a_chain_fails_in_its_order(chain: ContagionReport) -> None:
    found = nodes(chain.main)
    # the tenant has 30 for 40; the cloud 5 + 30 for 40 and pays 7/8 of what it owes
    assert [found[key].default_order for key in ("tenant", "cloud", "maker")] == [1, 2, 0]
    assert [found[key].own_default for key in ("tenant", "cloud", "maker")] == [True, False, False]
    paid = {(edge.by, edge.to): edge.paid / BN for edge in chain.main.edges}
    assert paid == pytest.approx({("tenant", "cloud"): 30, ("cloud", "maker"): 26.25, ("cloud", "outside"): 8.75})
    assert [found[key].equity_after / BN for key in ("tenant", "cloud", "maker")] == pytest.approx([0, 0, 46.25])
    assert chain.main.outside_lost / BN == pytest.approx(1.25)
    assert chain.main.rounds[0].defaults == ("tenant", "cloud")
    adds_up(chain.main)
    cloud = loss_of(chain.main, "cloud")
    assert {one.cause: one.unpaid / BN for one in cloud.because} == pytest.approx({"tenant": 10})
    assert (cloud.passed_on / BN, cloud.lost / BN) == pytest.approx((5, 5))
    assert dict(loss_of(chain.main, "maker").by_origin) == pytest.approx({"tenant": 3.75 * BN})


def test_both_ends_of_the_demand_and_what_brings_each_down(chain: ContagionReport) -> None:
    assert [(one.label, one.demand) for one in (chain.main, *chain.range)] == [
        ("assumed", 0.5), ("low", 0.2), ("high", 1.0),
    ]  # fmt: skip
    assert [sum(node.default_round > 0 for node in one.nodes) for one in chain.range] == [0, 2]
    broken: dict[str, list[float | None]] = {one.company: [one.own, one.multiple, one.demand] for one in chain.breaking}
    # the tenant has 20 to lose of 60, then the cloud 5 of what it is paid
    assert broken["tenant"] == pytest.approx([1 / 3, 2 / 3, 1 / 3])
    assert broken["cloud"][0] is None
    assert broken["cloud"][1:] == pytest.approx([5 / 6, 5 / 12])
    assert broken["maker"] == [None, None, None]
    ranks = {one.company: one for one in chain.ranking}
    assert chain.ranking[0].company == "tenant"
    # without its 60 the tenant pays nothing, the cloud 5 of 40: the maker misses 26.25, outside 8.75
    assert ranks["tenant"].caused / BN == pytest.approx(5 + 26.25 + 8.75)
    assert (ranks["tenant"].felled, ranks["cloud"].felled) == (("cloud",), ())
    assert ranks["maker"].suffered / BN == pytest.approx(3.75)


def test_costs_of_default() -> None:
    found = cleared("bubble", **CHAIN | {"contagion": {"until": "2026-12-31", "alpha": "50%", "beta": "80%"}}).main
    paid = {(edge.by, edge.to): edge.paid / BN for edge in found.edges}
    assert paid[("tenant", "cloud")] == pytest.approx(15)
    assert paid[("cloud", "maker")] == pytest.approx((0.5 * 5 + 0.8 * 15) * 0.75)
    assert loss_of(found, "cloud").costs / BN == pytest.approx(2.5 + 3)
    adds_up(found)


@pytest.mark.parametrize("fallen", ["10%", "90%"])
def test_what_a_lender_in_default_has_of_a_loan_is_a_claim_whoever_pays_it(fallen: str) -> None:
    """Of its 8 the shares pay all, or their last 1 or so and their rich owner the rest; of its own 14, 7 are lost."""
    trading = {"shares_outstanding": "1bn", "daily_volume": "1bn", "volatility": "1%"}
    companies = {
        "kern": firm("Kern", "USD 100bn", exposed=fallen, trading=trading),
        "owner": firm("Owner", "USD 60bn", holds={"kern": "10%"}),
        "bank": firm("Bank", "USD 2bn", outside_debt="USD 20bn", exposed="50%"),
    }
    security = {"on": "kern", "share": "10%", "call": "99%", "cure": "98%", "recourse": "full"}
    contracts = {"loan": owes("owner", "bank", "USD 8bn", kind="loan", due=None, secured=security)}
    rules = {"until": "2026-12-31", "alpha": "50%", "beta": "80%"}
    parts = {"companies": companies, "contracts": contracts, "scenarios": {"fall": {"demand": "100%"}}}
    main = cleared("fall", contagion=rules, **parts).main
    assert (loan_of(main, "loan").claimed > 6 * BN) == (fallen == "90%")
    assert nodes(main)["bank"].paid / BN == pytest.approx(0.5 * 7 + 0.8 * 8)
    assert loss_of(main, "bank").costs / BN == pytest.approx(0.5 * 7 + 0.2 * 8)
    adds_up(main)


def test_two_lenders_sell_each_other_out() -> None:
    """The example of the page: 1,000 shares at 100, of which two lenders hold 100 each."""
    companies = {
        "kern": firm(
            "Kern", "USD 100000", exposed="30%",
            trading={"shares_outstanding": "1000", "daily_volume": "100",
                     "volatility": f"{100 * 0.1 * math.sqrt(252)}%"},
        ),
        "first": firm("First", "USD 1m"), "second": firm("Second", "USD 1m"), "bank": firm("Bank", "USD 1m"),
    }  # fmt: skip
    for key in ("first", "second"):
        companies[key]["holds"] = {"kern": "10%"}
    security = {"on": "kern", "share": "10%", "call": "65%", "cure": "60%"}
    contracts = {
        key: owes(key, "bank", debt, kind="loan", due=None, secured=security)
        for key, debt in (("first", "USD 4900"), ("second", "USD 4389"))
    }
    main = cleared("fall", companies=companies, contracts=contracts, scenarios={"fall": {"demand": "100%"}}).main
    sold = [next(share for _, share in one.sold) for one in main.rounds[:2]]
    prices = [next(share for _, share in one.prices) for one in main.rounds[:2]]
    assert prices == pytest.approx([1.0, 0.7])  # the shock is seen in the price a round later
    assert sold == pytest.approx([0.0, 0.025])
    third = main.rounds[2]
    assert third.prices[0][1] == pytest.approx(0.665)
    assert third.sold[0][1] == pytest.approx((4900 / 66.5 - 60) / 0.4 / 1000 + (4389 / 66.5 - 60) / 0.4 / 1000)
    low, high = 60.0, 70.0  # both equations of the page at once, by bisection
    for _ in range(100):
        price = (low + high) / 2
        shares = 23_222.5 / price - 300
        low, high = (price, high) if 70 * (1 - 0.01 * math.sqrt(shares)) > price else (low, price)
    assert nodes(main)["kern"].price_fall == pytest.approx(1 - price / 100, abs=1e-11)
    assert loan_of(main, "first").sold * 1000 == pytest.approx(12_250 / price - 150, rel=1e-9)
    assert loan_of(main, "second").sold * 1000 == pytest.approx(10_972.5 / price - 150, rel=1e-9)
    assert loan_of(main, "first").days_to_sell == pytest.approx((12_250 / price - 150) / 100, rel=1e-9)
    assert (round(price, 1), round(shares, 1)) == (64.6, 59.5)  # as the page says
    assert loss_of(main, "first").because[0].forced == pytest.approx(100 * (70 - price), rel=1e-6)
    adds_up(main)


def test_what_falls_due_within_the_window() -> None:
    contracts = {
        "after": owes("a", "b", "USD 1bn", due="2027-01-01"),
        "last-day": owes("a", "b", "USD 1bn", due="2026-12"),
        "even": owes("a", "b", "USD 3650m", due=None, starts="2026-12-02", term="1y"),
        "begun": owes("a", "b", "USD 7300m", due=None, starts="2025-01-01", term="2y"),
        "undated": owes("a", "b", "USD 1bn", due=None),
        "untold": owes("a", "b", None),
        "letter": owes("a", "b", "USD 1bn", standing="letter_of_intent"),
        "perhaps": owes("a", "b", "USD 1bn", condition="if it rains"),
        "guarantee": owes("a", "b", "USD 1bn", kind="guarantee"),
    }  # fmt: skip
    companies = {"a": firm("A", "USD 20bn"), "b": firm("B", "USD 20bn")}
    found = cleared(companies=companies, contracts=contracts)
    even, begun = 0.3 * BN, 7.3 * BN * 364 / 730  # 30 of 365 days; the first of January is not in the window
    assert {line.id: line.in_window or 0.0 for line in found.contracts} == pytest.approx(
        {"after": 0, "last-day": BN, "even": even, "begun": begun, "undated": 0, "untold": 0, "letter": BN,
         "perhaps": BN, "guarantee": BN}
    )  # fmt: skip
    assert [line.id for line in found.contracts if line.in_window is None] == ["undated", "untold"]
    assert {line.id: line.why_not for line in found.contracts if line.why_not} == {
        "after": "nothing of it falls due within the window",
        "undated": "it has no date",
        "untold": "its amount is not known",
        "letter": "its standing is not counted",
        "perhaps": "it depends on a condition",
        "guarantee": "owed only if somebody else does not pay",
    }
    assert [line.cleared for line in found.contracts] == [not line.why_not for line in found.contracts]
    assert sum(edge.owed for edge in found.main.edges) == pytest.approx(BN + even + begun)
    rules = {"until": "2026-12-31", "counted": ["binding", "letter_of_intent"], "conditional": "counted"}
    wider = cleared(companies=companies, contracts=contracts, contagion=rules)
    assert {line.id for line in wider.contracts if line.cleared} == {"last-day", "even", "begun", "letter", "perhaps"}
    document = read_case_text(json.dumps(BASE | {"companies": companies, "contracts": contracts}))
    letters = contagion(document, counted=("letter_of_intent",))
    assert ([line.id for line in letters.contracts if line.cleared], letters.counted) == (
        ["letter"], ("letter_of_intent",),
    )  # fmt: skip


def test_rent_runs_from_the_planned_service_of_each_phase() -> None:
    found = contagion(apply_scenario(quarry(), "bubble"))
    rent = next(line for line in found.contracts if line.id == "slate-rent")
    assert rent.amount == pytest.approx(3 * BN * 2.0 * 10)  # a year for each of 2 GW, for ten years
    # 0.2 GW serve since November 2025, all 729 days of the window; all others are planned to come later
    assert rent.in_window == pytest.approx(3 * BN * 0.2 * 729 / 365.25)
    adds_up(found.main)
    assert [one.path for one in found.sensitivities] == ["companies.flint.exposed"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"companies": {"a": firm("Alpha", "USD 1bn"), "b": firm("B", "USD 9bn")},
             "contracts": {"c": owes("b", "a", "USD 3bn")}},
            "others owe Alpha more than it can be worth: its assets outside the network would be USD -2bn",
        ),
        ({"companies": {"a": firm("Alpha", "unknown")}}, "what Alpha is worth is not known, and others owe or hold it"),
    ],
)  # fmt: skip
def test_a_case_that_contradicts_itself(parts: dict[str, Any], expected: str) -> None:
    with pytest.raises(CaseError) as raised:
        cleared(**parts)
    (problem,) = raised.value.problems
    assert (problem.what, problem.key) == (expected, "companies.a.equity")
    assert problem.where.line > 0
    assert problem.remedy


def test_a_window_that_ends_before_it_begins() -> None:
    with pytest.raises(CaseError) as raised:
        cleared(**CHAIN | {"contagion": {"until": "2025-12-31"}})
    (problem,) = raised.value.problems
    assert (problem.key, problem.what) == (
        "contagion.until", "what falls due up to 2025-12-31 is cleared: that is not after as_of, 2026-01-01",
    )  # fmt: skip


def test_a_case_without_companies() -> None:
    with pytest.raises(UnknownName, match="the case has no companies that owe or hold each other; add companies"):
        cleared()


def test_a_company_of_which_more_than_all_is_held_is_refused() -> None:
    with pytest.raises(CaseError, match="more than all of Slate is held"):
        contagion(quarry({"companies.slate.equity": "USD 3bn"}))  # the stake of the group in it is worth 4bn
    with pytest.raises(CaseError, match="more than all of Slate is held"):
        contagion(quarry({"companies.bank.holds": "{slate: 75%}"}))  # with 20% of the group, 10% of Basalt


def test_companies_that_hold_each_other_whole_are_refused() -> None:
    with pytest.raises(Inaccurate, match="hold each other so nearly whole"):
        contagion(quarry({
            "companies.bank.holds": "{other: 100%}",
            "companies.other": "{name: Other, assets: USD 1bn, holds: {bank: 100%}}",
        }))  # fmt: skip


TRADING = {"companies.flint.trading": "{shares_outstanding: 200m, daily_volume: 1m, volatility: 50%}"}


@pytest.mark.parametrize(("trading", "told"), [({}, True), (TRADING, False)])
def test_the_law_of_a_price_counts_where_it_says_what_a_forced_sale_meets(
    trading: dict[str, str], *, told: bool
) -> None:
    document = quarry({
        "assets.flint.dynamics.volatility": "{assume: 50%, range: 20%..90%}",
        "loans.flint-margin.ltv": "{cure: 40%, call: 50%, close_out: 75%}",
        **trading,
    })  # fmt: skip
    found = contagion(Restated(document=document, case=document.case, scenario="slate-falls"))
    law = [one for one in found.sensitivities if one.path == "assets.flint.dynamics.volatility"]
    assert [(one.subject, one.low, one.assumed, one.high) for one in law] == (
        [("Flint", "20%", "50%", "90%")] if told else []
    )
