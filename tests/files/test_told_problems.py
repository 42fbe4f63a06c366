"""What is wrong with a case, told in the language of its reader: the same findings at the same places."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pledgeline.errors import CaseError, ProblemsError
from pledgeline.files.json_schema import case_schema
from pledgeline.files.price_formats import raw_table
from pledgeline.files.problem_text import problem_text, problems_text
from pledgeline.files.read_case import read_case, read_case_text
from pledgeline.language.saying import retold
from pledgeline.language.spoken import FRENCH, speaking
from tests.language.pseudo import PSEUDO, outside

if TYPE_CHECKING:
    from pledgeline.errors import Problem

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
PATHS = sorted(BROKEN.glob("*.yaml"))
PARAMETERS = {"TONA", "XNYS", "kou", "net"}  # that remedies and suggestions name


def problems_in(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        read_case(path)
    return caught.value.problems


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(CaseError) as caught:
        read_case_text(text)
    return caught.value.problems


@cache
def words_of_the_format() -> frozenset[str]:
    """Keys, words and examples of case files."""
    return frozenset(re.findall(r"[A-Za-z]{2,}", json.dumps(_without_descriptions(case_schema()))))


def _without_descriptions(node: object) -> object:
    if isinstance(node, dict):
        return {key: _without_descriptions(inner) for key, inner in node.items() if key != "description"}
    return [_without_descriptions(inner) for inner in node] if isinstance(node, list) else node


def written(path: Path) -> set[str]:
    """The words of a case, without the comments that state what is wrong in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return set(re.findall(r"[A-Za-z]{2,}", "\n".join(line for line in lines if not line.startswith("#!"))))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_word_of_a_finding_is_told_or_is_of_the_case(path: Path) -> None:
    names = written(path) | words_of_the_format() | PARAMETERS
    with speaking(PSEUDO):
        told = [(retold(one.what), retold(one.remedy)) for one in problems_in(path)]
    sentences = [re.sub(r"\{[^{}]*\}", " ", text) for pair in told for text in pair]  # in braces: what to write
    strange = {text: words for text in sentences if (words := set(outside(text)) - names)}
    assert strange == {}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_french_findings_stand_at_the_same_places_and_say_something_else(path: Path) -> None:
    english = problems_in(path)
    with speaking(FRENCH):
        shown = [problem_text(one).splitlines() for one in english]
    for one, lines in zip(english, shown, strict=True):
        assert lines[0].startswith(f"{one.where}: erreur\u00a0: ")
        assert lines[1:3] == problem_text(one).splitlines()[1:3]
        assert one.what not in lines[0]
        assert not one.remedy or lines[-1].strip() != f"= {one.remedy}"


def test_a_finding_reads_as_a_french_sentence() -> None:
    with speaking(FRENCH):
        shown = problem_text(problems_in(BROKEN / "ladder.yaml")[0]).replace(str(BROKEN), "")
    assert shown == (
        "/ladder.yaml:14:17: erreur\u00a0: la LTV d’appel, 30%, n’est pas supérieure à la LTV de régularisation, 35%\n"
        "   14 |     ltv: {call: 30%, cure: 35%, close_out: 50%}\n"
        "      |                 ^^^\n"
        "      = écrivez une LTV d’appel supérieure à 35%, ou abaissez la LTV de régularisation"
    )


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("", "le fichier est vide", "commencez par « pledgeline: v1 » ; `pledgeline init` écrit un dossier de départ"),
        (
            "a: [1",
            "mal formé : un crochet n’est pas fermé, ou il manque une virgule (commencé à la ligne 1)",
            "fermez-le, ou mettez la virgule",
        ),
        ("titel: x", "le dossier : il manque « title »", "ajoutez title: …"),
        ("a: 1\na: 2", "« a » figure ici et à la ligne 1", "gardez l’un des deux"),
        (b"\xff\xfea", "ce fichier (UTF-16) n’est pas du texte en UTF-8", "enregistrez le fichier en UTF-8"),
        (
            b"PK",
            "ce fichier (une archive zip telle que xlsx) n’est pas du texte en UTF-8",
            "enregistrez le fichier en UTF-8",
        ),
    ],
    ids=["empty", "bracket", "key", "twice", "encoding", "archive"],
)
def test_what_is_wrong_with_a_text_is_told_in_french(text: str | bytes, what: str, remedy: str) -> None:
    problems = problems_of(text)
    with speaking(FRENCH):
        told = {(retold(one.what), retold(one.remedy)) for one in problems}
    assert any((plain(said), plain(next_)) == (what, remedy) for said, next_ in told), told


def plain(text: str) -> str:
    """With common spaces before the signs that French keeps apart."""
    return text.replace("\u00a0", " ")


def test_numbers_in_findings_are_written_as_the_reader_writes_them() -> None:
    text = "pledgeline: v1\nx: &a [" + "b, " * 20_000 + "b]\n" + "".join(f"k{n}: *a\n" for n in range(60))
    (problem, *_) = problems_of(text)
    assert problem.what == "the file holds more than 1,000,000 values"
    with speaking(FRENCH):
        assert retold(problem.what) == "le fichier contient plus de 1\u202f000\u202f000 valeurs"


def test_problems_of_prices_are_told_in_french() -> None:
    with pytest.raises(CaseError) as caught:
        raw_table(b"\n", "closes.csv")
    with speaking(FRENCH):
        assert problems_text(caught.value.problems) == (
            "closes.csv: erreur\u00a0: le fichier de cours est vide\n"
            "      = écrivez un en-tête «\u00a0date,close\u00a0» et une ligne par jour"
        )
