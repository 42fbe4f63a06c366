"""The page of a calibration in French, and in a language that shows every word that is not translated."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.engine.fit_results import Measured
from pledgeline.language.spoken import speaking
from pledgeline.report.fit_html import render_fit as html
from pledgeline.report.fit_pictures import pictures
from pledgeline.report.fit_terminal import render_fit as terminal
from pledgeline.report.pages.fit import fit_page
from pledgeline.report.pages.fit_wording import move_text, p_text, with_error
from tests.language.pseudo import PSEUDO, outside, read
from tests.report.fit_views import NAME, example_calibration
from tests.report.test_browser import boxes_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from pledgeline.engine.fit_results import Calibration

GARCH = importlib.util.find_spec("arch") is not None
# names of laws, of people and of yardsticks; the line of a case; the parameters that a caution names as a case does
NAMES = {
    "GBM", "Merton", "Kou", "Kolmogorov", "Smirnov", "AIC", "BIC", "pledgeline", NAME, "scheduled", "date", "move",
    "jump_rate", "jump_mean", "jump_std", "up_probability", "up_rate", "down_rate",
}  # fmt: skip


def odd(found: Calibration) -> Calibration:
    """The same with all that may be missing: errors, ends of an interval, gaps, a move on given dates."""
    gbm, merton, kou = found.fits
    assert merton.rate_profile
    assert kou.rate_profile
    assert found.scheduled
    borders = tuple(replace(one, standard_error=None, at_border=bool(at % 2)) for at, one in enumerate(kou.estimates))
    fits = (
        gbm,
        replace(merton, converged=False, rate_profile=replace(merton.rate_profile, low=None)),
        replace(kou, estimates=borders, uniformity=None, rate_profile=replace(kou.rate_profile, low=None, high=None)),
    )
    move = Measured(value=0.0, standard_error=None)
    return replace(found, fits=fits, gaps=replace(found.gaps, found=()), scheduled=replace(found.scheduled, move=move))


FOUND = {"whole": example_calibration(garch=GARCH), "odd": odd(example_calibration())}


def printed(found: Calibration) -> str:
    """The page on a wide terminal, without the lines for a case file."""
    console = Console(file=StringIO(), width=120)
    terminal(found, "9.9", console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().partition("dynamics: {")[0]


@pytest.mark.parametrize("found", FOUND.values(), ids=list(FOUND))
def test_no_word_of_a_page_escapes_the_catalogue(found: Calibration) -> None:
    with speaking(PSEUDO):
        assert outside(html(found, "9.9"), NAMES) == []
        assert outside(printed(found), NAMES) == []


def test_a_fit_is_told_in_french() -> None:
    with speaking("fr"):
        page = fit_page(FOUND["whole"], "9.9")
    told = [one.text.replace("\N{NO-BREAK SPACE}", " ") for one in page.cautions]
    assert page.summary == "601 clôtures, rendements du 2020-01-03 au 2022-04-21"
    assert any(re.search(r"^L’historique est court : 598 rendements, 2,4 ans ; les sauts rares", one) for one in told)
    assert any(one.endswith("un dossier garde la croissance qu’il énonce, 0 % par défaut.") for one in told)
    assert [one.label for one in page.cautions if "croissance" in one.text] == ["Toutes"]
    assert [column.title for column in page.laws.columns] == ["Paramètre", "Unité", "GBM", "Merton", "Kou"]
    assert [row.cells[0] for row in page.laws.rows][:2] == ["Volatilité", "Sauts"]


def test_figures_are_french_and_the_lines_for_a_case_are_not() -> None:
    with speaking("fr"):
        assert with_error(0.30637, 0.00479, "ratio") == "30,64\N{NO-BREAK SPACE}% ± 0,48\N{NO-BREAK SPACE}%"
        assert (move_text(-0.041), p_text(0.0001)) == ("−4,1\N{NO-BREAK SPACE}%", "< 0,001")
        page = fit_page(FOUND["whole"], "9.9")
    assert page.snippets == fit_page(FOUND["whole"], "9.9").snippets
    assert page.scheduled[2].text == fit_page(FOUND["whole"], "9.9").scheduled[2].text
    assert not re.search(r"\d\.\d", " ".join(cell for row in page.laws.rows for cell in row.cells))


@pytest.mark.parametrize("found", FOUND.values(), ids=list(FOUND))
def test_a_french_page_is_whole(found: Calibration) -> None:
    with speaking("fr"):
        text, shown = html(found, "9.9"), printed(found)
    assert '<html lang="fr">' in text
    assert not re.search(r"^\s*[;:!?»%]", shown, re.MULTILINE)  # no sign is torn from its word
    assert "{" not in re.sub(r"scheduled: \[\{date: …, move: [\d.]+%\}\]", "", " ".join(read(text)) + shown)


@pytest.mark.browser
def test_french_words_of_the_pictures_stay_within_them(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "fit.html"
    with speaking("fr"):
        path.write_text(html(FOUND["whole"], "9.9"), encoding="utf-8")
        titles = [one.title for fit in FOUND["whole"].fits for one in pictures(fit)]
    with visit(browser, path) as seen:
        found = seen.page.locator("svg.fit")
        assert found.count() == len(titles)
        for picture in found.all():
            (frame,) = boxes_of(picture)
            for box in boxes_of(picture.locator("text")):
                assert box["width"]
                assert frame["x"] - 1 <= box["x"]
                assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
                assert frame["y"] - 1 <= box["y"]
                assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
