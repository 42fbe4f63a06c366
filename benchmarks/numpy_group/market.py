"""Prices, marks, money that comes in, and what shares bring when they are sold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.numpy_group.state import State
    from benchmarks.numpy_group.terms import Array
    from pledgeline.engine.resolved_group import ResolvedSource


NEWTON_STEPS = 4  # the impact bends the proceeds by a few per cent: each step squares the error


def move(state: State, day: int, fill: Callable[[Array], object]) -> None:
    """Prices of today."""
    fill(state.normals[:-1])
    np.matmul(state.terms.mix, state.normals, out=state.moves)
    state.logs += state.moves
    np.exp(state.logs, out=state.price)
    state.now = state.terms.index[:, day, None].astype(state.terms.precision)
    if state.any_sold:
        state.sold[:] = 0.0
        state.any_sold = False
    keep_values(state, day)


def keep_values(state: State, day: int) -> None:
    """Keep the values of today that will be marks."""
    for stake, mark_day in state.snapshots.get(day, ()):
        state.waiting.append((stake, mark_day, state.price[len(state.terms.listed) + stake].copy()))


def mark(state: State, day: int) -> None:
    """Marks of today, the values of some days ago."""
    if any(mark_day == day for _, mark_day, _ in state.waiting):
        for stake, mark_day, kept in state.waiting:
            if mark_day == day:
                state.marks[stake] = kept
        state.waiting = [one for one in state.waiting if one[1] != day]
        state.marks.sum(axis=0, out=state.marked)


def receive(state: State, day: int) -> None:
    """Inflows and dividends."""
    for inflow in state.terms.group.inflows:
        if inflow.day == day:
            state.cash += inflow.amount
    for dividend in state.terms.group.dividends:
        if dividend.day == day:
            state.cash += dividend.per_share * state.owned[state.terms.rows[dividend.asset]]


def buy(state: State, asset: int, money: Array) -> None:
    """More of a stake, or shares, for money paid."""
    stake = asset - len(state.terms.listed)
    if stake < 0:
        shares = money / state.price[asset]
        state.free[asset] += shares
        state.owned[asset] += shares
        return
    state.logs[asset] += np.log1p(money / state.price[asset])
    state.price[asset] += money
    state.marks[stake] += money
    state.marked += money
    for other, _, kept in state.waiting:
        if other == stake:
            np.add(kept, money, out=kept)


def shares_for(state: State, asset: int, rows: Array, money: Array, most: Array, impact: float) -> tuple[Array, Array]:
    """Shares that bring ``money``, or the ``most``, at square-root impact; and what they bring."""
    peak = impact * state.terms.daily_volatility[asset]
    if peak > 0.0:
        most = np.minimum(most, state.terms.volume[asset] / peak**2)
    bend = peak / 1.5 / math.sqrt(state.terms.volume[asset])
    price = state.price[asset, rows]
    brings = most * price * (1.0 - bend * np.sqrt(most))
    shares, enough = most.copy(), brings > money
    if enough.any():
        wanted, each = money[enough], price[enough]
        found = wanted / each
        for _ in range(NEWTON_STEPS):
            slope = bend * np.sqrt(found)
            found += (wanted / each - found * (1.0 - slope)) / (1.0 - 1.5 * slope)
        shares[enough] = np.minimum(found, most[enough])
    return shares, np.minimum(brings, money)


def take(state: State, asset: int, rows: Array, shares: Array) -> None:
    """Shares leave the group, and the volume of the day."""
    state.owned[asset, rows] -= shares
    state.sold[asset, rows] += shares
    state.any_sold = True


def sale(state: State, source: ResolvedSource, rows: Array, want: Array) -> Array:
    """Sell free shares for ``want`` after tax; returns what comes in."""
    asset = state.terms.rows[source.target]
    room = source.participation * state.terms.volume[asset] - state.sold[asset, rows]
    most = np.minimum(np.maximum(room, 0.0), state.free[asset, rows])
    gross = want / (1.0 - source.tax)
    shares, proceeds = shares_for(state, asset, rows, gross, most, source.impact)
    take(state, asset, rows, shares)
    state.free[asset, rows] -= shares
    return np.where(proceeds >= gross, want, proceeds * (1.0 - source.tax))
