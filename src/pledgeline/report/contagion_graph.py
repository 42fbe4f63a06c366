"""The network as a picture, before and after: who owes whom, who holds whom, and how each company stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.contagion_circle import WIDTH, Circle, circle
from pledgeline.report.contagion_lines import curve, straight, widths
from pledgeline.report.pages.contagion_words import (
    STATES,
    contract_name,
    failed_in_order,
    lost_share,
    name_of,
    names_of,
    state_of,
)
from pledgeline.report.pages.wording import MINUS, clauses, money, percent, round_percent, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.contagion_results import ContagionReport, Edge, Node
    from pledgeline.report.contagion_circle import Place
    from pledgeline.report.contagion_lines import Widths


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCompany:
    """A company: a disc by its equity before, and within it one by what is left."""

    id: str
    place: Place
    left: float  # radius of what is left
    cross: float  # half the width of the cross of one that fails
    state: str  # stands, damaged, failed
    name: str
    before: str  # under the name
    after: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDebt:
    """What one owes another; `firmness` is firm, soft or left_out."""

    line: str
    head: str
    width: float
    paid_width: float  # of the line that is laid over it
    unpaid: bool
    firmness: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStake:
    """Shares that one holds of another."""

    line: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPicture:
    """The network, ready to be written as SVG twice: before and after."""

    width: float
    height: float
    upright: bool
    companies: tuple[DrawnCompany, ...]
    debts: tuple[DrawnDebt, ...]
    left_out: tuple[DrawnDebt, ...]  # contracts that are not counted
    stakes: tuple[DrawnStake, ...]
    before: str  # what the picture shows, in words
    after: str
    note: str


def draw_network(found: ContagionReport) -> NetworkPicture | None:
    """The picture of the network; None where it has no company."""
    if not found.main.nodes:
        return None
    ring = circle(found.main)
    nodes = {node.id: node for node in found.main.nodes}
    amounts = [each.owed for each in found.main.edges if ring.places.keys() >= {each.by, each.to}]
    amounts += [each.in_window or 0.0 for each in found.contracts if not each.cleared]
    wide = widths(amounts, ring.spacing)
    return NetworkPicture(
        width=WIDTH,
        height=ring.height,
        upright=ring.upright,
        companies=tuple(_company(nodes[key], place, found, upright=ring.upright) for key, place in ring.places.items()),
        debts=tuple(_debts(found, ring, wide)),
        left_out=tuple(_left_out(found, ring, wide)),
        stakes=tuple(_stakes(found, ring)),
        before=say(
            "Network of {n} companies before anything happens; the table of obligations says the same.",
            n=whole(len(ring.places)),
        ),
        after=_after(found, ring),
        note=_note(found, len(ring.places)),
    )


def _after(found: ContagionReport, ring: Circle) -> str:
    failed = names_of(found, (node.id for node in failed_in_order(found.main)))
    companies = whole(len(ring.places))
    if not failed:
        return say("The same {n} companies afterwards: none has failed.", n=companies)
    return say("The same {n} companies afterwards; failed: {names}.", n=companies, names=failed)


def _note(found: ContagionReport, drawn: int) -> str:
    """That not all are drawn."""
    left = len(found.main.nodes) - drawn
    if not left:
        return ""
    return say_each(
        left,
        "{n} company is not drawn: shown are the group, those that fail, and the largest.",
        "{n} companies are not drawn: shown are the group, those that fail, and the largest.",
        n=whole(left),
    )


def _company(node: Node, place: Place, found: ContagionReport, *, upright: bool) -> DrawnCompany:
    state, lost = state_of(node), lost_share(node)
    share = max(0.0, min(1.0, node.equity_after / node.equity)) if node.equity > 0.0 else 0.0
    equity, left = money(node.equity, found.currency), money(node.equity_after, found.currency)
    fallen = f"{MINUS}{round_percent(round(lost, 2))}" if lost is not None and lost >= 0.005 else equity  # noqa: PLR2004
    return DrawnCompany(
        id=node.id,
        place=place,
        left=round(place.r * math.sqrt(share), 1),
        cross=round(max(0.62 * place.r, 4.0), 1),
        state=state,
        name=_shortened(node.name, place.letters),
        before=equity if upright else "",
        after=(say("fails") if state == "failed" else fallen) if upright else "",
        title=say(
            "{company}: {state}; equity {before} before, {after} after",
            company=node.name,
            state=retold(STATES[state]),
            before=equity,
            after=left,
        ),
    )


def _shortened(name: str, most: int) -> str:
    """A long name without its middle, where names of a family differ least."""
    tail = most // 3
    return name if len(name) <= most else f"{name[: most - tail - 1].rstrip()}…{name[-tail:].lstrip()}"


def _debts(found: ContagionReport, ring: Circle, wide: Widths) -> Iterator[DrawnDebt]:
    """What is cleared, the thickest first so that the thin ones lie above."""
    standings = {each.id: each.standing for each in found.contracts}
    for each in sorted(found.main.edges, key=lambda edge: -edge.owed):
        if each.by not in ring.places or each.to not in ring.places:
            continue
        width = wide.of(each.owed)
        drawn = curve(ring.places[each.by], ring.places[each.to], ring.middle, width)
        share = each.paid / each.owed if each.owed > 0.0 else 1.0
        firm = all(standings.get(key, "binding") == "binding" for key in each.contracts)
        yield DrawnDebt(
            line=drawn.line,
            head=drawn.head,
            width=width,
            paid_width=round(width * share, 2),
            unpaid=share < 0.9995,  # noqa: PLR2004  shows in the last digit
            firmness="firm" if firm else "soft",
            title=_debt_title(found, each, share),
        )


def _debt_title(found: ContagionReport, edge: Edge, share: float) -> str:
    return say(
        "{by} owes {to} {owed}; {share} of it is paid",
        by=name_of(found, edge.by),
        to=name_of(found, edge.to),
        owed=money(edge.owed, found.currency),
        share=percent(share),
    )


def _left_out(found: ContagionReport, ring: Circle, wide: Widths) -> Iterator[DrawnDebt]:
    """Contracts between companies that are not cleared, those of a pair together."""
    pairs = dict.fromkeys((each.by, each.to) for each in found.contracts if not each.cleared)
    for by, to in pairs:
        if by not in ring.places or to not in ring.places or by == to:
            continue
        lines = [each for each in found.contracts if not each.cleared and (each.by, each.to) == (by, to)]
        width = wide.of(math.fsum(each.in_window or 0.0 for each in lines))
        drawn = curve(ring.places[by], ring.places[to], ring.middle, width)
        yield DrawnDebt(
            line=drawn.line, head=drawn.head, width=width, paid_width=0.0, unpaid=False, firmness="left_out",
            title=say("{by} to {to}, not counted: {contracts}", by=name_of(found, by), to=name_of(found, to),
                      contracts=clauses(contract_name(each) for each in lines)),
        )  # fmt: skip


def _stakes(found: ContagionReport, ring: Circle) -> Sequence[DrawnStake]:
    return [
        DrawnStake(
            line=straight(ring.places[each.holder], ring.places[each.company]),
            title=say(
                "{holder} holds {share} of {company}",
                holder=name_of(found, each.holder),
                share=percent(each.share),
                company=name_of(found, each.company),
            ),
        )
        for each in found.main.stakes
        if each.holder in ring.places and each.company in ring.places
    ]
