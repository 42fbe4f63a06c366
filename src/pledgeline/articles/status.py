"""How firmly a sentence says what it says: pledged, in talks, rumoured, signed, disbursed, forecast, denied, stated.

Cues stand in a table for each language; moods of the verb are told by their
endings. A sentence is cut where it turns to another matter (`but`, `tandis
que`, a semicolon) and around its relative clauses (`, which manages …,`). A
figure takes its status from the part it stands in:

1. one that is itself denied (`not 120 million`) is denied; then a denial wins
   over all, then talks, then hearsay;
2. else the verb that the figure is the subject of (`300 jobs were cut`);
3. else the nearest cue before the figure, else the nearest after it; mere
   nouns (`deal`) and announcements count only where nothing else does;
4. else, after a dash, the part before; else it is merely stated.

A question asserts nothing, but for its relative clauses: what it asks is stated.
A conditional after an announcement or a promise is a pledge, one without is a
rumour; a future is a pledge, unless of what will be rather than be done.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from pledgeline.articles.fact import Status

if TYPE_CHECKING:
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import Mood, StatusWords

_FIRM: frozenset[str] = frozenset(get_args(Status))
_WINNING: tuple[Status, ...] = ("denied", "in_talks", "rumoured")
_NOUNS: dict[str, Status] = {"noun_signed": "signed", "noun_pledged": "pledged"}
_WEAK = frozenset({"announce", *_NOUNS})
_MOODS = frozenset({"conditional", "future", "would", "could"})
_ASKED = (_FIRM - {"denied", "in_talks"}) | _MOODS | _WEAK  # what a question does not assert
_NEAR = 3  # tokens between an auxiliary and its verb, and what follows a future
_SUBJECT_REACH = 7  # tokens between a figure and the verb that it is the subject of
_DENIAL_REACH = 4
_AFTERWARDS = {"after", "following", "après"}  # before talks that are over
_AFTERWARDS_REACH = 5
_PARTICIPLES = ("ncé", "ncée", "ncés", "ncées", "mis", "mise", "mises", "mised")
_STOPS = {",", ";", ":", "."}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    start: int
    end: int
    meaning: Status | Mood


@dataclass(slots=True)
class _Said:
    """What the cues of one part say, in their order."""

    starts: list[int] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)

    def add(self, start: int, status: Status) -> None:
        self.starts.append(start)
        self.statuses.append(status)

    def nearest(self, at: int) -> Status | None:
        """What the last cue before the figure says, else the first one after it."""
        place = bisect_right(self.starts, at)
        return self.statuses[max(0, place - 1)] if self.statuses else None


@dataclass(slots=True)
class _Part:
    """A part of a sentence: what its verbs say, and what its nouns and announcements say."""

    before: int | None  # the part that it goes on from, after a dash
    strong: _Said = field(default_factory=_Said)
    weak: _Said = field(default_factory=_Said)
    met: set[Status] = field(default_factory=set)


class Statuses:
    """The cues of one sentence; `of` gives the status of a figure in it. Built in one pass over its tokens."""

    def __init__(self, words: Tokens, language: StatusWords, *, money: frozenset[int] = frozenset()) -> None:
        """Cut the sentence into its parts, and find what each says; ``money``: tokens of sums, such as `5bn won`."""
        self._words = words
        self._language = language
        self._money = money
        self._parts = [_Part(None)]
        self._starts, self._owners = [0], [0]
        self._verbs: dict[int, Status] = {}
        self._moods: set[int] = set()  # where a verb stands in the future or the conditional
        self._announced = self._planned = False
        self._foreseen: int | None = None  # where the last cue ended, if it was of a forecast
        self._deeds = not language.deeds.isdisjoint(words.folded)
        self._relative = False
        self._asks = "?" in words.folded[max(0, words.count - _NEAR) : words.count]
        at = 0
        while at < words.count:
            at = self._turn(at) or self._cue(at) or at + 1

    def of(self, start: int, end: int) -> Status:
        """The status of the figure that these tokens hold."""
        place = self._owners[bisect_right(self._starts, start) - 1]
        part = self._parts[place]
        if self._itself_denied(start):
            return "denied"
        if winner := next((status for status in _WINNING if status in part.met), None):
            return winner
        if self._promised(end):
            return "pledged"
        if status := self._predicate(end) or part.strong.nearest(start) or part.weak.nearest(start):
            return status
        while part.before is not None:
            part = self._parts[part.before]
            if status := part.strong.nearest(start):
                return status
        return "stated"

    def _turn(self, at: int) -> int | None:
        """The token after words that begin another part here."""
        word, language = self._words.folded[at], self._language
        if word == "," and self._words.folded[at + 1] in language.relatives:
            self._open(at, _Part(None))
            self._relative = True
            return at + 2
        if word == "," and self._relative:
            self._relative = False
            self._starts.append(at)
            self._owners.append(self._owners[-2])
        if turn := language.contrast.at(self._words.folded, at):
            self._open(at, _Part(None if turn[1] else self._owners[-1]))
            self._relative = False
            return turn[0]
        return None

    def _open(self, at: int, part: _Part) -> None:
        self._parts.append(part)
        self._starts.append(at)
        self._owners.append(len(self._parts) - 1)

    def _cue(self, at: int) -> int | None:
        """The token after a cue that stands here; what it says goes to its part."""
        if at in self._money:
            return None
        found = self._language.cues.at(self._words.folded, at)
        if found and found[1] == "could" and at and self._words.written[at][0].isupper():
            return None  # the month of May
        mood = None if found else self._mood(self._words.folded[at])
        if found is None and mood is None:
            return None
        end, meaning = found or (at + 1, mood or "conditional")
        cue = _Cue(start=at, end=end, meaning=meaning)
        if status := self._meaning(cue):
            part = self._parts[self._owners[-1]]
            (part.weak if meaning in _WEAK else part.strong).add(at, status)
            part.met.add(status)
            self._verbs[at] = status
            if meaning in _MOODS:
                self._moods.add(at)
            self._foreseen = end if status == "forecast" else None
        self._announced |= meaning in {"announce", "pledged"}
        self._planned |= meaning == "noun_pledged"
        return end

    def _mood(self, word: str) -> Mood | None:
        """The mood that the ending of a verb shows."""
        language = self._language
        if word.endswith(language.conditional) and word not in language.not_conditional:
            return "conditional"
        if word.endswith(language.future) and word not in language.not_future:
            return "future"
        return None

    def _meaning(self, cue: _Cue) -> Status | None:
        """What a cue says in this sentence; None where it says nothing by itself."""
        meaning = cue.meaning
        if meaning == "aside" or (self._asks and not self._relative and meaning in _ASKED):
            return None
        if meaning in _FIRM:
            return self._firm(cue, meaning)  # type: ignore[arg-type]
        if meaning == "copula":
            foreseen = self._foreseen is not None and cue.start - self._foreseen <= 1  # the expected loss is 5
            return "stated" if self._before_a_figure(cue.end) and not foreseen else None
        if meaning == "announce":
            return "pledged" if self._deeds else None
        if meaning == "conditional":
            return "pledged" if self._announced else "rumoured"
        return _NOUNS.get(meaning) or self._to_come(cue)

    def _to_come(self, cue: _Cue) -> Status:
        """What a future, a `would` and a `could` say."""
        if self._outlook(cue):
            return "forecast"
        if cue.meaning == "could":
            return "rumoured"
        promised = self._announced or (cue.meaning == "would" and self._planned)  # under the plan they would receive
        return "pledged" if cue.meaning == "future" or promised else "forecast"

    def _firm(self, cue: _Cue, meaning: Status) -> Status | None:
        """What a verb says: paid, but not `to be paid`, nor `will put`."""
        words, language = self._words.folded, self._language
        before = words[max(0, cue.start - _NEAR) : cue.start]
        over = words[max(0, cue.start - _AFTERWARDS_REACH) : cue.start]
        if meaning == "in_talks" and not _AFTERWARDS.isdisjoint(over):
            return None
        if meaning in {"disbursed", "signed"} and not language.negations.isdisjoint(before):
            return "denied" if language.so_far.isdisjoint(before) else "stated"
        if meaning == "forecast" and words[cue.start] in language.provides and self._of_a_contract():
            return "signed"
        if meaning not in {"disbursed", "stated"}:
            return meaning
        if words[cue.start - 1] in language.infinitives or (words[cue.start] in language.worth and self._dealt(cue)):
            return None
        to_come = not language.passives.isdisjoint(words[max(0, cue.start - _NEAR) : cue.start])
        return "pledged" if to_come and words[cue.start] in language.participles else meaning

    def _of_a_contract(self) -> bool:
        """Whether the part speaks of a contract and of nothing else so far."""
        part = self._parts[self._owners[-1]]
        if part.before is not None and not part.met:
            part = self._parts[part.before]
        return part.weak.statuses == ["signed"] and part.met == {"signed"}

    def _dealt(self, cue: _Cue) -> bool:
        """Whether the word before it is a deal, whose being signed matters more than its worth."""
        before = self._language.cues.at(self._words.folded, cue.start - 1)
        return before is not None and before[1] == "noun_signed"

    def _before_a_figure(self, at: int) -> bool:
        following = self._words.folded[at : at + _NEAR]
        for word in following:
            if word in _STOPS:
                return False
            if word in self._language.worth:
                return not self._parts[self._owners[-1]].weak.starts  # of a contract, it is signed that matters
            if word[:1].isdigit() or word in self._language.figures:
                return True
        return False

    def _outlook(self, cue: _Cue) -> bool:
        """Whether a future tells what will be rather than what will be done."""
        following = self._words.folded[cue.end : cue.end + _NEAR]
        if any(word in self._language.participles for word in following):
            return False
        if following[0] in self._language.passives and following[1].endswith(self._language.participle_ends):
            return following[1] in self._language.outlook
        if self._words.folded[cue.start] in self._language.passives and following[0].endswith(
            self._language.participle_ends
        ):
            return following[0] in self._language.outlook
        return not self._language.outlook.isdisjoint((self._words.folded[cue.start], *following[:2]))

    def _promised(self, end: int) -> bool:
        """Whether a participle right after the figure says that it was promised or announced."""
        found = self._language.cues.at(self._words.folded, end)
        participle = self._words.folded[end].endswith(_PARTICIPLES)
        return participle and found is not None and found[1] in {"announce", "pledged"} and found[0] == end + 1

    def _itself_denied(self, start: int) -> bool:
        """Whether the words right before the figure deny it."""
        phrases = self._language.denials
        before = range(max(0, start - _DENIAL_REACH), start)
        return any((found := phrases.at(self._words.folded, at)) and found[0] == start for at in before)

    def _predicate(self, end: int) -> Status | None:
        """What the verb says that the figure is the subject of: in the passive, or in the future right after it."""
        words = self._words.folded
        for at in range(end, end + _SUBJECT_REACH):
            if words[at] in _STOPS:
                return None
            if at in self._moods and at == end:
                return self._verbs[at]
            if at in self._verbs and not self._language.auxiliaries.isdisjoint(words[max(end, at - 2) : at]):
                return self._verbs[at]
        return None
