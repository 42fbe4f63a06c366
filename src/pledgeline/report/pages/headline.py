"""The headline: what the case is, the load line, and the answer in five sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.first_call import nearest_call
from pledgeline.report.pages.load_line import Scale, loan_scale, policy_scale
from pledgeline.report.pages.method import run_line
from pledgeline.report.pages.sentences import five_sentences
from pledgeline.report.pages.wording import long_date

if TYPE_CHECKING:
    from pledgeline.engine.results import Result
    from pledgeline.report.pages.tables import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlinePage:
    """What a reader with one minute sees."""

    title: str
    group: str
    as_of: str
    scenario: str
    run: str  # seed and paths, or that nothing was simulated
    stamp: str  # one line for every printed page
    scale: Scale | None  # the hull to draw large
    others: tuple[Scale, ...]  # every margin loan, where there are several
    silence: str  # why there is no picture
    sentences: tuple[Sentence, ...]


def headline_page(result: Result) -> HeadlinePage:
    """The page of a result's headline."""
    assets = {asset.id: asset for asset in result.standing.assets}
    scales = tuple(scale for loan in result.standing.loans if (scale := loan_scale(loan, assets)))
    nearest = nearest_call(result)
    chosen = next((scale for scale in scales if nearest and scale.id == nearest.loan.id), None)
    scenario = result.method.scenario or say("as stated in the case")
    run = run_line(result.method)
    return HeadlinePage(
        title=result.title,
        group=result.group,
        as_of=long_date(result.as_of),
        scenario=scenario,
        run=run,
        stamp=say(
            "{title} · as of {date} · scenario: {scenario} · {run}",
            title=result.title,
            date=long_date(result.as_of),
            scenario=scenario,
            run=run,
        ),
        scale=chosen or policy_scale(result.standing.leverage, result.group),
        others=scales if len(scales) > 1 else (),
        silence=say("There is no load line to draw: no loan here has margin terms, and the group states no policy."),
        sentences=five_sentences(result),
    )
