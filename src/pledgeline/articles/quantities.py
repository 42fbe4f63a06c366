"""Amounts in a sentence: alone, as the two ends of a range, as members of a list, as a part of a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.articles.numerals import numeral
from pledgeline.articles.sides import ALONE, WHOLE, named, quantity_of, side_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pledgeline.articles.numerals import Numeral
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.sides import Quantity, Side
    from pledgeline.articles.triggers import Begins
    from pledgeline.articles.vocabulary import NumberWords, Vocabulary

_SIGNS = {"$", "€", "£", "¥", "₩", "₹", "-", "½", "¼", "¾"}
_BETWEEN = {"between", "entre"}
_DASHES = {"-", "–", "—"}
_MOVES_BACK = 12  # tokens
_MOST_LISTED = 6
_HUNDRED = 100


def quantities(words: Tokens, vocabulary: Vocabulary, begins: Begins) -> Iterator[Quantity]:
    """Every amount of the sentence, from left to right, none over another; linear in its tokens.

    ``begins``: what an amount may begin with.
    """
    at = 0
    while at < words.count:
        if not _may_begin(words, at, begins):
            at += 1
            continue
        side = side_at(words, at, vocabulary)
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


def _written(words: Tokens, at: int, side: Side, vocabulary: Vocabulary) -> list[Quantity]:
    """What begins with this amount: a range, a list, a part of a whole, or the amount alone."""
    found = _lone_or_range(words, at, side, vocabulary)
    if found is None and (part := _part_of_whole(words, side, vocabulary)):
        found = quantity_of(part, vocabulary)
    return [found] if found else _listed(words, side, vocabulary)


def _part_of_whole(words: Tokens, side: Side, vocabulary: Vocabulary) -> Side | None:
    """`300 of its 2,000 posts`, `300 de ses 2 000 postes`: a number that counts what the whole does."""
    folded, place = words.folded, side.end
    if side.unit or side.number is None or folded[place] not in {*vocabulary.numbers.of, "des", "sur"}:
        return None
    place += 1 + (folded[place + 1] in vocabulary.units.determiners)
    if place == side.end + 1 and folded[side.end] in vocabulary.numbers.of:
        return None
    whole = side_at(words, place, vocabulary)
    if whole is None or whole.number is None or whole.unit is None or whole.unit.kind not in WHOLE:
        return None
    scaling = whole.scaling if side.scaling is None and _smaller(side.number, whole.number) else side.scaling
    return replace(
        side, unit=whole.unit, scaling=scaling, end=whole.end, flags=side.flags | frozenset(whole.unit.flags)
    )


def _listed(words: Tokens, first: Side, vocabulary: Vocabulary) -> list[Quantity]:
    """`5, 6 or 7 billion`: numbers that take the scale and the unit of the last."""
    numbers, members = vocabulary.numbers, [first]
    while len(members) < _MOST_LISTED:
        last = members[-1]
        if last.number is None or last.unit or last.scaling or named(words, last.number.start, numbers):
            return []
        word = words.folded[last.end]
        ending = word in numbers.alternatives
        if not ending and word != ",":
            return []
        following = side_at(words, last.end + 1, vocabulary)
        if following is None or not _smaller(last.number, following.number) or _said_short(last, following):
            return []
        members.append(following)
        if ending:
            return _shared(words, members, vocabulary)
    return []


def _said_short(first: Side, second: Side) -> bool:
    """Whether the first may leave out a word of the second: two or three hundred."""
    if first.number is None or second.number is None or not second.number.in_words:
        return False
    return (first.number.value or 0) < _HUNDRED <= (second.number.value or 0)


def _shared(words: Tokens, members: list[Side], vocabulary: Vocabulary) -> list[Quantity]:
    """The amounts of a list, each with what the last says; none where the last is no measure of all of them."""
    *earlier, last = members
    measured = last.unit is not None and (last.unit.kind in ALONE or last.scaling is not None)
    either = words.folded[earlier[-1].end] in {"or", "ou"}
    if last.unit is None or not (measured or either) or any(words.folded[each.start] == "-" for each in members):
        return []
    paired = [pair[0] for each in earlier if (pair := _paired(words, each, last))]
    found = [quantity_of(each, vocabulary) for each in (*paired, last)]
    whole = [each for each in found if each is not None]
    return whole if len(whole) == len(members) else []


def _lone_or_range(words: Tokens, at: int, side: Side, vocabulary: Vocabulary) -> Quantity | None:
    found = _range(words, at, side, vocabulary.numbers.connectors, vocabulary)
    if found or (side.unit is None and not _alone(side)):
        return found
    return quantity_of(side, vocabulary)


def _alone(side: Side) -> bool:
    """Whether an amount of no unit may still be money: it has a scale of a million or more."""
    return side.scaling is not None and not side.scaling.letter and side.scaling.factor >= 10**6


def _opened(words: Tokens, at: int, vocabulary: Vocabulary) -> Quantity | None:
    """`entre 5 et 7 milliards`, `from $5bn to $7bn`: two amounts that a word before them announces."""
    connectors = vocabulary.numbers.openers.get(words.folded[at])
    if connectors is None:
        return None
    low = side_at(words, at + 1 + (words.folded[at + 1] == "'"), vocabulary)
    return _range(words, at, low, connectors, vocabulary) if low else None


def _range(words: Tokens, at: int, low: Side, connectors: Collection[str], vocabulary: Vocabulary) -> Quantity | None:
    """A range from its first end, where one of the connectors and another end follow.

    Of two amounts between which something moved, the first.
    """
    if low.number is None or not _connects(words, low.end, connectors):
        return None
    high = side_at(words, low.end + 1, vocabulary)
    pair = _paired(words, low, high) if high and high.number else None
    if pair is None:
        return None
    own = low.unit is not None
    low, high = pair
    opened = at < low.start and words.folded[at] not in _BETWEEN
    said = own and words.folded[low.end] not in _DASHES and at == low.start
    if (opened or said) and _moved(words, at, high, vocabulary.numbers):
        return quantity_of(low, vocabulary)
    return _ends(at, low, high, vocabulary)


def _ends(at: int, low: Side, high: Side, vocabulary: Vocabulary) -> Quantity | None:
    first, last = quantity_of(low, vocabulary), quantity_of(high, vocabulary)
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


def _paired(words: Tokens, low: Side, high: Side) -> tuple[Side, Side] | None:
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


def _moved(words: Tokens, at: int, high: Side, language: NumberWords) -> bool:
    """Whether something went from the one to the other, not lay between: the verb says it, or a second bound."""
    if high.flags & {"at_least", "at_most", "approximate"}:
        return True
    return any(language.moves.at(words.folded, place) for place in range(max(0, at - _MOVES_BACK), at))
