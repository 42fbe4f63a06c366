"""The scoreboard as it is shown: its sentences, its rows, its timeline, in French and in a language of marks."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.pages.pledges import PledgesPage, pledges_page
from pledgeline.report.pledge_timeline import FOOT, HEAD, LANE, draw_timeline
from pledgeline.report.pledges_html import render as html
from pledgeline.report.pledges_terminal import render as terminal
from tests.engine.promises import bundled, promise, result_of
from tests.language.pseudo import PSEUDO, outside, read
from tests.oracles.pledge_boards import random_case

if TYPE_CHECKING:
    from pledgeline.engine.results import Result
    from pledgeline.report.pages.tables import Table

CASES = ("softbank-2025-10", "softbank-2026-09")
SHARES = {
    "date": "2025-02",
    "title": "Ein Fonds",
    "amount": "USD 20bn",
    "spent_on": "shares",
    "disputed": {"wide": "älter als das Versprechen"},
}
SITE = {"date": "2025-Q1", "title": "Ein Werk", "amount": "USD 1bn", "spent_on": "building"}
JOBS = {"date": "2025-H1", "title": "Die Halle", "jobs": "700", "jobs_kind": "permanent", "jobs_proof": "evidenced"}
SAID = {"date": "2024", "title": "Die Rede", "stage": "claim", "jobs": "8k", "jobs_kind": "construction"}
POWER = {"date": "2025-05-04", "title": "Das Netz", "capacity": "0.3 GW"}
SIGNED = {"date": "2025-06-30", "title": "Der Vertrag", "stage": "commitment", "amount": "USD 9bn"}
BY_OTHERS = {"by": "Andere", "to": "Ein Land"}
PLEDGES: dict[str, Any] = {
    "wide": promise(
        title="Das Ganze",
        jobs="10k",
        to="Ein Land",
        deadline={"assume": "2027-12-31", "range": "2027-06..2028"},
        backed_by=["bill"],
        perhaps_backed_by={"loan": "vielleicht anderes"},
        progress=[SHARES, SITE, JOBS, SAID],
        note="Eine Rede.",
    ),
    "part": promise(title="Der Teil", amount="USD 5bn", perhaps_part_of={"wide": "niemand sagt es"}, progress=[SIGNED]),
    "kept": promise(title="Das Alte", amount="USD 1bn", deadline="2025-06", progress=[{**SITE, "amount": "USD 1bn"}]),
    "again": promise(title="Das Neue", amount=None, capacity="1 GW", renews="kept", deadline=None, progress=[POWER]),
    "over": promise(title="Das Vergangene", deadline="2025-01-31", nature="firm", progress=[SITE], **BY_OTHERS),
}
COMMITMENTS = {
    "bill": {"to": "X", "amount": "USD 2bn", "due": "2026-03-31"},
    "loan": {"to": "X", "amount": "USD 3bn", "due": "2027-03-31"},
}
CHANGES = {
    "title": "Ein Fall",
    "group": {"name": "Die Gruppe"},
    "sources": {"zeitung": {"title": "Eine Zeitung", "published": "2025-01-02"}},
    "pledges": PLEDGES,
    "commitments": COMMITMENTS,
    "horizon": "1y",
    "claims": {"other": {"about": "pledges.wide.amount", "value": "USD 200bn", "from": ["zeitung"]}},
}
NAMES = {
    *(pledge["title"] for pledge in PLEDGES.values()), *(step["title"] for step in (SHARES, SITE, JOBS, SAID, POWER)),
    "Der Vertrag", "älter als das Versprechen", "Ein Land", "Andere", "Die Gruppe", "Ein Fall", "Eine Zeitung",
    "Eine Rede.", "niemand sagt es", "vielleicht anderes", "bill", "loan", "pledgeline", "pledges", "CASE", "GW",
    "zeitung",
}  # fmt: skip


def result() -> Result:
    return result_of(CHANGES)


def page(found: Result) -> PledgesPage:
    told = pledges_page(found)
    assert told is not None
    return told


def shown(found: Result) -> str:
    """What the terminal prints, wide enough that no line is broken."""
    console = Console(width=240, file=io.StringIO(), legacy_windows=False)
    terminal(found, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def texts(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows]


def sentences(found: Result) -> dict[str, str]:
    return {one.label: one.text for one in page(found).sentences}


def test_the_sentences_say_what_was_promised_paid_and_what_became_of_it() -> None:
    told = sentences(result())
    assert told["Promised"] == (
        "Die Gruppe has promised USD 106bn in public; USD 101bn where promises that hold or renew each other, or may "
        "do so, are counted once."
    )
    assert told["Paid"] == (
        "Each payment counted once, USD 2bn has been paid towards them (USD 2bn for building); USD 22bn with what is "
        "disputed."
    )
    assert told["Jobs"] == (
        "Of 10k jobs promised, 700 are evidenced; the most that anybody counts for one promise is 8k."
    )
    assert told["How they stand"] == "1 kept, 1 on course, 1 broken, 2 cannot be told."


def test_without_an_undisputed_payment_the_generous_count_is_all_there_is() -> None:
    told = sentences(result_of({"pledges": {"wide": promise(jobs="5", progress=[SHARES])}}))
    assert told["Paid"] == ("No payment towards them is undisputed; the most generous count comes to USD 20bn.")
    assert told["Jobs"] == "Of 5 jobs promised, none is evidenced and none is claimed."


def test_jobs_of_a_promise_within_another_are_told_once() -> None:
    found = {"date": "2025-01", "jobs": "700", "jobs_proof": "evidenced"}
    pledges = {
        "wide": promise(jobs="10k"),
        "part": promise(jobs="1k", part_of={"wide": "it says so"}, progress=[found]),
    }
    assert sentences(result_of({"pledges": pledges}))["Jobs"] == (
        "Of 10k jobs promised, 700 are evidenced; the most that anybody counts for one promise is 700."
    )


def test_a_deadline_that_some_source_puts_before_the_promise_leaves_the_bar_within_the_picture() -> None:
    pledges = {
        "old": promise(made="2018-01-01"),
        "odd": promise(deadline={"assume": "2027", "range": "2022..2028"}),
    }
    lane = draw_timeline(page(result_of({"pledges": pledges}))).lanes[1]
    assert (lane.width, lane.gone, lane.open_x) == (0.0, 0.0, lane.x)
    assert lane.open_width > 0.0


def test_the_scoreboard_has_a_row_for_each_thing_promised() -> None:
    assert texts(page(result()).table)[:3] == [
        [
            "Das Ganze", "← behind", "30 Jun 2027 to 31 Dec 2028", "USD 100bn", "USD 3bn to USD 21bn",
            "USD 1bn to USD 21bn", "35.4% to 50.7%",
        ],
        ["Jobs", "? cannot be told", "", "10k jobs", "–", "700 to 8k", ""],
        ["Der Teil", "→ on course", "31 Dec 2027", "USD 5bn", "USD 9bn", "–", "44.3%"],
    ]  # fmt: skip


def test_what_may_be_counted_twice_is_told_with_its_reason() -> None:
    table = page(result()).overlaps
    assert table is not None
    assert texts(table) == [["Ein Fonds, Feb 2025", "USD 20bn", "none", "Das Ganze: älter als das Versprechen"]]


@pytest.mark.parametrize("seed", range(60))
def test_every_mark_of_the_timeline_lies_within_it(seed: int) -> None:
    changes = random_case(seed)
    none: dict[str, Any] = {"backed_by": [], "perhaps_backed_by": {}}
    pledges = {key: {**pledge, **none} for key, pledge in changes["pledges"].items()}
    told = page(result_of({**changes, "pledges": pledges, "commitments": {}}))
    picture = draw_timeline(told)
    assert picture.height == HEAD + LANE * len(told.lanes) + FOOT
    assert 0.0 <= picture.today <= 100.0
    assert [tick.x for tick in picture.ticks] == sorted({tick.x for tick in picture.ticks})
    assert all(0.0 <= tick.x <= 100.0 for tick in picture.ticks)
    for row, lane in enumerate(picture.lanes):
        assert 0.0 <= lane.x <= lane.x + lane.width <= 100.01, lane
        assert 0.0 <= lane.gone <= lane.width, lane
        assert lane.open_width >= 0.0, lane
        assert lane.open_x + lane.open_width <= 100.01, lane
        assert HEAD + LANE * row < lane.y < lane.bar_y < HEAD + LANE * (row + 1), lane
        assert all(0.0 <= mark.x <= 100.0 and lane.bar_y <= mark.y <= lane.bar_y + 9.0 for mark in lane.marks), lane


def test_places_on_the_timeline_are_those_of_the_calendar() -> None:
    found = result_of({"pledges": {"p": promise(deadline={"assume": "2026", "range": "2026-07-02..2027-12-31"})}})
    picture = draw_timeline(page(found))
    (lane,) = picture.lanes
    days = (dt.date(2027, 12, 31) - dt.date(2024, 1, 1)).days
    assert lane.x == 0.0
    assert lane.width == pytest.approx(100 * (dt.date(2026, 7, 2) - dt.date(2024, 1, 1)).days / days, abs=0.01)
    assert lane.open_x + lane.open_width == pytest.approx(100.0, abs=0.01)
    assert picture.today == pytest.approx(100 * (dt.date(2025, 10, 9) - dt.date(2024, 1, 1)).days / days, abs=0.01)
    assert lane.gone == pytest.approx(picture.today, abs=0.01)
    assert not lane.endless


@pytest.mark.parametrize("render", [html, shown], ids=["html", "terminal"])
def test_the_page_is_french_without_a_field_left_open(render: Any) -> None:
    english = render(result())
    with speaking("fr"):
        told = render(result())
    assert told != english
    body = "\n".join(read(told)) if told.startswith("<!") else told
    assert not re.search(r"[{}]", body)
    for words in ("indéterminable", "tenue", "rompue", "Md\u00a0USD"):
        assert words in body
    for words in ("cannot be told", "on course", " bn", "Paid", "Status"):
        assert words not in body


def test_no_word_of_the_page_is_left_out_of_the_catalogue() -> None:
    with speaking(PSEUDO):
        told = html(result())
    assert outside(told, NAMES) == []


@pytest.mark.parametrize("name", CASES)
def test_the_bundled_pages_ask_for_nothing_and_run_no_script(name: str) -> None:
    told = html(bundled(name))
    assert "<script" not in told
    assert not re.search(r'(?:src|href)="(?!#|https?://)', told)
    assert html(bundled.__wrapped__(name, paths=16)) == told


def test_names_with_signs_of_html_are_shown_as_they_are() -> None:
    told = html(result_of({"pledges": {"p": promise(title='<b>&"x"</b>', progress=[{**SITE, "title": "<i>"}])}}))
    assert "<b>&" not in told
    assert "<i>" not in told
    assert '<b>&"x"</b>' in "\n".join(read(told))
