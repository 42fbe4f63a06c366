"""Reference figures beside ours, topic by topic, as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pledgeline.language.saying import Said, retold, said, say, say_each
from pledgeline.report.pages.tables import Column, Row, Table, figures, row, words
from pledgeline.report.pages.wording import titled, whole
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pledgeline.engine.verification import Verification

TOPICS = {
    "first-passage": said("First passage, watched on given dates"),
    "gap-loss": said("What the lender loses where shares are sold some days after a call"),
    "haircut": said("Haircuts that meet a target"),
    "barrier-option": said("Barrier options"),
    "always-watched": said("First passage, always watched"),
    "stock-loan": said("The perpetual stock loan"),
    "loan": said("A loan with a trigger and a spread"),
    "likelihood": said("Likelihoods of daily returns"),
    "supervisory-haircut": said("Supervisory haircuts for other periods"),
    "forced-sale": said("Forced sales"),
    "group-ltv": said("LTV of a group, as its slides print it"),
}


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
    number = outside + own
    counted = say_each(
        number, "{n} figure: {whose}", "{n} figures: {whose}", n=whole(number), whose=_whose(outside, own)
    )
    if failed:
        return say("{figures}; not found again: {names}", figures=counted, names=", ".join(failed))
    if number > 1:
        return say("{figures}; all within what their source allows", figures=counted)
    return say("{figures}; within what its source allows", figures=counted)


def _whose(outside: int, own: int) -> str:
    """`60 from outside, 34 by a second method`; nothing where there are no figures."""
    told = []
    if outside:
        told.append(say_each(outside, "{n} from outside", "{n} from outside", n=whole(outside)))
    if own:
        told.append(say_each(own, "{n} by a second method", "{n} by a second method", n=whole(own)))
    return ", ".join(told)


def columns() -> tuple[Column, ...]:
    """The heads of each table."""
    return (
        words(say("figure")),
        words(say("what"), minor=True),
        figures(say("reference")),
        figures(say("ours")),
        figures(say("difference")),
        figures(say("allowed")),
        words(say("holds")),
    )


def _topic(name: str, found: tuple[Verification, ...]) -> Topic:
    return Topic(
        table=Table(caption=titled(TOPICS, name), columns=columns(), rows=tuple(map(_row, found))),
        sources=tuple(_sources(found)),
        troubles=tuple(
            say("{figure}: {reason}", figure=entry.figure, reason=retold(entry.reason))
            for entry in found
            if entry.reason
        ),
    )


def _row(entry: Verification) -> Row:
    return row(
        entry.figure.partition("/")[2] or entry.figure,
        _told(entry.title),
        figure_text(entry.published),
        figure_text(entry.ours),
        difference_text(entry.difference),
        difference_text(entry.tolerance),
        say("yes") if entry.passed else say("no"),
        tone="" if entry.passed else "close-out",
    )


def _sources(found: Iterable[Verification]) -> Iterable[str]:
    """Author, year and source, each once."""
    return dict.fromkeys(
        say("{author} ({year}): {source}", author=_told(entry.author), year=str(entry.year), source=_told(entry.source))
        for entry in found
    )


def _told(text: str) -> str:
    """A text of the table in the language spoken here; one of a reader's own table stays as it is."""
    return Said(text, {}).retell()


def figure_text(amount: float | None) -> str:
    """A figure with eight digits; what lies behind them stands in the difference."""
    return here().unknown if amount is None else _decimal(f"{amount:.8g}")


def difference_text(amount: float | None) -> str:
    """The size of a difference."""
    if amount is None:
        return here().unknown
    return "0" if amount == 0 else _decimal(f"{amount:.1e}")


def _decimal(text: str) -> str:
    """A number in the form of Python with the decimal sign of the language here."""
    return text.replace(".", here().decimal)
