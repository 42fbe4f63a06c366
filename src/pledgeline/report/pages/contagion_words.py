"""The words of contagion: who a company is, how it stands, and what a contract is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.clauses import filled, listed
from pledgeline.report.pages.phrases import MARKET, PHRASES, PLEDGE
from pledgeline.report.pages.standings import STANDINGS
from pledgeline.report.pages.wording import money_column, titled, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.engine.contagion_results import ContagionReport, ContractLine, Node, Outcome, Sensitivity
    from pledgeline.report.pages.wording import MoneyColumn

GROUP, OUTSIDE = "group", "outside"
DAMAGED = 0.1  # of its equity that a company loses before it counts as damaged
LARGEST_UNIT = 999e9  # the largest amount that does not call for trillions
MOST_NAMES = 6  # in a sentence
State = Literal["stands", "damaged", "failed"]

STATES = {"stands": said("stands"), "damaged": said("damaged"), "failed": said("fails")}
STATE_TONES = {"stands": "", "damaged": "call", "failed": "close-out"}
CONTRACT_KINDS = {
    "compute": said("computing"),
    "supply": said("supply"),
    "loan": said("loan"),
    "vendor_finance": said("vendor finance"),
    "prepayment": said("prepayment"),
    "equity": said("shares to be paid for"),
    "guarantee": said("guarantee"),
}
OF_COMPANIES = {
    "equity": said("value of all shares of {name}"),
    "assets": said("assets of {name}"),
    "outside_debt": said("what {name} owes outside the network"),
    "exposed": said("how far {name} lives on the demand for AI"),
}
OF_CONTRACTS = {
    "amount": said("amount of {name}"),
    "yearly": said("yearly amount of {name}"),
    "term": said("term of {name}"),
    "starts": said("start of {name}"),
    "due": said("due date of {name}"),
    "secured.share": said("share pledged under {name}"),
}
RATIOS = {
    "scenarios.demand": said("fall of the demand"),
    "contagion.alpha": said("what creditors get of a defaulter’s own assets"),
    "contagion.beta": said("what creditors get of a defaulter’s claims"),
}
ALIKE = {  # what a company states as an asset of the group does, or a contract as a loan
    "secured.call": "ltv.call",
    "secured.cure": "ltv.cure",
    "trading.shares_outstanding": "shares_outstanding",
    "trading.daily_volume": "daily_volume",
    "trading.volatility": "volatility",
    "trading.impact": "sale.impact",
}


def name_of(found: ContagionReport, key: str) -> str:
    """The name of a company, of the group, or the words for everybody else."""
    return say("everybody else") if key == OUTSIDE else dict(found.names).get(key, key)


def names_of(found: ContagionReport, keys: Iterable[str], most: int = MOST_NAMES) -> str:
    """Names one after the other, the first ones where they are many; empty where there is none."""
    told = [name_of(found, key) for key in keys]
    if len(told) <= most:
        return listed(told) if told else ""
    left = len(told) - most
    return say_each(
        left, "{names} and {n} other", "{names} and {n} others", names=", ".join(told[:most]), n=whole(left)
    )


def state_of(node: Node) -> State:
    """Whether a company fails, has lost a part of its equity that counts, or stands."""
    if node.default_round:
        return "failed"
    return "damaged" if node.equity - node.equity_after >= DAMAGED * node.equity > 0.0 else "stands"


def lost_share(node: Node) -> float | None:
    """The part of its equity that a company loses; None where it had none."""
    return (node.equity - node.equity_after) / node.equity if node.equity > 0.0 else None


def failed_in_order(outcome: Outcome) -> tuple[Node, ...]:
    """Who fails, the first to fail first."""
    failed = [node for node in outcome.nodes if node.default_round]
    return tuple(sorted(failed, key=lambda node: node.default_order))


def network_column(amounts: Iterable[float | None], currency: str) -> MoneyColumn:
    """One unit for companies of very different size: billions at most."""
    known = (abs(amount) for amount in amounts if amount is not None)
    return money_column([min(max(known, default=0.0), LARGEST_UNIT)], currency)


def contract_name(contract: ContractLine) -> str:
    """Its title, or its id where it has none."""
    return contract.title or contract.id


def scenario_name(found: ContagionReport) -> str:
    """The title of the scenario, or its id; the words for the case as it stands."""
    return retold(found.scenario_title) or found.scenario or say("as stated in the case")


def counted_text(found: ContagionReport) -> str:
    """Which contracts are cleared, by standing."""
    return ", ".join(titled(STANDINGS, standing) for standing in found.counted)


def assumption_title(one: Sensitivity, found: ContagionReport) -> str:
    """An assumption of the case in words; one that has none is shown as it is."""
    kind, _, rest = one.path.partition(".")
    subject, _, field = rest.partition(".")
    general = RATIOS.get(f"{kind}.{field or subject}")
    if general is not None:
        return retold(general)
    if kind == "companies" and field.startswith("holds."):
        return say(
            "share of {company} that {holder} holds",
            company=name_of(found, field.removeprefix("holds.")),
            holder=name_of(found, subject),
        )
    if kind == "companies" and field.startswith("lends."):
        loan = field.removeprefix("lends.")
        names = {each.id: each.name for each in found.main.loans}
        return say("part of {loan} that {lender} has lent", loan=names.get(loan, loan), lender=name_of(found, subject))
    if kind == "market" and subject in MARKET:
        return f"{retold(MARKET[subject])} {field.removesuffix('.spot')}".strip()
    if kind == "group" and rest in PHRASES:
        return say("{what} of the group", what=retold(PHRASES[rest]))
    return _of_subject(kind, field, one) or one.path


def _of_subject(kind: str, field: str, one: Sensitivity) -> str:
    """An assumption of a company, asset, loan or contract, by its name; empty where it has no words."""
    messages = {"companies": OF_COMPANIES, "contracts": OF_CONTRACTS}.get(kind, {})
    if field in messages:
        return filled(messages[field], name=one.subject)
    pledged = PLEDGE.get(field.rpartition(".")[2]) if field.startswith("collateral.") else None
    what = pledged or PHRASES.get(ALIKE.get(field, field))
    return say("{what} of {name}", what=retold(what), name=one.subject) if what else ""
