"""The lender's page of one margin loan: terms, borrower, loss, sale, the terms that would do, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from pledgeline.report.pages.lender_wording import METHODS, business_days, error_text, share
from pledgeline.report.pages.tables import Fact, Sentence, Table
from pledgeline.report.pages.wording import (
    UNKNOWN,
    count,
    days,
    distance,
    long_date,
    money,
    percent,
    price,
    round_percent,
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
        limits=view.limits,
    )


def terms_facts(view: LenderView) -> tuple[Fact, ...]:
    """The loan as a term sheet has it."""
    return (
        Fact(term="Debt", text=money(view.debt, view.currency), note="drawn and accrued, less any deposit"),
        _collateral(view),
        Fact(
            term="LTV today",
            text=share(view.ltv),
            note=f"cure {round_percent(view.cure_ltv)}, call {round_percent(view.call_ltv)}, "
            f"close-out {round_percent(view.close_out_ltv)}",
        ),
        Fact(term="Until", text=long_date(view.end)),
        Fact(term="Time to meet a call", text=business_days(view.cure_days)),
        _sale(view),
        Fact(term="Recourse to the group", text=view.recourse or UNKNOWN),
    )


def _collateral(view: LenderView) -> Fact:
    """What secures the loan; its value alone where the loan is not covered, for it may be a pool."""
    worth = f"{money(view.collateral_value, view.currency)} after haircuts"
    if view.borrower is None:
        return Fact(term="Collateral", text=money(view.collateral_value, view.currency), note="after haircuts")
    return Fact(term="Collateral", text=f"{count(view.shares)} shares", note=f"of {view.asset_name}, {worth}")


def _sale(view: LenderView) -> Fact:
    """How the collateral would be sold."""
    rate = f"{round_percent(view.participation)} of average volume"
    if view.law is None:
        return Fact(term="Sale", text=f"{rate} a day", note=_delay(view).removeprefix(", "))
    cost = f"at a cost of {percent(view.sale_cost)}"
    return Fact(term="Sale of it all", text=business_days(view.sale_days), note=f"at {rate}{_delay(view)}, {cost}")


def _delay(view: LenderView) -> str:
    """When a sale begins."""
    return f", begun {business_days(view.sale_delay)} after the deadline" if view.sale_delay else ""


def borrower_facts(view: LenderView, borrower: BorrowerView) -> tuple[Fact, ...]:
    """What the borrower has to expect."""
    facts = [
        Fact(
            term="Call price",
            text=price(borrower.trigger_price, view.currency),
            note=f"{distance(borrower.fall)} today’s {price(borrower.price, view.currency)}",
        ),
        Fact(
            term="Distance",
            text=f"{days(abs(borrower.daily_moves))} daily moves",
            note="to the call price, in logs over the standard deviation of a day, jumps included",
        ),
    ]
    if borrower.expected_cash is None:
        return (*facts, Fact(term="Cash to cure the first call", text="nothing", note="no call can come"))
    either = f", or {count(borrower.expected_shares)} more shares" if borrower.expected_shares is not None else ""
    return (
        *facts,
        Fact(
            term="Cash to cure the first call",
            text=money(borrower.expected_cash, view.currency),
            note=f"expected on the day of the call{either}",
        ),
    )


def method_facts(view: LenderView) -> tuple[Fact, ...]:
    """How the figures were made, and how far they can be trusted as arithmetic."""
    law = view.law
    method = law.accuracy.method if law else "hilbert"
    return (
        Fact(
            term="Engine",
            text=METHODS.get(method, method),
            note="nothing on this page is simulated unless it says so",
        ),
        Fact(
            term="Error of the call",
            text=f"at most {error_text(call_error(view))}",
            note="of each probability of a call" + (", and of a sale" if law else ""),
        ),
        *(_sale_error(law) if law else ()),
        dynamics_fact(view),
    )


def _sale_error(law: LossLaw) -> tuple[Fact, ...]:
    """How far off the loss may be, which rests on the sale too."""
    note = "of the probability of a loss, estimated: a long sale is computed in tranches"
    return (Fact(term="Error of the sale", text=f"about {error_text(law.accuracy.sale)}", note=note),)
