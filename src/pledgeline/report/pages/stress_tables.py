"""The tables of a stress test."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.stress_wording import (
    chance_text,
    events_text,
    fall_text,
    how_text,
    name_of,
    shares,
    shock_text,
)
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, bare, money_column, percent, price, round_percent, whole
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from pledgeline.engine.stress_results import (
        Breakpoint,
        ReverseStress,
        Stress,
        StressedLoan,
        StressedScenario,
        Threshold,
    )
    from pledgeline.report.pages.tables import Row

ENDED = {"selling": said("being sold"), "closed": said("ended"), "matured": said("matured")}


def group_table(found: Stress) -> Table:
    """The group under every scenario."""
    amounts = money_column((each.group.nav for each in found.scenarios), found.currency)
    columns = (
        words(say("Scenario")),
        words(say("What happens"), minor=True),
        words(say("Shock")),
        figures(say("NAV"), amounts.unit),
        figures(say("LTV as reported"), "%"),
        figures(say("LTV looked through"), "%"),
        words(say("Largest holding")),
        figures(say("Its share"), "%", minor=True),
    )
    rows = tuple(
        row(
            name_of(each),
            retold(each.title),
            shock_text(each),
            amounts.text(each.group.nav),
            ratio(each.group.ltv_reported),
            ratio(each.group.ltv_look_through),
            each.group.largest_name or NOTHING,
            ratio(each.group.largest_share),
            tone=_tone_of_group(each, found),
        )
        for each in found.scenarios
    )
    return Table(caption=say("The group under each scenario"), columns=columns, rows=rows, note=_note_of_group(found))


def loan_table(found: Stress, loan: str) -> Table:
    """One loan on the straight path of every scenario."""
    seen = _rows(found, loan)
    _, base = seen[0]
    cash = money_column((one.cash_to_cure for _, one in seen), base.currency)
    columns = (
        words(say("Scenario")),
        figures(say("LTV"), "%"),
        figures(say("Price"), base.asset_currency),
        figures(say("Call price"), base.asset_currency),
        figures(say("Room to the call"), "%"),
        figures(say("Cash to cure"), cash.unit),
        figures(say("Or shares to cure"), minor=True),
        words(say("What follows")),
    )
    rows = tuple(
        row(
            name_of(scenario),
            retold(ENDED.get(one.status, ratio(one.ltv))),
            _price(one.price),
            _price(one.call_price),
            ratio(one.room),
            cash.text(one.cash_to_cure) if one.cash_to_cure else NOTHING,
            shares(one.shares_to_cure),
            events_text(one),
            tone=_tone(one),
        )
        for scenario, one in seen
    )
    note = say(
        "On the last day of the shock, before anything is done on it. The call price moves with cures and interest. "
        "What follows: the answers of the borrower on the straight path, with prices and debts as they are once the "
        "shock is over."
    )
    return Table(caption=say("{loan} on the straight path", loan=base.name), columns=columns, rows=rows, note=note)


def chances_table(found: Stress, loan: str) -> Table | None:
    """The probabilities of one loan; None where there are none."""
    seen = [(each, one) for each, one in _rows(found, loan) if each.kind != "window"]
    chances = [(one.chance_of_call, one.chance_of_close_out, one.chance_of_loss) for _, one in seen]
    if not any(chance.value is not None for each in chances for chance in each):
        return None
    columns = (
        words(say("Scenario")),
        figures(say("Call")),
        figures(say("Close-out")),
        figures(say("Lender’s loss")),
        words(say("How found")),
    )
    rows = tuple(
        row(
            name_of(scenario),
            *(chance_text(chance, found.paths) for chance in each),
            how_text(each[0], each[1]),
        )
        for (scenario, _), each in zip(seen, chances, strict=True)
    )
    notes = [say("By the horizon or the maturity, with chance around the shock of the scenario.")]
    if any(each.kind == "window" for each in found.scenarios):
        notes.append(say("A window is one path and has no probability."))
    caption = say("Probabilities of {loan}", loan=seen[0][1].name)
    return Table(caption=caption, columns=columns, rows=rows, note=" ".join(notes))


def reverse_table(found: ReverseStress) -> Table:
    """The falls that break things, the smallest first."""
    alone = len(found.assets) == 1
    to_price = [figures(say("to a price of"), found.currency)] if alone else []
    over = say_each(found.days, "Fall over {n} business day", "Fall over {n} business days", n=whole(found.days))
    columns = (
        words(say("What breaks")),
        figures(say("Fall at once")),
        *to_price,
        figures(over),
        *to_price,
        words(say("Found by"), minor=True),
    )
    points = in_order(found.breakpoints)
    return Table(
        caption=say("How far: {title}", title=found.title),
        columns=columns,
        rows=tuple(_point(point, alone=alone) for point in points),
        note=" ".join(_reverse_notes({point.kind for point in points})),
    )


def _reverse_notes(kinds: AbstractSet[str]) -> Iterator[str]:
    """How to read the falls of these kinds."""
    yield say("The smallest fall at which each thing happens; what a deeper fall does may differ.")
    if kinds & {"gap", "path"}:
        yield say("An unpaid bill, and an LTV on the way, are those of the whole group up to the horizon.")
    if "policy" in kinds:
        yield say("The policy is about the LTV as reported; its lines stand beside the other LTV as a yardstick.")


def in_order(points: tuple[Breakpoint, ...]) -> tuple[Breakpoint, ...]:
    """What breaks first stands first."""
    return tuple(sorted(points, key=_order))


def ratio(value: float | None) -> str:
    """A ratio under a head that carries the percent sign."""
    if value is None:
        return NOTHING
    return NOTHING if math.isnan(value) else bare(percent(value))


def _rows(found: Stress, loan: str) -> list[tuple[StressedScenario, StressedLoan]]:
    return [(each, one) for each in found.scenarios for one in each.loans if one.id == loan]


def _order(point: Breakpoint) -> tuple[float, float]:
    falls = (point.at_once.fall, point.over_days.fall)
    first, second = (math.inf if fall is None else fall for fall in falls)
    return min(first, second), first


def _point(point: Breakpoint, *, alone: bool) -> Row:
    both = (point.at_once, point.over_days)
    cells: list[str] = []
    for each in both:
        cells += [fall_text(each)] + ([_price_of(each)] if alone else [])
    methods = linked(dict.fromkeys(retold(each.method) for each in both))
    tone = {"call": "call", "close_out": "close-out", "loss": "close-out", "gap": "close-out"}.get(point.kind, "")
    return row(retold(point.title), *cells, methods, tone=tone)


def _price_of(found: Threshold) -> str:
    return number_text(found.price, decimals=2, language=here()) if found.price is not None else NOTHING


def _price(amount: float | None) -> str:
    """A price under a head that carries the currency."""
    return price(amount, "").strip()


def _tone(loan: StressedLoan) -> str:
    return "close-out" if loan.close_out is not None else "call" if loan.call is not None else ""


def _tone_of_group(scenario: StressedScenario, found: Stress) -> str:
    if scenario.kind == "base":
        return "today"
    ceiling = found.policy_ceiling
    return "call" if ceiling is not None and not scenario.group.ltv_reported < ceiling else ""


def _note_of_group(found: Stress) -> str:
    notes = [say("With the whole shock in the prices, before anything is sold, posted or paid for it.")]
    normal, ceiling = found.policy_normal, found.policy_ceiling
    if normal is not None and ceiling is not None:
        notes.append(
            say(
                "The policy of the group: {normal} in normal times, {ceiling} at most.",
                normal=round_percent(normal),
                ceiling=round_percent(ceiling),
            )
        )
    elif normal is not None:
        notes.append(say("The policy of the group: {normal} in normal times.", normal=round_percent(normal)))
    if not found.scenarios[0].group.whole_group:
        notes.append(
            say("The case holds no debt of the group but its loans, and no cash: these are not the group’s LTVs.")
        )
    for each in found.scenarios:
        notes += [say("{scenario}: {note}", scenario=name_of(each), note=note) for note in each.notes]
    return " ".join(notes)
