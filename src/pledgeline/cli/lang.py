"""`--lang`: the language of everything a verb says to people; what it writes as JSON is the same in any."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from pledgeline.language.spoken import CODES, chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPTION = "--lang"
OWN = ("read",)  # verbs whose --lang is the language of what they read


def language_option() -> click.Option:
    """The option of a verb. Nothing is done with it once it is parsed: see `asked_language`."""
    return click.Option(
        [OPTION],
        type=click.Choice(CODES),
        expose_value=False,
        help="Language of what is said; JSON is the same in any.  [default: that of the environment]",
    )


def asked_language(arguments: Sequence[str]) -> str:
    """The language of a command line, else that of the environment.

    Looked for before anything is parsed, because what is wrong with a command line, and its help, are told in it too;
    a language that is not spoken is left to the parser to refuse. The last one counts.
    """
    spoken = [word for word in _named(arguments) if word in CODES]
    return spoken[-1] if spoken else chosen(os.environ)


def _named(arguments: Iterable[str]) -> Iterable[str]:
    """What stands behind each `--lang`, up to a verb that has one of its own and to `--`."""
    words, verb = iter(arguments), ""
    for word in words:
        if word == "--":
            return
        name, sign, stated = word.partition("=")
        if name == OPTION:
            yield stated if sign else next(words, "")
        elif not verb and not word.startswith("-"):
            verb = word
            if verb in OWN:
                return
