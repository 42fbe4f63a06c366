"""The load line on a terminal: the hull lies on its side, the water comes from the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.load_line import highest, spread
from pledgeline.report.terminal_tables import TONES, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.report.pages.load_line import Scale

GLYPHS = {"release": "╎", "cure": "│", "call": "┃", "close-out": "║"}
WATER, HULL = "█", "░"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Two lines of text under a place of the bar."""

    at: float
    name: str
    price: str
    tone: str

    @property
    def width(self) -> int:
        """The longer of its lines."""
        return max(len(self.name), len(self.price))


def waterline(scale: Scale, width: int) -> Text:
    """A title, the bar, and under it the levels with their prices."""
    labels = _labels(scale, width)
    text = Text(safe(scale.title), style="bold", no_wrap=False)
    text.append("  " + safe(say("LTV {ltv} today", ltv=scale.today_text)), style="not bold cyan")
    if scale.price_text:
        text.append(f", {safe(scale.asset)} {safe(scale.price_text)}".replace("  ", " "), style="not bold")
    text.append("\n")
    text.append_text(_bar(scale, width))
    needed = sum(label.width + 2 for label in labels)
    if needed > width:
        return _listed(text, labels)
    for line in _lines(labels, width):
        text.append("\n")
        text.append_text(line)
    return text


def _bar(scale: Scale, width: int) -> Text:
    """Water up to today's LTV, then hull, with a glyph for each level."""
    top = highest((scale,))
    wet = round(width * min(max((scale.today or 0.0) / top, 0.0), 1.0))
    bar = Text()
    marks = {min(int(width * mark.ltv / top), width - 1): mark.level for mark in scale.marks}
    for cell in range(width):
        level = marks.get(cell)
        if level:
            bar.append(GLYPHS.get(level, "│"), style=f"bold {TONES.get(level, '')}")
        else:
            bar.append(WATER if cell < wet else HULL, style="cyan" if cell < wet else "dim")
    return bar


def _labels(scale: Scale, width: int) -> list[Label]:
    """A label for each level, under its place."""
    top = highest((scale,))
    return [
        Label(
            at=width * mark.ltv / top,
            name=f"{GLYPHS.get(mark.level, '│')} {safe(mark.short)} {'≈' if mark.assumed else ''}{safe(mark.ltv_text)}",
            price=f"  {safe(mark.place_text)}",
            tone=TONES.get(mark.level, ""),
        )
        for mark in scale.marks
    ]


def _lines(labels: list[Label], width: int) -> Iterable[Text]:
    """Names on one line and prices on the next, as near under their marks as they fit."""
    widest = max((label.width for label in labels), default=0)
    gap = min(widest + 2.0, (width - widest) / max(len(labels) - 1, 1))
    starts = spread([label.at for label in labels], gap, 0.0, float(width - widest))
    for part in ("name", "price"):
        line = Text()
        for start, label in zip(starts, labels, strict=True):
            line.append(" " * (int(start) - len(line)))
            line.append(getattr(label, part), style=label.tone)
        yield line


def _listed(text: Text, labels: list[Label]) -> Text:
    """The levels one under the other, where there is no room beside each other."""
    for label in labels:
        text.append("\n")
        text.append(f"{label.name}{label.price}", style=label.tone)
    return text
