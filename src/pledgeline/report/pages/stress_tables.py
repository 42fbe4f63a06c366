"""The tables of a stress test."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

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
from pledgeline.report.pages.wording import NOTHING, bare, money_column, percent, price, round_percent

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import (
        Breakpoint,
        ReverseStress,
        Stress,
        StressedLoan,
        StressedScenario,
        Threshold,
    )
    from pledgeline.report.pages.tables import Row

ENDED = {"selling": "being sold", "closed": "ended", "matured": "matured"}


def group_table(found: Stress) -> Table:
    """The group under every scenario."""
    amounts = money_column((each.group.nav for each in found.scenarios), found.currency)
    columns = (
        words("Scenario"),
        words("What happens", minor=True),
        words("Shock"),
        figures("NAV", amounts.unit),
        figures("LTV as reported", "%"),
        figures("LTV looked through", "%"),
        words("Largest holding"),
        figures("Its share", "%", minor=True),
    )
    rows = tuple(
        row(
            name_of(each),
            each.title,
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
    return Table(caption="The group under each scenario", columns=columns, rows=rows, note=_note_of_group(found))


def loan_table(found: Stress, loan: str) -> Table:
    """One loan on the straight path of every scenario."""
    seen = _rows(found, loan)
    _, base = seen[0]
    cash = money_column((one.cash_to_cure for _, one in seen), base.currency)
    columns = (
        words("Scenario"),
        figures("LTV", "%"),
        figures("Price", base.asset_currency),
        figures("Call price", base.asset_currency),
        figures("Room to the call", "%"),
        figures("Cash to cure", cash.unit),
        figures("Or shares to cure", minor=True),
        words("What follows"),
    )
    rows = tuple(
        row(
            name_of(scenario),
            ENDED.get(one.status, ratio(one.ltv)),
            _price(one.price, one.asset_currency),
            _price(one.call_price, one.asset_currency),
            ratio(one.room),
            cash.text(one.cash_to_cure) if one.cash_to_cure else NOTHING,
            shares(one.shares_to_cure),
            events_text(one),
            tone=_tone(one),
        )
        for scenario, one in seen
    )
    note = (
        "On the last day of the shock, before anything is done on it. The call price moves with cures and interest. "
        "What follows: the answers of the borrower on the straight path, with prices and debts as they are once the "
        "shock is over."
    )
    return Table(caption=f"{base.name} on the straight path", columns=columns, rows=rows, note=note)


def chances_table(found: Stress, loan: str) -> Table | None:
    """The probabilities of one loan; None where there are none."""
    seen = [(each, one) for each, one in _rows(found, loan) if each.kind != "window"]
    chances = [(one.chance_of_call, one.chance_of_close_out, one.chance_of_loss) for _, one in seen]
    if not any(chance.value is not None for each in chances for chance in each):
        return None
    columns = (words("Scenario"), figures("Call"), figures("Close-out"), figures("Lender’s loss"), words("How found"))
    rows = tuple(
        row(
            name_of(scenario),
            *(chance_text(chance, found.paths) for chance in each),
            how_text(each[0], each[1]),
        )
        for (scenario, _), each in zip(seen, chances, strict=True)
    )
    note = "By the horizon or the maturity, with chance around the shock of the scenario."
    if any(each.kind == "window" for each in found.scenarios):
        note += " A window is one path and has no probability."
    return Table(caption=f"Probabilities of {seen[0][1].name}", columns=columns, rows=rows, note=note)


def reverse_table(found: ReverseStress) -> Table:
    """The falls that break things, the smallest first."""
    alone = len(found.assets) == 1
    columns = [words("What breaks"), figures("Fall at once")]
    columns += [figures("to a price of", found.currency)] if alone else []
    columns += [figures(f"Fall over {found.days} business days")]
    columns += [figures("to a price of", found.currency)] if alone else []
    columns += [words("Found by", minor=True)]
    points = in_order(found.breakpoints)
    rows = tuple(_point(point, alone=alone) for point in points)
    note = "The smallest fall at which each thing happens; what a deeper fall does may differ."
    if any(point.kind in {"gap", "path"} for point in points):
        note += " An unpaid bill, and an LTV on the way, are those of the whole group up to the horizon."
    if any(point.kind == "policy" for point in points):
        note += " The policy is about the LTV as reported; its lines stand beside the other LTV as a yardstick."
    return Table(caption=f"How far: {found.title}", columns=tuple(columns), rows=rows, note=note)


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
    methods = "; ".join(dict.fromkeys(each.method for each in both))
    tone = {"call": "call", "close_out": "close-out", "loss": "close-out", "gap": "close-out"}.get(point.kind, "")
    return row(point.title, *cells, methods, tone=tone)


def _price_of(found: Threshold) -> str:
    return NOTHING if found.price is None else f"{found.price:,.2f}"


def _price(amount: float | None, currency: str) -> str:
    """A price under a head that carries the currency."""
    return price(amount, currency).removeprefix(f"{currency} ")


def _tone(loan: StressedLoan) -> str:
    return "close-out" if loan.close_out is not None else "call" if loan.call is not None else ""


def _tone_of_group(scenario: StressedScenario, found: Stress) -> str:
    if scenario.kind == "base":
        return "today"
    ceiling = found.policy_ceiling
    return "call" if ceiling is not None and not scenario.group.ltv_reported < ceiling else ""


def _note_of_group(found: Stress) -> str:
    notes = ["With the whole shock in the prices, before anything is sold, posted or paid for it."]
    if found.policy_normal is not None:
        notes.append(f"The policy of the group: {round_percent(found.policy_normal)} in normal times")
        ceiling = found.policy_ceiling
        notes[-1] += "." if ceiling is None else f", {round_percent(ceiling)} at most."
    if not found.scenarios[0].group.whole_group:
        notes.append("The case holds no debt of the group but its loans, and no cash: these are not the group’s LTVs.")
    for each in found.scenarios:
        notes += [f"{name_of(each)}: {note}" for note in each.notes]
    return " ".join(notes)
