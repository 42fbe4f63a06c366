"""What the library that reads the command line says of its own, told in the language spoken here.

It makes its sentences from formats, in English. Each is recognised by its format, and told again by the message that
stands for it; one that is not recognised, such as that of a later version, stays as it is.
"""

from __future__ import annotations

import re
import string
from functools import cache
from typing import TYPE_CHECKING

from pledgeline.language.saying import Retellable, Said, retold, said, say

if TYPE_CHECKING:
    import click

# the first that fits is taken; a field named here holds a sentence that is told by its own format
_NESTED = frozenset({"message", "error"})
_FORMATS = (
    said("Invalid value for {parameter}: {message}"),
    said("Invalid value: {message}"),
    said("{error} Did you mean {possibility}?"),
    said("{error} (Did you mean one of: {possibilities}?)"),
    said("{error} (Possible options: {possibilities})"),
    said("No such option {name}."),
    said("No such option: {name}"),
    said("No such command {name}."),
    said("Missing argument {parameter}."),
    said("Missing option {parameter}. {message}"),
    said("Missing option {parameter}."),
    said("Missing command."),
    said("Choose from:\n\t{choices}"),
    said("Got unexpected extra argument ({arguments})"),
    said("Got unexpected extra arguments ({arguments})"),
    said("Option {name} requires an argument."),
    said("Option {name} does not take a value."),
    said("{value} is not in the range {range}."),
    said("{value} is not a valid integer range."),
    said("{value} is not a valid integer."),
    said("{value} is not one of {choices}."),
    said("default: {default}"),
    said("required"),
)


def recognised(text: str) -> str:
    """A text of the library as a sentence that can be told again; one of ours, or of neither, is left as it is."""
    if isinstance(text, Retellable):
        return text
    for made in _FORMATS:
        found = _pattern(made.message).fullmatch(text)
        if found is not None:
            fields = {name: recognised(part) if name in _NESTED else part for name, part in found.groupdict().items()}
            return Said(made.message, fields)
    return text


@cache
def _pattern(message: str) -> re.Pattern[str]:
    """The texts that a format makes."""
    parts = string.Formatter().parse(message)
    grammar = "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)
    return re.compile(grammar, re.DOTALL)


def usage_trouble(error: click.ClickException) -> str:
    """What is wrong with a command line, as a sentence that can be told again."""
    found = recognised(error.format_message())
    if isinstance(found, Said) and isinstance(error.message, Retellable) and "message" in found.fields:
        return Said(found.message, {**found.fields, "message": error.message})  # its format has made it a plain text
    return found


def usage_text(error: click.ClickException) -> str:
    """The same as it is shown: under the usage of the verb, and how to see more."""
    told = say("Error: {message}", message=retold(usage_trouble(error)))
    context = getattr(error, "ctx", None)
    if context is None:
        return told
    names = context.command.get_help_option_names(context)
    hint = say("Try '{command} {option}' for help.", command=context.command_path, option=max(names, key=len))
    return f"{context.get_usage()}\n{hint}\n\n{told}"
