"""Where a number came from: formula, the formula with numbers filled in, inputs with their sources, down to the case.

A key is a headline number (`loans.arm-margin.trigger_price`) or any figure of
the case (`loans.arm-margin.ltv.call`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.derive import Derived, Paper, Workings, citations
from pledgeline.engine.joined import joined
from pledgeline.engine.quantity import quantity_of, quantity_text
from pledgeline.errors import UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import DerivationInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedFigure:
    """One figure of the case, as written there."""

    key: str
    text: str
    low: str
    high: str
    confidence: str
    sources: tuple[str, ...]  # citation with the title of the source
    note: str
    quote: str
    where: str  # file:line:column


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedInput:
    """One input of a formula, with the figure or the derivation behind it."""

    symbol: str
    title: str
    text: str
    key: str
    confidence: str
    note: str
    figure: ExplainedFigure | None
    derivation: Explanation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One headline number, explained down to the figures of the case.

    Where a number is used twice, `inputs` is full the first time and empty
    after that; `repeated` says so.
    """

    key: str
    title: str
    value: float | None
    unit: str
    text: str
    formula: str
    filled: str
    note: str
    inputs: tuple[ExplainedInput, ...]
    repeated: bool


def explain(
    paper: Paper, workings: Workings, key: str, *, simulated: tuple[str, ...] = ()
) -> Explanation | ExplainedFigure:
    """What stands behind a key; `simulated` are keys that a run would add, for the suggestion.

    Raises UnknownName for a key that nothing stands behind.
    """
    derived = workings.derived()
    if key in derived:
        return _explained(paper, derived, derived[key], set())
    if key in paper.figures:
        return explained_figure(paper, key)
    remedy = suggestion(key, (*keys(paper, workings), *simulated))
    raise UnknownName(said("nothing is called '{key}'; {remedy}", key=key, remedy=remedy))


def keys(paper: Paper, workings: Workings) -> tuple[str, ...]:
    """Everything that can be explained: headline numbers in their order, then figures in the order of the case."""
    return tuple(dict.fromkeys((*workings.derived(), *paper.figures)))


def quantities(paper: Paper, workings: Workings) -> Mapping[str, tuple[float | None, str]]:
    """Value and unit of everything that is one number; a headline number stands before a figure of the same name."""
    found: dict[str, tuple[float | None, str]] = {}
    for key, figure in paper.figures.items():
        quantity = (None, "") if figure.value is None else quantity_of(key, figure.value)
        if quantity is not None:
            found[key] = quantity
    return found | {key: (derived.value, derived.unit) for key, derived in workings.derived().items()}


def explained_figure(paper: Paper, key: str) -> ExplainedFigure:
    """One figure of the case with its place and sources."""
    figure = paper.figures[key]
    return ExplainedFigure(
        key=key,
        text=str(figure),
        low="" if figure.low is None else str(figure.low),
        high="" if figure.high is None else str(figure.high),
        confidence=figure.confidence,
        sources=tuple(_titled(paper, citation) for citation in citations(figure)),
        note=figure.note,
        quote=figure.quote,
        where=str(paper.document.locate(key)),
    )


def _titled(paper: Paper, citation: str) -> str:
    source = paper.document.case.sources.get(citation.partition("#")[0])
    return citation if source is None else said("{citation}: {title}", citation=citation, title=source.title)


def _explained(paper: Paper, derived: Mapping[str, Derived], found: Derived, told: set[str]) -> Explanation:
    repeated = found.key in told
    told.add(found.key)
    inputs: tuple[ExplainedInput, ...] = ()
    if not repeated:
        entries = {entry.symbol: entry for entry in found.formula.terms()}
        inputs = tuple(_input(paper, derived, found.key, entry, told) for entry in entries.values())
    return Explanation(
        key=found.key,
        title=found.title,
        value=found.value,
        unit=found.unit,
        text=quantity_text(found.value, found.unit),
        formula=found.formula.text(),
        filled=found.formula.text(_filled),
        note=found.note,
        inputs=inputs,
        repeated=repeated,
    )


def _input(
    paper: Paper, derived: Mapping[str, Derived], parent: str, entry: DerivationInput, told: set[str]
) -> ExplainedInput:
    # a headline number may bear the name of the figure it starts from: that input is the figure
    inner = derived.get(entry.key) if entry.key != parent else None
    return ExplainedInput(
        symbol=entry.symbol,
        title=entry.title,
        text=quantity_text(entry.value, entry.unit),
        key=entry.key,
        confidence=entry.confidence,
        note=entry.note,
        figure=explained_figure(paper, entry.key) if inner is None and entry.key in paper.figures else None,
        derivation=None if inner is None else _explained(paper, derived, inner, told),
    )


def _filled(entry: DerivationInput) -> str:
    text = quantity_text(entry.value, entry.unit)
    return joined(("(", text, ")")) if isinstance(entry.value, float) and entry.value < 0 else text
