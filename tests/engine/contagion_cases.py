"""Small networks as parts of a case, what contagion answers for them, and how its records are looked up."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.contagion import contagion
from pledgeline.files.read_case import apply_scenario, read_case_text

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport, LoanLine, Loss, Node, Outcome

BN = 1e9
BASE: dict[str, Any] = {
    "pledgeline": "v1", "title": "A net", "as_of": "2026-01-01", "currency": "USD",
    "group": {"name": "Holding", "cash": "USD 10bn"}, "contagion": {"until": "2026-12-31"},
}  # fmt: skip


def firm(name: str, equity: str, **more: Any) -> dict[str, Any]:
    """A company."""
    return {"name": name, "equity": equity, **more}


def owes(by: str, to: str, amount: str | None, **more: Any) -> dict[str, Any]:
    """A binding contract, due in June."""
    told = {"by": by, "to": to, "kind": "supply", "standing": "binding", "amount": amount, "due": "2026-06-30"}
    return {key: text for key, text in (told | more).items() if text is not None}


def cleared(scenario: str = "", **parts: Any) -> ContagionReport:
    """What contagion answers for a case of these parts."""
    document = read_case_text(json.dumps(BASE | parts, indent=1))
    return contagion(apply_scenario(document, scenario) if scenario else document)


def nodes(found: Outcome) -> dict[str, Node]:
    return {node.id: node for node in found.nodes}


def loss_of(found: Outcome, company: str) -> Loss:
    return next(loss for loss in found.losses if loss.company == company)


def loan_of(found: Outcome, key: str) -> LoanLine:
    return next(loan for loan in found.loans if loan.id == key)


def adds_up(found: Outcome) -> None:
    """Every loss is split without rest, by channel and by origin."""
    for loss in found.losses:
        through = math.fsum(cause.unpaid + cause.shares + cause.loans for cause in loss.because)
        total = loss.shock + through + loss.costs - loss.passed_on
        assert total == pytest.approx(loss.lost, rel=1e-12, abs=1e-12 * found.shock), loss
        assert math.fsum(part for _, part in loss.by_origin) == pytest.approx(
            loss.lost, rel=1e-12, abs=1e-12 * found.shock
        )
