"""Closes laid along the business days of a case: what each day is read as, and why a table may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.engine.joined import advised
from pledgeline.engine.pack import price_of
from pledgeline.errors import Place, PriceError, Problem, UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion
from pledgeline.units.text import figured, price_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase
    from pledgeline.market.prices import PriceTable

LEAP = 1.5  # a price and a close of the same day further apart than this are of different shares


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedCloses:
    """The price of one asset on each day of a replay, in its own currency."""

    asset: str
    name: str
    currency: str
    origin: str  # the file, as it is named in messages
    first: dt.date  # of the closes that were used
    last: dt.date
    shock: float  # every close is read as so much higher: -0.3 means 30 % lower; 0 without a scenario
    start: float  # price of the case, with that shock
    before: tuple[dt.date, float] | None  # the last close up to the date of the case, with that shock
    prices: tuple[float, ...]  # one a day; the last close is held where there is none
    missing: int  # days without a close of their own
    unused: int  # closes of days that are no business days of the case
    later: int  # closes after the end of the replay
    leap: tuple[dt.date, float] | None  # the largest move of one day, as a ratio of prices, where it is over `LEAP`
    lowest: float
    lowest_on: dt.date


def pledged_assets(case: ResolvedCase) -> tuple[str, ...]:
    """The assets whose price moves a margin loan, in the order of the case."""
    pledged = {share.asset for loan in case.margin_loans.values() for share in loan.pool}
    return tuple(key for key in case.assets if key in pledged)


def replayable_assets(case: ResolvedCase) -> tuple[str, ...]:
    """The assets that closes may be given of: every listed one where the group is walked, else the pledged ones."""
    if case.funds is None:
        return pledged_assets(case)
    return tuple(key for key, asset in case.assets.items() if asset.price is not None)


def replayed_days(
    case: ResolvedCase, closes: Mapping[str, PriceTable], shocks: Mapping[str, float]
) -> tuple[dt.date, ...]:
    """The business days up to the first last close of all tables, or the horizon.

    Raises UnknownName for an asset that moves nothing, and PriceError with
    everything that is wrong with the tables.
    """
    known = replayable_assets(case)
    for key in closes:
        if key not in known:
            what = not_replayable(key, whole_group=case.funds is not None)
            raise UnknownName(advised(what, suggestion(key, known)))
    lasts = (table.dates[-1] for table in closes.values() if table.dates[-1] > case.as_of)
    end = min((case.horizon, *lasts))
    problems: list[Problem] = []
    for key, table in closes.items():
        asset = case.assets[key]
        problems += _problems(case, asset, table, end)
        problems += _share_problems(case, asset, table, stated=price_of(asset) / (1.0 + shocks.get(key, 0.0)))
    if problems:
        raise PriceError(problems)
    return tuple(date for date in case.dates if date <= end)


def not_replayable(key: str, *, whole_group: bool) -> str:
    """Why closes of an asset move nothing."""
    if whole_group:
        return said("the case has no listed asset '{asset}'", asset=key)
    return said("no margin loan is secured by '{asset}'", asset=key)


def _problems(case: ResolvedCase, asset: ResolvedAsset, table: PriceTable, end: dt.date) -> Iterator[Problem]:
    """Closes in another currency, or none between the date of the case and the end of the replay."""
    place, last = Place(file=table.origin), table.dates[-1]
    first = next((day for day in table.dates if day > case.as_of), None)
    if table.currency != asset.currency:
        what = said(
            "the closes are in {found}, and {asset} is priced in {currency}",
            found=table.currency, asset=asset.name, currency=asset.currency,
        )  # fmt: skip
        yield Problem(where=place, what=what, remedy=said("give closes in {currency}", currency=asset.currency))
    if first is None:
        what = said(
            "the last close is of {last}, and the case is as of {as_of}: there is no day to replay",
            last=last, as_of=case.as_of,
        )  # fmt: skip
        yield Problem(where=place, what=what, remedy=said("give closes after {date}", date=case.as_of), stale=True)
    elif first > end:
        what = said(
            "the first close after {as_of} is of {first}, and the replay ends on {end}",
            as_of=case.as_of, first=first, end=end,
        )  # fmt: skip
        remedy = said("give earlier closes of it, or later ones of what ends first")
        yield Problem(where=place, what=what, remedy=remedy)
    elif not case.dates or end < case.dates[0]:
        what = said(
            "no business day of {calendar} lies between {as_of} and {end}, where the replay ends",
            calendar=case.calendar, as_of=case.as_of, end=end,
        )  # fmt: skip
        yield Problem(where=place, what=what, remedy=said("give more closes"))


def _share_problems(case: ResolvedCase, asset: ResolvedAsset, table: PriceTable, *, stated: float) -> Iterator[Problem]:
    """A split after the case was written is in adjusted closes, and not in the case."""
    if table.dates[0] > case.as_of:
        return
    close, date = table.close_on(case.as_of)
    if not 1.0 / LEAP <= close / stated <= LEAP:
        what = said(
            "the close of {date} is {close}, and the case has {asset} at {price}",
            date=date,
            close=figured(price_text, close, asset.currency),
            asset=asset.name,
            price=figured(price_text, stated, asset.currency),
        )
        remedy = said("undo the adjustment of the closes for splits, or correct the price of the case")
        yield Problem(where=Place(file=table.origin), what=what, remedy=remedy)


def replayed_closes(
    case: ResolvedCase, asset: ResolvedAsset, table: PriceTable, *, dates: tuple[dt.date, ...], shock: float
) -> ReplayedCloses:
    """One table laid along the days; before its first close the price of the case is held."""
    start = price_of(asset)
    known = {day: close * (1.0 + shock) for day, close in zip(table.dates, table.closes, strict=True)}
    prices, closes = [], [day for day in table.dates if case.as_of < day <= dates[-1]]
    open_days, upcoming, held = set(dates), 0, start
    for date in dates:
        while upcoming < len(closes) and closes[upcoming] <= date:
            held = known[closes[upcoming]]
            upcoming += 1
        prices.append(held)
    lowest = min(range(len(dates)), key=prices.__getitem__)
    return ReplayedCloses(
        asset=asset.id,
        name=asset.name,
        currency=asset.currency,
        origin=table.origin,
        first=closes[0],
        last=closes[-1],
        shock=shock,
        start=start,
        before=_before(case, table, shock),
        prices=tuple(prices),
        missing=sum(date not in known for date in dates),
        unused=sum(day not in open_days for day in closes),
        later=sum(day > dates[-1] for day in table.dates),
        leap=_leap(dates, (start, *prices)),
        lowest=prices[lowest],
        lowest_on=dates[lowest],
    )


def _before(case: ResolvedCase, table: PriceTable, shock: float) -> tuple[dt.date, float] | None:
    if table.dates[0] > case.as_of:
        return None
    close, date = table.close_on(case.as_of)
    return date, close * (1.0 + shock)


def _leap(dates: tuple[dt.date, ...], prices: tuple[float, ...]) -> tuple[dt.date, float] | None:
    """The day whose price is the most times that of the day before, or the other way round."""
    ratios = [after / before for before, after in pairwise(prices)]
    at = max(range(len(ratios)), key=lambda k: max(ratios[k], 1.0 / ratios[k]))
    return (dates[at], ratios[at]) if max(ratios[at], 1.0 / ratios[at]) > LEAP else None
