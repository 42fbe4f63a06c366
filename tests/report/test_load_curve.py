"""The load line as a curve: what it shows is what was found, and every place is inside the picture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pledgeline.engine.group_results import LinePoint
from pledgeline.report.load_curve import BOTTOM, TOP, draw_curve
from pledgeline.report.pages.load_curve import LoadLinePage, load_line_page
from tests.fixtures_result import ASSETS, BN, PRICE, load_line, own_line
from tests.report.group_views import BROKEN, CREDIT, LINES, SEARCHED

ARM = ASSETS[0]
DRAWN = {name: line for name, line in LINES.items() if line.curve}


def page_of(name: str) -> LoadLinePage:
    """The page of one of the lines."""
    line = LINES[name]
    return load_line_page(line, ARM if line.asset else None)


@pytest.mark.parametrize("name", DRAWN)
def test_every_place_of_a_curve_is_inside_its_picture(name: str) -> None:
    curve = page_of(name).curve
    assert curve is not None
    drawing = draw_curve(curve)
    numbers = [
        float(found) for text in (drawing.area, *(one.line for one in drawing.stretches)) for found in figures(text)
    ]
    assert all(0.0 <= number <= 100.0 for number in numbers)
    for spot in drawing.spots:
        assert TOP <= spot.y <= BOTTOM
        assert TOP <= spot.word_y <= BOTTOM
    assert all(0.0 <= tick.x <= 100.0 for tick in drawing.ticks)
    assert [tick.below for tick in drawing.ticks].count("today") == 1


def figures(text: str) -> list[str]:
    """The numbers of a path."""
    return re.findall(r"[\d.]+", text)


def test_the_curve_is_coloured_by_what_binds_and_joins_up() -> None:
    curve = page_of("example").curve
    assert curve is not None
    drawing = draw_curve(curve)
    assert [one.tone for one in drawing.stretches] == ["call", "gap"]
    assert [entry.words for entry in drawing.key] == ["bound by: margin call", "bound by: gap"]
    first, second = (one.line for one in drawing.stretches)
    assert figures(first)[-2:] == figures(second)[:2]
    assert len(drawing.crosses) == 1


def test_a_point_of_the_curve_stands_at_its_price_and_draw() -> None:
    curve = page_of("example").curve
    assert curve is not None
    top = max(line.y for line in draw_curve(curve).grid)
    assert top == BOTTOM
    drawing = draw_curve(curve)
    spot = next(spot for spot in drawing.spots if spot.tone == "line")
    assert spot.y == pytest.approx(BOTTOM - (BOTTOM - TOP) * own_line("call") / (10.0 * BN), abs=0.1)
    assert drawing.today == pytest.approx(50.0)
    assert drawing.undrawn == pytest.approx(TOP)


def test_today_shows_the_load_line_and_not_the_coarser_curve() -> None:
    coarse = tuple(replace(point, draw=9.9 * BN) if point.move == 0.0 else point for point in load_line().curve)
    curve = load_line_page(load_line(curve=coarse), ARM).curve
    assert curve is not None
    now = next(point for point in curve.points if point.move == 0.0)
    assert (now.price, now.draw) == (PRICE, load_line().draw)


def test_an_unpriced_asset_takes_todays_price_from_the_curve() -> None:
    curve = load_line_page(load_line(), None).curve
    assert curve is not None
    assert curve.today == PRICE


def test_broken_tolerances_are_crosses_and_nothing_is_filled_under_them() -> None:
    curve = load_line_page(BROKEN, ARM).curve
    assert curve is not None
    drawing = draw_curve(curve)
    assert drawing.crosses == (0.0, 30.0, 50.0)
    assert min(float(x) for x in figures(drawing.area)[::2]) == 70.0
    assert [spot.tone for spot in drawing.spots] == ["beyond"]


def test_a_curve_far_above_all_that_matters_is_cut() -> None:
    points = tuple(
        LinePoint(move=move, price=PRICE * (1 + move), draw=draw * BN, binding="call")
        for move, draw in ((-0.5, 1.0), (0.0, 4.6), (0.5, 900.0))
    )
    curve = load_line_page(load_line(curve=points), ARM).curve
    assert curve is not None
    assert float(draw_curve(curve).grid[-1].text) <= 30.0


def test_a_search_without_a_limit_is_said_in_the_key() -> None:
    curve = load_line_page(SEARCHED, ARM).curve
    assert curve is not None
    drawing = draw_curve(curve)
    assert [entry.words for entry in drawing.key] == ["no tolerance reached as far as was looked"]
    assert {spot.tone for spot in drawing.spots} == {"line", "wanted"}


def test_a_facility_without_a_curve_has_its_table_still() -> None:
    page = load_line_page(CREDIT, None)
    assert (page.curve, page.prices, page.must) == (None, None, None)
    assert len(page.criteria.rows) == 4
    assert len(page.criteria.columns) == 5


def test_the_description_tells_the_whole_picture() -> None:
    curve = page_of("example").curve
    assert curve is not None
    for words in (
        "the price of Arm Holdings plc",
        "USD 85.33 (−50%): even no draw is too much",
        "USD 170.66 (today): USD 4.64bn",
        "Undrawn today: USD 10bn. Wanted: USD 5bn.",
    ):
        assert words in curve.description


def test_each_tolerance_stands_with_its_chances_and_its_own_line() -> None:
    rows = [row.cells for row in page_of("example").criteria.rows]
    assert rows[0] == ("Margin call (binds)", "5", "1.24 ± 0.08", "5.0 ± 0.2", "4.64", "5.4 ± 0.2")
    assert [row[4] for row in rows] == ["4.64", "6.00", "33.86", "17.22"]
    assert [row.cells[3:5] for row in page_of("broken").criteria.rows] == [
        ("–", "broken today"),
        ("–", "broken today"),
        ("–", "–"),
    ]
    assert page_of("searched").criteria.rows[0].cells[4] == "over 40.00"


def test_a_line_that_was_not_narrowed_down_is_beyond_the_load_line() -> None:
    criteria = tuple(replace(one, own_line=None) if one.name == "gap" else one for one in load_line().criteria)
    page = load_line_page(load_line(criteria=criteria), ARM)
    assert page.criteria.rows[1].cells[4] == "beyond the load line"


def test_prices_are_told_with_what_binds_at_each() -> None:
    prices = page_of("example").prices
    assert prices is not None
    assert [row.cells for row in prices.rows][:2] == [
        ("85.33", "−50%", "none", "Margin call, even without a draw"),
        ("110.93", "−35%", "0.04", "Margin call"),
    ]
    assert [row.cells[3] for row in prices.rows][-1] == "Gap"
    assert [row.tone for row in prices.rows].index("today") == 3


def test_the_note_says_how_near_the_solution_is() -> None:
    note = page_of("example").note
    assert note.endswith(
        "Found in 12 runs of 20,000 paths on the same random numbers, to within USD 4m; standard error USD 110m."
    )
    assert page_of("searched").note.endswith("on the same random numbers.")
