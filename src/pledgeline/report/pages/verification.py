"""Reference figures beside ours, topic by topic, as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pledgeline.report.pages.tables import Row, Table, figures, row, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pledgeline.engine.verification import Verification

TOPICS = {
    "first-passage": "First passage, watched on given dates",
    "gap-loss": "What the lender loses where shares are sold some days after a call",
    "haircut": "Haircuts that meet a target",
    "barrier-option": "Barrier options",
    "always-watched": "First passage, always watched",
    "stock-loan": "The perpetual stock loan",
    "loan": "A loan with a trigger and a spread",
    "likelihood": "Likelihoods of daily returns",
    "supervisory-haircut": "Supervisory haircuts for other periods",
    "forced-sale": "Forced sales",
    "group-ltv": "LTV of a group, as its slides print it",
}
COLUMNS = (
    words("figure"),
    words("what", minor=True),
    figures("reference"),
    figures("ours"),
    figures("difference"),
    figures("allowed"),
    words("holds"),
)
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Figures of one kind, and where they come from."""

    table: Table
    sources: tuple[str, ...]
    troubles: tuple[str, ...]  # why a figure of ours is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPage:
    """All topics and the verdict."""

    topics: tuple[Topic, ...]
    verdict: str
    holds: bool


def verification_page(found: Sequence[Verification]) -> VerificationPage:
    """The page of all verifications, topics in the order of the table."""
    topics = tuple(_topic(name, tuple(rows)) for name, rows in groupby(found, lambda entry: entry.topic))
    failed = [entry.figure for entry in found if not entry.passed]
    outside = sum(entry.from_outside for entry in found)
    told = verdict(failed, outside=outside, own=len(found) - outside)
    return VerificationPage(topics=topics, verdict=told, holds=not failed)


def verdict(failed: Sequence[str], *, outside: int, own: int) -> str:
    """How many figures were compared, with whose, and which do not hold."""
    parts = [(outside, "from outside"), (own, "by a second method")]
    whose = ", ".join(f"{count} {of}" for count, of in parts if count)
    counted = f"{outside + own} figure{'' if outside + own == 1 else 's'}: {whose}"
    if failed:
        return f"{counted}; not found again: {', '.join(failed)}"
    return (
        f"{counted}; {'all within what their source allows' if outside + own > 1 else 'within what its source allows'}"
    )


def _topic(name: str, found: tuple[Verification, ...]) -> Topic:
    return Topic(
        table=Table(caption=TOPICS.get(name, name), columns=COLUMNS, rows=tuple(map(_row, found))),
        sources=tuple(_sources(found)),
        troubles=tuple(f"{entry.figure}: {entry.reason}" for entry in found if entry.reason),
    )


def _row(entry: Verification) -> Row:
    return row(
        entry.figure.partition("/")[2] or entry.figure,
        entry.title,
        figure_text(entry.published),
        figure_text(entry.ours),
        difference_text(entry.difference),
        difference_text(entry.tolerance),
        YES if entry.passed else NO,
        tone="" if entry.passed else "close-out",
    )


def _sources(found: Iterable[Verification]) -> Iterable[str]:
    """Author, year and source, each once."""
    return dict.fromkeys(f"{entry.author} ({entry.year}): {entry.source}" for entry in found)


def figure_text(amount: float | None) -> str:
    """A figure with eight digits; what lies behind them stands in the difference."""
    return "not known" if amount is None else f"{amount:.8g}"


def difference_text(amount: float | None) -> str:
    """The size of a difference."""
    if amount is None:
        return "not known"
    return "0" if amount == 0 else f"{amount:.1e}"
