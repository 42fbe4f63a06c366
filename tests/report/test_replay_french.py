"""A replay in French, and no word of it that the catalogue has not seen."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.pages.group_day import happenings
from pledgeline.report.pages.group_path import fate_told
from pledgeline.report.pages.replay import replay_page
from pledgeline.report.replay_html import render_replay as html
from pledgeline.report.replay_terminal import render_replay as terminal
from tests.language.pseudo import PSEUDO, outside, read
from tests.report.test_group_day import BILL, CASH, QUIET, SALE, WORDS
from tests.report.test_replay_group import REPLAYS as GROUPS
from tests.report.test_replay_page import PROVENANCE, REPLAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("Alder", "Birch", "Senior", "Junior", "Loan", "loan", "A case", "A group", "Group", "made-up.csv", "Tower",
         "Hope", "Bond", "0123456789ab")  # fmt: skip
ALL = {**REPLAYS, **{f"group, {name}": found for name, found in GROUPS.items()}}


def spaced(text: str) -> str:
    """The text with plain spaces, so that a test can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def french() -> Iterator[None]:
    with speaking("fr"):
        yield


@pytest.mark.usefixtures("french")
def test_the_answer_is_french() -> None:
    assert spaced(replay_page(REPLAYS["calm"], PROVENANCE).sentences[0].text) == (
        "Du 2 janvier 2025 au 20 juillet 2025, le titre Alder est passé de 100,00 USD à un plus bas de 75,00 USD le 11 "
        "avril 2025 : LTV de 66,7 % au plus, le 11 avril 2025, contre 50,0 % au départ ; pas d’appel de marge. Ce "
        "jour-là, la garantie pouvait encore baisser de 4,8 % avant la LTV d’appel de 70 %."
    )
    lost = spaced(replay_page(REPLAYS["lost"], PROVENANCE).sentences[0].text)
    assert (
        "liquidation du gage le 3 janvier 2025, et la vente a rapporté 40 k USD ; le prêteur a perdu 10 k USD." in lost
    )


@pytest.mark.usefixtures("french")
def test_the_group_is_french() -> None:
    assert spaced(replay_page(GROUPS["calm"], PROVENANCE).sentences[-1].text) == (
        "La trésorerie est descendue au plus bas à 10 k USD, le 2 janvier 2025, contre 10 k USD au départ ; pas "
        "d’impasse : chaque paiement a été honoré le jour dit ; LTV publiée de −11,1 % au plus, le 2 janvier 2025."
    )


@pytest.mark.usefixtures("french")
def test_events_of_the_engine_are_retold() -> None:
    rows = replay_page(REPLAYS["cured"], PROVENANCE).loans[0].table.rows
    assert "Appel de marge" in {row.cells[-1] for row in rows}
    drawn = html(REPLAYS["lost"], PROVENANCE)
    assert "<title>3 janvier 2025\u00a0: liquidation du gage, LTV de 83,3\u00a0%</title>" in drawn


@pytest.mark.usefixtures("french")
def test_a_bill_is_told_in_french_with_who_pays_it() -> None:
    both = (CASH, SALE)
    short = (
        "engagement envers Tower : 2 Md USD ; payé par : trésorerie (1 Md USD) et vente de titres Arm (500 M USD) ; "
        "impayé : 500 M USD"
    )
    told = [
        spaced(happenings(replace(QUIET, bills=(bill,)), WORDS)[0])
        for bill in (
            replace(BILL, paid_by=(CASH,)),
            replace(BILL, paid_by=both, amount=2e9, unpaid=0.5e9),
            replace(BILL, paid_by=(), unpaid=1e9, firm=False),
        )
    ]
    assert told == [
        "engagement envers Tower : 1 Md USD ; payé par : trésorerie",
        f"{short}, d’où une impasse",
        "engagement envers Tower : 1 Md USD ; rien n’est payé, sans obligation de l’être",
    ]


@pytest.mark.usefixtures("french")
def test_what_a_path_came_to_is_french() -> None:
    story = GROUPS["gap"].group
    assert story
    texts = [spaced(text) for text in fate_told(story.path.fate, "USD")]
    assert texts[0] == "Trésorerie minimale : 0 USD le 2 mars 2025."
    assert texts[1].startswith("Première impasse : 4,18 k USD le 1er avril 2025 ; ")


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", ALL)
def test_a_french_replay_is_french_throughout(name: str) -> None:
    found = html(ALL[name], PROVENANCE)
    assert '<html lang="fr">' in found
    shown = "\n".join(read(found))
    assert not re.search(r"\{\w*\}", shown)
    assert not re.search(r"\b(the|of|and|with|under|shares)\b", shown)
    assert not re.search(r"\d\.\d+\u00a0?%", shown)


@pytest.mark.usefixtures("french")
def test_a_french_replay_on_a_terminal() -> None:
    stream = StringIO()
    terminal(REPLAYS["calm"], PROVENANCE, Console(file=stream, width=120))
    text = spaced(stream.getvalue())
    assert "Loan : les jours qui comptent" in text
    assert "clôtures : made-up.csv · version 1.2.3 · données 0123456789ab" in text


@pytest.mark.parametrize("name", ALL)
def test_every_word_of_a_replay_is_in_the_catalogue(name: str) -> None:
    with speaking(PSEUDO):
        found = html(ALL[name], PROVENANCE)
    assert outside(found, NAMES) == []
