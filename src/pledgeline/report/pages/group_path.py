"""One path of a whole group as a page: the days on which something happened, month ends, and what it came to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.group_day import DayWords, happenings
from pledgeline.report.pages.wording import NOTHING, capital, long_date, money, money_column, percent, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_replay_results import GroupDay, GroupFate, GroupReplay
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.report.pages.wording import MoneyColumn

FEW_LOANS = 4  # columns of LTVs; of more loans only what happens is told


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPathRow:
    """One day: its figures, and a sentence for everything that happened."""

    cells: tuple[str, ...]
    happened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPathPage:
    """What the terminal writes of a path."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[GroupPathRow, ...]
    fate: tuple[str, ...]


def group_path_page(case: ResolvedCase, found: GroupReplay, *, path: int, seed: int) -> GroupPathPage:
    """The page of a simulated path; the same path gives the same page."""
    shown = tuple(days_shown(found.days))
    words = day_words(case)
    cash = money_column((day.cash for day in found.days), found.currency)
    loans = tuple(case.margin_loans.values()) if len(case.margin_loans) <= FEW_LOANS else ()
    heads = (
        say("date"),
        say("cash, {unit}", unit=cash.unit),
        say("LTV"),
        say("looked through"),
        *(say("morning LTV of {loan}", loan=loan.name) for loan in loans),
    )
    kept = say_each(
        len(found.days),
        "{shown} of {n} business day: what happened, and month ends",
        "{shown} of {n} business days: what happened, and month ends",
        shown=whole(len(shown)),
        n=whole(len(found.days)),
    )
    return GroupPathPage(
        title=say("{group}, path {path} of seed {seed}; {kept}", group=case.group, path=path, seed=seed, kept=kept),
        heads=heads,
        rows=tuple(_row(day, tuple(loan.id for loan in loans), cash, words) for day in shown),
        fate=tuple(fate_told(found.fate, found.currency)),
    )


def day_words(case: ResolvedCase) -> DayWords:
    """Names, currencies and levels of a case."""
    levels = {"normal": case.policy_normal, "ceiling": case.policy_ceiling}
    lines = ((f"{ltv}_{level}", found) for ltv in ("reported", "through") for level, found in levels.items())
    return DayWords(
        currency=case.currency,
        loans={loan.id: (loan.name, loan.currency) for loan in case.margin_loans.values()},
        levels={line: found for line, found in lines if found is not None},
    )


def days_shown(days: tuple[GroupDay, ...]) -> Iterator[GroupDay]:
    """Days on which something happened, the last day of each month, and the last of all."""
    for day, following in pairwise(days):
        if day.eventful or day.date.month != following.date.month:
            yield day
    yield days[-1]


def _row(day: GroupDay, loans: tuple[str, ...], cash: MoneyColumn, words: DayWords) -> GroupPathRow:
    ltvs = {loan.loan: loan.ltv for loan in day.loans}
    cells = (
        day.date.isoformat(),
        cash.text(day.cash),
        ltv_text(day.ltv_reported),
        ltv_text(day.ltv_look_through),
        *(ltv_text(ltvs.get(loan)) for loan in loans),
    )
    return GroupPathRow(cells=cells, happened=tuple(map(capital, happenings(day, words))))


def ltv_text(ltv: float | None) -> str:
    """A percentage; a dash for a loan that has ended, or where nothing is left to divide by."""
    return percent(ltv) if ltv is not None and math.isfinite(ltv) else NOTHING


def fate_told(fate: GroupFate, currency: str) -> Iterator[str]:
    """What the path came to, in sentences."""
    yield say(
        "Lowest cash: {amount} on {date}.",
        amount=money(fate.lowest_cash, currency),
        date=long_date(fate.lowest_cash_on),
    )
    if fate.gap is None:
        yield say("No gap: every bill was paid on its day.")
    else:
        yield say(
            "First gap: {amount} on {date}; {total} not paid over the whole path.",
            amount=money(fate.gap_first, currency),
            date=long_date(fate.gap),
            total=money(fate.gap_total, currency),
        )
    if fate.call is None:
        yield say("No margin call.")
    elif fate.failed_cure is None:
        yield say("First margin call on {date}.", date=long_date(fate.call))
    else:
        yield say(
            "First margin call on {date}; a cure fails on {failed}.",
            date=long_date(fate.call),
            failed=long_date(fate.failed_cure),
        )
