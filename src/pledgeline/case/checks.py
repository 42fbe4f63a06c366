"""What a case must satisfy as a whole, once each of its records is well formed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.case import HORIZON
from pledgeline.case.contract_checks import contract_findings
from pledgeline.case.correlation import correlation_findings
from pledgeline.case.figure import Figure, held_figures
from pledgeline.case.finding import Finding
from pledgeline.case.loan import MarginLoan, SecuredLoan
from pledgeline.case.pledge_checks import claim_findings, pledge_findings
from pledgeline.case.programme_checks import partner_rates, programme_findings
from pledgeline.case.waterfall import cross_default_findings, scenario_findings, waterfall_findings
from pledgeline.language.saying import said
from pledgeline.units.currency import CODES, currency
from pledgeline.units.literal import LiteralError
from pledgeline.units.money import Money
from pledgeline.units.rate import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Held
    from pledgeline.case.loan import Loan

DYNAMICS_EXAMPLE = "dynamics: {model: gbm, volatility: {assume: 40%, range: 30%..60%}}"


def case_findings(case: Case) -> Iterator[Finding]:
    """Everything that is wrong between the records of a case."""
    held = held_figures(case)
    for one in held:
        yield from _unknown_but_needed(one)
    yield from _currencies(case, held)
    yield from _dates(case)
    yield from _pledged(case)
    yield from _collateral(case)
    yield from _base_rates(case)
    yield from correlation_findings(case)
    yield from waterfall_findings(case)
    yield from cross_default_findings(case)
    yield from scenario_findings(case)
    yield from pledge_findings(case)
    yield from claim_findings(case)
    yield from programme_findings(case)
    yield from contract_findings(case)


def _unknown_but_needed(held: Held) -> Iterator[Finding]:
    """A figure that is `unknown` where a number is needed, or where leaving the key out would mean a default."""
    if not held.figure.known and (held.field is None or held.field.is_required() or _default(held.field)):
        yield _needed(held.path, _default(held.field) if held.field is not None else "")


def _default(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("default", "")) if isinstance(extra, dict) else ""


def _needed(path: str, default: str) -> Finding:
    remedy = said("write an assumption with its range: {assume: …, range: …}")
    if default:
        remedy = said(
            "{remedy}; or leave the key out, which means {default}",
            remedy=remedy,
            default=_DEFAULTS.get(default, default),
        )
    name = next(step for step in reversed(path.split(".")) if not step.isdigit())
    return Finding(path=path, what=said("'{key}' cannot be unknown: a number is needed", key=name), remedy=remedy)


# What a field says of its default where that is no literal; the fields themselves speak English, for the JSON Schema.
_DEFAULTS: dict[str, str] = {
    default: default
    for default in (
        said("all of cash"), said("the horizon"), said("the cure LTV"), said("the maturity"),
        said("that nothing is owed yet"),
    )
}  # fmt: skip


def _currencies(case: Case, held: Iterable[Held]) -> Iterator[Finding]:
    home = case.currency
    try:
        currency(home)
    except LiteralError as error:
        yield Finding(path="currency", what=error.what, remedy=error.remedy)
        return
    for code, view in case.market.fx.items():
        if code not in CODES:
            yield Finding(
                path=f"market.fx.{code}", what=said("'{code}' is not a currency", code=code), remedy=_CODE, at_key=True
            )
        elif code == home:
            what = said("{code} is the currency of the case", code=code)
            yield Finding(path=f"market.fx.{code}", what=what, remedy=said("remove it from fx"), at_key=True)
        elif (spot := view.spot.value) is not None and {spot.base, spot.quote} != {code, home}:
            what = said("'{rate}' is not a rate between {code} and {home}", rate=spot, code=code, home=home)
            remedy = said("write it as {literal}", literal=f"{home} … per {code}")
            yield Finding(path=f"market.fx.{code}.spot", what=what, remedy=remedy)
    known = {home, *case.market.fx}
    for path, figure, _ in held:
        if isinstance(figure.value, Money) and figure.value.currency not in known:
            yield _no_rate(path, figure.value.currency, home)
    for key, asset in case.assets.items():
        if isinstance(asset, ListedAsset) and asset.prices is not None and asset.prices.currency not in {None, *known}:
            yield _no_rate(f"assets.{key}.prices.currency", str(asset.prices.currency), home)


_CODE = said("write its three letters, such as EUR")


def _no_rate(path: str, code: str, home: str) -> Finding:
    what = said("there is no exchange rate between {code} and {home}, the currency of the case", code=code, home=home)
    entry = f"market: fx: {{{code}: {{spot: {home} … per {code}}}}}"
    return Finding(path=path, what=what, remedy=said("add it to {place}", place=entry))


def _dates(case: Case) -> Iterator[Finding]:
    for key, loan in case.loans.items():
        if loan.maturity is not None and loan.maturity.value is not None and loan.maturity.value.last <= case.as_of:
            what = said(
                "the loan matures on {date}, not after as_of, {as_of}", date=loan.maturity, as_of=str(case.as_of)
            )
            remedy = said("correct the date, or leave the loan out if it has been repaid")
            yield Finding(path=f"loans.{key}.maturity", what=what, remedy=remedy)
    yield from _past(case)
    for key, pledge in case.pledges.items():
        made, deadline = pledge.made.value, pledge.deadline.value if pledge.deadline is not None else None
        if made is not None and deadline is not None and deadline.last < made.first:
            what = said("the deadline {deadline} lies before the pledge was made, {made}", deadline=deadline, made=made)
            yield Finding(path=f"pledges.{key}.deadline", what=what, remedy=said("correct one of the two dates"))
    if case.horizon is not None and case.horizon.value is not None and case.horizon.value.count == 0:
        remedy = said("write for example {literal}", literal="2y")
        yield Finding(path="horizon", what=said("the horizon is empty"), remedy=remedy)
    yield from _beyond_the_horizon(case)


def _past(case: Case) -> Iterator[Finding]:
    """What should have been paid or received by now."""
    paid = {f"debts.{key}.due": debt.due for key, debt in case.debts.items()}
    paid |= {f"commitments.{key}.due": one.due for key, one in case.commitments.items()}
    received = {f"inflows.{key}.due": one.due for key, one in case.inflows.items()}
    received |= {f"receivables.{key}.due": one.due for key, one in case.receivables.items()}
    settled = (
        (paid, said("correct the date, or leave out what has been paid")),
        (received, said("correct the date, or leave out what has been received")),
    )
    for dues, remedy in settled:
        for path, due in dues.items():
            if due is not None and due.value is not None and due.value.last < case.as_of:
                what = said("it was due on {date}, before as_of, {as_of}", date=due, as_of=str(case.as_of))
                yield Finding(path=path, what=what, remedy=remedy)


def _beyond_the_horizon(case: Case) -> Iterator[Finding]:
    """Tolerances for a time that the simulation does not see."""
    tolerances = case.group.policy.tolerances if case.group.policy is not None else None
    within = tolerances.within.value if tolerances is not None and tolerances.within is not None else None
    horizon = (case.horizon.value if case.horizon is not None else None) or HORIZON
    if within is not None and within.order()[1] > horizon.order()[1] * _USUAL:
        what = said("{span} is beyond the horizon, {horizon}", span=within, horizon=horizon)
        remedy = said("shorten it, or lengthen the horizon")
        yield Finding(path="group.policy.tolerances.within", what=what, remedy=remedy)


_USUAL = Decimal("1.02")  # spans of different units compare by their usual lengths, which are not exact


def _pledges_of(loans: dict[str, Loan]) -> Iterator[tuple[str, str, Decimal]]:
    """Asset, path and number of the shares pledged, over all loans."""
    for key, loan in loans.items():
        if isinstance(loan, MarginLoan):
            for index, part in enumerate(loan.collateral):
                if part.shares.value is not None:
                    yield part.asset, f"loans.{key}.collateral.{index}.shares", part.shares.value.value
        elif isinstance(loan, SecuredLoan) and loan.pledged is not None and loan.pledged.value is not None:
            yield loan.asset, f"loans.{key}.pledged", loan.pledged.value.value


def _pledged(case: Case) -> Iterator[Finding]:
    """More shares pledged (and locked up) than owned, told once for each asset at the pledge that goes beyond."""
    taken: dict[str, Decimal] = {}
    told: set[str] = set()
    for name, path, shares in _pledges_of(case.loans):
        asset = case.assets.get(name)
        if not isinstance(asset, ListedAsset) or asset.shares.value is None:
            continue
        locked = asset.locked_up.value.value if asset.locked_up is not None and asset.locked_up.value else Decimal(0)
        taken[name] = taken.get(name, locked) + shares
        if taken[name] > asset.shares.value.value and name not in told:
            told.add(name)
            what = said("more shares of {asset} are pledged than the {owned} owned", asset=name, owned=asset.shares)
            if locked:
                what = said(
                    "more shares of {asset} are pledged or locked up than the {owned} owned",
                    asset=name,
                    owned=asset.shares,
                )
            remedy = said("pledge fewer, or correct {key}", key=f"assets.{name}.shares")
            yield Finding(path=path, what=what, remedy=remedy)


def _collateral(case: Case) -> Iterator[Finding]:
    """What the simulation needs to know of the collateral of margin loans; told once for each asset."""
    told: set[str] = set()
    for key, loan in case.loans.items():
        for part in loan.collateral if isinstance(loan, MarginLoan) else ():
            asset = case.assets.get(part.asset)
            if not isinstance(asset, ListedAsset) or part.asset in told:
                continue
            told.add(part.asset)
            if asset.dynamics is None:
                what = said("{asset} is collateral of {loan} and has no dynamics", asset=part.asset, loan=key)
                remedy = said("add {entry}", entry=DYNAMICS_EXAMPLE)
                yield Finding(path=f"assets.{part.asset}", what=what, remedy=remedy, at_key=True)
            if asset.daily_volume is None or not asset.daily_volume.known:
                what = said(
                    "{asset} is collateral of {loan}, and how long a sale takes depends on its daily_volume",
                    asset=part.asset,
                    loan=key,
                )
                remedy = said("add {entry}", entry="daily_volume: {assume: 5m, range: 3m..8m}")
                yield Finding(path=f"assets.{part.asset}", what=what, remedy=remedy, at_key=True)


def _base_rates(case: Case) -> Iterator[Finding]:
    rates = {f"loans.{key}.rate": getattr(loan, "rate", None) for key, loan in case.loans.items()}
    rates |= {f"debts.{key}.rate": debt.rate for key, debt in case.debts.items()}
    rates |= dict(partner_rates(case))
    for path, rate in rates.items():
        base = rate.value.base if isinstance(rate, Figure) and isinstance(rate.value, Rate) else None
        if base is not None and base not in case.market.rates:
            what = said("the case does not say where {base_rate} stands", base_rate=base)
            remedy = said("add {entry}", entry=f"market: {{rates: {{{base}: {{assume: 4%, range: 3%..5%}}}}}}")
            yield Finding(path=path, what=what, remedy=remedy)
    for name, curve in case.market.rates.items():
        starts = [step.start.value.first for step in curve if step.start.value] if isinstance(curve, tuple) else []
        if starts != sorted(set(starts)):
            what = said("the steps of {base_rate} are not in the order of their dates", base_rate=name)
            remedy = said("sort them, each date once")
            yield Finding(path=f"market.rates.{name}", what=what, remedy=remedy, at_key=True)
