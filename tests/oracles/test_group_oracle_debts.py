"""Interest, maturities and defaults of a group worked by hand, the arithmetic in the comments.

Unless a test says otherwise: a share of alder at 1.00, 100 of them traded a day, 10% daily volatility; day 30 is the
last of the quarter; a loan of 50 on 100 shares with cure 60%, call 70%, close-out 80%, five days to cure, sold from
one day after the trigger at 20 shares a day; nothing bears interest.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from pledgeline.engine.resolved import Recourse
from pledgeline.engine.resolved_group import Renewal, ResolvedSource

from .group_by_hand import (
    CASH,
    DRAW,
    PER_DAY,
    bill,
    close,
    debts,
    facility,
    follow,
    inflow,
    plain_case,
    plain_loan,
)


def test_interest_that_is_not_paid_is_a_default_is_not_added_and_does_not_call_the_balance() -> None:
    # 0.15 on day 30, 0.10 in cash. The bond has no date; nothing more is asked of it until the next interest day.
    bond = debts(bond={"balance": 50.0, "rate_steps": ((0, 0.0365),)})
    path = follow(plain_case(days=33), cash={"USD": 0.1}, credits=bond, inflows=(inflow(31, 20.005),))
    assert [(claim.day, claim.kind) for claim in path.claims] == [(30, "interest")]
    assert [claim.unpaid for claim in path.claims] == [close(0.05)]
    assert path.defaults == {"bond": 30}
    assert path.days[33].credits["bond"].balance == close(50.0)
    assert path.days[33].total_cash == close(20.005)


def test_a_rate_steps_on_its_day() -> None:
    # 10 days at 0.005, 20 days at 0.01
    bond = debts(bond={"balance": 50.0, "rate_steps": ((0, 0.0365), (10, 0.073))})
    path = follow(plain_case(days=30), cash={"USD": 100.0}, credits=bond)
    assert path.claims[0].amount == close(0.25)


def test_interest_of_a_draw_in_mid_quarter() -> None:
    # A ten-thousandth a day. 50 are drawn on day 10, at an index of 1.001; day 30 asks for 30 days on 50, and for
    # 50 x (1.003/1.001 - 1) on the draw. The principal is 100 then.
    case = plain_case(plain_loan(spread=PER_DAY), days=32)
    owes = {"loan": facility("loan", undrawn=80.0, draw_stop=2.0)}
    case = replace(case, margin_loans={"loan": replace(case.margin_loans["loan"], call=8.0, close_out=9.0)})
    path = follow(case, cash={"USD": 5.0}, facilities=owes, waterfall=(DRAW, CASH), bills=(bill(10, 50.0),))
    asked = 50.0 * 0.003 + 50.0 * (1.003 / 1.001 - 1.0)
    assert path.claims[-1].amount == pytest.approx(asked, rel=1e-11)
    # the bill itself is drawn: with undrawn 30 left the loan pays its own interest and owes it
    assert path.days[30].loans["loan"].debt == pytest.approx(100.0 + asked, rel=1e-12)
    assert path.days[32].loans["loan"].debt == pytest.approx((100.0 + asked) * 1.0002, rel=1e-12)
    assert path.days[32].total_cash == 5.0


def test_interest_in_cash_leaves_the_principal() -> None:
    case = plain_case(plain_loan(spread=PER_DAY), days=31)
    path = follow(case, cash={"USD": 5.0})
    assert [path.days[day].loans["loan"].debt for day in (29, 30, 31)] == [
        close(50.0 * 1.0029),
        close(50.0),
        close(50.0 * 1.0001),
    ]
    assert path.days[31].total_cash == close(4.85)


def test_capitalised_interest_is_no_bill() -> None:
    case = plain_case(plain_loan(spread=PER_DAY, capitalised=True), days=31)
    path = follow(case)
    assert path.claims == []
    assert path.days[31].loans["loan"].debt == close(50.0 * 1.003 * 1.0001)


def test_unpaid_interest_closes_a_loan_out_on_the_next_morning() -> None:
    # 0.15 asked, nothing there. Due 31: close-out, first sale a day later: 20 of 100 shares a day at 1.00.
    case = plain_case(plain_loan(spread=PER_DAY), days=33)
    path = follow(case)
    assert (path.defaults, path.gap_day, path.gap_size) == ({"loan": 30}, 30, close(0.15))
    assert [path.days[day].loans["loan"].status for day in (30, 31, 32)] == ["open", "selling", "selling"]
    assert (path.loans["loan"].close_out, path.loans["loan"].call) == (31, None)
    assert path.days[30].loans["loan"].debt == close(50.15)
    assert path.days[31].loans["loan"].debt == close(50.15 * 1.0001)
    assert path.days[32].sold["alder"] == 20.0


def test_a_sale_without_delay_begins_on_the_morning_itself() -> None:
    case = plain_case(plain_loan(spread=PER_DAY, sale_delay=0), days=31)
    assert follow(case).days[31].sold["alder"] == 20.0


def test_defaults_spread_one_link_a_day_and_stop_where_they_began() -> None:
    # a is not paid on day 2; b, c and the loan follow, each a day after the one it names; a names c and stays as it is
    owed = debts(
        a={"balance": 10.0, "due": 2, "cross_default": ("c",)},
        b={"balance": 10.0, "cross_default": ("a",)},
        c={"balance": 10.0, "cross_default": ("b",)},
    )
    case = plain_case(plain_loan(), days=7)
    path = follow(case, cash={"USD": 4.0}, credits=owed, facilities={"loan": facility("loan", cross_default=("c",))})
    assert path.defaults == {"a": 2, "b": 3, "c": 4, "loan": 5}
    assert [(claim.day, claim.of, claim.unpaid) for claim in path.claims] == [
        (2, "a", close(6.0)),
        (3, "b", close(10.0)),
        (4, "c", close(10.0)),
    ]
    assert (path.gap_day, path.gap_size, path.gap_total) == (2, close(6.0), close(26.0))
    assert path.loans["loan"].close_out == 5
    assert [path.days[day].sold["alder"] for day in (5, 6, 7)] == [0.0, 20.0, 20.0]
    assert [path.days[7].credits[name].balance for name in "abc"] == [close(6.0), 10.0, 10.0]


def test_a_failed_cure_spreads_and_ends_the_draws() -> None:
    # 50 / 62.5 = 80%: close-out on day 1, a default. The bond falls due on day 2; nothing is lent on day 1 or later.
    case = plain_case(plain_loan(), days=2)
    owes = {"loan": facility("loan", undrawn=100.0, draw_stop=5.0)}
    owed = debts(bond={"balance": 10.0, "cross_default": ("loan",)})
    path = follow(case, (0.625, 0.625), facilities=owes, credits=owed, waterfall=(DRAW,), bills=(bill(1, 1.0),))
    assert path.defaults == {"loan": 1, "bond": 2}
    assert [(claim.day, claim.of, claim.unpaid) for claim in path.claims] == [(1, "day-1", 1.0), (2, "bond", 10.0)]


def test_a_loan_is_renewed_while_its_ltv_allows_and_repaid_after() -> None:
    # Fee 1% of 50. Day 3: 50% renewed. Day 5: 50/80 is over 60%: repaid, and the shares are free.
    terms = Renewal(times=2, days=2, ceiling=0.6, fee=0.01)
    case = plain_case(plain_loan(), days=6)
    owes = {"loan": facility("loan", due=3, renewal=terms)}
    path = follow(case, (1.0, 1.0, 1.0, 0.9, 0.8, 0.8), cash={"USD": 60.0}, facilities=owes)
    assert [(claim.day, claim.kind, claim.amount) for claim in path.claims] == [
        (3, "fee", close(0.5)),
        (5, "repayment", close(50.0)),
    ]
    assert [path.days[day].loans["loan"].due for day in (2, 3)] == [3, 5]
    assert (path.days[5].loans["loan"].status, path.days[5].free["alder"]) == ("closed", 100.0)
    assert path.days[6].total_cash == close(9.5)
    moved = path.books[2025, 1].moved
    assert (moved["fees"], moved["repayments"]) == (close(0.5), close(50.0))


def test_a_loan_that_is_not_repaid_is_closed_out_on_the_next_morning() -> None:
    # 30 of 50 are paid; the rest is repaid by 20 shares on day 5.
    case = plain_case(plain_loan(), days=6)
    path = follow(case, cash={"USD": 30.0}, facilities={"loan": facility("loan", due=3)})
    assert path.defaults == {"loan": 3}
    assert [path.days[day].loans["loan"].debt for day in (2, 3, 4, 5)] == [50.0, close(20.0), close(20.0), 0.0]
    assert (path.loans["loan"].close_out, path.days[5].free["alder"]) == (4, close(80.0))


def test_a_credit_is_renewed_while_yesterdays_ltv_allows() -> None:
    # Holdings 100. Day 2: 20/100 yesterday, renewed. Day 4: 20/50 yesterday is over 30%: due. Fee 1%.
    owed = debts(bond={"balance": 20.0, "due": 2, "renewal": Renewal(times=5, days=2, ceiling=0.3, fee=0.01)})
    case = plain_case(days=5, free=100.0)
    path = follow(case, (1.0, 1.0, 0.5, 2.0, 2.0), credits=owed, inflows=(inflow(2, 0.2), inflow(4, 15.0)))
    assert [(claim.day, claim.kind, claim.amount) for claim in path.claims] == [
        (2, "fee", close(0.2)),
        (4, "repayment", 20.0),
    ]
    assert (path.gap_day, path.gap_total, path.defaults) == (4, close(5.0), {"bond": 4})


def test_a_window_shuts_on_yesterdays_ltv_and_outside_its_days() -> None:
    # LTV of the close: 10% on days 0 to 2 (line drawn: 11%), 11/20 on day 3
    owed = debts(
        bond={"balance": 10.0},
        issue={"kind": "issue", "undrawn": 9.0, "ceiling": 0.3, "opens": 2, "closes": 9, "term": 7},
    )
    case = plain_case(days=10, free=100.0)
    rungs = (ResolvedSource(kind="credit", target="issue"),)
    path = follow(
        case,
        (1.0, 1.0, 0.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
        credits=owed,
        waterfall=rungs,
        bills=tuple(bill(day, 1.0) for day in (1, 2, 4, 5, 9, 10)),
    )
    assert path.paid_in_full == {
        "day-1": False,
        "day-2": True,
        "day-4": False,
        "day-5": True,
        "day-9": False,
        "day-10": False,
    }
    # its maturity is seven days after the first draw: what is drawn by then cannot be paid
    assert [claim.amount for claim in path.claims if claim.kind == "repayment"] == [2.0]
    assert path.days[9].credits["issue"].undrawn == 0.0


def test_a_loan_repaid_in_mid_quarter_asks_for_its_draws_with_interest_and_gives_the_deposit_back() -> None:
    # 20 drawn on day 10 at an index of 1.001; on day 20, at 1.002, all is due less the deposit of 10.
    case = plain_case(plain_loan(spread=PER_DAY, deposit=10.0), days=31)
    owes = {"loan": facility("loan", undrawn=20.0, draw_stop=0.65, due=20)}
    path = follow(case, cash={"USD": 100.0}, facilities=owes, waterfall=(DRAW, CASH), bills=(bill(10, 20.0),))
    owed = 50.0 * 1.002 + 20.0 * 1.002 / 1.001
    assert [(claim.day, claim.kind, claim.amount) for claim in path.claims[1:]] == [
        (20, "repayment", close(owed - 10.0))
    ]
    today = path.days[20]
    assert (today.loans["loan"].status, today.loans["loan"].deposit, today.free["alder"]) == ("closed", 0.0, 100.0)
    assert path.days[31].total_cash == close(110.0 - owed)


def test_a_loan_due_on_an_interest_day_pays_its_interest_once() -> None:
    case = plain_case(plain_loan(spread=PER_DAY), days=30)
    path = follow(case, cash={"USD": 60.0}, facilities={"loan": facility("loan", due=30)})
    assert [(claim.kind, claim.amount) for claim in path.claims] == [
        ("interest", close(0.15)),
        ("repayment", close(50.0)),
    ]
    assert path.days[30].loans["loan"].status == "closed"


def test_a_loan_is_not_repaid_out_of_itself() -> None:
    case = plain_case(plain_loan(), days=3)
    owes = {"loan": facility("loan", undrawn=80.0, draw_stop=2.0, due=3)}
    path = follow(case, facilities=owes, waterfall=(DRAW, CASH))
    assert (path.claims[0].paid, path.gap_day) == ((0.0, 0.0), 3)


def test_unpaid_interest_stays_in_the_debt_with_what_the_draws_do_not_show() -> None:
    # As in mid-quarter above, 20 drawn on day 10; 0.1 of the interest is paid.
    case = plain_case(plain_loan(spread=PER_DAY), days=30)
    owes = {"loan": facility("loan", undrawn=20.0, draw_stop=0.9, draw_until=10)}
    case = replace(case, margin_loans={"loan": replace(case.margin_loans["loan"], call=0.9, close_out=0.95)})
    path = follow(case, cash={"USD": 0.1}, facilities=owes, waterfall=(DRAW, CASH), bills=(bill(10, 20.0),))
    asked = 50.0 * 0.003 + 20.0 * (1.003 / 1.001 - 1.0)
    assert path.claims[1].unpaid == pytest.approx(asked - 0.1, rel=1e-11)
    assert path.days[30].loans["loan"].debt == close(70.0 + asked - 0.1)
    assert path.defaults == {"loan": 30}


def test_a_loan_that_is_being_sold_keeps_its_interest() -> None:
    # 50/60 on day 1 is over 80%. One share a day brings 0.60 from day 2 on; the quarter ends on day 30.
    case = plain_case(plain_loan(spread=PER_DAY, participation=0.01), days=32)
    path = follow(case, (0.6,) * 32, cash={"USD": 60.0})
    debt = [day.loans["loan"].debt for day in path.days]
    assert debt[30] == close(debt[29] * 1.003 / 1.0029 - 0.6)
    assert path.days[30].loans["loan"].status == "selling"
    assert debt[31] == close(debt[30] * 1.0001 - 0.6)
    assert path.claims == []


def test_a_credit_in_default_is_not_renewed() -> None:
    # the loan is closed out on day 1; the bond that names it falls due on day 2, whatever its renewals
    owed = debts(bond={"balance": 10.0, "renewal": Renewal(times=5, days=9, ceiling=inf), "cross_default": ("loan",)})
    path = follow(plain_case(plain_loan(), days=3), (0.625,) * 3, cash={"USD": 4.0}, credits=owed)
    assert [(claim.day, claim.of, claim.unpaid) for claim in path.claims] == [(2, "bond", close(6.0))]


def test_a_guarantee_may_be_called_before_the_collateral() -> None:
    # The bond is not paid on day 1, for the 15 in cash are kept. On day 2 the loan that names it is closed out, and
    # takes 15 of the 20 guaranteed; its first sale comes on day 3.
    recourse = Recourse(guaranteed=20.0, collateral_first=False)
    case = plain_case(plain_loan(recourse=recourse), days=2)
    owed = debts(bond={"balance": 10.0, "due": 1})
    owes = {"loan": facility("loan", cross_default=("bond",))}
    path = follow(case, cash={"USD": 15.0}, credits=owed, facilities=owes, waterfall=(replace(CASH, keep=15.0),))
    assert (path.days[2].loans["loan"].debt, path.days[2].total_cash) == (close(35.0), 0.0)
    assert path.books[2025, 1].moved["recourse"] == close(15.0)
