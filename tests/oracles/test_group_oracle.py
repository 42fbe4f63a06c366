"""Groups worked by hand, the arithmetic in the comments.

Unless a test says otherwise: a share of alder at 1.00, 100 of them traded a day, 10% daily volatility; day 30 is the
last of the quarter; a loan of 50 on 100 shares with cure 60%, call 70%, close-out 80%, five days to cure, sold from
one day after the trigger at 20 shares a day; nothing bears interest.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from pledgeline.engine.resolved import Recourse
from pledgeline.engine.resolved_group import ResolvedDividend, ResolvedSource, ResolvedStake
from tests.simple_case import FULL_RECOURSE

from .group import follow_group
from .group_by_hand import (
    CASH,
    DRAW,
    SELL,
    bill,
    close,
    debts,
    facility,
    follow,
    inflow,
    moves,
    plain_case,
    plain_group,
    plain_loan,
)


def test_a_ladder_of_cash() -> None:
    # 3.65% over 365 on 50 is 0.005 a day. Day 30: 0.15. Day 40: 50 + 10 x 0.005. 100 - 0.15 - 50.05 = 49.80 is
    # 10.20 short of the 60 on day 50; nothing is left for the 5 on day 60, which are not firm.
    bond = debts(bond={"balance": 50.0, "rate_steps": ((0, 0.0365),), "due": 40})
    path = follow(
        plain_case(days=60), cash={"USD": 100.0}, credits=bond, bills=(bill(50, 60.0), bill(60, 5.0, firm=False))
    )
    assert [claim.amount for claim in path.claims] == [close(amount) for amount in (0.15, 50.05, 60.0, 5.0)]
    assert (path.gap_day, path.gap_size, path.gap_total) == (50, close(10.2), close(10.2))
    assert path.paid_in_full == {"day-50": False, "day-60": False}
    assert path.paid_by["day-50"] == (close(49.8),)
    first, second = path.books[2025, 1], path.books[2025, 2]
    assert (first.opening, first.moved["interest"], first.closing) == (100.0, close(0.15), close(99.85))
    moved = [second.moved[name] for name in ("interest", "repayments", "commitments")]
    assert moved == [close(0.05), close(50.0), close(49.8)]
    assert path.days[40].credits["bond"].balance == 0.0


def test_every_source_gives_what_it_can_in_order() -> None:
    # A bill of 100. Cash 30, of which 10 are kept: 20. Draw up to 60% of 100: 10, though 40 are undrawn. A line of 20
    # with a fee of 5%: 19. 51 are left: sold at 1.00 less 15% tax, 60 shares.
    case = plain_case(plain_loan(), days=2, free=200.0)
    line = debts(line={"kind": "line", "undrawn": 20.0, "fee": 0.05})
    rungs = (
        ResolvedSource(kind="cash", target="", keep=10.0),
        DRAW,
        ResolvedSource(kind="credit", target="line"),
        replace(SELL, tax=0.15),
    )
    owes = {"loan": facility("loan", undrawn=40.0)}
    path = follow(case, cash={"USD": 30.0}, facilities=owes, credits=line, waterfall=rungs, bills=(bill(1, 100.0),))
    assert path.paid_by["day-1"] == (close(20.0), close(10.0), close(19.0), close(51.0))
    assert path.paid_in_full["day-1"]
    today = path.days[1]
    assert (today.total_cash, today.loans["loan"].debt, today.loans["loan"].undrawn) == (10.0, close(60.0), close(30.0))
    assert (today.credits["line"].balance, today.credits["line"].undrawn) == (close(20.0), close(0.0))
    assert today.free["alder"] == close(140.0)
    moved = path.books[2025, 1].moved
    assert [moved[name] for name in ("draws", "lines", "sales")] == [close(10.0), close(20.0), close(60.0)]
    assert [moved[name] for name in ("fees", "taxes", "commitments")] == [close(1.0), close(9.0), close(100.0)]


@pytest.mark.parametrize(
    ("impact", "sold", "brought"),
    [
        # k = 10% x impact. 25 of 100 shares at most: 25 x (1 - 0.1 x 1/2 x 2/3)
        (1.0, 25.0, 25.0 * (1.0 - 0.1 / 3.0)),
        # k = 400%: the price is gone after (1/4)^2 x 100 = 6.25 shares, which bring a third of their worth
        (40.0, 6.25, 6.25 / 3.0),
    ],
)
def test_a_sale_has_an_impact(impact: float, sold: float, brought: float) -> None:
    case = plain_case(days=1, free=200.0)
    path = follow(case, waterfall=(replace(SELL, participation=0.25, impact=impact),), bills=(bill(1, 50.0),))
    assert path.days[1].sold["alder"] == close(sold)
    assert (path.paid_by["day-1"], path.gap_size) == ((close(brought),), close(50.0 - brought))


def test_a_sale_is_no_larger_than_the_bill() -> None:
    # 9 shares of 100: 9 x (1 - 0.1 x 0.3 x 2/3) = 8.82
    case = plain_case(days=1, free=200.0)
    path = follow(case, waterfall=(replace(SELL, impact=1.0),), bills=(bill(1, 8.82),))
    assert path.days[1].sold["alder"] == pytest.approx(9.0, rel=1e-12)
    assert path.gap_day is None


def test_a_sale_waits_for_its_first_day_and_needs_no_volume() -> None:
    case = plain_case(days=3, free=500.0, daily_volume=None)
    rungs = (replace(SELL, opens=2, impact=1.0),)
    path = follow(case, waterfall=rungs, bills=(bill(1, 300.0), bill(2, 300.0)))
    assert path.paid_by == {"day-1": (0.0,), "day-2": (300.0,)}
    assert path.days[2].free["alder"] == close(200.0)


def test_marks_lag_and_hold_what_was_bought() -> None:
    # Value 100, 200, 200, 50, 50. Marked on day 3 at the value of day 1. 10 are bought on day 2 (5% of the stake).
    case = plain_case(days=4)
    stake = ResolvedStake(
        asset="elm",
        currency="USD",
        value=100.0,
        volatility=0.5,
        growth=0.0,
        follows={"alder": 0.5},
        marks=(3,),
        mark_delay=2,
    )
    group = plain_group(case, cash={"USD": 10.0}, stakes={"elm": stake}, bills=(bill(2, 10.0, buys="elm"),))
    # alder at 4 gives half of its log move: a factor of 2
    path = follow_group(case, group, {"alder": moves(4.0, 4.0, 1.0, 1.0), "elm": moves(1.0, 1.0, 0.5, 0.5)})
    assert [day.values["elm"] for day in path.days] == [close(value) for value in (100.0, 200.0, 210.0, 52.5, 52.5)]
    assert [day.marks["elm"] for day in path.days] == [close(mark) for mark in (100.0, 100.0, 110.0, 210.0, 210.0)]
    # no debt: NAV is stakes at value and cash; LTV as reported is minus cash over marks
    assert (path.days[1].nav, path.days[1].reported) == (close(210.0), close(-0.1))
    assert path.days[1].looked_through == close(-10.0 / 200.0)


def test_shares_that_are_bought_are_free() -> None:
    # 30 at a price of 1.50 are 20 shares; all 30 shares of the next day get 0.50
    case = plain_case(days=2, free=10.0)
    dividend = ResolvedDividend(asset="alder", day=2, per_share=0.5)
    path = follow(case, (1.5, 1.5), cash={"USD": 30.0}, bills=(bill(1, 30.0, buys="alder"),), dividends=(dividend,))
    assert (path.days[1].free["alder"], path.days[1].bought["alder"]) == (close(30.0), close(20.0))
    assert path.days[2].total_cash == close(15.0)


def test_dividends_on_free_pledged_and_locked_up_shares() -> None:
    # 30 + 100 + 20 shares
    case = plain_case(plain_loan(), days=1, free=30.0, locked_up=20.0)
    path = follow(case, dividends=(ResolvedDividend(asset="alder", day=1, per_share=0.1),))
    assert path.days[1].total_cash == close(15.0)
    assert path.books[2025, 1].moved["dividends"] == close(15.0)


def test_cover_looks_ahead_from_each_day() -> None:
    # 100 in cash. 60 are due on day 30, 50 on day 50; the span is 40 days, so that day 10 sees both.
    bonds = debts(
        early={"balance": 60.0, "due": 30},
        late={"balance": 50.0, "due": 50},
        net={"kind": "net", "balance": 500.0, "due": 51},
        forward={"kind": "forward", "balance": 500.0, "due": 51, "non_recourse": True, "settlement": 500.0},
    )
    case = plain_case(days=50)
    path = follow(case, cash={"USD": 100.0}, credits=bonds, cover_until=tuple(day + 40 for day in range(51)))
    need = {day: path.days[day].cover_need for day in (0, 9, 10, 29, 30, 49, 50)}
    assert need == {0: 60.0, 9: 60.0, 10: 110.0, 29: 110.0, 30: 50.0, 49: 50.0, 50: 0.0}
    assert path.breaches["cover"] == 10


def test_the_recourse_part_of_a_margin_loan_is_covered() -> None:
    # 50 owed, 20 of it guaranteed
    loan = plain_loan(recourse=Recourse(guaranteed=20.0, collateral_first=True))
    case = plain_case(loan, days=3)
    owes = {"loan": facility("loan", due=3)}
    path = follow(case, cash={"USD": 60.0}, facilities=owes, cover_until=(2, 3, 4, 5))
    assert [day.cover_need for day in path.days] == [0.0, 20.0, 20.0, 0.0]
    # and 30 leave both sides: (50 - 30 - 60) / (100 - 30)
    assert path.days[1].reported == close(-40.0 / 70.0)
    assert path.days[1].looked_through == close(-0.1)
    assert path.days[1].nav == close(110.0)


def test_both_ltvs_of_a_group_with_everything() -> None:
    # Alder doubles: 100 pledged, 50 free, 10 locked up: 320. Debt: loan 50, bond 30, hybrid 20 (half equity),
    # forward 40 settled in alder (30 on day 0, now 60), secured 10: 150, less 15 in cash: 135.
    owed = debts(
        bond={"balance": 30.0},
        hybrid={"kind": "hybrid", "balance": 20.0, "equity_credit": 0.5},
        forward={"kind": "forward", "balance": 40.0, "non_recourse": True, "settlement": 30.0, "settles": "alder"},
        secured={"kind": "secured", "balance": 10.0, "non_recourse": True, "settlement": 10.0},
    )
    loan = plain_loan(recourse=FULL_RECOURSE)
    case = replace(plain_case(loan, days=1, free=50.0, locked_up=10.0), policy_normal=0.2, policy_ceiling=0.4)
    path = follow(case, (2.0,), cash={"USD": 15.0}, credits=owed)
    today = path.days[1]
    assert today.looked_through == close(135.0 / 320.0)
    # N = 50, Y = 10, X = 70
    assert today.reported == close(75.0 / 250.0)
    assert today.nav == close(175.0)
    assert path.breaches == {
        "reported normal": 1,
        "reported ceiling": None,
        "looked through normal": 1,
        "looked through ceiling": 1,
        "cover": None,
    }


def test_cash_is_not_taken_off_beside_a_net_debt() -> None:
    path = follow(
        plain_case(days=1, free=100.0), cash={"USD": 50.0}, credits=debts(funds={"kind": "net", "balance": 20.0})
    )
    assert (path.days[1].reported, path.days[1].nav) == (close(0.2), close(80.0))


def test_ltv_without_holdings_is_infinite() -> None:
    case = replace(plain_case(days=1), policy_normal=0.2)
    path = follow(case, credits=debts(bond={"balance": 20.0}))
    assert path.days[1].reported == path.days[1].looked_through == inf
    assert path.breaches["reported normal"] == 1


def test_selling_ahead_of_a_bill() -> None:
    # 30 to pay on day 5, 10 in cash, 5 to come on day 4, selling from three days ahead, 8 shares a day, 10% tax.
    # Day 2: 30 - 5 - 10 = 15 missing, 8 shares bring 7.2. Day 3: 7.8 missing, 8 shares again. Day 4: the 5 have come
    # and still count among those to come. Day 5: 30 - 29.4 = 0.6 missing, two thirds of a share.
    case = plain_case(days=6, free=100.0)
    rungs = (CASH, replace(SELL, participation=0.08, tax=0.1, ahead=3))
    path = follow(case, cash={"USD": 10.0}, waterfall=rungs, bills=(bill(5, 30.0),), inflows=(inflow(4, 5.0),))
    sold = [path.days[day].sold["alder"] for day in range(1, 7)]
    assert sold == [close(shares) for shares in (0.0, 8.0, 8.0, 0.0, 2.0 / 3.0, 0.0)]
    assert path.paid_in_full["day-5"]


def test_selling_ahead_counts_what_stands_before_the_sale() -> None:
    # 50 to pay on day 2: cash 10 above what is kept, 10 to draw, and a line of 20 that stands behind: 30 missing.
    # With the line before the sale 10 are missing.
    case = plain_case(plain_loan(), days=1, free=100.0)
    owed = debts(line={"kind": "line", "undrawn": 20.0})
    keeping, line = replace(CASH, keep=5.0), ResolvedSource(kind="credit", target="line")
    sale = replace(SELL, ahead=1)
    facilities = {"loan": facility("loan", undrawn=10.0)}
    for rungs, sold in (((DRAW, sale, line, keeping), 30.0), ((keeping, line, DRAW, sale), 10.0)):
        path = follow(
            case, cash={"USD": 15.0}, facilities=facilities, credits=owed, waterfall=rungs, bills=(bill(2, 50.0),)
        )
        assert path.days[1].sold["alder"] == close(sold)
        assert path.days[1].total_cash == close(15.0 + sold)


def test_not_firm_means_from_cash_alone() -> None:
    case = plain_case(days=1, free=100.0)
    first = (bill(1, 30.0, firm=False),)
    path = follow(case, cash={"USD": 20.0}, waterfall=(SELL, replace(CASH, keep=5.0)), bills=first)
    assert (path.paid_by["day-1"], path.gap_day) == ((0.0, close(15.0)), None)
    assert path.days[1].free["alder"] == 100.0


def test_money_and_its_accounts() -> None:
    # A bill of EUR 8 is 10 in USD at 1.25, and 16 at 2.00: EUR 5 first, USD 6 after. GBP has no account.
    case = plain_case(days=2)
    group = plain_group(case, cash={"USD": 20.0, "EUR": 5.0}, bills=(bill(1, 8.0, currency="EUR"),))
    path = follow_group(case, group, {"EUR": moves(1.6, 1.6)})
    assert path.days[1].cash == {"USD": close(14.0), "EUR": 0.0}
    book = path.books[2025, 1]
    # 26.25 in all; EUR 5 gain 3.75
    assert (book.opening, book.revalued, book.moved["commitments"]) == (26.25, close(3.75), close(16.0))
    group = plain_group(case, cash={"USD": 20.0}, inflows=(inflow(1, 8.0, "EUR"),))
    assert follow_group(case, group, {"EUR": moves(1.6, 1.6)}).days[1].cash == {"USD": close(36.0)}


def test_the_cure_purse_bounds_what_a_loan_takes() -> None:
    # 50/70 = 71%: called on day 1, cure on day 6 needs 50 - 0.6 x 70 = 8 in cash
    fallen = (0.7,) * 8
    case = plain_case(plain_loan(means=("cash",)), days=8)
    cured = follow(case, fallen, cash={"USD": 20.0}, cure_purse=8.5)
    assert (cured.loans["loan"].call, cured.loans["loan"].failed_cure) == (1, None)
    assert (cured.days[6].total_cash, cured.books[2025, 1].moved["cures"]) == (close(12.0), close(8.0))
    failed = follow(case, fallen, cash={"USD": 20.0}, cure_purse=7.5)
    assert (failed.loans["loan"].failed_cure, failed.loans["loan"].close_out) == (6, 6)
    assert failed.defaults == {"loan": 6}


def test_recourse_beyond_cash_is_a_bill() -> None:
    # 50/10: close-out on day 1, 100 shares a day later bring 10. Of the 40 short, 5 are taken from cash, 35 asked of
    # the line, which lends 20.
    loan = plain_loan(recourse=FULL_RECOURSE, participation=1.0)
    case = plain_case(loan, days=3)
    owed = debts(line={"kind": "line", "undrawn": 20.0})
    rungs = (CASH, ResolvedSource(kind="credit", target="line"))
    path = follow(case, (0.1, 0.1, 0.1), cash={"USD": 5.0}, credits=owed, waterfall=rungs)
    (claim,) = path.claims
    assert (claim.day, claim.kind, claim.paid) == (2, "recourse", (0.0, close(20.0)))
    assert [claim.amount, path.gap_total] == [close(35.0), close(15.0)]
    assert path.books[2025, 1].moved["recourse"] == close(25.0)


def test_control_counts_free_and_pledged_shares_not_those_locked_up() -> None:
    # 100 pledged, 20 free, 80 locked up, of 1,000; threshold 11%. 15 free shares sold leave 10.5%.
    case = plain_case(plain_loan(), days=2, free=20.0, locked_up=80.0, shares_outstanding=1000.0, control=0.11)
    path = follow(case, waterfall=(SELL,), bills=(bill(2, 15.0),))
    assert path.control_lost == {"alder": 2}


def test_the_group_sells_what_lenders_leave_of_the_volume() -> None:
    # Lenders sell 20 of the 100 shares of the day; the group may sell 30% of the volume, less these 20.
    case = plain_case(plain_loan(), days=2, free=50.0)
    path = follow(case, (0.5, 0.5), waterfall=(replace(SELL, participation=0.3),), bills=(bill(2, 40.0),))
    assert path.days[2].sold["alder"] == close(30.0)
    assert path.paid_by["day-2"] == (close(5.0),)
