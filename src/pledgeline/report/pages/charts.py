"""Charts: numbers to draw, words to read instead, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.report.pages.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A series over dates; `tone` names its colour and its dash."""

    name: str
    tone: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()  # a band around the line, two standard errors wide
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesDrawing:
    """Probabilities that rise over dates."""

    dates: tuple[str, ...]
    lines: tuple[Line, ...]
    tips: tuple[str, ...]  # one text per date


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A horizontal line across the fan."""

    name: str
    tone: str
    ltv: float
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FanDrawing:
    """Quantiles of the LTV over dates; None where no path is open."""

    dates: tuple[str, ...]
    p5: tuple[float | None, ...]
    p25: tuple[float | None, ...]
    p50: tuple[float | None, ...]
    p75: tuple[float | None, ...]
    p95: tuple[float | None, ...]
    levels: tuple[Level, ...]
    top: float  # where the axis ends
    step: float  # between two of its lines
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A cell of the heatmap: its place, its step on the colour scale (0 to 9), and its text."""

    row: int
    column: int
    step: int
    text: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatDrawing:
    """Probability by price move (rows, from the top) and call LTV (columns)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_title: str
    column_title: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How far one assumption moves the answer; fractions, and the words at both ends."""

    title: str
    low: float
    high: float
    low_text: str
    high_text: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoDrawing:
    """The assumptions, the most important first."""

    base: float
    base_text: str
    bars: tuple[Bar, ...]


Drawing = LinesDrawing | FanDrawing | HeatDrawing | TornadoDrawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing with its title, its description in words, and its table."""

    kind: str  # lines, fan, heat, tornado
    title: str
    lead: str  # a sentence above the drawing: what to see in it
    description: str
    drawing: Drawing
    table: Table
