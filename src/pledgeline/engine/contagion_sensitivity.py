"""How far each assumption moves the group's loss: both ends of its range, all else as assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgeline.case.figure import figures, with_figure
from pledgeline.engine.contagion_network import resolve_network
from pledgeline.engine.contagion_results import Sensitivity
from pledgeline.engine.contagion_shock import shock_of
from pledgeline.engine.contagion_spiral import Spiral
from pledgeline.engine.document import Restated
from pledgeline.errors import PledgelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.engine.contagion_network import Network
    from pledgeline.engine.contagion_window import Services
    from pledgeline.engine.document import CaseDocument

READ = ("group", "market.fx", "assets", "loans", "debts", "companies", "contracts", "contagion")  # by a network
BUILT = ("programmes", "reference_classes")  # and by contracts that let phases
MOVED = 1e-9  # of what the group is worth: a loss that moves by less does not
UNREAD = ("products", "capital_spending", "default", "operating", "relet", "policy")
LAW = "dynamics"  # of a price: read where nothing else says how the shares of a company trade


def sensitivities(
    document: CaseDocument, counted: tuple[str, ...] | None, network: Network, lost: float
) -> tuple[Sensitivity, ...]:
    """The assumptions that move the group's loss, the widest first.

    The fall of the demand is not among them: its ends have outcomes of their own. An end of a range at which the
    case contradicts itself is left out together with its other end.
    """
    found = []
    for path, figure in _assumed(document.case):
        let = None if path.startswith(BUILT) else network.terms.let
        ends = [_lost(_with(document, path, end), counted, let) for end in (figure.low, figure.high)]
        if ends[0] is None or ends[1] is None:
            continue
        if max(abs(end - lost) for end in ends if end is not None) > MOVED * max(float(network.equity[0]), 1.0):
            found.append(
                Sensitivity(
                    path=path,
                    subject=_subject(document.case, path),
                    low=str(figure.low),
                    assumed=str(figure.stated),
                    high=str(figure.high),
                    loss_low=ends[0],
                    loss_high=ends[1],
                )
            )
    return tuple(sorted(found, key=lambda one: -abs(one.loss_high - one.loss_low)))


def _assumed(case: Case) -> Iterator[tuple[str, Figure[Any]]]:
    """Assumptions that a network reads."""
    read = (*READ, *BUILT) if any(contract.phases for contract in case.contracts.values()) else READ
    priced = {one.asset for one in case.companies.values() if one.in_network and one.trading is None}
    for path, figure in figures(case):
        steps = path.split(".")
        unread = set(UNREAD).intersection(steps) or (LAW in steps and steps[1] not in priced)
        if figure.assumed and path.startswith(read) and not unread:
            yield path, figure


def _with(document: CaseDocument, path: str, end: Any) -> Restated:  # noqa: ANN401  of any unit
    """The case with another value of an assumption."""
    return Restated(document=document, case=with_figure(document.case, path, end), scenario=document.scenario)


def _lost(document: CaseDocument, counted: tuple[str, ...] | None, let: Services | None) -> float | None:
    """What the group loses; None where the case contradicts itself."""
    try:
        network = resolve_network(document, counted, let=let)
    except PledgelineError:
        return None
    ending = Spiral(network).end(shock_of(document, network).taken())
    return float(network.equity[0] - ending.equity[0])


def _subject(case: Case, path: str) -> str:
    """What the case calls that of which an assumption is: a name, a title, else its id; empty for a rule."""
    section, _, rest = path.partition(".")
    key = rest.partition(".")[0]
    records = getattr(case, section)
    record = records.get(key) if isinstance(records, dict) else None
    return getattr(record, "name", None) or getattr(record, "title", None) or (key if record is not None else "")
