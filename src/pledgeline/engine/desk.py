"""What every part of a case needs while it is being resolved: exchange rates, the scenario, and time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledgeline.case.case import Scenario
from pledgeline.engine.resolved import ResolvedCurrency, ResolvedShock
from pledgeline.errors import UnknownName
from pledgeline.language.saying import said
from pledgeline.market.calendar import business_days, later

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pledgeline.case.figure import DateFigure, Figure, MoneyFigure
    from pledgeline.engine.document import CaseDocument
    from pledgeline.units.span import Span


def amount(figure: Figure[Any] | None, default: float) -> float:
    """The number of a figure; the default where it is left out or unknown."""
    return default if figure is None or figure.value is None else float(figure.value)


def optional(figure: Figure[Any] | None) -> float | None:
    """The number of a figure; None where it is left out or unknown."""
    return None if figure is None or figure.value is None else float(figure.value)


def last_day(figure: DateFigure | None) -> dt.date | None:
    """The day by which something falls due: the last one a partial date may mean."""
    return None if figure is None or figure.value is None else figure.value.last


def latest_day(figure: DateFigure | None) -> dt.date | None:
    """The last day that a figure allows: the end of its range, where it is an assumption."""
    return None if figure is None or figure.value is None else (figure.high or figure.value).last


def earliest_day(figure: DateFigure | None) -> dt.date | None:
    """The first day by which something may be due: the start of its range, where it is an assumption."""
    return None if figure is None or figure.value is None else (figure.low or figure.value).last


def either(found: float | None, default: float) -> float:
    """The number, or the default where it is not known."""
    return default if found is None else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One case on the desk.

    `at_once` holds relative moves by asset or currency, `over_days` the moves
    that take their time, `currencies` what one unit is worth in `home`. Of the
    active scenario: `rate_shifts` by base rate, `shut` the debts that do not
    lend, `delays` by inflow or receivable.
    """

    document: CaseDocument
    home: str
    at_once: Mapping[str, float]
    over_days: tuple[ResolvedShock, ...]
    currencies: Mapping[str, ResolvedCurrency]
    rate_shifts: Mapping[str, float]
    shut: tuple[str, ...]
    delays: Mapping[str, Span]

    def into(self, figure: MoneyFigure | None, currency: str) -> float | None:
        """A figure of money in another currency, by way of that of the case; None where it is not known."""
        if figure is None or figure.value is None:
            return None
        money = figure.value
        if money.currency == currency:
            return float(money)
        return float(money) * self.currencies[money.currency].spot / self.currencies[currency].spot

    def at_home(self, figure: MoneyFigure | None) -> float | None:
        """A figure of money in the currency of the case; None where it is not known."""
        return self.into(figure, self.home)

    def after(self, figure: Figure[Span] | None, default: Span) -> dt.date:
        """The date a span after `as_of`."""
        span = default if figure is None or figure.value is None else figure.value
        return later(self.document.case.as_of, span, self.document.case.market.calendar)


def open_desk(document: CaseDocument) -> Desk:
    """The exchange rates and shocks of a case and its active scenario; raises UnknownName for one it does not hold."""
    case = document.case
    scenario = _scenario(document)
    at_once, over_days = _shocks(document, scenario)
    foreign = {
        code: ResolvedCurrency(
            spot=float(view.spot.stated.convert(code, case.currency)) * (1.0 + at_once.get(code, 0.0)),
            volatility=amount(view.volatility, 0.0),
            growth=amount(view.growth, 0.0),
        )
        for code, view in case.market.fx.items()
    }
    home = ResolvedCurrency(spot=1.0, volatility=0.0, growth=0.0)
    return Desk(
        document=document,
        home=case.currency,
        at_once=at_once,
        over_days=over_days,
        currencies={case.currency: home, **foreign},
        rate_shifts={name: amount(shift, 0.0) for name, shift in scenario.rates.items()},
        shut=scenario.shut,
        delays={key: span.stated for key, span in scenario.delay.items()},
    )


def _scenario(document: CaseDocument) -> Scenario:
    """The active scenario; without one, a scenario that changes nothing."""
    scenarios, name = document.case.scenarios, document.scenario
    if not name:
        return Scenario()
    if name not in scenarios:
        raise UnknownName(said("the case has no scenario '{name}'", name=name))
    return scenarios[name]


def _shocks(document: CaseDocument, scenario: Scenario) -> tuple[Mapping[str, float], tuple[ResolvedShock, ...]]:
    """What moves at once, and what moves over days."""
    moves = {key: amount(figure, 0.0) for key, figure in scenario.shocks.items()}
    days = _business_days(document, scenario.over)
    if not days:
        return moves, ()
    return {}, tuple(ResolvedShock(name=key, log_move=math.log1p(move), days=days) for key, move in moves.items())


def _business_days(document: CaseDocument, span: Figure[Span] | None) -> int:
    if span is None or span.value is None:
        return 0
    start, calendar = document.case.as_of, document.case.market.calendar
    return len(business_days(calendar, start, later(start, span.value, calendar)))
