"""The page of a stress test: scenarios side by side, each loan under them, and the falls that break things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.stress_group import course_answer, whole_group_tables
from pledgeline.report.pages.stress_tables import chances_table, group_table, loan_table, reverse_table
from pledgeline.report.pages.stress_wording import answer, group_answer
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, percent, whole

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
    others = len(found.scenarios) - 1
    as_of = long_date(found.as_of)
    drawn = (
        say("{paths} paths, seed {seed}", paths=whole(found.paths), seed=found.seed)
        if found.paths
        else (say("no simulation"))
    )
    first = found.scenarios[0]
    return StressPage(
        title=found.title,
        group=found.group,
        as_of=as_of,
        scenarios=say_each(
            others,
            "{n} scenario beside the case as it stands",
            "{n} scenarios beside the case as it stands",
            n=whole(others),
        ),
        stamp=say(
            "{title} · stress · as of {date} · {scenarios} · {simulation}",
            title=found.title,
            date=as_of,
            scenarios=say_each(others, "{n} scenario", "{n} scenarios", n=whole(others)),
            simulation=drawn,
        ),
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
        limits=tuple(map(retold, found.limits)),
        line=say(
            "{simulation} · version {version} · input {hash}",
            simulation=drawn,
            version=found.version,
            hash=found.input_hash[:12],
        ),
    )


def _method(found: Stress) -> list[Fact]:
    """How the figures were made."""
    facts = [
        Fact(
            term=say("Price path"),
            text=say("straight"),
            note=say("the shock evenly over its business days, as the scenario has it"),
        ),
        Fact(
            term=say("Probabilities until"),
            text=long_date(found.horizon),
            note=say("or the maturity of the loan, if earlier"),
        ),
        _simulation(found),
    ]
    if found.reverse:
        note = say(
            "to {tolerance} of the price, from rungs one percentage point apart, five for the group",
            tolerance=percent(found.tolerance),
        )
        facts.append(Fact(term=say("Reverse stress"), text=say("closed form or bisection"), note=note))
    return facts


def _simulation(found: Stress) -> Fact:
    if not found.paths:
        note = say("close-out and loss are those of a call not answered")
        return Fact(term=say("Simulation"), text=say("none"), note=note)
    return Fact(
        term=say("Simulation"),
        text=say("{paths} paths", paths=whole(found.paths)),
        note=say("seed {seed}; the same random numbers under every scenario", seed=found.seed),
    )
