"""Where the group stands today, in closed form: leverage, liquidity, assets and loans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.case.loan import SecuredLoan
from pledgeline.engine.assets import asset_standing, derive_assets
from pledgeline.engine.derive import Paper, Workings
from pledgeline.engine.ladder import Pool, ladder
from pledgeline.engine.leverage import derive_leverage, leverage
from pledgeline.engine.liquidity import derive_liquidity, liquidity
from pledgeline.engine.loans import LEVELS, derive_loans, level_of, trigger_key
from pledgeline.engine.results import LoanStanding, Standing, Trigger
from pledgeline.language.saying import said
from pledgeline.units.text import figured, money_text

if TYPE_CHECKING:
    from pledgeline.engine.resolved import Recourse, ResolvedMarginLoan, ResolvedSecured


def work_out(paper: Paper) -> Workings:
    """Every number of the standing, with its formula."""
    workings = Workings()
    derive_assets(paper, workings)
    derive_loans(paper, workings)
    derive_leverage(paper, workings)
    derive_liquidity(paper, workings)
    return workings


def standing(paper: Paper, workings: Workings) -> Standing:
    """The standing as results keep it, from the workings."""
    assets = tuple(asset_standing(paper, workings, key) for key in paper.resolved.assets)
    largest = max(assets, key=lambda asset: asset.share_of_holdings, default=None)
    return Standing(
        leverage=leverage(paper, workings),
        liquidity=liquidity(paper, workings),
        largest_asset=largest.id if largest else "",
        largest_share=largest.share_of_holdings if largest else 0.0,
        concentration=workings.value("group.concentration") or 0.0,
        assets=assets,
        loans=tuple(_loan(paper, workings, key) for key in paper.document.case.loans),
    )


def _loan(paper: Paper, workings: Workings, key: str) -> LoanStanding:
    if key in paper.resolved.margin_loans:
        return _margin(paper, workings, paper.resolved.margin_loans[key])
    return _secured(paper, workings, paper.resolved.secured[key])


def _margin(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> LoanStanding:
    path, first = f"loans.{loan.id}", loan.pool[0]
    asset, currencies = paper.resolved.assets[first.asset], paper.resolved.currencies
    collateral = workings.amount(f"{path}.collateral_value")
    pool = Pool(
        collateral=collateral,
        price=workings.amount(f"assets.{first.asset}.price"),
        exchange=currencies[asset.currency].spot / currencies[loan.currency].spot,
        haircut=first.haircut,
    )
    return LoanStanding(
        id=loan.id,
        name=loan.name,
        kind="margin",
        currency=loan.currency,
        assets=tuple(dict.fromkeys(part.asset for part in loan.pool)),
        facility=loan.facility,
        drawn=loan.drawn,
        undrawn=None if loan.facility is None else workings.value(f"{path}.undrawn"),
        maturity=loan.maturity,
        recourse=recourse_phrase(loan.recourse, loan.currency),
        collateral_value=collateral,
        ltv=workings.value(f"{path}.ltv"),
        headroom=workings.value(f"{path}.headroom"),
        pledged_shares=math.fsum(part.shares for part in loan.pool),
        days_to_sell=workings.value(f"{path}.days_to_sell"),
        triggers=tuple(_trigger(paper, workings, loan, level) for level in LEVELS if level_of(loan, level) is not None),
        ladder=ladder(loan, pool),
    )


def _trigger(paper: Paper, workings: Workings, loan: ResolvedMarginLoan, level: str) -> Trigger:
    figure = paper.figures[f"loans.{loan.id}.ltv.{level}"]
    formula = workings.derived()[trigger_key(loan.id, level)].formula
    # the higher the level, the lower the price that reaches it
    lowest = None if figure.high is None else formula.evaluate({level: float(figure.high)})
    highest = None if figure.low is None else formula.evaluate({level: float(figure.low)})
    return Trigger(
        level=level,
        ltv=level_of(loan, level) or 0.0,
        price=workings.value(trigger_key(loan.id, level)),
        fall=workings.value(f"loans.{loan.id}.fall_to.{level}"),
        price_low=lowest,
        price_high=highest,
        ltv_low=None if figure.low is None else float(figure.low),
        ltv_high=None if figure.high is None else float(figure.high),
        assumed=figure.assumed,
    )


def _secured(paper: Paper, workings: Workings, loan: ResolvedSecured) -> LoanStanding:
    written, path = paper.document.case.loans[loan.id], f"loans.{loan.id}"
    found = workings.derived()

    def of(name: str) -> float | None:
        return found[f"{path}.{name}"].value if f"{path}.{name}" in found else None

    pledged = written.pledged if isinstance(written, SecuredLoan) else None
    return LoanStanding(
        id=loan.id,
        name=loan.name,
        kind=loan.kind,
        currency=paper.resolved.currency,
        assets=(loan.asset,),
        facility=loan.facility,
        drawn=loan.carrying,
        undrawn=of("undrawn"),
        maturity=loan.maturity,
        recourse=recourse_phrase(loan.recourse, paper.resolved.currency),
        collateral_value=of("collateral_value"),
        ltv=of("ltv"),
        headroom=None,
        pledged_shares=None if pledged is None or pledged.value is None else float(pledged.value),
        days_to_sell=None,
        triggers=(),
        ladder=(),
    )


def recourse_phrase(recourse: Recourse, currency: str) -> str:
    """What the borrower answers for, in words."""
    if math.isinf(recourse.guaranteed):
        return said("full")
    if recourse.guaranteed == 0:
        return said("none")
    amount = figured(money_text, recourse.guaranteed, currency)
    if recourse.collateral_first:
        return said("guaranteed {amount}, collateral first", amount=amount)
    return said("guaranteed {amount}, guarantee first", amount=amount)
