"""What a stress test says in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.results import Estimate
from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.tables import paragraph, phrase, strong
from pledgeline.report.pages.wording import (
    NOTHING,
    UNKNOWN,
    chance,
    count,
    money,
    move,
    move_exactly,
    percent,
    price,
    round_percent,
    short_date,
    titled,
    whole,
)
from pledgeline.units.text import here, ratio_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.stress_results import (
        Breakpoint,
        Chance,
        ReverseStress,
        Stress,
        StressedLoan,
        StressedScenario,
        Threshold,
    )
    from pledgeline.report.pages.tables import Sentence

WORTH_SAYING = 0.01  # of the LTV at the end, by which the highest one on the way exceeds it
METHODS = {"exact": said("exact"), "simulated": said("simulated"), "unanswered": said("exact, nothing answered")}
SMALLEST = 1e-6  # an exact probability nearer to 0 or 1 is said as a bound


def answer(found: Stress) -> tuple[Sentence, ...]:
    """The answer in sentences after the group's own: each loan, and what breaks first."""
    loans = (_loan(found, loan) for loan in found.scenarios[0].loans)
    falls = (line for each in found.reverse for line in _reverse(each))
    return (*loans, *falls)


def name_of(scenario: StressedScenario) -> str:
    """The name of a row: the id of the scenario, as the command line takes it."""
    return scenario.id or say("as it stands")


def shock_text(scenario: StressedScenario) -> str:
    """`arm −60%, openai −70% over 20 business days`; what the case changes where it has no shock."""
    parts = [_moves_text(scenario)] if scenario.moves else []
    parts += [f"{name} {'+' if shift > 0.0 else ''}{round_percent(shift)}" for name, shift in scenario.rates]
    if scenario.shut:
        parts.append(say("{names} shut", names=", ".join(scenario.shut)))
    parts += [say("{name} {span} later", name=name, span=by) for name, by in scenario.delays]
    if scenario.overrides:
        replaced = len(scenario.overrides)
        parts.append(say_each(replaced, "{n} figure replaced", "{n} figures replaced", n=whole(replaced)))
    return linked(parts) or NOTHING


def _moves_text(scenario: StressedScenario) -> str:
    moves = ", ".join(f"{name} {move(size)}" for name, size in scenario.moves)
    if not scenario.days:
        return say("{moves} at once", moves=moves)
    return say_each(
        scenario.days,
        "{moves} over {n} business day",
        "{moves} over {n} business days",
        moves=moves,
        n=whole(scenario.days),
    )


def events_text(loan: StressedLoan) -> str:
    """What happens to a loan on the straight path: `called 16 Apr 2021, cured 21 Apr 2021`."""
    return ", ".join(_events(loan))


def _events(loan: StressedLoan) -> Iterator[str]:
    yield say("no call") if loan.call is None else say("called {date}", date=short_date(loan.call))
    if loan.cure is not None:
        yield say("cured {date}", date=short_date(loan.cure))
    if loan.failed_cure is not None:
        yield say("cure fails {date}", date=short_date(loan.failed_cure))
    if loan.close_out is not None:
        yield say("closed out {date}", date=short_date(loan.close_out))
    if loan.loss > 0.0:
        yield say("lender loses {amount}", amount=money(loan.loss, loan.currency))
    if loan.ltv is not None and loan.highest_ltv > loan.ltv * (1 + WORTH_SAYING):
        yield say("LTV up to {ltv} on the way", ltv=percent(loan.highest_ltv))


def chance_text(found: Chance, paths: int) -> str:
    """A probability as its method allows: exact ones without an error, none where there is none."""
    if found.value is None:
        return retold(UNKNOWN) if not paths else NOTHING
    if found.method == "simulated":
        return chance(Estimate(value=found.value, standard_error=found.standard_error), paths)
    return exact_text(found.value)


def how_text(call: Chance, rest: Chance) -> str:
    """How the probabilities of one row were found: `call exact, rest simulated`."""
    first, other = (titled(METHODS, each.method) if each.method in METHODS else "" for each in (call, rest))
    if first == other or not other:
        return first or NOTHING
    return say("call {first}, rest {other}", first=first, other=other) if first else other


def exact_text(value: float) -> str:
    """An exact probability; one so near to 0 or 1 that it would read as certain is said as a bound."""
    if 0.0 < value < SMALLEST:
        return f"< {ratio_text(SMALLEST, decimals=4, language=here())}"
    if 1.0 - SMALLEST < value < 1.0:
        return f"> {ratio_text(1.0 - SMALLEST, decimals=4, language=here())}"
    return percent(value)


def fall_text(found: Threshold) -> str:
    """`−81.5%`; or why there is none."""
    if found.fall is None:
        return retold(found.note)
    return move_exactly(-found.fall) if found.fall else retold(found.note)


def group_answer(found: Stress) -> Iterator[Sentence]:
    """What the worst row does to the value and the leverage of the group."""
    base, *rest = found.scenarios
    if not rest or not base.group.whole_group:
        return
    worst = min(rest, key=lambda each: (each.group.nav, each.id))
    label = say("The group")
    yield phrase(
        label,
        "NAV is {nav} as the case stands, and {worst_nav} in the worst row ({scenario}: {title}); LTV as reported goes "
        "from {ltv} to {worst_ltv}, looked through from {through} to {worst_through}.",
        tone="load",
        nav=strong(money(base.group.nav, found.currency)),
        worst_nav=strong(money(worst.group.nav, found.currency)),
        scenario=worst.id,
        title=worst.title,
        ltv=percent(base.group.ltv_reported),
        worst_ltv=strong(_ratio(worst.group.ltv_reported)),
        through=percent(base.group.ltv_look_through),
        worst_through=_ratio(worst.group.ltv_look_through),
    )


def _loan(found: Stress, loan: StressedLoan) -> Sentence:
    seen = [(each, one) for each in found.scenarios for one in each.loans if one.id == loan.id]
    called = [one for _, one in seen if one.call is not None]
    if called:
        return _called(loan.name, called, len(seen))
    near = [
        (one.room, retold(each.title) if each.id else say("the case as it stands"), one)
        for each, one in seen
        if one.room is not None
    ]
    if not near:
        return phrase(loan.name, "is called in no row.", tone="load")
    _, title, one = min(near, key=lambda found: found[0])
    return phrase(
        loan.name,
        "is called in no row. It comes nearest under {scenario}: LTV {ltv}, and the collateral may fall a further "
        "{room} to {price}.",
        tone="load",
        scenario=title,
        ltv=_ratio(one.ltv),
        room=strong(percent(one.room)),
        price=price(one.call_price, one.asset_currency),
    )


def _called(name: str, called: Sequence[StressedLoan], rows: int) -> Sentence:
    """In how many rows a loan is called, and what becomes of it."""
    sold = sum(one.close_out is not None for one in called)
    counted = strong(say("{n} of {total}", n=whole(len(called)), total=whole(rows)))
    if not sold:
        return phrase(
            name,
            "is called on the straight path of {rows} rows; the borrower’s means cure every call.",
            tone="call",
            rows=counted,
        )
    return phrase(
        name,
        "is called on the straight path of {rows} rows; in {sold} of them it is closed out.",
        tone="close-out",
        rows=counted,
        sold=whole(sold),
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
    told = [_first(first)]
    if loans and first.kind == "policy":
        told.append(_next(min(loans, key=lambda point: (point.at_once.fall or 0.0, point.title))))
    losses = [point for point in loans if point.kind == "loss"]
    if losses:
        told.append(_loss(min(losses, key=lambda point: (point.at_once.fall or 0.0, point.title)), found.days))
    yield paragraph(retold(found.title), *told, *_gap(found), tone="call")


def _first(point: Breakpoint) -> Sentence:
    """What breaks before all else."""
    return phrase(
        "", "What breaks first: {event}, {fall}.", event=_lower(retold(point.title)), fall=strong(_at(point.at_once))
    )


def _next(point: Breakpoint) -> Sentence:
    """What breaks first of the loans, where a line of the policy does before."""
    return phrase(
        "", "Of the loans: {event}, {fall}.", event=_lower(retold(point.title)), fall=strong(_at(point.at_once))
    )


def _loss(point: Breakpoint, days: int) -> Sentence:
    """The fall at which a lender loses, at once and over days."""
    event, fall = retold(point.title), strong(_at(point.at_once))
    span = say_each(days, "{n} business day", "{n} business days", n=whole(days))
    if point.over_days.fall is None:
        return phrase("", "{event}, {fall}, and not over {span}.", event=event, fall=fall, span=span)
    slower = fall_text(point.over_days)
    return phrase("", "{event}, {fall}, or {slower} over {span}.", event=event, fall=fall, slower=slower, span=span)


def _gap(found: ReverseStress) -> Iterator[Sentence]:
    """The fall at which the group cannot pay a bill, where one must fall for it."""
    for point in found.breakpoints:
        if point.kind == "gap" and point.at_once.fall == 0.0:
            yield phrase("", "Before that, and without any fall, a bill of the group is not paid.")
        if point.kind == "gap" and point.at_once.fall:
            yield phrase(
                "",
                "With everything that falls due, a bill is not paid {fall}.",
                fall=strong(_at(point.at_once)),
            )


def _at(found: Threshold) -> str:
    return say("at {fall} at once", fall=fall_text(found)) if found.fall else retold(found.note)


def _lower(title: str) -> str:
    """A title inside a sentence; names keep their capitals."""
    # a message of its own: in each language the words that open a title and are no name
    first = title.split(maxsplit=1)[0]
    return title[:1].lower() + title[1:] if first in say("The Control").split() else title


def _ratio(value: float | None) -> str:
    return percent(value) if value is None or not math.isnan(value) else retold(UNKNOWN)


def shares(number: float | None) -> str:
    """Shares, or a dash where none are needed."""
    return NOTHING if not number else count(number)
