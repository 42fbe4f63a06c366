"""What the figures of a case rest on, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

GRADES = ("disclosed", "reported", "estimated", "assumed", "")  # the last: without a grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How many figures are known in one way."""

    confidence: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """What one source says of a quantity."""

    id: str
    text: str  # a literal, with ≥ or ≤ where it is a bound
    status: str
    confidence: str
    dated: dt.date | None
    sources: tuple[str, ...]
    quote: str
    note: str
    agrees: bool  # with the figure in use
    reviewed_by: str
    reviewed_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity of which several figures are told: the one in use, why, and the others."""

    key: str
    in_use: str
    confidence: str
    sources: tuple[str, ...]
    because: str
    claims: tuple[ClaimRecord, ...]
    decided: bool  # all agree, or the case says why it prefers its own


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleFigure:
    """A balance, a term or a rate whose newest source is older than the case allows."""

    key: str
    text: str
    newest: dt.date
    age_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a headline answer rests on: every figure of the case behind it, by grade."""

    key: str  # of a derivation
    title: str
    grades: tuple[Grade, ...]  # those that occur, in the order of GRADES
    assumed: tuple[str, ...]  # keys of the assumptions
    defaults: tuple[str, ...]  # keys of figures that the case leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How well a case is known."""

    grades: tuple[Grade, ...]
    unknown: int  # figures left unknown
    comparisons: tuple[Comparison, ...]
    loose_claims: tuple[ClaimRecord, ...]  # about no figure of the case
    without_source: tuple[str, ...]
    assumptions: tuple[str, ...]
    stale: tuple[StaleFigure, ...]
    stale_after: str
    bases: tuple[Basis, ...]
