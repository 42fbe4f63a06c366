"""Figures and dates as the reader sees them, all through the one formatter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.units.text import (
    count_text,
    here,
    money_text,
    multiple_text,
    number_text,
    price_text,
    probability_text,
    ratio_text,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from pledgeline.engine.results import Estimate

UNKNOWN = said("not disclosed")
NOTHING = "–"
MINUS = "−"

EVENTS = {
    "call": said("Margin call"),
    "failed_cure": said("Failed cure"),
    "close_out": said("Close-out"),
    "loss": said("Lender’s loss"),
}
LEVELS = {
    "release": said("Release"),
    "cure": said("Cure"),
    "call": said("Margin call"),
    "close_out": said("Close-out"),
}
LEVEL_NAMES = {
    "release": said("release"),
    "cure": said("cure"),
    "call": said("margin call"),
    "close_out": said("close-out"),
}
CONFIDENCES = {
    "disclosed": said("disclosed"),
    "reported": said("reported"),
    "estimated": said("estimated"),
    "assumed": said("assumed"),
    "default": said("default"),
    "derived": said("derived"),
    "not graded": said("not graded"),
}
KINDS = {"margin": said("Margin loan"), "forward": said("Prepaid forward"), "secured": said("Secured loan")}


def long_date(day: dt.date | None) -> str:
    """`30 September 2027`."""
    return _date(day, here().months) if day else say("no fixed date")


def short_date(day: dt.date | None) -> str:
    """`30 Sep 2027`."""
    return _date(day, here().months_short) if day else say("no date")


def long_month(day: dt.date) -> str:
    """`September 2027`."""
    return f"{here().months[day.month - 1]} {day.year}"


def short_month(day: dt.date) -> str:
    """`Sep 2027`."""
    return f"{month_name(day)} {day.year}"


def month_name(day: dt.date) -> str:
    """`Sep`."""
    return here().months_short[day.month - 1]


def day_and_month(day: dt.date) -> str:
    """`30 Sep`."""
    return f"{day.day} {month_name(day)}"


def _date(day: dt.date, months: tuple[str, ...]) -> str:
    number = here().first_of_month if day.day == 1 else str(day.day)
    return f"{number} {months[day.month - 1]} {day.year}"


def whole(number: float) -> str:
    """A count in full, its thousands apart: `100,000`."""
    return here().number(number, 0)


def titled(titles: Mapping[str, str], name: str) -> str:
    """What a name of the program is called here; one that has no title stays as it is."""
    return retold(titles.get(name, name))


def confidence_word(confidence: str) -> str:
    """How well a figure is known, in a word: `disclosed`."""
    return titled(CONFIDENCES, confidence)


def clauses(texts: Iterable[str]) -> str:
    """Clauses one after the other: `first; second`."""
    told = ""
    for text in texts:
        told = say("{first}; {second}", first=told, second=text) if told else text
    return told


def business_days(number: float | None) -> str:
    """`641 business days`; parts of one day are several in English and none in French."""
    several = 2 if number is None or number >= 2 else int(number == 1)  # noqa: PLR2004
    return say_each(several, "{n} business day", "{n} business days", n=days(number))


def capital(text: str) -> str:
    """The text as the start of a line."""
    return text[:1].upper() + text[1:]


def money(amount: float | None, currency: str, missing: str = UNKNOWN) -> str:
    """An amount with its currency, or the words for an unknown one."""
    return retold(missing) if amount is None else signed(money_text(amount, currency, language=here()))


def price(amount: float | None, currency: str, missing: str = NOTHING) -> str:
    """A price per share."""
    return retold(missing) if amount is None else price_text(amount, currency, language=here())


def price_range(low: float | None, high: float | None, currency: str) -> str:
    """Prices from one to another, the currency once: `USD 22.11 to 44.21`."""
    first = here().money.startswith("{currency}")
    return say(
        "{low} to {high}",
        low=price(low, currency if first else "").strip(),
        high=price(high, "" if first else currency).strip(),
    )


def count(number: float | None, missing: str = UNKNOWN) -> str:
    """A number of shares."""
    return retold(missing) if number is None else signed(count_text(number, language=here()))


def percent(ratio: float | None, missing: str = UNKNOWN) -> str:
    """A fraction in percent; an infinite LTV is said in words."""
    if ratio is None:
        return retold(missing)
    return signed(ratio_text(ratio, language=here())) if math.isfinite(ratio) else say("no collateral left")


def round_percent(ratio: float) -> str:
    """A level or a move in percent without idle zeros: `35%`, `34.5%`."""
    plain = f"{round(ratio * 100.0, 2):g}"
    if "e" not in plain:
        plain = plain.replace(".", here().decimal)
    return signed(plain + here().percent)


def days(number: float | None) -> str:
    """A number of business days."""
    return retold(UNKNOWN) if number is None else number_text(number, language=here())


def times(number: float | None) -> str:
    """A multiple: `5.29×`."""
    return NOTHING if number is None else multiple_text(number, language=here())


def signed(text: str) -> str:
    """The same text with a true minus sign, so that figures align."""
    return text.replace("-", MINUS)


def bare(text: str) -> str:
    """The same figure without its percent signs, for a column whose head carries the unit."""
    return text.replace(here().percent, "")


def literal(text: str) -> str:
    """A literal of the case with a true minus sign; the dashes of a date stay."""
    return MINUS + text[1:] if text.startswith("-") else text


def move(fraction: float) -> str:
    """A move of a price with its sign: `+20%`, `−80%`, `today`."""
    if not fraction:
        return say("today")
    return ("+" if fraction > 0.0 else "") + round_percent(round(fraction, 3))


def move_exactly(fraction: float) -> str:
    """A move with its sign and the digits of any other ratio: `−81.5%`."""
    return ("+" if fraction > 0.0 else "") + percent(fraction)


def distance(fall: float) -> str:
    """How far a price lies from today's: `81.5% below`, `12% above`."""
    far = percent(abs(fall))
    return say("{distance} below", distance=far) if fall >= 0.0 else say("{distance} above", distance=far)


def rule_of_three(paths: int) -> str:
    """The 95 % bound on the probability of an event that none of `paths` paths showed: three over their number."""
    return probability_text(0.0, paths=max(paths, 1), language=here()).removeprefix("< ")


def chance(estimate: Estimate, paths: int | None) -> str:
    """A simulated probability with its standard error; zero and one become bounds where `paths` is given."""
    if not math.isfinite(estimate.value):
        return retold(UNKNOWN)
    return signed(probability_text(estimate.value, estimate.standard_error, paths=paths, language=here()))


def money_estimate(estimate: Estimate, currency: str) -> str:
    """A simulated amount with its standard error."""
    if estimate.value == 0.0 and estimate.standard_error == 0.0:
        return money(0.0, currency)
    error = count(estimate.standard_error)
    if here().money.startswith("{currency}"):
        return f"{money(estimate.value, currency)} ± {error}"
    return here().money.format(amount=f"{count(estimate.value)} ± {error}", currency=currency)


WIDE, MEDIUM = 1000.0, 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyColumn:
    """One unit for a whole column, so that its figures can be compared at a glance."""

    currency: str
    factor: float
    suffix: str
    places: int

    @property
    def unit(self) -> str:
        """What stands in the head of the column: `USD bn`."""
        return here().money.format(currency=self.currency, amount=self.suffix).strip()

    def text(self, amount: float | None, missing: str = UNKNOWN) -> str:
        """The bare figure, to be read with the unit of the column."""
        if amount is None:
            return retold(missing)
        return signed(here().number(amount / self.factor, self.places))


def money_column(amounts: Iterable[float | None], currency: str) -> MoneyColumn:
    """The unit that suits the largest of the amounts."""
    largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
    scales = ((10.0**power, sign) for power, sign in here().scales)
    factor, suffix = next((scale for scale in scales if largest >= scale[0]), (1.0, ""))
    top = largest / factor
    places = 0 if top >= WIDE or factor == 1.0 else 1 if top >= MEDIUM else 2
    return MoneyColumn(currency=currency, factor=factor, suffix=suffix, places=places)
