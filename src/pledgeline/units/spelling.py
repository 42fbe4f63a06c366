"""Which known word somebody may have meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from pledgeline.language.saying import said, said_each

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SHOWN = 12
MOST = 1_000


def closest(word: str, known: Collection[str]) -> str:
    """The known word nearest to this one, empty where none is near; ties go to the first in the alphabet.

    Empty too among more than a thousand: looking through them for every
    mistake of a long file would take minutes.
    """
    if len(known) > MOST:
        return ""
    by_fold = {_folded(name): name for name in sorted(known, reverse=True)}
    near = difflib.get_close_matches(_folded(word[:80]), sorted(by_fold), n=1, cutoff=0.6)
    return by_fold[near[0]] if near else ""


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")


def suggestion(word: str, known: Iterable[str], *, none: str = "") -> str:
    """`did you mean arm?`, else the list of what may be written, else `none` where nothing may."""
    names = list(dict.fromkeys(known))
    if not names:
        return none
    if near := closest(word, names):
        return said("did you mean {name}?", name=near)
    if len(names) == 1:
        return said("write {literal}", literal=names[0])
    listed, more = ", ".join(names[:SHOWN]), len(names) - SHOWN
    if more <= 0:
        return said("write one of {names}", names=listed)
    return said_each(
        more, "write one of {names} and {more} more", "write one of {names} and {more} more", names=listed, more=more
    )
