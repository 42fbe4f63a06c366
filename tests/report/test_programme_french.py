"""The page of building programmes in French, and no word of it that the catalogue has not seen."""

from __future__ import annotations

import io
import re

from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.pages.programme_sheet import programme_sheet
from pledgeline.report.programmes_html import render as html
from pledgeline.report.programmes_terminal import render as terminal
from tests.fixtures_programme import CLASSES, OUTLOOK, RIVALS, SITES, SOURCES, TENANT, report
from tests.language.pseudo import PSEUDO, outside

NAMES = (
    "Ein Fall", "Die Gruppe", OUTLOOK.title, TENANT.title, TENANT.name, "GW", "MW", "buildings", "us-queue", "Banken",
    "zeitung#s4", "zeitung#s2", "zeitung", "blatt", "0123456789ab", "0123456789abcdef" * 4,
    *(one.name for one in SITES), *(one.note for one in SITES), *(phase.name for one in SITES for phase in one.phases),
    *(gate.title for one in SITES for gate in one.gates), "Baukörper", "Ausbau", *(one.name for one in RIVALS),
    *(one.note for one in RIVALS), *(text for one in CLASSES for text in (one.title, one.published, one.source)),
    *(one.title for one in SOURCES), "Verlag",
)  # fmt: skip


def test_the_answer_is_french() -> None:
    with speaking("fr"):
        told = {
            one.label: re.sub("[\u00a0\u202f]", " ", one.text)
            for one in programme_sheet(report()).programmes.cards[0].sentences
        }
    assert told["Promesse"] == (
        "D’ici au 31 janvier 2029, entre 1,1 et 3,4 GW entrent en service sur les 10 GW promis (P10 à P90). La "
        "probabilité que tout y soit est de < 0,02 %. Le plan lui-même n’en prévoit que 6,2 GW."
    )
    assert "le groupe est appelé pour 9 Md USD de moins que prévu à cette date, et il manque 4 GW" in told["Trésorerie"]
    assert told["Délai"].startswith("Selon le plan, tout est en service en décembre 2030. Une trajectoire sur dix y")


def test_every_word_has_passed_through_the_catalogue() -> None:
    with speaking(PSEUDO):
        told = html(report())
    assert outside(told, NAMES) == []


def test_the_terminal_is_french_too() -> None:
    console = Console(width=100, file=io.StringIO(), legacy_windows=False)
    with speaking("fr"):
        terminal(report(), console)
    assert isinstance(console.file, io.StringIO)
    told = re.sub("[\u00a0\u202f]", " ", console.file.getvalue())
    assert "─ en travaux   ░ P10 à P90   █ P50   × prévu   ● fait   ║ échéance   │ aujourd’hui" in told
    assert re.search(r"Block A +4,00 +déc. 2028 +nov. 2028 +oct. 2029 +jamais +13,0 % ± 0,3 %", told)
