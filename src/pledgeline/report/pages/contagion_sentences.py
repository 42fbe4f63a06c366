"""What contagion answers in a few sentences: who fails, what the group loses, whose doing it is, and what it takes."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.clauses import linked_phrases
from pledgeline.report.pages.contagion_words import (
    GROUP,
    OUTSIDE,
    assumption_title,
    failed_in_order,
    name_of,
    names_of,
    scenario_name,
)
from pledgeline.report.pages.tables import clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import clauses, literal, long_date, money, percent, round_percent, times, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pledgeline.engine.contagion_results import Breaking, ContagionReport, Edge, Node, Outcome
    from pledgeline.report.pages.tables import Sentence

FEW = 3  # names within a sentence that goes on
LEAST = 1e-9  # of an amount, below which it is the rounding of another


def contagion_sentences(found: ContagionReport) -> tuple[Sentence, ...]:
    """The answer; where nothing is shocked, which scenarios would shock something."""
    return tuple(_sentences(found))


def _sentences(found: ContagionReport) -> Iterator[Sentence]:
    yield paragraph(say("What happens"), _who_fails(found), *_group_loses(found), tone=_tone(found.main))
    if found.main.shock <= 0.0:
        yield from _scenarios(found)
    yield from _order(found)
    yield from _unpaid(found)
    if found.main.shock > 0.0:
        yield _spread(found)
    yield from _over_the_range(found)
    yield from _group_breaks(found)
    yield from _not_counted(found)
    yield from _not_known(found)


def _tone(outcome: Outcome) -> str:
    return "close-out" if failed_in_order(outcome) else "call" if outcome.shock > 0.0 else "load"


def _given(found: ContagionReport) -> str:
    """The clause that opens the answer."""
    if found.main.demand:
        return say(
            "If {share} of the demand for AI does not come ({scenario})",
            share=round_percent(found.main.demand),
            scenario=scenario_name(found),
        )
    if found.main.shock > 0.0:
        return say("In the scenario “{scenario}”", scenario=scenario_name(found))
    return say("With nothing shocked")


def _who_fails(found: ContagionReport) -> Sentence:
    """How many companies fail, and which first."""
    failed, given = failed_in_order(found.main), _given(found)
    companies = whole(len(found.main.nodes))
    if not failed and found.main.shock <= 0.0:
        return clause(say("Nothing is shocked: everybody pays what falls due by {date}.", date=long_date(found.until)))
    if not failed:
        return phrase("", "{given}, none of the {all} companies fails.", given=given, all=companies)
    if len(failed) == 1:
        return phrase(
            "", "{given}, one of {all} companies fails: {name}.",
            given=given, all=companies, name=strong(failed[0].name.removesuffix(".")),
        )  # fmt: skip
    first = [node.id for node in failed if node.default_order == failed[0].default_order]
    return phrase(
        "", "{given}, {failed} of {all} companies fail, {first} first.",
        given=given, failed=strong(whole(len(failed))), all=companies, first=strong(names_of(found, first, FEW)),
    )  # fmt: skip


def _group_loses(found: ContagionReport) -> Iterator[Sentence]:
    """What the group loses, and how much of it because lenders sell."""
    node = next((each for each in found.main.nodes if each.id == GROUP), None)
    if node is None or (found.main.shock <= 0.0 and not failed_in_order(found.main)):
        return
    lost, equity = node.equity - node.equity_after, money(node.equity, found.currency)
    if node.default_round:
        yield phrase("", "{group} itself fails, and all of its {equity} are lost.", group=node.name, equity=equity)
    elif lost <= LEAST * node.equity:
        yield phrase("", "{group} loses nothing of its {equity}.", group=node.name, equity=equity)
    else:
        amount = strong(money(lost, found.currency))
        yield phrase("", "{group} loses {lost} of its {equity}.", group=node.name, lost=amount, equity=equity)
    yield from _forced(found, node)


def _forced(found: ContagionReport, node: Node) -> Iterator[Sentence]:
    """What of the group's loss is the doing of lenders who sell."""
    causes = [cause for loss in found.main.losses if loss.company == GROUP for cause in loss.because]
    sold = [cause for cause in causes if cause.forced > LEAST * node.equity]
    if sold:
        yield phrase(
            "", "Of this, {amount} is lost because lenders sell shares of {companies}.",
            amount=strong(money(math.fsum(cause.forced for cause in sold), found.currency)),
            companies=names_of(found, (cause.cause for cause in sold)),
        )  # fmt: skip


def _scenarios(found: ContagionReport) -> Iterator[Sentence]:
    """Which scenarios of the case would shock something."""
    if not found.shocking:
        yield phrase(
            say("What to ask"),
            "No scenario of the case shocks anything; write one with a fall of the demand, such as {example}.",
            example="scenarios: {bubble: {demand: 50%}}",
            tone="unknown",
        )
        return
    named = clauses(say("{id} ({title})", id=key, title=title) if title else key for key, title in found.shocking)
    option = f"--scenario {found.shocking[0][0]}"
    yield phrase(
        say("What to ask"), "Scenarios of the case that shock something: {names}. Ask for one with {option}.",
        names=strong(named), option=option, tone="unknown",
    )  # fmt: skip


def _order(found: ContagionReport) -> Iterator[Sentence]:
    """Who fails alone, and who because of others."""
    failed = failed_in_order(found.main)
    if not failed:
        return
    alone = names_of(found, (node.id for node in failed if node.own_default))
    drawn = names_of(found, (node.id for node in failed if not node.own_default))
    own = phrase("", "Even if everybody else pays: {names}.", names=strong(alone.removesuffix("."))) if alone else None
    rest = (
        phrase("", "Because of others, in this order: {names}.", names=strong(drawn.removesuffix(".")))
        if drawn
        else None
    )
    yield paragraph(say("Who fails"), *(part for part in (own, rest) if part), tone="close-out")


def _unpaid(found: ContagionReport) -> Iterator[Sentence]:
    """How much is not paid, by whom and to whom most of it."""
    within = [each for each in found.main.edges if each.to != OUTSIDE]
    edges = [each for each in within if each.owed - each.paid > LEAST * each.owed]
    if not edges:
        return
    (by, by_part), (to, to_part) = _largest(edges, lambda each: each.by), _largest(edges, lambda each: each.to)
    owed = math.fsum(each.owed for each in within)
    unpaid = math.fsum(each.owed - each.paid for each in edges)
    yield phrase(
        say("Who is not paid"),
        "Of {owed} that companies owe each other by {date}, {unpaid} is not paid. {by} leaves most open ({by_part}); "
        "{to} misses most ({to_part}).",
        owed=money(owed, found.currency), date=long_date(found.until), unpaid=strong(money(unpaid, found.currency)),
        by=name_of(found, by), by_part=money(by_part, found.currency),
        to=name_of(found, to), to_part=money(to_part, found.currency), tone="call",
    )  # fmt: skip


def _largest(edges: Iterable[Edge], party: Callable[[Edge], str]) -> tuple[str, float]:
    """The party with the largest sum of what is not paid, the first of equals."""
    sums: dict[str, float] = defaultdict(float)
    for each in edges:
        sums[party(each)] += each.owed - each.paid
    return max(sums.items(), key=lambda item: item[1])


def _spread(found: ContagionReport) -> Sentence:
    """What the shock has become when nothing moves any more."""
    main, currency = found.main, found.currency
    hit = max(main.nodes, key=lambda node: node.shock)
    return phrase(
        say("What it becomes"),
        "{shock} is taken off what the companies own, most of it off {company} ({most}). In the end their equity has "
        "lost {lost}, where a loss counts with the company and again with whoever holds it, and creditors outside "
        "{outside}. {rounds}",
        shock=strong(money(main.shock, currency)), company=hit.name, most=money(hit.shock, currency),
        lost=strong(money(main.lost, currency)), outside=strong(money(main.outside_lost, currency)),
        rounds=rounds_text(main.round_count), tone="call",
    )  # fmt: skip


def rounds_text(rounds: int) -> str:
    """After how many rounds nothing changes any more."""
    return say_each(
        rounds,
        "Nothing changes any more after {n} round of prices, sales and payments.",
        "Nothing changes any more after {n} rounds of prices, sales and payments.",
        n=whole(rounds),
    )


def _over_the_range(found: ContagionReport) -> Iterator[Sentence]:
    """How far the answer moves over the range of the demand."""
    if len(found.range) < 2:  # noqa: PLR2004  both ends
        return
    low, high = found.range[0], found.range[-1]
    yield phrase(
        say("Over the range"),
        "Where {least} to {most} of the demand does not come, {failed}; {loss}.",
        least=round_percent(low.demand or 0.0), most=round_percent(high.demand or 0.0), failed=_failing(found),
        loss=_losing(found), tone="unknown",
    )  # fmt: skip


def _failing(found: ContagionReport) -> Sentence:
    """How many companies fail at both ends."""
    few, many = (len(failed_in_order(each)) for each in (found.range[0], found.range[-1]))
    if few == many:
        return phrase(
            "", "{n} of {all} companies fail at either end", n=strong(whole(few)), all=whole(len(found.main.nodes))
        )
    return phrase("", "between {few} and {many} companies fail", few=strong(whole(few)), many=strong(whole(many)))


def _losing(found: ContagionReport) -> Sentence:
    """What the group loses at both ends."""
    low, high = (money(group_loss(each), found.currency) for each in (found.range[0], found.range[-1]))
    if low == high:
        return phrase("", "{group} loses {amount} at either end", group=found.group, amount=strong(low))
    return phrase("", "{group} loses {low} to {high}", group=found.group, low=strong(low), high=strong(high))


def group_loss(outcome: Outcome) -> float | None:
    """What the group loses of its equity; None where it is not among the companies."""
    return next((loss.lost for loss in outcome.losses if loss.company == GROUP), None)


def _group_breaks(found: ContagionReport) -> Iterator[Sentence]:
    """The smallest shock that brings the group down."""
    broken = next((each for each in found.breaking if each.company == GROUP), None)
    if broken is None:
        return
    label, told = say("What brings the group down"), tuple(_falls(broken))
    if not told:
        if found.main.shock > 0.0:
            yield phrase(
                label,
                "Neither the loss of all that {group} owns outside the network nor all that this scenario can take "
                "brings it down.",
                group=found.group, tone="load",
            )  # fmt: skip
        else:
            yield phrase(
                label, "The loss of all that {group} owns outside the network does not bring it down.",
                group=found.group, tone="load",
            )  # fmt: skip
        return
    shocks = linked_phrases(told)
    yield phrase(
        label, "{group} fails where one of these happens: {shocks}.", group=found.group, shocks=shocks, tone="close-out"
    )


def _falls(broken: Breaking) -> Iterator[Sentence]:
    """Each shock that is enough."""
    if broken.demand is not None:
        yield phrase("", "{share} of the demand does not come", share=strong(percent(broken.demand)))
    if broken.multiple is not None:
        size = strong(times(broken.multiple))
        yield phrase("", "the shock is {multiple} as large as that of the scenario", multiple=size)
    if broken.own is not None:
        share = strong(percent(broken.own))
        yield phrase("", "{share} of its own outside assets are lost, and nothing else", share=share)


def _not_counted(found: ContagionReport) -> Iterator[Sentence]:
    """How much stands in contracts that are not cleared."""
    left = [each for each in found.contracts if not each.cleared]
    if not left:
        return
    known = math.fsum(each.in_window or 0.0 for each in left)
    undated = sum(each.in_window is None for each in left)
    counts = say_each(len(left), "{n} contract is not counted", "{n} contracts are not counted", n=whole(len(left)))
    told = phrase(
        "", "{contracts}, as the tables by standing say: {amount} would fall due by {date}.",
        contracts=counts, amount=strong(money(known, found.currency)), date=long_date(found.until),
    )  # fmt: skip
    open_ones = clause(
        say_each(undated, "{n} of them has no date.", "{n} of them have no date.", n=whole(undated)) if undated else ""
    )
    yield paragraph(say("What is left out"), told, open_ones, tone="unknown")


def _not_known(found: ContagionReport) -> Iterator[Sentence]:
    """The assumption that moves the group's loss most."""
    if not found.sensitivities:
        return
    top = found.sensitivities[0]
    yield phrase(
        say("What is not known"),
        "Most depends on this: {term}. Between {low} and {high}, {group} loses {at_low} to {at_high}.",
        term=strong(assumption_title(top, found)),
        low=literal(top.low),
        high=literal(top.high),
        group=found.group, at_low=strong(money(top.loss_low, found.currency)),
        at_high=strong(money(top.loss_high, found.currency)), tone="unknown",
    )  # fmt: skip
