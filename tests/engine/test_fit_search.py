"""The search on surfaces whose top is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.fit_search import Ending, climb, curvature, descend

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = ((-5.0, 5.0), (-5.0, 5.0))
BOWL = np.array([[2.0, 0.6], [0.6, 1.0]])


def bowl(place: Any) -> tuple[float, Any]:
    """A quadratic with its least at (1, -2)."""
    away = np.asarray(place) - (1.0, -2.0)
    return 0.5 * float(away @ BOWL @ away), BOWL @ away


def two_valleys(place: Sequence[float]) -> tuple[float, Any]:
    """Valleys at x = -1 and, deeper, at x = 1."""
    x, y = place
    return (x * x - 1.0) ** 2 - 0.2 * x + y * y, np.array([4.0 * x * (x * x - 1.0) - 0.2, 2.0 * y])


def trough(place: Sequence[float]) -> tuple[float, Any]:
    """Level along the second coordinate."""
    return place[0] ** 2, np.array([2.0 * place[0], 0.0])


def saddle(place: Sequence[float]) -> tuple[float, Any]:
    """Falls to both sides along the second coordinate."""
    return place[0] ** 2 - place[1] ** 2, np.array([2.0 * place[0], -2.0 * place[1]])


def test_finds_the_bottom_and_its_curvature() -> None:
    found = climb(bowl, WIDE, ((0.0, 0.0), (4.0, 4.0)), 100)
    assert found.place == pytest.approx([1.0, -2.0], abs=1e-4)
    assert found.information == pytest.approx(100 * BOWL, rel=1e-6)
    assert (found.starts, found.agreeing, found.ending, found.free) == (2, 2, Ending.REACHED, (0, 1))


def test_keeps_the_deeper_valley_and_counts_those_who_found_it() -> None:
    found = climb(two_valleys, WIDE, ((-1.5, 0.0), (1.5, 1.0), (0.8, -1.0)), 1000)
    assert found.place[0] == pytest.approx(1.024, abs=1e-3)
    assert (found.starts, found.agreeing) == (3, 2)


def test_a_coordinate_at_its_border_is_not_free() -> None:
    found = climb(bowl, ((-5.0, 0.5), (-5.0, 5.0)), ((0.0, 0.0),), 100)
    assert found.free == (1,)
    assert found.place == pytest.approx([0.5, -2.0 + 0.6 * 0.5], abs=1e-4)
    assert found.information == pytest.approx(np.array([[100.0]]), rel=1e-6)
    assert found.ending is Ending.REACHED


def test_a_coordinate_without_effect_is_idle() -> None:
    found = climb(trough, WIDE, ((2.0, 1.0),), 100)
    assert (found.free, found.idle, found.ending) == ((0,), (1,), Ending.REACHED)
    assert found.information == pytest.approx(np.array([[200.0]]), rel=1e-6)


def test_a_saddle_is_told() -> None:
    found = climb(saddle, WIDE, ((2.0, 0.0),), 100)
    assert found.ending is Ending.SADDLE


def test_a_search_that_cannot_move_says_what_a_step_would_gain() -> None:
    """Slopes of the wrong sign leave the search where it began."""

    def wrong(place: Sequence[float]) -> tuple[float, Any]:
        value, slopes = bowl(place)
        return value, -slopes + 2.0 * BOWL @ (np.asarray(place) - (3.0, 3.0))

    found = climb(wrong, WIDE, ((0.0, 0.0),), 100)
    assert found.ending is Ending.STOPPED
    assert found.gain > 0.01


def test_one_coordinate_can_be_held() -> None:
    place, value = descend(bowl, WIDE, (3.0, 0.0), 0)
    assert place == pytest.approx([3.0, -2.0 - 0.6 * 2.0], abs=1e-4)
    assert value == pytest.approx(bowl(place)[0])


def test_curvature_of_no_coordinate_is_empty() -> None:
    assert curvature(bowl, np.zeros(2), ()).shape == (0, 0)
