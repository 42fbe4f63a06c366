"""Random but sensible margin-loan experiments, drawn so that every event happens often.

Prices are geometric with a common and an own factor and frequent jumps, down
more than up; every option of the term sheet is drawn. Impact at the largest
sale of a day stays under the whole price.
"""

from __future__ import annotations

from math import exp, inf
from random import Random

from .loan_records import Borrower, Listing, Loan, Market, PoolShare

MEANS = ("shares", "cash", "deposit")
NAMES = ("alder", "birch", "cedar")


def random_experiment(seed: int) -> tuple[list[Loan], Market, Borrower]:
    """1 to 3 loans on 1 to 3 assets over 30 to 120 days; the same experiment for the same seed."""
    draw = Random(seed)
    names = NAMES[: draw.randint(1, 3)]
    prices = _prices(draw, names, days=draw.randint(30, 120))
    loans = [_loan(draw, names, prices) for _ in range(draw.randint(1, 3))]
    pledged = {
        name: sum(share.shares for loan in loans for share in loan.pool if share.asset == name) for name in names
    }
    free = {name: draw.choice([0.0, draw.uniform(0.0, 0.3), draw.uniform(0.2, 1.0)]) * pledged[name] for name in names}
    cash = draw.choice([0.0, draw.uniform(0.0, 0.1), draw.uniform(0.05, 0.6)]) * sum(loan.drawn for loan in loans)
    listings = {name: _listing(draw, pledged[name], free[name]) for name in names}
    return loans, Market(prices=prices, listings=listings), Borrower(free=free, cash=cash)


def _prices(draw: Random, names: tuple[str, ...], days: int) -> list[dict[str, float]]:
    volatility = {name: draw.uniform(0.01, 0.05) for name in names}
    jump_chance = draw.uniform(0.0, 0.12)
    today = {name: draw.uniform(5.0, 300.0) for name in names}
    prices = [dict(today)]
    for _ in range(days):
        common = draw.gauss(0.0, 1.0)
        jump = draw.gauss(-0.1, 0.3) if draw.random() < jump_chance else 0.0
        for name in names:
            move = volatility[name] * (0.6 * common + 0.8 * draw.gauss(0.0, 1.0)) + jump * draw.uniform(0.5, 1.5)
            today[name] *= exp(move)
        prices.append(dict(today))
    return prices


def _index(draw: Random, days: int) -> tuple[float, ...]:
    """Accrue simple interest on weekdays; about every 20 days it is paid (back to 1) or compounded, after the step."""
    rate, capitalised = draw.choice([0.0, draw.uniform(0.0, 0.15)]), draw.random() < 0.5
    quarter = draw.randint(15, 25)
    index, start, elapsed = [1.0], 1.0, 0
    for day in range(1, days + 1):
        elapsed += 3 if day % 5 == 0 else 1
        index.append(start * (1.0 + rate * elapsed / 360.0))
        if day % quarter == 0:
            start, elapsed = (index[-1] if capitalised else 1.0), 0
    return tuple(index)


def _pool(draw: Random, names: tuple[str, ...]) -> tuple[PoolShare, ...]:
    chosen = draw.sample(names, draw.randint(1, len(names)))
    return tuple(
        PoolShare(
            asset=name,
            shares=draw.uniform(100.0, 10_000.0),
            haircut=draw.choice([0.0, draw.uniform(0.0, 0.5)]),
            impact=draw.choice([0.0, draw.uniform(0.0, 0.1), draw.uniform(0.0, 0.6)]),
        )
        for name in chosen
    )


def _loan(draw: Random, names: tuple[str, ...], prices: list[dict[str, float]]) -> Loan:
    days = len(prices) - 1
    pool = _pool(draw, names)
    value = sum(share.shares * (1.0 - share.haircut) * prices[0][share.asset] for share in pool)
    call = draw.uniform(0.35, 0.95)
    cure = call * draw.uniform(0.7, 0.97)
    drawn = value * call * draw.choice([draw.uniform(0.3, 0.9), draw.uniform(0.8, 1.0), draw.uniform(0.9, 1.05)])
    deposit = draw.choice([0.0, 0.0, draw.uniform(0.0, 0.15)]) * drawn
    guaranteed = draw.choice([0.0, inf, draw.uniform(0.0, 0.4) * drawn, draw.uniform(0.0, 1.2) * drawn])
    return Loan(
        drawn=drawn,
        index=_index(draw, days),
        maturity=draw.choice([days + 1, days + 50, days, draw.randint(5, days)]),
        pool=pool,
        cure=cure,
        call=call,
        close_out=call * draw.uniform(1.05, 1.4),
        release=draw.choice([None, cure * draw.uniform(0.5, 0.95)]),
        deposit=deposit,
        cure_days=draw.choice([0, 1, 2, 3, 5, 10]),
        means=tuple(draw.sample(MEANS, draw.randint(1, 3))),
        participation=draw.uniform(0.05, 0.8),
        impact_power=draw.choice([0.5, 1.0]),
        sale_delay=draw.choice([0, 1, 1, 2, 5]),
        until_cured=draw.random() < 0.5,
        guaranteed=guaranteed,
        guarantee_first=0.0 < guaranteed < inf and draw.random() < 0.5,
    )


def _listing(draw: Random, pledged: float, free: float) -> Listing:
    owned = pledged + free
    size = max(owned, 1_000.0)
    outstanding = size * draw.uniform(1.1, 4.0)
    control = draw.choice([None, draw.uniform(0.3, 0.98)])
    return Listing(
        volume=size * exp(draw.uniform(-3.5, 1.5)),
        outstanding=outstanding,
        control=None if control is None or owned == 0.0 else control * owned / outstanding,
    )
