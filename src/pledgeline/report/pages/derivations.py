"""How each number was made: its formula, its inputs, and where each input stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said
from pledgeline.report.pages.sources import Citation, citations, source_anchors
from pledgeline.report.pages.wording import UNKNOWN, capital, count, money, percent, price, signed, times, titled
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.results import Derivation, DerivationInput, Result

PLAIN_UNITS: dict[str, Callable[[float], str]] = {"%": percent, "shares": count, "x": times}
UNITS = {"days": said("days"), "shares/day": said("shares/day")}
MARKET = said("The market")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputEntry:
    """One input; `target` is the anchor of its own derivation, empty for a figure of the case."""

    symbol: str
    title: str
    answer: str
    key: str
    target: str
    confidence: str
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationPage:
    """A number, its formula and its inputs."""

    anchor: str
    key: str
    title: str
    answer: str
    formula: str
    inputs: tuple[InputEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationGroup:
    """The derivations of one thing: the group, an asset, a loan."""

    title: str
    derivations: tuple[DerivationPage, ...]


def derivation_groups(result: Result) -> tuple[DerivationGroup, ...]:
    """How each number was made, by the thing that it is about: the group, then loans, then the rest."""
    anchors = {one.key: f"made-{number}" for number, one in enumerate(result.derivations, start=1)}
    sources = source_anchors(result)
    names = _names(result)
    groups: dict[str, list[DerivationPage]] = {}
    for one in result.derivations:
        groups.setdefault(_subject(one.key), []).append(_derivation(one, anchors, sources))
    order = sorted(groups, key=lambda subject: (not subject.startswith("group"), not subject.startswith("loans.")))
    return tuple(
        DerivationGroup(title=names.get(subject, capital(subject)), derivations=tuple(groups[subject]))
        for subject in order
    )


def _subject(key: str) -> str:
    """What a key is about: `group`, or the first two steps of `loans.arm-margin.ltv`."""
    kind, _, rest = key.partition(".")
    return kind if kind in {"group", "market"} or not rest else f"{kind}.{rest.partition('.')[0]}"


def _names(result: Result) -> dict[str, str]:
    """The names of the things that derivations are about."""
    assets = {f"assets.{asset.id}": asset.name for asset in result.standing.assets}
    loans = {f"loans.{loan.id}": loan.name for loan in result.standing.loans}
    return {"group": result.group, "market": retold(MARKET), **assets, **loans}


def _derivation(derivation: Derivation, anchors: dict[str, str], sources: dict[str, str]) -> DerivationPage:
    """One number."""
    return DerivationPage(
        anchor=anchors[derivation.key],
        key=derivation.key,
        title=capital(retold(derivation.title)),
        answer=in_unit(derivation.value, derivation.unit),
        formula=retold(derivation.formula),
        inputs=tuple(_input(one, anchors, sources) for one in derivation.inputs),
    )


def _input(one: DerivationInput, anchors: dict[str, str], sources: dict[str, str]) -> InputEntry:
    """One input with the place where it stands."""
    return InputEntry(
        symbol=one.symbol,
        title=retold(one.title),
        answer=in_unit(one.value, one.unit),
        key=one.key,
        target=anchors.get(one.key, ""),
        confidence=one.confidence or ("derived" if one.key in anchors else ""),
        citations=citations(one.sources, sources),
        note=retold(one.note),
    )


def in_unit(amount: float | str | None, unit: str) -> str:
    """A number in its own unit."""
    if amount is None or isinstance(amount, str):
        return retold(amount or UNKNOWN)
    if unit in PLAIN_UNITS:
        return PLAIN_UNITS[unit](amount)
    if unit.endswith("/share"):
        return price(amount, unit.removesuffix("/share"))
    if len(unit) == len("USD") and unit.isupper():
        return money(amount, unit)
    return f"{signed(number_text(amount, language=here()))} {titled(UNITS, unit)}".strip()
