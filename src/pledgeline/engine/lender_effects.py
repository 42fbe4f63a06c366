"""What each term of a loan does to the lender: one term changed at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.engine.lender_law import BASIS_POINT, calls_of, sales_of
from pledgeline.engine.lender_results import TermEffect
from pledgeline.engine.lender_terms import Position, Terms, sale_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.kernels.levy import Levy

ERROR = 1e-7
STEPS = (-0.05, 0.05)  # of an LTV
DAYS = {"cure_days": (0, 2, 5, 10), "sale_delay": (1, 3, 5)}
PARTICIPATIONS = (0.1, 0.2, 0.3)
DEBTS = (0.75, 1.25)
FIRST_CALL = ("debt", "call")  # the terms that the first call depends on
SAME = 1e-9


def effects(held: Position, law: Levy) -> Iterator[TermEffect]:
    """Each term at a few settings, that of the loan among them, in the order of a term sheet."""
    called = _called(held, held.terms, law)
    as_it_is = sales_of(held, held.terms, law, error=ERROR)
    for term, settings in _settings(held):
        for terms, setting, current in settings:
            sales = as_it_is if current else sales_of(held, terms, law, error=ERROR)
            yield TermEffect(
                term=term,
                setting=setting,
                current=current,
                call=_called(held, terms, law) if term in FIRST_CALL and not current else called,
                close_out=min(max(float(sales.mass.sum()), 0.0), 1.0),
                loss_probability=sales.loss_probability(),
                expected_loss_bp=sales.expected_loss() / BASIS_POINT,
                sale_days=sale_of(held, terms).days,
            )


def _called(held: Position, terms: Terms, law: Levy) -> float:
    return float(calls_of(held, terms, law, error=ERROR).by_date[-1])


Setting = tuple[Terms, str, bool]


def _settings(held: Position) -> Iterator[tuple[str, list[Setting]]]:
    terms = held.terms
    yield "debt", [
        (replace(terms, debt=share), f"{share * held.ltv:.1%} LTV", share == 1.0)
        for share in sorted({*DEBTS, 1.0})
        if share * held.ltv < terms.call or share == 1.0
    ]
    yield "call", [_level(terms, "call", level) for level in _levels(terms.call, max(terms.cure, held.ltv), terms.close_out)]
    yield "close_out", [_level(terms, "close_out", level) for level in _levels(terms.close_out, terms.call, 1.0)]
    for term, choices in DAYS.items():
        now = int(getattr(terms, term))
        yield term, [
            (replace(terms, **{term: days}), _days(days), days == now) for days in sorted({*choices, now})
        ]
    if held.asset.daily_volume is not None:
        yield "participation", [_level(terms, "participation", share) for share in _participations(terms)]


def _levels(now: float, above: float, below: float) -> list[float]:
    """The level and its neighbours that keep the ladder in order."""
    return [now + step for step in (STEPS[0], 0.0, STEPS[1]) if not step or above < now + step < below]


def _participations(terms: Terms) -> list[float]:
    others = [share for share in PARTICIPATIONS if abs(share - terms.participation) > SAME]
    return sorted([*others, terms.participation])


def _level(terms: Terms, term: str, level: float) -> Setting:
    current = abs(level - getattr(terms, term)) < SAME
    return replace(terms, **{term: level}), f"{100 * level:.4g}%", current


def _days(days: int) -> str:
    return "1 business day" if days == 1 else f"{days} business days"

