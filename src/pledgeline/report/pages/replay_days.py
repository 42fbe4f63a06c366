"""The days of a replay that matter: what happened, new highs of the LTV by month, month ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pledgeline.engine.price_replay import watched
from pledgeline.kernels.codes import LoanEvent
from pledgeline.language.saying import say
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.group_day import loan_steps
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    capital,
    count,
    money_column,
    percent,
    short_date,
    whole,
)
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pledgeline.engine.price_replay import LoanReplay, PriceReplay
    from pledgeline.engine.replay import ReplayDay
    from pledgeline.report.pages.wording import MoneyColumn

_GRAVE = {LoanEvent.CLOSE_OUT.sentence, LoanEvent.FAILED_CURE.sentence, LoanEvent.SHORTFALL.sentence}


def days_table(loan: LoanReplay, found: PriceReplay, *, most: int) -> Table:
    """The start and the days that matter, at most so many rows; the note says how many were left out."""
    days = found.of(loan.loan)
    shown, left_out = days_that_matter(days, most - 1, above=loan.start_ltv)
    highs = set(_new_highs(days, loan.start_ltv))
    debts = money_column((loan.start_debt, *(day.debt for day in days)), loan.currency)
    purse = money_column((found.cash, *(day.cash for day in days)), found.currency)
    start = ReplayRow(
        price=loan.start_price,
        ltv=loan.start_ltv,
        debt=loan.start_debt,
        pledged=loan.start_pledged,
        free=loan.start_free,
        cash=found.cash,
    )
    return Table(
        caption=say("{name}: the days that matter", name=loan.name),
        columns=(
            words(say("On")),
            figures(loan.asset_name, say("{currency} a share", currency=loan.currency)),
            figures(say("LTV"), "%"),
            figures(say("Debt"), debts.unit),
            figures(say("Pledged"), say("shares"), minor=True),
            figures(say("Free"), say("shares"), minor=True),
            figures(say("Cash for cures"), purse.unit, minor=True),
            words(say("What happened")),
        ),
        rows=(
            row(short_date(found.as_of), *start.cells(debts, purse), say("As the case states it"), tone="today"),
            *(
                row(
                    short_date(day.date),
                    *_row(day, loan.asset).cells(debts, purse),
                    _told(day, loan, high=at in highs),
                    tone=_tone(day),
                )
                for at, day in shown
            ),
        ),
        note=_note(len(shown), len(days), left_out),
    )


def _note(shown: int, days: int, left_out: int) -> str:
    """Which days are shown, how many more there are, and of what time their figures are."""
    kept = (
        say(
            "{shown} of {total} days: events, new highs of the LTV by month, month ends.",
            shown=whole(shown),
            total=whole(days),
        ),
        say("The LTV is that of the morning, before anything is done; all else stands as it is left."),
    )
    return " ".join((kept[0], further_days(left_out), kept[1]) if left_out else kept)


def further_days(left_out: int) -> str:
    """How many days that matter have no row."""
    return say("{n} further such days are in the JSON file.", n=whole(left_out))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRow:
    """The figures of one row."""

    price: float
    ltv: float
    debt: float
    pledged: float
    free: float
    cash: float

    def cells(self, debts: MoneyColumn, purse: MoneyColumn) -> tuple[str, ...]:
        """As texts, in the order of the columns."""
        return (
            number_text(self.price, decimals=2, language=here()),
            bare(percent(self.ltv)) if math.isfinite(self.ltv) else NOTHING,
            debts.text(self.debt),
            count(self.pledged),
            count(self.free),
            purse.text(self.cash),
        )


def _row(day: ReplayDay, asset: str) -> ReplayRow:
    lot = day.lot(asset)
    return ReplayRow(price=lot.price, ltv=day.ltv, debt=day.debt, pledged=lot.pledged, free=lot.free, cash=day.cash)


def days_that_matter(
    days: Sequence[ReplayDay], most: int, *, above: float = 0.0
) -> tuple[list[tuple[int, ReplayDay]], int]:
    """The places and days to show, in order, and how many more would have mattered.

    A run of days on which the same goes on, such as a long sale, counts with its
    first and last. The last day comes first, then events, highs ``above`` the LTV of
    the start, month ends.
    """
    ends = [at for at in range(len(days) - 1) if days[at].date.month != days[at + 1].date.month]
    wanted = dict.fromkeys((len(days) - 1, *_turns(days), *reversed(_new_highs(days, above)), *reversed(ends)))
    kept = sorted(list(wanted)[:most])
    return [(at, days[at]) for at in kept], len(wanted) - len(kept)


def _turns(days: Sequence[ReplayDay]) -> list[int]:
    """The first and last day of each run with the same events."""
    found: list[int] = []
    for events, run in groupby(range(len(days)), key=lambda at: days[at].events):
        places = list(run)
        if events:
            found += dict.fromkeys((places[0], places[-1]))
    return found


def _new_highs(days: Sequence[ReplayDay], above: float) -> list[int]:
    """Of each month the day with its highest LTV, where neither the start nor a month before it had one as high."""
    highest, found = above, []
    for _, month in groupby(_finite(days), key=lambda at: (days[at].date.year, days[at].date.month)):
        top = max(month, key=lambda at: days[at].ltv)
        if days[top].ltv > highest:
            highest = days[top].ltv
            found.append(top)
    return found


def _finite(days: Sequence[ReplayDay]) -> Iterable[int]:
    """The places of the mornings on which the lender is not selling, and there is collateral."""
    mornings = {day.date for day in watched(tuple(days))}
    return (at for at, day in enumerate(days) if day.date in mornings and math.isfinite(day.ltv))


def _told(day: ReplayDay, loan: LoanReplay, *, high: bool) -> str:
    """What happened on a day, in words."""
    new_high = (say("highest LTV so far"),) if high and not day.events else ()
    return capital(linked((*loan_steps(day, loan.currency), *new_high)))


def _tone(day: ReplayDay) -> str:
    if _GRAVE & set(day.events) or day.loss > 0.0:
        return "close-out"
    return "call" if LoanEvent.CALL.sentence in day.events else ""
