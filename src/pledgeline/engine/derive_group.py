"""What the paths of a group found, as derivations: keys that `explain` and expectations may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.results import DerivationInput, Estimate
from pledgeline.engine.what_if import owes_redemptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.group_results import GroupView, LoadLine
    from pledgeline.engine.resolved import ResolvedCase

_EVENTS = {
    "call_probability": "a margin call on any loan",
    "failed_cure_probability": "a failed cure on any loan",
    "gap_probability": "a cash gap",
}
_LINES = {
    "reported_normal": "the reported LTV above the normal line",
    "reported_ceiling": "the reported LTV above the ceiling",
    "through_normal": "the looked-through LTV above the normal line",
    "through_ceiling": "the looked-through LTV above the ceiling",
    "cover": "cash under the redemptions of the covered span",
}


def group_units(resolved: ResolvedCase) -> dict[str, str]:
    """The keys that only a run of a whole group can give, with their units; none where its cash is not known."""
    if resolved.funds is None or not resolved.dates:
        return {}
    found = {f"group.{name}": "%" for name in _EVENTS} | {"group.expected_gap": resolved.currency}
    normal, ceiling = resolved.policy_normal is not None, resolved.policy_ceiling is not None
    stated = {"normal": normal, "ceiling": ceiling, "": owes_redemptions(resolved)}  # the last: the cover
    found |= {f"group.{line}_probability": "%" for line in _LINES if stated[line.partition("_")[2]]}
    return found | {f"commitments.{bill.id}.paid_probability": "%" for bill in resolved.funds.bills}


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
    for (name, event), estimate in zip(_EVENTS.items(), (outlook.call, outlook.failed_cure, outlook.gap), strict=True):
        yield f"group.{name}", f"share of the paths of the group with {event} by {outlook.end}", estimate, "%"
    for risk in outlook.policy:
        title = f"share of the paths of the group with {_LINES[risk.line]} by {outlook.end}"
        yield f"group.{risk.line}_probability", title, risk.probability, "%"
    for promise in outlook.promises:
        title = f"share of the paths on which the commitment to {promise.to} is paid in full on {promise.due}"
        yield f"commitments.{promise.id}.paid_probability", title, promise.paid, "%"
    title = f"average over all paths of what cannot be paid by {outlook.end}"
    yield "group.expected_gap", title, outlook.gap_law.expected, currency


def _derive_line(workings: Workings, line: LoadLine, seed: int) -> None:
    title = f"largest extra draw under {line.name} today that keeps every tolerance until {line.within}"
    entries = (
        DerivationInput(symbol="binding", title="the tolerance that binds", value=line.binding, unit=""),
        DerivationInput(symbol="accuracy", title="width of the last bracket", value=line.accuracy, unit=line.currency),
        DerivationInput(symbol="runs", title="runs on the same random numbers", value=float(line.runs), unit=""),
        *_drawn(line.paths, seed),
    )
    prose = Prose(sentence=title, found=line.draw, entries=entries)
    workings.derive(f"group.load_line.{line.facility}", prose, symbol="x", title=title, unit=line.currency)


def _drawn(paths: int, seed: int) -> tuple[DerivationInput, DerivationInput]:
    return (
        DerivationInput(symbol="paths", title="simulated paths of the group", value=float(paths), unit=""),
        DerivationInput(symbol="seed", title="seed of the random numbers", value=str(seed), unit=""),
    )


def _entries(paths: int, seed: int, estimate: Estimate, unit: str) -> tuple[DerivationInput, ...]:
    error = DerivationInput(symbol="error", title="standard error", value=estimate.standard_error, unit=unit)
    return (*_drawn(paths, seed), error)
