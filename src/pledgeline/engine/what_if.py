"""A resolved case with one thing changed: more drawn today, another price of one asset, an earlier end."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.engine.resolved_group import NEVER_DUE
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedCredit, ResolvedGroup


def funds_of(case: ResolvedCase) -> ResolvedGroup:
    """The cash and promises of the group; who asks for them has made sure that its cash is known."""
    if case.funds is None:
        raise BrokenInvariant(said("the path of a group was asked for, and its cash is not known"))
    return case.funds


def with_draw(case: ResolvedCase, facility: str, draw: float) -> ResolvedCase:
    """The case with `draw` more owed today under a margin loan, line or bridge; in the currency of the facility.

    The money is spent at once on something that the case does not hold, so no
    cash comes in. What is left to draw falls by as much, not below 0. Raises
    UnknownName where the case has no such facility.
    """
    if not draw:
        return case
    funds = funds_of(case)
    if facility in case.margin_loans:
        loan, terms = case.margin_loans[facility], funds.facilities[facility]
        return replace(
            case,
            margin_loans={**case.margin_loans, facility: replace(loan, drawn=loan.drawn + draw)},
            funds=replace(
                funds,
                facilities={**funds.facilities, facility: replace(terms, undrawn=max(terms.undrawn - draw, 0.0))},
            ),
        )
    if facility in funds.credits:
        owed = _drawn(funds.credits[facility], draw)
        return replace(case, funds=replace(funds, credits={**funds.credits, facility: owed}))
    raise UnknownName(said("the case has no facility '{facility}' to draw on", facility=facility))


def _drawn(credit: ResolvedCredit, draw: float) -> ResolvedCredit:
    """A line or bridge after a draw today, from which a maturity may count."""
    counted = credit.term > 0 and credit.due == NEVER_DUE
    return replace(
        credit,
        balance=credit.balance + draw,
        undrawn=max(credit.undrawn - draw, 0.0),
        due=credit.term if counted else credit.due,
        term=0 if counted else credit.term,
    )


def with_price(case: ResolvedCase, asset: str, move: float) -> ResolvedCase:
    """The case with the price of one listed asset `1 + move` times what it is today, `move` above -1.

    Stakes that follow it move by their betas, value and mark alike, as in a
    shock that comes at once; so do settlements of forwards on any of them. All
    other prices stay.
    """
    if not move:
        return case
    factors = _factors(case, asset, move)
    funds = funds_of(case)
    price = case.assets[asset].price
    assets = {key: replace(held, value=held.value * factors.get(key, 1.0)) for key, held in case.assets.items()}
    assets[asset] = replace(assets[asset], price=None if price is None else price * (1.0 + move))
    return replace(
        case,
        assets=assets,
        secured={
            key: replace(loan, settlement=loan.settlement * factors[loan.asset])
            if loan.kind == "forward" and loan.asset in factors
            else loan
            for key, loan in case.secured.items()
        },
        funds=replace(
            funds,
            stakes={
                key: replace(stake, value=stake.value * factors[key]) if key in factors else stake
                for key, stake in funds.stakes.items()
            },
            credits={
                key: replace(credit, settlement=credit.settlement * factors[credit.settles])
                if credit.settles in factors
                else credit
                for key, credit in funds.credits.items()
            },
        ),
    )


def up_to(case: ResolvedCase, day: int) -> ResolvedCase:
    """The case without the days on which nothing can change what happens up to `day`.

    Selling for a bill may begin days before it, so bills and inflows after
    `day` stay; the day after it stays because a sale is marked on the last.
    """
    funds = funds_of(case)
    last = day + 1 + max((source.ahead for source in funds.waterfall), default=0)
    if last >= len(case.dates):
        return case
    return replace(
        case,
        dates=case.dates[:last],
        horizon=case.dates[last - 1],
        funds=replace(
            funds,
            interest_days=tuple(one for one in funds.interest_days if one <= last),
            cover_until=funds.cover_until[: last + 1],
            stakes={
                key: replace(stake, marks=tuple(one for one in stake.marks if one <= last))
                for key, stake in funds.stakes.items()
            },
        ),
    )


def _factors(case: ResolvedCase, asset: str, move: float) -> Mapping[str, float]:
    """By what the value of each asset that moves is multiplied."""
    log_move = math.log1p(move)
    following = {
        key: math.exp(stake.follows[asset] * log_move)
        for key, stake in funds_of(case).stakes.items()
        if asset in stake.follows
    }
    return {asset: 1.0 + move, **following}


def owes_redemptions(case: ResolvedCase) -> bool:
    """Whether anything that the group must redeem can ever fall due."""
    funds = funds_of(case)
    dated = (credit for credit in funds.credits.values() if credit.due < NEVER_DUE or credit.term)
    return any(is_redeemed(credit) and credit.balance + credit.undrawn > 0.0 for credit in dated) or any(
        loan.recourse.guaranteed > 0.0 for loan in case.margin_loans.values()
    )


def is_redeemed(credit: ResolvedCredit) -> bool:
    """Whether a debt counts among the redemptions that cash must cover."""
    return credit.kind != "net" and not credit.non_recourse
