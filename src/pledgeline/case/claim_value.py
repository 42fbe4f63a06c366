"""The literals of a claim: of the unit of the figure it is about, else of the first unit that can read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledgeline.language.saying import said
from pledgeline.units.count import Count
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import LiteralError, shorten
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.range import Range
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.case.claim import Claim
    from pledgeline.case.figure import Figure
    from pledgeline.units.literal import Unit

# a year could be a count as well: dates come first
UNITS: tuple[type[Any], ...] = (PartialDate, Money, Ratio, Power, ExchangeRate, Rate, BusinessDays, Span, Count)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedValue:
    """What a claim says: from `low` to `high`, None where it leaves an end open; both are equal for one value."""

    low: Unit | None
    high: Unit | None

    @property
    def some(self) -> Unit:
        """One of its ends."""
        found = self.low if self.low is not None else self.high
        assert found is not None  # noqa: S101  a claim without a value is not read
        return found


def figure_about(claim: Claim, held: Mapping[str, Figure[Any]]) -> Figure[Any] | None:
    """The figure of the case that a claim speaks of; None where it names none, or one that is not there."""
    return held.get(claim.about) if claim.about is not None else None


def read_claim(claim: Claim, held: Mapping[str, Figure[Any]]) -> ClaimedValue:
    """The value of a claim, read as its figure would be; raises LiteralError."""
    about = figure_about(claim, held)
    units = (type(about.value),) if about is not None and about.value is not None else UNITS
    if claim.range is not None:
        ends = _first(units, lambda unit: Range.parse(claim.range or "", unit), claim.range)
        return ClaimedValue(low=ends.low, high=ends.high)
    value = _first(units, lambda unit: unit.parse(claim.value or ""), claim.value or "")
    return ClaimedValue(
        low=None if claim.bound == "at_most" else value, high=None if claim.bound == "at_least" else value
    )


def _first(units: tuple[type[Any], ...], read: Any, written: str) -> Any:  # noqa: ANN401  a unit, or a range of it
    for unit in units:
        try:
            return read(unit)
        except LiteralError:
            if len(units) == 1:
                raise
    what = said("'{text}' is no literal", text=shorten(written))
    raise LiteralError(what, said("write for example USD 5bn, 25%, 10 GW, 100k or 2028-12-31"))


def agrees(claim: ClaimedValue, figure: Figure[Any]) -> bool:
    """Whether a figure of the case is one that the claim allows; amounts in different currencies never are."""
    low, high = figure.low or figure.value, figure.high or figure.value
    if low is None or high is None:
        return False
    if isinstance(low, PartialDate):
        return _dates_meet(claim, low, high)
    ends = [end.order() for end in (claim.low, claim.high) if end is not None]
    family, bottom = low.order()
    if any(other != family for other, _ in ends):
        return False
    top = high.order()[1]
    above = claim.low is None or claim.low.order()[1] <= top
    return above and (claim.high is None or bottom <= claim.high.order()[1])


def _dates_meet(claim: ClaimedValue, low: PartialDate, high: PartialDate) -> bool:
    """Whether some day is meant by both; a month and a day of it agree."""
    first, last = claim.low, claim.high
    if not isinstance(first, PartialDate | None) or not isinstance(last, PartialDate | None):
        return False
    return (first is None or first.first <= high.last) and (last is None or low.first <= last.last)
