"""Rent, default, debt and its cover: each against what can be worked out by hand or by another way."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.desk import open_desk
from pledgeline.engine.programme_cover import annuity
from pledgeline.engine.programme_leases import Rents, calendar_years, leases_of, rents_of
from pledgeline.engine.programme_ledger import Debt, Entry, growth
from pledgeline.engine.programme_outlook import Built, built, quarter_ends
from pledgeline.engine.programme_paths import simulate_programme
from pledgeline.engine.programme_tenants import rivals, tenants
from pledgeline.engine.programmes import programme_view
from pledgeline.engine.resolve import resolve
from tests.fixtures_quarry import FIXED, YARD, quarry

if TYPE_CHECKING:
    from pledgeline.engine.programme_results import ProgrammeOutlook

YEAR = 365.25
PATHS = 4000
RENT = 3e9  # a year for each GW
FIRST, SECOND = 0.2, 0.6  # GW


def built_with(overrides: dict[str, str], paths: int) -> tuple[Rents, Built]:
    """The yard on some paths, with its leases."""
    document, draws = quarry(overrides), Draws(paths=paths, seed=5)
    programme = resolve(document).programmes["yard"]
    edges = tuple(programme.day(end) for end in quarter_ends(programme.as_of, programme.until))
    found = built(programme, simulate_programme(programme, edges=edges, entry=Entry(days=()), draws=draws, workers=1))
    desk = open_desk(document)
    leases, _ = leases_of(desk, {"yard": found})
    return rents_of(desk, leases, {"yard": found}, draws), found


def outlook_with(overrides: dict[str, str]) -> ProgrammeOutlook:
    document = quarry(FIXED | overrides)
    view = programme_view(document, resolve(document), Draws(paths=2, seed=5))
    assert view is not None
    return view.programmes[0]


@pytest.fixture(scope="module")
def plain() -> ProgrammeOutlook:
    return outlook_with({})


@pytest.fixture(scope="module")
def plain_build() -> Built:
    _, found = built_with({}, 2)
    return found


def test_rent_runs_from_the_service_of_each_phase_for_its_term(plain: ProgrammeOutlook) -> None:
    tenant = plain.tenants[0]
    due = {year.year: year.due.p50 for year in tenant.years}
    assert due[2026] == pytest.approx(RENT * FIRST * 364 / YEAR)  # the day of the case itself lies behind
    second = next(phase for phase in plain.sites[0].phases if phase.id == "second").service
    assert second.planned == dt.date(2028, 6, 2)  # 20 months of equipment, 7 of fit-out, 2 of commissioning
    service = 29 * 30.4375
    in_2028 = (dt.date(2028, 12, 31) - dt.date(2026, 1, 1)).days - service
    assert due[2028] == pytest.approx(RENT * (FIRST * 366 + SECOND * in_2028) / YEAR)
    # the first phase entered service 61 days before the day of the case, so its ten years are over 61 days early
    only_first = outlook_with({f"{YARD}.until": "12y", "contracts.slate-rent.phases": "[yard.north.first]"})
    last = {year.year: year.due.p50 for year in only_first.tenants[0].years}[2035]
    until = 10 * YEAR - 61 - (dt.date(2034, 12, 31) - dt.date(2026, 1, 1)).days
    assert last == pytest.approx(RENT * FIRST * until / YEAR)
    assert (tenant.capacity, tenant.term, tenant.gone.value) == (2e9, 10.0, 0.0)


def test_an_amount_over_the_term_is_spread_by_capacity() -> None:
    lease = (
        "{by: slate, to: group, kind: compute, standing: binding, amount: USD 60bn, term: 10y, phases: [yard.north, "
        "yard.south]}"
    )
    whole = outlook_with({"contracts.slate-rent": lease}).tenants[0]
    assert whole.years[0].due.p50 == pytest.approx(6e9 * 0.1 * 364 / YEAR)  # 0.2 of 2 GW


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"contracts.slate-rent.standing": "letter_of_intent"}, "the case does not count letters of intent"),
        ({"contagion.counted": "[reported]"}, "the case does not count signed contracts"),
        ({"contracts.slate-rent.condition": "that chips arrive"}, "it depends on a condition"),
        (
            {"contracts.slate-rent.standing": "reported", "contagion.counted": "[binding]"},
            "the case does not count what the press reports",
        ),
        ({"contracts.slate-rent.standing": "reported"}, ""),
        ({"contracts.slate-rent.condition": "that chips arrive", "contagion.conditional": "counted"}, ""),
    ],
)  # fmt: skip
def test_only_contracts_that_are_cleared_pay_rent_and_the_others_are_told(
    plain_build: Built, texts: dict[str, str], told: str
) -> None:
    leases, left_out = leases_of(open_desk(quarry(texts)), {"yard": plain_build})
    assert [one.id for one in leases] == ([] if told else ["slate-rent"])
    assert all(line.startswith(f"slate-rent: {told}") for line in left_out)
    assert len(left_out) == (1 if told else 0)


def test_a_tenant_that_stops_at_once_leaves_what_is_let_again() -> None:
    gone = outlook_with({"companies.slate.default": "100%"}).tenants[0]
    assert gone.gone.value == 1.0
    for year in gone.years:
        assert year.paid.p50 == pytest.approx(0.5 * year.due.p50)


def test_tenants_stop_at_a_constant_rate_once_and_for_all() -> None:
    rents, found = built_with({"companies.slate.default": "20%"}, PATHS)
    stops = rents.stops["slate"]  # counted from the day of the case: it is a tenant already
    for years in (1.0, 3.0):
        expected = 1.0 - 0.8**years
        error = math.sqrt(expected * (1.0 - expected) / PATHS)
        assert abs(np.mean(stops <= years * YEAR) - expected) < 3.0 * error
    later = {"contracts.slate-rent.phases": "[yard.south.only]", "companies.slate.default": "20%"}
    south, _ = built_with(later, PATHS)
    np.testing.assert_array_equal(south.stops["slate"], stops + np.maximum(found.paths.finish[:, -1], 0.0))
    assert np.corrcoef(stops, found.paths.overrun[:, 1])[0, 1] == pytest.approx(0.0, abs=3.0 / math.sqrt(PATHS))


def test_revenue_grows_as_stated_at_both_ends(plain: ProgrammeOutlook) -> None:
    year = next(year for year in plain.tenants[0].years if year.year == 2028)
    days = np.linspace(730.0 - 1.0, 1095.0, 100_001)
    for found, money, rate in ((year.revenue_low, 4e9, 1.2), (year.revenue, 6e9, 1.5), (year.revenue_high, 9e9, 1.8)):
        assert found == pytest.approx(np.trapezoid(money * rate ** (days / YEAR), days) / YEAR, rel=1e-9)


@pytest.mark.parametrize("rate", [0.0, 0.001, 0.07, 0.3, 0.9])
def test_debt_grows_with_interest_from_the_day_it_is_spent(rate: float) -> None:
    start, end, service = 100.0, 900.0, 1000.0
    x, weight = np.polynomial.legendre.leggauss(20)
    x, spent = (x + 1.0) / 2.0, weight / 2.0 * 6.0 * (x + 1.0) / 2.0 * (1.0 - x) / 2.0
    expected = (spent * (1.0 + rate) ** ((service - start - x * (end - start)) / YEAR)).sum()
    grown = growth(np.array([[start]]), np.array([[end]]), np.array([[service]]), rate)
    assert grown[0, 0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("rate", [0.0, 0.07])
def test_even_payments_repay_a_debt_with_its_interest(rate: float) -> None:
    days = (np.arange(100_000) + 0.5) * 12 * YEAR / 100_000
    paid = annuity(Debt(partner="bank", rate=rate, term=12 * YEAR)) * 12 / 100_000
    assert (paid * (1.0 + rate) ** (-days / YEAR)).sum() == pytest.approx(1.0, rel=1e-9)


def test_cover_is_revenue_after_operating_cost_over_debt_service(plain: ProgrammeOutlook) -> None:
    year = plain.cover[0]
    capital = FIRST * np.array([0.1e9, 3e9, 7e9, 9e9, 1e9])
    owed = float(capital @ [0.95, 0.95, 0.95, 0.65, 0.75])  # what the banks lent of each scope
    each = annuity(Debt(partner="bank", rate=0.07, term=12 * YEAR))
    assert year.year == 2026
    assert year.service.p50 == pytest.approx(owed * each * 364 / YEAR)
    assert year.cover is not None
    assert year.cover.p50 == pytest.approx(0.8 * RENT * FIRST / (owed * each))
    assert year.short.value == 0.0
    half = outlook_with({"contracts.slate-rent.yearly": "USD 1.5bn"}).cover[0]
    assert half.short.value == 1.0


def test_a_lease_whose_price_is_not_known_is_left_out_and_said() -> None:
    document = quarry({"contracts.slate-rent.yearly": "unknown"})
    view = programme_view(document, resolve(document), Draws(paths=2, seed=5))
    assert view is not None
    assert view.left_out == ("slate-rent: what is paid for the capacity, or how long, is not known.",)
    assert view.programmes[0].tenants == ()


def test_tenants_of_one_programme_are_not_those_of_another() -> None:
    rents, found = built_with({}, 2)
    other = replace(found, programme=replace(found.programme, id="other"))
    assert list(tenants(rents, other, calendar_years(found.programme.as_of, dt.date(2030, 12, 31)))) == []


def test_years_are_whole_but_for_the_first() -> None:
    years = calendar_years(dt.date(2026, 9, 28), dt.date(2028, 9, 30))
    assert [(year.number, year.end - year.start) for year in years] == [(2026, 94.0), (2027, 365.0)]


def test_rivals_are_told_with_what_they_announced() -> None:
    found = {one.id: one.spending for one in rivals(open_desk(quarry()))}
    assert found == {"basalt": ((2026, 15e9, ""),), "rival": ((2026, 70e9, ""), (2027, 90e9, ""))}
