"""The group's part of a run: what is in it, what can be explained, and how it agrees with the rest."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.group import IN_A_REPORT, has_group
from pledgeline.engine.run import later_units, open_case, plan, run
from pledgeline.errors import OutOfRange, UnknownName
from tests.fixtures_case import document

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

PATHS, SEED = 512, 1
CHANGES: dict[str, Any] = {
    "horizon": "6mo",
    "group": {
        "cash": "USD 10bn",
        "policy": {"ltv": {"normal": "25%", "ceiling": "35%"}, "tolerances": {"call": "20%", "gap": "10%"}},
    },
    "loans": {"pledge": {"facility": "USD 24bn"}},
    "commitments": {"tower": {"to": "Builder", "amount": "USD 9bn", "due": "2026-02-02"}},
    "funding": ["cash", {"draw": "pledge"}],
    "expect": ["group.gap_probability < 100%", "commitments.tower.paid_probability > 0%"],
}


@cache
def answer() -> Result:
    """The run of the case above."""
    return run(document(CHANGES), paths=PATHS, seed=SEED)


def test_a_run_carries_the_group_its_load_line_and_its_figures() -> None:
    view = answer().group_view
    assert view is not None
    assert view.outlook.paths == min(PATHS, IN_A_REPORT.outlook)
    assert [promise.id for promise in view.outlook.promises] == ["tower"]
    assert [line.facility for line in view.load_lines] == ["pledge"]
    wanted = view.load_lines[0].wanted
    assert wanted is not None
    assert wanted.draw == pytest.approx(view.load_lines[0].undrawn)  # where none is named


def test_every_figure_of_the_group_can_be_explained_and_expected() -> None:
    found = answer()
    view = found.group_view
    assert view is not None
    derived = {one.key: one.value for one in found.derivations}
    assert derived["group.call_probability"] == view.outlook.call.value
    assert derived["group.gap_probability"] == view.outlook.gap.value
    assert derived["commitments.tower.paid_probability"] == view.outlook.promises[0].paid.value
    assert derived["group.expected_gap"] == view.outlook.gap_law.expected.value
    assert [one.holds for one in found.expectations] == [True, True]
    named = later_units(open_case(document(CHANGES)))
    assert {key for key in named if key.startswith(("group.", "commitments."))} <= set(derived)


def test_the_books_of_every_quarter_close_to_the_cent() -> None:
    view = answer().group_view
    assert view is not None
    assert view.outlook.books
    for quarter in view.outlook.books:
        assert quarter.largest_error < 0.01
        sides = {"source": 1.0, "use": -1.0}
        moved = sum(sides.get(line.side, 0.0) * line.mean for line in quarter.lines)
        assert quarter.lines[0].mean + moved == pytest.approx(quarter.lines[-1].mean, abs=0.01)


def test_without_known_cash_there_is_no_group_and_no_plan() -> None:
    unknown = document({"group": {"cash": None}})
    assert not has_group(open_case(unknown).resolved)
    assert run(unknown, paths=PATHS, seed=SEED).group_view is None
    with pytest.raises(OutOfRange, match="add group: cash"):
        plan(unknown, draws=_draws())


def test_a_wish_for_an_unknown_facility_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="pledge"):
        plan(document(CHANGES), draws=_draws(), wanted={"pleg": 1e9})


def _draws() -> Any:
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415

    return Draws(paths=PATHS, seed=SEED)
