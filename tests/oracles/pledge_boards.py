"""Random promises: a case file's `pledges` and `commitments`, and the same as the oracle of the scoreboard wants them.

Sums and rates are small powers of two and whole numbers, so that a count in floats is as exact as one in fractions.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random
from typing import Any

from pledgeline.units.partial_date import PartialDate
from tests.oracles.pledges import CAPACITY, JOBS, MONEY, Board, Promise, Step

AS_OF = dt.date(2025, 10, 9)
RATES = {"JPY": {"spot": "JPY 128 per USD"}, "EUR": {"spot": "USD 1.25 per EUR"}}
WORTH = {"USD": Fraction(1), "JPY": Fraction(1, 128), "EUR": Fraction(5, 4)}
KINDS = ("construction", "permanent", "indirect", "unstated")
STAGES = ("claim", "commitment", "disbursement", "disbursement")
BILLION = 10**9
GIGAWATT = 10**9


def random_case(seed: int) -> dict[str, Any]:
    """Changes to the small case of the tests: up to five promises within, beside and after one another."""
    draw = Random(seed)
    keys = [f"p{number}" for number in range(draw.randint(1, 5))]
    commitments = {f"c{number}": _commitment(draw) for number in range(draw.randint(0, 3))}
    pledges = {key: _pledge(draw, keys, place, list(commitments)) for place, key in enumerate(keys)}
    return {"market": {"fx": RATES}, "commitments": commitments, "pledges": pledges}


def _pledge(draw: Random, keys: list[str], place: int, commitments: list[str]) -> dict[str, Any]:
    made = AS_OF - dt.timedelta(days=draw.randint(0, 3000))
    found: dict[str, Any] = {"by": draw.choice(["group", "group", "others"]), "made": _written(draw, made)}
    found |= {"jobs_kind": draw.choice(KINDS), "progress": [_step(draw, keys) for _ in range(draw.randint(0, 5))]}
    for measure in draw.sample(["amount", "jobs", "capacity"], draw.choice([1, 1, 1, 2, 3])):
        found[measure] = "unknown" if draw.random() < 0.1 else _size(draw, measure, draw.choice([100, 400]))
    for relation in ("part_of", "perhaps_part_of"):
        found[relation] = {key: "a reason" for key in keys[:place] if draw.random() < 0.25}
    if place and not found["part_of"] and not found["perhaps_part_of"] and draw.random() < 0.5:
        found["renews"] = draw.choice(keys[:place])
    due = _deadline(draw, made)
    if due is not None:
        found["deadline"] = due
    behind = draw.sample(commitments, draw.randint(0, len(commitments)))
    cut = draw.randint(0, len(behind))
    found |= {"backed_by": behind[:cut], "perhaps_backed_by": dict.fromkeys(behind[cut:], "a doubt")}
    return found


def _size(draw: Random, measure: str, most: int) -> str:
    number = draw.randint(1, most)
    if measure == "amount":
        return f"{draw.choice(list(WORTH))} {number}bn"
    return str(1000 * number) if measure == "jobs" else f"{number} GW"


def _written(draw: Random, day: dt.date) -> str:
    """A day, or the month, quarter or year in which it lies, where that has begun."""
    quarter = (day.month + 2) // 3
    return draw.choice([f"{day}", f"{day}", f"{day:%Y-%m}", f"{day.year}-Q{quarter}", f"{day.year}"])


def _deadline(draw: Random, made: dt.date) -> object:
    days = sorted(made + dt.timedelta(days=draw.randint(0, 3000)) for _ in range(3))
    form = draw.random()
    if form < 0.15:
        return None
    if form < 0.25:
        return "unknown"
    if form < 0.6:
        return _written(draw, days[1])
    return {"assume": str(days[1]), "range": f"{days[0]}..{days[2]}"}


def _step(draw: Random, keys: list[str]) -> dict[str, Any]:
    date = AS_OF - dt.timedelta(days=draw.randint(0, 2500))
    found: dict[str, Any] = {"date": _written(draw, date), "stage": draw.choice(STAGES)}
    if draw.random() < 0.4:
        found["known"] = str(date + (AS_OF - date) * draw.random())
    for measure in draw.sample(["amount", "jobs", "capacity"], draw.choice([1, 1, 2])):
        found[measure] = "unknown" if draw.random() < 0.05 else _size(draw, measure, 200)
    found |= {"jobs_kind": draw.choice(KINDS), "jobs_proof": draw.choice(["claimed", "evidenced"])}
    named = draw.sample(keys, draw.choice([0, 0, 0, 0, 1, min(2, len(keys)), min(3, len(keys))]))
    cut = draw.randint(0, len(named))
    found |= {"counts": dict.fromkeys(named[:cut], "it does"), "disputed": dict.fromkeys(named[cut:], "it may")}
    return found


def _commitment(draw: Random) -> dict[str, Any]:
    first = AS_OF + dt.timedelta(days=draw.randint(0, 2000))
    found: dict[str, Any] = {"to": "somebody", "amount": _size(draw, "amount", 200), "firm": draw.choice(["yes", "no"])}
    if draw.random() < 0.8:
        found["due"] = str(first)
        if draw.random() < 0.3:
            found |= {"every": "quarterly", "until": str(first + dt.timedelta(days=draw.randint(0, 700)))}
    return found


def board_of(changes: dict[str, Any]) -> Board:
    """The promises of such a case as the oracle reads them."""
    pledges, commitments = changes["pledges"], changes.get("commitments", {})
    promises = {key: _promise(pledge, commitments) for key, pledge in pledges.items()}
    return Board(promises=promises, today=AS_OF, worth=WORTH)


def _promise(pledge: dict[str, Any], commitments: dict[str, Any]) -> Promise:
    named = {MONEY: "amount", JOBS: "jobs", CAPACITY: "capacity"}
    promised = {measure: _number(pledge[field]) for measure, field in named.items() if field in pledge}
    currency = _currency(pledge.get("amount", "unknown")) or "USD"
    due = _interval(pledge.get("deadline", "unknown"))
    return Promise(
        promised=promised,
        currency=currency,
        jobs_kind=pledge.get("jobs_kind", "unstated"),
        made=_date(pledge["made"]).first,
        due=due,
        part_of=tuple(pledge.get("part_of", ())),
        perhaps_part_of=tuple(pledge.get("perhaps_part_of", ())),
        renews=pledge.get("renews", ""),
        of_the_group=pledge["by"] == "group",
        firm=sum((firm(commitments[key], due, currency) for key in pledge.get("backed_by", ())), Fraction(0)),
        steps=tuple(_read_step(step) for step in pledge.get("progress", ())),
    )


def _read_step(step: dict[str, Any]) -> Step:
    date = _date(step["date"]).first
    return Step(
        date=date,
        known=_date(step["known"]).first if "known" in step else date,
        stage=step.get("stage", "disbursement"),
        money=_number(step.get("amount", "unknown")),
        currency=_currency(step.get("amount", "unknown")),
        jobs=_number(step.get("jobs", "unknown")),
        jobs_kind=step.get("jobs_kind", "unstated"),
        evidenced=step.get("jobs_proof", "claimed") == "evidenced",
        capacity=_number(step.get("capacity", "unknown")),
        counts=tuple(step.get("counts", ())),
        disputed=tuple(step.get("disputed", ())),
    )


def firm(commitment: dict[str, Any], due: tuple[dt.date, dt.date] | None, currency: str) -> Fraction:
    """What a firm commitment pays by the latest deadline, in a currency; one without a date is taken to be in time."""
    if commitment["firm"] == "no":
        return Fraction(0)
    dates = payment_dates(commitment)
    in_time = [date for date in dates if date is None or due is None or date <= due[1]]
    amount = _number(commitment["amount"]) or Fraction(0)
    return len(in_time) * amount * WORTH[_currency(commitment["amount"])] / WORTH[currency]


def payment_dates(commitment: dict[str, Any]) -> list[dt.date | None]:
    """The days of its payments, every quarter where it is repeated; None where it has no day."""
    if "due" not in commitment:
        return [None]
    first = _date(commitment["due"]).last
    dates: list[dt.date | None] = [first]
    until = _date(commitment["until"]).last if "until" in commitment else first
    for quarter in range(1, 40):
        months = first.month - 1 + 3 * quarter
        month = PartialDate(year=first.year + months // 12, month=months % 12 + 1)
        day = min(month.first + dt.timedelta(days=first.day - 1), month.last)
        if day > until:
            break
        dates.append(day)
    return dates


def _date(written: str) -> PartialDate:
    return PartialDate.parse(written)


def _interval(written: object) -> tuple[dt.date, dt.date] | None:
    """The last day of the earliest and of the latest deadline that is meant."""
    if written == "unknown":
        return None
    if isinstance(written, dict):
        low, _, high = written["range"].partition("..")
        return _date(low).last, _date(high).last
    return _date(str(written)).last, _date(str(written)).last


def _currency(written: str) -> str:
    return "" if written == "unknown" else written[:3]


def _number(written: str) -> Fraction | None:
    if written == "unknown":
        return None
    if written.endswith("bn"):
        return Fraction(written[4:-2]) * BILLION
    return Fraction(written[:-3]) * GIGAWATT if written.endswith(" GW") else Fraction(written)
