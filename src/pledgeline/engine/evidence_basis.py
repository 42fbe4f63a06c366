"""What each headline answer rests on: its derivation followed down to the figures of the case."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from pledgeline.engine.evidence_results import GRADES, Basis, Grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pledgeline.case.figure import Figure
    from pledgeline.engine.results import Derivation

# the answers that a report begins with
HEADLINES = tuple(
    map(
        re.compile,
        (
            r"group\.ltv\.(reported|look_through)", r"group\.deployable", r"group\.(call|gap)_probability",
            r"group\.load_line\..+", r"loans\.[^.]+\.trigger_price", r"loans\.[^.]+\.call_probability",
            r"commitments\.[^.]+\.paid_probability",
        ),
    )
)  # fmt: skip
# what a simulation reads beside the inputs of its formula
_OF_A_LOAN = ("market", "assets")
_OF_THE_GROUP = (
    "group",
    "market",
    "assets",
    "loans",
    "debts",
    "commitments",
    "inflows",
    "receivables",
    "funding",
    "horizon",
)


def bases(derivations: tuple[Derivation, ...], known: Mapping[str, Figure[Any]]) -> tuple[Basis, ...]:
    """The basis of each headline answer, in the order of the derivations."""
    by_key = {one.key: one for one in derivations}
    return tuple(
        _basis(one, by_key, known) for one in derivations if any(each.fullmatch(one.key) for each in HEADLINES)
    )


def basis_of(key: str, derivations: Iterable[Derivation], known: Mapping[str, Figure[Any]]) -> Basis | None:
    """What one answer rests on; None for a key that is not derived."""
    by_key = {one.key: one for one in derivations}
    return _basis(by_key[key], by_key, known) if key in by_key else None


def _basis(headline: Derivation, by_key: Mapping[str, Derivation], known: Mapping[str, Figure[Any]]) -> Basis:
    paths = dict.fromkeys((*inputs(headline, by_key, known), *_simulated(headline, known)))
    behind = {path: known[path] for path in paths if path in known and known[path].known}
    counts: Counter[str] = Counter(figure.confidence for figure in behind.values())
    return Basis(
        key=headline.key,
        title=headline.title,
        grades=tuple(Grade(confidence=name, figures=counts[name]) for name in GRADES if counts[name]),
        assumed=tuple(path for path, figure in behind.items() if figure.assumed),
        defaults=tuple(path for path in paths if path not in behind),
    )


def inputs(headline: Derivation, by_key: Mapping[str, Derivation], known: Mapping[str, Figure[Any]]) -> Iterator[str]:
    """The paths of all figures behind a derivation, in the order of its formula.

    A price of the case and the number derived from it share a key; the key is then both. A figure that the case
    gives without a grade is a figure all the same.
    """
    seen = {headline.key}
    waiting = [headline]
    while waiting:
        found = waiting.pop(0)
        for entry in found.inputs:
            if not entry.key or (entry.key in seen and entry.key != found.key):
                continue
            seen.add(entry.key)
            if entry.confidence or entry.key in known:
                yield entry.key
            if not entry.confidence and entry.key in by_key and entry.key != found.key:
                waiting.append(by_key[entry.key])


def _simulated(headline: Derivation, known: Mapping[str, Figure[Any]]) -> Iterator[str]:
    """Of a simulated answer, every figure that its paths are made from."""
    if not any(entry.symbol == "seed" for entry in headline.inputs):
        return
    section, name, *_ = headline.key.split(".")
    for path in known:
        top = path.partition(".")[0]
        if section == "loans":
            if path.startswith(f"loans.{name}.") or top in _OF_A_LOAN:
                yield path
        elif top in _OF_THE_GROUP:
            yield path
