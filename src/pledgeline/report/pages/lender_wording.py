"""Exact figures as the reader sees them: no standard error, and a bound where a figure drowns in the error reached."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import said, say, say_each
from pledgeline.report.pages.wording import NOTHING, money, percent, titled, whole
from pledgeline.units.text import here, number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LossLaw

LEAST_PROBABILITY = 1e-8  # 0.000001%: below it digits tell nobody anything
ALMOST, MOST_PERCENT = 0.9995, 99.9  # would be rounded to certainty
LEAST_POINTS = 1e-4
LEAST_MONEY = 1.0
BASIS_POINTS = 10_000.0
TEN = 10
DIGITS, MOST_PLACES = 3, 12
MOST_TIMES, FEWEST_TIMES = 1e6, 2.0

MODELS = {"gbm": "GBM", "merton": said("Merton jumps"), "kou": said("Kou jumps")}
METHODS = {"hilbert": said("fast Hilbert transform"), "closed form": said("closed form")}
TARGETS = {
    "expected-loss": said("Expected loss"),
    "loss-probability": said("Probability of a loss"),
    "tail-loss": said("Loss in 1 path of 1,000"),
}
TERMS = {
    "call": said("Call LTV"),
    "cure": said("Cure LTV"),
    "close_out": said("Close-out LTV"),
    "cure_days": said("Cure within"),
    "participation": said("Volume sold a day"),
    "sale_delay": said("Sale begins after"),
    "debt": said("Debt"),
}


def figure(number: float, decimals: int | None = None) -> str:
    """A plain number as the language here writes it."""
    return number_text(number, decimals=decimals, language=here())


def in_percent(text: str) -> str:
    """The text of a number that is already a hundredfold, with the sign for percent."""
    return text + here().percent


def is_nothing(probability: float, error: float) -> bool:
    """Whether there is no chance at all, and none that the error could hide."""
    return max(probability, error) <= 0.0


def exactly(probability: float | None, error: float = 0.0) -> str:
    """`23.4%`, `0.000120%`; `< 0.000001%` where there is no more to know, `none` where nothing is known for certain."""
    if probability is None:
        return NOTHING
    least = max(error, LEAST_PROBABILITY)
    if is_nothing(probability, error):
        return say("none")
    if probability < least:
        return f"< {ratio_text(_upwards(least), language=here())}"
    if ALMOST <= probability < 1.0:
        return f"> {in_percent(figure(MOST_PERCENT, 1))}"
    return in_percent(three_digits(100.0 * probability))


def _upwards(bound: float) -> float:
    """The bound rounded up to a power of ten, so that it holds as shown."""
    return 10.0 ** math.ceil(round(math.log10(bound), 9))


def points(number: float, error: float = 0.0) -> str:
    """Basis points without their unit: `14.5`, `0.0351`, `< 0.0001`; ``error`` is a fraction."""
    least = max(BASIS_POINTS * error, LEAST_POINTS)
    if max(number, error) <= 0.0:
        return "0"
    if number < least:
        return f"< {decimal(f'{_upwards(least):g}')}"
    return three_digits(number)


def decimal(text: str) -> str:
    """A number in the form of Python, without thousands, with the decimal sign of the language here."""
    return text.replace(".", here().decimal)


def three_digits(number: float) -> str:
    """Three significant digits, zeros included, so that a column does not look uneven: `12.0`, `0.230`, `1,059`."""
    places = DIGITS - 1 - math.floor(math.log10(float(f"{number:.{DIGITS - 1}e}"))) if number > 0.0 else 0
    return figure(number, min(max(places, 0), MOST_PLACES))


def points_of(number: float, error: float = 0.0) -> str:
    """Basis points with their unit: `1.40bp`."""
    return in_points(points(number, error))


def in_points(text: str) -> str:
    """The text of a number with the sign for basis points."""
    return say("{number}bp", number=text)


def loss(amount: float | None, currency: str, error: float = 0.0) -> str:
    """An amount of money, or a bound where it is next to nothing or drowns in the error reached."""
    least = max(error, LEAST_MONEY)
    if amount is not None and amount < least and max(amount, error) > 0.0:
        return f"< {money(_upwards(least), currency)}"
    return money(amount, currency, NOTHING)


def amid(text: str) -> str:
    """A bound in the middle of a sentence: `under 0.000001%`."""
    if text.startswith("< "):
        return say("under {bound}", bound=text.removeprefix("< "))
    return say("over {bound}", bound=text.removeprefix("> ")) if text.startswith("> ") else text


def model_name(law: LossLaw) -> str:
    """The law of the price in a word or two."""
    return titled(MODELS, law.model)


def target_limit(target: str, limit: float) -> str:
    """The limit of a target as a lender writes it: expected losses in basis points, all else in percent."""
    if target == "expected-loss":
        return in_points(figure(limit * BASIS_POINTS))
    return in_percent(figure(limit * 100.0))


def target_phrase(target: str, limit: float) -> str:
    """`expected loss within 1bp of the debt`, for the middle of a sentence."""
    shown = target_limit(target, limit)
    if target == "expected-loss":
        return say("expected loss within {limit} of the debt", limit=shown)
    if target == "loss-probability":
        return say("probability of a loss within {limit}", limit=shown)
    if target == "tail-loss":
        return say("loss in one path of a thousand within {limit} of the debt", limit=shown)
    return say("{target} within {limit} of the debt", target=target, limit=shown)


def times_less(law: float, diffusion: float) -> str:
    """`some 2,300 times`, by which a diffusion says less; nothing where the two are close, or one is nothing."""
    if diffusion <= 0.0 or law < FEWEST_TIMES * diffusion:
        return ""
    ratio = law / diffusion
    if ratio > MOST_TIMES:
        return say("over a million times")
    rounded = float(f"{ratio:.1e}")
    return say("some {number} times", number=whole(rounded)) if rounded >= FEWEST_TIMES else ""


def error_text(error: float) -> str:
    """A bound on an error, rounded up to its first digit: `4e-11`."""
    if error <= 0.0:
        return "0"
    power = math.floor(math.log10(error) + 1e-9)
    first = math.ceil(round(error * 10.0**-power, 9))
    return f"{first}e{power}" if first < TEN else f"1e{power + 1}"


def paths_text(number: int) -> str:
    """`1 path`, `100,000 paths`."""
    return say_each(number, "{n} path", "{n} paths", n=whole(number))


def share(ratio: float | None) -> str:
    """A ratio in percent, or a dash."""
    return percent(ratio, NOTHING)
