"""One amount as written: a bound, a currency, a number, its scale, its unit, in that order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.articles.numerals import LARGEST, Numeral, numeral
from pledgeline.articles.units import Unit, prefix_currency, unit_after

if TYPE_CHECKING:
    from pledgeline.articles.fact import FactFlag
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import NumberWords, Scale, Vocabulary

WHOLE = frozenset({"jobs", "shares"})  # what comes in whole pieces
ALONE = frozenset({"power", "energy", "percent"})  # what one may have a single one of: a gigawatt
_MOST_SCALES = 3
_MOST_BOUNDS = 3
_ONE = Decimal(1)
_TAG_ENDS = {">", "<"}  # bounds, unless they belong to a tag
_UNREAD = {"crore", "crores", "cr", "lakh", "lakhs", "oku", "man", "cho", "wan"}  # scales without which it is cut short
_PLURAL_FROM = 2  # 1.500 milliards are fifteen hundred: of one and a half, the scale is in the singular


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount and its tokens, from `start` to `end`; no unit where a scale stands alone: 20 milliards."""

    start: int
    end: int
    unit: Unit | None
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    flags: frozenset[FactFlag] = frozenset()
    scaled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """What scales after a number multiply it by."""

    factor: Decimal
    end: int
    flags: frozenset[FactFlag]
    plural: bool
    letter: bool
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One amount as written, before its end of a range is known."""

    start: int
    end: int
    number: Numeral | None  # None: of a size that is not said
    scaling: Scaling | None
    unit: Unit | None
    prefixed: bool
    negative: bool
    half: Decimal
    flags: frozenset[FactFlag]


def side_at(words: Tokens, at: int, vocabulary: Vocabulary) -> Side | None:
    """The amount that begins at this token; None where none does."""
    language = vocabulary.numbers
    flags: set[FactFlag] = set()
    place = at
    for _ in range(_MOST_BOUNDS):
        bound = language.bounds.at(words.folded, place)
        if bound is None or _of_a_tag(words, place):
            break
        place = bound[0]
        flags.add(bound[1])
    prefix, negative, place = _sign(words, place)
    number, scaling, half, end, spoken = _number(words, place, language)
    if not spoken or _cut_short(words, end, scaled=scaling is not None, prefix=prefix):
        return None
    unit = _unit(words, end, prefix, scaling, vocabulary)
    if unit is None and scaling is not None and scaling.letter:
        return None
    end = max(end, unit.end) if unit else end
    after = language.bounds_after.at(words.folded, end)
    if after and vocabulary.dates.deadlines.at(words.folded, end):
        after = None  # au plus tard
    if after and not (after[1] == "approximate" and language.bounds.at(words.folded, end) and _begins(words, after[0])):
        end = after[0]
        flags.add(after[1])
    if scaling:  # une douzaine is about twelve, two dozen are twenty-four
        flags |= scaling.flags if number is None or number.article else scaling.flags - {"approximate"}
    flags |= frozenset(unit.flags if unit else ())
    flags |= {"at_least"} if number and number.plus else set()
    side = Side(
        start=at, end=end, number=number, scaling=scaling, unit=unit, prefixed=prefix is not None, negative=negative,
        half=half, flags=frozenset(flags),
    )  # fmt: skip
    return side if _sound(words, side, language) else None


def _of_a_tag(words: Tokens, at: int) -> bool:
    """Whether `>` ends a tag or opens a quoted line, and is no bound: <b>10 %."""
    if words.folded[at] not in _TAG_ENDS:
        return False
    return at == 0 or (words.glued(at) and words.folded[at - 1] != "(")


def _sign(words: Tokens, at: int) -> tuple[Unit | None, bool, int]:
    """The currency before an amount, whether a minus stands before or after it, and where the number begins."""
    minus = words.folded[at] == "-" and not words.glued(at) and words.glued(at + 1)
    prefix = prefix_currency(words, at + minus)
    if prefix is None:
        return None, minus, at + minus
    place = prefix.end
    lettered = words.folded[place - 1].isalpha() and words.glued(place)  # EUR-500m
    inner = words.folded[place] == "-" and words.glued(place + 1) and not lettered
    return prefix, minus or inner, place + inner


def _cut_short(words: Tokens, end: int, *, scaled: bool, prefix: Unit | None) -> bool:
    """Whether a scale that is not read follows, without which the number is another: Rs 5,000 crore, ¥5億."""
    if prefix is None:
        return False
    if prefix.large and not scaled:
        return True
    hyphened = words.folded[end] == "-" and words.glued(end) and words.glued(end + 1)
    word = words.folded[end + hyphened]
    return word in _UNREAD or (not scaled and words.glued(end) and word.isalpha() and not hyphened)


def _begins(words: Tokens, at: int) -> bool:
    """Whether a figure begins here, so that the word before it is its own bound."""
    return words.folded[at].isdigit() or prefix_currency(words, at) is not None


def _number(words: Tokens, at: int, language: NumberWords) -> tuple[Numeral | None, Scaling | None, Decimal, int, bool]:
    """A number with its scales, or a size that is not said; the last says whether either stands here."""
    several = language.several.at(words.folded, at)
    if several or _plural(words.folded[at], language):
        scaling = _scaling(words, several[0] if several else at, language)
        if scaling and not scaling.letter and (scaling.plural or (several and several[1])):
            return None, scaling, Decimal(0), scaling.end, True
        if several:
            return None, None, Decimal(0), at, False
    number = numeral(words, at, language)
    if number is None or number.value is None:
        return None, None, Decimal(0), at, False
    value, number = number.value, _plus(words, number)
    end, half = number.end, Decimal(0)
    if not number.in_words and (more := language.and_half.at(words.folded, end)):
        number, end = replace(number, value=value + more[1], end=more[0]), more[0]
    scaling = _scaling(words, end, language)
    if scaling:
        end = scaling.end
        if more := language.and_half.at(words.folded, end):
            end, half = more
    return number, scaling, half, end, True


def _plus(words: Tokens, number: Numeral) -> Numeral:
    """The number with a plus that is glued to it: 50+, 50-plus billion."""
    end = number.end
    if words.folded[end] == "-" and words.folded[end + 1] == "plus" and words.glued(end) and words.glued(end + 1):
        return replace(number, end=end + 2, plus=True)
    if words.folded[end] == "+" and words.glued(end):
        return replace(number, end=end + 1, plus=True)
    return number


def _plural(word: str, language: NumberWords) -> bool:
    scale = language.scales.get(word)
    return scale is not None and scale.plural


def _scaling(words: Tokens, at: int, language: NumberWords) -> Scaling | None:
    """The scales that begin at this token: `milliards`, `bn`, `dizaines de milliers`, `mille milliards`."""
    found: list[Scale] = []
    end = place = at
    while len(found) < _MOST_SCALES:
        if words.folded[place] == "-" and words.glued(place) and words.glued(place + 1):
            place += 1
        elif found and words.folded[place] in language.of:
            place += 1 + (words.folded[place + 1] == "'")
        scale = language.scales.get(words.folded[place])
        if scale is None or (scale.letter and (found or not _letter(words, place))):
            break
        found.append(scale)
        end = place = place + 1
    if not found:
        return None
    factor = _ONE
    for scale in found:
        factor *= scale.factor
    return Scaling(
        factor=factor, end=end, flags=frozenset(flag for scale in found for flag in scale.flags),
        plural=found[0].plural, letter=found[0].letter, currency=found[-1].currency,
    )  # fmt: skip


def _letter(words: Tokens, at: int) -> bool:
    """Whether a single letter may be a scale: 5m, $5B, 3 M€; not the t of 5 t."""
    return words.glued(at) or words.written[at] in {"M", "B", "k", "K"}


def _unit(words: Tokens, at: int, prefix: Unit | None, scaling: Scaling | None, vocabulary: Vocabulary) -> Unit | None:
    if scaling and scaling.currency:
        return Unit(kind="money", code=scaling.currency, end=at)
    found = unit_after(words, at, vocabulary.units, scaled=scaling is not None)
    if prefix is None:
        return found
    if found and found.kind == "money":
        return replace(found, bare=found.bare and prefix.bare)
    return replace(prefix, end=at)


def _sound(words: Tokens, side: Side, language: NumberWords) -> bool:
    """Whether the amount is one: no bare article, no number that belongs to a name."""
    if side.number is None:
        return side.unit is None or side.unit.kind != "percent"
    if side.number.article and side.scaling is None and not (side.unit and side.unit.kind in ALONE):
        return side.unit is None and words.folded[side.end] in language.connectors  # d'un à deux milliards
    if side.unit is None or side.unit.kind in {"money", "percent"}:
        return not (side.number.article and side.number.value == 1 and side.unit and side.unit.weak)  # at a point
    return not named(words, side.number.start, language)


def named(words: Tokens, first: int, language: NumberWords) -> bool:
    """Whether the number that begins here belongs to a name: Boeing 747."""
    return any(
        (found := language.names.at(words.folded, place)) and found[0] == first
        for place in range(max(0, first - 3), first)
    )


def quantity_of(side: Side, vocabulary: Vocabulary) -> Quantity | None:
    """What the amount says; None where it is beyond all reason."""
    value = _value(side, vocabulary)
    flags = set(side.flags)
    if side.number is None:
        flags |= {"size_unknown"}
        flags -= {"at_least", "at_most", "approximate"}
    elif value is None:
        return None
    return Quantity(
        start=side.start, end=side.end, unit=side.unit, value=value,
        low=value if "at_least" in flags else None, high=value if "at_most" in flags else None,
        flags=frozenset(flags), scaled=side.scaling is not None,
    )  # fmt: skip


def _value(side: Side, vocabulary: Vocabulary) -> Decimal | None:
    """The number with its scale and the factor of its unit; None beyond all reason."""
    if side.number is None:
        return None
    value = _reading(side, side.number, vocabulary)
    if value is None:
        return None
    value = (
        (value + side.half)
        * (side.scaling.factor if side.scaling else _ONE)
        * (side.unit.factor if side.unit else _ONE)
    )
    value = -value if side.negative else value
    if abs(value) > LARGEST:
        return None
    return value.quantize(_ONE) if value == value.to_integral_value() else value.normalize()


def _reading(side: Side, number: Numeral, vocabulary: Vocabulary) -> Decimal | None:
    if side.scaling is not None:
        several = side.scaling.plural and number.fractional is not None and number.fractional < _PLURAL_FROM
        return number.value if several else number.scaled()
    kind = side.unit.kind if side.unit else ""
    french_money = kind == "money" and vocabulary.numbers.decimal_mark == ","
    if kind in WHOLE or french_money or (side.unit and side.unit.code in {"kW", "MW"} and vocabulary.code == "fr"):
        return number.count()
    return number.value
