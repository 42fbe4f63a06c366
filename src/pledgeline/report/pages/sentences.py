"""The five sentences that state the answer in plain words, with figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.assumptions import effect_title
from pledgeline.report.pages.tables import Part, Sentence, sentence, strong
from pledgeline.report.pages.wording import (
    chance,
    count,
    days,
    distance,
    literal,
    long_date,
    money,
    percent,
    plural,
    price,
    round_percent,
    rule_of_three,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.results import (
        AssetStanding,
        Assumptions,
        ControlRisk,
        CureNeed,
        Estimate,
        Leverage,
        LoanOutlook,
        LoanStanding,
        Result,
        Trigger,
    )

MOST = 0.5
Pieces = tuple[str | Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The margin loan whose call is the smallest move away."""

    loan: LoanStanding
    call: Trigger
    asset: AssetStanding | None
    outlook: LoanOutlook | None


def nearest_call(result: Result) -> Nearest | None:
    """The loan to speak of first; None where no loan has a call level."""
    calls = [(loan, rung) for loan in result.standing.loans for rung in loan.triggers if rung.level == "call"]
    if not calls:
        return None
    loan, call = min(calls, key=lambda pair: (_closeness(pair[1]), pair[0].id))
    assets = {asset.id: asset for asset in result.standing.assets}
    return Nearest(
        loan=loan,
        call=call,
        asset=assets.get(loan.assets[0]) if loan.assets else None,
        outlook=next((outlook for outlook in result.outlook if outlook.id == loan.id), None),
    )


def _closeness(call: Trigger) -> float:
    """The fall that brings the call; a call that no price brings lies farthest."""
    return math.inf if call.fall is None else call.fall


def five_sentences(result: Result) -> tuple[Sentence, ...]:
    """Where the group stands; the first call; its chance; what failure means; what is not known.

    Where the whole group was followed, a sixth says what that makes of the chance.
    """
    nearest = nearest_call(result)
    paths = result.method.paths
    return (
        where_it_stands(result),
        first_call(result, nearest),
        how_likely(result, nearest, paths),
        what_failure_means(nearest, paths),
        *_in_its_group(result),
        what_is_not_known(result),
    )


def where_it_stands(result: Result) -> Sentence:
    """Assets, debt and both LTVs, against the group's own policy."""
    leverage, currency = result.standing.leverage, result.currency
    label = "Where it stands"
    if not leverage.whole_group:
        return sentence(
            label,
            f"The case gives neither debts nor cash of {result.group}, so no LTV of the group can be stated: "
            "its loans of ",
            strong(money(leverage.debt_gross, currency)),
            " stand against holdings worth ",
            strong(money(leverage.holdings_gross, currency)),
            ".",
            tone="load",
        )
    if leverage.debt_gross <= 0.0:
        return sentence(
            label,
            f"{result.group} holds assets worth ",
            strong(money(leverage.holdings_gross, currency)),
            " and has more cash than debt.",
            tone="load",
        )
    owed = " net of cash" if leverage.cash is not None else " (the case gives no separate figure of cash)"
    return sentence(
        label,
        f"{result.group} holds assets worth ",
        strong(money(leverage.holdings_gross, currency)),
        f" and owes {money(leverage.debt_gross, currency)}{owed}: an LTV of ",
        strong(percent(leverage.ltv_reported)),
        " as it would report it, and of ",
        strong(percent(leverage.ltv_look_through)),
        " looked through to the debt that its assets secure",
        f"{_against_policy(leverage)}.",
        tone="load",
    )


def _against_policy(leverage: Leverage) -> str:
    """Where the reported LTV lies between the group's own limits."""
    normal, ceiling = leverage.policy_normal, leverage.policy_ceiling
    if ceiling is not None and leverage.ltv_reported > ceiling:
        return f"; its own policy sets a ceiling of {round_percent(ceiling)}, which the reported figure exceeds"
    if normal is not None and leverage.ltv_reported > normal:
        above = f"; its own policy is to stay under {round_percent(normal)} in normal times, which it does not"
        return above + (f", and under {round_percent(ceiling)} always" if ceiling is not None else "")
    limits = [
        f"under {round_percent(limit)} {when}"
        for limit, when in ((normal, "in normal times"), (ceiling, "always"))
        if limit is not None
    ]
    return f"; its own policy is to stay {' and '.join(limits)}" if limits else ""


def first_call(result: Result, nearest: Nearest | None) -> Sentence:
    """The price of the first call and how far away it is."""
    label = "The first call"
    if nearest is None:
        return sentence(label, _no_call(result), tone="call")
    loan, call = nearest.loan, nearest.call
    name = nearest.asset.name if nearest.asset else loan.assets[0] if loan.assets else "the collateral"
    currency = nearest.asset.price_currency if nearest.asset else loan.currency
    rivals = sum(bool(other.triggers) for other in result.standing.loans)
    among = f" (the nearest of {rivals} margin loans)" if rivals > 1 else ""
    if call.price is None:
        text = f"No price of {name} alone brings {loan.name}{among} from {percent(loan.ltv)} to its call level, "
        return sentence(label, text, f"an LTV of {round_percent(call.ltv)}.", tone="call")
    if call.fall is not None and call.fall <= 0.0:
        return sentence(
            label,
            f"{loan.name}{among} is at its call level already: an LTV of ",
            strong(percent(loan.ltv)),
            f" against {round_percent(call.ltv)}; it would take a price of ",
            strong(price(call.price, currency)),
            f" for {name}, {distance(call.fall)} today’s, to be below it.",
            tone="call",
        )
    return sentence(
        label,
        f"A margin call on {loan.name}{among} comes when {name} falls to ",
        strong(price(call.price, currency)),
        *_how_far(nearest.asset, call.fall),
        f": its LTV, {percent(loan.ltv)} now, then reaches the call level of {round_percent(call.ltv)}.",
        *_if_assumed(call, currency),
        tone="call",
    )


def _no_call(result: Result) -> str:
    """Why no price triggers a call."""
    loans = len(result.standing.loans)
    if not loans:
        return "The case has no secured loan, so no price triggers a call."
    subject = "Its one secured loan has no" if loans == 1 else f"None of its {loans} secured loans has"
    return f"{subject} margin terms in this case, so no price triggers a call."


def _how_far(asset: AssetStanding | None, fall: float | None) -> Pieces:
    """The distance from today's price, where today's price is known."""
    if fall is None:
        return ()
    today = f" today’s {price(asset.price, asset.price_currency)}" if asset and asset.price else " today’s price"
    return (", ", strong(distance(fall)), today)


def _if_assumed(call: Trigger, currency: str) -> Pieces:
    """A second sentence for a level that nobody disclosed."""
    if not call.assumed:
        return ()
    if call.price_low is None or call.price_high is None:
        return (" That level is assumed, not disclosed.",)
    low, high = price(call.price_low, currency), price(call.price_high, currency)
    return (f" That level is assumed, not disclosed; over its range the price lies between {low} and {high}.",)


def how_likely(result: Result, nearest: Nearest | None, paths: int) -> Sentence:
    """The chance of a call by the end, with its standard error."""
    label = "How likely, by when"
    if nearest is None or nearest.outlook is None:
        return sentence(label, "No margin loan was simulated, so nothing is said of how likely a call is.", tone="call")
    outlook = nearest.outlook
    until = _until(nearest.loan, outlook)
    if outlook.call.value <= 0.0:
        return sentence(
            label,
            "In ",
            strong(f"none of {whole(paths)} simulated paths"),
            f" does that call come by {until}, so its probability is below ",
            strong(rule_of_three(paths)),
            " with 95% confidence.",
            *_likelier(result, outlook, paths),
            tone="call",
        )
    return sentence(
        label,
        f"Over {whole(paths)} simulated paths, the call comes by {until} with a probability of ",
        strong(chance(outlook.call, paths)),
        ", and ",
        *_event("goes unmet", outlook.failed_cure, paths),
        ".",
        *_likelier(result, outlook, paths),
        tone="call",
    )


def _in_its_group(result: Result) -> tuple[Sentence, ...]:
    """That the loan was looked at alone, and what its group makes of it."""
    if result.group_view is None or not result.outlook:
        return ()
    found = result.group_view.outlook
    said = sentence(
        "In its group",
        "So far this was the loan by itself, with the cash set aside for its cures. Among the bills and promises of ",
        f"the group, the chance of a call on any loan by {long_date(found.end)} is ",
        strong(chance(found.call, found.paths)),
        ", and that of one which is not met in time ",
        strong(chance(found.failed_cure, found.paths)),
        ".",
        tone="call",
    )
    return (said,)


def _until(loan: LoanStanding, outlook: LoanOutlook) -> str:
    """The last day on which a call can come: the end of the simulation, or the maturity before it."""
    if loan.maturity is None or loan.maturity > outlook.end:
        return long_date(outlook.end)
    return f"its maturity on {long_date(loan.maturity)}"


def _event(verb: str, estimate: Estimate, paths: int) -> Pieces:
    """An event and its probability; one that never came is said to be so."""
    if estimate.value <= 0.0:
        return (f"{verb} in none of them",)
    return (f"{verb} with one of ", strong(chance(estimate, paths)))


def _likelier(result: Result, outlook: LoanOutlook, paths: int) -> Pieces:
    """Another loan whose call is likelier than that of the nearest one."""
    most = max(result.outlook, key=lambda other: (other.call.value, other.id == outlook.id))
    if most.id == outlook.id or most.call.value <= outlook.call.value:
        return ()
    names = {loan.id: loan.name for loan in result.standing.loans}
    return (f" Likelier still is a call on {names.get(most.id, most.id)}: ", strong(chance(most.call, paths)), ".")


def what_failure_means(nearest: Nearest | None, paths: int) -> Sentence:
    """What a call would ask for, and what follows when it is not met."""
    label = "If it fails"
    if nearest is None or nearest.outlook is None:
        return sentence(label, "Without a simulated loan, the cost of a failure is not known.", tone="close-out")
    loan, outlook = nearest.loan, nearest.outlook
    if outlook.call.value <= 0.0 and outlook.close_out.value <= 0.0:
        text = f"Nothing failed in any path: no cure was asked for, nothing sold, nothing lost.{_were_it_sold(loan)}"
        return sentence(label, text, tone="close-out")
    if outlook.close_out.value <= 0.0:
        met = "Every call is met in time: no path ends in a close-out or a loss."
        return sentence(label, *_cure(outlook.cure, loan.currency), met, _were_it_sold(loan), tone="close-out")
    return sentence(
        label,
        *_cure(outlook.cure, loan.currency),
        "Left unmet, it ends in a close-out, ",
        *_with(outlook.close_out, paths),
        f"{_sold(loan)}. The lender loses money ",
        *_with(outlook.loss, paths),
        *_expected_loss(outlook, loan.currency),
        *_control(outlook.control, nearest.asset, paths),
        ".",
        *_unfinished(outlook),
        tone="close-out",
    )


def _cure(cure: CureNeed, currency: str) -> Pieces:
    """What the first call would ask for on average; nothing where no path had one."""
    if cure.expected_cash is None:
        return ()
    tail = "" if cure.p95_cash is None else f" ({money(cure.p95_cash, currency)} or more in one call of twenty)"
    shares = "" if cure.expected_shares is None else f", or for {count(cure.expected_shares.value)} more shares"
    asked = strong(money(cure.expected_cash.value, currency))
    return ("The first call asks for ", asked, f" on average{tail}{shares}. ")


def _sold(loan: LoanStanding) -> str:
    """What a close-out would sell, and for how long."""
    if loan.pledged_shares is None:
        return ""
    shares = f": {count(loan.pledged_shares)} shares to sell"
    return shares if loan.days_to_sell is None else f"{shares}, over some {days(loan.days_to_sell)} business days"


def _were_it_sold(loan: LoanStanding) -> str:
    """How long a sale would last that no path has seen."""
    if loan.days_to_sell is None:
        return ""
    shares = f"the {count(loan.pledged_shares)} pledged shares" if loan.pledged_shares is not None else "the collateral"
    return f" Were it to come to a sale, {shares} would take some {days(loan.days_to_sell)} business days to sell."


def _with(estimate: Estimate, paths: int) -> Pieces:
    """A probability as the end of a clause."""
    if estimate.value <= 0.0:
        return ("in none of the paths",)
    return ("with a probability of ", strong(chance(estimate, paths)))


def _expected_loss(outlook: LoanOutlook, currency: str) -> Pieces:
    """The expected loss over all paths; silent where there is none."""
    if outlook.loss.value <= 0.0:
        return ()
    return (f" ({money(outlook.shortfall.expected.value, currency)} on average over all paths)",)


def _unfinished(outlook: LoanOutlook) -> Pieces:
    """A warning where most sales outlast the simulation, so that their loss rests on the last price."""
    if outlook.shortfall.unfinished.value <= MOST * outlook.close_out.value:
        return ()
    return (" Most sales outlast the simulation and are marked at its last price.",)


def _control(risks: tuple[ControlRisk, ...], asset: AssetStanding | None, paths: int) -> Pieces:
    """Whether control of a company goes with the shares; the likeliest loss only."""
    if not risks:
        return ()
    risk = max(risks, key=lambda one: (one.probability.value, one.asset))
    name = asset.name if asset and asset.id == risk.asset else risk.asset
    return (
        f"; the stake in {name} falls under {round_percent(risk.threshold)} ",
        *_with(risk.probability, paths),
    )


def what_is_not_known(result: Result) -> Sentence:
    """The undisclosed term that moves the answer most."""
    label = "What is not known"
    ranked: Assumptions | None = result.assumptions
    if ranked is None or not ranked.effects:
        return sentence(label, _unranked(result), tone="unknown")
    top = ranked.effects[0]
    others = len(ranked.effects) - 1
    return sentence(
        label,
        f"Not disclosed, and first among {plural(len(ranked.effects), 'such term')}: " if others else "Not disclosed: ",
        strong(effect_title(top, result)),
        f". Between {literal(top.low)} and {literal(top.high)}, the {ranked.title} goes from ",
        strong(chance(top.answer_low, ranked.paths)),
        " to ",
        strong(chance(top.answer_high, ranked.paths)),
        ".",
        tone="unknown",
    )


def _unranked(result: Result) -> str:
    """What to say where no assumption was ranked."""
    assumed = sum(figure.confidence == "assumed" for figure in result.figures)
    unknown = sum(figure.text == "unknown" for figure in result.figures)
    left = f"; {plural(unknown, 'figure is', 'figures are')} left unknown" if unknown else ""
    if assumed:
        return f"{plural(assumed, 'figure is', 'figures are')} assumed, and not ranked by effect{left}."
    return f"The case assumes nothing: every figure that it gives is stated as known{left}."
