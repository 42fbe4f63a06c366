"""Building programmes over all paths: when each gate is passed, what is spent meanwhile, and what held it up.

Time is in days after the day of the case. Gates stand in an order in which none comes before its parents, so one
pass over them dates a path. Every gate reads its duration from a normal score that it shares in part with its site
and with all other sites; a score is a function of seed, path and the number of the gate, and of nothing else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, entry
from pledgeline.kernels.duration import conditional_score, quantile
from pledgeline.kernels.duration_tables import Floats, Ints, Laws
from pledgeline.kernels.impact import Record
from pledgeline.kernels.normals import GROUP, normal_pair
from pledgeline.kernels.philox import philox

# Third counter word: what a number is for. Prices and branches of tail losses use those below 8 << 16
# (`paths`, `tails_draw`), each with 16 bits for a factor or a clock: no number is drawn twice. Typed, because for
# a plain constant what is called would be compiled once more.
PROGRAMME_CASE = np.int64(8 << 16)
PROGRAMME_SITE = np.int64(9 << 16)
PROGRAMME_PHASE = np.int64(10 << 16)
PROGRAMME_GATE = np.int64(11 << 16)

NOT_BEGUN = math.inf  # `begun_at` of a gate that has not begun
NOTHING = -1  # in place of a gate

# one piece of work; squares of the three loadings sum to 1
GATE = np.dtype(
    [
        ("law", "i8"),  # of its duration, row of `Laws`
        ("number", "i8"),  # of its own score: the same number, the same score
        ("site", "i8"),  # number of its site
        ("never", "f8"),  # probability, as of today, that it never ends once it may start
        ("floor", "f8"),  # level of its law below which it does not lie: that of the days it has already taken
        ("scale", "f8"),  # of all that is still to come of it: 0.7 takes 30 % off
        ("earliest", "f8"),  # day before which it does not start
        ("begun_at", "f8"),  # day on which it did start, 0 or less; or NOT_BEGUN
        ("load_case", "f8"),
        ("load_site", "f8"),
        ("load_own", "f8"),
    ]
)

# what enters service at once
PHASE = np.dtype(
    [
        ("last", "i8"),  # gate whose end is its day of service
        ("law", "i8"),  # of what it costs over its plan
        ("number", "i8"),
        ("site", "i8"),
        ("load_case", "f8"),
        ("load_site", "f8"),
        ("load_own", "f8"),
    ]
)

# money that goes out while a gate is worked on
SPEND = np.dtype([("gate", "i8"), ("phase", "i8"), ("amount", "f8"), ("share", "f8")])  # planned; the group's share


class Programme(NamedTuple):
    """Gates, what they wait for, and what they cost. Shapes: G gates, A arrows, P phases, M spends, K slots of time."""

    laws: Laws
    gates: Record  # (G,) GATE, parents before children
    first_parent: Ints  # (G + 1,) parents of gate g are ``parents[first_parent[g]:first_parent[g + 1]]``
    parents: Ints  # (A,)
    phases: Record  # (P,) PHASE
    spends: Record  # (M,) SPEND
    edges: Floats  # (K,) ascending days above 0; slot k lasts from after edge k - 1, or day 0, to edge k


class Progress(NamedTuple):
    """What came of the paths of one piece; the first row is its first path."""

    finish: Floats  # (paths, P) day of service; infinite where it never comes
    overrun: Floats  # (paths, P) of cost, as a fraction of the plan
    spent: Floats  # (paths, K) in each slot
    group_spent: Floats  # (paths, K) of it by the group
    starts: Floats  # (recorded paths, G)
    ends: Floats  # (recorded paths, G)
    phase_spent: Floats  # (paths, P) by each phase in all slots
    critical: Ints  # (G,) days of service after day 0, over paths and phases, whose longest way passes the gate
    blocked: Ints  # (G,) phases, over paths, that never come because of the gate: of several, the first to get stuck


class Scores(NamedTuple):
    """Normal scores of one path: number n stands at ``[n % GROUP, n // GROUP]``."""

    case: npt.NDArray[np.float32]  # (GROUP, 1), of which the first counts
    sites: npt.NDArray[np.float32]
    phases: npt.NDArray[np.float32]
    gates: npt.NDArray[np.float32]
    words: npt.NDArray[np.uint32]  # scratch of their making


class Course(NamedTuple):
    """One path of the gates."""

    start: Floats  # (G,) infinite where it never starts
    end: Floats  # (G,) infinite where it never ends
    driver: Ints  # (G,) the parent whose end its start waited for; NOTHING where it waited for none
    cause: Ints  # (G,) of a gate that never ends: the gate that got stuck first; else NOTHING


def new_scores(programme: Programme) -> Scores:
    """Room for the scores of one path."""
    gates = programme.gates
    phases = programme.phases
    sizes = [_groups(numbers) for numbers in (np.append(gates.site, phases.site), phases.number, gates.number)]
    sites, own, work = (np.zeros((GROUP, size), np.float32) for size in sizes)
    return Scores(np.zeros((GROUP, 1), np.float32), sites, own, work, np.zeros((GROUP, max(sizes)), np.uint32))


def _groups(numbers: Ints) -> int:
    return int(numbers.max(initial=0)) // GROUP + 1


def new_course(programme: Programme) -> Course:
    """Room for one path of the gates."""
    count = programme.gates.size
    return Course(np.zeros(count), np.zeros(count), np.zeros(count, np.int64), np.zeros(count, np.int64))


def new_progress(programme: Programme, count: int, *, recorded: int = 0) -> Progress:
    """Room for ``count`` paths, of which the first ``recorded`` keep the days of all gates."""
    gates, phases, slots = programme.gates.size, programme.phases.size, programme.edges.size
    return Progress(
        np.zeros((count, phases)),
        np.zeros((count, phases)),
        np.zeros((count, slots)),
        np.zeros((count, slots)),
        np.zeros((recorded, gates)),
        np.zeros((recorded, gates)),
        np.zeros((count, phases)),
        np.zeros(gates, np.int64),
        np.zeros(gates, np.int64),
    )


@compiled
def _draw(
    path: int,
    stream: np.int64,
    key: npt.NDArray[np.uint64],
    words: npt.NDArray[np.uint32],
    scores: npt.NDArray[np.float32],
) -> None:
    """All scores of one stream on one path; two loops, so that both vectorise."""
    low = np.uint64(0xFFFFFFFF)
    counter = np.uint64(path)
    c0 = counter & low
    c2 = np.uint64(stream)
    c3 = counter >> np.uint64(32)
    k0 = key[0]
    k1 = key[1]
    for k in range(scores.shape[1]):
        w0, w1, w2, w3 = philox(c0, np.uint64(k), c2, c3, k0, k1)
        words[0, k] = np.uint32(w0)
        words[1, k] = np.uint32(w1)
        words[2, k] = np.uint32(w2)
        words[3, k] = np.uint32(w3)
    for pair in range(2):
        for k in range(scores.shape[1]):
            x, y = normal_pair(words[2 * pair, k], words[2 * pair + 1, k])
            scores[2 * pair, k] = x
            scores[2 * pair + 1, k] = y


@compiled
def draw_scores(path: int, key: npt.NDArray[np.uint64], scores: Scores) -> None:
    """All scores of one path."""
    _draw(path, PROGRAMME_CASE, key, scores.words, scores.case)
    _draw(path, PROGRAMME_SITE, key, scores.words, scores.sites)
    _draw(path, PROGRAMME_PHASE, key, scores.words, scores.phases)
    _draw(path, PROGRAMME_GATE, key, scores.words, scores.gates)


@compiled
def _mixed(one: Record, scores: Scores, own: npt.NDArray[np.float32]) -> float:
    """The score of a gate or phase, from those of the case, of its site and its own."""
    common = one.load_case * np.float64(scores.case[0, 0])
    local = one.load_site * np.float64(scores.sites[one.site % GROUP, one.site // GROUP])
    return common + local + one.load_own * np.float64(own[one.number % GROUP, one.number // GROUP])


@compiled
def follow(programme: Programme, scores: Scores, course: Course) -> None:
    """Date all gates of one path.

    A gate starts when all its parents have ended, and not before its earliest day; one that has begun started when
    it did, whatever its parents do. What never ends lets nothing start that waits for it.
    """
    start, end, driver, cause = course.start, course.end, course.driver, course.cause
    for g in range(programme.gates.size):
        gate = programme.gates[g]
        day = gate.earliest
        waited = NOTHING
        stuck = NOTHING
        for k in range(programme.first_parent[g], programme.first_parent[g + 1]):
            parent = programme.parents[k]
            if end[parent] > day:
                day = end[parent]
                waited = parent
            if end[parent] == math.inf and (stuck < 0 or start[cause[parent]] < start[stuck]):
                stuck = cause[parent]
        begun = gate.begun_at < NOT_BEGUN
        if begun:
            day = gate.begun_at
            waited = NOTHING
            stuck = NOTHING
        last = math.inf
        if day < math.inf:
            score = conditional_score(_mixed(gate, scores, scores.gates), gate.never, gate.floor)
            if score == math.inf:
                stuck = g
            else:
                duration = quantile(programme.laws, gate.law, score)
                ahead = day + duration
                last = day + gate.scale * duration
                if begun:  # only what still lies ahead can be sped up
                    last = ahead * (gate.scale if ahead > 0.0 else 1.0)
        start[g] = day
        end[g] = last
        driver[g] = waited
        cause[g] = stuck


@compiled
def _s_curve(x: float) -> float:
    """Share of the money spent when a share ``x`` of the time has passed."""
    return x * x * (3.0 - 2.0 * x)


@compiled
def spend(programme: Programme, course: Course, out: Progress, path: int) -> None:
    """Add what one path spends in each slot; nothing for gates that never end, nor for what lies outside the slots.

    Over a gate the money follows an S-curve in time; what a gate without length costs is spent on its day, and what
    is passed on day 0 without having begun before it, in the first slot.
    """
    spent = out.spent[path]
    group_spent = out.group_spent[path]
    edges = programme.edges
    slots = edges.size
    for m in range(programme.spends.size):
        row = programme.spends[m]
        start = course.start[row.gate]
        end = course.end[row.gate]
        over = end < 0.0 or (end == 0.0 and programme.gates[row.gate].begun_at < NOT_BEGUN)
        if end == math.inf or over or slots == 0:
            continue
        amount = row.amount * (1.0 + out.overrun[path, row.phase])
        length = end - start
        low = 0
        high = slots
        while low < high:  # the slot of day 0, or of the start
            middle = (low + high) // 2
            if edges[middle] < start:
                low = middle + 1
            else:
                high = middle
        before = _s_curve(-start / length) if start < 0.0 else 0.0
        paid = 0.0
        for k in range(low, slots):
            done = edges[k] >= end
            reached = 1.0 if done else _s_curve((edges[k] - start) / length)
            money = amount * (reached - before)
            spent[k] += money
            group_spent[k] += row.share * money
            paid += money
            before = reached
            if done:
                break
        out.phase_spent[path, row.phase] += paid


@compiled
def count_causes(programme: Programme, course: Course, critical: Ints, blocked: Ints) -> None:
    """Count the gates on the longest way to each coming day of service, and the cause of each that never comes."""
    for p in range(programme.phases.size):
        gate = programme.phases[p].last
        if course.end[gate] == math.inf:
            blocked[course.cause[gate]] += 1
        elif course.end[gate] > 0.0:
            while gate >= 0:
                critical[gate] += 1
                gate = course.driver[gate]


@entry
def _sweep(
    programme: Programme, key: npt.NDArray[np.uint64], first: int, count: int, out: Progress, scores: Scores,
    course: Course,
) -> None:  # fmt: skip
    """The loop behind `sweep_programme`, in a workspace of its own."""
    for row in range(count):
        draw_scores(first + row, key, scores)
        follow(programme, scores, course)
        for p in range(programme.phases.size):
            phase = programme.phases[p]
            out.finish[row, p] = course.end[phase.last]
            out.overrun[row, p] = quantile(programme.laws, phase.law, _mixed(phase, scores, scores.phases)) - 1.0
        spend(programme, course, out, row)
        count_causes(programme, course, out.critical, out.blocked)
        if row < out.starts.shape[0]:
            for g in range(programme.gates.size):
                out.starts[row, g] = course.start[g]
                out.ends[row, g] = course.end[g]


def sweep_programme(programme: Programme, key: npt.NDArray[np.uint64], span: tuple[int, int], out: Progress) -> None:
    """Simulate paths ``first .. first + count - 1``; ``span`` is (first, count), and any cut into spans gives the same.

    ``out`` must come in as `new_progress` makes it. Nothing is shared between calls but what they read; counts of
    pieces are added up by the caller. Cost: linear in paths, gates, arrows and in the slots that spends last.
    """
    first, count = span
    _sweep(programme, key, first, count, out, new_scores(programme), new_course(programme))
