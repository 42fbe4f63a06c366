"""The picture of the network: sizes and widths are those of the amounts, and words have room."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from pledgeline.report.contagion_circle import AMOUNT, LETTER, MOST_DRAWN, MOST_UPRIGHT, WORDS, arranged
from pledgeline.report.contagion_graph import NetworkPicture, draw_network
from pledgeline.report.contagion_lines import THICK, THIN
from tests.fixtures_contagion import MAIN, REPORT, calm, ring

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport
    from pledgeline.report.contagion_graph import DrawnCompany

KEYS = ["group", *(f"c{number}" for number in range(1, MOST_UPRIGHT))]
POINT = re.compile(r"(-?\d+\.\d) (-?\d+\.\d)")


def drawn(found: ContagionReport) -> NetworkPicture:
    picture = draw_network(found)
    assert picture is not None
    return picture


def words_of(one: DrawnCompany) -> tuple[float, float, float, float]:
    """The box of the words of a company on a telephone, where they are largest: left, top, right, bottom."""
    place, width = one.place, max(LETTER * len(one.name), AMOUNT)
    left = {"start": place.word_x, "middle": place.word_x - width / 2, "end": place.word_x - width}[place.anchor]
    return left, place.word_y - WORDS / 2, left + width, place.word_y + WORDS / 2


def apart(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("size", range(1, MOST_UPRIGHT + 1))
def test_upright_words_stay_in_the_picture_and_off_each_other_and_every_disc(size: int) -> None:
    picture = drawn(ring(size, {key: f"Gesellschaft mit Beschränkung {key}" for key in KEYS[:size]}))
    assert picture.upright
    boxes = [words_of(one) for one in picture.companies]
    for left, top, right, bottom in boxes:
        assert left >= 0.0
        assert top >= 0.0
        assert right <= picture.width
        assert bottom <= picture.height
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for left, top, right, bottom in boxes:
        for each in picture.companies:
            nearest = (min(max(each.place.x, left), right), min(max(each.place.y, top), bottom))
            assert math.dist(nearest, (each.place.x, each.place.y)) >= each.place.r, each.name


@pytest.mark.parametrize("size", [MOST_UPRIGHT + 1, 25, MOST_DRAWN, 3 * MOST_DRAWN])
def test_words_along_the_rays_stay_in_the_picture_and_a_line_apart(size: int) -> None:
    picture = drawn(ring(size))
    assert not picture.upright
    assert len(picture.companies) == min(size, MOST_DRAWN)
    for one in picture.companies:
        way = math.radians(one.place.turn) + (math.pi if one.place.anchor == "end" else 0.0)
        far = LETTER * len(one.name)
        end = (one.place.word_x + far * math.cos(way), one.place.word_y + far * math.sin(way))
        assert all(-1.0 <= at <= picture.width + 1.0 for at in end), one
    for one, other in combinations(picture.companies, 2):
        near = math.dist((one.place.word_x, one.place.word_y), (other.place.word_x, other.place.word_y))
        assert near >= 20.0  # the height of a letter on a telephone
        assert math.dist((one.place.x, one.place.y), (other.place.x, other.place.y)) >= one.place.r + other.place.r


def test_discs_have_the_area_of_equity_before_and_after() -> None:
    companies = {one.id: one for one in drawn(REPORT).companies}
    ferrit, kern, cirrus = (companies[key] for key in ("ferrit", "kern", "cirrus"))
    assert (kern.place.r / ferrit.place.r) ** 2 == pytest.approx(100 / 200, abs=0.01)
    assert (kern.left / kern.place.r) ** 2 == pytest.approx(0.8, abs=0.01)
    assert (cirrus.left, cirrus.state, cirrus.after) == (0.0, "failed", "fails")
    assert (ferrit.state, ferrit.before, ferrit.after) == ("damaged", "USD 200bn", "−19%")
    assert kern.title == "Kern: damaged; equity USD 100bn before, USD 80bn after"


def test_lines_are_as_wide_as_the_amounts_and_show_what_is_not_paid() -> None:
    picture = drawn(REPORT)
    by_title = {each.title.split(";")[0]: each for each in picture.debts}
    most = by_title["Ostara owes Borealis USD 30bn"]
    assert most.width == pytest.approx(THIN + (THICK - THIN) * 30 / 40, abs=0.01)  # 40 is owed by what is left out
    assert most.paid_width == pytest.approx(most.width * 60 / 70, abs=0.01)
    assert most.unpaid
    assert not by_title["Hafen AG owes Ostara USD 10bn"].unpaid
    assert [each.firmness for each in picture.debts].count("soft") == 1
    assert by_title["Ostara owes Ferrit USD 10bn"].firmness == "soft"
    assert len(picture.left_out) == 4
    assert max(each.width for each in picture.left_out) == THICK
    assert [each.title for each in picture.stakes] == ["Hafen AG holds 12.0% of Ostara", "Hafen AG holds 60.0% of Kern"]
    assert not any(each.unpaid for each in drawn(calm()).debts)


def test_a_line_goes_from_the_rim_of_one_company_to_that_of_the_other() -> None:
    picture = drawn(REPORT)
    places = {one.id: one.place for one in picture.companies}
    thickest_first = sorted(MAIN.edges, key=lambda edge: -edge.owed)
    for edge, line in zip(thickest_first, picture.debts, strict=True):
        first, last = places[edge.by], places[edge.to]
        (begin, *_), (tip, *_) = (POINT.findall(path) for path in (line.line, line.head))
        for point, place in ((begin, first), (tip, last)):
            away = math.dist((float(point[0]), float(point[1])), (place.x, place.y))
            assert away == pytest.approx(place.r + 3.0, abs=0.2), edge


def test_what_two_companies_owe_each_other_stays_apart() -> None:
    back = replace(MAIN.edges[1], by="borealis", to="ostara")
    picture = drawn(replace(REPORT, main=replace(MAIN, edges=(MAIN.edges[1], back))))
    bends = [POINT.findall(each.line)[1] for each in picture.debts]
    assert math.dist(*[(float(x), float(y)) for x, y in bends]) > 10.0


def test_companies_with_much_between_them_stand_close_and_the_first_stays_at_the_top() -> None:
    ties = {("a", "d"): 2.0, ("b", "f"): 2.0, ("c", "e"): 1.0, ("d", "f"): 1.0}
    order = arranged("abcdef", ties)

    def stretch(keys: tuple[str, ...]) -> float:
        steps = {pair: abs(keys.index(pair[0]) - keys.index(pair[1])) for pair in ties}
        return sum(weight * min(steps[pair], len(keys) - steps[pair]) for pair, weight in ties.items())

    assert order[0] == "a"
    assert sorted(order) == list("abcdef")
    assert stretch(order) == 6.0  # every pair is neighbours
    assert stretch(tuple("abcdef")) > 6.0


def test_the_group_and_who_fails_are_drawn_of_a_large_network() -> None:
    picture = drawn(ring(100))
    names = {one.id for one in picture.companies}
    assert "group" in names
    assert sum(one.state == "failed" for one in picture.companies) == 33
    assert picture.note.startswith("60 companies are not drawn")
    assert draw_network(ring(100)) == picture


def test_without_a_company_there_is_no_picture() -> None:
    assert draw_network(replace(REPORT, main=replace(MAIN, nodes=()))) is None
