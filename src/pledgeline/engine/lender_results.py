"""What the exact engine finds for one margin loan: the borrower's and the lender's side, as frozen records.

Nothing here is simulated but what says so: `simulated` and `tail`. Ratios are fractions (0.05 means 5 %), money is in
the currency of the loan, and what is not known is None, never zero. "Not
answered" means that the borrower gives neither cash nor shares after a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import Estimate
    from pledgeline.engine.tails import TailLoss


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How an exact figure was made, and a bound on its error."""

    method: str  # hilbert, wiener-hopf, closed form
    error: float  # absolute, of the probabilities of a call and of a sale
    sale: float  # estimated, of the probability of a loss: the sale is computed in tranches where it is long


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """Probability of a first call up to a date."""

    date: dt.date
    call: float
    diffusion: float  # the same under GBM of the same total volatility
    simulated: Estimate | None  # where the case was also simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowerView:
    """What the borrower has to expect of the loan."""

    call: float  # up to the maturity or the horizon, whichever comes first
    by_date: tuple[CallRow, ...]  # quarter ends and the end
    expected_cash: float | None  # that cures the first call on its day, given a call; None without a call
    expected_shares: float | None  # of the collateral, the same
    price: float  # of the collateral today, in the currency of the loan
    trigger_price: float  # at which the debt of today is called
    fall: float  # from today's price to it; 0.6 means 60 % lower
    daily_moves: float  # the same distance in logs over the daily standard deviation, jumps included
    error: float  # a bound on that of each probability
    agreement: float | None  # simulated minus exact probability of a call, in standard errors


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuantile:
    """Of the average price that the sale obtains, given a sale."""

    level: float  # 0.01 means: one sale of a hundred obtains less
    price: float  # a share, in the currency of the loan, after impact
    to_trigger: float  # over the call price of today's debt; below 1 means lower


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLaw:
    """The lender's loss when a call is not answered; one law of the price.

    Losses are in money of the day on which the sale ends, with the interest that
    the loan capitalises until then, and basis points are of the debt of today.
    """

    model: str  # "kou", "merton", "gbm", …: the law of the price
    volatility: float  # diffusive
    call: float
    close_out: float  # a sale begins: a call not answered by the deadline, or the close-out LTV reached
    loss_probability: float
    expected_loss: float
    expected_loss_bp: float  # of the debt of today, over the whole life
    loss_given_close_out: float | None  # share of the debt owed at the close-out that is lost; None without a sale
    p99: float  # quantiles of the loss over all outcomes
    p999: float
    fair_spread_bp: float | None  # a year: pays for the expected loss while the loan lives; None where none does
    prices: tuple[PriceQuantile, ...]
    bins: tuple[float, ...]  # edges of the sale price, n + 1, per share; the last sales lie in the outer bins
    density: tuple[float, ...]  # probability, given a sale, of each bin, n
    accuracy: Accuracy


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTerms:
    """The heaviest opening that meets a target, all other terms as they are."""

    target: str  # expected-loss, loss-probability, tail-loss
    limit: float  # 0.0001 means 1bp of the debt for expected-loss; a probability; a share of the debt for tail-loss
    initial_ltv: float | None  # the call level where all below it meet the target, None where none does; see `note`
    haircut: float | None  # 1 - initial_ltv
    debt: float | None  # on the collateral pledged today
    diffusion_ltv: float | None  # what GBM of the same total volatility would allow
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEffect:
    """One term changed, all others as they are."""

    term: str  # call, cure_days, participation, sale_delay, close_out, debt
    setting: str  # "40%", "10 business days", … as a term sheet writes it
    current: bool  # whether this row is the loan as it is
    call: float
    close_out: float
    loss_probability: float
    expected_loss_bp: float
    sale_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceHaircut:
    """What a rule asks for such collateral, beside what the law of the price asks for."""

    rule: str
    days: int | None  # holding period that it is stated for; None for a limit that knows no period
    haircut: float
    max_ltv: float  # 1 - haircut
    scaled: float | None  # the haircut for this loan's days from call to end of sale; None for a limit without period
    source: str
    date: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLoss:
    """What the simulation of the whole group finds for the same loan, with the borrower's means.

    Figures other than the call carry the exact call probability as their control
    variate where that pays.
    """

    call: Estimate
    failed_cure: Estimate
    close_out: Estimate
    loss: Estimate
    expected_loss: Estimate
    p999: float
    variance_ratio: float | None  # of the close-out, plain over controlled; None where the control does not pay


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the law of the price, as its record names it; fractions and rates a year."""

    name: str  # growth, volatility, jump_rate, …, common_jump_rate, …
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LenderView:
    """One margin loan through the exact engine.

    Where `uncovered` holds sentences, they say why the engine does not apply:
    `law` and `diffusion` are then None, and `borrower` too unless only the sale is
    not covered.
    """

    id: str
    name: str
    currency: str
    as_of: dt.date
    end: dt.date
    asset: str  # the id of the collateral
    asset_name: str
    debt: float  # drawn and accrued, less deposit, today
    shares: float
    collateral_value: float  # after haircuts
    ltv: float
    call_ltv: float
    cure_ltv: float
    close_out_ltv: float
    cure_days: int
    sale_days: int
    sale_delay: int
    sale_cost: float  # impact, as a share of the price, averaged over the sale
    participation: float
    recourse: str  # as in LoanStanding
    uncovered: tuple[str, ...]
    borrower: BorrowerView | None
    law: LossLaw | None
    diffusion: LossLaw | None  # GBM of the same total volatility
    targets: tuple[TargetTerms, ...]
    effects: tuple[TermEffect, ...]
    references: tuple[ReferenceHaircut, ...]
    simulated: SimulatedLoss | None
    parameters: tuple[Parameter, ...]  # of the law of the price
    fitted: bool  # whether the case has them fitted to closes
    limits: tuple[str, ...]  # sentences
    tail: TailLoss | None = None  # rare losses with the borrower's means, where they were asked for
