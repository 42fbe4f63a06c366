"""The group along closes: its cash and its leverage in a sentence, figures, and the days that matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanEvent
from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.clauses import linked, linked_phrases
from pledgeline.report.pages.group_day import DayWords, at_level, happenings
from pledgeline.report.pages.group_path import ltv_text
from pledgeline.report.pages.replay_days import further_days
from pledgeline.report.pages.tables import Fact, Table, figures, paragraph, phrase, row, strong, words
from pledgeline.report.pages.wording import (
    bare,
    capital,
    long_date,
    money,
    money_column,
    percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.group_replay_results import GroupDay
    from pledgeline.engine.price_replay import GroupStory, PriceReplay
    from pledgeline.report.pages.tables import Sentence

MOST_ROWS = 60
BROKEN = {
    "reported_normal": said("the LTV as reported passed the normal line"),
    "reported_ceiling": said("the LTV as reported passed the ceiling"),
    "through_normal": said("the looked-through LTV passed the normal line"),
    "through_ceiling": said("the looked-through LTV passed the ceiling"),
    "cover": said("cash no longer covered the redemptions of the policy"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReplayPage:
    """The group of a replay."""

    name: str
    facts: tuple[Fact, ...]
    table: Table


def group_replay_page(found: PriceReplay, story: GroupStory) -> GroupReplayPage:
    """Figures and days of the group."""
    return GroupReplayPage(name=story.name, facts=tuple(_facts(story)), table=_table(found, story))


def group_answer(story: GroupStory) -> Sentence:
    """What happened to the cash and the leverage of the group."""
    fate = story.path.fate
    grave = fate.gap is not None or any(fate.lines.values())
    told = [
        phrase(
            "",
            "Cash was {lowest} at its lowest, on {date}, from {start} at the start",
            lowest=strong(money(fate.lowest_cash, story.path.currency)),
            date=long_date(fate.lowest_cash_on),
            start=money(story.start_cash, story.path.currency),
        ),
        *_gap(story),
        phrase(
            "",
            "LTV as reported at most {ltv} on {date}",
            ltv=ltv_text(fate.highest_ltv),
            date=long_date(fate.highest_ltv_on),
        ),
        *_broken(story),
    ]
    tone = "close-out" if fate.gap else "call" if grave else "load"
    return paragraph(story.name, phrase("", "{events}.", events=linked_phrases(told)), tone=tone)


def _gap(story: GroupStory) -> Iterator[Sentence]:
    fate, currency = story.path.fate, story.path.currency
    if fate.gap is None:
        no_gap = say("no gap")
        yield phrase("", "{no_gap}: every bill was paid on its day", no_gap=strong(no_gap))
        return
    first_gap = say("first gap on {date}", date=long_date(fate.gap))
    yield phrase("", "{first_gap}, of {amount}", first_gap=strong(first_gap), amount=money(fate.gap_first, currency))
    yield phrase("", "{total} was not paid in all", total=money(fate.gap_total, currency))


def _broken(story: GroupStory) -> Iterator[Sentence]:
    levels = _levels(story)
    for line, date in story.path.fate.lines.items():
        if date is not None:
            passed = at_level(retold(BROKEN[line]), levels.get(line))
            yield phrase("", "{line_passed} on {date}", line_passed=passed, date=long_date(date))


def _levels(story: GroupStory) -> dict[str, float]:
    """The levels of the policy lines that have one."""
    known = {"normal": story.policy_normal, "ceiling": story.policy_ceiling}
    lines = ((f"{ltv}_{word}", level) for ltv in ("reported", "through") for word, level in known.items())
    return {line: level for line, level in lines if level is not None}


def _facts(story: GroupStory) -> Iterator[Fact]:
    fate, currency = story.path.fate, story.path.currency
    last = story.path.days[-1]
    yield Fact(term=say("Lowest cash"), text=money(fate.lowest_cash, currency), note=long_date(fate.lowest_cash_on))
    yield Fact(term=say("Cash at the end"), text=money(last.cash, currency), note=long_date(last.date))
    yield Fact(
        term=say("Highest LTV as reported"), text=ltv_text(fate.highest_ltv), note=long_date(fate.highest_ltv_on)
    )
    yield Fact(term=say("LTV as reported at the end"), text=ltv_text(last.ltv_reported), note=long_date(last.date))
    if fate.gap is not None:
        yield Fact(term=say("First gap"), text=money(fate.gap_first, currency), note=long_date(fate.gap))
        yield Fact(term=say("Not paid in all"), text=money(fate.gap_total, currency))
    if fate.lines.get("cover"):
        yield Fact(term=say("Redemptions first not covered"), text=long_date(fate.lines["cover"]))


def _table(found: PriceReplay, story: GroupStory) -> Table:
    shown, left_out = group_days_that_matter(story.path.days, MOST_ROWS - 1)
    cash = money_column((story.start_cash, *(day.cash for day in story.path.days)), story.path.currency)
    told = DayWords(
        currency=story.path.currency,
        loans={loan.loan: (loan.name, loan.currency) for loan in found.loans},
        levels=_levels(story),
    )
    return Table(
        caption=say("{name}: the days that matter", name=story.name),
        columns=(
            words(say("On")),
            figures(say("Cash"), cash.unit),
            figures(say("LTV as reported"), "%"),
            figures(say("Looked through"), "%"),
            words(say("What happened")),
        ),
        rows=(
            row(
                short_date(found.as_of),
                cash.text(story.start_cash),
                bare(percent(story.start_ltv)),
                "",
                say("As the case states it"),
                tone="today",
            ),
            *(
                row(
                    short_date(day.date),
                    cash.text(day.cash),
                    bare(ltv_text(day.ltv_reported)),
                    bare(ltv_text(day.ltv_look_through)),
                    capital(linked(happenings(replace(day, marks=()), told))),
                    tone=day_tone(day),
                )
                for day in shown
            ),
        ),
        note=_note(len(shown), len(story.path.days), left_out),
    )


def _note(shown: int, days: int, left_out: int) -> str:
    """Which days are shown, how many more there are, and of what time their figures are."""
    kept = (
        say("{shown} of {total} days: what happened, and month ends.", shown=whole(shown), total=whole(days)),
        say("Cash and LTVs are those of the close."),
    )
    return " ".join((kept[0], further_days(left_out), kept[1]) if left_out else kept)


def group_days_that_matter(days: Sequence[GroupDay], most: int) -> tuple[list[GroupDay], int]:
    """The days to show, in order, and how many more would have mattered.

    The last day comes first, then what is broken, what a loan did, bills, other money, month ends. Of a run
    of days on which shares are sold and nothing else happens, the first and the last count.
    """
    last = len(days) - 1
    grave = [at for at, day in enumerate(days) if day.gap or day.defaults or day.lines or day.control]
    called = [at for at, day in enumerate(days) if any(set(loan.events) - _SALES for loan in day.loans)]
    billed = [at for at, day in enumerate(days) if day.bills]
    ends = [at for at in range(last) if days[at].date.month != days[at + 1].date.month]
    wanted = dict.fromkeys((last, *grave, *called, *billed, *_money_turns(days), *reversed(ends)))
    kept = sorted(list(wanted)[:most])
    return [days[at] for at in kept], len(wanted) - len(kept)


_SALES = {LoanEvent.SALE.sentence}


def _money_turns(days: Sequence[GroupDay]) -> Iterator[int]:
    """Days with money in, and the first and the last of each run of sales."""

    def kind(at: int) -> tuple[bool, tuple[str, ...], bool]:
        day = days[at]
        sold = tuple(sorted({sale.asset for sale in day.sales if sale.ahead}))
        return bool(day.receipts), sold, any(loan.sold for loan in day.loans)

    for (received, sold, lenders), run in groupby(range(len(days)), key=kind):
        places = list(run)
        if received:
            yield from places
        elif sold or lenders:
            yield from dict.fromkeys((places[0], places[-1]))


def day_tone(day: GroupDay) -> str:
    """How grave a day was, for its colour; it is said in words too."""
    events = {event for loan in day.loans for event in loan.events}
    if day.gap or day.defaults or LoanEvent.CLOSE_OUT.sentence in events:
        return "close-out"
    return "call" if day.lines or day.control or LoanEvent.CALL.sentence in events else ""
