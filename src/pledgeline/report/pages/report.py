"""The whole report as one typed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.assumptions import AssumptionsPage, assumptions_page
from pledgeline.report.pages.derivations import DerivationGroup, derivation_groups
from pledgeline.report.pages.group import GroupPage, group_page
from pledgeline.report.pages.headline import HeadlinePage, headline_page
from pledgeline.report.pages.lender import LenderPage, lender_pages
from pledgeline.report.pages.loans import LoanPage, loan_pages, loans_overview
from pledgeline.report.pages.method import MethodPage, method_page
from pledgeline.report.pages.pledges import PledgesPage, pledges_page
from pledgeline.report.pages.programmes import ProgrammesPage, programmes_section
from pledgeline.report.pages.sources import SourcesPage, sources_page
from pledgeline.report.pages.standing import StandingPage, standing_page
from pledgeline.report.pages.tables import Table, row, words

if TYPE_CHECKING:
    from pledgeline.engine.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """What both the terminal and the HTML file are written from."""

    headline: HeadlinePage
    standing: StandingPage
    overview: Table | None  # of the loans, where there are several
    loans: tuple[LoanPage, ...]
    lender: tuple[LenderPage, ...]
    assumptions: AssumptionsPage
    expectations: Table | None
    derivations: tuple[DerivationGroup, ...]
    sources: SourcesPage
    method: MethodPage
    group: GroupPage | None
    pledges: PledgesPage | None
    programmes: ProgrammesPage | None


def report_page(result: Result) -> ReportPage:
    """The report of a result; the same result gives the same page."""
    return ReportPage(
        headline=headline_page(result),
        standing=standing_page(result),
        overview=loans_overview(result),
        loans=loan_pages(result),
        lender=lender_pages(result),
        assumptions=assumptions_page(result),
        expectations=expectations_table(result),
        derivations=derivation_groups(result),
        sources=sources_page(result),
        method=method_page(result),
        group=group_page(result),
        pledges=pledges_page(result),
        programmes=programmes_section(result),
    )


def expectations_table(result: Result) -> Table | None:
    """What the case expects of itself; None where it expects nothing."""
    if not result.expectations:
        return None
    return Table(
        caption=say("Expectations of the case"),
        columns=(words(say("Expected")), words(say("Found")), words(say("Verdict"))),
        rows=tuple(
            row(
                one.text,
                retold(one.found),
                say("holds") if one.holds else say("fails"),
                tone="" if one.holds else "close-out",
            )
            for one in result.expectations
        ),
    )
