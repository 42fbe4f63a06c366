"""The group's pages: every table is whole, what is broken is said in words, and what should add up does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.group_results import AnswerRange, GroupRanges, PaidBy
from pledgeline.report.pages.books import books_page
from pledgeline.report.pages.gap import gap_page
from pledgeline.report.pages.group import GroupPage, group_page
from pledgeline.report.pages.group_chances import chances_page
from pledgeline.report.pages.group_fans import group_fans
from pledgeline.report.pages.group_wording import names_of, payer, share_text
from pledgeline.report.pages.plan import plan_page
from pledgeline.report.pages.promises import promises_page
from pledgeline.report.pages.ranges import ranges_page
from pledgeline.report.pages.report import report_page
from pledgeline.report.pages.tables import Table
from tests.fixtures_result import (
    PROMISES,
    RANGES,
    STANDING,
    estimate,
    example_result,
    gap_law,
    group_outlook,
    group_result,
)
from tests.report.group_views import GROUPS, NEVER, broken_group, calm_group, many_group
from tests.report.test_pages import records

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

NAMES = names_of(example_result(), group_outlook())


def page_of(result: Result) -> GroupPage:
    """The group's page of a result that has one."""
    page = group_page(result)
    assert page is not None
    return page


@pytest.mark.parametrize("result", GROUPS.values(), ids=list(GROUPS))
def test_every_row_fills_its_table(result: Result) -> None:
    tables = [record for record in records(page_of(result)) if isinstance(record, Table)]
    assert tables
    for table in tables:
        assert table.caption
        assert table.rows
        for row in table.rows:
            assert len(row.cells) == len(table.columns), table.caption
            assert all(row.cells[1:]), (table.caption, row)


@pytest.mark.parametrize("result", GROUPS.values(), ids=list(GROUPS))
def test_no_figure_is_nameless(result: Result) -> None:
    texts = [text for record in records(page_of(result)) for text in strings(record)]
    assert texts
    assert not [text for text in texts if {"nan", "inf", "None"}.intersection(text.replace("%", " ").split())]


def strings(record: object) -> list[str]:
    """The texts of a table's cells, or a text itself."""
    if isinstance(record, Table):
        return [cell for row in record.rows for cell in row.cells]
    return [record] if isinstance(record, str) else []


def test_without_a_group_there_is_no_page_of_it() -> None:
    assert group_page(example_result()) is None
    assert report_page(example_result()).group is None
    plan = plan_page(example_result())
    assert plan.group is None
    assert plan.silence == "There is no plan to show: the case was not run as a group."


def test_a_group_alone_counts_as_a_simulation() -> None:
    plan = plan_page(GROUPS["without loans"])
    assert plan.run == "100,000 paths, seed 7"
    assert "Paths" in [fact.term for fact in plan.method.facts]


def test_each_event_and_policy_line_has_its_chance() -> None:
    rows = chances_page(group_outlook(), NAMES).events.rows
    assert [row.cells[0] for row in rows] == [
        "First call on any margin loan",
        "Call that is not met in time",
        "Gap: a bill that cannot be paid",
        "LTV as reported over 25%",
        "LTV as reported over 35%",
        "Looked-through LTV over 25%",
        "Looked-through LTV over 35%",
        "Redemptions not covered by cash",
    ]
    assert rows[0].cells[2] == "1.62 ± 0.04"
    assert rows[3].cells[1:] == ("17.1%", "11.8 ± 0.1")
    assert rows[7].cells[1] == "cash is 1.37× redemptions"


def test_what_is_broken_today_is_said_in_words_and_not_as_a_chance() -> None:
    chances = page_of(broken_group()).chances
    assert chances.events.rows[3].cells == ("LTV as reported over 35%", "37.1%, broken today", "broken today")
    assert chances.events.rows[3].tone == "close-out"
    assert chances.dates is not None
    assert {row.cells[4] for row in chances.dates.rows} == {"broken today"}
    assert chances.events.rows[4].cells[1] == "–"


def test_what_never_happened_is_a_bound() -> None:
    chances = page_of(calm_group()).chances
    assert {row.cells[2] for row in chances.events.rows} == {"< 0.003"}
    assert (chances.defaults, chances.control) == (None, None)


def test_who_pays_a_promise_adds_up_to_all_of_it() -> None:
    page = promises_page(group_outlook(), NAMES)
    assert page is not None
    for bar in page.bars:
        assert sum(portion.share for portion in bar.portions) == pytest.approx(1.0)
    assert page.bars[1].words == (
        "Cash 40%, Arm margin loan 39%, sale of T-Mobile US 9.2%, bonds-new 8.8%, unpaid 2.7%"
    )
    assert [bar.about.split(", ")[-1] for bar in page.bars] == ["firm", "firm", "not firm"]
    assert page.bars[0].title == "OpenAI second closing"
    assert page.bars[1].title == "Stargate"


def test_a_promise_that_is_always_paid_has_no_unpaid_part() -> None:
    paid = (
        PaidBy(source="cash", kind="cash", share=estimate(0.7)),
        PaidBy(source="tmus", kind="sell", share=estimate(0.3)),
    )
    page = promises_page(group_outlook(promises=(replace(PROMISES[0], paid_by=paid),)), NAMES)
    assert page is not None
    assert page.bars[0].words == "Cash 70%, sale of T-Mobile US 30%"
    assert [kind for kind, _ in page.kinds] == ["cash", "sell"]


def test_more_promises_than_bars_are_counted() -> None:
    page = page_of(many_group()).promises
    assert page is not None
    assert (len(page.bars), len(page.table.rows), page.more) == (24, 60, "36 more promises in the table.")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0%"), (0.0004, "under 0.1%"), (0.031, "3.1%"), (0.0999, "10.0%"), (0.618, "62%"), (1.0, "100%")],
)
def test_shares_are_said_in_few_digits(share: float, text: str) -> None:
    assert share_text(share) == text


def test_an_unknown_source_keeps_its_id() -> None:
    assert payer(PaidBy(source="shares-of-x", kind="sell", share=NEVER), NAMES) == "sale of shares-of-x"
    assert payer(PaidBy(source="bonds-2026", kind="issue", share=NEVER), NAMES) == "Bonds due 2026"


def test_fans_stand_against_the_policy_in_their_own_units() -> None:
    fans = group_fans(group_outlook(), STANDING.leverage, "USD")
    assert [(fan.title, fan.unit, len(fan.levels)) for fan in fans] == [
        ("Cash", "USD bn", 0),
        ("NAV", "USD bn", 0),
        ("LTV as reported", "%", 2),
        ("LTV looked through", "%", 2),
    ]
    assert fans[0].table.rows[0].cells == ("9 Oct 2025", *("25.00",) * 5)
    without = replace(STANDING.leverage, policy_normal=None, policy_ceiling=None)
    assert {len(fan.levels) for fan in group_fans(group_outlook(), without, "USD")} == {0}


def test_a_column_of_means_adds_up_as_shown() -> None:
    page = books_page(group_outlook(), "USD")
    assert page is not None
    for table in page.means:
        for at in range(1, len(table.columns)):
            cells = [row.cells[at].replace("−", "-") for row in table.rows]
            *movements, closing = (0.0 if cell == "–" else float(cell.replace(",", "")) for cell in cells)
            assert sum(movements) == pytest.approx(closing, abs=0.005 * len(cells))
    assert "adds up within USD 0.01 on every one of 8,192 recorded paths" in page.lead


def test_books_that_do_not_add_up_say_by_how_much() -> None:
    books = tuple(replace(one, largest_error=12.341) for one in group_outlook().books)
    page = books_page(group_outlook(books=books), "USD")
    assert page is not None
    assert "within USD 12.35 on" in page.lead


def test_quarters_stand_a_few_to_a_table_and_none_is_lost() -> None:
    page = page_of(many_group()).books
    assert page is not None
    titles = [column.title for table in page.means for column in table.columns[1:]]
    assert len(titles) == 24
    assert {len(table.columns) - 1 for table in page.means} == {6}
    assert [quarter for table in page.medians for quarter in table.quarters] == titles
    example = books_page(group_outlook(), "USD")
    assert example is not None
    assert [len(table.columns) - 1 for table in example.means] == [4, 4]
    assert example.means[0].caption == "Sources and uses, means, 2025 Q4 to 2026 Q3"


def test_medians_stand_with_the_range_of_eight_paths_in_ten() -> None:
    page = books_page(group_outlook(), "USD")
    assert page is not None
    rows = {row.title: row for row in page.medians[0].rows}
    assert rows["Inflows"].cells[0].text == "1.47"
    assert rows["Inflows"].cells[0].small == "1.20 to 1.88"
    assert (rows["Inflows"].cells[1].text, rows["Inflows"].cells[1].small) == ("–", "")
    always = tuple(replace(line, p10=line.p50, p90=line.p50) for line in group_outlook().books[0].lines)
    sure = books_page(group_outlook(books=(replace(group_outlook().books[0], lines=always),)), "USD")
    assert sure is not None
    assert {cell.small for row in sure.medians[0].rows for cell in row.cells} == {""}
    assert [row.title for row in page.medians[0].rows][:: len(rows) - 1] == ["Cash at the start", "Cash at the end"]


def test_a_line_that_the_page_has_no_word_for_is_shown_before_the_closing() -> None:
    first = group_outlook().books[0]
    strange = replace(first.lines[1], name="windfall")
    page = books_page(
        group_outlook(books=(replace(first, lines=(*first.lines[:-1], strange, first.lines[-1])),)), "USD"
    )
    assert page is not None
    assert [row.cells[0] for row in page.means[0].rows][-2:] == ["windfall", "Cash at the end"]
    assert page.means[0].caption == "Sources and uses, means, 2025 Q4"


def test_the_worst_paths_come_with_the_command_that_follows_each() -> None:
    page = gap_page(group_outlook(), NAMES, "USD", 7)
    assert page.worst is not None
    assert len(page.worst.rows) == 10
    assert page.worst.rows[0].cells[-1] == "pledgeline explain CASE group --path 7919 --seed 7"
    assert page.worst.rows[4].cells[3:5] == ("none", "–")
    assert page.command == page.worst.rows[0].cells[-1]


def test_the_gap_is_told_by_size_and_by_month() -> None:
    page = gap_page(group_outlook(), NAMES, "USD", 7)
    facts = {fact.term: fact.text for fact in page.facts}
    assert facts["Chance of any gap"] == "2.74% ± 0.05%"
    assert facts["Expected gap"] == "USD 82m ± 3m"
    assert (facts["One path in twenty"], facts["One path in a hundred"]) == ("none", "USD 2.1bn")
    assert page.months is not None
    assert sum(float(row.cells[1]) for row in page.months.rows) == pytest.approx(
        2.74, abs=0.05
    )  # as rounded for the page
    assert "Jun 2026: 1.5%" in page.description


def test_no_gap_is_said_to_be_none() -> None:
    page = page_of(calm_group()).gap
    assert [fact.text for fact in page.facts] == ["< 0.003%", "none"]
    assert (page.bars, page.months) == ((), None)
    assert gap_law().worst > 0.0


def test_ranges_say_between_what_and_which_term_matters_most() -> None:
    page = ranges_page(group_result())
    assert page is not None
    assert page.sentences[0].text == (
        "Between 0.29% and 13.9% over what nobody disclosed; the call LTV of Arm margin loan matters most."
    )
    assert page.joint.rows[0].cells[-1] == "Call LTV of Arm margin loan"
    assert [bar.title for bar in page.answers[0].bars][:3] == [
        "Call LTV of Arm margin loan",
        "Volatility of Arm Holdings plc",
        "Cash of the group",
    ]
    assert page.answers[0].still == "1 further term does not move it."
    assert [answer.title for answer in page.answers] == [
        "First call on any margin loan",
        "Gap: a bill that cannot be paid",
        "LTV as reported over 35%",
    ]
    assert page.top is not None
    assert [row.cells[0] for row in page.top.rows][:4] == [
        "First call on any margin loan",
        "",
        "",
        page.answers[1].title,
    ]


def ranged(answer: AnswerRange) -> Result:
    """A group with one answer over the ranges."""
    return group_result(ranges=GroupRanges(paths=2_048, samples=16, answers=(answer,)))


def test_an_answer_that_may_be_nothing_is_told_so() -> None:
    answer = RANGES.answers[0]
    page = ranges_page(ranged(replace(answer, joint_low=0.0)))
    assert page is not None
    assert page.sentences[0].text.startswith("From none of the paths to 13.9% over what nobody disclosed;")
    assert page.joint.rows[0].cells[2] == "< 0.2"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.02, 0.3, "Between 2.0% and 30.0% over"),
        (0.02, 1.0, "From 2.0% to all of the paths over"),
        (0.0, 1.0, "From none of the paths to all of them over"),
        (1.0, 1.0, "On all of the paths over"),
        (0.0, 0.0, "On none of the paths over"),
    ],
)
def test_nothing_and_certainty_are_said_in_words(low: float, high: float, words: str) -> None:
    page = ranges_page(ranged(replace(RANGES.answers[0], joint_low=low, joint_high=high)))
    assert page is not None
    assert page.sentences[0].text.startswith(words)


def test_an_answer_that_nothing_moves_says_so() -> None:
    answer = RANGES.answers[0]
    still = tuple(replace(effect, swing=0.0) for effect in answer.effects)
    found = replace(
        answer, base=NEVER, effects=still, joint_low=0.0, joint_high=0.0, joint_p10=0.0, joint_p50=0.0, joint_p90=0.0
    )
    page = ranges_page(ranged(found))
    assert page is not None
    assert page.sentences[0].text == "On none of the paths over what nobody disclosed."
    assert page.joint.rows[0].cells[-1] == "–"
    assert (page.answers[0].bars, page.answers[0].still, page.top) == ((), "", None)


def test_an_answer_of_no_known_name_keeps_its_title_and_a_key_its_letters() -> None:
    answer = RANGES.answers[0]
    effects = tuple(replace(answer.effects[0], key=f"horizon.{number}") for number in range(11))
    page = ranges_page(ranged(replace(answer, answer="other", title="probability of rain", effects=effects)))
    assert page is not None
    assert page.answers[0].title == "Rain"
    assert page.answers[0].bars[0].title == "horizon.0"
    assert (len(page.answers[0].bars), page.answers[0].still) == (8, "3 more terms in the table.")


def test_without_ranges_there_is_no_page_of_them() -> None:
    assert ranges_page(group_result(ranges=None)) is None
    assert ranges_page(example_result()) is None
    assert report_page(group_result(ranges=None)).assumptions.chart is not None


def test_what_the_case_leaves_out_comes_before_what_the_model_does() -> None:
    page = page_of(group_result())
    assert page.limits[:2] == group_outlook().left_out
    assert len(page.limits) > len(group_outlook().left_out) + 3
