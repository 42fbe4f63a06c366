"""Clauses put together: what one message cannot hold, because how many there are is not known."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pledgeline.language.saying import Said, say
from pledgeline.report.pages.tables import phrase
from pledgeline.report.pages.wording import clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pledgeline.report.pages.tables import Sentence


def filled(message: Said, /, **fields: object) -> str:
    """A message of a table of messages, told with its fields."""
    return Said(message.message, fields).retell()


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *most, last = names
    return say("{names} and {last}", names=", ".join(most), last=last) if most else last


def linked(texts: Iterable[str]) -> str:
    """Clauses in a row; empty where there is none."""
    found = tuple(texts)
    return clauses(found) if found else ""


def linked_phrases(phrases: Iterable[Sentence]) -> Sentence:
    """Clauses in a row, at least one, their strong figures kept."""
    return reduce(lambda first, second: phrase("", "{first}; {second}", first=first, second=second), phrases)
