"""Who is to pay for the capacity, whether debt is covered, and what rivals have announced beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.programme_wording import (
    cover_text,
    power,
    range_text,
    rent_share,
    standing_text,
    years_text,
)
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, chance, long_date, money_column, percent

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.programme_results import (
        CoverYear,
        ProgrammeOutlook,
        Rival,
        Spread,
        Tenant,
        TenantYear,
    )
    from pledgeline.report.pages.wording import MoneyColumn

LEAST_SHARE = 1e-4  # a smaller share of revenue is not told in digits


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantCard:
    """One contract for capacity."""

    title: str
    facts: tuple[Fact, ...]
    years: Table | None


def tenant_cards(outlook: ProgrammeOutlook, *, currency: str, paths: int) -> tuple[TenantCard, ...]:
    """Every tenant of a programme."""
    return tuple(
        TenantCard(
            title=one.title,
            facts=_facts(one, outlook.until, paths),
            years=_years(one, currency) if one.years else None,
        )
        for one in outlook.tenants
    )


def _facts(one: Tenant, until: dt.date, paths: int) -> tuple[Fact, ...]:
    return (
        Fact(term=say("Tenant"), text=one.name, note=say("pays {landlord}", landlord=one.landlord)),
        Fact(
            term=say("Rented"),
            text=power(one.capacity),
            note=say("for {years} years from the service of each phase", years=years_text(one.term)),
        ),
        Fact(term=say("Standing"), text=standing_text(one.standing)),
        Fact(
            term=say("Chance that it stops paying"),
            text=chance(one.gone, paths),
            note=say("by {date}", date=long_date(until)),
        ),
    )


def _years(one: Tenant, currency: str) -> Table:
    """What is due and paid year by year, and the share of revenue that it takes."""
    unit = money_column([year.due.p90 for year in one.years], currency)
    return Table(
        caption=say("{contract}: rent and revenue by year", contract=one.title),
        columns=(
            words(say("Year")), figures(say("Due, P50"), unit.unit), figures(say("P10 to P90"), unit.unit),
            figures(say("Paid, mean"), unit.unit), figures(say("Revenue, range"), unit.unit),
            figures(say("Rent takes"), say("% of revenue")),
        ),
        rows=tuple(_year(year, unit) for year in one.years),
        note=say(
            "Due whether the capacity is used or not. Rent takes: the mean rent over the revenue of the tenant’s "
            "products at the high and at the low end of its range, as the case states it."
        ),
    )  # fmt: skip


def _year(year: TenantYear, unit: MoneyColumn) -> Row:
    revenue, share = NOTHING, rent_share([year])
    if year.revenue_low is not None and year.revenue_high is not None:
        revenue = range_text(year.revenue_low, year.revenue_high, unit.text)
    return row(
        str(year.year),
        unit.text(year.due.p50),
        _between(year.due, unit),
        unit.text(year.paid.mean.value),
        revenue,
        range_text(*share, _of_revenue) if share else NOTHING,
    )


def _of_revenue(share: float) -> str:
    """A share of revenue; next to nothing is told as that."""
    return f"< {percent(LEAST_SHARE)}" if 0.0 < share < LEAST_SHARE else percent(share)


def _between(spread: Spread, unit: MoneyColumn) -> str:
    return range_text(spread.p10, spread.p90, unit.text)


def cover_table(outlook: ProgrammeOutlook, currency: str) -> Table | None:
    """Debt service of the projects, and how far revenue covers it."""
    if not outlook.cover:
        return None
    unit = money_column([year.service.p90 for year in outlook.cover], currency)
    return Table(
        caption=say("Debt service of the projects, and its cover"),
        columns=(
            words(say("Year")), figures(say("Debt service, P50"), unit.unit, minor=True),
            figures(say("P10 to P90"), unit.unit), figures(say("Cover, P10")), figures(say("Cover, P50")),
            figures(say("Cover, P90")), figures(say("Revenue falls short")),
        ),
        rows=tuple(
            row(
                str(year.year),
                unit.text(year.service.p50),
                _between(year.service, unit),
                *_cover(year),
                chance(year.short, None),
                tone="call" if year.cover is not None and year.cover.p50 < 1.0 else "",
            )
            for year in outlook.cover
        ),
        note=say(
            "Cover: revenue after operating cost over interest and repayment of the project debt of all phases, on the "
            "paths with debt service in that year."
        ),
    )  # fmt: skip


def _cover(year: CoverYear) -> tuple[str, str, str]:
    if year.cover is None:
        return NOTHING, NOTHING, NOTHING
    return cover_text(year.cover.p10), cover_text(year.cover.p50), cover_text(year.cover.p90)


def rivals_table(rivals: tuple[Rival, ...], currency: str) -> Table | None:
    """Announced spending of others by year; None where the case holds none."""
    years = sorted({year for one in rivals for year, _, _ in one.spending})
    if not years:
        return None
    unit = money_column([amount for one in rivals for _, amount, _ in one.spending], currency)
    return Table(
        caption=say("Announced by others"),
        columns=(
            words(say("Company")), *(figures(str(year), unit.unit) for year in years),
            words(say("Sources"), prose=True),
        ),
        rows=tuple(
            row(one.name, *(_announced(one, year, unit) for year in years), _sources(one)) for one in rivals
        ),
        note=say("All capital spending that they announced, not for AI alone, and not only in the same country."),
    )  # fmt: skip


def _announced(one: Rival, year: int, unit: MoneyColumn) -> str:
    return next((unit.text(amount) for each, amount, _ in one.spending if each == year), NOTHING)


def _sources(one: Rival) -> str:
    """Every source of a company's row once, and what the case says of it."""
    cited = dict.fromkeys(source for _, _, source in one.spending if source)
    return ". ".join(filter(None, (", ".join(cited), one.note)))
