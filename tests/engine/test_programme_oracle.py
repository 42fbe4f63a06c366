"""What the engine says of random programmes is what the page says of them, reckoned a second time in plain arrays.

With fixed durations every figure must be equal. With laws, means and shares of paths lie within five of their joint
standard errors of those of another program with other random numbers.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.programmes import programme_view
from pledgeline.engine.run import open_case
from pledgeline.files.read_case import read_case_text
from tests.oracles.programme_cases import YARD, random_case
from tests.oracles.programmes import Run, Yard
from tests.oracles.rents import Rent, debt_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pledgeline.engine.programme_draws import DrawMonth
    from pledgeline.engine.programme_results import GateBar, ProgrammeOutlook
    from pledgeline.engine.results import Estimate

    Floats = NDArray[np.float64]
    Numbers = Floats | NDArray[np.bool_]

FIXED = (14, 20, 32, 52)
DRAWN = (4,)
FEW, PATHS = 8, 6_000
SEED, OURS = 7, 1_000
DAY = 1.0  # dates are whole days
EXACT = 1e-9
ERRORS = 5.0
CONSTRUCTION, PERMANENT = 4_500 / 1e9, 70 / 1e9  # jobs for each W in every case


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One programme, as the oracle and as the engine has it."""

    yard: Yard
    run: Run
    programme: ProgrammeOutlook
    months: tuple[DrawMonth, ...]

    @property
    def end(self) -> float:
        """The last day that is reckoned."""
        return self.yard.day(self.programme.until)

    def quarters(self) -> Iterator[tuple[float, float]]:
        """The days at both ends of each quarter."""
        return itertools.pairwise([0.0, *(self.yard.day(row.date) for row in self.programme.capital)])

    def year(self, year: int) -> tuple[float, float]:
        """The days at both ends of a year, within the time that is reckoned."""
        first, last = (self.yard.day(dt.date(one, 12, 31)) for one in (year - 1, year))
        return max(first, 0.0), min(last, self.end)

    def spent(self, days: tuple[float, float], partner: str = "") -> Floats:
        """What is called between two days; from the day of the case on, what is bought on that day too."""
        first, last = (self.yard.spent(self.run, day, partner=partner) for day in days)
        return last - first if days[0] > 0.0 else last

    def total(self) -> float:
        """Everything that is planned to be spent."""
        return sum(outlay.amount for outlay in self.yard.outlays)


@functools.cache
def both(seed: int, *, fixed: bool) -> Both:
    """The case of a seed; kept, as an answer takes a while."""
    document = read_case_text(random_case(seed, fixed=fixed))
    opened = open_case(document)
    view = programme_view(document, opened.resolved, Draws(paths=FEW if fixed else PATHS, seed=SEED))
    assert view is not None
    assert opened.resolved.funds is not None
    yard = Yard(document.case, YARD)
    run = yard.planned() if fixed else yard.drawn(PATHS, OURS + seed)
    return Both(yard=yard, run=run, programme=view.programmes[0], months=opened.resolved.funds.months)


@pytest.fixture(params=FIXED)
def fixed(request: pytest.FixtureRequest) -> Both:
    return both(request.param, fixed=True)


@pytest.fixture(params=DRAWN)
def drawn(request: pytest.FixtureRequest) -> Both:
    return both(request.param, fixed=False)


def bars(pair: Both) -> Iterator[tuple[tuple[str, str, str], GateBar]]:
    for site in pair.programme.sites:
        yield from (((site.id, "", bar.gate), bar) for bar in site.gates)
        yield from (((site.id, phase.id, bar.gate), bar) for phase in site.phases for bar in phase.gates)


def same(one: float, other: float, of: float) -> bool:
    """Whether two numbers are equal, against the size of the whole."""
    return abs(one - other) <= EXACT * max(abs(of), 1.0)


def test_gates_and_phases_stand_where_the_plan_has_them(fixed: Both) -> None:
    for key, bar in bars(fixed):
        assert abs(fixed.yard.day(bar.start_planned) - fixed.run.start[key]) <= DAY, key
        assert bar.end.planned is not None
        assert abs(fixed.yard.day(bar.end.planned) - fixed.run.finish[key]) <= DAY, key
        assert bar.end.p10 == bar.end.p90 == bar.end.planned
    for site in fixed.programme.sites:
        for phase in site.phases:
            assert phase.service.planned is not None
            service = fixed.run.service[site.id, phase.id]
            assert abs(fixed.yard.day(phase.service.planned) - service) <= DAY
            capital = fixed.yard.capital(fixed.yard.programme.sites[site.id].phases[phase.id])
            assert same(phase.capital, sum(capital.values()), phase.capital)


def test_what_is_planned_comes_on_every_path_where_nothing_is_uncertain(fixed: Both) -> None:
    for row in fixed.programme.capacity:
        power = float(fixed.yard.in_service(fixed.run, fixed.yard.day(row.date)))
        assert same(row.planned, power, power)
        assert row.spread.p10 == row.spread.p90 == row.planned
        assert same(row.spread.mean.value, power, power)
    for quarter, days in zip(fixed.programme.capital, fixed.quarters(), strict=True):
        called, ours = float(fixed.spent(days)), float(fixed.spent(days, "group"))
        assert same(quarter.planned, called, fixed.total())
        assert same(quarter.called.mean.value, called, fixed.total())
        assert same(quarter.group_planned, ours, fixed.total())
        assert same(quarter.group.mean.value, ours, fixed.total())
        assert quarter.building_jobs is not None
        assert quarter.permanent_jobs is not None
        building, running = (float(one(fixed.run, days[1])) for one in (fixed.yard.building, fixed.yard.in_service))
        assert same(quarter.building_jobs.mean.value, CONSTRUCTION * building, 1.0)
        assert same(quarter.permanent_jobs.mean.value, PERMANENT * running, 1.0)


def test_partners_pay_their_parts_and_the_group_its_own_by_the_month(fixed: Both) -> None:
    parts = {part.id: part for part in fixed.programme.partners}
    for key, part in parts.items():
        paid = float(fixed.spent((0.0, fixed.end), key))
        assert same(part.planned, paid, fixed.total())
        assert same(part.mean.value, paid, fixed.total())
    assert same(sum(part.planned for part in parts.values()), float(fixed.spent((0.0, fixed.end))), fixed.total())
    due = itertools.pairwise([0.0, *(fixed.yard.day(month.date) for month in fixed.months)])
    for month, days in zip(fixed.months, due, strict=True):
        assert same(month.planned, float(fixed.spent(days, "group")), fixed.total())
    assert len(fixed.months) > 20


def test_rent_and_debt_service_are_those_of_the_plan(fixed: Both) -> None:
    rent = Rent.of(fixed.yard, "rent")
    for year in fixed.programme.tenants[0].years:
        due = float(rent.paid(fixed.run, fixed.year(year.year)))
        assert same(year.due.mean.value, due, 1e9)
        assert same(year.paid.mean.value, due, 1e9)
    with_debt = replace(rent, places=tuple(place for place in rent.places if has_debt(fixed.yard, place)))
    for row in fixed.programme.cover:
        service = float(debt_service(fixed.yard, fixed.run, fixed.year(row.year)))
        assert same(row.service.mean.value, service, service)
        revenue = (1.0 - rent.operating) * float(with_debt.paid(fixed.run, fixed.year(row.year)))
        assert row.cover is not None
        assert same(row.cover.mean.value, revenue / service, revenue / service)
        assert row.short.value == float(revenue < service)


def has_debt(yard: Yard, place: tuple[str, str]) -> bool:
    partners = yard.partners(yard.programme.sites[place[0]])
    return any(one.funded == "project_debt" for one in partners.values())


def test_the_promise_is_kept_or_not_as_planned(fixed: Both) -> None:
    kept = fixed.programme.kept[0]
    assert kept.deadline is not None
    assert kept.kept is not None
    assert kept.capacity is not None
    by = fixed.yard.day(kept.deadline)
    power = float(fixed.yard.in_service(fixed.run, by))
    assert same(kept.planned, power, power)
    assert kept.kept.value == float(power >= kept.capacity)
    assert same(kept.capital_planned, float(called_ever(fixed.yard, fixed.run, by)), fixed.total())


def called_ever(yard: Yard, run: Run, day: float) -> Floats:
    """Capital spent up to a day, before the case too: of what is done or in service as planned."""
    total = yard.spent(run, day)
    for place, phase in yard.phases():
        if phase.in_service is not None:
            total = total + sum(yard.capital(phase).values())
        for outlay in yard.outlays:
            if outlay.phase == place:
                over = run.overrun[place] if yard.works[outlay.key].done is None else 0.0
                total = total + outlay.amount * (1.0 + over) * yard.spent_before(run, outlay.key)
    return total


def near(ours: Numbers, found: Estimate) -> None:
    """A mean of ours and one of the engine, within their joint standard error."""
    paths = np.broadcast_to(np.asarray(ours, dtype=np.float64), (PATHS,))
    error = math.hypot(paths.std() / math.sqrt(PATHS), found.standard_error)
    assert abs(paths.mean() - found.value) <= max(ERRORS * error, EXACT * abs(found.value)), (paths.mean(), found)


def at_quantile(ours: Floats, found: float, level: float) -> None:
    """The share of our paths below a quantile of the engine's; a day on either side where it is a date."""
    paths = np.broadcast_to(ours, (PATHS,))
    room = ERRORS * math.sqrt(2.0 * level * (1.0 - level) / PATHS)
    assert (paths < found - DAY).mean() <= level + room
    assert (paths <= found + DAY).mean() >= level - room


def test_phases_come_as_late_and_as_seldom(drawn: Both) -> None:
    last = np.zeros(PATHS)
    for site in drawn.programme.sites:
        for phase in site.phases:
            service = drawn.run.service[site.id, phase.id]
            last = np.maximum(last, service)
            near(~np.isfinite(service), phase.service.never)
            quantiles = ((0.1, phase.service.p10), (0.5, phase.service.p50), (0.9, phase.service.p90))
            for level, date in quantiles if phase.state != "in_service" else ():
                at_quantile(service, math.inf if date is None else drawn.yard.day(date), level)
    near(~np.isfinite(last), drawn.programme.last.never)
    for key, bar in bars(drawn):
        near(~np.isfinite(drawn.run.finish[key]), bar.end.never)


def test_power_capital_and_jobs_have_the_same_means_by_quarter(drawn: Both) -> None:
    for row in drawn.programme.capacity:
        near(drawn.yard.in_service(drawn.run, drawn.yard.day(row.date)), row.spread.mean)
    for quarter, days in zip(drawn.programme.capital, drawn.quarters(), strict=True):
        called = drawn.spent(days)
        near(called, quarter.called.mean)
        near(drawn.spent(days, "group"), quarter.group.mean)
        at_quantile(called, quarter.called.p90, 0.9)
        assert quarter.building_jobs is not None
        near(CONSTRUCTION * drawn.yard.building(drawn.run, days[1]), quarter.building_jobs.mean)
    for part in drawn.programme.partners:
        near(drawn.spent((0.0, drawn.end), part.id), part.mean)
    near(drawn.spent((0.0, drawn.yard.day(drawn.months[-1].date)), "group"), drawn.programme.cash.drawn.mean)


def test_overruns_and_stranded_capital_have_the_same_means(drawn: Both) -> None:
    plan = replace(drawn.run, overrun=dict.fromkeys(drawn.run.overrun, np.zeros(PATHS)))
    spent, planned = (drawn.yard.spent(run, drawn.end) for run in (drawn.run, plan))
    assert drawn.programme.overrun is not None
    over = np.where(planned > 0.0, spent / np.where(planned > 0.0, planned, 1.0) - 1.0, 0.0)
    near(over, drawn.programme.overrun.spread.mean)
    stranded = np.zeros(PATHS)
    for place, _ in drawn.yard.phases():
        lost = ~np.isfinite(drawn.run.service[place])
        stranded += np.where(lost, drawn.yard.spent(drawn.run, drawn.end, phase=place), 0.0)
    near(stranded, drawn.programme.stranded.mean)


def test_the_promise_is_kept_as_often(drawn: Both) -> None:
    kept = drawn.programme.kept[0]
    assert kept.deadline is not None
    assert kept.kept is not None
    assert kept.capacity is not None
    by = drawn.yard.day(kept.deadline)
    near(drawn.yard.in_service(drawn.run, by) >= kept.capacity, kept.kept)
    near(called_ever(drawn.yard, drawn.run, by), kept.capital_comes.mean)


def test_chains_run_through_gates_as_often_and_a_faster_gate_gains_as_much(drawn: Both) -> None:
    building = [place for place, phase in drawn.yard.phases() if phase.in_service is None]
    finished = np.array([np.broadcast_to(np.isfinite(drawn.run.service[place]), (PATHS,)) for place in building])
    chains = [drawn.yard.chain(drawn.run, place) for place in building]
    for weight in drawn.programme.gates:
        through = np.array([np.broadcast_to(chain[weight.gate], (PATHS,)) for chain in chains])
        near(PATHS * through.sum(axis=0) / finished.sum(), weight.critical)
    weight = next(one for one in drawn.programme.gates if one.gained is not None)
    assert weight.gained is not None
    faster = drawn.yard.drawn(PATHS, OURS + 1, faster=weight.gate)
    slower = drawn.yard.drawn(PATHS, OURS + 1)
    near(energy(drawn, faster) - energy(drawn, slower), weight.gained)


def energy(pair: Both, run: Run) -> Floats:
    """W times years in service until the end."""
    total = np.zeros(PATHS)
    for place, watts in pair.yard.power.items():
        total += watts * np.maximum(pair.end - np.maximum(run.service[place], 0.0), 0.0) / 365.25
    return total


def test_tenants_pay_as_much_and_stop_as_often(drawn: Both) -> None:
    rent, tenant = Rent.of(drawn.yard, "rent"), drawn.programme.tenants[0]
    gone = rent.gone(drawn.run, np.random.default_rng(OURS).standard_exponential(PATHS))
    near(gone <= drawn.end, tenant.gone)
    for year in tenant.years:
        near(rent.paid(drawn.run, drawn.year(year.year)), year.due.mean)
        near(rent.paid(drawn.run, drawn.year(year.year), gone), year.paid.mean)
    for row in drawn.programme.cover:
        near(debt_service(drawn.yard, drawn.run, drawn.year(row.year)), row.service.mean)
