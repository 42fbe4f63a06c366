"""The lender's page in French, and in a language that shows every word that is not translated."""

from __future__ import annotations

import copy
import pickle
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.engine.lender import lender_view
from pledgeline.engine.lender_tail import LIMIT
from pledgeline.engine.resolved import ResolvedShock
from pledgeline.language.saying import Retellable, Said, retold
from pledgeline.language.spoken import speaking
from pledgeline.market.dynamics import Kou
from pledgeline.report.lender_html import render_lender as html
from pledgeline.report.lender_terminal import render_lender as terminal
from pledgeline.report.pages.lender import lender_page
from pledgeline.report.pages.lender_sheet import Provenance
from tests.language.pseudo import PSEUDO, outside, read
from tests.report.lender_views import (
    BORROWER,
    LAW,
    TAIL,
    TARGETS,
    called_view,
    calm_view,
    example_view,
    simulated_view,
    tail_view,
    uncovered_view,
)
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.lender_results import LenderView
    from pledgeline.report.pages.tables import Table

PROVENANCE = Provenance(
    title="Un dossier", group="Un groupe", scenario="krach", version="1.2.3", input_hash="0" * 64, scenario_title=""
)
KOU = Kou(growth=0.0, volatility=0.35, jump_rate=2.0, up_probability=0.4, up_rate=18.0, down_rate=9.0)
NAMES = {"GBM", "HTML", "pledgeline", "run", "loan", "fit", "CASE", "tail", "Un dossier", "Un groupe", "krach"}
VIEWS = {
    "example": example_view(),
    "simulated": simulated_view(),
    "uncovered": uncovered_view(),
    "calm": calm_view(),
    "called": called_view(),
    "tail": tail_view(),
    "uncovered with tail": replace(uncovered_view(), tail=TAIL, limits=()),
    "rare loss": example_view(law=replace(LAW, p999=0.0, fair_spread_bp=None)),
    "no sale": example_view(law=None, diffusion=None, uncovered=("Why.",)),
    "no opening": example_view(targets=(replace(TARGETS[0], initial_ltv=None, note="never"),)),
    "any opening": example_view(targets=(replace(TARGETS[0], initial_ltv=0.99),), fitted=True),
    "far from the simulated": example_view(borrower=replace(BORROWER, agreement=-4.2)),
}


@cache
def engine_view() -> LenderView:
    """What the exact engine itself finds, its texts included."""
    loan = simple_loan(drawn=40_000.0, capitalised=True)
    case = simple_case(dynamics=KOU, days=60, loans=(loan,))
    shocked = replace(case, shocks=(ResolvedShock(name="alder", log_move=-0.1, days=3),))
    return replace(lender_view(case, loan), limits=(*lender_view(shocked, loan, full=False).limits, LIMIT))


def plain_texts(record: object) -> Iterator[str]:
    """Every text of a record that cannot be told in another language, such as names of the case."""
    if isinstance(record, str):
        if record and not isinstance(record, Retellable):
            yield record
    elif isinstance(record, tuple):
        for each in record:
            yield from plain_texts(each)
    elif is_dataclass(record):
        for one in fields(record):
            yield from plain_texts(getattr(record, one.name))


def said_texts(record: object) -> Iterator[Said]:
    """Every text of a record that can be told in another language, those within others too."""
    if isinstance(record, Said):
        yield record
        yield from said_texts(tuple(record.fields.values()))
    elif isinstance(record, tuple):
        for each in record:
            yield from said_texts(each)
    elif is_dataclass(record):
        for one in fields(record):
            yield from said_texts(getattr(record, one.name))


def on_a_terminal(view: LenderView, width: int) -> str:
    """The page of a loan as a terminal shows it."""
    console = Console(file=StringIO(), width=width)
    terminal(view, PROVENANCE, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def typed(text: str) -> str:
    """A text with plain spaces, as one would type it."""
    return re.sub(r"[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)


def sentences(view: LenderView) -> list[str]:
    """The sentences of the page."""
    return [typed(one.text) for one in lender_page(view).sentences]


def rows(table: Table | None) -> list[tuple[str, ...]]:
    """The cells of a table."""
    assert table is not None
    return [tuple(map(typed, row.cells)) for row in table.rows]


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_no_word_of_a_page_escapes_the_catalogue(view: LenderView) -> None:
    with speaking(PSEUDO):
        assert outside(html(view, PROVENANCE), NAMES | set(plain_texts(view))) == []


def test_no_word_of_the_engine_escapes_the_catalogue() -> None:
    view = engine_view()
    assert view.effects
    assert view.targets
    titles = {one.source.partition(",")[0] for one in view.references if one.date}  # of the rules, in their language
    titles |= {said.fields["title"] for said in said_texts(view.references) if "title" in said.fields}  # type: ignore[misc]
    with speaking(PSEUDO):
        assert outside(html(view, PROVENANCE), NAMES | titles | {view.id, view.name, view.asset_name}) == []


def test_a_desk_in_paris_reads_the_call_the_loss_and_the_terms() -> None:
    with speaking("fr"):
        told = sentences(example_view())
    assert told[0] == (
        "Appel de marge d’ici le 30 septembre 2027 avec une probabilité de 1,24 % : au cours de 31,58 USD par action, "
        "81,5 % sous le cours du jour, soit à 36,8 écarts types quotidiens de distance."
    )
    assert told[1] == (
        "Si l’emprunteur ne répond pas, le prêteur perd en moyenne 12,3 M USD (14,5 pb de la dette), et 410 M USD ou "
        "plus dans une trajectoire sur mille. Une diffusion de même volatilité donnerait 0,00635 pb, soit environ "
        "2 300 fois moins."
    )
    assert told[2] == (
        "Une LTV initiale de 4,2 % (décote de 95,8 %) maintient la perte attendue dans la limite de 1 pb de la dette ; "
        "le prêt est à 6,5 %. Une marge de 7,60 pb par an couvre la perte attendue."
    )


def test_a_bound_is_said_in_words_within_a_sentence_and_by_its_sign_in_a_table() -> None:
    tiny = example_view(borrower=replace(BORROWER, call=1e-12))
    with speaking("fr"):
        assert "une probabilité de moins de 0,000001 %" in sentences(tiny)[0]
        assert rows(lender_page(tail_view()).calls)[0][1] == "0,0000400"


def test_the_figures_of_the_tables_are_french() -> None:
    with speaking("fr"):
        page, simulated = lender_page(engine_view()), lender_page(simulated_view(), paths=50_000)
    effects = [row[0] for row in rows(page.effects)]
    assert effects[0].startswith("Dette (LTV de ")
    assert set(effects) >= {
        "LTV d’appel 70 %, en l’état",
        "Régulariser sous 0 jour ouvré",
        "Vente après 1 jour ouvré, en l’état",
        "Part du volume quotidien 30 %",
    }
    assert rows(simulated.losses)[3][1:] == ("12,3 M USD", "5,4 k USD", "7,1 M ± 400 k USD")
    assert rows(simulated.losses)[0][-1] == "1,26 % ± 0,04 %"


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_french_page_is_whole(view: LenderView) -> None:
    with speaking("fr"):
        text, wide, narrow = html(view, PROVENANCE), on_a_terminal(view, 120), on_a_terminal(view, 80)
    assert '<html lang="fr">' in text
    assert not re.search(r"[{}]", " ".join(read(text)) + wide + narrow)
    assert max(map(len, narrow.splitlines())) <= 80
    assert not re.search(r"^\s*[;:!?»%]", wide + narrow, re.MULTILINE)  # no sign is torn from its word


def test_no_figure_of_a_french_page_is_english() -> None:
    view = replace(engine_view(), references=())  # whose sources count their paragraphs with points
    with speaking("fr"):
        shown = " ".join(read(html(view, PROVENANCE))).replace(PROVENANCE.version, "")
    assert re.search(r"\d,\d+\N{NO-BREAK SPACE}%", shown)
    assert re.findall(r"\d*\.\d+|\d%|\d(?:bn|bp)\b|\d,\d{3}(?!\d)[^ \N{NO-BREAK SPACE}%]", shown) == []


def test_every_text_of_the_engine_has_a_french_one() -> None:
    texts = [said for said in said_texts(replace(engine_view(), references=())) if " " in said.message]
    assert {one.message.partition(" ")[0] for one in texts} > {"met", "The", "Interest", "{ltv}", "{n}"}
    with speaking("fr"):
        assert [one for one in texts if one.retell() == one] == []


def test_the_engine_says_the_same_in_any_language_and_remembers_it_on_its_way() -> None:
    view = engine_view()
    with speaking("fr"):
        for travelled in (pickle.loads(pickle.dumps(view)), copy.deepcopy(view)):  # noqa: S301  our own
            assert travelled == view
            assert travelled.limits[0].startswith("The borrower gives nothing after a call")
            assert retold(travelled.limits[0]).startswith("L’emprunteur n’apporte rien après un appel")
