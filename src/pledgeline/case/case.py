"""The case: one leveraged group, its assets, loans and promises, on one date."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pledgeline.case.asset import Asset
from pledgeline.case.bounds import Within
from pledgeline.case.claim import Claim
from pledgeline.case.commitment import Commitment, Inflow, Receivable
from pledgeline.case.company import Company, Contagion
from pledgeline.case.contract import Contract
from pledgeline.case.debt import Debt
from pledgeline.case.figure import Day, RatioFigure, Raw, Record, Share, SpanFigure
from pledgeline.case.funding import FundingSource
from pledgeline.case.group import Group
from pledgeline.case.loan import Loan
from pledgeline.case.market import MarketViews
from pledgeline.case.party import EvidenceRules, Party
from pledgeline.case.pledge import Pledge
from pledgeline.case.programme import Programme
from pledgeline.case.reference_class import ReferenceClass
from pledgeline.case.source import Source
from pledgeline.units.span import Span

HORIZON = Span(2, "y")


class Scenario(Record):
    """A named change to the case: shocks to prices and rates, shut markets, late money, other values for figures."""

    title: str | None = None
    shocks: dict[str, Annotated[RatioFigure, Within(above="-100%")]] = Field(
        default_factory=dict, description="by asset or currency; -60% is a fall"
    )
    over: SpanFigure | None = Field(
        default=None, description="how long the shocks take, in business days; at once when left out", examples=["20bd"]
    )
    rates: dict[str, RatioFigure] = Field(
        default_factory=dict, description="by base rate: what is added to it from the first day on; 200bp is a rise"
    )
    shut: tuple[str, ...] = Field(
        default=(), description="lines, bridges and issues, by id, that do not lend at all", examples=["[issue]"]
    )
    delay: dict[str, SpanFigure] = Field(
        default_factory=dict, description="by inflow or receivable: by how much later it comes"
    )
    demand: Share | None = Field(
        default=None, description="by how much the demand for AI falls short: companies lose what is exposed to it"
    )
    overrides: dict[str, Raw] = Field(default_factory=dict, description="dotted path: what to write there instead")


class Case(Record):
    """Everything the engine is told, with the source of each figure."""

    pledgeline: Literal["v1"] = Field(description="version of the case format")
    title: str
    as_of: Day = Field(description="the day of all prices and balances")
    currency: str = Field(description="in which results are stated", examples=["USD"])
    horizon: SpanFigure | None = Field(
        default=None,
        description="how far the simulation looks ahead; 2y when left out",
        json_schema_extra={"default": "2y"},
        examples=["2y"],
    )
    group: Group
    market: MarketViews = Field(default=MarketViews(), description="rates, currencies, calendar, correlations")
    sources: dict[str, Source] = Field(default_factory=dict, description="documents, by the id that figures cite")
    evidence: EvidenceRules = Field(default=EvidenceRules(), description="when a figure is out of date")
    parties: dict[str, Party] = Field(
        default_factory=dict, description="who is spoken of, by id, for texts and pledges"
    )
    assets: dict[str, Asset] = Field(default_factory=dict, description="what the group owns, by id")
    loans: dict[str, Loan] = Field(default_factory=dict, description="borrowing secured on assets, by id")
    debts: dict[str, Debt] = Field(default_factory=dict, description="borrowing that is not secured, by id")
    commitments: dict[str, Commitment] = Field(default_factory=dict, description="amounts agreed to be paid, by id")
    inflows: dict[str, Inflow] = Field(default_factory=dict, description="money to be received, by id")
    receivables: dict[str, Receivable] = Field(
        default_factory=dict,
        description="what others owe the group, by id: cash on its day, and not counted in the holdings before",
    )
    funding: tuple[FundingSource, ...] = Field(
        default=(),
        description="the waterfall: where cash comes from, in order: cash, {draw: a loan or a debt}, {sell: an asset}; "
        "cash alone when left out, and first where it is not named",
    )
    pledges: dict[str, Pledge] = Field(default_factory=dict, description="promises made in public, by id")
    claims: dict[str, Claim] = Field(
        default_factory=dict, description="what sources say of a figure beside the one in use, by id"
    )
    programmes: dict[str, Programme] = Field(default_factory=dict, description="what is being built, by id")
    reference_classes: dict[str, ReferenceClass] = Field(
        default_factory=dict,
        description="overruns of finished projects, beside those that come with the program, by id",
    )
    companies: dict[str, Company] = Field(
        default_factory=dict, description="who owes and holds whom, by id; the group itself needs no entry"
    )
    contracts: dict[str, Contract] = Field(default_factory=dict, description="what companies owe each other, by id")
    contagion: Contagion = Field(default=Contagion(), description="how obligations between companies are cleared")
    scenarios: dict[str, Scenario] = Field(default_factory=dict, description="named changes to the case")
    expect: tuple[str, ...] = Field(
        default=(), description="statements about results that must hold", examples=["loans.arm-margin.ltv < 15%"]
    )
