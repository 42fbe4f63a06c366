"""The report on a terminal: the same pages, condensed to what fits beside a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.group_terminal import group_parts, load_lines, ranges_parts
from pledgeline.report.lender_terminal import condensed
from pledgeline.report.pages.report import report_page
from pledgeline.report.pages.wording import whole
from pledgeline.report.pledges_terminal import scoreboard_parts
from pledgeline.report.programmes_terminal import condensed as programmes_parts
from pledgeline.report.terminal_tables import facts_grid, grid, heading, safe, sentences_grid, thinned
from pledgeline.report.waterline import waterline

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.results import Result
    from pledgeline.report.pages.assumptions import AssumptionsPage
    from pledgeline.report.pages.headline import HeadlinePage
    from pledgeline.report.pages.loans import LoanPage
    from pledgeline.report.pages.report import ReportPage
    from pledgeline.report.pages.sources import SourcesPage
    from pledgeline.report.pages.tables import Table

LOANS_IN_FULL = 3
LADDER_ROWS, DATE_ROWS, TOP_ASSUMPTIONS = 7, 6, 5


def render(result: Result, console: Console) -> None:
    """Print the report of a result; colours and width are the console's own."""
    print_page(report_body(report_page(result), page_width(console)), console)


def report_body(page: ReportPage, width: int) -> Group:
    """Everything that is printed, in order."""
    parts = [*_title(page.headline)]
    parts += load_lines(page.group) if page.group else []
    parts += [*_headline(page.headline, width), *_standing(page, width)]
    parts += group_parts(page.group, width) if page.group else []
    parts += _loans(page, width)
    parts += condensed(page.lender)
    parts += ranges_parts(page.group.ranges, width) if page.group else []
    parts += _assumptions(page.assumptions, width)
    if page.pledges is not None:
        parts += [heading(say("Were the promises kept?")), *scoreboard_parts(page.pledges, width)]
    if page.programmes is not None:
        parts += [heading(say("Will it be built in time?")), *programmes_parts(page.programmes, width)]
    if page.expectations:
        parts += [heading(say("Expectations")), grid(page.expectations, width), Text()]
    parts += _sources(page.sources, width)
    parts += [heading(say("Method")), Text(safe(page.method.line), style="dim")]
    return Group(*parts)


def _sources(page: SourcesPage, width: int) -> list[RenderableType]:
    """How well the figures are known, what each answer rests on, and what is not decided."""
    parts: list[RenderableType] = [heading(say("Sources")), Text(safe(page.summary)), Text()]
    if page.bases is not None:
        parts += [grid(page.bases, width), Text()]
    return [*parts, Text(safe(page.undecided), style="red"), Text()] if page.undecided else parts


def _title(head: HeadlinePage) -> list[RenderableType]:
    """What the case is, and what was simulated."""
    about = say(
        "{group} · as of {date} · scenario: {scenario} · {run}",
        group=head.group, date=head.as_of, scenario=head.scenario, run=head.run,
    )  # fmt: skip
    return [Text(safe(head.title), style="bold"), Text(safe(about), style="dim"), Text()]


def _headline(head: HeadlinePage, width: int) -> list[RenderableType]:
    """The hulls and the five sentences."""
    parts: list[RenderableType] = []
    scales = head.others if len(head.others) <= LOANS_IN_FULL else ()
    scales = scales or ((head.scale,) if head.scale else ())
    for scale in scales:
        parts += [waterline(scale, width), Text()]
    if not scales:
        parts += [Text(safe(head.silence), style="dim"), Text()]
    return [*parts, sentences_grid(head.sentences), Text()]


def _standing(page: ReportPage, width: int) -> list[RenderableType]:
    """The bridge, the holdings and cash."""
    standing = page.standing
    return [
        heading(say("Where it stands")),
        grid(standing.bridge, width),
        Text(),
        grid(standing.assets, width),
        Text(),
        facts_grid(standing.liquidity),
        Text(),
    ]


def _loans(page: ReportPage, width: int) -> list[RenderableType]:
    """All loans in a table, then a few in full: the one of the headline first among them."""
    parts: list[RenderableType] = [heading(say("Loans"))] if page.loans else []
    parts += [grid(page.overview, width), Text()] if page.overview else []
    nearest = page.headline.scale.id if page.headline.scale else ""
    few = len(page.loans) <= LOANS_IN_FULL
    for loan in page.loans:
        if few or loan.id == nearest:
            parts += _loan(loan, width)
    if few:
        return parts
    return [*parts, Text(safe(say("Each of the other loans is in the HTML report.")), style="dim"), Text()]


def _loan(loan: LoanPage, width: int) -> list[RenderableType]:
    """One loan: terms, levels, ladder, and probabilities at a few dates."""
    parts: list[RenderableType] = [
        heading(say("{kind}: {loan}", kind=loan.kind, loan=loan.name)),
        facts_grid(loan.facts),
        Text(),
    ]
    tables: list[Table] = [table for table in (loan.triggers,) if table]
    if loan.ladder:
        tables.append(thinned(loan.ladder, LADDER_ROWS))
    if loan.outlook is None:
        parts += [Text(safe(loan.silence), style="dim"), Text()]
    else:
        tables.append(thinned(loan.outlook.chances.table, DATE_ROWS))
        tables += [loan.outlook.control] if loan.outlook.control else []
    for table in tables:
        parts += [grid(table, width), Text()]
    return parts


def _assumptions(page: AssumptionsPage, width: int) -> list[RenderableType]:
    """The most important unknowns."""
    if page.chart is None:
        return [heading(say("Assumptions")), Text(safe(page.silence), style="dim"), Text()]
    table = page.chart.table
    left = len(table.rows) - TOP_ASSUMPTIONS
    parts: list[RenderableType] = [
        heading(say("Assumptions, ranked")),
        Padding(Text(safe(page.chart.lead), style="dim"), (0, 0, 1, 0)),
    ]
    parts.append(grid(thinned(table, TOP_ASSUMPTIONS, first=True), width))
    more = [Text(safe(say("{n} more in the HTML report.", n=whole(left))), style="dim")] if left > 0 else []
    return [*parts, *more, Text()]
