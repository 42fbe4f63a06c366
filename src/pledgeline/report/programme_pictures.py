"""The pictures of building programmes, as every HTML file that shows them needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.programme_capital import draw_capital
from pledgeline.report.programme_fan import draw_output
from pledgeline.report.programme_gantt import draw_gantt

if TYPE_CHECKING:
    from pledgeline.report.pages.programmes import ProgrammeCard, ProgrammesPage
    from pledgeline.report.programme_capital import CapitalPicture
    from pledgeline.report.programme_fan import OutputPicture
    from pledgeline.report.programme_gantt import GanttPicture

STYLE = "programmes.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPictures:
    """One programme with its drawings."""

    card: ProgrammeCard
    gantt: GanttPicture
    capacity: OutputPicture
    capital: tuple[CapitalPicture, ...]
    jobs: tuple[OutputPicture, ...]
    gates: tuple[GanttPicture, ...]  # one per site of the card's gates


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePictures:
    """All programmes, as the templates see them."""

    page: ProgrammesPage
    cards: tuple[CardPictures, ...]


def programme_pictures(page: ProgrammesPage) -> ProgrammePictures:
    """The drawings of the programmes."""
    return ProgrammePictures(page=page, cards=tuple(_pictures(card) for card in page.cards))


def _pictures(card: ProgrammeCard) -> CardPictures:
    return CardPictures(
        card=card,
        gantt=draw_gantt(card.schedule),
        capacity=draw_output(card.capacity),
        capital=tuple(draw_capital(bars) for bars in card.capital),
        jobs=tuple(draw_output(fan) for fan in card.jobs),
        gates=tuple(draw_gantt(site.schedule) for site in card.gates),
    )
