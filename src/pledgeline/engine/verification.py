"""Published figures beside ours: the difference, and whether it is within what the source allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.joined import joined
from pledgeline.engine.published import MEASURES, CaseFigure, Setup
from pledgeline.errors import PledgelineError, UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SECOND_METHOD = "Pledgeline validation"  # the author of what nobody has published: another method of this project


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A figure that somebody else, or another method, has found, and what it takes to find it again."""

    figure: str  # a name of its own: topic/setup
    title: str
    measure: str  # a key of `MEASURES`
    parameters: Mapping[str, str]
    published: float
    tolerance: float  # absolute: the digits printed, the error stated, or that of the limit we take
    author: str
    year: int
    source: str  # paper, table, equation; program, version, engine

    @property
    def topic(self) -> str:
        """The part of the name that figures of one kind share."""
        return self.figure.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A published figure and ours; `ours` and `difference` are None where ours cannot be had, and `reason` says why."""

    figure: str
    title: str
    published: float
    ours: float | None
    difference: float | None  # ours - published
    tolerance: float
    passed: bool
    author: str
    year: int
    source: str
    reason: str = ""

    @property
    def topic(self) -> str:
        """The part of the name that figures of one kind share."""
        return self.figure.partition("/")[0]

    @property
    def from_outside(self) -> bool:
        """Whether somebody else has found it, and not a second method of this project."""
        return self.author != SECOND_METHOD


def verify(figures: Iterable[PublishedFigure], *, case_figure: CaseFigure) -> Iterator[Verification]:
    """Compute every figure, one after the other.

    ``case_figure`` answers for a headline number of a bundled case. A figure that
    cannot be computed has not passed; nothing is raised for it.
    """
    for figure in figures:
        try:
            ours, reason = _ours(figure, case_figure), ""
        except (PledgelineError, ValueError, ArithmeticError) as error:
            ours, reason = None, _sentence(error)
        yield _compared(figure, ours, reason)


def passed(figure: PublishedFigure, ours: float) -> bool:
    """Whether the difference is within the tolerance; a last digit of rounding is not held against anybody."""
    return abs(ours - figure.published) <= figure.tolerance * (1 + 1e-9) + 4e-16 * abs(figure.published)


def _ours(figure: PublishedFigure, case_figure: CaseFigure) -> float:
    measure = MEASURES.get(figure.measure)
    if measure is None:
        known = suggestion(figure.measure, MEASURES)
        raise UnknownName(said("'{measure}' is not a measure; {known}", measure=figure.measure, known=known))
    setup = Setup(figure.parameters, case_figure)
    ours = measure(setup)
    unused = sorted(set(figure.parameters) - setup.used)
    if unused:
        raise UnknownName(
            said("{measure} takes no '{parameter}'; leave it out", measure=figure.measure, parameter=unused[0])
        )
    return ours


def _sentence(error: Exception) -> str:
    """What an error says, so that it can be told again."""
    return joined(error.sentences, "\n") if isinstance(error, PledgelineError) else str(error)


def _compared(figure: PublishedFigure, ours: float | None, reason: str) -> Verification:
    return Verification(
        figure=figure.figure,
        title=figure.title,
        published=figure.published,
        ours=ours,
        difference=None if ours is None else ours - figure.published,
        tolerance=figure.tolerance,
        passed=ours is not None and passed(figure, ours),
        author=figure.author,
        year=figure.year,
        source=figure.source,
        reason=reason,
    )
