"""The pictures of the group: bars that fill their width, fans that keep their order, tornados that start as assumed."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.report.gap_months import MONTHS_BOTTOM, draw_months
from pledgeline.report.group_fan import draw_fan
from pledgeline.report.pages.gap import MonthBar, gap_page
from pledgeline.report.pages.group_fans import GroupFan, group_fans
from pledgeline.report.pages.group_wording import names_of
from pledgeline.report.pages.promises import Portion, PromiseBar
from pledgeline.report.pages.ranges import ranges_page
from pledgeline.report.promise_bar import draw_promise
from pledgeline.report.range_tornado import draw_tornado
from tests.fixtures_result import STANDING, example_result, group_outlook, group_result

NAMES = names_of(example_result(), group_outlook())
FANS = group_fans(group_outlook(), STANDING.leverage, "USD")


@given(shares=st.lists(st.floats(min_value=0.001, max_value=1.0), min_size=1, max_size=7))
def test_the_pieces_of_a_promise_fill_the_bar_one_after_the_other(shares: list[float]) -> None:
    whole = sum(shares)
    portions = tuple(Portion(kind="cash", share=share / whole, text="x", source="cash") for share in shares)
    pieces = draw_promise(PromiseBar(title="", about="", paid="", portions=portions, words="")).pieces
    assert pieces[0].x == 0.0
    assert pieces[-1].x + pieces[-1].width == pytest.approx(100.0, abs=0.02)
    for before, after in pairwise(pieces):
        assert before.x + before.width == pytest.approx(after.x, abs=0.02)
    assert all(bool(piece.text) == (piece.width >= 13.0) for piece in pieces if abs(piece.width - 13.0) > 0.01)


def heights(line: str) -> list[float]:
    """Every second number of a path: how far its points lie from the top of the box."""
    return [float(number) for number in re.findall(r"-?[\d.]+", line)][1::2]


@pytest.mark.parametrize("fan", FANS, ids=[fan.title for fan in FANS])
def test_a_fan_holds_its_middle_and_stays_in_the_box(fan: GroupFan) -> None:
    picture = draw_fan(fan)
    middle, narrow, wide = (heights(line) for line in (picture.middle, picture.narrow, picture.wide))
    number = len(fan.dates)
    for at, y in enumerate(middle):
        assert wide[at] <= narrow[at] <= y <= narrow[-1 - at] <= wide[-1 - at]
    assert len(middle) == number
    assert all(0.0 <= y <= 100.0 for y in wide)


def test_the_levels_of_a_fan_stand_at_their_ltv_and_their_words_apart() -> None:
    picture = draw_fan(FANS[2])
    limit, ceiling = picture.levels
    assert (limit.words, ceiling.words) == ("Limit 25%", "Ceiling 35%")
    per_point = (picture.bottom - picture.top) / 40.0
    assert limit.y - ceiling.y == pytest.approx(10.0 * per_point, abs=0.2)
    assert limit.word_y - ceiling.word_y >= 15.0


def test_levels_that_nearly_touch_keep_their_words_apart() -> None:
    fan = FANS[2]
    near = replace(fan, levels=(replace(fan.levels[0], at=0.25), replace(fan.levels[1], at=0.251)))
    first, second = draw_fan(near).levels
    assert first.word_y - second.word_y >= 15.0


def test_an_ltv_without_end_is_cut_off_and_it_is_said() -> None:
    fan = FANS[2]
    last = (*fan.bands[-1][:4], math.inf)
    picture = draw_fan(replace(fan, bands=(*fan.bands[:-1], last)))
    assert picture.cut == "60%"
    assert min(heights(picture.wide)) == 0.0
    assert draw_fan(fan).cut == ""


def test_cash_and_nav_are_never_cut() -> None:
    assert [draw_fan(fan).cut for fan in FANS[:2]] == ["", ""]


def test_months_are_as_tall_as_they_are_likely() -> None:
    picture = draw_months(gap_page(group_outlook(), NAMES, "USD", 7))
    assert picture is not None
    assert len(picture.columns) == 11
    tallest = max(picture.columns, key=lambda column: column.height)
    assert (tallest.word, tallest.text) == ("Jun", "1.5%")
    september = picture.columns[9]
    assert september.height / tallest.height == pytest.approx(0.0091 / 0.0148, abs=0.01)
    assert all(column.y + column.height == pytest.approx(MONTHS_BOTTOM, abs=0.11) for column in picture.columns)
    assert [column.year for column in picture.columns[:2]] == ["", "2026"]


def test_no_gap_draws_no_months() -> None:
    law = replace(group_outlook().gap_law, first_by_month=())
    assert draw_months(gap_page(group_outlook(gap_law=law), NAMES, "USD", 7)) is None


def test_many_months_have_fewer_words_and_each_year_once() -> None:
    page = gap_page(group_outlook(), NAMES, "USD", 7)
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    bars = tuple(
        MonthBar(month=names[at % 12], year=str(2026 + at // 12), chance=0.001 * (1 + at % 5), text="x")
        for at in range(36)
    )
    picture = draw_months(replace(page, bars=bars))
    assert picture is not None
    assert sum(bool(column.word) for column in picture.columns) == 12
    assert [column.year for column in picture.columns if column.year] == ["2026", "2027", "2028"]


def test_both_limbs_of_a_tornado_start_at_the_answer_as_assumed() -> None:
    page = ranges_page(group_result())
    assert page is not None
    for answer in page.answers:
        picture = draw_tornado(answer)
        assert picture is not None
        for row, bar in zip(picture.rows, answer.bars, strict=True):
            for limb, end in ((row.low, bar.low), (row.high, bar.high)):
                inner = limb.x + limb.width if end < answer.base else limb.x
                assert inner == pytest.approx(picture.base, abs=0.02)
                assert 0.0 <= limb.x <= limb.x + limb.width <= 100.0
                assert limb.anchor == ("end" if end < answer.base else "start")


def test_a_term_that_moves_the_answer_more_has_a_longer_limb() -> None:
    page = ranges_page(group_result())
    assert page is not None
    picture = draw_tornado(page.answers[0])
    assert picture is not None
    spans = [row.low.width + row.high.width for row in picture.rows]
    assert spans == sorted(spans, reverse=True)


def test_a_tornado_leaves_room_for_the_words_at_its_ends_and_ticks_no_impossible_chance() -> None:
    page = ranges_page(group_result())
    assert page is not None
    sure = replace(page.answers[0], base=0.9, bars=(replace(page.answers[0].bars[0], low=0.0, high=1.0),))
    picture = draw_tornado(sure)
    assert picture is not None
    assert picture.rows[0].low.x > 18.0
    assert picture.rows[0].high.x + picture.rows[0].high.width < 82.0
    assert [tick.text for tick in picture.ticks][:: len(picture.ticks) - 1] == ["0%", "100%"]


def test_an_answer_that_nothing_moves_has_no_tornado() -> None:
    page = ranges_page(group_result())
    assert page is not None
    assert draw_tornado(replace(page.answers[0], bars=())) is None
