"""What companies that owe, hold and lend to each other do to each other when some of what they own is gone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.contagion_losses import loan_at, losses, outside_lost
from pledgeline.engine.contagion_network import Network, resolve_network
from pledgeline.engine.contagion_results import (
    ContagionReport,
    ContractLine,
    Edge,
    LoanLine,
    Node,
    Outcome,
    Round,
    StakeEdge,
)
from pledgeline.engine.contagion_sensitivity import sensitivities
from pledgeline.engine.contagion_shock import shock_of, shocking
from pledgeline.engine.contagion_spiral import Ending, Spiral, Step
from pledgeline.engine.contagion_strength import MOST_ASKED, breaking, ranking
from pledgeline.engine.results import Method
from pledgeline.engine.version import version
from pledgeline.errors import Inaccurate, UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.contagion_network import SecuredLoan
    from pledgeline.engine.document import CaseDocument
    from pledgeline.kernels.clearing import Floats

SCHEMA_VERSION = 1
FIRST_ROUNDS = 8  # that are kept, beside the last
LIMITS = (
    said("One date: everything due in the window is due at once, and all of a company's worth can be used to pay."),
    said("What a company does not receive it loses in full: what it saves by not delivering is not counted."),
    said("Nobody cures, raises equity, or rescues."),
    said("What companies are worth is what the market or a round said; their outside assets follow from it."),
    said("Prices move by forced sales of this network only; all shares are reckoned sold at the last price."),
)


def contagion(document: CaseDocument, *, counted: tuple[str, ...] | None = None) -> ContagionReport:
    """What the active scenario of a case does to its companies; ``counted`` in place of the standings it clears.

    Raises UnknownName for a case without companies, or without the scenario; CaseError where what a company is
    worth is not known or contradicts what is owed to it; Inaccurate where prices, sales and payments do not settle.
    """
    case = document.case
    if not any(one.in_network for one in case.companies.values()):
        remedy = said("add {entry}", entry="companies: {oracle: {name: Oracle, equity: USD 500bn}}")
        raise UnknownName(said("the case has no companies that owe or hold each other; {remedy}", remedy=remedy))
    if document.scenario and document.scenario not in case.scenarios:
        raise UnknownName(said("the case has no scenario '{name}'", name=document.scenario))
    network = resolve_network(document, counted)
    spiral, shock = Spiral(network), shock_of(document, network)
    ranged = shock.demand_low is not None and shock.demand_high is not None
    main, ending = _outcome(spiral, shock.taken(), "assumed" if ranged else "", shock.demand)
    ends = (("low", shock.demand_low), ("high", shock.demand_high)) if ranged else ()
    terms, scenario = network.terms, case.scenarios.get(document.scenario)
    return ContagionReport(
        schema_version=SCHEMA_VERSION,
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        until=terms.until,
        currency=case.currency,
        scenario=document.scenario,
        scenario_title=(scenario.title or "") if scenario is not None else "",
        shocking=shocking(case),
        names=tuple(zip(terms.ids, terms.names, strict=True)),
        alpha=terms.alpha,
        beta=terms.beta,
        counted=terms.counted,
        contracts=tuple(_contracts(document, network)),
        main=main,
        range=tuple(_outcome(spiral, shock.at(end), label, end)[0] for label, end in ends),
        breaking=tuple(breaking(spiral, shock)),
        ranking=ranking(spiral, ending),
        sensitivities=sensitivities(document, counted, network, float(network.equity[0] - ending.equity[0])),
        left_out=terms.left_out,
        method=_method(document, network),
    )


def _outcome(spiral: Spiral, taken: Floats, label: str, demand: float | None) -> tuple[Outcome, Ending]:
    """Everything that one size of the shock does."""
    ending = spiral.end(taken, recorded=FIRST_ROUNDS)
    if not ending.still:
        raise Inaccurate(
            said("prices, sales and payments do not settle: a loan's call lies where its own sale would bring it")
        )
    lost = losses(spiral, taken, ending)
    found = Outcome(
        label=label,
        demand=demand,
        nodes=tuple(_nodes(spiral.network, taken, ending)),
        edges=tuple(_edges(spiral.network, ending)),
        stakes=tuple(_stakes(spiral.network, ending)),
        loans=tuple(_loans(spiral.network, ending)),
        losses=lost,
        rounds=tuple(_rounds(spiral.network, ending)) if ending.rounds > 1 else (),
        round_count=ending.rounds,
        shock=math.fsum(taken),
        lost=math.fsum(one.lost for one in lost),
        outside_lost=outside_lost(spiral, ending),
    )
    return found, ending


def _nodes(network: Network, taken: Floats, ending: Ending) -> Iterator[Node]:
    terms = network.terms
    order = {place: number for number, place in enumerate(sorted({one for one in ending.failed if one[0]}), start=1)}
    owed = np.zeros(network.size + 1)
    for debt in terms.obligations:
        owed[debt.to] += debt.amount
    for place, key in enumerate(terms.ids[:-1]):
        before, price = float(network.equity[place]), float(ending.prices[place])
        owes = float(ending.owed[place])
        yield Node(
            id=key,
            name=terms.names[place],
            outside_assets=float(network.outside[place]),
            worked_out=network.worked_out[place],
            shock=float(taken[place]),
            owes=owes,
            owed=float(owed[place]),
            equity=before,
            equity_after=float(ending.equity[place]),
            paid=owes * float(ending.paid[place]),
            default_round=ending.failed[place][0],
            default_order=order.get(ending.failed[place], 0),
            own_default=ending.failed[place] == (1, 1),
            price_fall=1.0 - price / before if before > 0.0 else 0.0,
        )


def _edges(network: Network, ending: Ending) -> Iterator[Edge]:
    """What falls due and what recourse adds, by debtor, then by creditor."""
    terms = network.terms
    owed = {(one.by, one.to): (one.amount, one.contracts) for one in terms.obligations}
    for loan, claimed in zip(terms.loans, ending.claimed.tolist(), strict=True):
        for lender, part in loan.lenders:
            if claimed > 0.0:
                before, contracts = owed.get((loan.borrower, lender), (0.0, ()))
                owed[loan.borrower, lender] = (before + part * claimed, (*contracts, loan.id))
    for (by, to), (money, contracts) in sorted(owed.items()):
        paid = money * float(ending.paid[by])
        yield Edge(by=terms.ids[by], to=terms.ids[to], owed=money, paid=paid, contracts=contracts)


def _stakes(network: Network, ending: Ending) -> Iterator[StakeEdge]:
    """What each holds of another, free and pledged, worth what its loans leave of it."""
    terms = network.terms
    free = {(one.holder, one.company): one.share for one in terms.stakes}
    pledged = dict.fromkeys(free, 0.0)
    before = {pair: share * float(network.equity[pair[1]]) for pair, share in free.items()}
    after = {pair: share * float(ending.prices[pair[1]]) for pair, share in free.items()}
    for loan in terms.loans:
        pair = (loan.borrower, loan.company)
        pledged[pair] = pledged.get(pair, 0.0) + loan.share
        for worth, price in ((before, network.equity), (after, ending.prices)):
            worth[pair] = worth.get(pair, 0.0) + loan_at(loan, float(price[loan.company]), 1.0).kept
    for pair in sorted(pledged):
        yield StakeEdge(
            holder=terms.ids[pair[0]],
            company=terms.ids[pair[1]],
            share=free.get(pair, 0.0) + pledged[pair],
            pledged=pledged[pair],
            before=before[pair],
            after=after[pair],
        )


def _loans(network: Network, ending: Ending) -> Iterator[LoanLine]:
    terms = network.terms
    for loan, sold in zip(terms.loans, ending.sold.tolist(), strict=True):
        volume = terms.depths[loan.company].volume
        end = loan_at(loan, float(ending.prices[loan.company]), float(ending.paid[loan.borrower]))
        yield LoanLine(
            id=loan.id,
            name=loan.name,
            borrower=terms.ids[loan.borrower],
            lenders=tuple((terms.ids[lender], part) for lender, part in loan.lenders),
            company=terms.ids[loan.company],
            debt=loan.debt,
            ltv_before=_ltv(loan, float(network.equity[loan.company])),
            ltv_after=_ltv(loan, float(ending.prices[loan.company])),
            call=loan.call if math.isfinite(loan.call) else None,
            pledged=loan.share,
            sold=sold,
            days_to_sell=sold / volume if volume > 0.0 else None,
            lost=loan.debt - end.lent,
            claimed=end.claimed,
        )


def _ltv(loan: SecuredLoan, price: float) -> float:
    """What is owed over what the lender counts, before anything is sold; inf where nothing is left."""
    worth = loan.weight * loan.share * price
    return loan.debt / worth if worth > 0.0 else math.inf


def _rounds(network: Network, ending: Ending) -> Iterator[Round]:
    """The rounds that are kept: who is new in default, prices and sales of companies with loans on their shares."""
    ids = network.terms.ids
    pledged = sorted({loan.company for loan in network.terms.loans})
    for step in ending.steps:
        yield Round(
            number=step.number,
            defaults=tuple(ids[one] for one in _new(step, ending)),
            prices=tuple(
                (ids[one], float(step.prices[one] / network.equity[one]))
                for one in pledged
                if network.equity[one] > 0.0
            ),
            sold=tuple((ids[one], float(step.sold[one])) for one in pledged),
        )


def _new(step: Step, ending: Ending) -> list[int]:
    """Who first fails in a round, in the order of default."""
    fresh = [one for one in range(len(ending.failed)) if ending.failed[one][0] == step.number]
    return sorted(fresh, key=lambda one: ending.failed[one])


def _contracts(document: CaseDocument, network: Network) -> Iterator[ContractLine]:
    dues = dict(network.terms.dues)
    for key, contract in document.case.contracts.items():
        due = dues[key]
        yield ContractLine(
            id=key,
            title=contract.title or "",
            by=contract.by,
            to=contract.to,
            kind=contract.kind,
            standing=contract.standing,
            amount=due.amount,
            in_window=due.in_window,
            cleared=not due.why_not,
            why_not=due.why_not,
            condition=contract.condition or "",
            sources=tuple(map(str, contract.sources)),
        )


def _method(document: CaseDocument, network: Network) -> Method:
    case, terms = document.case, network.terms
    return Method(
        version=version(),
        seed=0,
        paths=0,
        recorded_paths=0,
        days=(terms.until - terms.as_of).days,
        start=terms.as_of,
        end=terms.until,
        calendar=case.market.calendar,
        input_hash=document.input_hash,
        scenario=document.scenario,
        limits=(*LIMITS, *_asked(network)),
    )


def _asked(network: Network) -> Iterator[str]:
    """That not every company is asked what it takes and what it does, where they are many."""
    if network.size > MOST_ASKED:
        yield said(
            "The smallest shock and the ranking are given for the group and the {n} largest companies.",
            n=str(MOST_ASKED - 1),
        )
