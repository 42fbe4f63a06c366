"""Every table of a result, flat: one row for each record, columns named as the records name them.

A simulated figure becomes two columns, the value and `…_standard_error`; a sum counted in two ways becomes
`…_strict` and `…_generous`; quantiles, and a date over paths, one column each; several texts in one field are
joined by a space. Records within records are tables of their own and carry the key of the record around them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pledgeline.files.programme_tables import of_programmes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pledgeline.engine.group_results import GroupView
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.results import Result
    from pledgeline.files.programme_tables import Keyed

Cell = str | float | int | bool | None
Type = Literal["string", "number", "integer", "boolean", "date"]
_TYPES: Mapping[str, Type] = {
    "float": "number", "int": "integer", "bool": "boolean", "str": "string", "dt.date": "date",
    "tuple[str, ...]": "string",
}  # fmt: skip
# records that become several columns: what follows the name of the field, where it is found, and its type
_PARTS: Mapping[str, tuple[tuple[str, str, Type], ...]] = {
    "Estimate": (("", "value", "number"), ("_standard_error", "standard_error", "number")),
    "Counted": (("_strict", "strict", "number"), ("_generous", "generous", "number")),
    "Spread": (
        *((f"_{name}", name, "number") for name in ("p10", "p25", "p50", "p75", "p90")),
        ("_mean", "mean.value", "number"),
        ("_standard_error", "mean.standard_error", "number"),
    ),
    "Milestone": (
        *((f"_{name}", name, "date") for name in ("planned", "p10", "p50", "p90")),
        ("_never", "never.value", "number"),
        ("_never_standard_error", "never.standard_error", "number"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """One table: its name, what a row is, its columns and its rows."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]


def result_tables(result: Result) -> tuple[ResultTable, ...]:
    """The tables of a result that have rows, in the order of the result."""
    made = (_table(name, title, tuple(records)) for name, title, records in _named(result))
    return tuple(table for table in made if table is not None)


def _named(result: Result) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    """Name, title and records of each table."""
    standing = result.standing
    yield "leverage", "NAV and LTV, as reported and looked through", [({}, standing.leverage)]
    yield "assets", "One asset today", _plain(standing.assets)
    yield "cash_needs", "One dated need of cash", _plain(standing.liquidity.needs)
    yield "loans", "One loan today", _plain(standing.loans)
    yield "triggers", "One level of a loan and the price that reaches it", _of(standing.loans, "loan", "triggers")
    yield "ladder", "One price of the collateral and what it would mean", _of(standing.loans, "loan", "ladder")
    yield "loan_outlook", "One margin loan over all paths", _plain(result.outlook)
    yield "loan_events", "Probability of each event of a loan by a date", _of(result.outlook, "loan", "by_date")
    yield "loan_fan", "Quantiles of the LTV of a loan on a date", _of(result.outlook, "loan", "fan")
    yield from _of_the_lender(result.lender)
    effects = result.assumptions.effects if result.assumptions is not None else ()
    yield "assumptions", "One undisclosed term over its range", _plain(effects)
    if result.group_view is not None:
        yield from _of_the_group(result.group_view)
    yield from _of_promises(result)
    if result.programmes is not None:
        yield from of_programmes(result.programmes)
    yield "expectations", "One expectation of the case", _plain(result.expectations)
    yield "figures", "One figure of the case", _plain(result.figures)
    yield "sources", "One source of the case", _plain(result.sources)
    yield from _of_evidence(result)
    yield "derivations", "One headline number and its formula", _plain(result.derivations)
    inputs = (({"derivation": one.key}, entry) for one in result.derivations for entry in one.inputs)
    yield "derivation_inputs", "One input of a headline number", inputs


def _of_the_lender(views: tuple[LenderView, ...]) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    """The exact figures of the largest margin loans."""
    yield "lender", "One margin loan as the exact engine sees it", _plain(views)
    laws = [(view, law) for view in views for law in (view.law, view.diffusion) if law is not None]
    yield "lender_law", "The lender's loss under one law of the price", [({"loan": view.id}, law) for view, law in laws]
    prices = (({"loan": view.id, "model": law.model}, price) for view, law in laws for price in law.prices)
    yield "lender_prices", "One quantile of the price at the sale", prices
    yield "lender_targets", "The heaviest opening that meets a target", _of(views, "loan", "targets")
    yield "lender_effects", "One term of a loan changed", _of(views, "loan", "effects")
    yield "lender_references", "What a rule asks for such collateral", _of(views, "loan", "references")
    yield "lender_parameters", "One parameter of the law of a price", _of(views, "loan", "parameters")
    simulated = (({"loan": view.id}, view.simulated) for view in views if view.simulated is not None)
    yield "lender_simulated", "What the simulation finds for the same loan", simulated


def _of_the_group(view: GroupView) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    outlook = view.outlook
    yield "group_events", "Probability of each event of the group by a date", _plain(outlook.by_date)
    yield "policy", "One line of the policy", _plain(outlook.policy)
    yield "commitments", "One commitment and the chance that it is paid", _plain(outlook.promises)
    yield "commitments_paid_by", "What one source pays of a commitment", _of(outlook.promises, "commitment", "paid_by")
    for name in ("cash", "nav", "reported", "look_through"):
        yield (
            f"group_{name}",
            f"Quantiles of the group's {name.replace('_', ' ')} on a date",
            _plain(getattr(outlook, name)),
        )
    books = (({"quarter": quarter.name}, line) for quarter in outlook.books for line in quarter.lines)
    yield "books", "One line of sources and uses of a quarter", books
    yield "worst_paths", "One of the ten worst paths", _plain(outlook.worst)
    yield "load_lines", "The largest extra draw under one facility", _plain(view.load_lines)
    criteria = (({"facility": line.facility}, one) for line in view.load_lines for one in line.criteria)
    yield "load_line_criteria", "One tolerance of a load line", criteria
    curve = (({"facility": line.facility}, one) for line in view.load_lines for one in line.curve)
    yield "load_line_curve", "The load line at one price of the collateral", curve
    answers = view.ranges.answers if view.ranges is not None else ()
    yield "ranges", "One answer over what nobody disclosed", _plain(answers)
    effects = (({"answer": one.answer}, effect) for one in answers for effect in one.effects)
    yield "range_effects", "One assumption and how far it moves an answer", effects


def _of_promises(result: Result) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    pledges = result.pledges.pledges if result.pledges is not None else ()
    yield "pledge_totals", "What all promises of the group come to", _plain(filter(None, (result.pledges,)))
    yield "pledges", "One public promise", _plain(pledges)
    wider = (({"part": one.id}, mention) for one in pledges for mention in one.part_of)
    yield "pledge_parts", "One promise that holds another, or may hold it", wider
    funding = (({"pledge": one.id}, one.funding) for one in pledges if one.funding is not None)
    yield "pledge_funding", "What is to pay for a promise", funding
    tallies = (({"pledge": one.id}, tally) for one in pledges for tally in one.tallies)
    yield "pledge_measures", "What a promise says of money, jobs or capacity, and what came of it", tallies
    steps = (step for one in pledges for step in one.steps)
    yield "pledge_steps", "One step towards a promise", _plain(steps)
    mentions = (
        ({"under": step.pledge, "step": str(step.number)}, mention)
        for one in pledges
        for step in one.steps
        for mention in step.mentions
    )
    yield "pledge_counting", "One promise that a step counts for, or may count for", mentions
    history = (({"pledge": one.id}, change) for one in pledges for change in one.history)
    yield "pledge_history", "The status of a promise from a day on", history


def _of_evidence(result: Result) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    evidence = result.evidence
    comparisons = evidence.comparisons if evidence is not None else ()
    yield "comparisons", "One quantity of which several figures are told", _plain(comparisons)
    about = (({"about": one.key}, claim) for one in comparisons for claim in one.claims)
    loose = (({"about": ""}, claim) for claim in (evidence.loose_claims if evidence is not None else ()))
    yield "claims", "What one source says of a quantity", (*about, *loose)
    yield (
        "stale_figures",
        "One figure whose newest source is old",
        _plain(evidence.stale if evidence is not None else ()),
    )


def _plain(records: Iterable[Any]) -> Iterator[Keyed]:
    return (({}, one) for one in records)


def _of(owners: Iterable[Any], key: str, name: str) -> Iterator[Keyed]:
    """The records in a field of others, each with the id of its owner."""
    return (({key: owner.id}, one) for owner in owners for one in getattr(owner, name))


def _table(name: str, title: str, records: tuple[Keyed, ...]) -> ResultTable | None:
    if not records:
        return None
    keys, first = records[0]
    columns = tuple(_columns(type(first)))
    fields = (*(Field(name=key, type="string") for key in keys), *(column.field for column in columns))
    rows = tuple((*around.values(), *(column.cell(record) for column in columns)) for around, record in records)
    return ResultTable(name=name, title=title, fields=tuple(fields), rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column and where its cells are found: a field of the record, and a field of that."""

    field: Field
    path: tuple[str, ...]

    def cell(self, record: Any) -> Cell:  # noqa: ANN401  a record of any kind
        found = record
        for step in self.path:
            found = getattr(found, step) if found is not None else None
        if isinstance(found, tuple):
            return " ".join(found)
        if isinstance(found, dt.date):
            return found.isoformat()
        if isinstance(found, float) and not math.isfinite(found):
            return None
        return None if found is None else typing.cast("Cell", found)


def _columns(record: type[Any]) -> Iterator[_Column]:
    """The flat columns of a kind of record; fields that hold other records are left to tables of their own."""
    for each in dataclasses.fields(record):
        written = str(each.type).removesuffix(" | None")
        if written in _PARTS:
            for suffix, inner, kind in _PARTS[written]:
                yield _Column(field=Field(name=each.name + suffix, type=kind), path=(each.name, *inner.split(".")))
        elif written == "Verdict":
            yield _Column(field=Field(name="status", type="string"), path=(each.name, "status"))
            yield _Column(field=Field(name="because", type="string"), path=(each.name, "because"))
        elif written in _TYPES:
            yield _Column(field=Field(name=each.name, type=_TYPES[written]), path=(each.name,))
        elif written in {"Measure", "Status", "State"} or written == "float | str":
            yield _Column(field=Field(name=each.name, type="string"), path=(each.name,))
