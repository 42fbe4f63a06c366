"""Programmes on paths: the plan where nothing is uncertain, sources and uses, chains, draws, and the view."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_programmes import pack_programme, pack_programmes
from pledgeline.engine.programme_chains import chains
from pledgeline.engine.programme_draws import called, draw_months
from pledgeline.engine.programme_figures import milestone, ratio
from pledgeline.engine.programme_ledger import Entry
from pledgeline.engine.programme_outlook import built, gate_weights, quarter_ends
from pledgeline.engine.programme_paths import FASTER_PATHS, ProgrammePaths, faster, simulate_programme
from pledgeline.engine.programme_plan import date_of, planned_bars, planned_spending
from pledgeline.engine.programmes import programme_view
from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolved_programmes import GROUP
from pledgeline.kernels.programme import new_progress, sweep_programme
from tests.fixtures_quarry import FIXED, YARD, quarry, yard
from tests.oracles.programmes import Yard

if TYPE_CHECKING:
    import numpy.typing as npt

    from pledgeline.engine.programme_results import ProgrammeOutlook, ProgrammeView
    from pledgeline.engine.resolved_programmes import ResolvedProgramme
    from pledgeline.engine.results import Estimate

DRAWS = Draws(paths=3000, seed=11)
DEADLINE = 1460.0  # 31 December 2029, the end of a quarter


def edges(programme: ResolvedProgramme) -> tuple[float, ...]:
    return tuple(programme.day(end) for end in quarter_ends(programme.as_of, programme.until))


def simulated(programme: ResolvedProgramme, *, paths: int = DRAWS.paths, workers: int = 1) -> ProgrammePaths:
    entry = Entry(days=(("", 0.0), ("", DEADLINE), ("south", DEADLINE)))
    draws = Draws(paths=paths, seed=DRAWS.seed)
    return simulate_programme(programme, edges=edges(programme), entry=entry, draws=draws, workers=workers)


@pytest.fixture(scope="module")
def programme() -> ResolvedProgramme:
    return yard()


@pytest.fixture(scope="module")
def found(programme: ResolvedProgramme) -> ProgrammePaths:
    return simulated(programme)


@pytest.fixture(scope="module")
def view() -> ProgrammeView:
    document = quarry()
    made = programme_view(document, resolve(document), DRAWS)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def outlook(view: ProgrammeView) -> ProgrammeOutlook:
    return view.programmes[0]


def test_where_every_duration_is_fixed_paths_are_the_plan_to_the_last_bit() -> None:
    document = quarry(FIXED)
    resolved = resolve(document)
    programme = resolved.programmes["yard"]
    found, bars = simulated(programme, paths=3), planned_bars(programme)
    assert found.finish.tolist() == [[bars[phase.place].end for phase in programme.phases]] * 3
    assert found.ends[0].tolist() == [np.float32(bars[gate.place].end) for gate in programme.gates]
    planned = planned_spending(((one, one.amount) for one in programme.spends), bars, edges(programme))
    np.testing.assert_allclose(found.spent[0], planned, rtol=1e-12, atol=1e-3)
    months = draw_months(resolved.programmes, resolved.dates)
    drawn = called(pack_programmes(resolved), seed=1, first=7, count=2)
    np.testing.assert_allclose(drawn, [[month.planned for month in months]] * 2, rtol=1e-12, atol=1e-3)
    # land, permit, then 18 months of shell, 7 of fit-out and 2 of commissioning against 24 of the grid and 2
    south = 182.625 + 0.75 * 243.5
    assert bars[list(programme.phases)[-1].place].end == pytest.approx(south + 30.4375 * 29, abs=1e-9)


def test_partners_pay_on_every_path_what_is_spent_and_the_group_its_share(
    programme: ResolvedProgramme, found: ProgrammePaths
) -> None:
    spent, accounts = found.spent.sum(axis=1), found.accounts
    np.testing.assert_allclose(accounts.paid.sum(axis=1), spent, rtol=1e-11)
    np.testing.assert_allclose(found.phase_spent.sum(axis=1), spent, rtol=1e-11)
    group = accounts.paid[:, accounts.partners.index(GROUP)]
    np.testing.assert_allclose(group, found.group_spent.sum(axis=1), rtol=1e-11)
    np.testing.assert_allclose(group, 0.05 * spent, rtol=1e-11)  # its share of all scopes
    last = int(np.searchsorted(found.edges, DEADLINE))
    by_then = accounts.spent_by[:, 1] - accounts.spent_by[:, 0]
    np.testing.assert_allclose(by_then, found.spent[:, : last + 1].sum(axis=1), rtol=1e-10)
    assert len(list(programme.phases)) == found.finish.shape[1]


def test_the_draws_of_a_quarter_are_those_of_its_months_and_path_i_is_path_i(
    found: ProgrammePaths,
) -> None:
    packed = pack_programmes(resolve(quarry()))
    drawn = called(packed, seed=DRAWS.seed, first=0, count=400)
    np.testing.assert_array_equal(called(packed, seed=DRAWS.seed, first=150, count=100), drawn[150:250])
    assert [month.date for month in packed.months[:3]] == [
        dt.date(2026, 1, 30), dt.date(2026, 2, 27), dt.date(2026, 3, 31),
    ]  # fmt: skip
    np.testing.assert_allclose(drawn[:, :3].sum(axis=1), found.group_spent[:400, 0], rtol=1e-11)
    assert packed.months[-1].date == dt.date(2027, 12, 31)
    assert packed.months[-1].day == len(resolve(quarry()).dates)


def test_a_month_that_ends_after_the_horizon_is_not_called_within_it() -> None:
    resolved = resolve(quarry({"horizon": "400d"}))
    months = draw_months(resolved.programmes, resolved.dates)
    assert (len(months), months[-1].date, resolved.dates[-1]) == (13, dt.date(2027, 1, 29), dt.date(2027, 2, 5))


def test_a_programme_that_others_pay_for_does_not_draw() -> None:
    alone = "{bank: {as: project_debt, rate: 7%, term: 12y}}"
    resolved = resolve(quarry({f"{YARD}.partners": alone}))
    assert draw_months(resolved.programmes, resolved.dates) == ()
    assert called(pack_programmes(resolved), seed=1, first=0, count=2).shape == (2, 0)


def test_chains_pass_the_gates_that_the_kernel_counts() -> None:
    side_by_side = f"{YARD}.sites.north.phases.third"
    programme = yard({side_by_side: "{capacity: 0.4 GW, generation: next}"})
    tables = pack_programme(programme, (), ())
    out = new_progress(tables, 500, recorded=500)
    sweep_programme(tables, key_of(3), (0, 500), out)
    by_gate, by_id = chains(programme, tables, out.ends)
    real = [row for row, gate in enumerate(programme.gates) if gate.place.gate]
    np.testing.assert_array_equal(by_gate.sum(axis=0)[real], out.critical[real])
    # every chain of a phase that comes ends in its commissioning, and passes fit-out or the grid before
    comes = (np.isfinite(out.finish) & (out.finish > 0.0)).sum(axis=1)
    names = list(programme.titles)
    np.testing.assert_array_equal(by_id[:, names.index("commissioning")], comes)
    np.testing.assert_array_equal(by_id[:, names.index("fit-out")] + by_id[:, names.index("grid")], comes)


def test_a_phase_after_another_has_the_gates_of_both_on_its_chain(
    programme: ResolvedProgramme, found: ProgrammePaths
) -> None:
    third = [phase.id for phase in programme.phases].index("third")
    shell = [gate.place.phase == "second" and gate.place.gate == "shell" for gate in programme.gates].index(True)
    names = list(programme.titles)
    assert found.on_chain[:, shell].max() == 1  # of its own phase alone
    assert found.chained[:, names.index("commissioning")].max() == 3
    assert np.isinf(found.finish[:, third]).mean() == pytest.approx(0.1, abs=3 * math.sqrt(0.09 / DRAWS.paths))


def test_a_faster_gate_makes_no_phase_later_on_any_path(programme: ResolvedProgramme, found: ProgrammePaths) -> None:
    quick = faster(programme, "shell", found, draws=DRAWS, workers=1)
    assert quick is not None
    assert quick.gained.min() >= 0.0 < quick.gained.mean()
    assert np.all(quick.last <= found.finish[:FASTER_PATHS].max(axis=1))
    served = {
        f"{YARD}.sites.north.gates.grid": "{done: 2025-12}",
        f"{YARD}.sites.south.gates": "{grid: {done: 2025-12}}",
    }
    assert faster(yard(served), "grid", found, draws=DRAWS, workers=1) is None


def test_the_view_does_not_depend_on_workers_and_has_a_case_without_programmes_none(view: ProgrammeView) -> None:
    document = quarry()
    resolved = resolve(document)
    assert programme_view(document, resolved, DRAWS, workers=2) == view
    assert programme_view(document, replace(resolved, programmes={}), DRAWS) is None


def test_figures_of_the_view_are_those_of_the_paths(
    programme: ResolvedProgramme, found: ProgrammePaths, outlook: ProgrammeOutlook
) -> None:
    assert outlook.until == dt.date(2035, 12, 31)
    assert outlook.last.never.value == np.isinf(found.finish).any(axis=1).mean()
    south = outlook.sites[1].phases[0]
    days = np.sort(found.finish[:, -1])
    assert south.service.p50 == programme.as_of + dt.timedelta(days=math.ceil(days[DRAWS.paths // 2 - 1]))
    row = next(row for row in outlook.capacity if row.date == dt.date(2029, 12, 31))
    watts = np.array([0.2e9, 0.6e9, 0.4e9, 0.8e9])
    assert row.spread.mean.value == pytest.approx(((found.finish <= DEADLINE) @ watts).mean())
    assert row.planned == pytest.approx(1.6e9)
    kept = outlook.kept[0]
    assert kept.kept is not None
    assert kept.kept.value == (found.finish <= DEADLINE).all(axis=1).mean()
    assert kept.comes == row.spread
    assert sum(part.planned for part in outlook.partners) == pytest.approx(sum(row.planned for row in outlook.capital))
    assert sum(weight.blocked.value for weight in outlook.gates) * 3 == pytest.approx(
        np.isinf(found.finish).sum(axis=1).mean()
    )
    assert outlook.stranded.mean.value == pytest.approx((found.phase_spent * np.isinf(found.finish)).sum(axis=1).mean())


def test_states_and_plans_of_gates_and_phases(outlook: ProgrammeOutlook) -> None:
    north, south = outlook.sites
    assert [phase.state for phase in (*north.phases, *south.phases)] == ["in_service", "building", "waiting", "waiting"]
    land, permit, grid = north.gates
    assert (land.law, land.end.planned, land.end.p90) == ("done", dt.date(2025, 3, 1), dt.date(2025, 3, 1))
    assert (grid.begun, grid.never, permit.critical.value) == (dt.date(2025, 7, 1), 0.1, 0.0)
    assert north.phases[0].gates == ()
    assert north.in_service == 0.2e9
    assert (north.fast_track, south.fast_track) == (True, True)


def test_jobs_are_those_of_phases_between_their_first_spending_gate_and_service(outlook: ProgrammeOutlook) -> None:
    first = outlook.capital[0]  # 31 March 2026: the second phase is being built, the first in service
    assert first.building_jobs is not None
    assert first.permanent_jobs is not None
    assert (first.building_jobs.p10, first.building_jobs.p90) == (2700.0, 2700.0)
    assert first.permanent_jobs.mean.value == pytest.approx(14.0)
    kept = outlook.kept[0]
    assert (kept.jobs_kind, kept.jobs_planned) == ("construction", 6300.0)  # second and south, before third begins


def test_a_quantile_of_days_is_a_day_or_never() -> None:
    days = np.array([10.2, 20.0, math.inf, 5.0])
    found = milestone(dt.date(2026, 1, 1), days, planned=9.5)
    assert (found.planned, found.p10, found.p50, found.p90) == (
        dt.date(2026, 1, 11), dt.date(2026, 1, 6), dt.date(2026, 1, 12), None,
    )  # fmt: skip
    assert found.never.value == 0.25


def test_a_share_of_several_occasions_on_a_path_errs_by_paths() -> None:
    of = np.full(400, 5.0)
    together = ratio(np.repeat([0.0, 5.0], 200), of)  # all or nothing on a path: as many observations as paths
    assert together.value == 0.5
    assert together.standard_error == pytest.approx(0.5 / math.sqrt(399))
    assert ratio(np.zeros(3), np.zeros(3)).value == 0.0


def test_quarters_from_a_day_on() -> None:
    assert quarter_ends(dt.date(2026, 9, 30), dt.date(2027, 4, 1)) == (dt.date(2026, 12, 31), dt.date(2027, 3, 31))
    assert quarter_ends(dt.date(2026, 9, 28), dt.date(2026, 9, 29)) == (dt.date(2026, 9, 30),)


def test_a_day_beyond_every_calendar_has_no_date() -> None:
    assert date_of(dt.date(2026, 1, 1), 1e9) is None
    assert date_of(dt.date(2026, 1, 1), 12.3) == dt.date(2026, 1, 14)


def test_days_sooner_are_told_only_where_half_of_the_paths_are_done_within_the_reckoning(
    programme: ResolvedProgramme,
) -> None:
    few = simulated(programme, paths=256)
    quick = {"shell": faster(programme, "shell", few, draws=Draws(paths=256, seed=DRAWS.seed), workers=1)}
    within, beyond = (
        {one.gate: one.sooner for one in gate_weights(built(programme, replace(few, edges=edges)), quick)}
        for edges in (few.edges, few.edges[:4])
    )
    assert (within["shell"] or 0.0) > 0.0
    assert beyond["shell"] is None


@pytest.mark.parametrize("duration", ["0mo", "{law: triangular, low: 0d, likely: 0d, high: 1d}"])
def test_what_is_bought_on_the_day_of_the_case_is_paid_in_the_first_month(duration: str) -> None:
    document = quarry(FIXED | {f"{YARD}.gates.land.duration": duration})
    programme = resolve(document).programmes["yard"]
    land = 0.8 * 100e6  # of the south; that of the north is done, and paid before
    assert draw_months({"yard": programme}, resolve(document).dates)[0].planned >= 0.05 * land
    bars, places = planned_bars(programme), {one.place for one in programme.gates if one.place.gate == "land"}
    rows = [(one, one.amount) for one in programme.spends if one.place in places]
    assert planned_spending(rows, bars, [31.0, 59.0]) == [land, 0.0]
    found, again = simulated(programme, paths=3), Yard(document.case, "yard")
    np.testing.assert_allclose(found.accounts.paid.sum(axis=1), found.spent.sum(axis=1), rtol=1e-12)
    if duration == "0mo":
        np.testing.assert_allclose(found.spent[:, 0], float(again.spent(again.planned(), found.edges[0])), rtol=1e-9)


def test_a_second_reckoning_from_the_page_alone_comes_to_the_same_plan(outlook: ProgrammeOutlook) -> None:
    yard_again = Yard(quarry().case, "yard")
    plan, before = yard_again.planned(), 0.0
    for capacity, capital in zip(outlook.capacity, outlook.capital, strict=True):
        day = yard_again.day(capacity.date)
        assert float(yard_again.in_service(plan, day)) == pytest.approx(capacity.planned)
        spent = float(yard_again.spent(plan, day))
        assert capital.planned == pytest.approx(spent - before, rel=1e-9, abs=1.0)
        before = spent


def test_a_second_reckoning_on_paths_of_its_own_comes_to_the_same_means(outlook: ProgrammeOutlook) -> None:
    yard_again = Yard(quarry().case, "yard")
    drawn, before, apart = yard_again.drawn(10_000, 5), np.zeros(1), list[float]()

    def compared(found: Estimate, sample: npt.NDArray[np.float64]) -> float:
        error = math.hypot(found.standard_error, float(sample.std()) / math.sqrt(sample.size))
        return (found.value - float(sample.mean())) / error

    for capacity, capital in list(zip(outlook.capacity, outlook.capital, strict=True))[7:24]:
        day = yard_again.day(capacity.date)
        spent = np.asarray(yard_again.spent(drawn, day))
        apart.append(compared(capacity.spread.mean, np.asarray(yard_again.in_service(drawn, day))))
        if before.size > 1:
            apart.append(compared(capital.called.mean, spent - before))
        before = spent
    services = [np.broadcast_to(days, 10_000) for days in drawn.service.values()]
    apart.append(compared(outlook.last.never, np.isinf(np.max(services, axis=0)).astype(np.float64)))
    assert max(map(abs, apart)) < 3.9, apart  # of 34 figures, one in three hundred runs is further apart by chance
