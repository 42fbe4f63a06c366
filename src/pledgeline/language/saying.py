"""Texts for a reader: sentences with named fields, translated as a whole.

A sentence is one message, with its figures as fields, because word order is
the translator's: `say("{group} owes {debt}.", group=…, debt=…)`. A message
stands as a literal at its call, where the catalogue's script finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pledgeline.language.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping


class Retellable(str):
    """A text in English that can be told again in the language of its reader."""

    __slots__ = ()

    def retell(self) -> str:
        """The text in the language spoken here."""
        raise NotImplementedError


class Said(Retellable):
    """A sentence that remembers its message and fields; `many` is its message where `number` is not one."""

    __slots__ = ("fields", "many", "message", "number")
    message: str
    fields: Mapping[str, object]
    many: str
    number: int

    def __new__(cls, message: str, fields: Mapping[str, object], many: str = "", number: int = 1) -> Self:
        """The sentence in English."""
        made = super().__new__(cls, _filled(many if many and number != 1 else message, fields))
        made.message, made.fields, made.many, made.number = message, fields, many, number
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels to another process, or is copied."""
        return type(self), (self.message, self.fields, self.many, self.number)

    def retell(self) -> str:
        """The sentence in the language spoken here, its fields too."""
        sentences = spoken().sentences
        message = sentences.ngettext(self.message, self.many, self.number) if self.many else (
            sentences.gettext(self.message) if self.message else ""
        )  # fmt: skip
        return _filled(
            message, {name: retold(text) if isinstance(text, str) else text for name, text in self.fields.items()}
        )


def said(message: str, /, **fields: object) -> Said:
    """A sentence for later: English where it is made, the reader's language once `retold`.

    Raises KeyError where the message names a field that is not given.
    """
    return Said(message, fields)


def said_each(number: int, one: str, many: str, /, **fields: object) -> Said:
    """A sentence for later whose words depend on a number, as plurals do."""
    return Said(one, fields, many, number)


def say(message: str, /, **fields: object) -> str:
    """A sentence in the language spoken here; raises KeyError where the message names a field that is not given."""
    return said(message, **fields).retell()


def say_each(number: int, one: str, many: str, /, **fields: object) -> str:
    """A sentence in the language spoken here whose words depend on a number."""
    return said_each(number, one, many, **fields).retell()


def retold(text: str) -> str:
    """A text in the language spoken here; one that was not `said`, such as a name of the case, stays as it is."""
    return text.retell() if isinstance(text, Retellable) else text


def _filled(message: str, fields: Mapping[str, object]) -> str:
    """The message with its fields; a message without fields may hold braces."""
    return message.format(**fields) if fields else message
