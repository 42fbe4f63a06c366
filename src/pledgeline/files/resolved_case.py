"""A resolved case as the content of a case file, with what was filled in marked as such."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pledgeline.case.asset import ListedAsset, PrivateAsset
from pledgeline.case.loan import MarginLoan
from pledgeline.engine.resolve import HORIZON, REDEMPTIONS_COVERED
from pledgeline.market.dynamics import GBM, Kou, Merton
from pledgeline.units.count import Count, Number
from pledgeline.units.money import Money
from pledgeline.units.ratio import Ratio

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.case.figure import Record, SpanFigure
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import (
        Recourse,
        ResolvedAsset,
        ResolvedCase,
        ResolvedMarginLoan,
        ResolvedSecured,
    )
    from pledgeline.units.span import Span

Content = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A part of the content with a comment, such as that it is a default."""

    content: Any
    comment: str = "default"


def resolved_content(document: CaseDocument, resolved: ResolvedCase) -> Content:
    """The resolved case under the keys of a case file; parts the engine does not read are left out."""
    case, home = document.case, resolved.currency
    content: Content = {
        "pledgeline": "v1",
        "title": resolved.title,
        "as_of": str(resolved.as_of),
        "currency": home,
        "horizon": _span(case.horizon, HORIZON, resolved.horizon),
        "group": _group(document, resolved),
        "market": _market(document, resolved),
        "assets": {key: _asset(document, asset) for key, asset in resolved.assets.items()},
        "loans": {key: _loan(document, resolved, key) for key in case.loans},
        "debts": {
            key: _without_none(
                kind=_given(case.debts[key], "kind", debt.kind),
                name=debt.name if case.debts[key].name else None,
                amount=_money(debt.amount, home),
                due=_date(debt.due),
                equity_credit=_given(case.debts[key], "equity_credit", _ratio(debt.equity_credit))
                if debt.kind == "hybrid"
                else None,
            )
            for key, debt in resolved.debts.items()
        },
        "commitments": {
            key: _without_none(
                to=promise.to,
                amount=_money(promise.amount, home),
                due=_date(promise.due),
                firm=_given(case.commitments[key], "firm", "true" if promise.firm else "false"),
            )
            for key, promise in resolved.commitments.items()
        },
    }
    return {key: inner for key, inner in content.items() if inner != {}}


def _group(document: CaseDocument, resolved: ResolvedCase) -> Content:
    group, home = document.case.group, resolved.currency
    policy: Content = {}
    if resolved.policy_normal is not None:
        ceiling = None if resolved.policy_ceiling is None else _ratio(resolved.policy_ceiling)
        policy["ltv"] = _without_none(normal=_ratio(resolved.policy_normal), ceiling=ceiling)
    liquidity = group.policy.liquidity if group.policy is not None else None
    covered = liquidity.redemptions_covered if liquidity is not None else None
    policy["liquidity"] = {"redemptions_covered": _span(covered, REDEMPTIONS_COVERED, resolved.liquidity_until)}
    return _without_none(
        name=group.name,
        cash=None if resolved.cash is None else _money(resolved.cash, home),
        cash_for_cures=_given(group, "cash_for_cures", _money(resolved.cash_for_cures, home)),
        policy=policy,
    )


def _market(document: CaseDocument, resolved: ResolvedCase) -> Content:
    market, home = document.case.market, resolved.currency
    fx = {
        code: {
            "spot": f"{home} {_digits(view.spot)} per {code}",
            "volatility": _given(market.fx[code], "volatility", _ratio(view.volatility)),
            "growth": _given(market.fx[code], "growth", _ratio(view.growth)),
        }
        for code, view in resolved.currencies.items()
        if code != home
    }
    correlations = [
        {"between": list(pair), "correlation": _ratio(level)} for pair, level in resolved.correlations.items()
    ]
    jumps = resolved.common_jumps
    common = None
    if jumps is not None:
        loadings = {
            key: _number(asset.common_loading) for key, asset in resolved.assets.items() if asset.common_loading
        }
        common = {
            "rate": _number(jumps.rate),
            "mean": _ratio(jumps.mean),
            "std": _ratio(jumps.std),
            "loadings": loadings,
        }
    return _without_none(
        calendar=_given(market, "calendar", resolved.calendar),
        rates=_rates(document, resolved) or None,
        fx=fx or None,
        correlations=correlations or None,
        common_jumps=common,
    )


def _rates(document: CaseDocument, resolved: ResolvedCase) -> Content:
    """The steps of every base rate that a loan uses."""
    found: Content = {}
    for key, loan in resolved.margin_loans.items():
        written = document.case.loans[key]
        rate = written.rate.value if isinstance(written, MarginLoan) and written.rate is not None else None
        if rate is not None and rate.base is not None:
            found[rate.base] = [{"from": str(date), "rate": _ratio(level)} for date, level in loan.base_rate]
    return found


def _asset(document: CaseDocument, asset: ResolvedAsset) -> Content:
    written = document.case.assets[asset.id]
    name = asset.name if written.name else None
    if isinstance(written, PrivateAsset):
        # the value in the currency of the case
        return _without_none(kind="private", name=name, value=_money(asset.value, document.case.currency))
    return _listed(written, asset, name)


def _listed(written: ListedAsset, asset: ResolvedAsset, name: str | None) -> Content:
    scheduled = [{"date": str(date), "move": _ratio(move)} for date, move in asset.scheduled]
    return _without_none(
        kind="listed",
        name=name,
        shares=_count(asset.shares),
        price=_money(asset.price or 0.0, asset.currency),
        shares_outstanding=_count(asset.shares_outstanding),
        float=_count(asset.free_float),
        daily_volume=_count(asset.daily_volume),
        locked_up=_given(written, "locked_up", _count(asset.locked_up)),
        control=None if asset.control is None else _ratio(asset.control),
        dynamics=_dynamics(asset),
        scheduled=scheduled or None,
    )


def _dynamics(asset: ResolvedAsset) -> Content | None:
    match asset.dynamics:
        case GBM() as law:
            return {"model": "gbm", "growth": _ratio(law.growth), "volatility": _ratio(law.volatility)}
        case Merton() as law:
            return {
                "model": "merton",
                "growth": _ratio(law.growth),
                "volatility": _ratio(law.volatility),
                "jump_rate": _number(law.jump_rate),
                "jump_mean": _ratio(law.jump_mean),
                "jump_std": _ratio(law.jump_std),
            }
        case Kou() as law:
            return {
                "model": "kou",
                "growth": _ratio(law.growth),
                "volatility": _ratio(law.volatility),
                "jump_rate": _number(law.jump_rate),
                "up_probability": _ratio(law.up_probability),
                "up_rate": _number(law.up_rate),
                "down_rate": _number(law.down_rate),
            }
        case None:
            return None


def _loan(document: CaseDocument, resolved: ResolvedCase, key: str) -> Content:
    written = document.case.loans[key]
    if isinstance(written, MarginLoan):
        return _margin(written, resolved.margin_loans[key])
    return _secured(written, resolved.secured[key], resolved.currency)


def _margin(written: MarginLoan, loan: ResolvedMarginLoan) -> Content:
    return _without_none(
        kind="margin",
        name=written.name,
        facility=None if loan.facility is None else _money(loan.facility, loan.currency),
        drawn=_money(loan.drawn, loan.currency),
        rate=_given(written, "rate", str(written.rate) if written.rate is not None else "0%"),
        interest=_given(written, "interest", "capitalised" if loan.capitalised else "paid"),
        maturity=str(loan.maturity),
        recourse=_given(written, "recourse", _recourse(loan.recourse, loan.currency)),
        collateral=[
            {
                "asset": part.asset,
                "shares": _count(part.shares),
                "haircut": _given(before, "haircut", _ratio(part.haircut)),
            }
            for before, part in zip(written.collateral, loan.pool, strict=True)
        ],
        deposit=_given(written, "deposit", _money(loan.deposit, loan.currency)),
        ltv=_without_none(
            release=None if loan.release is None else _ratio(loan.release),
            cure=_ratio(loan.cure),
            call=_ratio(loan.call),
            close_out=_ratio(loan.close_out),
        ),
        cure={"within": f"{loan.cure_days}bd", "with": _given(written.cure, "means", list(loan.means))},
        sale={
            "participation": _ratio(loan.participation),
            "impact": _given(written.sale, "impact", _number(loan.impact)),
            "delay": _given(written.sale, "delay", f"{loan.sale_delay}bd"),
            "until": _given(written.sale, "until", "cured" if loan.until_cured else "repaid"),
        },
        lenders=written.lenders,
    )


def _secured(written: Record, loan: ResolvedSecured, home: str) -> Content:
    forward = loan.kind == "forward"
    pledged = getattr(written, "pledged", None)
    return _without_none(
        kind=loan.kind,
        name=loan.name if loan.name != loan.id else None,
        asset=loan.asset,
        carrying=_money(loan.carrying, home) if forward else None,
        settlement=_money(loan.settlement, home) if forward else None,
        drawn=None if forward else _money(loan.carrying, home),
        facility=None if loan.facility is None else _money(loan.facility, home),
        maturity=_date(loan.maturity),
        recourse=_given(written, "recourse", _recourse(loan.recourse, home)),
        pledged=None if pledged is None else str(pledged),
    )


def _recourse(recourse: Recourse, currency: str) -> Any:  # noqa: ANN401  # a word or a mapping
    if math.isinf(recourse.guaranteed):
        return "full"
    if recourse.guaranteed == 0:
        return "none"
    first = "true" if recourse.collateral_first else "false"
    return {"guaranteed": _money(recourse.guaranteed, currency), "collateral_first": first}


def _given(record: Record, name: str, content: Any) -> Any:  # noqa: ANN401  # text, mapping or list
    """The content, marked where the record left the field out or unknown."""
    figure = getattr(record, name)
    left_out = name not in record.model_fields_set or figure is None or getattr(figure, "known", True) is False
    return Noted(content=content) if left_out else content


def _span(written: SpanFigure | None, default: Span, until: dt.date) -> Noted:
    """A span as it is written, with the date it leads to."""
    if written is None or written.value is None:
        return Noted(content=str(default), comment=f"default; up to {until}")
    return Noted(content=str(written), comment=f"up to {until}")


def _without_none(**content: Any) -> Content:  # noqa: ANN401  # text, mapping or list
    return {key: inner for key, inner in content.items() if inner is not None}


def _exact(number: float) -> Decimal:
    """The number without the last digit of a float, which is noise after a conversion."""
    return Decimal(f"{number:.15g}")


def _digits(number: float) -> str:
    return str(Number(_exact(number)))


def _money(number: float, currency: str) -> str:
    return str(Money(_exact(number), currency))


def _ratio(number: float) -> str:
    return str(Ratio(_exact(number)))


def _number(number: float) -> str:
    return str(Number(_exact(number)))


def _count(number: float | None) -> str | None:
    return None if number is None else str(Count(_exact(number)))


def _date(date: dt.date | None) -> str | None:
    return None if date is None else str(date)
