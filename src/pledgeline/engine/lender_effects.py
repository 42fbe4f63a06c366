"""What each term of a loan does to the lender: one term changed at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.engine.course import grid_of
from pledgeline.engine.lender_law import BASIS_POINT, Ground, begin_sales, calls_of, ground_of, sales_of
from pledgeline.engine.lender_results import TermEffect
from pledgeline.engine.lender_terms import Position, Terms, course_of, ladder_of, sale_of
from pledgeline.engine.quantity import plain_text
from pledgeline.language.saying import said, said_each
from pledgeline.units.text import ENGLISH, figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.kernels.levy import Levy
    from pledgeline.units.text import Language

ERROR = 1e-7
STEPS = (-0.05, 0.05)  # of an LTV
CURE_DAYS, SALE_DELAYS = (0, 2, 5, 10), (1, 3, 5)
PARTICIPATIONS = (0.1, 0.2, 0.3)
DEBTS = (0.75, 1.25)
FIRST_CALL = ("debt", "call")  # the terms that the first call depends on
AFTER = ("sale_delay", "participation")  # the terms that only matter when the sale has begun
SAME = 1e-9


def effects(held: Position, law: Levy) -> Iterator[TermEffect]:
    """Each term at a few settings, that of the loan among them, in the order of a term sheet."""
    called, grounds = _called(held, held.terms, law), _grounds(held, law)
    begun_as_it_is = begin_sales(held, held.terms, law, error=ERROR, rough=True)
    as_it_is = sales_of(held, held.terms, begun_as_it_is, grounds[held.terms.participation])
    for term, settings in _settings(held):
        for terms, setting, current in settings:
            sales = as_it_is
            if not current:
                begun = begun_as_it_is if term in AFTER else begin_sales(held, terms, law, error=ERROR, rough=True)
                sales = sales_of(held, terms, begun, grounds[terms.participation])
            yield TermEffect(
                term=term,
                setting=setting,
                current=current,
                call=_called(held, terms, law) if term in FIRST_CALL and not current else called,
                close_out=min(max(float(sales.mass.sum()), 0.0), 1.0),
                loss_probability=sales.loss_probability(),
                expected_loss_bp=sales.expected_loss / BASIS_POINT,
                sale_days=sale_of(held, terms).days,
            )


def _grounds(held: Position, law: Levy) -> dict[float, Ground]:
    """What the settings share: the law of the average price, which only the participation changes."""
    terms = held.terms
    shares = _participations(terms) if held.asset.daily_volume is not None else [terms.participation]
    settings = [changed for term, choices in _settings(held) if term not in AFTER for changed, _, _ in choices]
    left = max(
        grid_of(course_of(held, one, law), error=ERROR, after=one.cure_days, below=-ladder_of(one).close).left
        for one in settings
    )
    lowest = min(one.cure for one in settings)
    soonest = replace(terms, cure=lowest, sale_delay=min(*SALE_DELAYS, terms.sale_delay))
    delays = max(*SALE_DELAYS, terms.sale_delay) - soonest.sale_delay
    return {
        share: ground_of(held, replace(soonest, participation=share), law, left, error=ERROR, delays=delays)
        for share in shares
    }


def _called(held: Position, terms: Terms, law: Levy) -> float:
    return float(calls_of(held, terms, law, error=ERROR).by_date[-1])


Setting = tuple[Terms, str, bool]


def _settings(held: Position) -> Iterator[tuple[str, list[Setting]]]:
    terms = held.terms
    yield (
        "debt",
        [
            (
                replace(terms, debt=share),
                said("{ltv} LTV", ltv=figured(ratio_text, share * held.ltv, decimals=1)),
                share == 1.0,
            )
            for share in sorted({*DEBTS, 1.0})
            if share * held.ltv < terms.call or share == 1.0
        ],
    )
    yield (
        "call",
        [_level(terms, "call", level) for level in _levels(terms.call, max(terms.cure, held.ltv), terms.close_out)],
    )
    yield "close_out", [_level(terms, "close_out", level) for level in _levels(terms.close_out, terms.call, 1.0)]
    yield "cure_days", [_cure_days(terms, days) for days in sorted({*CURE_DAYS, terms.cure_days})]
    yield "sale_delay", [_sale_delay(terms, days) for days in sorted({*SALE_DELAYS, terms.sale_delay})]
    if held.asset.daily_volume is not None:
        yield "participation", [_level(terms, "participation", share) for share in _participations(terms)]


def _levels(now: float, above: float, below: float) -> list[float]:
    """The level and its neighbours that keep the ladder in order."""
    return [now + step for step in (STEPS[0], 0.0, STEPS[1]) if not step or above < now + step < below]


def _participations(terms: Terms) -> list[float]:
    others = [share for share in PARTICIPATIONS if abs(share - terms.participation) > SAME]
    return sorted([*others, terms.participation])


def _level(terms: Terms, term: str, level: float) -> Setting:
    changed = {
        "call": replace(terms, call=level),
        "close_out": replace(terms, close_out=level),
        "participation": replace(terms, participation=level),
    }[term]
    return changed, figured(level_text, level), abs(level - getattr(terms, term)) < SAME


def _cure_days(terms: Terms, days: int) -> Setting:
    return replace(terms, cure_days=days), _days(days), days == terms.cure_days


def _sale_delay(terms: Terms, days: int) -> Setting:
    return replace(terms, sale_delay=days), _days(days), days == terms.sale_delay


def level_text(level: float, *, language: Language = ENGLISH) -> str:
    """`35%`, `34.25%`: a level as a term sheet writes it."""
    return f"{plain_text(100 * level, '.4g', language=language)}{language.percent}"


def _days(days: int) -> str:
    return said_each(days, "{n} business day", "{n} business days", n=str(days))
