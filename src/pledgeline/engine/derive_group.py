"""What the paths of a group found, as derivations: keys that `explain` and expectations may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.quantity import dated
from pledgeline.engine.results import DerivationInput, Estimate
from pledgeline.engine.what_if import owes_redemptions
from pledgeline.language.saying import Said, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.group_results import GroupView, LoadLine
    from pledgeline.engine.resolved import ResolvedCase

_EVENTS: dict[str, Callable[[str], Said]] = {
    "call_probability": lambda end: said(
        "share of the paths of the group with a margin call on any loan by {end}", end=end
    ),
    "failed_cure_probability": lambda end: said(
        "share of the paths of the group with a failed cure on any loan by {end}", end=end
    ),
    "gap_probability": lambda end: said("share of the paths of the group with a cash gap by {end}", end=end),
}
_LINES: dict[str, Callable[[str], Said]] = {
    "reported_normal": lambda end: said(
        "share of the paths of the group with the reported LTV above the normal line by {end}", end=end
    ),
    "reported_ceiling": lambda end: said(
        "share of the paths of the group with the reported LTV above the ceiling by {end}", end=end
    ),
    "through_normal": lambda end: said(
        "share of the paths of the group with the looked-through LTV above the normal line by {end}", end=end
    ),
    "through_ceiling": lambda end: said(
        "share of the paths of the group with the looked-through LTV above the ceiling by {end}", end=end
    ),
    "cover": lambda end: said(
        "share of the paths of the group with cash under the redemptions of the covered span by {end}", end=end
    ),
}


def group_units(resolved: ResolvedCase) -> dict[str, str]:
    """The keys that only a run of a whole group can give, with their units; none where its cash is not known."""
    if resolved.funds is None or not resolved.dates:
        return {}
    found = {f"group.{name}": "%" for name in _EVENTS} | {"group.expected_gap": resolved.currency}
    normal, ceiling = resolved.policy_normal is not None, resolved.policy_ceiling is not None
    stated = {"normal": normal, "ceiling": ceiling, "": owes_redemptions(resolved)}  # the last: the cover
    found |= {f"group.{line}_probability": "%" for line in _LINES if stated[line.partition("_")[2]]}
    found |= {f"programmes.{key}.paid_probability": "%" for key in resolved.funds.building}
    bills = (bill for bill in resolved.funds.bills if bill.slot < 0)
    return found | {f"commitments.{bill.id}.paid_probability": "%" for bill in bills}


def derive_group(workings: Workings, view: GroupView | None, seed: int, currency: str) -> None:
    """Add what the paths found to the workings."""
    if view is None:
        return
    outlook = view.outlook
    for key, title, estimate, unit in _found(view, currency):
        entries = _entries(outlook.paths, seed, estimate, unit)
        workings.derive(
            key, Prose(sentence=title, found=estimate.value, entries=entries), symbol="p", title=title, unit=unit
        )
    for line in view.load_lines:
        if line.draw is not None:
            _derive_line(workings, line, seed)


def _found(view: GroupView, currency: str) -> Iterator[tuple[str, str, Estimate, str]]:
    outlook = view.outlook
    for (name, told), estimate in zip(_EVENTS.items(), (outlook.call, outlook.failed_cure, outlook.gap), strict=True):
        yield f"group.{name}", told(dated(outlook.end)), estimate, "%"
    for risk in outlook.policy:
        yield f"group.{risk.line}_probability", _LINES[risk.line](dated(outlook.end)), risk.probability, "%"
    for promise in outlook.promises:
        title = said(
            "share of the paths on which the commitment to {to} is paid in full on {due}",
            to=promise.to,
            due=dated(promise.due),
        )
        yield f"commitments.{promise.id}.paid_probability", title, promise.paid, "%"
    for one in outlook.building:
        title = said(
            "share of the paths on which every draw of {programme} up to {end} is paid on its day",
            programme=one.title,
            end=dated(outlook.end),
        )
        yield f"programmes.{one.id}.paid_probability", title, one.paid, "%"
    title = said("average over all paths of what cannot be paid by {end}", end=dated(outlook.end))
    yield "group.expected_gap", title, outlook.gap_law.expected, currency


def _derive_line(workings: Workings, line: LoadLine, seed: int) -> None:
    title = said(
        "largest extra draw under {name} today that keeps every tolerance until {within}",
        name=line.name,
        within=dated(line.within),
    )
    entries = (
        DerivationInput(symbol="binding", title=said("the tolerance that binds"), value=line.binding, unit=""),
        DerivationInput(
            symbol="accuracy", title=said("width of the last bracket"), value=line.accuracy, unit=line.currency
        ),
        DerivationInput(symbol="runs", title=said("runs on the same random numbers"), value=float(line.runs), unit=""),
        *_drawn(line.paths, seed),
    )
    prose = Prose(sentence=title, found=line.draw, entries=entries)
    workings.derive(f"group.load_line.{line.facility}", prose, symbol="x", title=title, unit=line.currency)


def _drawn(paths: int, seed: int) -> tuple[DerivationInput, DerivationInput]:
    return (
        DerivationInput(symbol="paths", title=said("simulated paths of the group"), value=float(paths), unit=""),
        DerivationInput(symbol="seed", title=said("seed of the random numbers"), value=str(seed), unit=""),
    )


def _entries(paths: int, seed: int, estimate: Estimate, unit: str) -> tuple[DerivationInput, ...]:
    error = DerivationInput(symbol="error", title=said("standard error"), value=estimate.standard_error, unit=unit)
    return (*_drawn(paths, seed), error)
