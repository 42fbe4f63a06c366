"""The page of a stress test: scenarios side by side, each loan under them, and the falls that break things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.stress_group import course_answer, whole_group_tables
from pledgeline.report.pages.stress_tables import chances_table, group_table, loan_table, reverse_table
from pledgeline.report.pages.stress_wording import answer, group_answer
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, percent, plural, whole

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import Stress
    from pledgeline.report.pages.tables import Sentence, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSection:
    """One margin loan under every scenario."""

    name: str
    after: Table
    chances: Table | None  # None where no probability was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class StressPage:
    """What both the terminal and the HTML file of a stress test are written from."""

    title: str
    group: str
    as_of: str
    scenarios: str
    stamp: str  # one line for every printed page
    program: str
    sentences: tuple[Sentence, ...]
    standing: Table
    whole: tuple[Table, ...]  # the group on the straight path and around it, where its cash is known
    loans: tuple[LoanSection, ...]
    reverse: tuple[Table, ...]
    method: tuple[Fact, ...]
    limits: tuple[str, ...]
    line: str


def stress_page(found: Stress) -> StressPage:
    """The page of a stress test; the same result gives the same page."""
    count = plural(len(found.scenarios) - 1, "scenario")
    as_of = long_date(found.as_of)
    drawn = f"{whole(found.paths)} paths, seed {found.seed}" if found.paths else "no simulation"
    first = found.scenarios[0]
    return StressPage(
        title=found.title,
        group=found.group,
        as_of=as_of,
        scenarios=f"{count} beside the case as it stands",
        stamp=f"{found.title} · stress · as of {as_of} · {count} · {drawn}",
        program=f"Pledgeline {found.version}",
        sentences=(*group_answer(found), *course_answer(found), *answer(found)),
        standing=group_table(found),
        whole=whole_group_tables(found),
        loans=tuple(
            LoanSection(name=loan.name, after=loan_table(found, loan.id), chances=chances_table(found, loan.id))
            for loan in first.loans
        ),
        reverse=tuple(reverse_table(each) for each in found.reverse),
        method=tuple(_method(found)),
        limits=found.limits,
        line=f"{drawn} · version {found.version} · input {found.input_hash[:12]}",
    )


def _method(found: Stress) -> list[Fact]:
    """How the figures were made."""
    facts = [
        Fact(
            term="Price path", text="straight", note="the shock evenly over its business days, as the scenario has it"
        ),
        Fact(term="Probabilities until", text=long_date(found.horizon), note="or the maturity of the loan, if earlier"),
    ]
    if found.paths:
        note = f"seed {found.seed}; the same random numbers under every scenario"
        facts.append(Fact(term="Simulation", text=f"{whole(found.paths)} paths", note=note))
    else:
        facts.append(Fact(term="Simulation", text="none", note="close-out and loss are those of a call not answered"))
    if found.reverse:
        note = f"to {percent(found.tolerance)} of the price, from rungs one percentage point apart, five for the group"
        facts.append(Fact(term="Reverse stress", text="closed form or bisection", note=note))
    return facts
