"""What a language brings to the grammar: its words, as data.

Tables are written as lists separated by semicolons; phrases ending in `de`
stand also for `d'`, and longer words also for their forms without accents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from pledgeline.articles.fact import FactFlag, Status
    from pledgeline.articles.moments import Edge, Period
    from pledgeline.articles.phrases import Phrases

Bound = Literal["at_least", "at_most", "approximate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A word that multiplies: a million, a dozen; `whole` where it is one word of money by itself (from a million)."""

    factor: Decimal
    flags: tuple[FactFlag, ...] = ()
    plural: bool = False  # several of them, none said how many, is a size not known
    letter: bool = False  # a single letter: a scale only where a unit follows
    currency: str = ""  # MEUR and its like say the currency too


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """How numbers are said: in words, with marks, with scales, and roughly."""

    decimal_mark: str
    units: dict[str, int]
    hundred: frozenset[str]
    thousand: frozenset[str]
    joins: frozenset[str]  # between number words: a hundred and five, vingt et un
    one: frozenset[str]  # articles that count as one before a scale
    scales: dict[str, Scale]
    of: frozenset[str]  # between scales, and between a scale and its unit
    several: Phrases[bool]  # before a scale: a size that is not said; False where the scale must be plural by itself
    halves: Phrases[Decimal]  # before a scale: half a, demi-
    and_half: Phrases[Decimal]  # after a number or a scale: and a half
    bounds: Phrases[Bound]  # before a figure
    bounds_after: Phrases[Bound]
    openers: dict[str, tuple[str, ...]]  # of a range: entre … et
    connectors: frozenset[str]  # of a range without opener
    alternatives: frozenset[str]  # before the last of a list: 5, 6 or 7 billion
    moves: Phrases[bool]  # verbs after which two amounts are no range: passée de 51 à 170
    names: Phrases[bool]  # that a number may belong to: S&P 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """What is counted and measured."""

    percent: Phrases[tuple[Decimal, tuple[FactFlag, ...]]]  # a factor to per cent, and flags
    points: Phrases[bool]  # per cent where they are points of a rate, and not of an index or a game
    rates: Phrases[bool]
    indices: Phrases[bool]
    gains: Phrases[bool]  # verbs that go with points, besides those of moving
    beside: Phrases[bool]  # after points by which one rate differs from another
    power: Phrases[str]
    energy: Phrases[str]
    currencies: Phrases[str]  # after an amount
    coins: Phrases[str]  # hundredths of a currency: pence
    bare_coins: frozenset[str]  # of which country is not said: cents
    bare_dollar: frozenset[str]
    per_share: Phrases[bool]  # False where the sentence must speak of shares: apiece
    share_nouns: Phrases[bool]  # what is counted as shares
    share_subjects: Phrases[bool]  # what has a price
    price_verbs: Phrases[bool]
    money_verbs: Phrases[bool]  # a sentence that speaks of money
    money_nouns: Phrases[bool]  # what a number of no currency may be made of
    jobs: Phrases[bool]  # True where the noun is itself a cut
    no_jobs: Phrases[bool]
    people: Phrases[bool]
    hiring: Phrases[bool]
    cutting: Phrases[bool]
    leaving: Phrases[bool]  # right after jobs that go: 300 jobs to go
    determiners: frozenset[str]  # of a whole of which a part is counted: 300 of its 2,000 posts
    of_them: Phrases[bool]  # after a number of what was counted before it
    telling: frozenset[str]  # after people who are heard of, and not hired
    including: Phrases[bool]  # before such a number
    passive_before: frozenset[str]  # before a verb in the passive
    adjectives: frozenset[str]  # between a number and what it counts
    function_words: frozenset[str]  # which cannot be such an adjective


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """How days, months, quarters and years are named."""

    day_first: bool  # 05/06 is the fifth of June
    months: dict[str, int]
    short_months: dict[str, int]  # with a full stop or without
    plain_months: frozenset[str]  # months that are other words too: only beside a day or a year, or after a preposition
    ordinals: dict[str, int]  # first to fourth
    ordinal_ends: frozenset[str]  # glued to a day: 16th, 1er
    quarter: frozenset[str]
    half: frozenset[str]
    half_words: dict[str, int]
    seasons: dict[str, int]  # spring to autumn, only with their year; a winter has two
    fiscal: frozenset[str]  # before a year that need not begin in January
    linking: frozenset[str]  # between the parts of a date
    before: frozenset[str]  # what a negation turns from the latest into the earliest day
    negations: frozenset[str]
    articles: frozenset[str]  # of a thing that a year tells apart: the crisis of 2008
    deadlines: Phrases[bool]  # False where it is the earliest day instead: not before
    edges: Phrases[Edge]
    in_words: Phrases[bool]  # after these a number may be a year
    listing: frozenset[str]  # between the years of a list
    weak_in_words: Phrases[bool]  # after these too, unless a unit follows
    year_words: Phrases[bool]  # after these it is a year even where a noun follows: in 2024 shares rose
    month_words: Phrases[bool]
    past: frozenset[str]
    future: frozenset[str]
    openers: dict[str, tuple[str, ...]]
    connectors: frozenset[str]
    relative: Phrases[tuple[Period, int]]
    periods: Phrases[tuple[Period, int]]  # only after an edge: the end of the year
    year_ends: Phrases[bool]  # edges that need no year: by year-end
    within: Phrases[bool]  # True where it is a deadline
    spans: Phrases[Literal["year", "month", "week", "day"]]
    no_dates: Phrases[bool]  # before a number: Agenda 2030


Mood = Literal["announce", "conditional", "future", "would", "could", "copula", "noun_signed", "noun_pledged", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """How firmly something is said."""

    cues: Phrases[Status | Mood]
    conditional: tuple[str, ...]  # endings of the conditional mood
    not_conditional: frozenset[str]
    future: tuple[str, ...]
    not_future: frozenset[str]
    outlook: frozenset[str]  # what will be, rather than what will be done: will cost
    deeds: frozenset[str]  # what an announcement promises
    passives: frozenset[str]  # before a participle of something still to be done: to be invested
    negations: frozenset[str]  # before a verb of what is done
    so_far: frozenset[str]  # beside such a negation: not yet paid is not denied
    provides: frozenset[str]  # verbs by which a contract foresees: what is signed then, not what is expected
    participles: frozenset[str]
    participle_ends: tuple[str, ...]  # of other participles, right after a passive auxiliary
    infinitives: frozenset[str]  # before a verb that is no past then: to put
    auxiliaries: frozenset[str]  # of the passive
    figures: frozenset[str]  # what a figure may begin with, besides digits
    worth: frozenset[str]  # after a copula: it is worth says less of a contract than that it is signed
    denials: Phrases[bool]  # right before a figure
    relatives: frozenset[str]  # pronouns that begin a clause of its own after a comma
    contrast: Phrases[bool]  # begins another part of the sentence; True where it is another matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One language."""

    code: Literal["fr", "en"]
    frequent: frozenset[str]  # by which the language of a text is told
    numbers: NumberWords
    units: UnitWords
    dates: DateWords
    statuses: StatusWords
    superlatives: Phrases[bool]
    ever: Phrases[bool]
    unmatched: Phrases[bool]  # without precedent
    sums: Phrases[bool]  # what a superlative without a figure is suspicious of
