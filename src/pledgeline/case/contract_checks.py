"""What companies and contracts must satisfy together: everybody is known, nobody owns or lends more than all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.figure import figures
from pledgeline.case.finding import Finding
from pledgeline.case.programme_checks import needed
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.case import Case
    from pledgeline.case.contract import Contract

GROUP = "group"  # the id that stands for the group itself
OUTSIDE = "outside"  # and the one for everybody else
_WHOLE = Decimal(1)
_MAY_BE_UNKNOWN = frozenset({"equity", "assets", "outside_debt", "amount", "yearly", "due", "starts", "capacity"})


def contract_findings(case: Case) -> Iterator[Finding]:
    """Everything that is wrong between companies and contracts."""
    yield from _names(case)
    yield from _holdings(case)
    yield from _lenders(case)
    yield from _unknown(case)
    yield from _let_twice(case)
    yield from _window(case)
    for key, contract in case.contracts.items():
        yield from _parties(case, f"contracts.{key}", contract)
        yield from _market(case, f"contracts.{key}", contract)


def _window(case: Case) -> Iterator[Finding]:
    """What falls due is looked at from the day after `as_of`."""
    until = case.contagion.until
    if until is not None and until.value is not None and until.value.last <= case.as_of:
        what = said(
            "what falls due up to {date} is cleared: that is not after as_of, {as_of}",
            date=until,
            as_of=str(case.as_of),
        )
        yield Finding(path="contagion.until", what=what, remedy=said("write a later date"))


def _unknown(case: Case) -> Iterator[Finding]:
    """Figures that are unknown where that would be taken for none: all but what companies are worth and owe."""
    for section in ("companies", "contracts"):
        for key, record in getattr(case, section).items():
            for path, figure in figures(record):
                if not figure.known and path.rpartition(".")[2] not in _MAY_BE_UNKNOWN:
                    yield needed(f"{section}.{key}.{path}")
    for key, scenario in case.scenarios.items():
        if scenario.demand is not None and not scenario.demand.known:
            yield needed(f"scenarios.{key}.demand")


def _let_twice(case: Case) -> Iterator[Finding]:
    """Phases that two signed contracts without a condition let, and terms that phases state already."""
    let: dict[str, str] = {}
    for key, contract in case.contracts.items():
        for name in ("capacity", "starts"):
            if contract.phases and getattr(contract, name) is not None:
                what = said("{name} is stated by its phases already", name=name)
                yield Finding(path=f"contracts.{key}.{name}", what=what, remedy=said("remove it, or the phases"))
        if contract.standing != "binding" or contract.condition is not None:
            continue
        for number, place in enumerate(contract.phases):
            for phase in _let(case, place):
                if let.setdefault(phase, key) != key:
                    what = said("{phase} is let by {contract} already", phase=phase, contract=let[phase])
                    path = f"contracts.{key}.phases.{number}"
                    yield Finding(path=path, what=what, remedy=said("let each phase once"))


def _let(case: Case, place: str) -> Iterator[str]:
    """The phases of `programme.site` or `programme.site.phase`."""
    programme, _, rest = place.partition(".")
    name, _, phase = rest.partition(".")
    site = case.programmes[programme].sites.get(name) if programme in case.programmes else None
    if site is not None:
        yield from (f"{programme}.{name}.{each}" for each in site.phases if phase in {"", each})


def _names(case: Case) -> Iterator[Finding]:
    linked: dict[str, str] = {}
    for key, company in case.companies.items():
        if key in {GROUP, OUTSIDE}:
            what = said("'{name}' stands for the group or for everybody else", name=key)
            yield Finding(path=f"companies.{key}", what=what, remedy=said("choose another id"), at_key=True)
        if company.asset is not None:
            if company.asset in linked:
                what = said(
                    "{asset} is a stake in {company} already", asset=company.asset, company=linked[company.asset]
                )
                yield Finding(path=f"companies.{key}.asset", what=what, remedy=said("link each asset to one company"))
            linked.setdefault(company.asset, key)


def _holdings(case: Case) -> Iterator[Finding]:
    """Companies that hold themselves, or are held more than once over."""
    held: dict[str, Decimal] = {}
    told: set[str] = set()
    for key, company in case.companies.items():
        for other, share in company.holds.items():
            here = f"companies.{key}.holds.{other}"
            if other == key:
                yield Finding(
                    path=here,
                    what=said("{company} would hold itself", company=key),
                    remedy=said("remove it"),
                    at_key=True,
                )
                continue
            if other in case.companies and not case.companies[other].in_network:
                yield _outside(here, other, at_key=True)
            held[other] = held.get(other, Decimal(0)) + (share.value.value if share.value is not None else Decimal(0))
            if held[other] > _WHOLE and other not in told:
                told.add(other)
                what = said("more than all of {company} is held", company=other)
                yield Finding(path=here, what=what, remedy=said("correct the shares under holds"), at_key=True)


def _lenders(case: Case) -> Iterator[Finding]:
    lent: dict[str, Decimal] = {}
    told: set[str] = set()
    for key, company in case.companies.items():
        for loan, share in company.lends.items():
            lent[loan] = lent.get(loan, Decimal(0)) + (share.value.value if share.value is not None else Decimal(0))
            if lent[loan] > _WHOLE and loan not in told:
                told.add(loan)
                what = said("more than all of {loan} is lent", loan=loan)
                yield Finding(
                    path=f"companies.{key}.lends.{loan}",
                    what=what,
                    remedy=said("correct the shares under lends"),
                    at_key=True,
                )


def _outside(path: str, company: str, *, at_key: bool = False) -> Finding:
    what = said("nothing is known of what {company} is worth", company=company)
    remedy = said("add {entry} under {place}", entry="equity: USD 50bn", place=f"companies.{company}")
    return Finding(path=path, what=what, remedy=remedy, at_key=at_key)


def _parties(case: Case, path: str, contract: Contract) -> Iterator[Finding]:
    for side, name in (("by", contract.by), ("to", contract.to)):
        if name in case.companies and not case.companies[name].in_network:
            yield _outside(f"{path}.{side}", name)


def _market(case: Case, path: str, contract: Contract) -> Iterator[Finding]:
    """Shares that would be sold by a lender need a market to be sold in."""
    if contract.secured is None:
        return
    company = case.companies.get(contract.secured.on)
    asset = case.assets.get(company.asset or "") if company is not None else None
    traded = isinstance(asset, ListedAsset) and asset.daily_volume is not None and asset.shares_outstanding is not None
    if company is not None and company.trading is None and not traded:
        entry = "trading: {shares_outstanding: 1bn, daily_volume: 5m, volatility: 60%}"
        what = said(
            "a lender may sell shares of {company}, and the case does not say how they trade",
            company=contract.secured.on,
        )
        remedy = said("add {entry} under {place}", entry=entry, place=f"companies.{contract.secured.on}")
        yield Finding(path=f"{path}.secured.on", what=what, remedy=remedy)
    held = case.companies[contract.by].holds.get(contract.secured.on) if contract.by in case.companies else None
    pledged = contract.secured.share
    if contract.by in case.companies and pledged.known and (held is None or held.known):
        owned = float(held.stated) if held is not None else 0.0
        if float(pledged.stated) > owned:
            what = said("{company} pledges {share} of {other} and holds less", company=contract.by, share=pledged,
                        other=contract.secured.on)  # fmt: skip
            remedy = said("pledge no more than it holds, or correct {key}", key=f"companies.{contract.by}.holds")
            yield Finding(path=f"{path}.secured.share", what=what, remedy=remedy)
    if contract.amount is None:
        remedy = said("add {entry}", entry="amount: USD 5bn")
        yield Finding(path=path, what=said("what is secured needs an amount"), remedy=remedy, at_key=True)
