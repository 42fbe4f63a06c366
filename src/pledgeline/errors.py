"""Problems (findings about input) and the exception tree, with exit codes.

::

    PledgelineError                  2
    ├── CaseError                    1   the case has problems; carries all of them
    ├── PriceError                   3   a price is stale, missing, zero or not finite
    ├── UnknownName                  2   a loan, a key or a scenario that is not in the case
    ├── OutOfRange                   2   arguments of a call out of range; carries all of them; also a ValueError
    │   └── Unfittable               3   prices that no law can be fitted to; carries what to do about it
    ├── MissingExtra                 2   a package that is not installed; the message says how to install it
    ├── Inaccurate                   2   a figure that cannot be had within the error asked for
    └── BrokenInvariant              2   the program contradicts itself: report it

Bad input accumulates as `Problem` records and is raised once, together; a
broken invariant raises at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_DATA = 3
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file: 1-based line and column; `width` characters are underlined."""

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        """`file:line:column`, leaving out what is not known."""
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: where it stands, what is wrong, and what to write instead."""

    where: Place
    what: str
    remedy: str = ""
    key: str = ""
    stale: bool = False

    def __str__(self) -> str:
        """`file:line:column: what; remedy`, on one line."""
        return f"{self.where}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


class PledgelineError(Exception):
    """Anything this package raises on purpose."""

    exit_code: ClassVar[int] = EXIT_USAGE

    def __str__(self) -> str:
        """Its sentences, one per line; those that were `said` can be told in another language (see `sentences`)."""
        return "\n".join(self.sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it has to say, as it was given."""
        return tuple(one if isinstance(one, str) else str(one) for one in self.args)


class ProblemsError(PledgelineError):
    """Input with problems: all of them, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; the message is their one-line forms."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class CaseError(ProblemsError):
    """A case file that does not say what a case must say."""

    exit_code = EXIT_FINDINGS


class PriceError(ProblemsError):
    """Prices that are missing, stale, zero or not finite."""

    exit_code = EXIT_DATA


class UnknownName(PledgelineError):
    """A name that the case does not hold."""


class OutOfRange(PledgelineError, ValueError):
    """Arguments that a computation cannot take: every sentence, one per line."""


class Unfittable(OutOfRange):
    """Prices that no law can be fitted to: what is wrong with them, and what to do about it."""

    exit_code = EXIT_DATA

    def __init__(self, what: str, remedy: str) -> None:
        """Keep both; the message is `what; remedy`."""
        self.what, self.remedy = what, remedy
        super().__init__(said("{what}; {remedy}", what=what, remedy=remedy))


class Inaccurate(PledgelineError):
    """No method reaches the error asked for at a bearable cost; the message says what to ask for instead."""


class MissingExtra(PledgelineError):
    """A feature whose package is not installed."""


class BrokenInvariant(PledgelineError):
    """A state the program should never reach; a fault of ours, not of the input."""
