"""The calendar of cash as comments behind a resolved case, which stays a case that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.resolve_group import beyond
from pledgeline.language.saying import retold, say
from pledgeline.units.text import here, money_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.resolve_calendar import CashEvent
    from pledgeline.engine.resolved import ResolvedCase


def calendar_text(events: Sequence[CashEvent], resolved: ResolvedCase) -> str:
    """The events, one on a line, those behind the horizon and what has no date at the end; empty without any."""
    lines = list(_lines(events, resolved))
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) if len(lines) > 1 else ""


def _lines(events: Sequence[CashEvent], resolved: ResolvedCase) -> Iterator[str]:
    amounts = [money_text(abs(event.amount), event.currency, language=here()) for event in events]
    width = max(map(len, amounts), default=0)
    yield say("Calendar of cash, at today's balances, exchange rates and shares and the stated base rates:")
    rows = [(event, _line(event, amount.rjust(width))) for event, amount in zip(events, amounts, strict=True)]
    yield from (row for event, row in rows if not event.after_horizon)
    later = [row for event, row in rows if event.after_horizon]
    if later:
        yield say("After the horizon, {date}:", date=str(resolved.horizon))
        yield from later
    undated = beyond(resolved).undated
    if undated:
        yield say("Without a date: {payments}", payments=", ".join(map(retold, undated)))


def _line(event: CashEvent, amount: str) -> str:
    ways = say("in"), say("out")
    way = f"{ways[0] if event.amount > 0 else ways[1]:<{max(map(len, ways))}}"
    told = [retold(event.what), "" if event.firm else say("not firm"), retold(event.note)]
    return f"  {event.date}  {way}  {amount}  {', '.join(filter(None, told))}"
