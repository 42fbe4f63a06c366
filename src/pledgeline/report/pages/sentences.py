"""The five sentences that state the answer in plain words, with figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.assumptions import effect_title
from pledgeline.report.pages.failure import what_failure_means
from pledgeline.report.pages.first_call import first_call, how_likely, nearest_call
from pledgeline.report.pages.tables import clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import chance, literal, long_date, money, percent, round_percent, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import Assumptions, Leverage, Result
    from pledgeline.report.pages.tables import Sentence


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
    label, holdings = say("Where it stands"), strong(money(leverage.holdings_gross, currency))
    debt = money(leverage.debt_gross, currency)
    if not leverage.whole_group:
        return phrase(
            label,
            "The case gives neither debts nor cash of {group}, so no LTV of the group can be stated: its loans of "
            "{loans} stand against holdings worth {holdings}.",
            group=result.group, loans=strong(debt), holdings=holdings, tone="load",
        )  # fmt: skip
    if leverage.debt_gross <= 0.0:
        return phrase(
            label,
            "{group} holds assets worth {holdings} and has more cash than debt.",
            group=result.group, holdings=holdings, tone="load",
        )  # fmt: skip
    owed = (
        say("{debt} net of cash", debt=debt)
        if leverage.cash is not None
        else say("{debt} (the case gives no separate figure of cash)", debt=debt)
    )
    standing = phrase(
        "",
        "{group} holds assets worth {holdings} and owes {debt}: an LTV of {reported} as it would report it, and of "
        "{look_through} looked through to the debt that its assets secure",
        group=result.group, holdings=holdings, debt=owed, reported=strong(percent(leverage.ltv_reported)),
        look_through=strong(percent(leverage.ltv_look_through)),
    )  # fmt: skip
    return paragraph(label, _against_policy(standing, leverage), tone="load")


def _against_policy(standing: Sentence, leverage: Leverage) -> Sentence:
    """Where the reported LTV lies between the group's own limits."""
    normal, ceiling = leverage.policy_normal, leverage.policy_ceiling
    low, high = (None if limit is None else round_percent(limit) for limit in (normal, ceiling))
    if ceiling is not None and high is not None and leverage.ltv_reported > ceiling:
        return phrase(
            "",
            "{standing}; its own policy sets a ceiling of {ceiling}, which the reported figure exceeds.",
            standing=standing,
            ceiling=high,
        )
    if normal is not None and low is not None and leverage.ltv_reported > normal:
        return _above_normal(standing, low, high)
    if low is not None and high is not None:
        return phrase(
            "",
            "{standing}; its own policy is to stay under {normal} in normal times and under {ceiling} always.",
            standing=standing, normal=low, ceiling=high,
        )  # fmt: skip
    if low is not None:
        return phrase(
            "", "{standing}; its own policy is to stay under {normal} in normal times.", standing=standing, normal=low
        )
    if high is not None:
        return phrase(
            "", "{standing}; its own policy is to stay under {ceiling} always.", standing=standing, ceiling=high
        )
    return phrase("", "{clause}.", clause=standing)


def _above_normal(standing: Sentence, normal: str, ceiling: str | None) -> Sentence:
    """That the group is over the limit of normal times."""
    if ceiling is None:
        return phrase(
            "",
            "{standing}; its own policy is to stay under {normal} in normal times, which it does not.",
            standing=standing,
            normal=normal,
        )
    return phrase(
        "",
        "{standing}; its own policy is to stay under {normal} in normal times, which it does not, and under {ceiling} "
        "always.",
        standing=standing, normal=normal, ceiling=ceiling,
    )  # fmt: skip


def _in_its_group(result: Result) -> tuple[Sentence, ...]:
    """That the loan was looked at alone, and what its group makes of it."""
    if result.group_view is None or not result.outlook:
        return ()
    found = result.group_view.outlook
    label = say("In its group")
    alone = phrase(
        label,
        "So far this was the loan by itself, with the cash set aside for its cures. Among the bills and promises of "
        "the group, the chance of a call on any loan by {date} is {call}, and that of one which is not met in time "
        "{unmet}.",
        date=long_date(found.end),
        call=strong(chance(found.call, found.paths)),
        unmet=strong(chance(found.failed_cure, found.paths)),
        tone="call",
    )
    return (alone,)


def what_is_not_known(result: Result) -> Sentence:
    """The undisclosed term that moves the answer most."""
    label = say("What is not known")
    ranked: Assumptions | None = result.assumptions
    if ranked is None or not ranked.effects:
        return paragraph(label, clause(_unranked(result)), tone="unknown")
    top, number = ranked.effects[0], len(ranked.effects)
    term = strong(effect_title(top, result))
    named = (
        phrase("", "Not disclosed, and first among {n} such terms: {term}.", n=whole(number), term=term)
        if number > 1
        else phrase("", "Not disclosed: {term}.", term=term)
    )
    moves = phrase(
        "",
        "Between {low} and {high}, the {answer} goes from {at_low} to {at_high}.",
        low=literal(top.low), high=literal(top.high), answer=retold(ranked.title),
        at_low=strong(chance(top.answer_low, ranked.paths)), at_high=strong(chance(top.answer_high, ranked.paths)),
    )  # fmt: skip
    return paragraph(label, named, moves, tone="unknown")


def _unranked(result: Result) -> str:
    """What to say where no assumption was ranked."""
    assumed = sum(figure.confidence == "assumed" for figure in result.figures)
    unknown = sum(figure.text == "unknown" for figure in result.figures)
    stated = (
        say_each(
            assumed,
            "{n} figure is assumed, and not ranked by effect",
            "{n} figures are assumed, and not ranked by effect",
            n=whole(assumed),
        )
        if assumed
        else say("The case assumes nothing: every figure that it gives is stated as known")
    )
    if not unknown:
        return say("{clause}.", clause=stated)
    return say_each(
        unknown,
        "{stated}; {n} figure is left unknown.",
        "{stated}; {n} figures are left unknown.",
        stated=stated,
        n=whole(unknown),
    )
