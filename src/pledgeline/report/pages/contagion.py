"""The page of contagion: the answer, the companies, who loses because of whom, how much it takes, and the contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.contagion_contracts import contract_tables
from pledgeline.report.pages.contagion_losses import loss_tables
from pledgeline.report.pages.contagion_sentences import contagion_sentences, rounds_text
from pledgeline.report.pages.contagion_strength import (
    breaking_table,
    range_table,
    ranking_table,
    sensitivities_table,
)
from pledgeline.report.pages.contagion_tables import (
    companies_table,
    loans_table,
    obligations_table,
    rounds_table,
    stakes_table,
)
from pledgeline.report.pages.contagion_words import counted_text, scenario_name
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, round_percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.engine.contagion_results import ContagionReport
    from pledgeline.report.pages.tables import Sentence, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ContagionSection:
    """Tables under a heading."""

    anchor: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContagionPage:
    """What both the terminal and the HTML file are written from."""

    title: str
    group: str
    as_of: str
    scenario: str
    until: str
    stamp: str  # one line for every printed page
    program: str
    sentences: tuple[Sentence, ...]
    sections: tuple[ContagionSection, ...]
    left_out: tuple[str, ...]
    method: tuple[Fact, ...]
    limits: tuple[str, ...]
    line: str


def contagion_page(found: ContagionReport) -> ContagionPage:
    """The page of a report; the same report gives the same page."""
    as_of, scenario = long_date(found.as_of), scenario_name(found)
    return ContagionPage(
        title=found.title,
        group=found.group,
        as_of=as_of,
        scenario=scenario,
        until=long_date(found.until),
        stamp=say("{title} · contagion · as of {date} · scenario: {scenario}", title=found.title, date=as_of,
                  scenario=scenario),
        program=f"Pledgeline {found.method.version}",
        sentences=contagion_sentences(found),
        sections=tuple(_sections(found)),
        left_out=tuple(map(retold, found.left_out)),
        method=tuple(_method(found)),
        limits=tuple(map(retold, found.method.limits)),
        line=say(
            "no simulation · version {version} · input {hash}",
            version=found.method.version,
            hash=found.method.input_hash[:12],
        ),
    )  # fmt: skip


def _sections(found: ContagionReport) -> Iterable[ContagionSection]:
    """Every section that has a table."""
    sections = (
        ("companies", say("The companies"), (companies_table(found), rounds_table(found), obligations_table(found))),
        ("losses", say("Who loses because of whom"), loss_tables(found)),
        ("loans", say("Shares and the loans on them"), (stakes_table(found), loans_table(found))),
        ("strength", say("How much it takes"), (breaking_table(found), ranking_table(found))),
        ("ranges", say("How far the answer may move"), (range_table(found), sensitivities_table(found))),
        ("contracts", say("The contracts, by how firm they are"), contract_tables(found)),
    )
    for anchor, title, tables in sections:
        told = tuple(table for table in tables if table is not None)
        if told:
            yield ContagionSection(anchor=anchor, title=title, tables=told)


def _method(found: ContagionReport) -> Iterable[Fact]:
    """How the figures were made."""
    yield Fact(term=say("What falls due by"), text=long_date(found.until))
    yield Fact(
        term=say("Contracts that are cleared"),
        text=counted_text(found) or say("none"),
        note=say("those with a condition only where the case says so; guarantees never"),
    )
    yield Fact(
        term=say("Creditors of a defaulter get"),
        text=say(
            "{alpha} of its own assets, {beta} of its claims",
            alpha=round_percent(found.alpha),
            beta=round_percent(found.beta),
        ),
        note=say("and share them in proportion to what they are owed"),
    )
    yield Fact(term=say("Fixed point"), text=rounds_text(found.main.round_count))
    yield Fact(
        term=say("Input hash"),
        text=found.method.input_hash,
        note=say("SHA-256 of the case and every file that it reads"),
    )
