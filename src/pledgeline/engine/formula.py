"""Formulas that carry their inputs: one object gives the value, the text and the text with numbers filled in.

A formula is a small tree of terms and operations. Because the value and the
wording come from the same tree, what is explained is what was computed.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pledgeline.engine.joined import joined
from pledgeline.engine.results import DerivationInput
from pledgeline.units.text import ENGLISH, Language, figured

Writer = Callable[[DerivationInput], str]

NOTHING: Mapping[str, float] = {}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " / "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_LEAF = 3


def symbol_of(entry: DerivationInput) -> str:
    """The symbol of an input: the writer of the formula in letters."""
    return entry.symbol


class Formula(ABC):
    """A value with the way it came about; unknown inputs and divisions by zero make it unknown."""

    __slots__ = ()
    strength = _LEAF

    @abstractmethod
    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:
        """The value; None where an input is unknown or the result is not a finite number.

        `instead` gives other values to inputs, by symbol.
        """

    @abstractmethod
    def text(self, write: Writer = symbol_of) -> str:
        """The formula in words, each input as `write` gives it."""

    @abstractmethod
    def terms(self) -> Iterator[DerivationInput]:
        """The inputs from left to right, with repetitions."""

    def __add__(self, other: Formula) -> Formula:
        """`self + other`."""
        return Operation(sign="+", parts=(self, other))

    def __sub__(self, other: Formula) -> Formula:
        """`self − other`."""
        return Operation(sign="-", parts=(self, other))

    def __mul__(self, other: Formula) -> Formula:
        """`self × other`."""
        return Operation(sign="*", parts=(self, other))

    def __truediv__(self, other: Formula) -> Formula:
        """`self / other`."""
        return Operation(sign="/", parts=(self, other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Formula):
    """One input: a figure of the case, a default, or another derivation."""

    entry: DerivationInput

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:
        """The value of the input; a text has none."""
        if self.entry.symbol in instead:
            return instead[self.entry.symbol]
        return self.entry.value if isinstance(self.entry.value, float) else None

    def text(self, write: Writer = symbol_of) -> str:
        """The input as `write` gives it."""
        return write(self.entry)

    def terms(self) -> Iterator[DerivationInput]:
        """The input itself."""
        yield self.entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Formula):
    """A number that belongs to the formula, such as the 252 business days of a year."""

    number: int

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float:  # noqa: ARG002  # nothing to replace
        """The number."""
        return float(self.number)

    def text(self, write: Writer = symbol_of) -> str:  # noqa: ARG002  # a constant has no inputs to write
        """The number in digits."""
        return str(self.number)

    def terms(self) -> Iterator[DerivationInput]:
        """Nothing."""
        return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Formula):
    """Sums, differences, products and quotients of two or more parts."""

    sign: str  # + - * /
    parts: tuple[Formula, ...]

    @property
    def strength(self) -> int:  # type: ignore[override]  # read only, as in the base class
        """How tightly the sign binds."""
        return _STRENGTH[self.sign]

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:
        """The value, from left to right."""
        values = known([part.evaluate(instead) for part in self.parts])
        if values is None:
            return None
        total = values[0]
        for value in values[1:]:
            if self.sign == "/" and value == 0:
                return None
            total = _ARITHMETIC[self.sign](total, value)
        return finite(total)

    def text(self, write: Writer = symbol_of) -> str:
        """The parts joined by the sign, in parentheses where needed."""
        first, *others = self.parts
        left = _guarded(first, write, guard=first.strength < self.strength)
        loose = self.sign in "-/"
        rest = (
            _guarded(part, write, guard=part.strength < self.strength or (loose and part.strength == self.strength))
            for part in others
        )
        return joined((left, *rest), _SIGNS[self.sign])

    def terms(self) -> Iterator[DerivationInput]:
        """The inputs of all parts."""
        for part in self.parts:
            yield from part.terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Formula):
    """A named function of its parts: max, min or sqrt."""

    name: str
    parts: tuple[Formula, ...]

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:
        """The value of the function; the square root of a negative number is unknown."""
        values = known([part.evaluate(instead) for part in self.parts])
        if values is None or (self.name == "sqrt" and values[0] < 0):
            return None
        return finite(FUNCTIONS[self.name](*values))

    def text(self, write: Writer = symbol_of) -> str:
        """`name(part, part)`."""
        return joined((self.name, "(", joined((part.text(write) for part in self.parts), figured(comma)), ")"))

    def terms(self) -> Iterator[DerivationInput]:
        """The inputs of all parts."""
        for part in self.parts:
            yield from part.terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveZero(Formula):
    """A formula that means something only above zero, such as a price; unknown elsewhere."""

    inner: Formula

    @property
    def strength(self) -> int:  # type: ignore[override]  # read only, as in the base class
        """As tightly as the formula itself binds."""
        return self.inner.strength

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:
        """The value where it is above zero."""
        found = self.inner.evaluate(instead)
        return found if found is not None and found > 0 else None

    def text(self, write: Writer = symbol_of) -> str:
        """The formula itself."""
        return self.inner.text(write)

    def terms(self) -> Iterator[DerivationInput]:
        """The inputs of the formula."""
        return self.inner.terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Formula):
    """A number that no short formula gives, such as an average over simulated paths, told in a sentence."""

    sentence: str
    found: float | None
    entries: tuple[DerivationInput, ...]

    def evaluate(self, instead: Mapping[str, float] = NOTHING) -> float | None:  # noqa: ARG002  # as found
        """The number found."""
        return self.found

    def text(self, write: Writer = symbol_of) -> str:  # noqa: ARG002  # a sentence has no symbols
        """The sentence."""
        return self.sentence

    def terms(self) -> Iterator[DerivationInput]:
        """What the sentence speaks of."""
        return iter(self.entries)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
FUNCTIONS: dict[str, Callable[..., float]] = {"max": max, "min": min, "sqrt": math.sqrt}


def total(parts: tuple[Formula, ...]) -> Formula:
    """The sum of the parts; the number 0 when there are none."""
    if not parts:
        return Constant(number=0)
    return parts[0] if len(parts) == 1 else Operation(sign="+", parts=parts)


def largest(*parts: Formula) -> Formula:
    """The largest of the parts."""
    return Call(name="max", parts=parts)


def smallest(*parts: Formula) -> Formula:
    """The smallest of the parts."""
    return parts[0] if len(parts) == 1 else Call(name="min", parts=parts)


def number(value: int) -> Formula:
    """A constant of the formula."""
    return Constant(number=value)


def comma(*, language: Language = ENGLISH) -> str:
    """What stands between the parts of a function: a comma, or a semicolon where a comma is the decimal sign."""
    return ", " if language.decimal != "," else " ; "


def known(values: list[float | None]) -> list[float] | None:
    """The values when none is unknown, else None."""
    found = [value for value in values if value is not None]
    return found if len(found) == len(values) else None


def finite(value: float) -> float | None:
    """The value when it is a finite number, else None."""
    return value if math.isfinite(value) else None


def _guarded(part: Formula, write: Writer, *, guard: bool) -> str:
    text = part.text(write)
    return joined(("(", text, ")")) if guard else text
