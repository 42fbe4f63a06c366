"""Contagion as it is shown: the answer, tables that add up, and every word of it in French and a language of marks."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pledgeline.language.spoken import speaking
from pledgeline.report.contagion_html import render_contagion as html
from pledgeline.report.contagion_terminal import render_contagion as terminal
from pledgeline.report.pages.contagion import contagion_page
from pledgeline.report.pages.contagion_losses import MOST_LOSERS
from pledgeline.report.pages.contagion_words import assumption_title
from tests.fixtures_contagion import CONTRACTS, LOANS, MAIN, NAMES, NODES, REPORT, calm, ring
from tests.language.pseudo import PSEUDO, outside, read

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport
    from pledgeline.report.pages.tables import Table

OWN = {
    *(name for key, name in NAMES.items() if key != "outside"), *(each.id for each in CONTRACTS),
    *(each.title for each in CONTRACTS), *(each.condition.capitalize() for each in CONTRACTS), LOANS[0].name,
    "Ein Netz", "Die Blase", "blase", "sturz", "warum", "zeitung", "Grenze", "scenario", "scenarios: {bubble: {demand",
}  # fmt: skip


def sentences(found: ContagionReport) -> dict[str, str]:
    return {each.label: each.text for each in contagion_page(found).sentences}


def tables(found: ContagionReport) -> dict[str, Table]:
    return {table.caption: table for section in contagion_page(found).sections for table in section.tables}


def cells(table: Table) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    return {row.cells[0]: list(row.cells[1:]) for row in table.rows}


def shown(found: ContagionReport, width: int = 300) -> str:
    """What the terminal prints."""
    console = Console(width=width, file=io.StringIO(), legacy_windows=False)
    terminal(found, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_answer_says_who_falls_what_the_group_loses_and_whose_doing_it_is() -> None:
    told = sentences(REPORT)
    assert told["What happens"] == (
        "If 50% of the demand for AI does not come (Die Blase), 2 of 7 companies fail, Ostara first. Hafen AG loses "
        "USD 21.6bn of its USD 50bn. Of this, USD 4.8bn is lost because lenders sell shares of Kern."
    )
    assert told["Who fails"] == "Even if everybody else pays: Ostara. Because of others, in this order: Cirrus."
    assert told["Who is not paid"] == (
        "Of USD 82bn that companies owe each other by 28 September 2028, USD 8.63bn is not paid. Ostara leaves most "
        "open (USD 8.57bn); Borealis misses most (USD 4.29bn)."
    )
    assert told["Over the range"] == (
        "Where 30% to 80% of the demand does not come, between 0 and 3 companies fail; Hafen AG loses USD 9bn to USD "
        "38bn."
    )
    assert told["What is left out"] == (
        "4 contracts are not counted, as the tables by standing say: USD 54bn would fall due by 28 September 2028. 1 "
        "of them has no date."
    )


def test_where_nothing_is_shocked_everybody_pays_and_the_scenarios_are_named() -> None:
    told = sentences(calm())
    assert told["What happens"] == "Nothing is shocked: everybody pays what falls due by 28 September 2028."
    assert told["What to ask"] == (
        "Scenarios of the case that shock something: blase (Die Blase); sturz. Ask for one with --scenario blase."
    )
    assert "What it becomes" not in told
    assert "scenarios: {bubble: {demand: 50%}}" in sentences(calm(shocking=()))["What to ask"]
    assert "How the losses came about" not in tables(calm())


def test_who_cannot_pay_without_any_shock_is_told_all_the_same() -> None:
    main = replace(MAIN, shock=0.0, demand=None)
    told = sentences(replace(REPORT, main=main))
    assert told["What happens"].startswith("With nothing shocked, 2 of 7 companies fail, Ostara first.")


def test_a_group_that_fails_or_loses_nothing_is_said_so() -> None:
    group, *others = NODES
    fallen = replace(group, equity_after=0.0, default_round=3, default_order=3)
    safe = replace(group, equity_after=group.equity)
    for node, words in (
        (fallen, "3 of 7 companies fail, Ostara first. Hafen AG itself fails, and all of its USD 50bn are lost."),
        (safe, "Hafen AG loses nothing of its USD 50bn."),
    ):
        main = replace(MAIN, nodes=(node, *others))
        assert words in sentences(replace(REPORT, main=main))["What happens"]


def test_one_that_fails_is_named_and_one_scenario_without_demand_too() -> None:
    nodes = tuple(replace(each, default_round=0, default_order=0) if each.id == "cirrus" else each for each in NODES)
    found = replace(REPORT, main=replace(MAIN, nodes=nodes, demand=None))
    assert sentences(found)["What happens"].startswith(
        "In the scenario “Die Blase”, one of 7 companies fails: Ostara. Hafen AG loses"
    )


def test_ends_that_give_the_same_are_told_as_one() -> None:
    low = REPORT.range[0]
    assert sentences(replace(REPORT, range=(low, low)))["Over the range"] == (
        "Where 30% to 30% of the demand does not come, 0 of 7 companies fail at either end; Hafen AG loses USD 9bn at "
        "either end."
    )


@pytest.mark.parametrize(
    ("caption", "skipped"),
    [
        ("How the losses came about", (4,)),  # part of the column before
        ("Who loses because of whom", ()),
        ("Whose shock the losses come from", ()),
    ],
)
def test_every_row_and_the_sum_of_a_loss_table_add_up_as_shown(caption: str, skipped: tuple[int, ...]) -> None:
    table = tables(REPORT)[caption]
    rows = [[_figure(cell) for cell in row.cells[1:]] for row in table.rows]
    for row in rows:
        parts = [part for at, part in enumerate(row[:-1], start=1) if at not in skipped]
        assert math.fsum(parts) == pytest.approx(row[-1], abs=0.005 * (len(parts) + 1))
    for column in zip(*rows, strict=True):
        assert math.fsum(column[:-1]) == pytest.approx(column[-1], abs=0.005 * len(column))
    assert table.rows[-1].tone == "total"


def _figure(cell: str) -> float:
    return 0.0 if cell == "–" else float(cell.replace("−", "-").replace(",", ""))


def test_the_tables_say_how_each_company_stands_and_what_it_takes() -> None:
    told = tables(REPORT)
    companies = cells(told["The companies before and after"])
    assert companies["Ostara"] == [
        "fails by itself", "1", "10.0", "70.0", "85.7", "40.0", "0.0", "100.0", "100.0",
    ]  # fmt: skip
    assert [companies[name][0] for name in ("Cirrus", "Kern", "Zins & Söhne")] == ["fails", "damaged", "stands"]
    assert cells(told["Round by round"])["2"] == ["Cirrus", "74.0", "14.0"]
    assert "those left out" in told["Round by round"].note
    assert cells(told["Who holds shares of whom"])["Hafen AG"][:3] == ["Kern", "60.0", "66.7"]
    loan = cells(told["Loans on shares, and what their lenders sell"])["Kredit auf Kern"]
    assert loan[1] == "Zins & Söhne 50.0%; everybody else 50.0%"
    assert loan[4:8] == ["50.0", "69.4", "60.0", "40.0"]
    falls = tables(REPORT)["The smallest shock that brings each company down"]
    assert [row.cells[0] for row in falls.rows][:3] == ["Ostara", "Cirrus", "Hafen AG"]
    assert falls.rows[-1].cells == ("Ferrit", "–", "–", "–")
    assert cells(told["Who can do how much harm"])["Ostara"] == ["75.00", "Cirrus", "40.00"]
    assert cells(told["Over the range of the demand"])["80%, the high end"][:3] == [
        "3", "Ostara, Borealis and Cirrus", "38.0",
    ]  # fmt: skip


def test_contracts_stand_apart_by_how_firm_they_are() -> None:
    told = tables(REPORT)
    assert set(cells(told["Binding contracts"])) == {
        "Kapital für Ostara", "Rechner", "ostara-cirrus", "cirrus-ferrit", "Sum",
    }  # fmt: skip
    assert cells(told["Contracts that the press reports"])["borealis-cirrus"][-1] == "no: warum"
    assert list(cells(told["Letters of intent"])) == ["ferrit-ostara"]
    assert cells(told["Contracts with a condition"])["ferrit-cirrus"][-1] == "Wenn etwas frei ist"
    assert list(cells(told["Guarantees: owed only if somebody else does not pay"])) == ["ferrit-borealis"]


@pytest.mark.parametrize(
    ("path", "subject", "title"),
    [
        ("companies.kern.exposed", "Kern", "how far Kern lives on the demand for AI"),
        ("companies.group.holds.kern", "Hafen AG", "share of Kern that Hafen AG holds"),
        ("companies.zins.lends.kern-loan", "Zins & Söhne", "part of Kredit auf Kern that Zins & Söhne has lent"),
        ("companies.kern.trading.impact", "Kern", "price impact of a sale of Kern"),
        ("contracts.ostara-borealis.amount", "Rechner", "amount of Rechner"),
        ("contracts.kern-pfand.secured.share", "Pfand", "share pledged under Pfand"),
        ("contracts.kern-pfand.secured.call", "Pfand", "call LTV of Pfand"),
        ("assets.kern.dynamics.volatility", "Kern", "volatility of Kern"),
        ("loans.kern-loan.ltv.call", "Kredit auf Kern", "call LTV of Kredit auf Kern"),
        ("loans.kern-loan.collateral.0.haircut", "Kredit auf Kern", "haircut on the collateral of Kredit auf Kern"),
        ("contagion.alpha", "", "what creditors get of a defaulter’s own assets"),
        ("market.fx.JPY.spot", "", "exchange rate JPY"),
        ("group.cash", "", "cash of the group"),
        ("something.else", "", "something.else"),
    ],
)
def test_an_assumption_is_told_in_words_by_the_name_of_what_it_is_of(path: str, subject: str, title: str) -> None:
    assert assumption_title(replace(REPORT.sensitivities[0], path=path, subject=subject), REPORT) == title


def test_the_ends_of_a_range_stand_in_the_units_of_the_case() -> None:
    found = replace(
        REPORT,
        sensitivities=(
            replace(REPORT.sensitivities[0], path="contracts.ostara-ferrit.due", subject="Bausteine", low="2026-06-30",
                    assumed="2026-12", high="2028-Q4"),
        ),
    )  # fmt: skip
    table = tables(found)["What the loss of Hafen AG depends on"]
    assert table.rows[0].cells[:4] == ("due date of Bausteine", "2026-06-30", "2026-12", "2028-Q4")
    assert "Between 2026-06-30 and 2028-Q4" in sentences(found)["What is not known"]


def test_a_large_network_is_shown_by_its_foremost() -> None:
    found = ring(60)
    losses = tables(found)["How the losses came about"]
    assert len(losses.rows) == MOST_LOSERS + 2
    assert [row.cells[0] for row in losses.rows[-2:]] == ["20 others", "Sum"]
    assert "and 14 others" in sentences(found)["Who fails"]
    assert "20 companies are not drawn" in html(found)


def test_no_word_of_the_page_is_left_out_of_the_catalogue() -> None:
    for found in (REPORT, calm()):
        with speaking(PSEUDO):
            told = html(found)
        assert outside(told, OWN) == []


def test_the_page_is_french_without_a_field_left_open() -> None:
    with speaking("fr"):
        page, printed = html(REPORT), shown(REPORT)
    for body in ("\n".join(read(page)), printed):
        assert not re.search(r"[{}]", body)
        assert "21,6\u00a0Md\u00a0USD" in body
        assert not re.search(r"\b(Sum|Owes|damaged|Loan|Company|fails|bn)\b", body)


def test_the_page_runs_no_script_asks_for_nothing_and_shows_names_as_they_are() -> None:
    told = html(REPORT)
    assert "<script" not in told
    assert " style=" not in told
    assert not re.search(r'(?:src|href)="(?!#)', told)
    assert "Zins & Söhne" in "\n".join(read(told))
    assert "Zins & S" not in told
    assert html(REPORT) == told


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_keeps_to_its_width(width: int) -> None:
    told = shown(REPORT, width)
    assert max(map(len, told.splitlines())) <= width
    assert "Ostara first" in " ".join(told.split())
