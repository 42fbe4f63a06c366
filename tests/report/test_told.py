"""The report in French, and in a language that shows which words do not pass through the catalogue."""

from __future__ import annotations

import io
import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.html import render as render_html
from pledgeline.report.pages.charts import HeatDrawing, LinesDrawing
from pledgeline.report.pages.derivations import in_unit
from pledgeline.report.pages.report import report_page
from pledgeline.report.pages.sentences import five_sentences
from pledgeline.report.terminal import render as render_terminal
from tests.fixtures_result import (
    LOAN,
    STANDING,
    bare_result,
    example_result,
    many_loans,
    outlook,
    quiet_result,
)
from tests.language.pseudo import PSEUDO, outside, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pledgeline.engine.results import Result

RESULTS: dict[str, Callable[[], Result]] = {
    "example": example_result,
    "many": lambda: many_loans(3),
    "bare": bare_result,
    "quiet": quiet_result,
}
CODES = {"kind", "level", "status", "confidence", "id", "answer"}  # fields of a result that hold codes of the program
NB, NN = "\u00a0", "\u202f"


def printed(result: Result, width: int = 120) -> str:
    """The report as a terminal prints it."""
    file = io.StringIO()
    render_terminal(result, Console(file=file, width=width))
    return file.getvalue()


def told(record: object) -> Iterator[str]:
    """Every text of a result that is a name or a sentence of the case, not a code of the program."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, tuple):
        for each in record:
            yield from told(each)
    elif is_dataclass(record):
        for field in fields(record):
            if field.name not in CODES:
                yield from told(getattr(record, field.name))


@pytest.mark.parametrize("name", RESULTS)
def test_no_word_of_the_report_stands_outside_the_catalogue(name: str) -> None:
    result = RESULTS[name]()
    # a plain text of the result is a name of the case or its sentence; its ids stand beside it
    allowed = {text for text in told(result) if text.strip()} | {"arm", "sbkk", "SHA", "Loans.arm-margin"}
    with speaking(PSEUDO):
        assert outside(render_html(result), allowed) == []


@pytest.mark.parametrize("name", RESULTS)
def test_a_french_report_holds_no_english_and_no_field(name: str) -> None:
    result = RESULTS[name]()
    with speaking("fr"):
        html, terminal = render_html(result), printed(result)
    assert '<html lang="fr">' in html
    text = _without("\n".join(read(html)), result)
    assert re.findall(r".*\{[a-z_]+\}.*", text + terminal) == []
    assert re.findall(r"\b(?:the|of|paths|margin call|seed|is|not|and)\b.*", text) == []


def _without(text: str, result: Result) -> str:
    """The text without what the fabricated result says in English."""
    said = {" ".join(each.split()) for each in told(result) if " " in each}
    flat = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub("|".join(map(re.escape, sorted(said, key=len, reverse=True))), "", flat)


def test_the_five_sentences_in_french() -> None:
    with speaking("fr"):
        stands, call, likely, failure, unknown = (each.text for each in five_sentences(example_result()))
    assert stands == (
        f"SoftBank Group Corp. détient des actifs valant 224{NB}Md{NB}USD et doit 52,1{NB}Md{NB}USD, trésorerie "
        f"déduite{NB}: une LTV de 17,1{NB}% telle que le groupe la publierait, et de 23,3{NB}% par transparence, en "
        f"comptant la dette que ses actifs garantissent{NB}; sa politique financière est de rester sous 25{NB}% en "
        f"temps normal et sous 35{NB}% en tout temps."
    )
    assert call.startswith(
        f"Un appel de marge sur Arm margin loan survient lorsque Arm Holdings plc tombe à 31,58{NB}USD, soit "
        f"81,5{NB}% plus bas que le cours du jour (170,66{NB}USD)"
    )
    assert likely.startswith(
        f"Sur 100{NN}000 trajectoires simulées, l’appel survient d’ici à l’échéance du prêt (30 septembre 2027)"
    )
    assert f"{NB}; actions à vendre{NB}: 769{NB}M, sur quelque 641 jours ouvrés." in failure
    assert "Entre 25% et 50%, la réponse" in unknown
    assert f"passe de 4,1{NB}% ± 0,1{NB}% à 0,35{NB}% ± 0,04{NB}%." in unknown


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        (0.171, f"de rester sous 25{NB}% en temps normal et sous 35{NB}% en tout temps."),
        (0.30, f"sous 25{NB}% en temps normal, ce qui n’est pas le cas, et sous 35{NB}% en tout temps."),
        (0.40, f"fixe un plafond de 35{NB}%, que le chiffre publié dépasse."),
    ],
)
def test_the_policy_in_french(reported: float, words: str) -> None:
    leverage = replace(STANDING.leverage, ltv_reported=reported)
    with speaking("fr"):
        assert five_sentences(example_result(standing=replace(STANDING, leverage=leverage)))[0].text.endswith(words)


def test_english_and_french_have_the_same_strong_figures() -> None:
    result = example_result()
    english = [[part.text for part in each.parts if part.strong] for each in five_sentences(result)]
    with speaking("fr"):
        french = [[part.text for part in each.parts if part.strong] for each in five_sentences(result)]
    assert [len(each) for each in french] == [len(each) for each in english]


def test_tables_and_charts_write_numbers_as_the_french_do() -> None:
    with speaking("fr"):
        page = report_page(example_result())
        loan = page.loans[0]
    assert loan.outlook
    assert loan.ladder
    assert loan.outlook.heat
    assert page.standing.bridge.columns[1].unit == f"Md{NB}USD"
    assert page.standing.bridge.rows[0].cells[:2] == ("Par transparence", "223,7")
    assert loan.ladder.columns[1].unit == "USD par action"
    lines, heat = loan.outlook.chances.drawing, loan.outlook.heat.drawing
    assert isinstance(lines, LinesDrawing)
    assert isinstance(heat, HeatDrawing)
    assert lines.tips[0] == "9 octobre 2025\nrien encore"
    assert f"1,2{NB}%" in {cell.text for cell in heat.cells}
    assert page.method.facts[3].text == f"100{NN}000"


def test_lines_of_a_terminal_do_not_break_within_a_figure() -> None:
    with speaking("fr"):
        for width in range(60, 121, 7):
            text = printed(example_result(), width)
            assert not re.search(r"\d\n\s*(?:%|Md|M |USD)", text)
            assert not re.search(r"\n\s*[:;]", text)
            assert "\ue000" not in text
            assert "\ue001" not in text


def test_a_terminal_without_accents_gets_letters() -> None:
    buffer = io.BytesIO()
    file = io.TextIOWrapper(buffer, encoding="ascii", newline="")
    with speaking("fr"):
        render_terminal(example_result(), Console(file=file, width=120))
    file.flush()
    text = buffer.getvalue().decode("ascii")
    assert "Probabilite et echeance" in text
    assert "?" not in text


def test_the_language_does_not_outlive_its_report() -> None:
    before = render_html(example_result())
    with speaking("fr"):
        render_html(example_result())
    assert render_html(example_result()) == before


def test_a_loan_that_is_never_called_in_french() -> None:
    calm = outlook(LOAN.id, 0.0)
    with speaking("fr"):
        likely, failure = (each.text for each in five_sentences(example_result(outlook=(calm,)))[2:4])
    assert likely.startswith(f"Dans aucune des 100{NN}000 trajectoires simulées cet appel ne survient d’ici")
    assert failure.startswith(f"Rien n’a cédé dans aucune trajectoire{NB}:")


def test_figures_of_a_derivation_have_french_units() -> None:
    with speaking("fr"):
        assert in_unit(128.2, "days") == "128 jours"
        assert in_unit(6e6, "shares/day") == f"6{NN}000{NN}000 actions/jour"
        assert in_unit(31.58, "USD/share") == f"31,58{NB}USD"
        assert in_unit(None, "") == "non publié"
