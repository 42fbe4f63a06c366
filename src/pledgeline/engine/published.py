"""How each kind of published figure is computed: one public function of the engine behind each name.

`MEASURES` is the whole vocabulary of the table of published figures: a row
names a measure and gives its parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.barrier_option import down_and_out_call
from pledgeline.engine.clearing import clear
from pledgeline.engine.fair_spread import fair_spread, loan_value
from pledgeline.engine.gap import GapLoss, gap_loss
from pledgeline.engine.haircut import ExpectedLoss, LossProbability, haircut
from pledgeline.engine.passage import first_passage, hit_probabilities
from pledgeline.engine.regulators import scaled_haircut
from pledgeline.engine.stock_loan import StockLoan, stock_loan
from pledgeline.errors import UnknownName
from pledgeline.kernels import impact, margin
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.likelihood import MertonDay, NormalDay, merton_log_density, normal_log_density
from pledgeline.kernels.likelihood_kou import KouDay, kou_log_density
from pledgeline.language.saying import said
from pledgeline.market.dynamics import DATES_PER_YEAR, GBM, Kou, Merton, mean_jump
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from pledgeline.market.dynamics import Dynamics

CaseFigure = Callable[[str, str], float]  # a bundled case and a key of it
LAWS: Mapping[str, type[Dynamics]] = {"gbm": GBM, "merton": Merton, "kou": Kou}


@dataclass(frozen=True, slots=True)
class Setup:
    """The parameters of one published figure, and what may be asked of the cases that come with the package."""

    given: Mapping[str, str]
    case_figure: CaseFigure
    used: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """A parameter as it is written; raises UnknownName where the row leaves it out."""
        self.used.add(name)
        if name not in self.given:
            known = suggestion(name, self.given)
            raise UnknownName(said("the parameter '{parameter}' is not given; {known}", parameter=name, known=known))
        return self.given[name]

    def number(self, name: str) -> float:
        """A number, or a fraction such as 80/89."""
        return float(Fraction(self.text(name)))

    def whole(self, name: str) -> int:
        """A whole number."""
        return int(self.text(name))

    def numbers(self, *names: str) -> dict[str, float]:
        """Several numbers, by name."""
        return {name: self.number(name) for name in names}

    def dynamics(self) -> Dynamics:
        """The law of the price."""
        law = LAWS.get(self.text("model"))
        if law is None:
            model = self.given["model"]
            raise UnknownName(said("the model is '{model}'; {known}", model=model, known=suggestion(model, LAWS)))
        return law(**self.numbers(*law.__dataclass_fields__))


def _first_passage(setup: Setup) -> float:
    dates = setup.whole("dates")
    found = first_passage(
        setup.dynamics(), barrier=setup.number("barrier"), dates=dates, dates_per_year=setup.whole("dates_per_year")
    )
    return float(found.probability[-1])


def _gap_loss(setup: Setup) -> GapLoss:
    return gap_loss(
        setup.dynamics(),
        debt=setup.number("debt"),
        trigger_ltv=setup.number("trigger_ltv"),
        sale_delay=setup.whole("sale_delay"),
        sale_cost=setup.number("sale_cost"),
        dates=setup.whole("dates"),
    )


def _haircut(setup: Setup) -> float:
    limit = setup.number("limit")
    target = LossProbability(limit=limit) if setup.text("target") == "loss-probability" else ExpectedLoss(limit=limit)
    return haircut(setup.dynamics(), days=setup.whole("days"), target=target)


def _down_and_out_call(setup: Setup) -> float:
    """In the unit of `spot`, under GBM or any other law; the growth of the law is the riskless rate."""
    spot, law = setup.number("spot"), setup.dynamics()
    found = down_and_out_call(
        law,
        strike=setup.number("strike") / spot,
        barrier=setup.number("barrier") / spot,
        rate=law.growth,
        dates=setup.whole("dates"),
        dates_per_year=setup.whole("dates_per_year"),
    )
    return spot * found


def _always_watched(setup: Setup) -> float:
    """A first passage watched at every moment, as the limit of more and more dates."""
    law, barrier, years = setup.dynamics(), np.array([setup.number("barrier")]), setup.whole("years")

    def watched(dates: int) -> float:
        found = hit_probabilities(law, barriers=barrier, dates=dates * years, dates_per_year=dates)
        return float(found.probability[0])

    return limit(watched, setup.whole("dates"))


def _always_watched_call(setup: Setup) -> float:
    """A down-and-out call watched at every moment, over one year."""
    law = setup.dynamics()

    def watched(dates: int) -> float:
        strike, barrier = setup.number("strike"), setup.number("barrier")
        return down_and_out_call(
            law, strike=strike, barrier=barrier, rate=law.growth, dates=dates, dates_per_year=dates
        )

    return limit(watched, setup.whole("dates"))


def _up_crossing(setup: Setup) -> float:
    """A walk of given drift that rises to a level: the price falls to exp(-level) in a mirror."""
    p, up, down = setup.number("up_probability"), setup.number("up_rate"), setup.number("down_rate")
    drift, volatility, rate = setup.number("drift"), setup.number("volatility"), setup.number("jump_rate")
    still = Kou(volatility=volatility, jump_rate=rate, up_probability=1 - p, up_rate=down, down_rate=up)
    growth = -drift + volatility**2 / 2 + rate * mean_jump(still)
    law = Kou(growth=growth, volatility=volatility, jump_rate=rate, up_probability=1 - p, up_rate=down, down_rate=up)
    barrier, years = np.array([math.exp(-setup.number("level"))]), setup.whole("years")

    def watched(dates: int) -> float:
        found = hit_probabilities(law, barriers=barrier, dates=dates * years, dates_per_year=dates)
        return float(found.probability[0])

    return limit(watched, setup.whole("dates"))


def _stock_loan(setup: Setup) -> StockLoan:
    return stock_loan(**setup.numbers("price", "principal", "rate", "loan_rate", "dividend", "volatility"))


def _loan_value(setup: Setup) -> float:
    """What the lender of the loan has, in the unit of the price."""
    price, loan, checks = setup.number("price"), setup.number("loan"), setup.whole("checks")
    found = loan_value(
        setup.dynamics(),
        debt=loan / price,
        trigger_ltv=setup.number("trigger_ltv"),
        rate=setup.number("rate"),
        spread=setup.number("spread"),
        dates=checks,
        dates_per_year=checks,
    )
    return loan * found


def _fair_spread(setup: Setup) -> float:
    """The spread a year at which the same loan is worth what is lent."""
    checks = setup.whole("checks")
    return fair_spread(
        setup.dynamics(),
        debt=setup.number("loan") / setup.number("price"),
        dates=checks,
        dates_per_year=checks,
        trigger_ltv=setup.number("trigger_ltv"),
        rate=setup.number("rate"),
    )


def _log_likelihood(setup: Setup) -> float:
    """Of daily log returns, 252 a year, under a law."""
    returns = np.array([float(part) for part in setup.text("returns").split()])
    law, step = setup.dynamics(), 1 / DATES_PER_YEAR
    deviation = law.volatility * math.sqrt(step)
    drift = (law.growth - law.volatility**2 / 2) * step
    match law:
        case Merton(jump_rate=rate, jump_mean=mean, jump_std=std):
            drift -= rate * step * mean_jump(law)
            found = merton_log_density(returns, MertonDay(drift, deviation, rate * step, mean, std))
        case Kou(jump_rate=rate, up_probability=p, up_rate=up, down_rate=down):
            drift -= rate * step * mean_jump(law)
            found = kou_log_density(returns, KouDay(drift, deviation, rate * step, p, up, down))
        case _:
            found = normal_log_density(returns, NormalDay(drift, deviation))
    return math.fsum(found)


def _supervisory_haircut(setup: Setup) -> float:
    return scaled_haircut(setup.number("haircut"), holding_days=setup.whole("holding_days"))


def _case_figure(setup: Setup) -> float:
    """A headline number of a bundled case."""
    return setup.case_figure(setup.text("case"), setup.text("key")) / setup.number("unit")


def _forced_sale(setup: Setup) -> dict[str, float]:
    """A sale that brings a loan back to its cure LTV, moving the price by a share for each day of volume sold."""
    lot = np.zeros(1, margin.LOT).view(np.recarray)[0]
    debt, shares = setup.number("debt"), setup.number("shares")
    lot.price, lot.pledged, lot.weight = setup.number("price"), shares, 1.0
    lot.volume, lot.impact = setup.number("daily_volume"), setup.number("impact")
    size = interpreted(impact.size_for_ltv)(debt, setup.number("cure"), 0.0, lot, shares, impact.LINEAR)
    after = float(lot.price) * (1 - interpreted(impact.peak_impact)(size, lot, impact.LINEAR))
    return {
        "sold": float(size),
        "price_after": float(after),
        "debt_after": debt - float(interpreted(impact.sale_proceeds)(size, lot, impact.LINEAR)),
    }


def _clearing_payment(setup: Setup) -> float:
    """What one firm, numbered from 1, pays when all obligations are cleared; rows of liabilities stand between bars."""
    liabilities = [_fractions(row) for row in setup.text("liabilities").split("|")]
    external = _fractions(setup.text("external_assets"))
    found = clear(liabilities, external, setup.number("alpha"), setup.number("beta"))
    return float(found.payments[setup.whole("firm") - 1])


def _fractions(text: str) -> list[float]:
    return [float(Fraction(part)) for part in text.split()]


MEASURES: Mapping[str, Callable[[Setup], float]] = {
    "clearing_payment": _clearing_payment,
    "first_passage": _first_passage,
    "trigger_probability": lambda setup: _gap_loss(setup).trigger_probability,
    "loss_probability": lambda setup: _gap_loss(setup).loss_probability,
    "expected_loss": lambda setup: _gap_loss(setup).expected_loss,
    "haircut": _haircut,
    "down_and_out_call": _down_and_out_call,
    "always_watched": _always_watched,
    "always_watched_call": _always_watched_call,
    "up_crossing": _up_crossing,
    "stock_loan_value": lambda setup: _stock_loan(setup).value,
    "stock_loan_exit": lambda setup: _stock_loan(setup).exit_price,
    "stock_loan_fee": lambda setup: _stock_loan(setup).fee,
    "borrower_value": lambda setup: setup.number("price") - _loan_value(setup),
    "lender_loss": lambda setup: setup.number("loan") - _loan_value(setup),
    "fair_spread": _fair_spread,
    "log_likelihood": _log_likelihood,
    "supervisory_haircut": _supervisory_haircut,
    "forced_sale": lambda setup: _forced_sale(setup)[setup.text("quantity")],
    "case_figure": _case_figure,
}


def limit(watched: Callable[[int], float], dates: int) -> float:
    """The limit for ever more dates, from `dates`, four and sixteen times as many.

    Richardson's extrapolation of an error in powers of one over the square root of
    the dates: Broadie, Glasserman and Kou (1997) have the first, which the other two
    steps remove together with the second.
    """
    few, more, most = (watched(dates * times) for times in (1, 4, 16))
    return (4 * (2 * most - more) - (2 * more - few)) / 3
