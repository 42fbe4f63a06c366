"""What contagion answers for seven invented companies, worked out by hand; amounts in billions where `bn` is called.

Half of a demand does not come. Ostara cannot pay although everybody else does, Cirrus fails because Ostara does not
pay, and a lender sells shares of Kern that the group has pledged.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pledgeline.engine.contagion_results import (
    Breaking,
    Cause,
    ContagionReport,
    ContractLine,
    Edge,
    LoanLine,
    Loss,
    Node,
    Outcome,
    Rank,
    Round,
    Sensitivity,
    StakeEdge,
)
from tests.fixtures_result import METHOD

if TYPE_CHECKING:
    from collections.abc import Mapping

BN = 1e9
NAMES = {
    "group": "Hafen AG", "ostara": "Ostara", "borealis": "Borealis", "cirrus": "Cirrus", "ferrit": "Ferrit",
    "kern": "Kern", "zins": "Zins & Söhne", "outside": "outside",
}  # fmt: skip
OSTARA_PAYS, CIRRUS_PAYS = 60 / 70, (6.75 + 20 * 60 / 70) / 24  # of what each owes


def node(key: str, equity: tuple[float, float], **facts: Any) -> Node:
    """A company in billions; it owes and is owed nothing unless that is said."""
    before, after = equity
    amounts = {name: BN * facts.pop(name, 0.0) for name in ("outside_assets", "shock", "owes", "owed")}
    told: dict[str, Any] = {
        "name": NAMES.get(key, key.capitalize()), "worked_out": True, "default_round": 0, "default_order": 0,
        "own_default": False, "price_fall": 1.0 - after / before, "paid": amounts["owes"],
    }  # fmt: skip
    if "paid" in facts:
        facts["paid"] *= amounts["owes"]
    return Node(id=key, equity=BN * before, equity_after=BN * after, **{**told, **amounts, **facts})


NODES = (
    node("group", (50, 28.4), outside_assets=30.2, owes=25),
    node(
        "ostara", (40, 0), outside_assets=100, shock=50, owes=70, owed=10, paid=OSTARA_PAYS,
        default_round=1, default_order=1, own_default=True,
    ),
    node("borealis", (60, 45.2143), outside_assets=70, shock=10.5, owes=40, owed=30),
    node(
        "cirrus", (5, 0), outside_assets=9, shock=2.25, owes=24, owed=20, paid=CIRRUS_PAYS,
        default_round=2, default_order=2,
    ),
    node("ferrit", (200, 162.9173), outside_assets=178, shock=35.6, owed=22),
    node("kern", (100, 80), outside_assets=100, shock=20, price_fall=0.28),
    node("zins", (12, 11.5), outside_assets=25, shock=0.5, owes=23, worked_out=False),
)  # fmt: skip


def edge(by: str, to: str, owed: float, paid: float, *contracts: str) -> Edge:
    """What one owes another, in billions, and the share of it that is paid."""
    return Edge(by=by, to=to, owed=BN * owed, paid=BN * owed * paid, contracts=contracts)


EDGES = (
    edge("group", "ostara", 10, 1, "hafen-ostara"),
    edge("ostara", "borealis", 30, OSTARA_PAYS, "ostara-borealis"),
    edge("ostara", "cirrus", 20, OSTARA_PAYS, "ostara-cirrus"),
    edge("ostara", "ferrit", 10, OSTARA_PAYS, "ostara-ferrit"),
    edge("cirrus", "ferrit", 12, CIRRUS_PAYS, "cirrus-ferrit"),
)
STAKES = (
    StakeEdge(holder="group", company="ostara", share=0.12, pledged=0.0, before=4.8 * BN, after=0.0),
    StakeEdge(holder="group", company="kern", share=0.6, pledged=0.4, before=40 * BN, after=23.2 * BN),
)
LOANS = (
    LoanLine(
        id="kern-loan", name="Kredit auf Kern", borrower="group", lenders=(("zins", 0.5), ("outside", 0.5)),
        company="kern", debt=20 * BN, ltv_before=0.5, ltv_after=20 / 28.8, call=0.6, pledged=0.4,
        sold=(20 / 72 - 0.2) / 0.5, days_to_sell=15.6, lost=0.0, claimed=0.0,
    ),
)  # fmt: skip


def because(loser: str, cause: str, unpaid: float = 0.0, shares: float = 0.0, forced: float = 0.0) -> Cause:
    """What one has lost through another, in billions."""
    return Cause(
        loser=loser, cause=cause, unpaid=BN * unpaid, shares=BN * shares, loans=0.0, forced=BN * forced
    )  # fmt: skip


def loss(company: str, shock: float, *causes: Cause, passed_on: float = 0.0, **origin: float) -> Loss:
    """A loss in billions that adds up; `origin` is whose shock it comes from."""
    through = sum(cause.unpaid + cause.shares + cause.loans for cause in causes)
    return Loss(
        company=company, shock=BN * shock, because=causes, costs=0.0, passed_on=BN * passed_on,
        lost=BN * (shock - passed_on) + through, by_origin=tuple((key, BN * part) for key, part in origin.items()),
    )  # fmt: skip


LOSSES = (
    loss("group", 0, because("group", "ostara", 0, 4.8), because("group", "kern", 0, 16.8, 4.8), ostara=4.8, kern=16.8),
    loss("ostara", 50, passed_on=10, ostara=40),
    loss("borealis", 10.5, because("borealis", "ostara", 30 / 7), borealis=10.5, ostara=30 / 7),
    loss(
        "cirrus", 2.25, because("cirrus", "ostara", 20 / 7), passed_on=2.25 + 20 / 7 - 5, cirrus=2.2, ostara=2.8,
    ),
    loss(
        "ferrit", 35.6, because("ferrit", "ostara", 10 / 7), because("ferrit", "cirrus", 12 * (1 - CIRRUS_PAYS)),
        ferrit=35.6, ostara=10 / 7, cirrus=12 * (1 - CIRRUS_PAYS),
    ),
    loss("kern", 20, kern=20.0),
    loss("zins", 0.5, zins=0.5),
)  # fmt: skip
ROUNDS = (
    Round(number=1, defaults=("ostara",), prices=(("kern", 0.8),), sold=(("kern", 0.1),)),
    Round(number=2, defaults=("cirrus",), prices=(("kern", 0.74),), sold=(("kern", 0.14),)),
    Round(number=31, defaults=(), prices=(("kern", 0.72),), sold=(("kern", 0.1556),)),
)
MAIN = Outcome(
    label="assumed", demand=0.5, nodes=NODES, edges=EDGES, stakes=STAKES, loans=LOANS, losses=LOSSES, rounds=ROUNDS,
    round_count=31, shock=118.85 * BN, lost=sum(each.lost for each in LOSSES), outside_lost=1.48 * BN,
)  # fmt: skip


def contract(key: str, by: str, to: str, in_window: float | None, **facts: Any) -> ContractLine:
    """A contract in billions, cleared where nothing else is said."""
    told: dict[str, Any] = {
        "title": "", "kind": "compute", "standing": "binding", "cleared": True, "why_not": "", "condition": "",
        "sources": (), "amount": None if in_window is None else 2 * BN * in_window,
    }  # fmt: skip
    due = None if in_window is None else BN * in_window
    return ContractLine(id=key, by=by, to=to, in_window=due, **{**told, **facts})


def _left(why: str, **facts: str) -> dict[str, Any]:
    return {"cleared": False, "why_not": why, **facts}


CONTRACTS = (
    contract("hafen-ostara", "group", "ostara", 10, kind="equity", title="Kapital für Ostara"),
    contract("ostara-borealis", "ostara", "borealis", 30, title="Rechner", sources=("zeitung",)),
    contract("ostara-cirrus", "ostara", "cirrus", 20),
    contract("ostara-ferrit", "ostara", "ferrit", 10, kind="supply", standing="reported", title="Bausteine"),
    contract("cirrus-ferrit", "cirrus", "ferrit", 12, kind="vendor_finance"),
    contract("ferrit-ostara", "ferrit", "ostara", 40, **_left("warum", kind="equity", standing="letter_of_intent")),
    contract("borealis-cirrus", "borealis", "cirrus", None, **_left("warum", standing="reported")),
    contract("ferrit-cirrus", "ferrit", "cirrus", 6, **_left("warum", condition="wenn etwas frei ist")),
    contract("ferrit-borealis", "ferrit", "borealis", 8, **_left("warum", kind="guarantee", condition="falls nötig")),
)
BREAKING = (
    Breaking(company="group", own=0.94, multiple=1.9, demand=0.95),
    Breaking(company="ostara", own=0.4, multiple=0.8, demand=0.4),
    Breaking(company="borealis", own=0.857, multiple=None, demand=None),
    Breaking(company="cirrus", own=0.556, multiple=0.98, demand=0.49),
    Breaking(company="ferrit", own=None, multiple=None, demand=None),
    Breaking(company="kern", own=1.0, multiple=None, demand=None),
    Breaking(company="zins", own=0.48, multiple=None, demand=None),
)
RANKING = (
    Rank(company="ostara", caused=75 * BN, felled=("cirrus",), suffered=40 * BN),
    Rank(company="kern", caused=40 * BN, felled=(), suffered=20 * BN),
    Rank(company="cirrus", caused=9 * BN, felled=(), suffered=5 * BN),
    Rank(company="borealis", caused=0.0, felled=(), suffered=14.7857 * BN),
)


def at_demand(label: str, demand: float, lost: float, failed: tuple[str, ...]) -> Outcome:
    """The outcome at one end of the demand: who fails, and what the group loses, in billions."""
    nodes = tuple(
        replace(each, default_round=0, default_order=0, own_default=False, equity_after=each.equity / 2)
        if each.id not in failed
        else replace(each, default_round=1, default_order=1, own_default=True, equity_after=0.0)
        for each in NODES
    )
    losses = (replace(LOSSES[0], lost=BN * lost), *LOSSES[1:])
    return replace(MAIN, label=label, demand=demand, nodes=nodes, losses=losses, lost=BN * 2 * lost)


REPORT = ContagionReport(
    schema_version=1,
    title="Ein Netz",
    group=NAMES["group"],
    as_of=dt.date(2026, 9, 28),
    until=dt.date(2028, 9, 28),
    currency="USD",
    scenario="blase",
    scenario_title="Die Blase",
    shocking=(("blase", "Die Blase"), ("sturz", "")),
    names=tuple(NAMES.items()),
    alpha=1.0,
    beta=1.0,
    counted=("binding", "reported"),
    contracts=CONTRACTS,
    main=MAIN,
    range=(
        at_demand("low", 0.3, 9.0, ()),
        at_demand("high", 0.8, 38.0, ("ostara", "cirrus", "borealis")),
    ),
    breaking=BREAKING,
    ranking=RANKING,
    sensitivities=(
        Sensitivity(
            path="companies.ostara.exposed", subject="Ostara", low="60%", assumed="100%", high="100%", loss_low=9 * BN,
            loss_high=21.6 * BN,
        ),
        Sensitivity(
            path="contracts.ostara-ferrit.term", subject="Bausteine", low="2y", assumed="5y", high="8y",
            loss_low=21 * BN, loss_high=22 * BN,
        ),
    ),
    left_out=(),
    method=replace(METHOD, paths=0, recorded_paths=0, scenario="blase", limits=("Grenze",)),
)  # fmt: skip


def calm(shocking: tuple[tuple[str, str], ...] = REPORT.shocking) -> ContagionReport:
    """The same companies with nothing shocked: everybody pays."""
    nodes = tuple(
        replace(
            each, shock=0.0, paid=each.owes, equity_after=each.equity, price_fall=0.0, default_round=0,
            default_order=0, own_default=False,
        )
        for each in NODES
    )  # fmt: skip
    main = replace(
        MAIN, label="", demand=None, nodes=nodes, edges=tuple(replace(each, paid=each.owed) for each in EDGES),
        stakes=tuple(replace(each, after=each.before) for each in STAKES),
        loans=tuple(replace(each, ltv_after=each.ltv_before, sold=0.0, days_to_sell=0.0) for each in LOANS),
        losses=tuple(loss(each.id, 0) for each in NODES), rounds=(), round_count=1, shock=0.0, lost=0.0,
        outside_lost=0.0,
    )  # fmt: skip
    return replace(REPORT, scenario="", scenario_title="", shocking=shocking, main=main, range=(), sensitivities=())


def ring(size: int, names: Mapping[str, str] | None = None) -> ContagionReport:
    """As many companies, each owing the next; every third has failed."""
    keys = ["group", *(f"c{number}" for number in range(1, size))]
    told = dict(names or {}) or {key: f"Gesellschaft {at}" for at, key in enumerate(keys)}
    nodes = tuple(
        replace(
            node(key, (10 * (at + 1), 0 if at % 3 == 1 else 8 * (at + 1)), owes=5 + at, owed=5),
            name=told[key], default_round=at % 3 == 1, default_order=int(at % 3 == 1),
        )
        for at, key in enumerate(keys)
    )  # fmt: skip
    following = zip(keys, [*keys[1:], keys[0]], strict=True)
    edges = tuple(edge(by, to, 5 + at, 0.5 if at % 3 == 1 else 1) for at, (by, to) in enumerate(following) if by != to)
    main = replace(
        MAIN, nodes=nodes, edges=edges, stakes=(), loans=(), losses=tuple(loss(key, 1) for key in keys), rounds=()
    )
    return replace(REPORT, names=(*told.items(), ("outside", "outside")), main=main, contracts=(), range=())
