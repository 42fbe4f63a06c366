"""Texts made of texts: lists, several sentences in a row, formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pledgeline.language.saying import Retellable, retold, said

if TYPE_CHECKING:
    from collections.abc import Iterable


class Joined(Retellable):
    """Texts one after the other, each of which can be told again; `between` stands between them."""

    __slots__ = ("between", "texts")
    texts: tuple[str, ...]
    between: str

    def __new__(cls, texts: tuple[str, ...], between: str) -> Self:
        """The texts in English."""
        made = super().__new__(cls, between.join(texts))
        made.texts, made.between = texts, between
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels to another process, or is copied."""
        return type(self), (self.texts, self.between)

    def retell(self) -> str:
        """The texts in the language spoken here."""
        return retold(self.between).join(map(retold, self.texts))


def joined(texts: Iterable[str], between: str = "") -> str:
    """Texts as one; a plain `str` where nothing in it can be told again."""
    kept = tuple(texts)
    retellable = any(isinstance(text, Retellable) for text in kept) or (
        len(kept) > 1 and isinstance(between, Retellable)
    )
    return Joined(kept, between) if retellable else between.join(kept)


def listed(texts: Iterable[str]) -> str:
    """A list in a sentence: `Arm, SoftBank Corp., OpenAI`."""
    return joined(texts, ", ")


def sentences(texts: Iterable[str]) -> str:
    """Whole sentences in a row."""
    return joined(texts, " ")


def advised(what: str, remedy: str) -> str:
    """A finding with its remedy, where it has one."""
    return said("{what}; {remedy}", what=what, remedy=remedy) if remedy else what
