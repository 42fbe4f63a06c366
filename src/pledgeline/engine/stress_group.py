"""The whole group under one scenario: its straight path to the horizon, and its probabilities around the shock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.group_draws import planned_draws
from pledgeline.engine.group_fate import group_fate, stated_lines
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.outlook import proportion
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.straight_path import certain, even_moves
from pledgeline.engine.stress_results import Chance, GroupChances, GroupCourse
from pledgeline.engine.what_if import funds_of
from pledgeline.kernels.book import OUTCOME, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.group_sweep import sweep_group
from pledgeline.kernels.plan import BOOK_LINES, PATH, Ledger

if TYPE_CHECKING:
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.group_replay_results import GroupFate
    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.straight_path import Moves
    from pledgeline.engine.stress import LoanPath

MOST_PATHS = 4096  # of the whole group under each scenario: a standard error of 0.8 points at most
_ANY_KEY = key_of(0)  # nothing is drawn


def group_course(case: ResolvedCase, path: LoanPath, *, draws: tuple[Draws, int] | None) -> GroupCourse:
    """The group of a case whose cash is known along a straight path, to the horizon.

    ``draws`` and the number of workers are those of the probabilities; None, or 0
    paths, asks for none.
    """
    packed = pack_group(case)
    fate = follow_whole(case, packed, group_moves(case, packed, path))
    return GroupCourse(fate=fate, chances=_chances(case, *draws) if draws and draws[0].paths else None)


def group_moves(case: ResolvedCase, packed: PackedGroup, path: LoanPath) -> Moves:
    """The log moves (factors, days) of a path, of stakes their own alone.

    The shock of a stake is all that it does while it lasts: what the stake follows
    is taken off, as in the simulation.
    """
    found = even_moves(packed, path.moves, days=path.days)
    for row, name in enumerate(packed.factor_names):
        steps = path.steps.get(name, ())[: packed.days]
        found[row, : len(steps)] += steps
    stakes = case.funds.stakes if case.funds else {}
    for key, stake in stakes.items():
        for name, beta in stake.follows.items() if key in path.moves else ():
            if name in path.moves:
                followed = even_moves(packed, {name: path.moves[name]}, days=path.days)
                found[packed.factor_names.index(key)] -= beta * followed[packed.factor_names.index(name)]
    return found


def follow_whole(case: ResolvedCase, packed: PackedGroup, moves: Moves) -> GroupFate:
    """Sweep the one path on which the factors move as told, with the compiled day of the simulation."""
    plan, days, loans, funds = packed.plan, packed.days, len(packed.loans), funds_of(case)
    ledger = Ledger(
        np.zeros(1, PATH).view(np.recarray),
        np.zeros((1, loans + len(packed.credits)), np.int32),
        np.zeros(plan.bills.size, np.int64),
        np.zeros((plan.bills.size, plan.sources.size + 1, 2)),
        np.zeros((1, days, 4), np.float32),
        np.zeros((1, len(packed.quarters), len(BOOK_LINES))),
        planned_draws(funds)[np.newaxis, :],
    )
    slots = np.full(plan.dates.shape[1], NEVER, np.int64)
    slots[1 : days + 1] = np.arange(days)
    outcomes = np.zeros((1, loans), OUTCOME).view(np.recarray)
    control = np.zeros((1, len(packed.assets)), np.int32)
    output = Output(outcomes, control, np.zeros((0, loans, 0), np.float32), slots, 0)
    sweep_group(certain(packed, moves).factors, plan, packed.book, _ANY_KEY, (0, 1, days), ledger, output)
    return group_fate(case, packed, ledger, output, ledger.recorded[0])


def _chances(case: ResolvedCase, draws: Draws, workers: int) -> GroupChances:
    """Probabilities by the horizon."""
    count = min(draws.paths, MOST_PATHS)
    paths = simulate_group(case, paths=count, seed=draws.seed, workers=workers, recorded=0).paths

    def chance(name: str) -> Chance:
        each = proportion(int(np.count_nonzero(paths[name] != NEVER)), count)
        return Chance(value=each.value, standard_error=each.standard_error, method="simulated")

    return GroupChances(
        paths=count,
        call=chance("call"),
        gap=chance("gap"),
        lines={line: chance(line) for line in stated_lines(case)},
    )
