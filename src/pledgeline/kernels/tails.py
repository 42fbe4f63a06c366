"""Restarting called paths: replay to the call, then many continuations under tilted laws.

A *trunk* is the whole book on one simulated path at the end of the day of the
first call of one loan: path i is path i, stepped day by day as the sweep would.
A *branch* is a continuation from there with random numbers of its own. Branches
are drawn from a mixture of laws, of which law 0 is the law of the case; each
carries the likelihood ratio of the law of the case to the whole mixture. See
`docs/models/tail-losses.md`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.book import OUTCOME, Book, Desk, Memory, new_desk, new_memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, entry, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CALLED, CLOSED, STATE
from pledgeline.kernels.paths import Factors, Floats, Ints, log_prices
from pledgeline.kernels.quiet import guards, log_move
from pledgeline.kernels.tails_draw import BRANCH_JUMP, BRANCH_LAW, Draw, Laws, move, uniforms
from pledgeline.kernels.walk import record_flows, step_loan


class Trunk(NamedTuple):
    """The book on some paths at the end of a day of each. Shapes: M paths, L loans, K largest pool, F factors."""

    paths: Ints  # (M,)
    days: Ints  # (M,) the day it is wanted on
    reached: Ints  # (M,) the day it stands on
    memory: Memory  # of M lanes
    moves: Floats  # (M, F) log of price over spot
    outcomes: Record  # (M,) OUTCOME of the loan that is asked about, so far


class Branches(NamedTuple):
    """What came of the branches. Shapes: M paths, B branches of each."""

    share: Floats  # (Q,) of the laws
    first: int  # number of the first branch: others have other random numbers
    loss: Floats  # (M, B) of the lender, from day 1 to the horizon
    ratio: Floats  # (M, B, Q) log likelihood ratio of each law to law 0


_Workspace = tuple[Memory, Desk, Draw]


def new_trunk(book: Book, factors: Factors, paths: Ints, days: Ints) -> Trunk:
    """The book on day 0 of ``paths`` (M,), to be walked to the end of ``days`` (M,) by `restore`."""
    loans, pool = book.lots.shape
    count = paths.size
    memory = Memory(
        np.zeros((count, loans), STATE).view(np.recarray),
        np.zeros((count, loans, pool)),
        np.zeros((2, count, book.assets.size)),
        np.zeros(count),
        np.full((4, loans, count), np.inf),
    )
    memory.state[:] = book.start
    memory.cash[:] = book.cash
    memory.shares[:] = book.assets.free
    for loan in range(loans):
        for k in range(book.accounts[loan].pool_size):
            lot = book.lots[loan, k]
            memory.pledged[:, loan, k] = lot.pledged
            memory.shares[1, :, lot.asset] += lot.pledged
    outcomes = np.zeros(count, OUTCOME).view(np.recarray)
    for name in ("call", "failed_cure", "close_out", "loss_day"):
        outcomes[name] = NEVER
    return Trunk(paths, days, np.zeros_like(days), memory, np.zeros((count, factors.volatility.size)), outcomes)


@compiled
def copy_lane(source: Memory, i: int, target: Memory, k: int) -> None:
    """Copy the state of lane ``i`` of one memory into lane ``k`` of another."""
    target.cash[k] = source.cash[i]
    for a in range(source.shares.shape[2]):
        target.shares[0, k, a] = source.shares[0, i, a]
        target.shares[1, k, a] = source.shares[1, i, a]
    for loan in range(source.state.shape[1]):
        target.state[k, loan] = source.state[i, loan]
        target.watch[0, loan, k] = source.watch[0, loan, i]
        target.watch[1, loan, k] = source.watch[1, loan, i]
        for lot in range(source.pledged.shape[2]):
            target.pledged[k, loan, lot] = source.pledged[i, loan, lot]


@inlined
def _is_quiet(book: Book, memory: Memory, chunk: Floats, loan: int, number: int, i: int) -> bool:
    """Whether a loan on one asset is sure to do nothing today: its log coverage lies between its guards."""
    account = book.accounts[loan]
    state = memory.state[i, loan]
    if account.pool_size > 1 or state.status > CALLED or (state.status == CALLED and number >= state.deadline):
        return False
    asset = book.assets[book.lots[loan, 0].asset]
    c = log_move(chunk, asset.factor, asset.money, account.money, 0, 0) + book.offset[loan, number]
    return c > memory.watch[0, loan, i] and c < memory.watch[1, loan, i]


@inlined
def _any_awake(book: Book, memory: Memory, chunk: Floats, number: int, i: int) -> bool:
    """Whether some loan may do something today; asked first, because calling `step_day` costs more than the answer."""
    awake = False
    for loan in range(book.terms.size):
        quiet = memory.state[i, loan].status >= CLOSED or _is_quiet(book, memory, chunk, loan, number, i)
        awake = awake or not quiet
    return awake


@compiled
def step_day(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, target: int, number: int, i: int, outcome: Record
) -> None:
    """Step all loans of lane ``i`` through day ``number``, in order, at the log prices in ``chunk`` (F, 1, 1).

    What happened to loan ``target`` is entered into ``outcome``. Unknown guards
    are infinite: the loan is then stepped, and they are set.
    """
    for a in range(book.assets.size):
        desk.sold[a] = 0.0
    for loan in range(book.terms.size):
        if memory.state[i, loan].status < CLOSED and not _is_quiet(book, memory, chunk, loan, number, i):
            step_loan(book, memory, desk, chunk, loan, number, 0, 0, i)
            if loan == target:
                record_flows(outcome, desk.flows[0], number)
            if desk.flows[0].events != 0 or memory.watch[0, loan, i] == math.inf:
                guard, ceiling = guards(
                    book.terms[loan],
                    book.accounts[loan],
                    book.start[loan],
                    memory.state[i, loan],
                    book.lots[loan],
                    memory.pledged[i, loan],
                )
                memory.watch[0, loan, i] = guard
                memory.watch[1, loan, i] = ceiling


@compiled
def _restore(book: Book, target: int, row: int, trunk: Trunk, history: Floats, workspace: _Workspace) -> None:
    """Walk the trunk of one path on, along its log prices (F, days + 1), to the day it is wanted on."""
    memory, desk, draw = workspace
    lane = int(np.int64(0))  # not a literal, for which what is called would be compiled a second time
    copy_lane(trunk.memory, row, memory, lane)
    draw.outcomes[0] = trunk.outcomes[row]
    for f in range(history.shape[0]):
        draw.chunk[f, 0, 0] = trunk.moves[row, f]
    for number in range(trunk.reached[row] + 1, trunk.days[row] + 1):
        for f in range(history.shape[0]):
            draw.chunk[f, 0, 0] = history[f, number]
        if _any_awake(book, memory, draw.chunk, number, lane):
            step_day(book, memory, desk, draw.chunk, target, number, lane, draw.outcomes[0])
    copy_lane(memory, lane, trunk.memory, row)
    trunk.outcomes[row] = draw.outcomes[0]
    trunk.reached[row] = trunk.days[row]
    for f in range(history.shape[0]):
        trunk.moves[row, f] = draw.chunk[f, 0, 0]


@compiled
def _continue(
    factors: Factors,
    book: Book,
    key: npt.NDArray[np.uint64],
    target: int,
    place: tuple[int, int, int],
    trunk: Trunk,
    laws: Laws,
    workspace: _Workspace,
) -> None:
    """One branch from the end of the trunk's day to the end of the loan; ``place`` is row, branch and law."""
    memory, desk, draw = workspace
    row, branch_number, own = place
    path = trunk.paths[row]
    start = trunk.reached[row]
    lane = int(np.int64(0))  # not a literal, for which what is called would be compiled a second time
    copy_lane(trunk.memory, row, memory, lane)
    draw.outcomes[0] = trunk.outcomes[row]
    for f in range(factors.volatility.size):
        draw.chunk[f, 0, 0] = trunk.moves[row, f]
    for clock in range(factors.clock_rate.size):
        gap, _, _ = uniforms(path, branch_number, 0, BRANCH_JUMP + factors.clock_stream[clock], key)
        draw.hazard[clock] = -math.log(gap)
        draw.jumps[clock] = np.uint64(0)
    draw.ratio[:] = 0.0
    called = start
    again = 0
    for number in range(start + 1, book.terms[target].horizon + 1):
        before = memory.state[0, target].status
        if before >= CLOSED:
            break
        move(factors, key, laws, draw, (row, path, branch_number, number), number - called, again, own)
        if _any_awake(book, memory, draw.chunk, number, lane):
            step_day(book, memory, desk, draw.chunk, target, number, lane, draw.outcomes[0])
        if before < CALLED <= memory.state[0, target].status < CLOSED:
            called = number
            again = 1


@entry
def _walk_rows(
    factors: Factors,
    book: Book,
    key: npt.NDArray[np.uint64],
    target: int,
    rows: tuple[int, int],
    trunk: Trunk,
    history: Floats,
    laws: Laws,
    branches: Branches,
    workspace: _Workspace,
) -> None:
    """Both loops, so that the step is compiled into one entry: of `restore` where there is a history, of `branch`."""
    first, count = rows
    draw = workspace[2]
    for row in range(first, first + count):
        if history.shape[0] > 0:
            _restore(book, target, row, trunk, history[row - first], workspace)
        else:
            path = trunk.paths[row]
            start, _, _ = uniforms(path, branches.first, 0, BRANCH_LAW, key)
            for b in range(branches.loss.shape[1]):
                own = 0
                position = (b + start) / branches.loss.shape[1]
                while own < branches.share.size - 1 and position >= branches.share[own]:
                    position -= branches.share[own]
                    own += 1
                _continue(factors, book, key, target, (row, branches.first + b, own), trunk, laws, workspace)
                branches.loss[row, b] = draw.outcomes[0].loss
                for q in range(draw.ratio.size):
                    branches.ratio[row, b, q] = draw.ratio[q]


def _workspace(factors: Factors, book: Book, laws: int) -> _Workspace:
    count, clocks = factors.volatility.size, factors.clock_rate.size
    draw = Draw(
        np.zeros((count, 1, 1)),
        np.zeros(count),
        np.zeros(clocks),
        np.zeros(clocks, np.uint64),
        np.zeros(laws),
        np.zeros(1, OUTCOME).view(np.recarray),
    )
    return new_memory(book), new_desk(book), draw


def restore(
    factors: Factors, book: Book, key: npt.NDArray[np.uint64], target: int, rows: tuple[int, int], trunk: Trunk
) -> None:
    """Walk ``rows`` (first, count) of ``trunk`` on to the days they are wanted on: its paths again, day by day.

    ``target`` is the row of the loan whose outcome is kept. Rows are independent,
    so threads may split them. Cost: linear in paths and days.
    """
    first, count = rows
    days = trunk.days[first : first + count]
    history = np.zeros((count, factors.volatility.size, int(days.max(initial=0)) + 1))
    for k in range(count):
        path, last = int(trunk.paths[first + k]), int(days[k])
        history[k, :, : last + 1] = log_prices(factors, path, last, key)
    laws, branches = _nothing(factors)
    _walk_rows(factors, book, key, target, rows, trunk, history, laws, branches, _workspace(factors, book, 1))


def branch(
    factors: Factors,
    book: Book,
    key: npt.NDArray[np.uint64],
    target: int,
    rows: tuple[int, int],
    trunk: Trunk,
    laws: Laws,
    branches: Branches,
) -> None:
    """Continue ``rows`` (first, count) of ``trunk`` to the end of loan ``target``, into ``branches``.

    The branches of a path are the same in any company: their numbers are keyed by
    seed, path, branch, day and factor. Which law each is drawn from is random,
    with the stated shares, and evenly spread over the branches of a path. Rows are
    independent, so threads may split them. Cost: linear in rows, branches and the
    days until the loan has ended.
    """
    history = np.zeros((0, factors.volatility.size, 1))
    workspace = _workspace(factors, book, branches.share.size)
    _walk_rows(factors, book, key, target, rows, trunk, history, laws, branches, workspace)


def _nothing(factors: Factors) -> tuple[Laws, Branches]:
    """No laws and no branches."""
    count, clocks = factors.volatility.size, factors.clock_rate.size
    laws = Laws(
        np.zeros((0, 1), np.int64),
        np.zeros((0, 1, count)),
        np.zeros((0, 1, clocks)),
        np.zeros((0, 1, clocks, 3)),
        np.zeros(1, np.int64),
    )
    return laws, Branches(np.ones(1), 0, np.zeros((0, 0)), np.zeros((0, 0, 1)))
