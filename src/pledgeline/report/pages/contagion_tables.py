"""The tables of contagion: the companies before and after, who owes and holds whom, and the rounds of the spiral."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.contagion_words import (
    DAMAGED,
    STATE_TONES,
    STATES,
    contract_name,
    lost_share,
    name_of,
    names_of,
    network_column,
    state_of,
)
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    clauses,
    days,
    long_date,
    percent,
    round_percent,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport, LoanLine, Node, Outcome, Round
    from pledgeline.report.pages.tables import Row
    from pledgeline.report.pages.wording import MoneyColumn

MOST_SOLD = 3  # companies whose prices have columns of their own


def companies_table(found: ContagionReport) -> Table:
    """Every company before and after."""
    nodes = found.main.nodes
    unit = network_column((amount for node in nodes for amount in (node.equity, node.owes)), found.currency)
    told = Table(
        caption=say("The companies before and after"),
        columns=(
            words(say("Company")),
            words(say("State")),
            figures(say("Order of failing"), minor=True),
            figures(say("Is owed"), unit.unit, minor=True),
            figures(say("Owes"), unit.unit),
            figures(say("Of this paid"), "%"),
            figures(say("Equity before"), unit.unit),
            figures(say("Equity after"), unit.unit),
            figures(say("Lost"), "%"),
            figures(say("Fall of its price"), "%", minor=True),
        ),
        rows=tuple(_company(node, unit) for node in nodes),
        note=say(
            "What falls due by {date}. Damaged: at least {share} of the equity is lost. The price is that of the whole "
            "company in the market, with what forced sales take off it.",
            date=long_date(found.until),
            share=round_percent(DAMAGED),
        ),
    )
    return without_idle_columns(told)


def _company(node: Node, unit: MoneyColumn) -> Row:
    state = state_of(node)
    return row(
        node.name,
        say("fails by itself") if node.own_default else retold(STATES[state]),
        whole(node.default_order) if node.default_order else NOTHING,
        unit.text(node.owed) if node.owed > 0.0 else NOTHING,
        unit.text(node.owes) if node.owes > 0.0 else NOTHING,
        bare(percent(node.paid / node.owes)) if node.owes > 0.0 else NOTHING,
        unit.text(node.equity),
        unit.text(node.equity_after),
        _share(lost_share(node)),
        _share(node.price_fall),
        tone=STATE_TONES[state],
    )


def _share(share: float | None) -> str:
    """A share under a head that carries the percent sign, without the noise of rounding."""
    return NOTHING if share is None else bare(percent(round(share, 6)))


def without_idle_columns(table: Table) -> Table:
    """The table without columns in which nothing stands."""
    kept = [at for at in range(len(table.columns)) if any(row.cells[at] != NOTHING for row in table.rows)]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows),
    )


def obligations_table(found: ContagionReport) -> Table | None:
    """Who owes whom within the window, and what of it is paid; None where nobody owes anything."""
    edges = found.main.edges
    if not edges:
        return None
    unit = network_column((each.owed for each in edges), found.currency)
    names = {each.id: each.name for each in found.main.loans} | {
        each.id: contract_name(each) for each in found.contracts
    }
    lines = [
        row(
            name_of(found, each.by),
            name_of(found, each.to),
            unit.text(each.owed),
            unit.text(each.paid),
            unit.text(each.owed - each.paid),
            clauses(names.get(key, key) for key in each.contracts) or NOTHING,
        )
        for each in edges
    ]
    owed, paid = math.fsum(each.owed for each in edges), math.fsum(each.paid for each in edges)
    total = (unit.text(owed), unit.text(paid), unit.text(owed - paid))
    return Table(
        caption=say("Who owes whom, and what of it is paid"),
        columns=(
            words(say("Owes")), words(say("To")), figures(say("Owed"), unit.unit), figures(say("Paid"), unit.unit),
            figures(say("Not paid"), unit.unit), words(say("Contracts"), minor=True),
        ),
        rows=(*lines, row(say("Sum"), "", *total, "", tone="total")),
    )  # fmt: skip


def stakes_table(found: ContagionReport) -> Table | None:
    """Who holds whom; None where nobody holds anybody."""
    stakes = found.main.stakes
    if not stakes:
        return None
    unit = network_column((each.before for each in stakes), found.currency)
    return Table(
        caption=say("Who holds shares of whom"),
        columns=(
            words(say("Holder")), words(say("Shares of")), figures(say("Share of the company"), "%"),
            figures(say("Of this pledged"), "%"), figures(say("Worth before"), unit.unit),
            figures(say("Worth after"), unit.unit),
        ),
        rows=tuple(
            row(
                name_of(found, each.holder), name_of(found, each.company), bare(percent(each.share)),
                bare(percent(each.pledged / each.share)) if each.share > 0.0 else NOTHING,
                unit.text(each.before), unit.text(each.after),
                tone="call" if each.before - each.after >= DAMAGED * each.before > 0.0 else "",
            )
            for each in stakes
        ),
    )  # fmt: skip


def rounds_table(found: ContagionReport) -> Table | None:
    """The rounds of the spiral: who fails, prices and sales; None where nobody fails and nothing is sold."""
    main = found.main
    sold = _most_sold(main)
    if not sold and not any(each.defaults for each in main.rounds):
        return None
    columns = [words(say("Round")), words(say("Fails in it"))]
    for key in sold:
        company = name_of(found, key)
        columns += [
            figures(say("Price of {company}", company=company), say("% of before")),
            figures(say("Sold of {company}", company=company), say("% of all shares")),
        ]
    lines = [
        row(
            whole(each.number),
            names_of(found, each.defaults) or NOTHING,
            *(text for key in sold for text in _sale(each, key)),
            tone="close-out" if each.defaults else "",
        )
        for each in main.rounds
    ]
    return Table(
        caption=say("Round by round"),
        columns=tuple(columns),
        rows=tuple(lines),
        note=_left_out_rounds(main),
    )


def _left_out_rounds(main: Outcome) -> str:
    """That rounds between those shown are not."""
    numbers = [each.number for each in main.rounds]
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return ""
    return say("The first rounds and the last; from one to the next of those left out, prices hardly move.")


def _sale(each: Round, key: str) -> tuple[str, str]:
    price, sold = dict(each.prices).get(key), dict(each.sold).get(key)
    return _share(price), _share(sold)


def _most_sold(main: Outcome) -> list[str]:
    """Companies whose shares lenders have sold, the most sold first."""
    last = dict(main.rounds[-1].sold) if main.rounds else {}
    sold = sorted((key for key, share in last.items() if share > 0.0), key=lambda key: -last[key])
    return sold[:MOST_SOLD]


def loans_table(found: ContagionReport) -> Table | None:
    """Loans on shares of companies, and what their lenders sell; None where there is none."""
    loans = found.main.loans
    if not loans:
        return None
    unit = network_column((each.debt for each in loans), found.currency)
    return Table(
        caption=say("Loans on shares, and what their lenders sell"),
        columns=(
            words(say("Loan")),
            words(say("Borrower"), minor=True),
            words(say("Lenders"), minor=True),
            words(say("On shares of")),
            figures(say("Debt"), unit.unit),
            figures(say("LTV before"), "%", minor=True),
            figures(say("LTV after"), "%"),
            figures(say("Called at"), "%"),
            figures(say("Pledged"), say("% of all shares"), minor=True),
            figures(say("Sold"), say("% of all shares")),
            figures(say("All trading for"), say("days"), minor=True),
            figures(say("Lost by lenders"), unit.unit),
            figures(say("Claimed from the borrower"), unit.unit, minor=True),
        ),
        rows=tuple(_loan(found, each, unit) for each in loans),
        note=say(
            "A lender sells once the LTV of the call is reached, until that of the cure is, at the price that all "
            "sales together have pressed. The LTV after is the one before anything that is sold is taken off."
        ),
    )


def _loan(found: ContagionReport, loan: LoanLine, unit: MoneyColumn) -> Row:
    lenders = clauses(
        say("{name} {share}", name=name_of(found, key), share=percent(part)) for key, part in loan.lenders
    )
    after = bare(percent(loan.ltv_after)) if math.isfinite(loan.ltv_after) else percent(loan.ltv_after)
    return row(
        loan.name or loan.id,
        name_of(found, loan.borrower),
        lenders or NOTHING,
        name_of(found, loan.company),
        unit.text(loan.debt),
        bare(percent(loan.ltv_before)),
        after,
        _share(loan.call),
        bare(percent(loan.pledged)),
        bare(percent(loan.sold)) if loan.sold > 0.0 else NOTHING,
        days(loan.days_to_sell) if loan.days_to_sell is not None and loan.sold > 0.0 else NOTHING,
        unit.text(loan.lost),
        unit.text(loan.claimed),
        tone="close-out" if loan.lost > 0.0 else "call" if loan.sold > 0.0 else "",
    )
