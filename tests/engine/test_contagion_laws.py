"""What must hold of contagion in any network: losses add up, more is never worse, names and order do not matter."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.contagion_losses import losses, outside_lost
from pledgeline.engine.contagion_market import Depth
from pledgeline.engine.contagion_network import Network, Obligation, SecuredLoan, Stake, Terms, inside_worth
from pledgeline.engine.contagion_spiral import Ending, Spiral

if TYPE_CHECKING:
    from pledgeline.kernels.clearing import Floats

NETWORKS = range(40)
DAY = dt.date(2026, 1, 1)


def random_terms(random: np.random.Generator, size: int) -> Terms:
    """Who owes, holds and lends; the last is outside."""
    pairs = [(by, to) for by in range(size) for to in range(size + 1) if by != to and random.random() < 0.4]
    stakes = tuple(
        Stake(holder, company, float(random.uniform(0.0, 0.6 / size)))
        for holder in range(size)
        for company in range(size)
        if holder != company and random.random() < 0.3
    )
    loans = tuple(random_loan(random, size, number) for number in range(int(random.integers(0, 4))))
    alpha, beta = (1.0, 1.0) if random.random() < 0.5 else map(float, random.uniform(0.3, 1.0, 2))
    ids = (*(f"c{number}" for number in range(size)), "outside")
    return Terms(
        ids=ids, names=ids, as_of=DAY, until=DAY, counted=("binding",), alpha=alpha, beta=beta, exposed=(1.0,) * size,
        obligations=tuple(Obligation(by, to, float(random.lognormal())) for by, to in pairs), stakes=stakes,
        loans=loans, depths=tuple(Depth(float(random.uniform(0.001, 0.01)), 0.05) for _ in range(size)),
        dues=(), let={}, left_out=(),
    )  # fmt: skip


def random_loan(random: np.random.Generator, size: int, number: int) -> SecuredLoan:
    """A loan on a few percent of a company; of the lenders one may be in the network."""
    borrower, company = map(int, random.permutation(size)[:2])
    lender = int(random.integers(0, size))
    call = float(random.uniform(0.4, 0.9))
    return SecuredLoan(
        id=f"loan-{number}",
        name="",
        borrower=borrower,
        company=company,
        debt=float(random.uniform(0.2, 2.0)),
        share=float(random.uniform(0.02, 0.1)),
        call=call,
        cure=0.8 * call,
        weight=1.0,
        guaranteed=float(random.choice([0.0, 0.5, math.inf])),
        lenders=((size, 1.0),) if lender == borrower else ((lender, 0.7), (size, 0.3)),
    )


def closed(terms: Terms, outside: Floats) -> Network:
    """The network with these outside assets, whose equity follows."""
    equity = np.zeros(outside.size)
    for _ in range(400):
        equity = np.maximum(outside + inside_worth(terms, equity), 0.0)
    deficit = np.maximum(-(outside + inside_worth(terms, equity)), 0.0)
    return Network(terms=terms, equity=equity, deficit=deficit, outside=outside, worked_out=(False,) * outside.size)


@cache
def experiment(seed: int) -> tuple[Spiral, Floats, Ending]:
    """A network, a shock and what comes of it."""
    random = np.random.default_rng(seed)
    size = int(random.integers(3, 9))
    terms = random_terms(random, size)
    spiral = Spiral(closed(terms, random.lognormal(1.0, 1.0, size)))
    shock = spiral.network.outside * random.random(size) * (random.random(size) < 0.6)
    return spiral, shock, spiral.end(shock)


def held(terms: Terms, size: int) -> Floats:
    """The share of each company that others of the network hold or have pledged."""
    found = np.zeros(size)
    for stake in terms.stakes:
        found[stake.company] += stake.share
    for loan in terms.loans:
        found[loan.company] += loan.share
    return found


def test_the_experiments_are_worth_it() -> None:
    ends = [experiment(seed)[2] for seed in NETWORKS]
    assert all(end.still for end in ends)
    assert sum(any(one != (0, 0) for one in end.failed) for end in ends) > 15
    assert sum(bool(np.any(end.sold > 0)) for end in ends) > 10
    assert sum(bool(np.any(end.claimed > 0)) for end in ends) > 10


@pytest.mark.parametrize("seed", NETWORKS)
def test_every_loss_is_split_without_rest(seed: int) -> None:
    spiral, shock, ending = experiment(seed)
    for loss in losses(spiral, shock, ending):
        through = math.fsum(cause.unpaid + cause.shares + cause.loans for cause in loss.because)
        assert loss.shock + through + loss.costs - loss.passed_on == pytest.approx(loss.lost, rel=1e-9, abs=1e-10)
        assert math.fsum(part for _, part in loss.by_origin) == pytest.approx(loss.lost, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("seed", NETWORKS)
def test_what_is_lost_is_shock_costs_and_what_forced_sales_take(seed: int) -> None:
    """A loss of equity that others of the network hold is theirs, and counted there."""
    spiral, shock, ending = experiment(seed)
    network = spiral.network
    inside = held(network.terms, network.size)
    lost = math.fsum((1 - inside) * (network.equity - ending.equity)) + outside_lost(spiral, ending)
    forced = math.fsum(inside * (ending.equity - ending.prices))
    expected = math.fsum(shock) + math.fsum(ending.costs) + math.fsum(network.deficit) + forced
    assert lost == pytest.approx(expected, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("seed", NETWORKS)
def test_the_end_is_a_state_in_which_nothing_moves(seed: int) -> None:
    spiral, _, ending = experiment(seed)
    network, terms = spiral.network, spiral.network.terms
    sold = np.zeros(network.size)
    for loan, share in zip(terms.loans, ending.sold, strict=True):
        sold[loan.company] += share
    for place, depth in enumerate(terms.depths):
        pressed = ending.equity[place] * (1 - depth.impact * math.sqrt(sold[place] / depth.volume))
        assert ending.prices[place] == pytest.approx(max(pressed, 0.0), rel=1e-10, abs=1e-11)
    for loan, share in zip(terms.loans, ending.sold, strict=True):
        worth = loan.share * ending.prices[loan.company]
        if share == 0.0:
            assert loan.debt <= loan.call * worth * (1 + 1e-9)
        elif share < loan.share:  # sold down to the cure level
            left = loan.debt - share * ending.prices[loan.company]
            assert left == pytest.approx(loan.cure * (worth - share * ending.prices[loan.company]), rel=1e-8)
    owed = ending.owed * ending.paid
    assert np.all(owed <= ending.owed * (1 + 1e-12))
    assert np.all((ending.paid < 1) == np.array([one != (0, 0) for one in ending.failed]))
    assert not any(one != (0, 0) for one, left in zip(ending.failed, ending.equity, strict=True) if left > 0.0)


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_a_larger_shock_never_leaves_more(seed: int) -> None:
    spiral, shock, ending = experiment(seed)
    less = spiral.end(0.7 * shock)
    assert np.all(less.equity >= ending.equity - 1e-10)
    assert np.all(less.prices >= ending.prices - 1e-10)
    assert np.all(less.paid >= ending.paid - 1e-12)
    assert np.all(less.sold <= ending.sold + 1e-10)


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_the_order_of_companies_does_not_matter(seed: int) -> None:
    spiral, shock, ending = experiment(seed)
    network, terms = spiral.network, spiral.network.terms
    order = np.random.default_rng(seed).permutation(network.size)
    place = [*map(int, np.argsort(order)), network.size]
    moved = replace(
        terms,
        obligations=tuple(replace(one, by=place[one.by], to=place[one.to]) for one in terms.obligations[::-1]),
        stakes=tuple(replace(one, holder=place[one.holder], company=place[one.company]) for one in terms.stakes[::-1]),
        loans=tuple(
            replace(
                one,
                borrower=place[one.borrower],
                company=place[one.company],
                lenders=tuple((place[lender], part) for lender, part in one.lenders),
            )
            for one in terms.loans
        ),
        depths=tuple(terms.depths[one] for one in order),
    )
    again = Spiral(closed(moved, network.outside[order])).end(shock[order])
    np.testing.assert_allclose(again.equity, ending.equity[order], rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(again.paid, ending.paid[order], rtol=1e-9)
    assert [again.failed[place[one]] for one in range(network.size)] == list(ending.failed)
