"""Amounts in a sentence: a bound, a currency, a number, its scale, its unit; alone or as the ends of a range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.articles.numerals import LARGEST, Numeral, numeral
from pledgeline.articles.units import Unit, prefix_currency, unit_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pledgeline.articles.fact import FactFlag
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.triggers import Begins
    from pledgeline.articles.vocabulary import NumberWords, Scale, Vocabulary

_MOST_SCALES = 3
_MOST_BOUNDS = 3
_ONE = Decimal(1)
_SIGNS = {"$", "€", "£", "¥", "₩", "₹", "-", "½", "¼", "¾"}
_BETWEEN = {"between", "entre"}
_DASHES = {"-", "–", "—"}
_WHOLE = {"jobs", "shares"}
_ALONE = {"power", "energy", "percent"}  # what one may have a single one of: a gigawatt
_PLURAL_FROM = 2  # 1.500 milliards are fifteen hundred: of one and a half, the scale is in the singular
_MOVES_BACK = 12  # tokens
_MOST_LISTED = 6


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
class _Scaling:
    """What scales after a number multiply it by."""

    factor: Decimal
    end: int
    flags: frozenset[FactFlag]
    plural: bool
    letter: bool
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One amount as written, before its end of a range is known."""

    start: int
    end: int
    number: Numeral | None  # None: of a size that is not said
    scaling: _Scaling | None
    unit: Unit | None
    prefixed: bool
    negative: bool
    half: Decimal
    flags: frozenset[FactFlag]


def quantities(words: Tokens, vocabulary: Vocabulary, begins: Begins) -> Iterator[Quantity]:
    """Every amount of the sentence, from left to right, none over another; linear in its tokens.

    ``begins``: what an amount may begin with.
    """
    at = 0
    while at < words.count:
        if not _may_begin(words, at, begins):
            at += 1
            continue
        side = _side(words, at, vocabulary)
        opened = _opened(words, at, vocabulary)
        found = [opened] if opened else _written(words, at, side, vocabulary) if side else []
        if found:
            yield from found
            at = found[-1].end
        else:
            number = side.number if side else numeral(words, at, vocabulary.numbers)
            at = max(at + 1, number.end if number else 0)


def _may_begin(words: Tokens, at: int, begins: Begins) -> bool:
    word = words.folded[at]
    return word[0].isdigit() or word in _SIGNS or words.written[at].isupper() or begins.at(words, at)


def _written(words: Tokens, at: int, side: _Side, vocabulary: Vocabulary) -> list[Quantity]:
    """What begins with this amount: a range, a list, a part of a whole, or the amount alone."""
    found = _lone_or_range(words, at, side, vocabulary)
    if found is None and (part := _part_of_whole(words, side, vocabulary)):
        found = _quantity(part, vocabulary)
    return [found] if found else _listed(words, side, vocabulary)


def _part_of_whole(words: Tokens, side: _Side, vocabulary: Vocabulary) -> _Side | None:
    """`300 of its 2,000 posts`, `300 de ses 2 000 postes`: a number that counts what the whole does."""
    folded, place = words.folded, side.end
    if side.unit or side.number is None or folded[place] not in {*vocabulary.numbers.of, "des", "sur"}:
        return None
    place += 1 + (folded[place + 1] in vocabulary.units.determiners)
    if place == side.end + 1 and folded[side.end] in vocabulary.numbers.of:
        return None
    whole = _side(words, place, vocabulary)
    if whole is None or whole.number is None or whole.unit is None or whole.unit.kind not in _WHOLE:
        return None
    return replace(side, unit=whole.unit, end=whole.end, flags=side.flags | frozenset(whole.unit.flags))


def _listed(words: Tokens, first: _Side, vocabulary: Vocabulary) -> list[Quantity]:
    """`5, 6 or 7 billion`: numbers that take the scale and the unit of the last."""
    numbers, members = vocabulary.numbers, [first]
    while len(members) < _MOST_LISTED:
        last = members[-1]
        if last.number is None or last.unit or last.scaling or _named(words, last.number.start, numbers):
            return []
        word = words.folded[last.end]
        ending = word in numbers.alternatives
        if not ending and word != ",":
            return []
        following = _side(words, last.end + 1, vocabulary)
        if following is None or not _smaller(last.number, following.number):
            return []
        members.append(following)
        if ending:
            return _shared(words, members, vocabulary)
    return []


def _shared(words: Tokens, members: list[_Side], vocabulary: Vocabulary) -> list[Quantity]:
    """The amounts of a list, each with what the last says; none where the last is no measure of all of them."""
    *earlier, last = members
    measured = last.unit is not None and (last.unit.kind in _ALONE or last.scaling is not None)
    either = words.folded[earlier[-1].end] in {"or", "ou"}
    if last.unit is None or not (measured or either) or any(words.folded[each.start] == "-" for each in members):
        return []
    paired = [pair[0] for each in earlier if (pair := _paired(words, each, last))]
    found = [_quantity(each, vocabulary) for each in (*paired, last)]
    whole = [each for each in found if each is not None]
    return whole if len(whole) == len(members) else []


def _lone_or_range(words: Tokens, at: int, side: _Side, vocabulary: Vocabulary) -> Quantity | None:
    found = _range(words, at, side, vocabulary.numbers.connectors, vocabulary)
    if found or (side.unit is None and not _alone(side)):
        return found
    return _quantity(side, vocabulary)


def _alone(side: _Side) -> bool:
    """Whether an amount of no unit may still be money: it has a scale of a million or more."""
    return side.scaling is not None and not side.scaling.letter and side.scaling.factor >= 10**6


def _opened(words: Tokens, at: int, vocabulary: Vocabulary) -> Quantity | None:
    """`entre 5 et 7 milliards`, `from $5bn to $7bn`: two amounts that a word before them announces."""
    connectors = vocabulary.numbers.openers.get(words.folded[at])
    if connectors is None:
        return None
    low = _side(words, at + 1 + (words.folded[at + 1] == "'"), vocabulary)
    return _range(words, at, low, connectors, vocabulary) if low else None


def _range(words: Tokens, at: int, low: _Side, connectors: Collection[str], vocabulary: Vocabulary) -> Quantity | None:
    """A range from its first end, where one of the connectors and another end follow.

    Of two amounts between which something moved, the first.
    """
    if low.number is None or not _connects(words, low.end, connectors):
        return None
    high = _side(words, low.end + 1, vocabulary)
    pair = _paired(words, low, high) if high and high.number else None
    if pair is None:
        return None
    own = low.unit is not None
    low, high = pair
    opened = at < low.start and words.folded[at] not in _BETWEEN
    said = own and words.folded[low.end] not in _DASHES and at == low.start
    if (opened or said) and _moved(words, at, high, vocabulary.numbers):
        return _quantity(low, vocabulary)
    return _ends(at, low, high, vocabulary)


def _ends(at: int, low: _Side, high: _Side, vocabulary: Vocabulary) -> Quantity | None:
    first, last = _quantity(low, vocabulary), _quantity(high, vocabulary)
    if first is None or last is None or first.value is None or last.value is None or first.value >= last.value:
        return None
    flags = (first.flags | last.flags) - {"at_least", "at_most"}
    start = min(at, low.start)
    return replace(last, start=start, value=None, low=first.value, high=last.value, flags=flags)


def _connects(words: Tokens, at: int, connectors: Collection[str]) -> bool:
    word = words.folded[at]
    if word not in connectors:
        return False
    return word not in _DASHES or words.glued(at) == words.glued(at + 1)


def _paired(words: Tokens, low: _Side, high: _Side) -> tuple[_Side, _Side] | None:
    """Both ends with the unit and the scale that one left to the other; None where they do not belong together."""
    dashed = words.folded[low.end] in _DASHES and words.glued(low.end)
    if high.unit is None and low.unit is not None and low.prefixed and (high.scaling is not None or dashed):
        high = replace(high, unit=replace(low.unit, end=high.end), prefixed=True)
    if high.unit is None:
        both = high.scaling and not high.scaling.letter and low.unit is None
        if not both:
            return None
    elif low.unit is None:
        low = replace(low, unit=replace(high.unit, end=low.end))
    elif (low.unit.kind, low.unit.code, low.unit.flags) != (high.unit.kind, high.unit.code, high.unit.flags):
        return None
    if low.scaling is None and high.scaling is not None and _smaller(low.number, high.number):
        low = replace(low, scaling=replace(high.scaling, end=low.end))
    return low, high


def _smaller(low: Numeral | None, high: Numeral | None) -> bool:
    return bool(low and high and low.value is not None and high.value is not None and low.value < high.value)


def _moved(words: Tokens, at: int, high: _Side, language: NumberWords) -> bool:
    """Whether something went from the one to the other, not lay between: the verb says it, or a second bound."""
    if high.flags & {"at_least", "at_most", "approximate"}:
        return True
    return any(language.moves.at(words.folded, place) for place in range(max(0, at - _MOVES_BACK), at))


def _side(words: Tokens, at: int, vocabulary: Vocabulary) -> _Side | None:
    language = vocabulary.numbers
    flags: set[FactFlag] = set()
    place = at
    for _ in range(_MOST_BOUNDS):
        bound = language.bounds.at(words.folded, place)
        if bound is None:
            break
        place = bound[0]
        flags.add(bound[1])
    prefix = prefix_currency(words, place)
    if prefix:
        place = prefix.end
    negative = words.folded[place] == "-" and not words.glued(place) and words.glued(place + 1)
    number, scaling, half, end, spoken = _number(words, place + negative, language)
    if not spoken:
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
    side = _Side(
        start=at, end=end, number=number, scaling=scaling, unit=unit, prefixed=prefix is not None, negative=negative,
        half=half, flags=frozenset(flags),
    )  # fmt: skip
    return side if _sound(words, side, language) else None


def _begins(words: Tokens, at: int) -> bool:
    """Whether a figure begins here, so that the word before it is its own bound."""
    return words.folded[at].isdigit() or prefix_currency(words, at) is not None


def _number(
    words: Tokens, at: int, language: NumberWords
) -> tuple[Numeral | None, _Scaling | None, Decimal, int, bool]:
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


def _scaling(words: Tokens, at: int, language: NumberWords) -> _Scaling | None:
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
    return _Scaling(
        factor=factor, end=end, flags=frozenset(flag for scale in found for flag in scale.flags),
        plural=found[0].plural, letter=found[0].letter, currency=found[-1].currency,
    )  # fmt: skip


def _letter(words: Tokens, at: int) -> bool:
    """Whether a single letter may be a scale: 5m, $5B, 3 M€; not the t of 5 t."""
    return words.glued(at) or words.written[at] in {"M", "B", "k", "K"}


def _unit(words: Tokens, at: int, prefix: Unit | None, scaling: _Scaling | None, vocabulary: Vocabulary) -> Unit | None:
    if scaling and scaling.currency:
        return Unit(kind="money", code=scaling.currency, end=at)
    found = unit_after(words, at, vocabulary.units, scaled=scaling is not None)
    if prefix is None:
        return found
    if found and found.kind == "money":
        return replace(found, bare=found.bare and prefix.bare)
    return replace(prefix, end=at)


def _sound(words: Tokens, side: _Side, language: NumberWords) -> bool:
    """Whether the amount is one: no bare article, no number that belongs to a name."""
    if side.number is None:
        return side.unit is None or side.unit.kind != "percent"
    if side.number.article and side.scaling is None and not (side.unit and side.unit.kind in _ALONE):
        return side.unit is None and words.folded[side.end] in language.connectors  # d'un à deux milliards
    if side.unit is None or side.unit.kind in {"money", "percent"}:
        return not (side.number.article and side.number.value == 1 and side.unit and side.unit.weak)  # at a point
    return not _named(words, side.number.start, language)


def _named(words: Tokens, first: int, language: NumberWords) -> bool:
    """Whether the number that begins here belongs to a name: Boeing 747."""
    return any(
        (found := language.names.at(words.folded, place)) and found[0] == first
        for place in range(max(0, first - 3), first)
    )


def _quantity(side: _Side, vocabulary: Vocabulary) -> Quantity | None:
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


def _value(side: _Side, vocabulary: Vocabulary) -> Decimal | None:
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


def _reading(side: _Side, number: Numeral, vocabulary: Vocabulary) -> Decimal | None:
    if side.scaling is not None:
        several = side.scaling.plural and number.fractional is not None and number.fractional < _PLURAL_FROM
        return number.value if several else number.scaled()
    kind = side.unit.kind if side.unit else ""
    french_money = kind == "money" and vocabulary.numbers.decimal_mark == ","
    if kind in _WHOLE or french_money or (side.unit and side.unit.code in {"kW", "MW"} and vocabulary.code == "fr"):
        return number.count()
    return number.value
