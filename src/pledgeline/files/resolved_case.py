"""A resolved case as the content of a case file, with what was filled in marked as such."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pledgeline.case.asset import ListedAsset, PrivateAsset
from pledgeline.case.case import HORIZON
from pledgeline.case.figure import Figure, figures
from pledgeline.case.loan import MarginLoan, PrepaidForward
from pledgeline.engine.desk import last_day, open_desk
from pledgeline.engine.resolve_rates import base_curve
from pledgeline.files.resolved_building import building_content
from pledgeline.files.resolved_funds import (
    at_maturity,
    commitment_content,
    debt_content,
    group_content,
    inflow_content,
    pledge_content,
    receivables_content,
    waterfall_content,
)
from pledgeline.files.resolved_text import (
    Content,
    count,
    date,
    digits,
    given,
    money,
    number,
    ratio,
    span,
    without_none,
)
from pledgeline.market.dynamics import GBM, Kou, Merton
from pledgeline.units.rate import Rate

if TYPE_CHECKING:
    from pledgeline.case.case import Case
    from pledgeline.case.loan import SecuredLoan
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import Recourse, ResolvedAsset, ResolvedCase, ResolvedMarginLoan, ResolvedSecured


def resolved_content(document: CaseDocument, resolved: ResolvedCase) -> Content:
    """The resolved case under the keys of a case file; parts the engine does not read are left out."""
    case, desk = document.case, open_desk(document)
    content: Content = {
        "pledgeline": "v1",
        "title": resolved.title,
        "as_of": str(resolved.as_of),
        "currency": resolved.currency,
        "horizon": span(case.horizon, HORIZON, resolved.horizon),
        "group": group_content(desk, resolved),
        "market": _market(desk, resolved),
        "assets": {key: _asset(document, resolved, asset) for key, asset in resolved.assets.items()},
        "loans": {key: _loan(document, resolved, key) for key in case.loans},
        "debts": {key: debt_content(desk, key, debt) for key, debt in case.debts.items()},
        "commitments": {key: commitment_content(promise) for key, promise in case.commitments.items()},
        "inflows": {key: inflow_content(desk, key, inflow) for key, inflow in case.inflows.items()},
        "receivables": receivables_content(desk),
        "funding": waterfall_content(desk),
        "pledges": {key: pledge_content(pledge) for key, pledge in case.pledges.items() if key in _paid_for(case)},
        **building_content(case),
    }
    return {key: inner for key, inner in content.items() if inner != {}}


def _paid_for(case: Case) -> frozenset[str]:
    """The pledges that something is to pay for, or that something is built for."""
    backed = (key for key, pledge in case.pledges.items() if pledge.backing)
    built = (name for one in case.programmes.values() for name in one.promised)
    on_sites = (name for one in case.programmes.values() for site in one.sites.values() for name in site.promised)
    return frozenset((*backed, *built, *on_sites))


def _market(desk: Desk, resolved: ResolvedCase) -> Content:
    market, home = desk.document.case.market, resolved.currency
    fx = {
        code: {
            "spot": f"{home} {digits(view.spot)} per {code}",
            "volatility": given(market.fx[code], "volatility", ratio(view.volatility)),
            "growth": given(market.fx[code], "growth", ratio(view.growth)),
        }
        for code, view in resolved.currencies.items()
        if code != home
    }
    correlations = [
        {"between": list(pair), "correlation": ratio(level)} for pair, level in resolved.correlations.items()
    ]
    jumps = resolved.common_jumps
    common = None
    if jumps is not None:
        loadings = {key: number(asset.common_loading) for key, asset in resolved.assets.items() if asset.common_loading}
        common = {
            "rate": number(jumps.rate),
            "mean": ratio(jumps.mean),
            "std": ratio(jumps.std),
            "loadings": loadings,
        }
    return without_none(
        calendar=given(market, "calendar", resolved.calendar),
        rates=_rates(desk) or None,
        fx=fx or None,
        correlations=correlations or None,
        common_jumps=common,
    )


def _rates(desk: Desk) -> Content:
    """The steps of every base rate in which interest is paid, with the shift of the scenario in them."""
    used = (figure.value for _, figure in figures(desk.document.case) if isinstance(figure.value, Rate))
    names = dict.fromkeys(rate.base for rate in used if rate.base is not None)
    return {name: [{"from": str(day), "rate": ratio(level)} for day, level in base_curve(desk, name)] for name in names}


def _asset(document: CaseDocument, resolved: ResolvedCase, asset: ResolvedAsset) -> Content:
    written = document.case.assets[asset.id]
    name = asset.name if written.name else None
    if isinstance(written, PrivateAsset):
        return _private(written, name, money(asset.value / resolved.currencies[asset.currency].spot, asset.currency))
    return _listed(written, asset, name)


def _private(written: PrivateAsset, name: str | None, value: str) -> Content:
    return without_none(
        kind=written.kind,
        name=name,
        value=value,
        growth=given(written, "growth", _stated(written.growth, "0%")),
        volatility=given(written, "volatility", _stated(written.volatility, "0%")),
        follows={key: str(beta) for key, beta in written.follows.items()} or None,
        marked=given(written, "marked", written.marked),
        mark_delay=given(written, "mark_delay", _stated(written.mark_delay, "0bd")),
    )


def _listed(written: ListedAsset, asset: ResolvedAsset, name: str | None) -> Content:
    scheduled = [{"date": str(date), "move": ratio(move)} for date, move in asset.scheduled]
    return without_none(
        kind="listed",
        name=name,
        shares=count(asset.shares),
        price=money(asset.price or 0.0, asset.currency),
        shares_outstanding=count(asset.shares_outstanding),
        float=count(asset.free_float),
        daily_volume=count(asset.daily_volume),
        locked_up=given(written, "locked_up", count(asset.locked_up)),
        control=None if asset.control is None else ratio(asset.control),
        dynamics=_dynamics(asset),
        scheduled=scheduled or None,
        dividend=_dividend(written),
    )


def _dividend(written: ListedAsset) -> Content | None:
    if written.dividend is None:
        return None
    terms = written.dividend
    return {"per_share": str(terms.per_share), "every": terms.every, "next": date(last_day(terms.next))}


def _dynamics(asset: ResolvedAsset) -> Content | None:
    match asset.dynamics:
        case GBM() as law:
            return {"model": "gbm", "growth": ratio(law.growth), "volatility": ratio(law.volatility)}
        case Merton() as law:
            return {
                "model": "merton",
                "growth": ratio(law.growth),
                "volatility": ratio(law.volatility),
                "jump_rate": number(law.jump_rate),
                "jump_mean": ratio(law.jump_mean),
                "jump_std": ratio(law.jump_std),
            }
        case Kou() as law:
            return {
                "model": "kou",
                "growth": ratio(law.growth),
                "volatility": ratio(law.volatility),
                "jump_rate": number(law.jump_rate),
                "up_probability": ratio(law.up_probability),
                "up_rate": number(law.up_rate),
                "down_rate": number(law.down_rate),
            }
        case None:
            return None


def _loan(document: CaseDocument, resolved: ResolvedCase, key: str) -> Content:
    written = document.case.loans[key]
    if isinstance(written, MarginLoan):
        return _margin(written, resolved.margin_loans[key])
    return _secured(written, resolved.secured[key])


def _margin(written: MarginLoan, loan: ResolvedMarginLoan) -> Content:
    return without_none(
        kind="margin",
        name=written.name,
        facility=None if loan.facility is None else money(loan.facility, loan.currency),
        drawn=money(loan.drawn, loan.currency),
        rate=given(written, "rate", str(written.rate) if written.rate is not None else "0%"),
        interest=given(written, "interest", "capitalised" if loan.capitalised else "paid"),
        maturity=str(loan.maturity),
        recourse=given(written, "recourse", _recourse(loan.recourse, loan.currency)),
        collateral=[
            {
                "asset": part.asset,
                "shares": count(part.shares),
                "haircut": given(before, "haircut", ratio(part.haircut)),
            }
            for before, part in zip(written.collateral, loan.pool, strict=True)
        ],
        deposit=given(written, "deposit", money(loan.deposit, loan.currency)),
        ltv=without_none(
            release=None if loan.release is None else ratio(loan.release),
            cure=ratio(loan.cure),
            call=ratio(loan.call),
            close_out=ratio(loan.close_out),
        ),
        cure={"within": f"{loan.cure_days}bd", "with": given(written.cure, "means", list(loan.means))},
        sale={
            "participation": ratio(loan.participation),
            "impact": given(written.sale, "impact", number(loan.impact)),
            "delay": given(written.sale, "delay", f"{loan.sale_delay}bd"),
            "until": given(written.sale, "until", "cured" if loan.until_cured else "repaid"),
        },
        draw_stop=given(written, "draw_stop", _stated(written.draw_stop, ratio(loan.cure))),
        draw_until=given(written, "draw_until", date(last_day(written.draw_until) or loan.maturity)),
        at_maturity=at_maturity(written, written.at_maturity),
        cross_default=list(written.cross_default) or None,
        lenders=written.lenders,
    )


def _secured(written: PrepaidForward | SecuredLoan, loan: ResolvedSecured) -> Content:
    rest: Content = {
        "maturity": date(loan.maturity),
        "recourse": given(written, "recourse", _stated_recourse(written, loan.recourse)),
        "at_maturity": at_maturity(written, written.at_maturity),
        "cross_default": list(written.cross_default) or None,
    }
    if isinstance(written, PrepaidForward):
        amounts = {"carrying": str(written.carrying), "settlement": str(written.settlement)}
        return without_none(kind=loan.kind, name=written.name, asset=loan.asset, **amounts, **rest)
    return without_none(
        kind=loan.kind,
        name=written.name,
        asset=loan.asset,
        drawn=str(written.drawn),
        facility=None if written.facility is None else str(written.facility),
        rate=None if written.rate is None else str(written.rate),
        **rest,
        pledged=None if written.pledged is None else str(written.pledged),
    )


def _stated_recourse(written: PrepaidForward | SecuredLoan, recourse: Recourse) -> Any:  # noqa: ANN401  # a word or a mapping
    """As it is written: a guarantee in its own currency."""
    guaranteed = getattr(written.recourse, "guaranteed", None)
    if guaranteed is None or recourse.guaranteed == 0:
        return _recourse(recourse, "")
    return {"guaranteed": str(guaranteed), "collateral_first": "true" if recourse.collateral_first else "false"}


def _recourse(recourse: Recourse, currency: str) -> Any:  # noqa: ANN401  # a word or a mapping
    if math.isinf(recourse.guaranteed):
        return "full"
    if recourse.guaranteed == 0:
        return "none"
    first = "true" if recourse.collateral_first else "false"
    return {"guaranteed": money(recourse.guaranteed, currency), "collateral_first": first}


def _stated(figure: Figure[Any] | None, default: str | None) -> str | None:
    """The literal of a figure, or the default where it is left out."""
    return default if figure is None or not figure.known else str(figure)
