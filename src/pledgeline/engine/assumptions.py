"""Which undisclosed term matters most: each assumption at both ends of its range, all else as assumed.

Every sweep uses the same random numbers, so a difference is not noise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.case.figure import figures, with_figure
from pledgeline.engine.document import Restated
from pledgeline.engine.outlook import proportion
from pledgeline.engine.resolve import resolve
from pledgeline.engine.results import AssumptionEffect, Assumptions, Estimate
from pledgeline.engine.simulation import simulate_paths
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.case.figure import Figure
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedCase

RANKING_PATHS = 4096  # enough to order the terms; the page states the number and the errors


def rank(
    document: CaseDocument,
    resolved: ResolvedCase,
    *,
    seed: int,
    workers: int,
    paths: int,
    progress: Callable[[float], None] | None = None,
) -> Assumptions | None:
    """The assumptions of a case by how far they move the chance of a call on its largest margin loan.

    None where nothing is assumed with a range.
    """
    assumed = [(key, figure) for key, figure in figures(document.case) if figure.assumed and figure.low is not None]
    if not assumed:
        return None
    loan = main_loan(resolved)
    used = min(paths, RANKING_PATHS)

    def answer(case: ResolvedCase) -> Estimate:
        found = simulate_paths(case, paths=used, seed=seed, workers=workers, recorded=0, measured=0)
        calls = found.outcomes[:, found.packed.loans.index(loan)].call
        return proportion(int(np.count_nonzero(calls >= 0)), used)

    base = answer(resolved)
    effects = []
    for number, (key, figure) in enumerate(assumed, start=1):
        effects.append(_effect(document, resolved, key, figure, base=base, answer=answer))
        if progress:
            progress(number / len(assumed))
    name = resolved.margin_loans[loan].name
    return Assumptions(
        answer=f"loans.{loan}.call_probability",
        title=said("probability of a margin call on {loan}", loan=name),
        base=base,
        paths=used,
        effects=tuple(sorted(effects, key=lambda effect: (-effect.swing, effect.key))),
    )


def main_loan(resolved: ResolvedCase) -> str:
    """The margin loan with the largest debt in the currency of the case."""
    loans = resolved.margin_loans.values()
    return max(loans, key=lambda loan: loan.drawn * resolved.currencies[loan.currency].spot).id


def _alone(case: ResolvedCase) -> ResolvedCase:
    """The case without what a loan alone does not look at."""
    return replace(case, funds=None, programmes={}, commitments={})


def _effect(
    document: CaseDocument,
    resolved: ResolvedCase,
    key: str,
    figure: Figure[Any],
    *,
    base: Estimate,
    answer: Callable[[ResolvedCase], Estimate],
) -> AssumptionEffect:
    alone = _alone(resolved)

    def at(value: Any) -> Estimate:  # noqa: ANN401 - a literal of any kind
        case = with_figure(document.case, key, value)
        changed = Restated(document=document, case=case, scenario=document.scenario)
        other = resolve(changed)
        return base if _alone(other) == alone else answer(other)

    low, high = at(figure.low), at(figure.high)
    values = (base.value, low.value, high.value)
    return AssumptionEffect(
        key=key,
        title=key,
        assumed=str(figure.value),
        low=str(figure.low),
        high=str(figure.high),
        answer_low=low,
        answer_high=high,
        swing=max(values) - min(values),
        note=figure.note,
    )
