"""A promise as a stacked bar: who paid how much of it, and what stayed unpaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import BOX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.report.pages.promises import Portion, PromiseBar

LEAST_INSIDE = 13.0  # percent of a bar in which a figure can be written


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a stacked bar; places in percent of its width."""

    kind: str
    x: float
    width: float
    middle: float
    text: str  # empty where it has no room


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePicture:
    """One promise as a stacked bar."""

    bar: PromiseBar
    pieces: tuple[Piece, ...]


def draw_promise(bar: PromiseBar) -> PromisePicture:
    """One stacked bar, ready to be written as SVG."""
    return PromisePicture(bar=bar, pieces=tuple(_pieces(bar.portions)))


def _pieces(portions: Sequence[Portion]) -> Iterator[Piece]:
    at = 0.0
    for portion in portions:
        width = min(BOX * portion.share, BOX - at)
        yield Piece(
            kind=portion.kind,
            x=round(at, 2),
            width=round(width, 2),
            middle=round(at + width / 2.0, 2),
            text=portion.text if width >= LEAST_INSIDE else "",
        )
        at += width
