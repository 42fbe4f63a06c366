"""What simulation says of one margin loan: when, how likely, at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.chances import chances_chart
from pledgeline.report.pages.fan import fan_chart
from pledgeline.report.pages.heat import heat_chart
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import bare, chance, count, money, money_estimate, percent, round_percent, whole
from pledgeline.units.text import here, ratio_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import AssetStanding, LoanOutlook, LoanStanding, Method, ShortfallLaw
    from pledgeline.report.pages.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPage:
    """The simulated part of a loan's page."""

    chances: Chart
    fan: Chart | None
    heat: Chart | None
    cure: tuple[Fact, ...]
    shortfall: tuple[Fact, ...]
    losses: Table | None
    control: Table | None


def outlook_page(
    outlook: LoanOutlook, loan: LoanStanding, assets: Mapping[str, AssetStanding], method: Method
) -> OutlookPage:
    """The page of one loan's outlook."""
    return OutlookPage(
        chances=chances_chart(outlook, method),
        fan=fan_chart(outlook, loan, method) if outlook.fan else None,
        heat=heat_chart(outlook.heatmap, min(outlook.end, loan.maturity or outlook.end))
        if outlook.heatmap.probability
        else None,
        cure=cure_facts(outlook, loan, assets),
        shortfall=shortfall_facts(outlook.shortfall, loan.currency, method.paths),
        losses=losses_table(outlook.shortfall, loan.currency),
        control=control_table(outlook, assets, method.paths),
    )


def cure_facts(outlook: LoanOutlook, loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> tuple[Fact, ...]:
    """What the first call would ask for."""
    cure = outlook.cure
    if cure.expected_cash is None:
        return (Fact(term=say("Asked for"), text=say("nothing"), note=say("no path had a call")),)
    facts = [
        Fact(
            term=say("Cash, on average"),
            text=money(cure.expected_cash.value, loan.currency),
            note=say(
                "± {error} s.e., over the paths with a call",
                error=money(cure.expected_cash.standard_error, loan.currency),
            ),
        ),
        Fact(term=say("Cash, one call in twenty"), text=money(cure.p95_cash, loan.currency), note=say("or more")),
    ]
    if cure.expected_shares is not None:
        first = loan.assets[0] if loan.assets else ""
        name = assets[first].name if first in assets else first
        facts += [
            Fact(
                term=say("Or shares, on average"),
                text=count(cure.expected_shares.value),
                note=say("± {error} s.e., of {asset}", error=count(cure.expected_shares.standard_error), asset=name),
            ),
            Fact(term=say("Shares, one call in twenty"), text=count(cure.p95_shares), note=say("or more")),
        ]
    return tuple(facts)


def shortfall_facts(law: ShortfallLaw, currency: str, paths: int) -> tuple[Fact, ...]:
    """The lender's loss over all paths, and who else pays."""
    unfinished = Fact(
        term=say("Sale unfinished at the end"), text=chance(law.unfinished, paths), note=say("marked at the last price")
    )
    if law.worst <= 0.0 and law.expected_recourse.value <= 0.0:
        return (
            Fact(term=say("Lender’s loss"), text=say("none"), note=say("in any of the {n} paths", n=whole(paths))),
            unfinished,
        )
    return (
        Fact(
            term=say("Expected loss"),
            text=money_estimate(law.expected, currency),
            note=say("over all paths, also those without a call"),
        ),
        Fact(term=say("One path in a hundred"), text=money(law.p99, currency), note=say("or more")),
        Fact(term=say("One path in a thousand"), text=money(law.p999, currency), note=say("or more")),
        Fact(term=say("Worst path"), text=money(law.worst, currency)),
        Fact(
            term=say("Answered for by the group"),
            text=money_estimate(law.expected_recourse, currency),
            note=say("on average, under recourse or guarantee"),
        ),
        unfinished,
    )


def losses_table(law: ShortfallLaw, currency: str) -> Table | None:
    """How the losses are spread; None where no path had one."""
    if not any(law.probability):
        return None
    edges = law.bins
    return Table(
        caption=say("The lender’s loss, by size"),
        columns=(words(say("Loss")), figures(say("Probability"), "%")),
        rows=tuple(
            _loss_row(money(low, currency), money(high, currency), probability)
            for low, high, probability in zip(edges, edges[1:], law.probability, strict=False)
        ),
    )


def _loss_row(low: str, high: str, probability: float) -> Row:
    """One size of loss."""
    text = bare(ratio_text(probability, decimals=3, language=here())) if probability else say("none")
    return row(say("{low} to {high}", low=low, high=high), text)


def control_table(outlook: LoanOutlook, assets: Mapping[str, AssetStanding], paths: int) -> Table | None:
    """Whether control of a company goes with the shares."""
    if not outlook.control:
        return None
    return Table(
        caption=say("Stakes that a sale may take below a threshold"),
        columns=(
            words(say("Company")),
            figures(say("Stake today"), "%"),
            figures(say("Threshold"), "%"),
            figures(say("Falls below it"), say("% ± s.e.")),
        ),
        rows=tuple(
            row(
                assets[risk.asset].name if risk.asset in assets else risk.asset,
                bare(percent(risk.stake)),
                bare(round_percent(risk.threshold)),
                bare(chance(risk.probability, paths)),
            )
            for risk in outlook.control
        ),
    )
