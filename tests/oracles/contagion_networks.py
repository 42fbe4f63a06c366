"""Random networks of companies by seed, as the text of a case: stakes, loans on stakes, contracts of every standing.

Listed stakes are worth the same by shares and by equity. Nearly all contracts have a date.
"""

from __future__ import annotations

import datetime as dt
import json
from random import Random
from typing import Any

AS_OF = dt.date(2026, 1, 1)
UNTIL = dt.date(2027, 12, 31)
SCENARIO = "fall"
CONDITION = "if it is built"


def random_case(seed: int) -> str:
    """A case with three to eight companies, and a scenario that shocks some of them."""
    draw = Random(seed)
    names = [f"c{number}" for number in range(draw.randint(3, 8))]
    companies = {name: _company(draw) for name in names}
    assets: dict[str, Any] = {"cellar": {"kind": "private", "value": _money(draw, 1, 30)}}
    loans: dict[str, Any] = {}
    for name in draw.sample(names, draw.randint(0, min(3, len(names)))):
        _link(draw, name, companies, assets, loans)
    spare = dict.fromkeys(names, 0.45)
    for name in names:
        for other in draw.sample(names, draw.choice([0, 0, 1, 1, 2])):
            if other != name and spare[other] > 0.05:
                share = round(draw.uniform(0.01, min(0.25, spare[other])), 3)
                spare[other] -= share
                companies[name]["holds"][other] = _percent(share)
    _lenders(draw, companies, loans)
    contracts = {f"k{number}": _contract(draw, names) for number in range(draw.randint(2, 3 * len(names)))}
    contracts |= _secured(draw, names, companies)
    case: dict[str, Any] = {
        "pledgeline": "v1", "title": f"Network {seed}", "as_of": str(AS_OF), "currency": "USD", "horizon": "2y",
        "group": {"name": "Group", "cash": _money(draw, 2, 20)},
        "market": {"fx": {"EUR": {"spot": "USD 1.25 per EUR"}}},
        "assets": assets, "loans": loans, "companies": companies, "contracts": contracts,
        "debts": {"bond": {"amount": _money(draw, 1, 30), "due": "2029-06-30"}},
        "contagion": _rules(draw), "scenarios": {SCENARIO: _scenario(draw, companies)},
    }  # fmt: skip
    return json.dumps(case)


def _money(draw: Random, low: float, high: float) -> str:
    currency = draw.choice(["USD", "USD", "USD", "EUR"])
    return f"{currency} {draw.uniform(low, high):.2f}bn"


def _percent(share: float) -> str:
    return f"{100 * share:.4f}%"


def _company(draw: Random) -> dict[str, Any]:
    found: dict[str, Any] = {"name": "A company", "holds": {}, "lends": {}}
    if draw.random() < 0.2:
        found["assets"] = f"USD {draw.uniform(100, 200):.2f}bn"
    else:
        found["equity"] = f"USD {draw.uniform(20, 80):.2f}bn"
    if draw.random() < 0.8:
        found["outside_debt"] = _money(draw, 5, 60)
    if draw.random() < 0.85:
        found["exposed"] = _percent(draw.choice([1.0, draw.random()]))
    if draw.random() < 0.9:
        found["trading"] = {
            "shares_outstanding": "1bn", "daily_volume": f"{draw.randint(2, 20)}m",
            "volatility": f"{draw.randint(20, 90)}%",
        }  # fmt: skip
        if draw.random() < 0.3:
            found["trading"]["impact"] = f"{draw.uniform(0.2, 1.5):.2f}"
    return found


def _link(draw: Random, name: str, companies: dict[str, Any], assets: dict[str, Any], loans: dict[str, Any]) -> None:
    """A stake of the group, listed or private; up to two loans on what is listed."""
    one, asset = companies[name], f"a-{name}"
    one.pop("assets", None)
    one["asset"] = asset
    if draw.random() < 0.3:
        size = draw.randint(20, 80)
        one["equity"] = f"USD {size}bn"
        assets[asset] = {"kind": "private", "value": f"USD {size * draw.randint(5, 50) / 100:.2f}bn"}
        return
    price, owned = draw.randint(20, 80), draw.randint(100, 500)
    one["equity"] = f"USD {price}bn"
    assets[asset] = {
        "kind": "listed", "shares": f"{owned}m", "price": f"USD {price}", "shares_outstanding": "1bn",
        "daily_volume": f"{draw.randint(2, 20)}m",
        "dynamics": {"model": "gbm", "volatility": f"{draw.randint(20, 80)}%"},
    }  # fmt: skip
    free = owned
    for number in range(draw.choice([0, 1, 1, 2])):
        pledged = draw.choice([free, draw.randint(10, max(free, 10))])
        if 0 < pledged <= free:
            free -= pledged
            ltv, call = draw.uniform(0.15, 0.5), draw.uniform(0.5, 0.8)
            loans[f"l-{name}-{number}"] = {
                "kind": "margin", "drawn": f"USD {ltv * pledged * price / 1000:.3f}bn", "maturity": "2028-12-31",
                "recourse": draw.choice(["none", "full"]), "collateral": [{"asset": asset, "shares": f"{pledged}m"}],
                "ltv": {"cure": _percent(call * draw.uniform(0.6, 0.95)), "call": _percent(call), "close_out": "95%"},
                "cure": {"within": "5bd"}, "sale": {"participation": "20%"},
            }  # fmt: skip


def _lenders(draw: Random, companies: dict[str, Any], loans: dict[str, Any]) -> None:
    for loan in loans:
        left = 1.0
        for name in draw.sample(list(companies), draw.randint(0, 2)):
            part = round(draw.uniform(0.1, left), 2)
            if part <= left:
                companies[name]["lends"][loan] = _percent(part)
                left -= part


def _contract(draw: Random, names: list[str]) -> dict[str, Any]:
    by, to = draw.sample([*names, "group"], 2)
    found: dict[str, Any] = {
        "by": by, "to": to, "kind": draw.choice(["supply", "supply", "loan", "equity", "prepayment", "guarantee"]),
        "standing": draw.choice(["binding", "binding", "reported", "letter_of_intent"]), "amount": _money(draw, 1, 25),
    }  # fmt: skip
    if draw.random() < 0.15:
        found["condition"] = CONDITION
    form = draw.random()
    day = AS_OF + dt.timedelta(days=draw.randint(-400, 1000))
    if form < 0.6:
        found["due"] = draw.choice([str(day), f"{day:%Y-%m}"])
    elif form < 0.95:
        found |= {"starts": draw.choice([str(day), f"{day:%Y-%m}"]), "term": draw.choice(["1y", "30mo", "5y", "400d"])}
    return found


def _secured(draw: Random, names: list[str], companies: dict[str, Any]) -> dict[str, Any]:
    """Loans between companies on shares that the borrower holds of a third one."""
    found = {}
    for name in names:
        for other, share in companies[name]["holds"].items():
            lenders = [one for one in names if one not in {name, other}]
            if draw.random() < 0.35 and lenders and "trading" in companies[other] and "equity" in companies[other]:
                held = float(share.rstrip("%")) / 100
                pledged = held * draw.choice([1.0, draw.uniform(0.3, 0.9)])
                worth = float(companies[other]["equity"][4:-2]) * pledged
                call = draw.uniform(0.5, 0.8)
                found[f"s-{name}-{other}"] = {
                    "by": name, "to": draw.choice(lenders), "kind": "loan", "standing": "binding",
                    "amount": f"USD {worth * draw.uniform(0.2, 0.55):.4f}bn", "due": "2027-06-30",
                    "secured": {
                        "on": other, "share": _percent(round(pledged, 6)), "call": _percent(call),
                        "cure": _percent(call * draw.uniform(0.6, 0.95)), "recourse": draw.choice(["none", "full"]),
                    },
                }  # fmt: skip
    return found


def _rules(draw: Random) -> dict[str, Any]:
    found: dict[str, Any] = {"until": str(UNTIL)} if draw.random() < 0.7 else {}
    found["counted"] = draw.choice([["binding"], ["binding", "reported"], ["binding", "reported", "letter_of_intent"]])
    found["conditional"] = draw.choice(["counted", "left_out"])
    if draw.random() < 0.7:
        found |= {"alpha": _percent(draw.uniform(0.3, 1.0)), "beta": _percent(draw.uniform(0.3, 1.0))}
    return found


def _scenario(draw: Random, companies: dict[str, Any]) -> dict[str, Any]:
    linked = [one["asset"] for one in companies.values() if "asset" in one]
    shocks = {asset: f"-{draw.randint(10, 95)}%" for asset in linked if draw.random() < 0.5}
    if draw.random() < 0.3:
        shocks["cellar"] = f"-{draw.randint(10, 90)}%"
    found: dict[str, Any] = {"shocks": shocks}
    if draw.random() < 0.85:
        found["demand"] = f"{draw.randint(10, 95)}%"
    return found
