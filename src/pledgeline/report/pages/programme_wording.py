"""The words of building programmes: power, months that may be never, and what lies between two quantiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import said, say
from pledgeline.report.pages.standings import STANDINGS
from pledgeline.report.pages.wording import count, long_month, money, percent, short_month, signed, titled, whole
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from pledgeline.engine.programme_results import Spread, TenantYear
    from pledgeline.engine.results import Estimate

GIGA, MEGA = 1e9, 1e6
_SMALL = 0.0995 * GIGA  # what is written in GW from here on
_TEN, _MOST_PLACES, _SAME = 10.0, 5, 1e-9

STATES = {"in_service": said("in service"), "building": said("being built"), "waiting": said("not begun")}
FUNDED = {
    "equity": said("equity"),
    "project_debt": said("project debt"),
    "tenant_prepayment": said("prepayment of a tenant"),
    "vendor_finance": said("vendor finance"),
}
LAWS = {
    "fixed": said("fixed"),
    "triangular": said("triangular"),
    "pert": said("PERT"),
    "log_normal": said("log-normal"),
    "reference": said("reference class"),
    "done": said("done"),
}


def standing_text(standing: str) -> str:
    """How firm a contract is: `binding`."""
    return titled(STANDINGS, standing)


def power(watts: float) -> str:
    """`3.4 GW`, `80 MW`."""
    unit, factor = _power_unit(watts)
    return f"{number_text(watts / factor, language=here())} {unit}"


def power_range(low: float, high: float) -> str:
    """`1.1 to 3.4 GW`, or one figure where both read the same."""
    first, last = power_ends(low, high)
    return say("{low} to {high}", low=first, high=last) if first else last


def power_ends(low: float, high: float) -> tuple[str, str]:
    """`1.1` and `3.4 GW`, with as many decimals and the unit once; the first is empty where both read the same."""
    unit, factor = _power_unit(high)
    ends, most = (low / factor, high / factor), 2 if high / factor < _TEN else 1
    places = next(at for at in range(most + 1) if all(abs(round(end, at) - round(end, most)) < _SAME for end in ends))
    first, last = (signed(here().number(end, places)) for end in ends)
    return "" if first == last else first, f"{last} {unit}"


def _power_unit(watts: float) -> tuple[str, float]:
    return ("MW", MEGA) if 0.0 < watts < _SMALL else ("GW", GIGA)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerColumn:
    """One unit of power for a whole column."""

    unit: str
    factor: float
    places: int

    def text(self, watts: float) -> str:
        """The bare figure, to be read with the unit of the column."""
        return signed(here().number(watts / self.factor, self.places))


def power_column(amounts: Iterable[float]) -> PowerColumn:
    """The unit that suits the largest of the amounts."""
    largest = max(amounts, default=0.0)
    unit, factor = _power_unit(largest)
    top = largest / factor
    return PowerColumn(unit=unit, factor=factor, places=0 if unit == "MW" else 1 if top >= _TEN else 2)


def range_text(low: float, high: float, write: Callable[[float], str]) -> str:
    """`USD 4bn to USD 9bn`, or one figure where both read the same."""
    first, last = write(low), write(high)
    return first if first == last else say("{low} to {high}", low=first, high=last)


def money_spread(spread: Spread, currency: str) -> str:
    """P10 to P90 of an amount of money."""
    return range_text(spread.p10, spread.p90, lambda amount: money(amount, currency))


def power_spread(spread: Spread) -> str:
    """P10 to P90 of a power."""
    return power_range(spread.p10, spread.p90)


def count_spread(spread: Spread) -> str:
    """P10 to P90 of a number of jobs."""
    return range_text(spread.p10, spread.p90, jobs)


def percent_spread(spread: Spread) -> str:
    """P10 to P90 of a share."""
    return range_text(spread.p10, spread.p90, percent)


def jobs(number: float) -> str:
    """A number of jobs, no part of one."""
    return count(round(number))


def month(day: dt.date | None) -> str:
    """`Sep 2028`, or `never`: a quantile knows no day of the month."""
    return short_month(day) if day else say("never")


def in_month(day: dt.date) -> str:
    """`September 2028`."""
    return long_month(day)


def month_range(first: dt.date | None, last: dt.date | None) -> str:
    """`Sep 2028 to Mar 2031`, `Sep 2028 to never`, or one month where both are the same."""
    low, high = month(first), month(last)
    return low if low == high else say("{low} to {high}", low=low, high=high)


def quarter_text(quarter: str) -> str:
    """`Q4 2026` for 2026-Q4."""
    year, _, number = quarter.partition("-Q")
    return say("Q{quarter} {year}", quarter=number, year=year)


def years_text(number: float) -> str:
    """A length in years without idle digits: `10`, `7.5`."""
    return number_text(number, language=here())


def gigawatt_years(found: Estimate, *, error: bool = False) -> str:
    """`0.31`, or with its standard error `0.312 ± 0.004`: GW times years."""
    amount, spread = found.value / GIGA, found.standard_error / GIGA
    places = 2 if abs(amount) < _TEN else 1
    if not error:
        return signed(here().number(amount, places))
    if spread > 0.0:
        places = max(places, min(_MOST_PLACES, math.ceil(-math.log10(spread))))
    return signed(f"{here().number(amount, places)} ± {here().number(spread, places)}")


def days_sooner(number: float | None) -> str:
    """Days in whole numbers; nothing to show where there are none to count."""
    return "–" if number is None else signed(whole(round(number)))


def cover_text(times: float) -> str:
    """How often revenue covers debt service: `1.25×`, in a column."""
    return f"{here().number(times, 2)}×"


def rent_share(years: Sequence[TenantYear]) -> tuple[float, float] | None:
    """The mean rent of a tenant's contracts in a year over its revenue at the high and at the low end of its range."""
    low, high = years[0].revenue_low, years[0].revenue_high
    if not low or not high:
        return None
    rent = math.fsum(year.due.mean.value for year in years)
    return rent / high, rent / low
