"""The one formatter: how numbers are written for a reader.

What is shown is rounded; what is read again is a literal (see `money`, `ratio`
and their neighbours). None and NaN are shown as `not known`, never as zero.
The script of the report formats in the same way (`frontend/src/numbers.js`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from pledgeline.language.saying import Retellable
from pledgeline.language.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pledgeline.units.span import SpanUnit

SIGNIFICANT = 3
_PERCENT_DIGITS = 2  # significant digits of a percentage under 10 %
_TEN = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Scales (power of ten and its sign, largest first), separators, and the few words numbers need."""

    code: str
    scales: tuple[tuple[int, str], ...]
    before_scale: str
    decimal: str
    group: str
    percent: str
    unknown: str
    infinite: str
    per_share: str
    spans: tuple[tuple[str, str, str], ...]  # unit, one, several
    money: str  # where the currency stands
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    first_of_month: str

    def number(self, amount: float, decimals: int) -> str:
        """A plain number with grouped thousands; a rounded zero has no sign."""
        text = f"{abs(amount):,.{decimals}f}".replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)
        negative = amount < 0 and float(f"{amount:.{decimals}f}") != 0
        return f"-{text}" if negative else text


ENGLISH = Language(
    code="en",
    scales=((12, "tn"), (9, "bn"), (6, "m"), (3, "k")),
    before_scale="",
    decimal=".",
    group=",",
    percent="%",
    unknown="not known",
    infinite="no limit",
    per_share="a share",
    spans=(
        ("y", "year", "years"), ("mo", "month", "months"), ("w", "week", "weeks"), ("d", "day", "days"),
        ("bd", "business day", "business days"),
    ),
    money="{currency} {amount}",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    first_of_month="1",
)  # fmt: skip
FRENCH = Language(
    code="fr",
    scales=((9, "Md"), (6, "M"), (3, "k")),  # above a thousand milliards the number grows, the scale stays
    before_scale="\u00a0",
    decimal=",",
    group="\u202f",
    percent="\u00a0%",
    unknown="inconnu",
    infinite="sans limite",
    per_share="par action",
    spans=(
        ("y", "an", "ans"), ("mo", "mois", "mois"), ("w", "semaine", "semaines"), ("d", "jour", "jours"),
        ("bd", "jour ouvré", "jours ouvrés"),
    ),
    money="{amount}\u00a0{currency}",
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    months_short=(
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ),
    first_of_month="1er",
)  # fmt: skip
LANGUAGES = {language.code: language for language in (ENGLISH, FRENCH)}


def here() -> Language:
    """How numbers are written in the language spoken here."""
    return LANGUAGES[spoken().code]


class Figured(Retellable):
    """A figure in a text that is `said`: English where it is made, written anew for its reader."""

    __slots__ = ("figures", "options", "write")
    write: Callable[..., str]
    figures: tuple[Any, ...]
    options: Mapping[str, Any]

    def __new__(cls, write: Callable[..., str], figures: tuple[Any, ...], options: Mapping[str, Any]) -> Self:
        """The figure in English, by one of the formatters of this module."""
        made = super().__new__(cls, write(*figures, **options))
        made.write, made.figures, made.options = write, figures, options
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels to another process, or is copied."""
        return type(self), (self.write, self.figures, self.options)

    def retell(self) -> str:
        """The figure as the language spoken here writes it."""
        return self.write(*self.figures, **self.options, language=here())


def figured(write: Callable[..., str], *figures: Any, **options: Any) -> Figured:  # noqa: ANN401  those of `write`
    """A figure for a text that is `said`: `figured(money_text, 5e9, "USD")`."""
    return Figured(write, figures, options)


def money_text(amount: float | None, currency: str, *, language: Language = ENGLISH) -> str:
    """`USD 18.5bn`: at least three significant digits, trailing zeros dropped; `USD -1.2bn`."""
    text = _scaled(amount, language)
    return (
        text if amount is None or not math.isfinite(amount) else language.money.format(amount=text, currency=currency)
    )


def count_text(count: float | None, *, language: Language = ENGLISH) -> str:
    """`769m`, `1.07bn`, `950`: shares, jobs, days."""
    return _scaled(count, language)


def price_text(price: float | None, currency: str, *, language: Language = ENGLISH) -> str:
    """`USD 170.66`: two decimals, four under one unit, none from 10,000 on."""
    if price is None or not math.isfinite(price):
        return _scaled(price, language)
    decimals = 0 if abs(price) >= 10_000 else 2 if abs(price) >= 1 or price == 0 else 4  # noqa: PLR2004
    return language.money.format(amount=language.number(price, decimals), currency=currency)


def ratio_text(ratio: float | None, *, decimals: int | None = None, language: Language = ENGLISH) -> str:
    """`6.6%` for 0.0662: one decimal, and more where two significant digits need them."""
    if ratio is None or not math.isfinite(ratio):
        return _scaled(ratio, language)
    places = _percent_decimals(float(f"{ratio:.1e}")) if decimals is None else decimals
    return f"{language.number(100 * ratio, places)}{language.percent}"


def probability_text(
    probability: float, standard_error: float = 0.0, *, paths: int | None = None, language: Language = ENGLISH
) -> str:
    """`0.43% ± 0.05%`, both with the decimals of the error.

    With `paths`, an event that no path has seen reads `< 0.02%` (three over the
    number of paths, the upper end of a 95 % interval), and one that every path
    has seen `> 99.98%`; the bound is rounded away from the probability, so that
    it holds as shown. Exact probabilities have no error and show none.
    """
    if paths and probability in {0.0, 1.0}:
        bound, places = _bound(paths)
        sign, shown = ("<", bound) if probability == 0.0 else (">", 100 - bound)
        return f"{sign} {language.number(float(shown), places)}{language.percent}"
    if standard_error <= 0 or not math.isfinite(standard_error):
        return ratio_text(probability, language=language)
    places = min(6, max(0, -math.floor(math.log10(100 * standard_error))))
    percent, error = (language.number(100 * each, places) for each in (probability, standard_error))
    return f"{percent}{language.percent} ± {error}{language.percent}"


def number_text(number: float | None, *, decimals: int | None = None, language: Language = ENGLISH) -> str:
    """`5.29`, `1,068`: three significant digits, whole from 100 on."""
    if number is None or not math.isfinite(number):
        return _scaled(number, language)
    if decimals is not None:
        return language.number(number, decimals)
    return _trimmed(language.number(number, _decimals(number, SIGNIFICANT)), language)


def multiple_text(number: float | None, *, language: Language = ENGLISH) -> str:
    """The number with a multiplication sign, `5.29\u00d7`."""
    text = number_text(number, language=language)
    return text if number is None or not math.isfinite(number) else f"{text}\u00d7"


def span_text(count: float, unit: SpanUnit, *, language: Language = ENGLISH) -> str:
    """`5 business days`, `1 year`."""
    one, several = next((one, several) for name, one, several in language.spans if name == unit)
    return f"{number_text(count, language=language)} {one if count == 1 else several}"


def _scaled(amount: float | None, language: Language) -> str:
    if amount is None or math.isnan(amount):
        return language.unknown
    if math.isinf(amount):
        return language.infinite if amount > 0 else f"-{language.infinite}"
    for power, sign in language.scales:
        size = 10.0**power
        # rounding may carry a number over the border of its scale: 999.96m is 1bn
        if abs(amount) >= size * (1 - 0.5 * _TEN**-SIGNIFICANT):
            shown = amount / size
            digits = SIGNIFICANT if abs(shown) < 1000 else SIGNIFICANT + 1  # noqa: PLR2004
            text = language.number(shown, _decimals(shown, digits))
            return f"{_trimmed(text, language)}{language.before_scale}{sign}"
    return _trimmed(language.number(amount, _decimals(amount, SIGNIFICANT)), language)


def _decimals(number: float, digits: int) -> int:
    if number == 0:
        return 0
    rounded = float(f"{abs(number):.{digits - 1}e}")
    return min(12, max(0, digits - 1 - math.floor(math.log10(rounded))))


def _percent_decimals(ratio: float) -> int:
    """One decimal of a percentage, or as many as the digits of the (rounded) ratio need."""
    if abs(ratio) >= 1:
        return 1
    text = f"{abs(100 * ratio):.{_PERCENT_DIGITS - 1}e}"
    mantissa, exponent = text.split("e")
    digits = len(mantissa.rstrip("0").rstrip("."))
    return min(8, max(1, max(digits - 1, 1) - 1 - int(exponent)))


def _bound(paths: int) -> tuple[Fraction, int]:
    """Three over the number of paths in percent, rounded up to its first digit (one decimal at least), and decimals."""
    exact = min(Fraction(300, paths), Fraction(100))
    places = 1
    while exact * 10**places < 1:
        places += 1
    return Fraction(math.ceil(exact * 10**places), 10**places), places


def _trimmed(text: str, language: Language) -> str:
    return text.rstrip("0").rstrip(language.decimal) if language.decimal in text else text
