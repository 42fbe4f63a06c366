"""What is read off the paths of a group: by hand from a dozen made-up paths, and from real ones."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pledgeline.engine.group_books import SOURCES
from pledgeline.engine.group_outlook import group_outlook, policy_levels
from pledgeline.engine.group_paths import GroupOutcomes, simulate_group
from pledgeline.engine.group_results import GroupOutlook
from pledgeline.engine.resolved import Recourse, ResolvedCase, ResolvedCurrency
from pledgeline.engine.resolved_group import NEVER_DUE, ResolvedSource
from pledgeline.engine.results import Estimate, Leverage
from pledgeline.kernels.book import OUTCOME
from pledgeline.kernels.plan import BOOK_LINES, PATH
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import simple_bill, simple_credit, simple_facility, simple_group
from tests.simple_case import FULL_RECOURSE, simple_loan

NEVER = -1
PATHS = 12
WATERFALL = (
    ResolvedSource(kind="cash", target=""),
    ResolvedSource(kind="draw", target="loan"),
    ResolvedSource(kind="credit", target="line"),
    ResolvedSource(kind="sell", target="alder"),
)


def a_case(**changes: Any) -> ResolvedCase:
    case = simple_group(
        dynamics=GBM(volatility=0.4),
        days=100,
        cash=6000.0,
        credits={"bond": simple_credit("bond"), "line": simple_credit("line", "line", balance=0.0, undrawn=500.0)},
        bills=(simple_bill("first", 8000.0, 30), simple_bill("second", 900.0, 70, firm=False)),
        waterfall=WATERFALL,
    )
    return replace(case, policy_normal=0.25, policy_ceiling=0.35, **changes)


def made_up() -> GroupOutcomes:
    """Twelve paths: a call on the first four, days 10, 20, 30 and 40; a gap of 100, 200 and 300 on 3, 4 and 5."""
    paths = np.zeros(PATHS, PATH).view(np.recarray)
    for name in PATH.names or ():
        if PATH[name].kind == "i":
            paths[name] = NEVER
    paths.call[:4], paths.call_loan[:4] = (10, 20, 30, 40), 0
    paths.failed_cure[:2] = 45, 46
    paths.gap[3:6], paths.gap_total[3:6] = (31, 31, 70), (100.0, 200.0, 300.0)
    paths.reported_normal[0], paths.through_ceiling[:6], paths.cover[:] = 99, 50, 1
    paths.peak_ltv = np.linspace(0.2, 0.31, PATHS)
    paths.lowest_cash = np.arange(PATHS)
    defaults = np.full((PATHS, 3), NEVER, np.int32)
    defaults[:2, 0], defaults[5, 1] = 45, 100
    control = np.full((PATHS, 1), NEVER, np.int32)
    control[:3, 0] = 60
    days = (31, 59, 90, 100)
    recorded = np.zeros((5, len(days), 4), np.float32)
    recorded[:, :, 0] = np.arange(5)[:, None] * 100.0
    recorded[:, :, 1] = np.array([0.1, 0.2, 0.3, 0.4, math.inf])[:, None]
    recorded[:, :, 2], recorded[:, :, 3] = 0.5, -7.0
    books = np.zeros((5, 2, len(BOOK_LINES)))
    column = {name: number for number, name in enumerate(BOOK_LINES)}
    books[:, 0, column["draws"]] = np.arange(5) * 10.0
    books[:, 0, column["exchange"]] = -6.0
    books[:, 0, column["commitments"]] = 4000.0
    books[:, 0, column["closing"]] = 6000.0 + np.arange(5) * 10.0 - 6.0 - 4000.0
    books[:, 1, column["closing"]] = books[:, 0, column["closing"]]
    books[4, 1, column["closing"]] += 0.5  # and one path on which they do not add up
    paid_by = np.zeros((2, 5, 2))
    # of the first bill: all from cash on six paths, half from cash and half from sales on six
    paid_by[0, 0], paid_by[0, 3] = (9.0, 7.5), (3.0, 1.5)
    paid_by[1, 0], paid_by[1, 4] = (4.0, 4.0), (8.0, 8.0)
    return GroupOutcomes(
        loans=("loan",),
        credits=("bond", "line"),
        assets=("alder",),
        paths=paths,
        outcomes=np.zeros((PATHS, 1), OUTCOME).view(np.recarray),
        control=control,
        defaults=defaults,
        paid=np.array([12, 4]),
        paid_by=paid_by,
        recorded=recorded,
        recorded_days=days,
        books=books,
        quarters=(
            ("2025 Q1", dt.date(2025, 1, 2), dt.date(2025, 3, 31)),
            ("2025 Q2", dt.date(2025, 4, 1), dt.date(2025, 4, 11)),
        ),
    )


@pytest.fixture(scope="module")
def outlook() -> GroupOutlook:
    """The outlook of the made-up paths."""
    return group_outlook(a_case(), made_up(), None, left_out=("A bond without a date is left out.",))


def chance(hits: int, paths: int = PATHS) -> Estimate:
    share = hits / paths
    return Estimate(value=share, standard_error=math.sqrt(share * (1 - share) / paths))


# --- by hand --------------------------------------------------------------------------------------------------


def test_events_are_shares_of_paths_by_date(outlook: GroupOutlook) -> None:
    assert (outlook.paths, outlook.recorded_paths, outlook.end) == (12, 5, dt.date(2025, 4, 11))
    assert (outlook.call, outlook.failed_cure, outlook.gap) == (chance(4), chance(2), chance(3))
    assert [row.date for row in outlook.by_date] == [
        dt.date(2025, 2, 1), dt.date(2025, 3, 1), dt.date(2025, 4, 1), dt.date(2025, 4, 11),
    ]  # fmt: skip
    assert [row.call for row in outlook.by_date] == [chance(3), chance(4), chance(4), chance(4)]
    assert [row.gap for row in outlook.by_date] == [chance(2), chance(2), chance(3), chance(3)]
    assert [row.policy[0] for row in outlook.by_date] == [chance(0), chance(0), chance(0), chance(1)]
    assert outlook.left_out == ("A bond without a date is left out.",)


def test_policy_lines_have_their_levels_and_chances(outlook: GroupOutlook) -> None:
    assert [(risk.line, risk.level, risk.probability) for risk in outlook.policy] == [
        ("reported_normal", 0.25, chance(1)),
        ("reported_ceiling", 0.35, chance(0)),
        ("through_normal", 0.25, chance(0)),
        ("through_ceiling", 0.35, chance(6)),
        ("cover", None, chance(12)),
    ]
    assert [(risk.today, risk.broken_today) for risk in outlook.policy[:4]] == [(None, False)] * 4


def test_cash_covers_what_falls_due_in_the_span_as_seen_today(outlook: GroupOutlook) -> None:
    cover = outlook.policy[-1]
    assert (cover.today, cover.broken_today) == (6000.0 / 20_000.0, True)


@pytest.mark.parametrize(
    ("credits_owed", "today", "broken"),
    [
        ({"bond": simple_credit("bond", balance=5000.0)}, 1.2, False),
        ({"bond": simple_credit("bond", due=400)}, None, False),  # after the span
        ({"bond": simple_credit("bond", currency="JPY", balance=500_000.0)}, 1.2, False),
        ({"bond": simple_credit("bond"), "net": simple_credit("net", "net")}, 0.3, True),
        ({"bond": simple_credit("bond"), "free": simple_credit("free", "secured", non_recourse=True)}, 0.3, True),
    ],
)
def test_what_counts_as_a_redemption(credits_owed: dict[str, Any], today: float | None, *, broken: bool) -> None:
    case = a_case()
    assert case.funds is not None
    yen = ResolvedCurrency(spot=0.01, volatility=0.0, growth=0.0)
    case = replace(
        case,
        currencies={**case.currencies, "JPY": yen},
        funds=replace(case.funds, credits={**credits_owed, "line": case.funds.credits["line"]}),
    )
    cover = group_outlook(case, made_up(), None).policy[-1]
    assert cover.today == pytest.approx(today)
    assert cover.broken_today == broken


def test_the_part_of_a_margin_loan_that_the_group_answers_for_is_a_redemption() -> None:
    guaranteed = Recourse(guaranteed=7000.0, collateral_first=True)
    for recourse, due in ((FULL_RECOURSE, 50_000.0), (guaranteed, 7000.0)):
        case = a_case(margin_loans={"loan": simple_loan(recourse=recourse)})
        assert case.funds is not None
        case = replace(case, funds=replace(case.funds, facilities={"loan": simple_facility("loan", due=90)}))
        cover = group_outlook(case, made_up(), None).policy[-1]
        assert cover.today == pytest.approx(6000.0 / (20_000.0 + due))


def test_a_line_that_a_case_does_not_state_has_no_row() -> None:
    case = a_case()
    assert case.funds is not None
    bare = replace(case, policy_normal=None, funds=replace(case.funds, credits={}))
    assert policy_levels(bare) == {"reported_ceiling": 0.35, "through_ceiling": 0.35}
    undated = {"bond": simple_credit("bond", due=NEVER_DUE)}
    assert "cover" not in policy_levels(replace(bare, funds=replace(case.funds, credits=undated)))
    counted = {"line": simple_credit("line", "line", balance=0.0, undrawn=1.0, due=NEVER_DUE, term=20)}
    assert "cover" in policy_levels(replace(bare, funds=replace(case.funds, credits=counted)))


def test_the_levels_of_today_come_with_the_leverage() -> None:
    today = Leverage(
        holdings_gross=1.0, asset_deduction=0.0, holdings_net=1.0, cash=0.0, debt_gross=1.0,
        asset_backed_non_recourse=0.0, hybrid_adjustment=0.0, debt_net=1.0, nav=1.0, ltv_reported=0.3,
        ltv_look_through=math.nan, whole_group=True, policy_normal=0.25, policy_ceiling=0.35,
    )  # fmt: skip
    found = group_outlook(a_case(), made_up(), today).policy
    assert [(risk.today, risk.broken_today) for risk in found[:4]] == [
        (0.3, True), (0.3, False), (None, False), (None, False),
    ]  # fmt: skip


def test_each_promise_says_who_pays_for_it(outlook: GroupOutlook) -> None:
    first, second = outlook.promises
    assert (first.id, first.to, first.due, first.amount, first.firm) == (
        "first", "First", dt.date(2025, 1, 31), 8000.0, True,
    )  # fmt: skip
    assert (first.paid, second.paid, second.firm) == (chance(12), chance(4), False)
    shares = np.array([1.0] * 6 + [0.5] * 6)
    error = shares.std(ddof=1) / math.sqrt(PATHS)
    assert [(one.source, one.kind) for one in first.paid_by] == [("cash", "cash"), ("alder", "sell")]
    assert [one.share.value for one in first.paid_by] == [0.75, 0.25]
    assert [one.share.standard_error for one in first.paid_by] == pytest.approx([error, error])
    (paid,) = second.paid_by
    assert (paid.source, paid.share.value) == ("cash", 4 / 12)


def test_a_credit_that_pays_is_named_by_its_kind() -> None:
    found = made_up()
    found.paid_by[0, 2] = 1.0, 1.0
    paid_by = group_outlook(a_case(), found, None).promises[0].paid_by
    assert [(one.source, one.kind) for one in paid_by] == [("cash", "cash"), ("line", "line"), ("alder", "sell")]


def test_defaults_and_control_are_named(outlook: GroupOutlook) -> None:
    assert [(risk.id, risk.name, risk.probability) for risk in outlook.defaults] == [
        ("loan", "Loan", chance(2)), ("bond", "Bond", chance(1)), ("line", "Line", chance(0)),
    ]  # fmt: skip
    assert outlook.control == ()
    case = a_case()
    held = replace(case.assets["alder"], control=0.05)
    (risk,) = group_outlook(replace(case, assets={"alder": held}), made_up(), None).control
    assert (risk.asset, risk.threshold, risk.stake, risk.probability) == ("alder", 0.05, 0.1, chance(3))


def test_the_law_of_the_gap(outlook: GroupOutlook) -> None:
    law = outlook.gap_law
    assert law.expected.value == 50.0
    assert law.expected_if_any is not None
    assert law.expected_if_any.value == 200.0
    assert law.expected_if_any.standard_error == pytest.approx(100 / math.sqrt(3))
    assert law.worst == 300.0
    assert law.p95 == pytest.approx(np.quantile([0.0] * 9 + [100.0, 200.0, 300.0], 0.95))
    assert law.first_by_month == (
        (dt.date(2025, 1, 31), 0.0),
        (dt.date(2025, 2, 28), 2 / 12),  # day 31 is 1 February
        (dt.date(2025, 3, 31), 1 / 12),
        (dt.date(2025, 4, 11), 0.0),
    )


def test_without_a_gap_there_is_no_mean_of_gaps() -> None:
    found = made_up()
    found.paths.gap[:], found.paths.gap_total[:] = NEVER, 0.0
    law = group_outlook(a_case(), found, None).gap_law
    assert (law.expected.value, law.expected_if_any, law.worst) == (0.0, None, 0.0)
    assert sum(share for _, share in law.first_by_month) == 0.0


def test_fans_are_quantiles_and_an_infinite_ltv_does_not_spoil_them(outlook: GroupOutlook) -> None:
    assert [row.date for row in outlook.cash] == [row.date for row in outlook.by_date]
    cash, ltv = outlook.cash[0], outlook.reported[0]
    assert (cash.p5, cash.p25, cash.p50, cash.p75, cash.p95) == pytest.approx((20.0, 100.0, 200.0, 300.0, 380.0))
    assert (ltv.p25, ltv.p50, ltv.p75) == pytest.approx((0.2, 0.3, 0.4))
    assert ltv.p95 == math.inf
    assert (outlook.look_through[0].p50, outlook.nav[0].p50) == (0.5, -7.0)


def test_books_carry_cash_from_quarter_to_quarter(outlook: GroupOutlook) -> None:
    first, second = outlook.books
    assert (first.name, first.start, first.end) == ("2025 Q1", dt.date(2025, 1, 2), dt.date(2025, 3, 31))
    assert [(line.name, line.side) for line in first.lines] == [
        ("opening", "balance"), ("draws", "source"), ("exchange", "source"), ("commitments", "use"),
        ("closing", "balance"),
    ]  # fmt: skip
    opening, draws, exchange, commitments, closing = first.lines
    assert (opening.mean, opening.p10, opening.p90) == (6000.0, 6000.0, 6000.0)
    assert (draws.mean, draws.p10, draws.p50, draws.p90) == pytest.approx((20.0, 4.0, 20.0, 36.0))
    assert (exchange.mean, commitments.mean, closing.mean) == (-6.0, 4000.0, 2014.0)
    assert first.largest_error == 0.0
    assert [line.name for line in second.lines] == ["opening", "closing"]
    assert second.lines[0].mean == 2014.0
    assert second.lines[1].mean == pytest.approx(2014.1)
    assert second.largest_error == 0.5


def test_the_worst_paths_are_those_with_the_largest_gap_then_the_highest_ltv(outlook: GroupOutlook) -> None:
    assert [one.path for one in outlook.worst] == [5, 4, 3, 11, 10, 9, 8, 7, 6, 2]
    worst, third = outlook.worst[0], outlook.worst[2]
    assert (worst.gap, worst.gap_date, worst.call_date, worst.call_loan) == (300.0, dt.date(2025, 3, 12), None, "")
    assert (third.call_date, third.call_loan, third.lowest_cash) == (dt.date(2025, 2, 10), "loan", 3.0)
    assert third.peak_ltv == pytest.approx(0.23)


def test_paths_that_were_not_recorded_leave_fans_and_books_out() -> None:
    found = made_up()
    found = replace(found, recorded=found.recorded[:0], books=found.books[:0])
    bare = group_outlook(a_case(), found, None)
    assert (bare.cash, bare.nav, bare.reported, bare.look_through, bare.books) == ((), (), (), (), ())
    assert bare.recorded_paths == 0


# --- real paths -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated() -> tuple[ResolvedCase, GroupOutcomes, GroupOutlook]:
    """A group that is called, draws, sells and misses payments."""
    case = simple_group(
        dynamics=GBM(volatility=0.6),
        days=120,
        loans=(simple_loan(drawn=40_000.0, spread=0.03),),
        free=300.0,
        cash=9000.0,
        bills=(simple_bill("first", 8000.0, 30), simple_bill("second", 9000.0, 70), simple_bill("third", 9000.0, 85)),
        credits={
            "bond": simple_credit("bond", balance=5000.0, due=77, rate_steps=((0, 0.05),)),
            "line": simple_credit("line", "line", balance=0.0, undrawn=3000.0, due=NEVER_DUE, term=40, fee=0.01),
        },
        waterfall=WATERFALL,
    )
    case = replace(case, policy_normal=0.5, policy_ceiling=0.6)
    found = simulate_group(case, paths=1024, seed=2, workers=1)
    return case, found, group_outlook(case, found, None)


Simulated = tuple[ResolvedCase, GroupOutcomes, GroupOutlook]


def test_books_close_on_every_real_path(simulated: Simulated) -> None:
    _, found, outlook = simulated
    assert len(outlook.books) == len(found.quarters) == 2
    for books, before in zip(outlook.books, (None, *outlook.books), strict=False):
        assert books.largest_error < 1e-6
        means = {line.name: line.mean for line in books.lines}
        sources = sum(line.mean for line in books.lines if line.side == "source")
        uses = sum(line.mean for line in books.lines if line.side == "use")
        assert means["opening"] + sources - uses == pytest.approx(means["closing"], abs=1e-6)
        if before is None:
            assert means["opening"] == 9000.0
        else:
            assert means["opening"] == next(line.mean for line in before.lines if line.name == "closing")
        for line in books.lines:
            assert line.p10 <= line.p50 <= line.p90
            if line.name != "exchange":
                assert line.p10 >= 0.0
            assert (line.side == "source") == (line.name in SOURCES)


def test_events_of_real_paths_only_add_up_over_time(simulated: Simulated) -> None:
    _, _, outlook = simulated
    for before, after in zip(outlook.by_date, outlook.by_date[1:], strict=False):
        for name in ("call", "failed_cure", "gap"):
            assert getattr(before, name).value <= getattr(after, name).value
        for first, second in zip(before.policy, after.policy, strict=True):
            assert first.value <= second.value
    last = outlook.by_date[-1]
    assert (last.call, last.failed_cure, last.gap) == (outlook.call, outlook.failed_cure, outlook.gap)
    assert last.policy == tuple(risk.probability for risk in outlook.policy)
    assert 0.0 < outlook.gap.value < 1.0
    assert 0.0 < outlook.call.value < 1.0
    assert sum(share for _, share in outlook.gap_law.first_by_month) == pytest.approx(outlook.gap.value)


def test_what_sources_pay_of_a_promise_and_what_is_not_paid_is_all_of_it(simulated: Simulated) -> None:
    _, found, outlook = simulated
    for number, promise in enumerate(outlook.promises):
        unpaid = found.paid_by[number, -1, 0] / outlook.paths
        assert sum(one.share.value for one in promise.paid_by) + unpaid == pytest.approx(1.0)
        # a share below 1 is not paid in full
        assert promise.paid.value <= 1.0 - unpaid + 1e-12
    assert {one.kind for promise in outlook.promises for one in promise.paid_by} == {"cash", "draw", "line", "sell"}


def test_the_worst_real_paths_are_in_order(simulated: Simulated) -> None:
    _, found, outlook = simulated
    assert outlook.worst[0].gap == outlook.gap_law.worst == found.paths.gap_total.max()
    gaps = [one.gap for one in outlook.worst]
    assert gaps == sorted(gaps, reverse=True)
