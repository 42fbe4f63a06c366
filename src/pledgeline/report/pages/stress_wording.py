"""What a stress test says in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.results import Estimate
from pledgeline.report.pages.tables import sentence, strong
from pledgeline.report.pages.wording import (
    NOTHING,
    UNKNOWN,
    chance,
    count,
    money,
    move,
    move_exactly,
    percent,
    plural,
    price,
    round_percent,
    short_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.stress_results import (
        Breakpoint,
        Chance,
        ReverseStress,
        Stress,
        StressedLoan,
        StressedScenario,
        Threshold,
    )
    from pledgeline.report.pages.tables import Part, Sentence

WORTH_SAYING = 0.01  # of the LTV at the end, by which the highest one on the way exceeds it
METHODS = {"exact": "exact", "simulated": "simulated", "unanswered": "exact, nothing answered"}


def answer(found: Stress) -> tuple[Sentence, ...]:
    """The answer in sentences after the group's own: each loan, and what breaks first."""
    loans = (_loan(found, loan) for loan in found.scenarios[0].loans)
    falls = (line for each in found.reverse for line in _reverse(each))
    return (*loans, *falls)


def name_of(scenario: StressedScenario) -> str:
    """The name of a row: the id of the scenario, as the command line takes it."""
    return scenario.id or "as it stands"


def shock_text(scenario: StressedScenario) -> str:
    """`arm −60%, openai −70% over 20 business days`; what the case changes where it has no shock."""
    moves = ", ".join(f"{name} {move(size)}" for name, size in scenario.moves)
    pace = f"over {plural(scenario.days, 'business day')}" if scenario.days else "at once"
    parts = [f"{moves} {pace}"] if moves else []
    parts += [f"{name} {'+' if shift > 0.0 else ''}{round_percent(shift)}" for name, shift in scenario.rates]
    parts += [f"{', '.join(scenario.shut)} shut"] if scenario.shut else []
    parts += [f"{name} {by} later" for name, by in scenario.delays]
    if scenario.overrides:
        parts.append(plural(len(scenario.overrides), "figure") + " replaced")
    return "; ".join(parts) or NOTHING


def events_text(loan: StressedLoan) -> str:
    """What happens to a loan on the straight path: `called 16 Apr 2021, cured 21 Apr 2021`."""
    steps = (
        ("called", loan.call),
        ("cured", loan.cure),
        ("cure fails", loan.failed_cure),
        ("closed out", loan.close_out),
    )
    parts = [f"{word} {short_date(day)}" for word, day in steps if day is not None]
    if loan.loss > 0.0:
        parts.append(f"lender loses {money(loan.loss, loan.currency)}")
    if loan.ltv is not None and loan.highest_ltv > loan.ltv * (1 + WORTH_SAYING):
        parts.append(f"LTV up to {percent(loan.highest_ltv)} on the way")
    return ", ".join(parts if loan.call is not None else ("no call", *parts))


def chance_text(found: Chance, paths: int) -> str:
    """A probability as its method allows: exact ones without an error, none where there is none."""
    if found.value is None:
        return UNKNOWN if not paths else NOTHING
    if found.method == "simulated":
        return chance(Estimate(value=found.value, standard_error=found.standard_error), paths)
    return exact_text(found.value)


def how_text(call: Chance, rest: Chance) -> str:
    """How the probabilities of one row were found: `call exact, rest simulated`."""
    first, other = (METHODS.get(each.method, "") for each in (call, rest))
    if first == other or not other:
        return first or NOTHING
    return f"call {first}, rest {other}" if first else other


def exact_text(value: float) -> str:
    """An exact probability; one so near to 0 or 1 that it would read as certain is said as a bound."""
    smallest = 1e-6
    if 0.0 < value < smallest:
        return "< 0.0001%"
    if 1.0 - smallest < value < 1.0:
        return "> 99.9999%"
    return percent(value)


def fall_text(found: Threshold) -> str:
    """`−81.5%`; or why there is none."""
    if found.fall is None:
        return found.note
    return move_exactly(-found.fall) if found.fall else found.note


def group_answer(found: Stress) -> Iterator[Sentence]:
    """What the worst row does to the value and the leverage of the group."""
    base, *rest = found.scenarios
    if not rest or not base.group.whole_group:
        return
    worst = min(rest, key=lambda each: (each.group.nav, each.id))
    yield sentence(
        "The group",
        "NAV is ",
        strong(money(base.group.nav, found.currency)),
        " as the case stands, and ",
        strong(money(worst.group.nav, found.currency)),
        f" in the worst row ({worst.id}: {worst.title}); LTV as reported goes from ",
        f"{percent(base.group.ltv_reported)} to ",
        strong(_ratio(worst.group.ltv_reported)),
        f", looked through from {percent(base.group.ltv_look_through)} to {_ratio(worst.group.ltv_look_through)}.",
        tone="load",
    )


def _loan(found: Stress, loan: StressedLoan) -> Sentence:
    seen = [(each, one) for each in found.scenarios for one in each.loans if one.id == loan.id]
    called = [(each, one) for each, one in seen if one.call is not None]
    if called:
        sold = sum(one.close_out is not None for _, one in called)
        fate = f"; in {sold} of them it is closed out" if sold else "; the borrower’s means cure every call"
        return sentence(
            loan.name,
            "is called on the straight path of ",
            strong(f"{len(called)} of {len(seen)}"),
            f" rows{fate}.",
            tone="close-out" if sold else "call",
        )
    near = [
        (one.room, each.title if each.id else "the case as it stands", one)
        for each, one in seen
        if one.room is not None
    ]
    if not near:
        return sentence(loan.name, "is called in no row.", tone="load")
    _, title, one = min(near, key=lambda found: found[0])
    return sentence(
        loan.name,
        "is called in no row. It comes nearest under ",
        title,
        f": LTV {_ratio(one.ltv)}, and the collateral may fall a further ",
        strong(percent(one.room)),
        f" to {price(one.call_price, one.asset_currency)}.",
        tone="load",
    )


def _reverse(found: ReverseStress) -> Iterator[Sentence]:
    apart = {"gap", "path"}  # of the whole group with all its bills: their own sentence tells of them
    own = (
        point
        for point in found.breakpoints
        if (point.kind, point.subject) != ("policy", "look_through") and point.kind not in apart
    )
    reached = [point for point in own if point.at_once.fall is not None]
    if not reached:
        return
    first = min(reached, key=lambda point: (point.at_once.fall or 0.0, point.title))
    loans = [point for point in reached if point.kind != "policy"]
    pieces: list[str | Part] = [f"What breaks first: {_lower(first.title)}, ", strong(_at(first.at_once)), "."]
    if loans and first.kind == "policy":
        next_one = min(loans, key=lambda point: (point.at_once.fall or 0.0, point.title))
        pieces += [f" Of the loans: {_lower(next_one.title)}, ", strong(_at(next_one.at_once)), "."]
    losses = [point for point in loans if point.kind == "loss"]
    if losses:
        worst = min(losses, key=lambda point: (point.at_once.fall or 0.0, point.title))
        pieces += [f" {worst.title}, ", strong(_at(worst.at_once)), _slower(worst, found.days), "."]
    pieces += _gap(found)
    yield sentence(found.title, *pieces, tone="call")


def _gap(found: ReverseStress) -> Iterator[str | Part]:
    """The fall at which the group cannot pay a bill, where one must fall for it."""
    for point in found.breakpoints:
        if point.kind == "gap" and point.at_once.fall == 0.0:
            yield " Before that, and without any fall, a bill of the group is not paid."
        if point.kind == "gap" and point.at_once.fall:
            yield " With everything that falls due, a bill is not paid "
            yield strong(_at(point.at_once))
            yield "."


def _at(found: Threshold) -> str:
    if not found.fall:
        return found.note
    return f"at {fall_text(found)} at once"


def _slower(point: Breakpoint, days: int) -> str:
    if point.over_days.fall is None:
        return f", and not over {days} business days"
    return f", or {fall_text(point.over_days)} over {days} business days"


def _lower(title: str) -> str:
    """A title inside a sentence; names keep their capitals."""
    return title[:1].lower() + title[1:] if title.startswith(("The ", "Control ")) else title


def _ratio(value: float | None) -> str:
    return percent(value) if value is None or not math.isnan(value) else UNKNOWN


def shares(number: float | None) -> str:
    """Shares, or a dash where none are needed."""
    return NOTHING if not number else count(number)
