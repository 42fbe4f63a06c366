"""Everything a run has found, as typed, frozen records of plain numbers.

After the result nothing is computed again: pages and files only format it.
Ratios are fractions (0.05 means 5 %); money is in units of the currency named
beside it; dates are `datetime.date`; what is not known is None, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.evidence_results import Evidence
    from pledgeline.engine.group_results import GroupView
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.pledge_results import PledgeBoard
    from pledgeline.engine.programme_results import ProgrammeView

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A simulated value with its standard error."""

    value: float
    standard_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationInput:
    """One input of a formula; `key` is its path in the case, or the key of another derivation."""

    symbol: str
    title: str
    value: float | str | None
    unit: str  # "%", "USD", "shares", "days", "x", "USD/share", ""
    key: str = ""
    confidence: str = ""  # disclosed, reported, estimated, assumed, default; empty for a derivation
    sources: tuple[str, ...] = ()  # citations, such as "press-a#p4"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A headline number, the formula that made it and the inputs of the formula."""

    key: str
    title: str
    value: float | None
    unit: str
    formula: str
    inputs: tuple[DerivationInput, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetStanding:
    """One asset today; values in the currency of the case."""

    id: str
    name: str
    kind: str
    price: float | None  # in `price_currency`
    price_currency: str
    price_date: dt.date | None
    price_age_days: int | None  # business days before `as_of`
    value: float
    share_of_holdings: float
    shares: float | None
    pledged: float | None
    locked_up: float | None
    free: float | None
    encumbered_share: float  # of the value; pledged shares, or secured borrowing for a private asset
    stake: float | None  # of the shares outstanding
    pledged_to_float: float | None
    pledged_to_daily_volume: float | None  # days of all volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """NAV and both LTVs, with the bridge between them; in the currency of the case."""

    holdings_gross: float
    asset_deduction: float  # repayment or settlement of non-recourse asset-backed debt
    holdings_net: float
    cash: float | None
    debt_gross: float  # net of cash, before any adjustment
    asset_backed_non_recourse: float
    hybrid_adjustment: float
    debt_net: float
    nav: float
    ltv_reported: float
    ltv_look_through: float
    whole_group: bool  # False where the case gives neither debts nor cash: NAV and LTVs are then of its loans alone
    policy_normal: float | None
    policy_ceiling: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashNeed:
    """One dated need of cash; `kind` is "redemption" or "commitment"."""

    id: str
    name: str
    kind: str
    due: dt.date | None
    amount: float
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Liquidity:
    """Cash against what falls due up to `until`; in the currency of the case."""

    cash: float | None
    until: dt.date
    redemptions: float
    undated: float  # redemptions without a date, not among the others
    commitments: float  # firm ones only
    cash_after_redemptions: float | None
    coverage: float | None  # cash / redemptions; None where nothing falls due
    undrawn_facilities: float
    needs: tuple[CashNeed, ...]  # by date


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A rung of the ladder and the price that reaches it with the debt of today."""

    level: str  # release, cure, call, close_out
    ltv: float
    price: float | None  # of the first collateral asset, all others unchanged; None where no price reaches it
    fall: float | None  # from today's price; 0.6 means 60 % lower, negative above it
    price_low: float | None  # over the stated range of the level
    price_high: float | None
    ltv_low: float | None  # the stated range of the level; None where it is not assumed
    ltv_high: float | None
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRow:
    """What one price of the collateral would mean; all collateral moves together."""

    move: float  # of the price; -0.2 means 20 % lower
    price: float
    ltv: float
    status: str  # below release, normal, above cure, call, close_out
    cash_to_cure: float  # in the currency of the loan
    shares_to_cure: float | None  # of the first collateral asset; None where free shares of no kind can be added


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanStanding:
    """One loan today; money in the currency of the loan. Margin terms are None for other secured borrowing."""

    id: str
    name: str
    kind: str
    currency: str
    assets: tuple[str, ...]
    facility: float | None
    drawn: float
    undrawn: float | None
    maturity: dt.date | None
    recourse: str  # a phrase: "none", "full", "guaranteed USD 2.02bn, collateral first"
    collateral_value: float | None  # after haircuts
    ltv: float | None
    headroom: float | None  # further draw until the call LTV
    pledged_shares: float | None
    days_to_sell: float | None  # all collateral at the participation rate, the slowest asset
    triggers: tuple[Trigger, ...]
    ladder: tuple[LadderRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the group stands, in closed form."""

    leverage: Leverage
    liquidity: Liquidity
    largest_asset: str
    largest_share: float
    concentration: float  # Herfindahl index of the shares of holdings, 1 = one asset
    assets: tuple[AssetStanding, ...]
    loans: tuple[LoanStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Probability that each event has happened by a date."""

    date: dt.date
    call: Estimate
    failed_cure: Estimate
    close_out: Estimate
    loss: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class FanRow:
    """Quantiles of the LTV on a date over the paths whose loan is still open."""

    date: dt.date
    open_share: float  # of the recorded paths
    p5: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p95: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmap:
    """Probability of a call by price shock (rows) and call LTV (columns), collateral as pledged today."""

    shocks: tuple[float, ...]
    call_ltvs: tuple[float, ...]
    probability: tuple[tuple[Estimate, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CureNeed:
    """What the first call would ask for, over the paths with a call."""

    expected_cash: Estimate | None
    p95_cash: float | None
    expected_shares: Estimate | None  # of the first collateral asset
    p95_shares: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallLaw:
    """The lender's loss over all paths, in the currency of the loan."""

    expected: Estimate
    p99: float
    p999: float
    worst: float
    expected_recourse: Estimate  # paid or owed by the group under guarantee or recourse
    unfinished: Estimate  # probability that the sale is still going on at the end, marked at the last price
    bins: tuple[float, ...]  # edges, n + 1
    probability: tuple[float, ...]  # of a positive loss within each bin, n


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRisk:
    """Probability that the stake in an asset falls under its control threshold."""

    asset: str
    threshold: float
    stake: float
    probability: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharpened:
    """A simulated figure with the exact call probability as its control variate."""

    name: str  # failed_cure, close_out, loss, expected_loss
    plain: Estimate
    controlled: Estimate
    variance_ratio: float  # plain over controlled


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanOutlook:
    """What simulation says of one margin loan up to `end`."""

    id: str
    end: dt.date
    call: Estimate
    failed_cure: Estimate
    close_out: Estimate
    loss: Estimate
    by_date: tuple[EventRow, ...]
    cure: CureNeed
    shortfall: ShortfallLaw
    control: tuple[ControlRisk, ...]
    fan: tuple[FanRow, ...]
    heatmap: Heatmap
    sharpened: tuple[Sharpened, ...]  # where the exact call probability is known and pays as a control


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionEffect:
    """How far one undisclosed term moves the headline answer, all else as assumed, on the same random numbers."""

    key: str
    title: str
    assumed: str
    low: str
    high: str
    answer_low: Estimate
    answer_high: Estimate
    swing: float  # |answer_high - answer_low|
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The undisclosed terms, the most important first."""

    answer: str  # which answer they are ranked by, a key such as loans.arm-margin.call_probability
    title: str
    base: Estimate
    paths: int
    effects: tuple[AssumptionEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRecord:
    """One figure of the case, for the sources page."""

    key: str
    text: str
    confidence: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One source of the case."""

    id: str
    title: str
    publisher: str
    published: str
    kind: str
    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One line of `expect:` and whether it holds."""

    text: str
    holds: bool
    found: str  # the values on both sides, formatted


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How the figures were made, enough to make them again."""

    version: str
    seed: int
    paths: int
    recorded_paths: int  # paths kept for the fan
    days: int
    start: dt.date
    end: dt.date
    calendar: str
    input_hash: str  # SHA-256 of the case and all files it reads
    scenario: str
    limits: tuple[str, ...]  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The whole answer for one case."""

    schema_version: int
    title: str
    group: str
    as_of: dt.date
    currency: str
    standing: Standing
    outlook: tuple[LoanOutlook, ...]
    lender: tuple[LenderView, ...]  # the largest margin loans through the exact engine
    assumptions: Assumptions | None
    expectations: tuple[Expectation, ...]
    figures: tuple[FigureRecord, ...]
    sources: tuple[SourceRecord, ...]
    derivations: tuple[Derivation, ...]
    method: Method
    group_view: GroupView | None = None
    pledges: PledgeBoard | None = None
    evidence: Evidence | None = None
    programmes: ProgrammeView | None = None
