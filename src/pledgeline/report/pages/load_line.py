"""The load line: today's LTV against the levels that a lender, or the group's own policy, has painted on the hull."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.wording import LEVELS, distance, move_exactly, percent, price, round_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import AssetStanding, Leverage, LoanStanding, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One level: `ltv`, `low` and `high` are fractions and place it, the rest is text."""

    level: str  # release, cure, call, close-out
    title: str
    ltv: float
    ltv_text: str
    price_text: str
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
    now = f"at {price(asset.price, asset.price_currency)} a share" if asset and asset.price else ""
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
    if rung.price is None:
        reached = "no price reaches it"
    elif rung.fall is None:
        reached = price(rung.price, currency)
    else:
        reached = f"{price(rung.price, currency)}, {distance(rung.fall)}"
    ranged = rung.price_low is not None and rung.price_high is not None
    return Mark(
        level=rung.level.replace("_", "-"),
        title=LEVELS.get(rung.level, rung.level),
        ltv=rung.ltv,
        ltv_text=round_percent(rung.ltv),
        price_text=reached,
        range_text=f"{price(rung.price_low, currency)} to {price(rung.price_high, '').strip()}" if ranged else "",
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
    others = ", all other collateral unchanged" if pooled else ""
    dashed = " Dashed: assumed, over its stated range." if any(mark.assumed for mark in marks) else ""
    return f"LTV is debt over pledged collateral. Prices are of {asset}{others}, with today’s debt.{dashed}"


def _description(title: str, today: str, now: str, marks: tuple[Mark, ...]) -> str:
    """The picture in words, for those who do not see it."""
    rungs = "; ".join(
        f"{mark.title} at {mark.ltv_text}"
        + (f", {mark.price_text}" if mark.price_text else "")
        + (" (assumed)" if mark.assumed else "")
        for mark in marks
    )
    where = f" with {now}" if now else ""
    return f"Load line of {title}: LTV {today} today{where}. {rungs}."


def policy_scale(leverage: Leverage, group: str) -> Scale | None:
    """The group's own load line: LTV as reported against its policy; None without a policy or an LTV of the group."""
    if not leverage.whole_group:
        return None
    levels = (
        ("call", "Limit", "own policy, in normal times", leverage.policy_normal),
        ("close-out", "Ceiling", "own policy, at all times", leverage.policy_ceiling),
    )
    marks = tuple(
        Mark(level=level, title=title, ltv=ltv, ltv_text=round_percent(ltv), price_text=meaning)
        for level, title, meaning, ltv in levels
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
        price_text="LTV as reported",
        asset="",
        room_text="",
        marks=marks,
        note="LTV as reported: net debt over net holdings, both without non-recourse asset-backed finance.",
        description=_description(group, today, "", marks),
    )
