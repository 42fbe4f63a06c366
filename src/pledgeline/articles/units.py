"""What a number counts or measures: one reader for each noun, tried in the order of the table at the end.

A reader looks at the tokens after a number and says the unit, what it
multiplies the number by, and where it ends; None where it does not stand
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.units.currency import CODES, OFTEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.articles.fact import FactFlag, Kind
    from pledgeline.articles.phrases import Phrases, Tokens
    from pledgeline.articles.vocabulary import UnitWords

_MOST_ADJECTIVES = 5
_WRITTEN = frozenset((*OFTEN, "SEK", "NOK", "DKK", "PLN", "BRL", "MXN", "NZD", "ZAR", "THB", "IDR")) & CODES
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR"}
_DOLLARS = {
    "us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "s": "SGD", "sg": "SGD", "nz": "NZD",
    "nt": "TWD", "r": "BRL",
}  # fmt: skip
_PICTURES = {"144", "240", "360", "480", "576", "720", "1080", "1440", "2160"}  # lines of a picture, before a p
_WON_BY = {"the", "a", "an", "by", "its", "their", "his", "her", "this", "that", "over", "back"}
_UNIT_SIGNS = {*_SIGNS, "%", "/"}
_ONE, _HUNDREDTH = Decimal(1), Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is counted, and the token after its last; `bare`: dollars of which country is not said here."""

    kind: Kind
    code: str
    end: int
    factor: Decimal = _ONE
    flags: tuple[FactFlag, ...] = ()
    bare: bool = False
    people: bool = False  # jobs only where somebody is hired or let go
    large: bool = False  # said before millions only: yen 4.5 trillion, but not yen 2024
    weak: bool = False  # a unit only where the words around speak of such things: 2 points, 85p


def prefix_currency(words: Tokens, at: int) -> Unit | None:
    """The currency that begins at this token and stands before an amount: `$`, `US$`, `USD`, `A$`."""
    word = words.folded[at]
    if word in _SIGNS:
        return Unit(kind="money", code=_SIGNS[word], end=at + 1, bare=word == "$")
    if words.folded[at + 1] == "$" and words.glued(at + 1) and word in _DOLLARS and words.written[at].isupper():
        return Unit(kind="money", code=_DOLLARS[word], end=at + 2)
    if words.written[at] in _WRITTEN:
        return Unit(kind="money", code=words.written[at], end=at + 1)
    if word in {"rs", "rmb"}:
        end = at + 2 if words.folded[at + 1] == "." else at + 1
        return Unit(kind="money", code="INR" if word == "rs" else "CNY", end=end)
    return Unit(kind="money", code="JPY", end=at + 1, large=True) if word == "yen" else None


def unit_after(words: Tokens, at: int, language: UnitWords, *, scaled: bool) -> Unit | None:
    """The unit of the number that ends before this token; a hyphen or an `of` may stand between."""
    start = at + 1 if words.folded[at] == "-" and words.glued(at) and words.glued(at + 1) else at
    word = words.folded[start]
    if not word.isalpha() and word not in _UNIT_SIGNS:
        return None
    for reader in _READERS:
        if found := reader(words, start, language, scaled):
            return found
    return None


def _of(words: Tokens, at: int) -> int:
    """The token after `de`, `d'` or `of` where one stands here."""
    if words.folded[at] in {"de", "of"}:
        return at + 1
    return at + 2 if words.folded[at] == "d" and words.folded[at + 1] == "'" else at


def _percent(words: Tokens, at: int, language: UnitWords, scaled: bool) -> Unit | None:  # noqa: FBT001
    if scaled or words.written[at] == "PC":
        return None
    found = language.percent.at(words.folded, at)
    if found is None:
        points = language.points.at(words.folded, at)
        return points and Unit(kind="percent", code="%", end=points[0], flags=("points",), weak=True)
    end, (factor, flags) = found
    return Unit(kind="percent", code="%", end=end, factor=factor, flags=flags)


def _energy(words: Tokens, at: int, language: UnitWords, _scaled: bool) -> Unit | None:  # noqa: FBT001
    found = language.energy.at(words.folded, _of(words, at))
    return found and Unit(kind="energy", code=found[1], end=found[0])


def _power(words: Tokens, at: int, language: UnitWords, _scaled: bool) -> Unit | None:  # noqa: FBT001
    found = language.power.at(words.folded, _of(words, at))
    return found and Unit(kind="power", code=found[1], end=found[0])


def _money(words: Tokens, at: int, language: UnitWords, _scaled: bool) -> Unit | None:  # noqa: FBT001
    start = _of(words, at)
    if start == at and words.folded[at] == "-" and words.glued(at):
        start = at + 1
    found = language.currencies.at(words.folded, start)
    if found is None:
        return _coins(words, start, language)
    end, code = found
    word = words.folded[start]
    if word == "won" and words.folded[end] in _WON_BY:
        return None  # five billion won the day
    if (
        (words.written[start] in _SIGNS or words.written[start].isupper())
        and words.folded[end].isdigit()
        and words.glued(end)
    ):
        return None  # 20 $5bn
    return Unit(kind="money", code=code, end=end, bare=end == start + 1 and word in language.bare_dollar)


def _coins(words: Tokens, at: int, language: UnitWords) -> Unit | None:
    """Pence, cents: hundredths of their currency; a `p` only where it is glued to its number."""
    found = language.coins.at(words.folded, at)
    letter = words.folded[at] == "p"
    if found is None or (letter and (words.written[at].isupper() or not words.glued(at))):
        return None
    if letter and words.folded[at - 1] in _PICTURES:
        return None
    bare = found[0] == at + 1 and words.folded[at] in language.bare_coins
    return Unit(kind="money", code=found[1], end=found[0], factor=_HUNDREDTH, bare=bare, weak=letter)


def _shares(words: Tokens, at: int, language: UnitWords, _scaled: bool) -> Unit | None:  # noqa: FBT001
    end = _noun(words, at, language, language.share_nouns)
    return end and Unit(kind="shares", code="shares", end=end[0])


def _jobs(words: Tokens, at: int, language: UnitWords, _scaled: bool) -> Unit | None:  # noqa: FBT001
    found = _noun(words, at, language, language.jobs)
    if found:
        end, cut = found
        return Unit(kind="jobs", code="jobs", end=end, flags=("cut",) if cut else ())
    found = _noun(words, at, language, language.people)
    return found and Unit(kind="jobs", code="jobs", end=found[0], people=True)


def _noun(words: Tokens, at: int, language: UnitWords, nouns: Phrases[bool]) -> tuple[int, bool] | None:
    """The noun that is counted, after its adjectives: `new full-time manufacturing jobs`."""
    place = _of(words, at)
    for strange in range(_MOST_ADJECTIVES + 1):
        if language.no_jobs.at(words.folded, place):
            return None
        if found := nouns.at(words.folded, place):
            return found
        word = words.folded[place]
        named = words.written[place][:1].isupper() and strange < 3  # noqa: PLR2004  Arm shares, American jobs
        if not word.isalpha() or (place == at and words.glued(place) and at and words.folded[at - 1].isdigit()):
            return None
        if word not in language.adjectives and (
            word in language.function_words or not (named or _plain(word, strange))
        ):
            return None
        place += 1
        if words.folded[place] == "-" and words.glued(place) and words.glued(place + 1):
            place += 1
    return None


def _plain(word: str, strange: int) -> bool:
    """Whether an unknown word may be the adjective of a count: short of a verb, and not the third in a row."""
    return strange < 1 and not word.endswith(("ing", "ed", "s")) and len(word) > 3  # noqa: PLR2004


_READERS: tuple[Callable[[Tokens, int, UnitWords, bool], Unit | None], ...] = (
    _percent, _energy, _power, _money, _shares, _jobs,
)  # fmt: skip
