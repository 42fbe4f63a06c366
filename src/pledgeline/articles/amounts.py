"""Which amounts of a sentence are facts, and of which kind: what the words around an amount decide."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pledgeline.articles.dates import year_alone
from pledgeline.articles.further_counts import Amount, further
from pledgeline.articles.quantities import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.articles.fact import Kind
    from pledgeline.articles.phrases import Phrases, Tokens
    from pledgeline.articles.sides import Quantity
    from pledgeline.articles.triggers import Begins
    from pledgeline.articles.vocabulary import Vocabulary

_HIRING_REACH = 10  # tokens between a verb and the people or jobs it is about
_PASSIVE_REACH = 6
_MONEY_BEFORE, _MONEY_AFTER = 14, 6
_THEIRS = {"their", "leur"}  # what ends `300 people will lose their jobs`
_PRICE_REACH = 20
_ALIKE = 3  # a price three times another is another share's, or none
_MOVED_BACK = 12
_ENDS = {"", ",", ".", ";", ")", "?", "!"}
_AGAINST = {"contre", "against", "versus", "from", "to"}
_DEAREST_SHARE = 1_000_000
_FEWEST_SHARES = 1_000  # fewer "actions" of no scale may be deeds


@dataclass(frozen=True)
class Amounts:
    """Finds amounts; `dollars_told`: the text says somewhere whose dollars its dollars are."""

    vocabulary: Vocabulary
    begins: Begins
    dollars_told: bool = field(kw_only=True)

    def found(self, words: Tokens) -> Iterator[Amount]:
        """The amounts of a sentence that are facts, from left to right."""
        around = _Around(words, self.vocabulary)
        counted: Amount | None = None
        for quantity in quantities(words, self.vocabulary, self.begins):
            amount = self._amount(quantity, around)
            if counted is not None:
                yield from further(words, counted, quantity.start, self.vocabulary)
            counted = amount if amount is not None and amount.kind == "jobs" else None
            if amount is not None:
                around.met(amount, scaled=quantity.scaled)
                yield amount
        if counted is not None:
            yield from further(words, counted, words.count, self.vocabulary)

    def _amount(self, quantity: Quantity, around: _Around) -> Amount | None:
        unit = quantity.unit
        if unit is None:
            money = around.speaks_of_money(quantity) and around.stands_alone(quantity.end)
            return _no_currency(quantity) if money else None
        if around.is_year(quantity):
            return None
        found = _plain(quantity, unit.kind, unit.code)
        if unit.kind == "jobs":
            return around.jobs(found, people=unit.people)
        if unit.kind == "shares":
            return found if around.counts_shares(quantity) else None
        if unit.kind != "money":
            return found if not unit.weak or around.differs_by_points(quantity) else None
        if unit.bare and not self.dollars_told:
            found = replace(found, flags=found.flags | {"dollar_of_no_country"})
        priced = around.share_price(found, scaled=quantity.scaled)
        return None if unit.weak and priced.kind == "money" and not around.speaks_of_money(quantity) else priced


def _plain(quantity: Quantity, kind: Kind, unit: str | None) -> Amount:
    return Amount(
        start=quantity.start, end=quantity.end, kind=kind, unit=unit, value=quantity.value, low=quantity.low,
        high=quantity.high, flags=quantity.flags,
    )  # fmt: skip


def _no_currency(quantity: Quantity) -> Amount:
    found = _plain(quantity, "money", None)
    return replace(found, flags=found.flags | {"no_currency"})


class _Around:
    """The words around the amounts of one sentence."""

    def __init__(self, words: Tokens, vocabulary: Vocabulary) -> None:
        self._words = words
        self._vocabulary = vocabulary
        self._units = vocabulary.units
        self._price: Amount | None = None
        self._money = False

    def met(self, amount: Amount, *, scaled: bool) -> None:
        """Keep in mind what the sentence spoke of already."""
        self._money |= amount.kind == "money" and amount.unit is not None and scaled
        if amount.kind == "share_price":
            self._price = amount

    def differs_by_points(self, quantity: Quantity) -> bool:
        """Whether points are points of a rate: it moved by them, or lies above or below another."""
        folded, units = self._words.folded, self._units
        everywhere = range(self._words.count)
        if any(units.indices.at(folded, at) for at in everywhere) or not any(
            units.rates.at(folded, at) for at in everywhere
        ):
            return False
        first = max(0, quantity.start - _MOVED_BACK)
        verbs = (self._vocabulary.numbers.moves, units.gains)
        moved = any(table.at(folded, at) for table in verbs for at in range(first, quantity.start))
        return moved or units.beside.at(folded, quantity.end) is not None

    def speaks_of_money(self, quantity: Quantity) -> bool:
        """Whether a word near the amount is one of money."""
        following = self._words.folded[quantity.end]
        if self._money and (following in _ENDS or following in self._units.function_words):
            return True
        first, last = max(0, quantity.start - _MONEY_BEFORE), min(self._words.count, quantity.end + _MONEY_AFTER)
        return any(self._units.money_verbs.at(self._words.folded, at) for at in range(first, last))

    def stands_alone(self, end: int) -> bool:
        """Whether a number of no currency is not one of something else: `20 milliards d'utilisateurs` is."""
        folded = self._words.folded
        place = end
        if folded[place] in {"de", "of"}:
            place += 1
        elif folded[place] == "d" and folded[place + 1] == "'":
            place += 2
        elif self._vocabulary.code == "fr":
            return True
        word = folded[place]
        if not word.isalpha():
            return place == end or word.isdigit()
        noun = self._units.money_nouns.at(folded, place) is not None
        return noun or (place == end and word in self._units.function_words)

    def is_year(self, quantity: Quantity) -> bool:
        """Whether the number is a year that a unit follows by chance: in 2024 shares rose."""
        start = quantity.start
        return not quantity.scaled and quantity.low is None and year_alone(self._words, start, self._vocabulary)

    def counts_shares(self, quantity: Quantity) -> bool:
        """Whether these are shares and no other deeds: trois actions prioritaires."""
        value = quantity.value if quantity.value is not None else quantity.low
        return value is None or quantity.scaled or value >= _FEWEST_SHARES or self._vocabulary.code == "en"

    def jobs(self, found: Amount, *, people: bool) -> Amount | None:
        """Jobs; people only where they are hired or let go; with the flag `cut` where they are let go."""
        hired, cut = self._verb(found, self._units.hiring), self._verb(found, self._units.cutting)
        if people and ((hired is None and cut is None) or self._tell(found)):
            return None
        if (not people and self._leave(found)) or (cut is not None and (hired is None or cut < hired)):
            return replace(found, flags=found.flags | {"cut"})
        return found

    def _tell(self, found: Amount) -> bool:
        """Whether the people are those who tell of it, or who did it: two people briefed on it, par deux ingénieurs."""
        folded = self._words.folded
        return folded[found.start - 1] == "par" or folded[found.end] in self._units.telling

    def _verb(self, found: Amount, verbs: Phrases[bool]) -> int | None:
        """How far the nearest such verb is: before the amount, or after it in the passive."""
        folded = self._words.folded
        for place in range(found.start - 1, max(-1, found.start - 1 - _HIRING_REACH), -1):
            if folded[place] in {";", ":"} or self._another_deed(place, verbs):
                break
            if (verb := verbs.at(folded, place)) and verb[0] <= found.start + 1:
                return found.start - place
        for place in range(found.end, found.end + _PASSIVE_REACH):
            if folded[place] in {";", ",", "."}:
                break
            verb = verbs.at(folded, place)
            if verb and (folded[place - 1] in self._units.passive_before or folded[verb[0] - 1] in _THEIRS):
                return place - found.end + 1
        return None

    def _another_deed(self, at: int, verbs: Phrases[bool]) -> bool:
        """Whether another verb begins here: of `hire 120 people and train 80`, the 80 are not hired."""
        words, numbers = self._words, self._vocabulary.numbers
        if words.folded[at] not in numbers.alternatives or words.folded[at] in {"or", "ou"}:
            return False
        following = words.folded[at + 1]
        listed = following in numbers.units or following in numbers.one or numbers.bounds.at(words.folded, at + 1)
        if not following.isalpha() or listed or following in self._units.function_words | self._units.adjectives:
            return False
        return verbs.at(words.folded, at - 1) is None and words.folded[at + 2][:1].isdigit()

    def _leave(self, found: Amount) -> bool:
        """Whether the words right after the jobs say that these go."""
        folded = self._words.folded
        place = found.end + (folded[found.end] == ",")
        cut = self._units.cutting.at(folded, place)
        return self._units.leaving.at(folded, place) is not None or (place == found.end and cut is not None)

    def share_price(self, found: Amount, *, scaled: bool) -> Amount:
        """The price of a share where the words say so; else the money that it is."""
        per = self._units.per_share.at(self._words.folded, found.end)
        if per and (per[1] or self._speaks_of_shares):
            return replace(found, end=per[0], kind="share_price")
        largest = found.value if found.value is not None else found.high
        if scaled or largest is None or largest >= _DEAREST_SHARE:
            return found
        if not (self._prices_shares(found.start, found.end) or self._like_the_price(found)):
            return found
        return replace(found, kind="share_price")

    def _like_the_price(self, found: Amount) -> bool:
        """Whether it is a price in the currency and of the size of the one before: a low of 49.85 after 51.20."""
        before, size = self._price, found.value or found.low
        known = before and (before.value or before.low)
        if before is None or before.unit != found.unit or not known or not size:
            return False
        parted = not {";", ":", "."}.isdisjoint(self._words.folded[before.end : found.start])
        return not parted and self._leads(found.start) and known / _ALIKE < size < known * _ALIKE

    def _leads(self, at: int) -> bool:
        """Whether the word right before says what a share did: `at`, `contre`."""
        found = self._units.price_verbs.at(self._words.folded, at - 1)
        return found is not None or self._words.folded[at - 1] in _AGAINST

    @cached_property
    def _speaks_of_shares(self) -> bool:
        return any(self._units.share_nouns.at(self._words.folded, at) for at in range(self._words.count))

    def _prices_shares(self, start: int, end: int) -> bool:
        """Whether the words before speak of a share and of its price."""
        folded, units = self._words.folded, self._units
        first = max(0, start - _PRICE_REACH)
        first = max((at for at in range(first, start) if folded[at] == ";"), default=first)
        subject = next((at for at in range(start - 1, first - 1, -1) if units.share_subjects.at(folded, at)), None)
        if subject is None:
            # de 51 $ à plus de 170 $ par action: the second amount says what both are
            return any(units.per_share.at(folded, at) for at in range(end, end + 8)) and folded[end] in {
                "à",
                "to",
                "from",
            }
        return any(units.price_verbs.at(folded, at) for at in range(subject + 1, start + 1))
