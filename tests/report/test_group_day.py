"""One day of a group in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pledgeline.engine.group_replay_results import (
    Bill,
    BillShare,
    BlockSale,
    GroupDay,
    GroupFate,
    GroupReplay,
    NewMark,
    Receipt,
)
from pledgeline.engine.replay import ReplayDay, ReplayLot
from pledgeline.market.dynamics import GBM
from pledgeline.report.pages.group_day import DayWords, happenings
from pledgeline.report.pages.group_path import days_shown, fate_told, group_path_page
from tests.engine.simple_group import simple_group

WORDS = DayWords(currency="USD", loans={"yen": ("Yen loan", "JPY")}, levels={"reported_normal": 0.25})
QUIET = GroupDay(
    number=1,
    date=dt.date(2025, 10, 10),
    cash=5e9,
    accounts=(("USD", 5e9),),
    ltv_reported=0.2,
    ltv_look_through=0.3,
    nav=100e9,
    gap=0.0,
    mornings=(),
    loans=(),
    receipts=(),
    bills=(),
    sales=(),
    marks=(),
    defaults=(),
    lines=(),
    control=(),
)
CASH = BillShare(source="cash", kind="cash", name="cash", amount=1e9)
SALE = BillShare(source="arm", kind="sell", name="Arm", amount=0.5e9)
BILL = Bill(kind="commitments", subject="tower", name="Tower", amount=1e9, paid_by=(CASH,), unpaid=0.0, firm=True)
LOAN = ReplayDay(
    date=QUIET.date,
    loan="yen",
    asset="arm",
    price=100.0,
    ltv=0.4,
    debt=1e9,
    pledged=10e6,
    free=0.0,
    status="the loan is open",
    events=("the call is cured",),
    posted=2e6,
    sold=0.0,
    paid=3e9,
    proceeds=0.0,
    loss=0.0,
    cash=0.0,
    others=(),
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bills": (BILL,)}, "commitment to Tower: USD 1bn, from cash"),
        (
            {"bills": (replace(BILL, kind="interest", amount=1.5e9, paid_by=(CASH, SALE)),)},
            "interest on Tower: USD 1.5bn, from cash (USD 1bn) and sale of Arm (USD 500m)",
        ),
        (
            {"bills": (replace(BILL, kind="repayments", amount=4e9, unpaid=3e9),)},
            "Tower falls due: USD 4bn, from cash (USD 1bn); USD 3bn is not paid, a gap",
        ),
        (
            {"bills": (replace(BILL, kind="recourse", paid_by=(), unpaid=1e9),)},
            "recourse for Tower: USD 1bn; nothing is paid, a gap",
        ),
        (
            {"bills": (replace(BILL, paid_by=(), unpaid=1e9, firm=False),)},
            "commitment to Tower: USD 1bn; nothing is paid, and need not be",
        ),
        (
            {"sales": (BlockSale(asset="arm", name="Arm", shares=1e6, proceeds=99e6, ahead=True),)},
            "1m shares of Arm are sold ahead for USD 99m",
        ),
        ({"marks": (NewMark(asset="fund", name="Fund", value=4e12, currency="JPY"),)}, "Fund is marked at JPY 4tn"),
        (
            {"receipts": (Receipt(kind="dividends", subject="arm", name="Arm", amount=4e6),)},
            "dividend of Arm: USD 4m",
        ),
        (
            {"receipts": (Receipt(kind="inflows", subject="sale", name="Sale", amount=4e9),)},
            "Sale comes in: USD 4bn",
        ),
        ({"defaults": (("bond", "Bond"),)}, "Bond is in default"),
        ({"control": (("arm", "Arm"),)}, "control of Arm is lost"),
        ({"lines": ("reported_normal",)}, "the reported LTV passes the normal line of 25%"),
        ({"lines": ("cover",)}, "cash does not cover the redemptions of the policy"),
        ({"loans": (LOAN,)}, "Yen loan: the call is cured; posted 2m shares; paid JPY 3bn"),
        (
            {
                "loans": (
                    replace(
                        LOAN,
                        events=("shares are sold",),
                        posted=0.0,
                        paid=0.0,
                        sold=1e6,
                        proceeds=2e9,
                        others=(ReplayLot(asset="tmus", price=1.0, pledged=0.0, free=0.0, posted=0.0, sold=3e6),),
                    ),
                )
            },
            "Yen loan: sold 1m of arm; sold 3m of tmus; proceeds JPY 2bn",
        ),
    ],
)
def test_what_happened_is_one_sentence(changes: dict[str, object], said: str) -> None:
    day = replace(QUIET, **changes)  # type: ignore[arg-type]
    assert happenings(day, WORDS) == (said,)
    assert day.eventful


def test_a_quiet_day_has_nothing_to_say_and_a_sale_for_a_bill_is_told_with_the_bill() -> None:
    assert (happenings(QUIET, WORDS), QUIET.eventful) == ((), False)
    sold = replace(QUIET, sales=(BlockSale(asset="arm", name="Arm", shares=1.0, proceeds=1.0, ahead=False),))
    assert happenings(sold, WORDS) == ()


def test_the_days_shown_are_events_month_ends_and_the_last() -> None:
    dates = [dt.date(2025, 10, 30) + dt.timedelta(days=k) for k in range(6)]
    days = [replace(QUIET, number=k, date=date) for k, date in enumerate(dates, start=1)]
    days[3] = replace(days[3], bills=(BILL,))
    assert [day.date for day in days_shown(tuple(days))] == [dates[1], dates[3], dates[5]]


def test_a_path_ends_with_what_it_came_to() -> None:
    fate = GroupFate(
        call=dt.date(2026, 1, 5),
        call_loan="yen",
        failed_cure=dt.date(2026, 1, 8),
        gap=dt.date(2026, 2, 2),
        gap_first=2e9,
        gap_total=3e9,
        lines={},
        lowest_cash=0.0,
        lowest_cash_on=dt.date(2026, 2, 2),
        highest_ltv=0.5,
        highest_ltv_on=dt.date(2026, 2, 2),
        defaults={},
        control={},
    )
    assert tuple(fate_told(fate, "USD")) == (
        "Lowest cash: USD 0 on 2 February 2026.",
        "First gap: USD 2bn on 2 February 2026; USD 3bn not paid over the whole path.",
        "First margin call on 5 January 2026; a cure fails on 8 January 2026.",
    )
    calm = replace(fate, call=None, failed_cure=None, gap=None)
    assert tuple(fate_told(calm, "USD"))[1:] == ("No gap: every bill was paid on its day.", "No margin call.")
    case = simple_group(dynamics=GBM(volatility=0.2), days=5)
    page = group_path_page(case, GroupReplay(currency="USD", days=(QUIET,), fate=calm), path=4, seed=2)
    assert page.title == "Group, path 4 of seed 2; 1 of 1 business day: what happened, and month ends"
    assert [len(row.cells) for row in page.rows] == [len(page.heads)]
