"""The group's pages in French, and no word of them that the catalogue has not seen."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.pages.books import quarter_title
from pledgeline.report.pages.gap import gap_page
from pledgeline.report.pages.group import group_page
from pledgeline.report.pages.group_wording import names_of, share_text
from pledgeline.report.pages.load_words import line_sentence, must_be_true
from pledgeline.report.plan_html import render as html
from pledgeline.report.plan_terminal import render as terminal
from tests.language.pseudo import PSEUDO, outside, read
from tests.report.group_views import GROUPS, LINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.results import Result

NAMES = (
    "SoftBank Group, October 2025", "SoftBank Group Corp.", "Arm Holdings plc", "Arm margin loan", "T-Mobile US",
    "ABB Robotics", "OpenAI second closing", "Stargate", "Bridge loan", "Credit line", "Facility", "XNYS", "SHA-256",
    "The Extraordinarily Long-Named Promise", "(Cayman)", "SOFR", "5bd", "Bonds due 2061", "bonds-2026", "bonds-new",
    "arm-margin", "Bonds due 2026", "bd",
)  # fmt: skip
COMMAND = "pledgeline explain CASE group --path {} --seed {}"
START = {
    "example": "Jusqu’à 4,64 Md USD supplémentaires peuvent être tirés aujourd’hui sur Arm margin loan ; au-delà, la "
    "probabilité d’un appel de marge d’ici au 9 octobre 2026 dépasse les 5 % que tolère le dossier. Reste non tiré : "
    "10 Md USD.",
    "broken": "Plus aucun tirage n’est possible sur Arm margin loan dans les limites que tolère le dossier. Même sans "
    "aucun tirage, d’ici au 9 octobre 2026, la probabilité d’un appel de marge est de 7,1 % ± 0,2 %, au-delà des 5 % "
    "tolérés ; et la probabilité d’une impasse est de 6,2 % ± 0,2 %, au-delà des 5 % tolérés.",
    "searched": "La totalité des 10 Md USD non tirés sur Arm margin loan peut être tirée aujourd’hui : aucune "
    "tolérance n’est atteinte jusqu’à 40 Md USD, borne de la recherche. L’enveloppe elle-même est épuisée avant.",
    "full": "L’enveloppe Arm margin loan est entièrement tirée. Le groupe pourrait y supporter 4,64 Md USD de plus ; "
    "au-delà,",
    "nothing": "Plus aucun tirage n’est possible sur Arm margin loan : au moindre tirage supplémentaire, la",
}


def spaced(text: str) -> str:
    """The text with plain spaces, so that a test can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def french() -> Iterator[None]:
    with speaking("fr"):
        yield


def written(result: Result) -> list[str]:
    """Commands and figures as a case file writes them, and the sentences of the engine, in the fixtures English."""
    view = result.group_view
    if view is None:
        return []
    outlook, answers = view.outlook, view.ranges.answers if view.ranges else ()
    effects = [effect for answer in answers for effect in answer.effects]
    return [
        *(COMMAND.format(one.path, result.method.seed) for one in outlook.worst),
        *outlook.left_out,
        *(text for effect in effects for text in (effect.assumed, effect.low, effect.high)),
    ]


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", START)
def test_each_state_of_a_facility_has_its_french_sentence(name: str) -> None:
    assert spaced(line_sentence(LINES[name]).text).startswith(START[name])


@pytest.mark.usefixtures("french")
def test_what_must_be_true_is_said_in_french() -> None:
    found = must_be_true(LINES["example"], "Arm", "USD")
    assert found is not None
    assert spaced(found.label) == "Pour les 5 Md USD souhaités"
    assert spaced(found.text) == (
        "Avec ce tirage, la probabilité d’un appel de marge d’ici au 9 octobre 2026 est de 5,4 % ± 0,2 %, quand le "
        "dossier tolère 5 %. Pour qu’il soit possible, toutes choses égales par ailleurs, le titre Arm devrait coter "
        "au moins 175,41 USD, soit 2,8 % au-dessus du cours du jour."
    )
    assert [part.text for part in found.parts if part.strong] == ["5,4\u00a0% ± 0,2\u00a0%", "175,41\u00a0USD"]


@pytest.mark.usefixtures("french")
def test_the_books_and_the_gap_are_said_in_french() -> None:
    result = GROUPS["example"]
    page, view = group_page(result), result.group_view
    assert page
    assert page.books
    assert view
    assert page.books.means[0].columns[0].title == "Poste"
    assert page.books.means[0].columns[1].unit == "Md\u00a0USD"
    assert page.books.means[0].rows[0].cells[:2] == ("Trésorerie d’ouverture", "25,00")
    gap = gap_page(view.outlook, names_of(result, view.outlook), "USD", 7)
    assert spaced(gap.description).startswith(
        "Probabilité que la première impasse survienne au cours d’un mois donné. "
    )
    assert gap.facts[0].term == "Probabilité d’une impasse"
    assert gap.command == COMMAND.format(view.outlook.worst[0].path, 7)  # a command is no sentence


@pytest.mark.usefixtures("french")
def test_small_words_of_the_group_are_french() -> None:
    assert quarter_title("2026 Q1") == "T1 2026"
    assert quarter_title("later") == "later"
    assert spaced(share_text(0.0004)) == "moins de 0,1 %"
    assert spaced(share_text(0.031)) == "3,1 %"
    assert spaced(share_text(0.621)) == "62 %"
    assert spaced(share_text(0.0)) == "0 %"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", GROUPS)
def test_a_french_plan_is_french_throughout(name: str) -> None:
    found = html(GROUPS[name])
    assert '<html lang="fr">' in found
    shown = without_names("\n".join(read(found)), GROUPS[name])
    assert not re.search(r"\{\w*\}", shown)
    assert not re.search(r"\b(the|of|and|with|under|paths?)\b", shown)
    assert not re.search(r"\d\.\d+\u00a0?%", shown)


def without_names(text: str, result: Result) -> str:
    """The text without what the case and the fixtures say in English."""
    for name in sorted((*NAMES, *written(result), result.title, result.group), key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.usefixtures("french")
def test_a_french_plan_on_a_terminal() -> None:
    stream = StringIO()
    terminal(GROUPS["example"], Console(file=stream, width=120))
    text = spaced(stream.getvalue())
    assert "Le plan de SoftBank Group Corp. · au 9 octobre 2025 · scénario : tel que décrit dans le dossier" in text
    assert "Les emplois sont négatifs. D’autres trimestres et les médianes figurent dans la page HTML." in text
    assert "Jour par jour : pledgeline explain CASE group --path" in text


@pytest.mark.parametrize("name", sorted(GROUPS.keys() - {"hostile"}))
def test_every_word_of_a_plan_is_in_the_catalogue(name: str) -> None:
    with speaking(PSEUDO):
        found = html(GROUPS[name])
    assert outside(found, (*NAMES, *written(GROUPS[name]))) == []
