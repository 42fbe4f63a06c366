"""The picture of a reverse stress: one line per thing that breaks, a full dot at once, a ring over the month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.stress_tables import in_order
from pledgeline.report.pages.stress_wording import fall_text
from pledgeline.report.pages.wording import NOTHING, clauses, move, whole

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import Breakpoint, ReverseStress

ROW, TOP, FOOT = 40, 8, 24
LONGEST = 46  # characters of a title in the picture; the table has all of them
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
TONES = {"call": "call", "failed_cure": "call", "close_out": "close-out", "loss": "close-out", "control": "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FallRow:
    """One thing that breaks; places are percentages of the width, None where there is none."""

    title: str
    text: str  # the falls, in words
    tone: str
    word_y: float
    line_y: float
    at_once: str | None
    over_days: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FallTick:
    """A fall on the axis."""

    at: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FallLine:
    """The whole picture."""

    title: str
    days: int
    height: int
    floor: int
    rows: tuple[FallRow, ...]
    ticks: tuple[FallTick, ...]
    description: str  # what is said where the picture is not seen


def draw_falls(found: ReverseStress) -> FallLine:
    """The picture of one reverse stress, its rows as in the table."""
    points = in_order(found.breakpoints)
    rows = tuple(_row(point, at) for at, point in enumerate(points))
    floor = TOP + ROW * len(rows)
    falls = clauses(
        say("{what}: {falls}", what=retold(point.title), falls=row.text)
        for point, row in zip(points, rows, strict=True)
    )
    return FallLine(
        title=retold(found.title),
        days=found.days,
        height=floor + FOOT,
        floor=floor,
        rows=rows,
        ticks=tuple(_tick(fall) for fall in TICKS),
        description=say_each(
            found.days,
            "Falls at which things break, at once and over {n} business day. {falls}.",
            "Falls at which things break, at once and over {n} business days. {falls}.",
            n=whole(found.days),
            falls=falls,
        ),
    )


def _row(point: Breakpoint, at: int) -> FallRow:
    falls = (point.at_once.fall, point.over_days.fall)
    once, slowly = (None if fall is None else f"{100 * fall:.2f}" for fall in falls)
    both = (point.at_once, point.over_days)
    texts = dict.fromkeys(NOTHING if each.fall is None else fall_text(each) for each in both)
    title = retold(point.title)
    return FallRow(
        title=title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…",
        text=" / ".join(texts),
        tone=TONES.get(point.kind, "load"),
        word_y=TOP + ROW * at + 13,
        line_y=TOP + ROW * at + 26,
        at_once=once,
        over_days=slowly,
    )


def _tick(fall: float) -> FallTick:
    anchor = "start" if fall == 0.0 else "end" if fall == 1.0 else "middle"
    return FallTick(at=f"{100 * fall:g}", anchor=anchor, text=move(-fall))
