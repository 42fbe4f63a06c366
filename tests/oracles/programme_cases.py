"""Random building programmes by seed, as the text of a case: with fixed durations, or with laws of every kind."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from random import Random
from typing import Any

AS_OF = dt.date(2026, 1, 1)
YARD = "yard"
SCOPES = ("land", "power", "shell", "chips", "network")
CLASS = "of-our-own"


def random_case(seed: int, *, fixed: bool) -> str:
    """A group with a programme of one to three sites, a tenant and a promise."""
    draw = Random(seed)
    programme = _programme(draw, fixed=fixed)
    phases = [f"{YARD}.{site}.{key}" for site, one in programme["sites"].items() for key in one["phases"]]
    let = draw.sample(phases, draw.randint(1, len(phases)))
    rent = {"yearly": f"USD {draw.uniform(1, 8):.2f}bn"} if draw.random() < 0.6 else {"amount": "USD 55.5bn"}
    case: dict[str, Any] = {
        "pledgeline": "v1", "title": f"Yard {seed}", "as_of": str(AS_OF), "currency": "USD", "horizon": "2y",
        "group": {"name": "Group", "cash": "USD 500bn"}, "market": {"calendar": "XNYS"},
        "programmes": {YARD: programme},
        "pledges": {"promise": {"by": "group", "capacity": f"{draw.uniform(0.3, 4):.2f} GW", "made": "2025-06-01",
                                "deadline": f"{draw.randint(2027, 2031)}-06-30"}},
        "companies": {"tenant": {"name": "Tenant", "equity": "USD 900bn"}},
        "contracts": {"rent": {"by": "tenant", "to": "group", "kind": "compute", "standing": "binding",
                               "term": draw.choice(["3y", "5y", "90mo"]), "phases": let,
                               "operating": f"{draw.randint(1, 40)}%", **rent}},
        "reference_classes": {CLASS: {"mean": "60%", "tail_share": "35%", "tail_mean": "190%"}},
    }  # fmt: skip
    if not fixed and draw.random() < 0.7:
        case["companies"]["tenant"]["default"] = f"{draw.randint(10, 30)}%"
        case["contracts"]["rent"]["relet"] = f"{draw.randint(0, 80)}%"
    return json.dumps(case)


def _programme(draw: Random, *, fixed: bool) -> dict[str, Any]:
    gates = _gates(draw, fixed=fixed)
    found: dict[str, Any] = {
        "promised": ["promise"], "until": draw.choice(["8y", "10y"]), "gates": gates,
        "capital": {scope: f"USD {draw.uniform(0.5, 12):.2f}bn" for scope in SCOPES},
        "generations": {"next": {"chips": "USD 14bn", "network": "USD 2bn"}},
        "jobs": {"construction": "4_500", "permanent": "70"},
        "sites": {f"s{number}": _site(draw, gates, number, fixed=fixed) for number in range(draw.randint(1, 3))},
    }  # fmt: skip
    if draw.random() < 0.8:
        found["partners"] = _partners(draw)
    if draw.random() < 0.5:
        found["fast_track"] = {
            "over": f"USD {draw.randint(5, 40)}bn", "shortens": f"{draw.randint(5, 60)}%",
            "gates": draw.sample(list(gates), draw.randint(1, 2)),
        }  # fmt: skip
    if not fixed:
        across = draw.choice([0, draw.randint(10, 60)])
        found["delays"] = {"across_sites": f"{across}%", "within_site": f"{across + draw.randint(0, 30)}%"}
        found["overrun"] = draw.choice([{"like": CLASS}, {"like": "it"}, {"like": "rail", "deviation": "40%"},
                                        {"mean": "20%", "deviation": "30%"}])  # fmt: skip
    return found


def _gates(draw: Random, *, fixed: bool) -> dict[str, Any]:
    """Gates of the sites first, then those of the phases; each after some of those before it."""
    of_sites, count = draw.randint(1, 2), draw.randint(3, 6)
    gates: dict[str, Any] = {}
    for number in range(count):
        before = list(gates)
        gate: dict[str, Any] = {"duration": _duration(draw, fixed=fixed), "spends": {}}
        gate["after"] = draw.sample(before, draw.randint(1, min(2, len(before)))) if before else []
        if number < of_sites:
            gate["per"] = "site"
        if not fixed and draw.random() < 0.3:
            gate["never"] = f"{draw.randint(2, 25)}%"
        gates[f"g{number}"] = gate
    for scope in SCOPES:
        some = draw.sample(list(gates), draw.randint(1, 2))
        first = draw.randint(10, 90)
        for key, share in zip(some, [100] if len(some) == 1 else [first, 100 - first], strict=True):
            gates[key]["spends"][scope] = f"{share}%"
    return gates


def _duration(draw: Random, *, fixed: bool) -> Any:
    if fixed or draw.random() < 0.2:
        return draw.choice([f"{draw.randint(1, 24)}mo", f"{draw.randint(20, 700)}d", "1y", "0d"])
    low, likely, high = sorted(draw.sample(range(2, 36), 3))
    three = {"low": f"{low}mo", "likely": f"{likely}mo", "high": f"{high}mo"}
    plan = f"{draw.randint(4, 20)}mo"
    return draw.choice([
        {"law": "triangular", **three}, {"law": "pert", **three}, {"law": "pert", **three, "weight": "2.5"},
        {"law": "log_normal", "median": plan, "deviation": f"{draw.randint(10, 60)}%"},
        {"law": "reference", "like": CLASS, "plan": plan}, {"law": "reference", "like": "it", "plan": plan},
        {"law": "reference", "like": "wind", "plan": plan, "deviation": "25%"},
    ])  # fmt: skip


def _site(draw: Random, gates: dict[str, Any], number: int, *, fixed: bool) -> dict[str, Any]:
    """A site; the partner there who takes what others leave has an id of its own, as its terms are its own."""
    phases: dict[str, Any] = {}
    for order in range(draw.randint(1, 3)):
        phase: dict[str, Any] = {"capacity": f"{draw.uniform(0.1, 1.2):.2f} GW"}
        if draw.random() < 0.12:
            phase["in_service"] = "2025-10-15"
        else:
            phase |= _begun(draw, phases, gates)
        if draw.random() < 0.3:
            phase["generation"] = "next"
        if draw.random() < 0.2:
            phase["capital"] = {"shell": f"USD {draw.uniform(1, 9):.2f}bn"}
        phases[f"p{order}"] = phase
    found: dict[str, Any] = {"name": "A site", "phases": phases, "gates": {}}
    first = next(iter(gates))
    state = draw.random()
    if state < 0.25:
        found["gates"][first] = {"done": "2025-08-20"}
    elif state < 0.5:
        found["gates"][first] = {"begun": "2025-11-11", "duration": draw.choice(["9mo", "300d"])}
    elif state < 0.6 and not fixed:
        spread = {"law": "log_normal", "median": "9mo", "deviation": "50%"}
        found["gates"][first] = {"begun": "2025-06-01", "duration": spread}
    if draw.random() < 0.25:
        found["partners"] = _partners(draw, rest=f"rest-{number}")
    return found


def _begun(draw: Random, earlier: dict[str, Any], gates: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw.random() < 0.4:
        found["starts"] = draw.choice(["2026-09-01", "2027-06", "2025-03-01", "2027-Q3"])
    if earlier and draw.random() < 0.5:
        found["after"] = draw.choice(list(earlier))
    mine = [key for key, gate in gates.items() if gate.get("per") != "site"]
    if draw.random() < 0.3:
        key = draw.choice(mine)
        found["gates"] = {key: draw.choice([{"done": "2025-10-01"}, {"begun": "2025-12-01", "duration": "200d"},
                                            {"duration": "11mo"}])}  # fmt: skip
    return found


def _partners(draw: Random, *, rest: str = "rest") -> dict[str, Any]:
    """Shares by scope that add up, and one who takes what they leave."""
    found: dict[str, Any] = {"group": {"as": "equity", "share": f"{draw.randint(5, 30)}%"}}
    some = draw.sample(SCOPES, 2)
    found["vendor"] = {"name": "V", "as": "vendor_finance", "share": f"{draw.randint(1, 40)}%", "of": some}
    found[rest] = {"name": "R", "as": "equity"}
    if draw.random() < 0.6:
        found[rest] |= {"as": "project_debt", "rate": f"{draw.randint(3, 9)}%", "term": draw.choice(["10y", "15y"])}
    return found


def quarters(until: dt.date) -> list[dt.date]:
    """The ends of quarters after the case, up to a day."""
    months = itertools.product(range(AS_OF.year, until.year + 1), (3, 6, 9, 12))
    ends = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1) for year, month in months)
    return [end for end in ends if AS_OF < end <= until]
