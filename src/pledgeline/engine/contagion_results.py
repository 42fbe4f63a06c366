"""What obligations, stakes and loans between companies do to each other, as plain records.

Money in the currency of the case, shares as fractions. Companies are named by their ids; `group` is the group itself,
`outside` everybody who is not in the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One company, before and after."""

    id: str
    name: str
    outside_assets: float  # before the shock
    worked_out: bool  # whether they follow from its equity
    shock: float  # taken off them
    owes: float  # within the window, with what it owes outside
    owed: float  # by others of the network
    equity: float  # before
    equity_after: float
    paid: float  # of what it owes
    default_round: int  # of the spiral, 0 where it does not fail
    default_order: (
        int  # 1 for the first to fail, in the order of rounds; those of one round share a place; 0 where none
    )
    own_default: bool  # fails although all others pay in full
    price_fall: float  # of the whole company in the market, forced sales included


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What one company owes another within the window."""

    by: str
    to: str
    owed: float
    paid: float
    contracts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeEdge:
    """What one company holds of another."""

    holder: str
    company: str
    share: float
    pledged: float  # of it
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanLine:
    """A loan secured on shares of a company of the network."""

    id: str
    name: str
    borrower: str
    lenders: tuple[tuple[str, float], ...]  # with their parts
    company: str
    debt: float
    ltv_before: float
    ltv_after: float  # at the end, before sales of the last round; inf where nothing is left
    call: float | None  # None where no price calls it
    pledged: float  # share of the company
    sold: float  # of it
    days_to_sell: float | None  # at the whole daily volume
    lost: float  # by the lenders
    claimed: float  # from the borrower, under recourse


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What one company has lost because of another."""

    loser: str
    cause: str
    unpaid: float
    shares: float
    loans: float
    forced: float  # of `shares`, because lenders have sold: the holding at the equity, less at the price


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The loss of one company, split without rest: shock + causes + costs − passed_on = equity lost."""

    company: str
    lost: float  # of equity
    shock: float
    because: tuple[Cause, ...]
    costs: float  # of default
    passed_on: float  # not paid to its creditors
    by_origin: tuple[tuple[str, float], ...]  # whose shock; adds up to `lost`; empty where too many are shocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """The smallest shock that brings a company down; None where not even all of it does."""

    company: str
    own: float | None  # share of its outside assets
    multiple: float | None  # of the scenario
    demand: float | None  # fall of the demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """What a company can do to the others, and what happens to it."""

    company: str
    caused: float  # loss of all others if its outside assets are gone
    felled: tuple[str, ...]  # who fails with it
    suffered: float  # its loss in the scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of the spiral: who is new in default, and what has been sold so far."""

    number: int
    defaults: tuple[str, ...]
    prices: tuple[tuple[str, float], ...]  # of companies with loans on their shares, over that before
    sold: tuple[tuple[str, float], ...]  # shares of companies, so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What comes of one size of the shock."""

    label: str  # "low", "assumed", "high": of the demand; "" where it has no range
    demand: float | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    stakes: tuple[StakeEdge, ...]
    loans: tuple[LoanLine, ...]
    losses: tuple[Loss, ...]
    rounds: tuple[Round, ...]  # the first ones, and the last
    round_count: int
    shock: float  # in all
    lost: float  # equity of all companies
    outside_lost: float  # claims of outside


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine:
    """A contract as the case has it, and what of it is cleared."""

    id: str
    title: str
    by: str
    to: str
    kind: str
    standing: str
    amount: float | None
    in_window: float | None  # None where it has no date
    cleared: bool
    why_not: str  # "" where it is
    condition: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How the group's loss in the scenario moves over the range of one assumption."""

    path: str
    subject: str  # the name of the company, asset, loan or contract; "" where it is a rule of the case
    low: str  # as the case writes it
    assumed: str
    high: str
    loss_low: float
    loss_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ContagionReport:
    """What `pledgeline contagion` answers."""

    schema_version: int
    title: str
    group: str
    as_of: dt.date
    until: dt.date
    currency: str
    scenario: str
    scenario_title: str
    shocking: tuple[tuple[str, str], ...]  # scenarios of the case that shock companies, demand or assets: id and title
    names: tuple[tuple[str, str], ...]  # id and name of everybody, outside too
    alpha: float
    beta: float
    counted: tuple[str, ...]
    contracts: tuple[ContractLine, ...]
    main: Outcome
    range: tuple[Outcome, ...]  # at both ends of the demand, where it has a range
    breaking: tuple[Breaking, ...]
    ranking: tuple[Rank, ...]  # by loss caused
    sensitivities: tuple[Sensitivity, ...]  # largest first; of the group's loss
    left_out: tuple[str, ...]
    method: Method
