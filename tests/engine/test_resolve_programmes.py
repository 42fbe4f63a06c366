"""Programmes from paper to plain records: what goes before what, who waits for whom, and what cannot be."""

from __future__ import annotations

import math

import pytest

from pledgeline.case.programme import SCOPES
from pledgeline.engine.durations import fixed, log_normal
from pledgeline.engine.programme_plan import planned_bars
from pledgeline.engine.reference_classes import bundled_classes
from pledgeline.engine.resolve_gates import in_order
from pledgeline.errors import CaseError
from tests.fixtures_quarry import YARD, gate, written, yard

MONTH = 30.4375


def test_what_is_written_for_a_phase_goes_before_its_site_and_the_site_before_the_programme() -> None:
    found = yard({
        f"{YARD}.sites.south.gates": "{shell: {duration: 10mo, never: 3%}, fit-out: {never: 4%}}",
        f"{YARD}.sites.south.phases.only.gates": "{shell: {duration: 11mo}}",
    })  # fmt: skip
    shell, fit_out = gate(found, "south.only.shell"), gate(found, "south.only.fit-out")
    assert (shell.law, shell.never, shell.reference) == (fixed(11 * MONTH), 0.03, "")
    assert (fit_out.written, fit_out.never) == ("triangular", 0.04)
    assert gate(found, "north.third.shell").reference == "buildings-own"


def test_the_chance_of_never_of_a_gate_goes_before_that_of_its_queue() -> None:
    found = yard({f"{YARD}.gates.grid.duration": "{law: reference, like: us-queue, deviation: 40%}"})
    queue = bundled_classes()["us-queue"]
    assert queue.median is not None
    assert gate(found, "south.grid").law == log_normal(queue.median, 0.4)
    assert gate(found, "south.grid").never == 0.1


def test_a_queue_brings_its_own_chance_of_never_unless_another_duration_takes_its_place() -> None:
    found = yard({
        f"{YARD}.gates.equipment.duration": "{law: reference, like: us-queue, deviation: 40%}",
        f"{YARD}.sites.north.gates.equipment": "{duration: 24mo}",
    })  # fmt: skip
    assert gate(found, "south.only.equipment").never == bundled_classes()["us-queue"].never > 0.5
    assert gate(found, "north.third.equipment").never == 0.0


def test_gates_wait_for_their_parents_for_the_phase_before_and_for_nothing_once_they_have_begun() -> None:
    found = yard()
    waits = {
        written(found, one.place): [written(found, place) for place in one.after] for one in found.gates if one.after
    }
    assert waits["north.second.equipment"] == ["north.permit"]
    assert waits["north.third.equipment"] == ["north.permit", "north.second"]
    assert waits["north.third.fit-out"] == ["north.third.shell", "north.third.equipment"]
    assert waits["north.third"] == ["north.third.commissioning"]
    assert "north.second.shell" not in waits
    assert gate(found, "north.second.shell").begun == -92.0
    assert gate(found, "south.only.shell").earliest == 243.0  # 1 September 2026
    places = [one.place for one in found.gates]
    assert all(places.index(before) < places.index(one.place) for one in found.gates for before in one.after)


def test_a_phase_waits_for_a_gate_that_others_could_not_wait_for_as_they_had_begun() -> None:
    begun = {f"{YARD}.sites.north.phases.second.gates": "{fit-out: {begun: 2025-12-01}}"}
    after = {written(yard(begun), place) for place in gate(yard(begun), "north.second").after}
    assert after == {"north.second.shell", "north.second.equipment", "north.second.commissioning"}


def test_a_phase_in_service_has_no_gates_and_a_site_in_service_none_either() -> None:
    found = yard({f"{YARD}.sites.south.phases.only": "{capacity: 0.8 GW, in_service: 2025-12-31}"})
    there = [one for one in found.gates if one.place.site == "south"]
    assert [(one.place.phase, one.place.gate, one.done) for one in there] == [("only", "", -1.0)]
    assert [one.place.gate for one in found.gates if one.place.phase == "first"] == [""]


def test_a_phase_without_gates_of_its_own_waits_for_its_first_day_and_for_the_phase_before() -> None:
    found = yard({
        f"{YARD}.gates": "{all: {per: site, duration: 6mo, spends: {land: 100%}}}",
        f"{YARD}.capital": "{land: USD 100m}",
        f"{YARD}.generations": "{}",
        f"{YARD}.fast_track.gates": "[all]",
        f"{YARD}.sites": "{here: {name: Here, phases: {one: {capacity: 1 GW}, two: {capacity: 1 GW, starts: 2028-01},"
        " three: {capacity: 1 GW, after: two}}}}",
        "contracts.slate-rent.phases": "[yard.here]",
    })  # fmt: skip
    bars = planned_bars(found)
    assert [bars[phase.place].end for phase in found.phases] == [182.625, 730.0, 730.0]


@pytest.mark.parametrize(
    "law",
    [
        "{law: log_normal, median: 9mo, deviation: 501%}",
        "{law: reference, like: us-queue, deviation: {assume: 50%, range: 20%..501%}}",
    ],
)
def test_a_deviation_beyond_every_calendar_is_refused(law: str) -> None:
    with pytest.raises(CaseError, match=r"501% is above 500%"):
        yard({f"{YARD}.gates.grid.duration": law})


def test_the_number_of_a_gate_does_not_hang_on_its_state() -> None:
    before = {one.place: one.number for one in yard().gates if one.place.gate}
    served = yard({f"{YARD}.sites.north.phases.second": "{capacity: 0.6 GW, in_service: 2025-12}"})
    after = {one.place: one.number for one in served.gates if one.place.gate}
    assert after.items() < before.items()
    assert len(set(before.values())) == len(before)


def test_all_capital_is_spent_at_gates_and_paid_by_partners() -> None:
    moved = {  # shares as the ends of ranges would have them: together more than all
        f"{YARD}.partners": "{group: {as: equity, share: {assume: 60%, range: 40%..80%}}, bank: {as: project_debt, "
        "share: 40%, rate: 7%, term: 12y}}",
    }  # fmt: skip
    for found in (yard(), yard(moved)):
        for site in found.sites:
            for scope in SCOPES:
                assert math.fsum(one.shares.get(scope, 0.0) for one in site.partners) == pytest.approx(1.0, rel=1e-15)
            spent = math.fsum(one.amount for one in found.spends if one.place.site == site.id)
            coming = (phase for phase in site.phases if phase.in_service is None)
            assert spent == pytest.approx(math.fsum(a for one in coming for a in one.capital.values()), rel=1e-14)
    only = next(phase for site in yard().sites for phase in site.phases if phase.id == "only")
    assert only.capital == pytest.approx(  # chips and network of the generation, the rest of the programme
        {"land": 0.08e9, "power": 2.4e9, "shell": 5.6e9, "chips": 11.2e9, "network": 1.6e9}
    )


@pytest.mark.parametrize(("over", "scale"), [("USD 20bn", 0.75), ("USD 21bn", 1.0)])
def test_the_fast_track_is_for_sites_over_its_threshold(over: str, scale: float) -> None:
    found = yard({f"{YARD}.fast_track.over": over})  # the south costs 20.9bn
    assert gate(found, "south.permit").scale == scale
    assert gate(found, "south.grid").scale == 1.0
    assert found.sites[1].fast_track == (scale < 1.0)


@pytest.mark.parametrize(
    ("path", "text", "place", "what"),
    [
        (
            f"{YARD}.sites.north.gates.grid",
            "{begun: 2023-01, duration: 24mo}",
            f"{YARD}.sites.north.gates.grid.duration",
            "it has taken 36 months so far, and its law ends after 24 months",
        ),
        (
            f"{YARD}.sites.south.gates",
            "{shell: {duration: {law: reference, like: it, plan: unknown}}}",
            f"{YARD}.sites.south.gates.shell.duration.plan",
            "'plan' cannot be unknown",
        ),
        (
            "reference_classes.buildings-own",
            "{mean: 300%, tail_share: 39%, tail_mean: 206%}",
            f"{YARD}.gates.shell.duration",
            "leaves the others a mean of 360",
        ),
        (
            f"{YARD}.overrun",
            "{mean: unknown, deviation: 20%}",
            f"{YARD}.overrun.mean",
            "'mean' cannot be unknown",
        ),
        (
            f"{YARD}.partners.vendor.share",
            "unknown",
            f"{YARD}.partners.vendor.share",
            "'share' cannot be unknown",
        ),
    ],
)
def test_what_cannot_be_is_named_at_its_place(path: str, text: str, place: str, what: str) -> None:
    with pytest.raises(CaseError) as error:
        yard({path: text})
    assert {problem.key for problem in error.value.problems} == {place}
    assert any(what in problem.what for problem in error.value.problems)
    assert all(problem.where.line for problem in error.value.problems)


def test_names_in_an_order_in_which_none_comes_before_one_that_it_waits_for() -> None:
    assert in_order({"c": ("b",), "a": (), "b": ("a", "d"), "d": ()}) == ("a", "d", "b", "c")
