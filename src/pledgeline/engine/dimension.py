"""What kind of quantity a number is, so that money is never compared with a percentage.

A dimension is a product of powers of currencies, shares, days and so on, as
written in a unit: `USD`, `USD/share`, `shares/day`, `%`, `x`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pledgeline.language.saying import said

_PLURALS = {"shares": "share", "days": "day"}
_LITERAL = {"plain", "one"}
_COUNTED = {"shares": said("a number of shares"), "days": said("a number of days"), "date": said("a date")}
_NO_POWERS: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Powers of base quantities in the order of their names, and what kind of pure number it is without any.

    `kind`: `ratio` (written with %), `number`, `quotient` (either of the two),
    `plain` (a literal without a unit, which fits anything but money and
    ratios), `one` (which fits ratios too, being 100%), `zero` (which fits
    everything), `price` (a literal of money, which fits money per share too),
    or empty.
    """

    powers: tuple[tuple[str, int], ...] = _NO_POWERS
    kind: str = ""

    def times(self, other: Dimension) -> Dimension:
        """The dimension of a product."""
        if "zero" in {self.kind, other.kind}:
            return ZERO
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + power
        left = tuple(sorted((base, power) for base, power in powers.items() if power))
        if left:
            return Dimension(powers=left)
        pure = not self.powers and not other.powers
        return Dimension(kind=_product_kind(self.kind, other.kind) if pure else "quotient")

    def over(self, other: Dimension) -> Dimension:
        """The dimension of a quotient."""
        flipped = tuple((base, -power) for base, power in other.powers)
        found = self.times(Dimension(powers=flipped, kind=other.kind))
        pure = not found.powers and self.kind == other.kind
        return Dimension(kind="quotient") if pure else found

    def common(self, other: Dimension) -> Dimension | None:
        """The dimension of both in a sum or a comparison; None where they do not go together."""
        if "zero" in {self.kind, other.kind}:
            return other if self.kind == "zero" else self
        if self.powers == other.powers and self.powers:
            return Dimension(powers=self.powers, kind=self.kind if self.kind == other.kind else "")
        if not self.powers and not other.powers:
            return _common_kind(self, other)
        return _adapted(self, other) or _adapted(other, self)

    def unit(self) -> str:
        """The dimension as a unit: the inverse of `dimension_of`."""
        if not self.powers:
            return "%" if self.kind == "ratio" else ""
        over = [base for base, power in self.powers if power > 0 for _ in range(power)]
        under = [base for base, power in self.powers if power < 0 for _ in range(-power)]
        head = " ".join(f"{base}s" if base in _PLURALS.values() else base for base in over) or "1"
        return "/".join((head, *under))

    def phrase(self) -> str:
        """The dimension in words, with its article."""
        if not self.powers:
            return said("a ratio") if self.kind == "ratio" else said("a number")
        unit = self.unit()
        return _COUNTED.get(unit) or said("in {unit}", unit=unit)


RATIO = Dimension(kind="ratio")
NUMBER = Dimension(kind="number")
PLAIN = Dimension(kind="plain")
ONE = Dimension(kind="one")
ZERO = Dimension(kind="zero")
DAYS = Dimension(powers=(("day", 1),))
DATE = Dimension(powers=(("date", 1),))
POWER = Dimension(powers=(("W", 1),))


def dimension_of(unit: str) -> Dimension:
    """The dimension of a unit such as `USD`, `USD/share`, `shares/day`, `%` or `x`."""
    if unit == "%":
        return RATIO
    if unit in {"", "x"}:
        return NUMBER
    head, *under = unit.split("/")
    powers = {_PLURALS.get(head, head): 1}
    for base in under:
        powers[base] = powers.get(base, 0) - 1
    return Dimension(powers=tuple(sorted((base, power) for base, power in powers.items() if power)))


def _product_kind(left: str, right: str) -> str:
    kinds = {left, right} - _LITERAL
    if not kinds:
        return "plain"
    return kinds.pop() if len(kinds) == 1 else "quotient"


def _common_kind(left: Dimension, right: Dimension) -> Dimension | None:
    kinds = {left.kind, right.kind}
    if len(kinds) == 1:
        return left
    if "one" in kinds:
        return left if right.kind == "one" else right
    if "quotient" in kinds:
        other = (kinds - {"quotient"}).pop()
        return Dimension(kind="quotient" if other == "plain" else other)
    return NUMBER if kinds == {"plain", "number"} else None


def _adapted(literal: Dimension, other: Dimension) -> Dimension | None:
    """What a literal means beside a quantity: 100 beside shares, USD 80 beside a price per share."""
    if literal.kind in _LITERAL and other.unit() in {"shares", "days", "shares/day"}:
        return other
    if literal.kind == "price" and other.powers == (*literal.powers, ("share", -1)):
        return other
    return None
