"""The load line: today's LTV against the levels that a lender, or the group's own policy, has painted on the hull."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.wording import (
    LEVEL_NAMES,
    LEVELS,
    clauses,
    distance,
    move_exactly,
    percent,
    price,
    price_range,
    round_percent,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import AssetStanding, Leverage, LoanStanding, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One level: `ltv`, `low` and `high` are fractions and place it, the rest is text."""

    level: str  # release, cure, call, close-out
    title: str
    name: str  # the title within a sentence
    short: str  # the same in a word
    ltv: float
    ltv_text: str
    price_text: str
    place_text: str  # the price alone
    range_text: str = ""
    low: float | None = None
    high: float | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One hull: the water stands at `today`, a fraction or None, and the marks above it."""

    id: str
    title: str
    today: float | None
    today_text: str
    price_text: str  # today's price, where there is one
    asset: str  # whose price it is
    room_text: str  # how far the price may move before the call
    marks: tuple[Mark, ...]  # from the lowest LTV to the highest
    note: str
    description: str


def loan_scale(loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> Scale | None:
    """The load line of one margin loan; None where the case gives it no levels."""
    if not loan.triggers:
        return None
    asset = assets.get(loan.assets[0]) if loan.assets else None
    marks = tuple(_mark(rung, loan, asset) for rung in sorted(loan.triggers, key=lambda rung: rung.ltv))
    today = loan.ltv if loan.ltv is None or math.isfinite(loan.ltv) else max(mark.ltv for mark in marks) * 2.0
    name = asset.name if asset else ", ".join(loan.assets)
    now = say("at {price} a share", price=price(asset.price, asset.price_currency)) if asset and asset.price else ""
    return Scale(
        id=loan.id,
        title=loan.name,
        today=today,
        today_text=percent(loan.ltv),
        price_text=now,
        asset=name,
        room_text=_room(loan),
        marks=marks,
        note=_note(marks, name, pooled=len(loan.assets) > 1),
        description=_description(loan.name, percent(loan.ltv), f"{name} {now}" if now else "", marks),
    )


def _mark(rung: Trigger, loan: LoanStanding, asset: AssetStanding | None) -> Mark:
    """A rung of the ladder as a mark, with the price that reaches it."""
    currency = asset.price_currency if asset else loan.currency
    at = say("no price reaches it") if rung.price is None else price(rung.price, currency)
    reached = at
    if rung.price is not None and rung.fall is not None:
        reached = say("{price}, {distance}", price=at, distance=distance(rung.fall))
    ranged = rung.price_low is not None and rung.price_high is not None
    return Mark(
        level=rung.level.replace("_", "-"),
        title=titled(LEVELS, rung.level),
        name=titled(LEVEL_NAMES, rung.level),
        short=say("call") if rung.level == "call" else titled(LEVEL_NAMES, rung.level),
        ltv=rung.ltv,
        ltv_text=round_percent(rung.ltv),
        price_text=reached,
        place_text=at,
        range_text=price_range(rung.price_low, rung.price_high, currency) if ranged else "",
        low=rung.ltv_low,
        high=rung.ltv_high,
        assumed=rung.assumed,
    )


def _room(loan: LoanStanding) -> str:
    """The move of the price that brings the call; nothing where it is not known or has come."""
    fall = next((rung.fall for rung in loan.triggers if rung.level == "call"), None)
    return move_exactly(-fall) if fall is not None and fall > 0.0 else ""


def _note(marks: tuple[Mark, ...], asset: str, *, pooled: bool) -> str:
    """How to read the marks."""
    note = (
        say(
            "LTV is debt over pledged collateral. Prices are of {asset}, all other collateral unchanged, with today’s "
            "debt.",
            asset=asset,
        )
        if pooled
        else say("LTV is debt over pledged collateral. Prices are of {asset}, with today’s debt.", asset=asset)
    )
    if not any(mark.assumed for mark in marks):
        return note
    return say("{note} Dashed: assumed, over its stated range.", note=note)


def _description(title: str, today: str, now: str, marks: tuple[Mark, ...]) -> str:
    """The picture in words, for those who do not see it."""
    rungs = clauses(_rung(mark) for mark in marks)
    if now:
        return say(
            "Load line of {title}: LTV {ltv} today with {now}. {levels}.", title=title, ltv=today, now=now, levels=rungs
        )
    return say("Load line of {title}: LTV {ltv} today. {levels}.", title=title, ltv=today, levels=rungs)


def _rung(mark: Mark) -> str:
    """A level in words."""
    rung = say("{level} at {ltv}", level=mark.title, ltv=mark.ltv_text)
    if mark.price_text:
        rung = say("{rung}, {price}", rung=rung, price=mark.price_text)
    return say("{rung} (assumed)", rung=rung) if mark.assumed else rung


def strip_text(scale: Scale) -> str:
    """Today's LTV and the levels that hurt, beside a strip."""
    told = [say("{ltv} today", ltv=scale.today_text)]
    for mark in scale.marks:
        if mark.level in {"call", "close-out"}:
            rung = say("{level} at {ltv}", level=mark.name, ltv=mark.ltv_text)
            told.append(say("{rung}, {price}", rung=rung, price=mark.price_text) if mark.price_text else rung)
    return clauses(told)


def policy_scale(leverage: Leverage, group: str) -> Scale | None:
    """The group's own load line: LTV as reported against its policy; None without a policy or an LTV of the group."""
    if not leverage.whole_group:
        return None
    levels = (
        ("call", say("Limit"), say("limit"), say("in normal times"), leverage.policy_normal),
        ("close-out", say("Ceiling"), say("ceiling"), say("at all times"), leverage.policy_ceiling),
    )
    marks = tuple(
        Mark(
            level=level,
            title=title,
            name=name,
            short=name,
            ltv=ltv,
            ltv_text=round_percent(ltv),
            price_text=say("own policy, {when}", when=when),
            place_text=say("own policy"),
        )
        for level, title, name, when, ltv in levels
        if ltv is not None
    )
    if not marks:
        return None
    today = percent(leverage.ltv_reported)
    return Scale(
        id="group",
        title=group,
        today=leverage.ltv_reported if math.isfinite(leverage.ltv_reported) else None,
        today_text=today,
        price_text=say("LTV as reported"),
        asset="",
        room_text="",
        marks=marks,
        note=say("LTV as reported: net debt over net holdings, both without non-recourse asset-backed finance."),
        description=_description(group, today, "", marks),
    )
