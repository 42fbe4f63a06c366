"""The lender's page of one margin loan: terms, borrower, loss, sale, the terms that would do, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.lender_dynamics import dynamics_fact
from pledgeline.report.pages.lender_sale import SaleScale, sale_scale
from pledgeline.report.pages.lender_sentences import call_error, lender_sentences
from pledgeline.report.pages.lender_tables import (
    calls_table,
    effects_table,
    loss_table,
    references_table,
    sale_table,
    targets_table,
)
from pledgeline.report.pages.lender_tail import tail_facts, tail_table
from pledgeline.report.pages.lender_wording import METHODS, error_text, share
from pledgeline.report.pages.tables import Fact, Sentence, Table
from pledgeline.report.pages.wording import (
    UNKNOWN,
    business_days,
    count,
    days,
    long_date,
    money,
    percent,
    price,
    round_percent,
    titled,
)

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import BorrowerView, LenderView, LossLaw
    from pledgeline.engine.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class LenderPage:
    """Everything the report tells a lender of one loan."""

    id: str
    name: str
    sentences: tuple[Sentence, ...]
    terms: tuple[Fact, ...]
    borrower: tuple[Fact, ...]
    calls: Table | None
    losses: Table | None
    tail: Table | None  # with the borrower's means
    sale: Table | None
    picture: SaleScale | None
    targets: Table | None
    effects: Table | None
    references: Table | None
    method: tuple[Fact, ...]
    limits: tuple[str, ...]


def lender_pages(result: Result) -> tuple[LenderPage, ...]:
    """One page for each margin loan that the exact engine has looked at, in the order of the case."""
    paths = result.method.paths if result.outlook else None
    return tuple(lender_page(view, paths=paths) for view in result.lender)


def lender_page(view: LenderView, *, paths: int | None = None) -> LenderPage:
    """The page of one loan; `paths` of the simulation whose figures stand beside the exact ones."""
    law, borrower = view.law, view.borrower
    return LenderPage(
        id=view.id,
        name=view.name,
        sentences=lender_sentences(view, paths),
        terms=terms_facts(view),
        borrower=borrower_facts(view, borrower) if borrower else (),
        calls=calls_table(view, borrower, paths) if borrower and borrower.by_date else None,
        losses=loss_table(view, law, paths) if law else None,
        tail=tail_table(view, view.tail) if view.tail else None,
        sale=sale_table(view, law) if law else None,
        picture=sale_scale(view, law) if law else None,
        targets=targets_table(view),
        effects=effects_table(view),
        references=references_table(view),
        method=(*(method_facts(view) if law or borrower else ()), *(tail_facts(view.tail) if view.tail else ())),
        limits=tuple(map(retold, view.limits)),
    )


def terms_facts(view: LenderView) -> tuple[Fact, ...]:
    """The loan as a term sheet has it."""
    ladder = say(
        "cure {cure}, call {call}, close-out {close_out}",
        cure=round_percent(view.cure_ltv),
        call=round_percent(view.call_ltv),
        close_out=round_percent(view.close_out_ltv),
    )
    debt = money(view.debt, view.currency)
    return (
        Fact(term=say("Debt"), text=debt, note=say("drawn and accrued, less any deposit")),
        _collateral(view),
        Fact(term=say("LTV today"), text=share(view.ltv), note=ladder),
        Fact(term=say("Until"), text=long_date(view.end)),
        Fact(term=say("Time to meet a call"), text=business_days(view.cure_days)),
        _sale(view),
        Fact(term=say("Recourse to the group"), text=retold(view.recourse or UNKNOWN)),
    )


def _collateral(view: LenderView) -> Fact:
    """What secures the loan; its value alone where the loan is not covered, for it may be a pool."""
    worth = money(view.collateral_value, view.currency)
    if view.borrower is None:
        return Fact(term=say("Collateral"), text=worth, note=say("after haircuts"))
    return Fact(
        term=say("Collateral"),
        text=say("{number} shares", number=count(view.shares)),
        note=say("of {asset}, {worth} after haircuts", asset=view.asset_name, worth=worth),
    )


def _sale(view: LenderView) -> Fact:
    """How the collateral would be sold."""
    rate = round_percent(view.participation)
    delay = business_days(view.sale_delay) if view.sale_delay else ""
    if view.law is None:
        begun = say("begun {days} after the deadline", days=delay) if delay else ""
        return Fact(term=say("Sale"), text=say("{share} of average volume a day", share=rate), note=begun)
    cost = percent(view.sale_cost)
    note = say("at {share} of average volume, at a cost of {cost}", share=rate, cost=cost)
    if delay:
        note = say(
            "at {share} of average volume, begun {days} after the deadline, at a cost of {cost}",
            share=rate,
            days=delay,
            cost=cost,
        )
    return Fact(term=say("Sale of it all"), text=business_days(view.sale_days), note=note)


def borrower_facts(view: LenderView, borrower: BorrowerView) -> tuple[Fact, ...]:
    """What the borrower has to expect."""
    far, today = percent(abs(borrower.fall)), price(borrower.price, view.currency)
    apart = (
        say("{distance} below today’s {price}", distance=far, price=today)
        if borrower.fall >= 0.0
        else say("{distance} above today’s {price}", distance=far, price=today)
    )
    return (
        Fact(term=say("Call price"), text=price(borrower.trigger_price, view.currency), note=apart),
        Fact(
            term=say("Distance"),
            text=say("{number} daily moves", number=days(abs(borrower.daily_moves))),
            note=say("to the call price, in logs over the standard deviation of a day, jumps included"),
        ),
        _cure(view, borrower),
    )


def _cure(view: LenderView, borrower: BorrowerView) -> Fact:
    """What the first call would take, in cash or in shares."""
    term = say("Cash to cure the first call")
    if borrower.expected_cash is None:
        return Fact(term=term, text=say("nothing"), note=say("no call can come"))
    note = say("expected on the day of the call")
    if borrower.expected_shares is not None:
        note = say("expected on the day of the call, or {number} more shares", number=count(borrower.expected_shares))
    return Fact(term=term, text=money(borrower.expected_cash, view.currency), note=note)


def method_facts(view: LenderView) -> tuple[Fact, ...]:
    """How the figures were made, and how far they can be trusted as arithmetic."""
    law = view.law
    of_what = say("of each probability of a call, and of a sale") if law else say("of each probability of a call")
    return (
        Fact(
            term=say("Engine"),
            text=titled(METHODS, law.accuracy.method if law else "hilbert"),
            note=say("nothing on this page is simulated unless it says so"),
        ),
        Fact(
            term=say("Error of the call"),
            text=say("at most {error}", error=error_text(call_error(view))),
            note=of_what,
        ),
        *(_sale_error(law) if law else ()),
        dynamics_fact(view),
    )


def _sale_error(law: LossLaw) -> tuple[Fact, ...]:
    """How far off the loss may be, which rests on the sale too."""
    note = say("of the probability of a loss, estimated: a long sale is computed in tranches")
    error = say("about {error}", error=error_text(law.accuracy.sale))
    return (Fact(term=say("Error of the sale"), text=error, note=note),)
