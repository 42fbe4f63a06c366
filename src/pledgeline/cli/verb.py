"""A verb of the command line: its help and its usage in the language spoken here, and the option that chooses it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import click

from pledgeline.cli.click_words import recognised
from pledgeline.cli.lang import OPTION, language_option
from pledgeline.language.saying import Said, retold, said, say

if TYPE_CHECKING:
    from collections.abc import Iterable

# the words of the library that are no sentences; the help of verbs and options is gathered from the commands
COMMANDS = said("Commands")
HEADINGS = (said("Options"), said("Positional arguments"), COMMANDS)
HELP = said("Show this message and exit.")
PLACEHOLDERS = (said("[OPTIONS]"), said("COMMAND [ARGS]..."))


class SpokenHelp(click.HelpFormatter):
    """Help written in the language spoken here; each text arrives whole, in English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of the usage."""
        for placeholder in PLACEHOLDERS:
            args = args.replace(placeholder, retold(placeholder))
        super().write_usage(prog, args, say("Usage:") + " " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        told = say("{heading}:", heading=catalogued(heading))
        self.write(f"{'':>{self.current_indent}}{told}\n")

    def write_text(self, text: str) -> None:
        """The help of a verb, or what stands below it."""
        super().write_text(catalogued(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or verbs, each with its help."""
        super().write_dl([(name, _explained(text)) for name, text in rows], col_max, col_spacing)


def catalogued(text: str) -> str:
    """A text that stands in no call of `say`, such as the help of an option, and is gathered where it stands."""
    return Said(text, {}).retell() if text else ""


def _explained(text: str) -> str:
    """The help of an option; what the library adds to it stands in brackets at its end."""
    told = catalogued(text)
    head, mark, added = text.rpartition("  [")
    if told != text or not mark:
        return told
    notes = "; ".join(retold(recognised(note)) for note in added.removesuffix("]").split("; "))
    return f"{catalogued(head)}{mark}{notes}]"


class SpokenContext(click.Context):
    """One call of a verb."""

    formatter_class = SpokenHelp


class Verb(click.Command):
    """A verb; it has `--lang` unless it brings an option of that name."""

    context_class = SpokenContext

    def __init__(self, *args: Any, **extra: Any) -> None:  # noqa: ANN401  # as click has it
        """A verb as click makes it from a function."""
        super().__init__(*args, **extra)
        settle(self)


def settle(command: click.Command) -> None:
    """Give a command its `--lang`, and its texts as the catalogue has them."""
    if not any(OPTION in option.opts for option in command.params):
        command.params.append(language_option())
    command.help = inspect.cleandoc(command.help or "")
    command.epilog = inspect.cleandoc(command.epilog) if command.epilog else None
