"""The page of a stress test in French, and no word of it that the catalogue has not seen."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.language.saying import said
from pledgeline.language.spoken import speaking
from pledgeline.report.pages.stress import stress_page
from pledgeline.report.pages.stress_wording import answer, events_text, exact_text, shock_text
from pledgeline.report.stress_html import render_stress as html
from pledgeline.report.stress_terminal import render_stress as terminal
from tests.language.pseudo import PSEUDO, outside, read
from tests.report.stresses import ALONE, BUBBLE, CALLED, QUIET, RUIN, SOLD, STRESS, STRESSES, breakpoint_of, threshold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.stress_results import Breakpoint, Stress

NAMES = (
    "SoftBank Group, October 2025", "SoftBank Group Corp.", "Arm Holdings", "Arm margin loan", "arm", "openai",
    "bubble", "ruin", "ARM.csv", "0123456789ab",
)  # fmt: skip


def spaced(text: str) -> str:
    """The text with plain spaces, so that a test can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def french() -> Iterator[None]:
    with speaking("fr"):
        yield


def told_by_the_engine(found: Stress) -> tuple[str, ...]:
    """Sentences that the fixtures write in English."""
    points = [point for each in found.reverse for point in each.breakpoints]
    sides = [side for point in points for side in (point.at_once, point.over_days)]
    return (
        *(each.title for each in found.scenarios),
        *(each.title for each in found.reverse),
        *(point.title for point in points),
        *(note for each in found.scenarios for note in each.notes),
        *(text for side in sides for text in (side.note, side.method) if text),
        *found.limits,
    )


@pytest.mark.usefixtures("french")
def test_the_answer_is_french() -> None:
    texts = {one.label: spaced(one.text) for one in stress_page(STRESS).sentences}
    assert texts["Le groupe"] == (
        "L’ANR est de 250 Md USD dans le dossier tel quel, et de −3 Md USD à la pire ligne (ruin : Ruin overnight) ; "
        "la LTV publiée passe de 15,0 % à non publié, la LTV par transparence de 19,0 % à 140,0 %."
    )
    assert texts["Arm margin loan"] == (
        "subit un appel sur la trajectoire droite (lignes concernées : 2 sur 4), avec liquidation du gage dans 1 "
        "d’entre elles."
    )
    assert spaced(answer(QUIET)[0].text) == (
        "ne subit d’appel à aucune ligne. Le plus près est « le dossier tel quel » : LTV de 6,5 %, et la garantie peut "
        "encore baisser de 81,5 %, à 31,58 USD."
    )


@pytest.mark.usefixtures("french")
def test_shocks_and_events_are_french() -> None:
    assert spaced(shock_text(BUBBLE)) == "arm −76,5 %, openai −70 % sur 20 jours ouvrés"
    assert spaced(shock_text(RUIN)) == "arm −95 % d’un coup ; 1 donnée remplacée"
    assert spaced(events_text(CALLED)) == (
        "appel le 20 oct. 2025, régularisé le 23 oct. 2025, LTV jusqu’à 42,0 % en chemin"
    )
    assert spaced(events_text(SOLD)).endswith("perte du prêteur : 1,5 Md USD")
    assert spaced(exact_text(1e-9)) == "< 0,0001 %"
    assert spaced(exact_text(1.0 - 1e-9)) == "> 99,9999 %"


@pytest.mark.usefixtures("french")
def test_what_breaks_is_told_with_the_words_of_the_engine() -> None:
    called = breakpoint_of(
        "call", said("{loan} is called", loan="Arm margin loan"), threshold(0.815, said("closed form"))
    )
    lost = breakpoint_of(
        "control",
        said("Control of {asset} is lost", asset="Arm Holdings"),
        threshold(0.0, said("bisection"), said("already today")),
    )
    found = stress_page(_replaced(called, lost))
    assert spaced(found.sentences[-1].text) == (
        "Ce qui cède en premier : perte du contrôle de Arm Holdings, déjà aujourd’hui."
    )
    rows = found.reverse[0].rows
    assert rows[1].cells[0] == "Appel de marge sur Arm margin loan"
    assert rows[1].cells[-1] == "formule fermée"


def _replaced(*points: Breakpoint) -> Stress:
    return replace(STRESS, reverse=(replace(ALONE, breakpoints=points),))


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", STRESSES)
def test_a_french_page_is_french_throughout(name: str) -> None:
    found = html(STRESSES[name])
    assert '<html lang="fr">' in found
    shown = "\n".join(read(found))
    for told in sorted((*NAMES, *told_by_the_engine(STRESSES[name])), key=len, reverse=True):
        shown = shown.replace(told, "")
    assert not re.search(r"\{\w*\}", shown)
    assert not re.search(r"\b(the|of|and|with|under|paths?)\b", shown)
    assert not re.search(r"\d\.\d+\u00a0?%", shown)


@pytest.mark.usefixtures("french")
def test_a_french_stress_test_on_a_terminal() -> None:
    stream = StringIO()
    terminal(STRESS, Console(file=stream, width=120))
    text = spaced(stream.getvalue())
    assert "Scénarios de crise · au 9 octobre 2025 · 3 scénarios à côté du dossier tel quel" in text
    assert "20 000 trajectoires, graine 1 · version 1.2.3 · données 0123456789ab" in text


@pytest.mark.parametrize("name", STRESSES)
def test_every_word_of_the_page_is_in_the_catalogue(name: str) -> None:
    with speaking(PSEUDO):
        found = html(STRESSES[name])
    assert outside(found, (*NAMES, *told_by_the_engine(STRESSES[name]))) == []
