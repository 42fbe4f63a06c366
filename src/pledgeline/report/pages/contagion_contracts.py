"""The contracts apart by how firm they are: which are cleared, and why the others are not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.contagion_words import CONTRACT_KINDS, contract_name, name_of, network_column
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, capital, long_date, titled

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport, ContractLine
    from pledgeline.report.pages.tables import Row
    from pledgeline.report.pages.wording import MoneyColumn

FIRMNESS = {
    "binding": said("Binding contracts"),
    "reported": said("Contracts that the press reports"),
    "letter_of_intent": said("Letters of intent"),
    "conditional": said("Contracts with a condition"),
    "guarantee": said("Guarantees: owed only if somebody else does not pay"),
}


def contract_tables(found: ContagionReport) -> tuple[Table, ...]:
    """One table for each kind of firmness that the case has."""
    amounts = (amount for each in found.contracts for amount in (each.amount, each.in_window))
    unit = network_column(amounts, found.currency)
    groups = {key: [each for each in found.contracts if firmness(each) == key] for key in FIRMNESS}
    return tuple(_table(found, key, lines, unit) for key, lines in groups.items() if lines)


def firmness(contract: ContractLine) -> str:
    """A guarantee before all, then a condition, then the standing."""
    if contract.kind == "guarantee":
        return "guarantee"
    return "conditional" if contract.condition else contract.standing


def _table(found: ContagionReport, key: str, lines: list[ContractLine], unit: MoneyColumn) -> Table:
    conditions = any(each.condition for each in lines)
    known = [each.in_window for each in lines if each.in_window is not None]
    sources = any(each.sources for each in lines)
    blanks = [""] * (1 + conditions + sources)
    total = row(say("Sum"), "", "", "", "", unit.text(math.fsum(known)), *blanks, tone="total")
    columns = [
        words(say("Contract")),
        words(say("Owes")),
        words(say("To")),
        words(say("What for"), minor=True),
        figures(say("Over its term"), unit.unit, minor=True),
        figures(say("Due by {date}", date=long_date(found.until)), unit.unit),
        words(say("Counted")),
    ]
    columns += [words(say("Condition"), prose=True)] if conditions else []
    return Table(
        caption=retold(FIRMNESS[key]),
        columns=(*columns, *([words(say("Sources"), minor=True)] if sources else [])),
        rows=(
            *(_contract(found, each, unit, conditions=conditions, sources=sources) for each in lines),
            *([total] if len(known) > 1 else []),
        ),
    )


def _contract(found: ContagionReport, each: ContractLine, unit: MoneyColumn, *, conditions: bool, sources: bool) -> Row:
    return row(
        contract_name(each),
        name_of(found, each.by),
        name_of(found, each.to),
        titled(CONTRACT_KINDS, each.kind),
        unit.text(each.amount, NOTHING),
        unit.text(each.in_window, NOTHING),
        say("yes") if each.cleared else say("no: {reason}", reason=retold(each.why_not)) if each.why_not else say("no"),
        *([capital(each.condition) or NOTHING] if conditions else []),
        *([", ".join(each.sources) or NOTHING] if sources else []),
        tone="" if each.cleared else "part",
    )
