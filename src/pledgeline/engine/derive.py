"""The workings: every headline number with its formula, from the figures of the case upwards.

Numbers of the standing are computed here and nowhere else, so that the value
reported and the value explained are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledgeline.case.figure import Figure, figures
from pledgeline.engine.formula import Formula, Term, number
from pledgeline.engine.results import Derivation, DerivationInput, FigureRecord
from pledgeline.errors import BrokenInvariant
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedCase

DEFAULT = "default"
SECTIONS = ("group", "loans", "assets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A headline number: its key, its formula and what both mean."""

    key: str
    symbol: str
    title: str
    unit: str
    formula: Formula
    value: float | None
    note: str = ""

    def record(self) -> Derivation:
        """The derivation as results keep it, each input once."""
        inputs = {entry.symbol: entry for entry in self.formula.terms()}
        return Derivation(
            key=self.key,
            title=self.title,
            value=self.value,
            unit=self.unit,
            formula=self.formula.text(),
            inputs=tuple(inputs.values()),
        )


class Workings:
    """Derived numbers in the order in which they were worked out."""

    def __init__(self) -> None:
        """Start with nothing derived."""
        self._derived: dict[str, Derived] = {}

    def derive(self, key: str, formula: Formula, *, symbol: str, title: str, unit: str, note: str = "") -> Term:
        """Work a number out, keep it under its key, and return it as an input of further formulas.

        Raises BrokenInvariant for a key derived twice, or two inputs of one
        symbol.
        """
        if key in self._derived:
            raise BrokenInvariant(said("{key} is derived twice", key=key))
        _distinct(key, formula)
        self._derived[key] = Derived(
            key=key, symbol=symbol, title=title, unit=unit, formula=formula, value=formula.evaluate(), note=note
        )
        return self.term(key)

    def term(self, key: str, *, symbol: str | None = None) -> Term:
        """A derived number as an input; `symbol` where the formula calls it otherwise."""
        found = self._derived[key]
        return Term(
            entry=DerivationInput(
                symbol=symbol or found.symbol, title=found.title, value=found.value, unit=found.unit, key=key
            )
        )

    def value(self, key: str) -> float | None:
        """The value derived under the key; None where it is unknown."""
        return self._derived[key].value

    def amount(self, key: str) -> float:
        """The value derived under the key; raises BrokenInvariant where it is unknown."""
        value = self._derived[key].value
        if value is None:
            raise BrokenInvariant(said("{key} has no value", key=key))
        return value

    def derived(self) -> Mapping[str, Derived]:
        """All of them by key: first the group's, then those of loans, then those of assets."""
        return {key: self._derived[key] for key in sorted(self._derived, key=_section)}

    def records(self) -> tuple[Derivation, ...]:
        """All of them as results keep them, in the same order."""
        return tuple(found.record() for found in self.derived().values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The figures of the case by dotted path, ready to be inputs of formulas.

    Values come from the resolved case; titles, sources and confidence from
    what is written.
    """

    document: CaseDocument
    resolved: ResolvedCase
    figures: Mapping[str, Figure[Any]]

    def term(self, symbol: str, path: str, title: str, *, value: float | None, unit: str) -> Term:
        """A figure as an input; one that is not written is a default."""
        return Term(entry=entry(self.figures.get(path), symbol=symbol, path=path, title=title, value=value, unit=unit))

    def money(self, symbol: str, path: str, title: str, *, value: float | None, currency: str) -> Formula:
        """A figure of money as an input, multiplied by the exchange rate where it is written in another currency."""
        figure = self.figures.get(path)
        if figure is None or figure.value is None or figure.value.currency == currency:
            return self.term(symbol, path, title, value=value, unit=currency)
        written = self.term(symbol, path, title, value=float(figure.value), unit=figure.value.currency)
        return written * self.exchange(figure.value.currency, currency)

    def exchange(self, source: str, target: str) -> Formula:
        """The factor from one currency to another, by way of the currency of the case."""
        home = self.resolved.currency
        if target == home:
            return self._spot(source)
        if source == home:
            return number(1) / self._spot(target)
        return self._spot(source) / self._spot(target)

    def _spot(self, code: str) -> Term:
        home = self.resolved.currency
        return self.term(
            f"fx_{code}",
            f"market.fx.{code}.spot",
            said("{home} for one {code}", home=home, code=code),
            value=self.resolved.currencies[code].spot,
            unit=f"{home}/{code}",
        )


def open_paper(document: CaseDocument, resolved: ResolvedCase) -> Paper:
    """The figures of the case beside its resolved form."""
    return Paper(document=document, resolved=resolved, figures=dict(figures(document.case)))


def entry(
    figure: Figure[Any] | None, *, symbol: str, path: str, title: str, value: float | None, unit: str
) -> DerivationInput:
    """A figure as the input of a formula, with its confidence and sources."""
    if figure is None or (not figure.known and value is not None):
        note = said("left out of the case") if figure is None else said("not known; the default stands in for it")
        return DerivationInput(
            symbol=symbol, title=title, value=value, unit=unit, key=path, confidence=DEFAULT, note=note
        )
    return DerivationInput(
        symbol=symbol,
        title=title,
        value=value,
        unit=unit,
        key=path,
        confidence=figure.confidence,
        sources=citations(figure),
        note=figure.note,
    )


def figure_records(case_figures: Iterable[tuple[str, Figure[Any]]]) -> tuple[FigureRecord, ...]:
    """Every figure of the case as the page of sources shows it, without the dates of the sources themselves."""
    return tuple(
        FigureRecord(
            key=key,
            text=figure_text(figure),
            confidence=figure.confidence,
            sources=citations(figure),
            note=figure.note,
        )
        for key, figure in case_figures
        if not key.startswith("sources.")
    )


def figure_text(figure: Figure[Any]) -> str:
    """The literal of a figure, with its range where it is an assumption."""
    text = "unknown" if figure.value is None else str(figure.value)
    return f"{text} ({figure.low}..{figure.high})" if figure.low is not None and figure.high is not None else text


def citations(figure: Figure[Any]) -> tuple[str, ...]:
    """The sources of a figure as they are written, such as `press-a#p4`."""
    return tuple(str(citation) for citation in figure.sources)


def letter(name: str) -> str:
    """A name as part of a symbol: letters, digits and underscores; different names stay different."""
    return name.replace("_", "__").replace("-", "_")


def _section(key: str) -> int:
    """The place of a key's section; sorting keeps the order of work within it."""
    section = key.partition(".")[0]
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


def _distinct(key: str, formula: Formula) -> None:
    """Refuse a formula that calls two different inputs by one symbol."""
    seen: dict[str, DerivationInput] = {}
    for found in formula.terms():
        if seen.setdefault(found.symbol, found) != found:
            what = said("the formula of {key} has two inputs called {symbol}", key=key, symbol=found.symbol)
            raise BrokenInvariant(what)
