"""The geometry of the load line."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.report.load_line import HEIGHT, KEEL, LABEL_GAP, TOP, draw, highest, spread, strips
from pledgeline.report.pages.headline import headline_page
from pledgeline.report.pages.load_line import Mark, Scale, loan_scale, policy_scale
from tests.fixtures_result import LOAN, STANDING, example_result, many_loans

BOTTOM = HEIGHT - KEEL
ASSETS = {asset.id: asset for asset in STANDING.assets}
PLACES = st.floats(min_value=-50.0, max_value=450.0)
LEVELS = st.floats(min_value=0.001, max_value=30.0)


def scale(levels: tuple[float, ...], today: float | None) -> Scale:
    """A hull with marks at the levels."""
    names = ("release", "cure", "call", "close-out")
    marks = tuple(
        Mark(level=name, title=name, name=name, short=name, ltv=ltv, ltv_text="", price_text="", place_text="")
        for name, ltv in zip(names, sorted(levels), strict=False)
    )
    return Scale(
        id="a",
        title="A",
        today=today,
        today_text="",
        price_text="",
        asset="",
        room_text="−50%",
        marks=marks,
        note="",
        description="",
    )


@given(wanted=st.lists(PLACES, max_size=9), gap=st.floats(min_value=1.0, max_value=45.0))
def test_spread_keeps_distance_order_and_bounds(wanted: list[float], gap: float) -> None:
    places = spread(wanted, gap, 0.0, 400.0)
    assert len(places) == len(wanted)
    assert all(-1e-6 <= place <= 400.0 + 1e-6 for place in places)
    assert all(after - before >= gap - 1e-6 for before, after in pairwise(sorted(places)))
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    assert [places[at] for at in order] == sorted(places)


@given(wanted=st.lists(st.floats(min_value=0.0, max_value=9.0), min_size=1, max_size=8))
def test_spread_leaves_alone_what_has_room(wanted: list[float]) -> None:
    apart = [40.0 * at + place for at, place in enumerate(wanted)]
    assert spread(apart, 20.0, 0.0, 400.0) == pytest.approx(apart)


@given(first=PLACES, second=PLACES)
def test_two_crowded_labels_move_by_the_same_distance(first: float, second: float) -> None:
    low, high = sorted((first, second))
    places = spread((low, high), 30.0, -1000.0, 1000.0)
    assert places[0] - low == pytest.approx(high - places[1])


def test_too_many_labels_share_the_room_there_is() -> None:
    places = spread([10.0] * 11, 50.0, 0.0, 100.0)
    assert places == pytest.approx([10.0 * at for at in range(11)])


@given(levels=st.lists(LEVELS, min_size=1, max_size=4), today=st.none() | st.floats(min_value=-1.0, max_value=60.0))
def test_labels_of_a_hull_never_overlap(levels: list[float], today: float | None) -> None:
    drawing = draw(scale(tuple(levels), today))
    labels = [placed.label_y for placed in drawing.marks]
    labels += [drawing.water_label] if today is not None else []
    assert all(abs(after - before) >= LABEL_GAP - 0.2 for before, after in pairwise(sorted(labels)))
    assert all(TOP <= label <= BOTTOM for label in labels)
    assert all(TOP <= placed.y <= BOTTOM for placed in drawing.marks)


@given(levels=st.lists(LEVELS, min_size=2, max_size=4, unique=True), today=LEVELS)
def test_a_higher_ltv_stands_higher(levels: list[float], today: float) -> None:
    drawing = draw(scale(tuple(levels), today))
    for before, after in pairwise(drawing.marks):
        assert before.y >= after.y
        assert before.label_y >= after.label_y
    assert drawing.water is not None
    for placed in drawing.marks:
        if placed.mark.ltv > today:
            assert placed.y <= drawing.water


@given(levels=st.lists(LEVELS, min_size=1, max_size=4), today=LEVELS)
def test_draught_marks_are_round_rise_and_stay_on_the_hull(levels: list[float], today: float) -> None:
    numerals = draw(scale(tuple(levels), today)).numerals
    assert len(numerals) <= 8
    assert all(before.y > after.y for before, after in pairwise(numerals))
    assert all(numeral.y >= TOP - 0.1 for numeral in numerals)
    assert all(numeral.text.isdigit() for numeral in numerals)


def test_the_water_is_where_the_ltv_is() -> None:
    drawing = draw(scale((0.5,), 0.25))
    call = drawing.marks[0].y
    assert drawing.water == pytest.approx((call + BOTTOM) / 2, abs=0.1)


def test_an_unknown_ltv_draws_no_water() -> None:
    drawing = draw(scale((0.3, 0.5), None))
    assert (drawing.water, drawing.water_path, drawing.sea_path, drawing.freeboard) == (None, "", "", None)


def test_there_is_an_arrow_only_where_there_is_room_for_it() -> None:
    assert draw(scale((0.1, 0.3, 0.35, 0.5), 0.06)).freeboard is not None
    assert draw(scale((0.1, 0.3, 0.35, 0.5), 0.33)).freeboard is None
    assert draw(scale((0.1, 0.3, 0.35, 0.5), 0.45)).freeboard is None


def test_the_scale_holds_every_level_range_and_todays_ltv() -> None:
    marks = scale((0.3, 0.5), 0.9)
    assert highest((marks,)) > 0.9
    ranged = replace(marks, today=0.1, marks=(replace(marks.marks[0], high=1.4),))
    assert highest((ranged,)) > 1.4


@pytest.mark.parametrize("assets", [("arm",), ("arm", "tmus")])
def test_an_assumed_level_is_drawn_over_its_stated_range(assets: tuple[str, ...]) -> None:
    found = loan_scale(replace(LOAN, assets=assets), ASSETS)
    assert found is not None
    call = next(mark for mark in found.marks if mark.level == "call")
    assert (call.low, call.high) == (0.25, 0.50)
    assert call.range_text == "USD 22.11 to 44.21"
    assert ("all other collateral unchanged" in found.note) == (len(assets) > 1)


def test_a_disclosed_level_has_no_range() -> None:
    stated = replace(LOAN.triggers[2], ltv_low=None, ltv_high=None, price_low=None, price_high=None, assumed=False)
    found = loan_scale(replace(LOAN, triggers=(stated,)), ASSETS)
    assert found is not None
    assert (found.marks[0].low, found.marks[0].high, found.marks[0].range_text) == (None, None, "")


def test_a_range_is_drawn_also_where_no_price_reaches_its_ends() -> None:
    unreached = replace(LOAN.triggers[2], price_low=None)
    found = loan_scale(replace(LOAN, triggers=(unreached,)), ASSETS)
    assert found is not None
    assert (found.marks[0].low, found.marks[0].high, found.marks[0].range_text) == (0.25, 0.50, "")


def test_a_loan_without_levels_has_no_load_line() -> None:
    assert loan_scale(replace(LOAN, triggers=()), ASSETS) is None


def test_worthless_collateral_floods_the_hull() -> None:
    found = loan_scale(replace(LOAN, ltv=math.inf), ASSETS)
    assert found is not None
    assert found.today_text == "no collateral left"
    assert draw(found).water is not None


def test_the_description_tells_the_whole_picture() -> None:
    found = loan_scale(LOAN, ASSETS)
    assert found is not None
    for words in ("LTV 6.5% today", "Arm Holdings plc at USD 170.66", "Margin call at 35%, USD 31.58, 81.5% below"):
        assert words in found.description


def test_the_group_has_a_load_line_of_its_own() -> None:
    found = policy_scale(STANDING.leverage, "The group")
    assert found is not None
    assert [(mark.level, mark.ltv) for mark in found.marks] == [("call", 0.25), ("close-out", 0.35)]
    nothing = replace(STANDING.leverage, policy_normal=None, policy_ceiling=None)
    assert policy_scale(nothing, "The group") is None
    assert policy_scale(replace(STANDING.leverage, whole_group=False), "The group") is None


def test_strips_share_one_scale() -> None:
    head = headline_page(many_loans(3))
    rows = strips(head.others)
    places = {mark.at for row in rows for mark in row.marks if mark.level == "call"}
    assert len(places) == 1
    waters = [float(row.water.removesuffix("%")) for row in rows]
    assert waters == sorted(waters)


def test_the_headline_draws_the_loan_nearest_to_a_call() -> None:
    head = headline_page(many_loans(10))
    assert head.scale is not None
    assert head.scale.id == "loan-9"
    assert len(head.others) == 10
    alone = headline_page(example_result())
    assert alone.others == ()
