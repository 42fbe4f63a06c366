"""Exact figures as the reader sees them: no standard error, and a bound where a figure drowns in the error reached."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.report.pages.wording import NOTHING, money, percent, plural, signed
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LossLaw

LEAST_PROBABILITY = 1e-8  # 0.000001%: below it digits tell nobody anything
ALMOST = 0.9995  # would be rounded to certainty
LEAST_POINTS = 1e-4
LEAST_MONEY = 1.0
BASIS_POINTS = 10_000.0
TEN = 10
DIGITS, MOST_PLACES = 3, 12
MOST_TIMES, FEWEST_TIMES = 1e6, 2.0

MODELS = {"gbm": "GBM", "merton": "Merton jumps", "kou": "Kou jumps"}
METHODS = {"hilbert": "fast Hilbert transform"}
TARGETS = {
    "expected-loss": "Expected loss",
    "loss-probability": "Probability of a loss",
    "tail-loss": "Loss in 1 path of 1,000",
}
TARGET_PHRASES = {
    "expected-loss": "expected loss",
    "loss-probability": "probability of a loss",
    "tail-loss": "loss in one path of a thousand",
}
TERMS = {
    "call": "Call LTV",
    "cure": "Cure LTV",
    "close_out": "Close-out LTV",
    "cure_days": "Cure within",
    "participation": "Volume sold a day",
    "sale_delay": "Sale begins after",
    "debt": "Debt",
}


def exactly(probability: float | None, error: float = 0.0) -> str:
    """`23.4%`, `0.000120%`; `< 0.000001%` where there is no more to know, `none` where nothing is known for certain."""
    if probability is None:
        return NOTHING
    least = max(error, LEAST_PROBABILITY)
    if max(probability, error) <= 0.0:
        return "none"
    if probability < least:
        return f"< {ratio_text(_upwards(least))}"
    if ALMOST <= probability < 1.0:
        return "> 99.9%"
    return f"{three_digits(100.0 * probability)}%"


def _upwards(bound: float) -> float:
    """The bound rounded up to a power of ten, so that it holds as shown."""
    return 10.0 ** math.ceil(round(math.log10(bound), 9))


def points(number: float, error: float = 0.0) -> str:
    """Basis points without their unit: `14.5`, `0.0351`, `< 0.0001`; ``error`` is a fraction."""
    least = max(BASIS_POINTS * error, LEAST_POINTS)
    if max(number, error) <= 0.0:
        return "0"
    if number < least:
        return f"< {_upwards(least):g}"
    return three_digits(number)


def three_digits(number: float) -> str:
    """Three significant digits, zeros included, so that a column does not look uneven: `12.0`, `0.230`, `1,059`."""
    places = DIGITS - 1 - math.floor(math.log10(float(f"{number:.{DIGITS - 1}e}"))) if number > 0.0 else 0
    return number_text(number, decimals=min(max(places, 0), MOST_PLACES))


def points_of(number: float, error: float = 0.0) -> str:
    """Basis points with their unit: `1.40bp`."""
    return f"{points(number, error)}bp"


def loss(amount: float | None, currency: str, error: float = 0.0) -> str:
    """An amount of money, or a bound where it is next to nothing or drowns in the error reached."""
    least = max(error, LEAST_MONEY)
    if amount is not None and amount < least and max(amount, error) > 0.0:
        return f"< {money(_upwards(least), currency)}"
    return money(amount, currency, NOTHING)


def said(text: str) -> str:
    """A bound in the middle of a sentence: `under 0.000001%`."""
    return text.replace("< ", "under ").replace("> ", "over ")


def model_name(law: LossLaw) -> str:
    """The law of the price in a word or two."""
    return MODELS.get(law.model, law.model)


def target_limit(target: str, limit: float) -> str:
    """The limit of a target as a lender writes it: expected losses in basis points, all else in percent."""
    if target == "expected-loss":
        return f"{number_text(limit * BASIS_POINTS)}bp"
    return f"{number_text(limit * 100.0)}%"


def target_phrase(target: str, limit: float) -> str:
    """`expected loss within 1bp of the debt`, for the middle of a sentence."""
    of_debt = "" if target == "loss-probability" else " of the debt"
    return f"{TARGET_PHRASES.get(target, target)} within {target_limit(target, limit)}{of_debt}"


def times_less(law: float, diffusion: float) -> str:
    """`, some 2,300 times less`; nothing where the two are close, or one is nothing."""
    if diffusion <= 0.0 or law < FEWEST_TIMES * diffusion:
        return ""
    ratio = law / diffusion
    if ratio > MOST_TIMES:
        return ", over a million times less"
    rounded = float(f"{ratio:.1e}")
    return f", some {rounded:,.0f} times less" if rounded >= FEWEST_TIMES else ""


def error_text(error: float) -> str:
    """A bound on an error, rounded up to its first digit: `4e-11`."""
    if error <= 0.0:
        return "0"
    power = math.floor(math.log10(error) + 1e-9)
    first = math.ceil(round(error * 10.0**-power, 9))
    return f"{first}e{power}" if first < TEN else f"1e{power + 1}"


def business_days(number: int) -> str:
    """`1 business day`, `5 business days`."""
    return plural(number, "business day")


def share(ratio: float | None) -> str:
    """A ratio in percent, or a dash."""
    return percent(ratio, NOTHING)


def standard_errors(number: float) -> str:
    """`0.8 standard errors above`."""
    side = "above" if number >= 0.0 else "below"
    return f"{signed(f'{abs(number):.1f}')} standard errors {side}"
