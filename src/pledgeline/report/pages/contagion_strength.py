"""How much it takes: the smallest shock that fells each company, what each could do to the others, and the ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.contagion_sentences import group_loss
from pledgeline.report.pages.contagion_words import (
    assumption_title,
    failed_in_order,
    name_of,
    names_of,
    network_column,
)
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, bare, literal, percent, round_percent, times

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import Breaking, ContagionReport, Outcome

BOTH_ENDS = 2


def breaking_table(found: ContagionReport) -> Table | None:
    """The smallest shock that brings each company down, the weakest first."""
    if not found.breaking:
        return None
    demand = any(each.demand is not None for each in found.breaking)
    multiple = any(each.multiple is not None for each in found.breaking)
    failed = {node.id for node in failed_in_order(found.main)}
    columns = [words(say("Company")), figures(say("Loss of its own outside assets"), "%")]
    columns += [figures(say("Shock of the scenario, times"))] if multiple else []
    columns += [figures(say("Fall of the demand"), "%")] if demand else []
    return Table(
        caption=say("The smallest shock that brings each company down"),
        columns=tuple(columns),
        rows=tuple(
            row(
                name_of(found, each.company),
                _share(each.own),
                *([times(each.multiple)] if multiple else []),
                *([_share(each.demand)] if demand else []),
                tone="close-out" if each.company in failed else "",
            )
            for each in sorted(found.breaking, key=_weakness)
        ),
        note=say(
            "One at a time: the loss of its own assets hits this company alone; the other columns make the whole "
            "shock, or the fall of the demand, larger or smaller. {nothing}: not even at all of it.",
            nothing=NOTHING,
        ),
    )


def _weakness(each: Breaking) -> tuple[float, float, float]:
    missing = 1e9
    multiple, demand, own = (missing if one is None else one for one in (each.multiple, each.demand, each.own))
    return multiple, demand, own


def _share(share: float | None) -> str:
    return NOTHING if share is None else bare(percent(share))


def ranking_table(found: ContagionReport) -> Table | None:
    """What each company could do to the others, and what it suffers."""
    if not found.ranking:
        return None
    unit = network_column((amount for each in found.ranking for amount in (each.caused, each.suffered)), found.currency)
    return Table(
        caption=say("Who can do how much harm"),
        columns=(
            words(say("Company")),
            figures(say("Loss it would cause"), unit.unit),
            words(say("Would fail with it")),
            figures(say("Loss it suffers"), unit.unit),
        ),
        rows=tuple(
            row(
                name_of(found, each.company),
                unit.text(each.caused),
                names_of(found, each.felled) or NOTHING,
                unit.text(each.suffered),
            )
            for each in found.ranking
        ),
        note=say(
            "Caused: what all others and creditors outside lose if the outside assets of this company alone are gone. "
            "Suffered: what it loses in the scenario."
        ),
    )


def range_table(found: ContagionReport) -> Table | None:
    """The outcome at both ends of the demand's range; None where it has none."""
    if len(found.range) < BOTH_ENDS:
        return None
    outcomes = (found.range[0], found.main, found.range[-1])
    unit = network_column((each.lost for each in outcomes), found.currency)
    return Table(
        caption=say("Over the range of the demand"),
        columns=(
            words(say("Demand that does not come")),
            figures(say("Companies that fail")),
            words(say("Who, in this order")),
            figures(say("Loss of {group}", group=found.group), unit.unit),
            figures(say("Loss of all companies"), unit.unit),
            figures(say("Loss of creditors outside"), unit.unit),
        ),
        rows=tuple(
            row(
                _demand_text(each),
                str(len(failed_in_order(each))),
                names_of(found, (node.id for node in failed_in_order(each))) or NOTHING,
                unit.text(group_loss(each)),
                unit.text(each.lost),
                unit.text(each.outside_lost),
                tone="today" if each is found.main else "",
            )
            for each in outcomes
        ),
    )


def _demand_text(outcome: Outcome) -> str:
    share = round_percent(outcome.demand or 0.0)
    match outcome.label:
        case "low":
            return say("{share}, the low end", share=share)
        case "high":
            return say("{share}, the high end", share=share)
        case _:
            return say("{share}, as assumed", share=share)


def sensitivities_table(found: ContagionReport) -> Table | None:
    """How the group's loss moves over the range of each assumption; None where none has a range."""
    if not found.sensitivities:
        return None
    unit = network_column(
        (amount for each in found.sensitivities for amount in (each.loss_low, each.loss_high)), found.currency
    )
    return Table(
        caption=say("What the loss of {group} depends on", group=found.group),
        columns=(
            words(say("Assumption")),
            figures(say("Low")),
            figures(say("Assumed")),
            figures(say("High")),
            figures(say("Loss at the low end"), unit.unit),
            figures(say("Loss at the high end"), unit.unit),
        ),
        rows=tuple(
            row(
                assumption_title(each, found),
                *map(literal, (each.low, each.assumed, each.high)),
                unit.text(each.loss_low),
                unit.text(each.loss_high),
            )
            for each in found.sensitivities
        ),
        note=say("One at a time over its stated range, all others as assumed; the largest effect first."),
    )
