"""What each headline answer rests on: its derivation followed down to the figures of the case."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from pledgeline.engine.evidence_results import GRADES, Basis, Grade
from pledgeline.engine.pledge_steps import Steps
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.engine.results import Derivation

# the answers that a report begins with
HEADLINES = tuple(
    map(
        re.compile,
        (
            r"group\.ltv\.(reported|look_through)", r"group\.deployable", r"group\.(call|gap)_probability",
            r"group\.load_line\..+", r"loans\.[^.]+\.trigger_price", r"loans\.[^.]+\.call_probability",
            r"commitments\.[^.]+\.paid_probability", r"programmes\.[^.]+\.paid_probability",
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
    "programmes",
    "reference_classes",
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


def promise_bases(case: Case, known: Mapping[str, Figure[Any]]) -> Iterator[Basis]:
    """What the status of each public promise rests on: its terms, every step that anybody counts, its commitments."""
    steps = Steps(case=case)
    for key, pledge in case.pledges.items():
        terms = {f"pledges.{key}.{term}" for term in ("amount", "jobs", "capacity", "made", "deadline")}
        parts = [f"pledges.{step.pledge}.progress.{step.number}." for step in steps.generously(key)]
        parts += [f"commitments.{commitment}." for commitment in pledge.backing]
        title = said("status of the promise: {promise}", promise=pledge.title or key)
        found = (path for path in known if path in terms or path.startswith(tuple(parts)))
        paths = tuple(path for path in found if path in terms or not path.endswith((".date", ".known")))
        yield _counted(status_key(key), title, paths, known)


def status_key(pledge: str) -> str:
    """The key under which the status of a promise is explained."""
    return f"pledges.{pledge}.status"


def _basis(headline: Derivation, by_key: Mapping[str, Derivation], known: Mapping[str, Figure[Any]]) -> Basis:
    paths = dict.fromkeys((*inputs(headline, by_key, known), *_simulated(headline, known)))
    return _counted(headline.key, headline.title, tuple(paths), known)


def _counted(key: str, title: str, paths: Sequence[str], known: Mapping[str, Figure[Any]]) -> Basis:
    behind = {path: known[path] for path in paths if path in known and known[path].known}
    counts: Counter[str] = Counter(figure.confidence for figure in behind.values())
    return Basis(
        key=key,
        title=title,
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
