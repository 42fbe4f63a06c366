"""Experiments of the oracle as books of the kernels, and a walk through given prices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.kernels import book as books
from pledgeline.kernels import walk
from pledgeline.kernels.book import ACCOUNT, ASSET, OUTCOME, Book
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.impact import LINEAR, SQUARE_ROOT
from pledgeline.kernels.margin import CASH, DEPOSIT, LOT, SHARES, STATE, TERMS
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK

if TYPE_CHECKING:
    from tests.oracles.loan_records import Borrower, Loan, Market

MEANS = {"shares": SHARES, "cash": CASH, "deposit": DEPOSIT}


def records(dtype: np.dtype[Any], shape: int | tuple[int, ...]) -> Any:
    """A record array of zeros."""
    return np.zeros(shape, dtype).view(np.recarray)


def book_of(loans: list[Loan], market: Market, borrower: Borrower) -> Book:
    """The arrays of an experiment; assets and factors are numbered as in the market."""
    names = list(market.listings)
    days = len(market.prices) - 1
    padded = -(-days // CHUNK) * CHUNK
    terms, accounts, start = records(TERMS, len(loans)), records(ACCOUNT, len(loans)), records(STATE, len(loans))
    lots = records(LOT, (len(loans), max(len(loan.pool) for loan in loans)))
    index, offset = np.ones((len(loans), padded + 1)), np.full((len(loans), padded + 1), np.nan)
    for row, loan in enumerate(loans):
        write_terms(terms[row], loan, days)
        start[row].units, start[row].deposit, start[row].guarantee = loan.drawn, loan.deposit, loan.guaranteed
        index[row, : days + 1] = loan.index[: days + 1]
        write_lots(lots[row], loan, market, names)
        account = accounts[row]
        account.pool_size, account.money, account.fx, account.top_index = len(loan.pool), -1, 1.0, max(loan.index)
        account.value = sum(lot.pledged * lot.weight * lot.spot for lot in lots[row][: len(loan.pool)])
        for day in range(1, min(days, loan.maturity) + 1):
            exposure = loan.drawn * loan.index[day] - loan.deposit
            offset[row, day] = math.log(account.value / exposure) if exposure > 0 else math.inf
    assets = records(ASSET, len(names))
    for number, name in enumerate(names):
        listing, asset = market.listings[name], assets[number]
        asset.factor, asset.money, asset.free = number, -1, borrower.free.get(name, 0.0)
        asset.control = (listing.control or 0.0) * (listing.outstanding or 0.0)
    return Book(
        terms, accounts, start, lots, assets, index, offset, np.zeros((2, len(loans), padded // CHUNK)), borrower.cash
    )


def write_terms(terms: Any, loan: Loan, days: int) -> None:
    """Fill one TERMS record."""
    means = [MEANS[name] for name in loan.means] + [0, 0, 0]
    terms.call, terms.cure, terms.close_out, terms.release = loan.call, loan.cure, loan.close_out, loan.release or 0.0
    terms.cure_days, terms.means_1, terms.means_2, terms.means_3 = loan.cure_days, *means[:3]
    terms.participation, terms.sale_delay, terms.until_cured = loan.participation, loan.sale_delay, loan.until_cured
    terms.guarantee_first, terms.maturity, terms.horizon = loan.guarantee_first, loan.maturity, days
    terms.law = LINEAR if loan.impact_power == 1.0 else SQUARE_ROOT


def write_lots(lots: Any, loan: Loan, market: Market, names: list[str]) -> None:
    """Fill the LOT records of one pool."""
    for lot, share in zip(lots, loan.pool, strict=False):
        lot.asset, lot.weight, lot.volume = (
            names.index(share.asset),
            1.0 - share.haircut,
            market.listings[share.asset].volume,
        )
        lot.impact, lot.spot, lot.price = share.impact, market.prices[0][share.asset], market.prices[0][share.asset]
        lot.pledged = share.shares


class Walk:
    """All loans of a book through given prices, one day at a time, interpreted."""

    def __init__(self, book: Book) -> None:
        """Day 0."""
        self.book = book
        self.memory, self.desk = books.new_memory(book), books.new_desk(book)
        self.chunk = np.zeros((len(book.assets), 1, LANES))
        self.outcomes = records(OUTCOME, len(book.terms))
        for name in ("call", "failed_cure", "close_out", "loss_day"):
            self.outcomes[name] = -1
        self.control = [-1] * len(book.assets)
        self._step, self._record = interpreted(walk.step_loan), interpreted(walk.record_flows)
        interpreted(walk.reset)(book, self.memory)

    def day(self, number: int, moves: list[float]) -> list[tuple[Any, Any]]:
        """Step day ``number`` at log moves since day 0; copies of (flows, lots) of each loan."""
        self.chunk[:, 0, 0] = moves
        self.desk.sold[:] = 0.0
        found = []
        for row in range(len(self.book.terms)):
            self._step(self.book, self.memory, self.desk, self.chunk, row, number, 0, 0, 0)
            self._record(self.outcomes[row], self.desk.flows[0], number)
            found.append((self.desk.flows[0].copy(), self.desk.lots[row].copy()))
        for number_of, asset in enumerate(self.book.assets):
            if (
                asset.control > 0
                and self.control[number_of] < 0
                and self.memory.shares[1, 0, number_of] < asset.control
            ):
                self.control[number_of] = number
        return found
