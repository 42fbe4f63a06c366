"""Published figures beside ours in French, with the texts of the bundled tables."""

from __future__ import annotations

import csv
from importlib import resources
from io import StringIO

import pytest
from rich.console import Console

from pledgeline.engine.verification import PublishedFigure, verify
from pledgeline.files.published_figures import read_published
from pledgeline.language.spoken import speaking, tongue
from pledgeline.report.pages.verification import difference_text, figure_text, verdict, verification_page
from pledgeline.report.verification_terminal import render_verification
from tests.language.pseudo import PSEUDO, outside
from tests.report.test_verification import FOUND

TABLES = {"verification.csv": ("title", "source"), "regulators.csv": ("rule", "note")}
NAMES = {"haircut/c", "stock-loan/a", "stock-loan/b", "volatility is"}
COUNTS = ({"outside": 1, "own": 0}, {"outside": 2, "own": 3}, {"outside": 0, "own": 1})


def texts(table: str) -> list[str]:
    """What a reader sees of a bundled table, but for names."""
    lines = (resources.files("pledgeline") / "data" / table).read_text(encoding="utf-8").splitlines()
    return [row[column] for row in csv.DictReader(lines) for column in TABLES[table] if row[column]]


def refused(measure: str, **parameters: str) -> str:
    """Why a figure that cannot be computed has not been found again."""
    figure = PublishedFigure(
        figure="haircut/mine", title="", measure=measure, parameters=parameters, published=0.0, tolerance=0.0,
        author="", year=2000, source="",
    )  # fmt: skip
    with speaking("fr"):
        (found,) = verify([figure], case_figure=lambda _case, _key: 0.0)
        return verification_page([found]).topics[0].troubles[0].replace("\N{NO-BREAK SPACE}", " ")


def test_no_word_of_the_page_escapes_the_catalogue() -> None:
    console = Console(file=StringIO(), width=200)
    with speaking(PSEUDO):
        render_verification(verification_page(FOUND), console)
        for counted in COUNTS:
            console.print(verdict([], **counted))
    assert isinstance(console.file, StringIO)
    assert outside(console.file.getvalue(), NAMES) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_text_of_a_bundled_table_has_a_french_one(table: str) -> None:
    told = {text: tongue("fr").sentences.gettext(text) for text in texts(table)}
    assert len(told) > 10
    assert [text for text, french in told.items() if text == french] == []


def test_topics_and_titles_are_french_and_names_of_figures_stay() -> None:
    (figure,) = (one for one in read_published() if one.figure == "loan/fair-spread")
    with speaking("fr"):
        (found,) = verify([figure], case_figure=lambda _case, _key: 0.0)
        (topic,) = verification_page([found]).topics
    assert topic.table.caption == "Un prêt avec seuil de déclenchement et marge"
    assert topic.table.rows[0].cells[:3] == ("fair-spread", "marge équitable par an", "0,0366")
    assert topic.table.rows[0].cells[-1] == "oui"


def test_the_verdict_counts_in_french() -> None:
    with speaking("fr"):
        told = [verdict([], **counted).replace("\N{NO-BREAK SPACE}", " ") for counted in COUNTS]
        assert (figure_text(None), figure_text(5.2544e-06), difference_text(2.6e-13)) == (
            "inconnu", "5,2544e-06", "2,6e-13",
        )  # fmt: skip
    assert told == [
        "1 chiffre : 1 de source extérieure ; dans la tolérance de sa source",
        "5 chiffres : 2 de source extérieure, 3 par une seconde méthode ; tous dans la tolérance de leur source",
        "1 chiffre : 1 par une seconde méthode ; dans la tolérance de sa source",
    ]


def test_why_a_figure_is_missing_is_told_in_french() -> None:
    assert refused("hair_cut").startswith("haircut/mine : « hair_cut » n’est pas une mesure ; ")
    assert refused("supervisory_haircut", haircut="0.15", holding_days="0") == (
        "haircut/mine : holding_days vaut 0 : au moins 1 jour ouvré"
    )
