"""The group's own pages: load line, chances, promises, fans, books, gap, ranges, and what its path leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.books import BooksPage, books_page
from pledgeline.report.pages.gap import GapPage, gap_page
from pledgeline.report.pages.group_chances import ChancesPage, chances_page
from pledgeline.report.pages.group_fans import GroupFan, group_fans
from pledgeline.report.pages.group_wording import names_of
from pledgeline.report.pages.load_curve import LoadLinePage, load_line_page
from pledgeline.report.pages.promises import PromisesPage, promises_page
from pledgeline.report.pages.ranges import RangesPage, ranges_page
from pledgeline.report.pages.wording import long_date, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

SILENCE = said("There is no load line: the case states no tolerance, or no facility that could be drawn.")
LIMITS = (
    said("Prices follow the laws that the case states; their parameters are the largest unknown."),
    said("The price does not know of the group: sales by the group and its lenders move the price of their day only."),
    said("Cash earns nothing. A bill that is missed is not tried again."),
    said("Life after a gap goes on as if creditors stood still, but for the cross-defaults that the case states."),
    said("A cure is paid from cash at hand: nothing is drawn, borrowed or sold for it."),
    said("Stakes that are not listed are not sold."),
    said(
        "A renewal is certain once its condition holds. A market shuts by dates or by the group’s own LTV, not by mood."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """What is said of the group as a whole."""

    lead: str
    lines: tuple[LoadLinePage, ...]  # the first heads the report
    silence: str  # why there is no load line
    chances: ChancesPage
    promises: PromisesPage | None
    fans: tuple[GroupFan, ...]
    books: BooksPage | None
    gap: GapPage
    ranges: RangesPage | None
    limits: tuple[str, ...]  # what this case leaves out, then what the model does


def group_page(result: Result) -> GroupPage | None:
    """The group's part of the report; None where the case was not run as a group."""
    view = result.group_view
    if view is None:
        return None
    outlook = view.outlook
    names = names_of(result, outlook)
    assets = {asset.id: asset for asset in result.standing.assets}
    return GroupPage(
        lead=say(
            "All loans, cash and promises of {group} on the same {paths} paths, day by day to {date}.",
            group=result.group,
            paths=whole(outlook.paths),
            date=long_date(outlook.end),
        ),
        lines=tuple(load_line_page(line, assets.get(line.asset)) for line in view.load_lines),
        silence=retold(SILENCE),
        chances=chances_page(outlook, names),
        promises=promises_page(outlook, names),
        fans=group_fans(outlook, result.standing.leverage, result.currency),
        books=books_page(outlook, result.currency),
        gap=gap_page(outlook, names, result.currency, result.method.seed),
        ranges=ranges_page(result),
        limits=tuple(map(retold, (*outlook.left_out, *LIMITS))),
    )
