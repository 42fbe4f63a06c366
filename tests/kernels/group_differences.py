"""The sweep of a group beside the oracle on the same prices: where they differ, path by path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgeline.engine.group_paths import GroupOutcomes, simulate_group
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import pack_group
from pledgeline.kernels.paths import log_prices
from tests.oracles.group import follow_group
from tests.oracles.group_records import INTO, OUT_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase
    from tests.oracles.group_records import GroupPath

NEVER = -1
ROUNDING = 1e-9  # of the size of the group: what two orders of the same sums may differ by
SINGLE = 1e-6  # recorded figures are kept in single precision
SUMS = 1e-7  # of shares of bills over paths
# names of the books in the sweep, in the order of those of the oracle
LINES = (
    ("inflows", "dividends", "draws", "lines", "bridges", "issues", "sales", "returned"),
    ("interest", "commitments", "repayments", "cures", "recourse", "taxes", "fees"),
)
BOOKED = dict(zip((*LINES[0], *LINES[1]), (*INTO, *OUT_OF), strict=True))

Figure = tuple[str, float, float, float]  # of what, in the sweep, in the oracle, and by how much they may differ


def differences(case: ResolvedCase, *, paths: int, seed: int) -> list[str]:
    """What the sweep and the oracle do not agree on, one sentence for each path and figure."""
    assert case.funds is not None
    packed = pack_group(case)
    found = simulate_group(case, paths=paths, seed=seed, workers=1)
    followed = [follow_group(case, case.funds, moves_of(packed, path, seed)) for path in range(paths)]
    told = [
        f"path {path}, {sentence}"
        for path, expected in enumerate(followed)
        for sentence in apart(figures(found, packed, path, expected, scale(case, expected)))
    ]
    return told + list(apart(over_paths(found, case, followed)))


def apart(compared: Iterable[Figure]) -> Iterator[str]:
    """A sentence for each figure that differs by more than it may."""
    for what, got, oracle, allowed in compared:
        if not (got == oracle or abs(got - oracle) <= allowed):  # a NaN is never right
            yield f"{what}: {got} in the sweep, {oracle} in the oracle"


def moves_of(packed: PackedGroup, path: int, seed: int) -> dict[str, Any]:
    """The log moves that the sweep draws on one path, by factor, without day 0."""
    history = log_prices(packed.factors, path, packed.days, key_of(seed))
    return {name: history[row, 1:] for row, name in enumerate(packed.factor_names)}


def scale(case: ResolvedCase, followed: GroupPath) -> float:
    """What figures of a path are small against: cash, debts, holdings, bills."""
    assert case.funds is not None
    cash = max(day.total_cash for day in followed.days)
    holdings = sum(asset.value for asset in case.assets.values())
    return 1.0 + cash + holdings + max((claim.amount for claim in followed.claims), default=0.0)


def figures(found: GroupOutcomes, packed: PackedGroup, path: int, expected: GroupPath, size: float) -> Iterator[Figure]:
    """Every figure of one path: days must agree, money and ratios but for rounding."""
    for what, seen, day in _days(found, packed, path, expected):
        yield what, float(seen), float(day), 0.0
    for what, got, money in _money(found, path, expected):
        yield what, float(got), float(money), ROUNDING * size
    yield from _recorded(found, path, expected, size)
    peak = max(day.reported for day in expected.days[1:])
    yield "highest LTV", float(found.paths[path].peak_ltv), peak, ROUNDING * max(1.0, abs(peak))


def _day(day: int | None) -> int:
    return NEVER if day is None else day


def _first(days: list[int | None]) -> int:
    return min((day for day in days if day is not None), default=NEVER)


def _days(found: GroupOutcomes, packed: PackedGroup, path: int, expected: GroupPath) -> Iterator[tuple[str, int, int]]:
    row, loans = found.paths[path], expected.loans
    call = _first([loan.call for loan in loans.values()])
    yield "first call", row.call, call
    called = [number for number, loan in enumerate(loans.values()) if loan.call is not None and loan.call == call]
    yield "loan called first", row.call_loan, min(called, default=NEVER)
    yield "failed cure", row.failed_cure, _first([loan.failed_cure for loan in loans.values()])
    yield "gap", row.gap, _day(expected.gap_day)
    for field, line in (("reported", "reported"), ("through", "looked through")):
        for level in ("normal", "ceiling"):
            yield f"{line} {level}", row[f"{field}_{level}"], _day(expected.breaches[f"{line} {level}"])
    yield "cover", row.cover, _day(expected.breaches["cover"])
    for number, name in enumerate(found.loans):
        for event in ("call", "failed_cure", "close_out"):
            yield f"{event} of {name}", found.outcomes[path, number][event], _day(getattr(loans[name], event))
    for number, name in enumerate((*found.loans, *found.credits)):
        day = expected.defaults.get(name, NEVER)  # may be the day after the last
        yield f"default of {name}", found.defaults[path, number], day if day <= packed.days else NEVER
    for number, name in enumerate(found.assets):
        yield f"control of {name}", found.control[path, number], _day(expected.control_lost[name])


def _money(found: GroupOutcomes, path: int, expected: GroupPath) -> Iterator[tuple[str, float, float]]:
    row = found.paths[path]
    yield "first gap", row.gap_first, expected.gap_size
    yield "all gaps", row.gap_total, expected.gap_total
    yield "lowest cash", row.lowest_cash, min(day.total_cash for day in expected.days[1:])
    for number, (quarter, _, _) in enumerate(found.quarters):
        got = dict(zip(found.book_lines, found.books[path, number], strict=True))
        book = expected.books[int(quarter[:4]), int(quarter[-1])]
        for line, name in BOOKED.items():
            yield f"{line} of {quarter}", got[line], book.moved[name]
        yield f"closing of {quarter}", got["closing"], book.closing
        yield f"exchange of {quarter}", got["exchange"], book.revalued


def _recorded(found: GroupOutcomes, path: int, expected: GroupPath, size: float) -> Iterator[Figure]:
    for slot, number in enumerate(found.recorded_days):
        day = expected.days[number]
        cash, reported, through, nav = (float(figure) for figure in found.recorded[path, slot])
        for what, got, money in (("cash", cash, day.total_cash), ("NAV", nav, day.nav)):
            yield f"{what} of day {number}", got, money, SINGLE * (abs(money) + ROUNDING * size)
        for what, got, ltv in (("LTV", reported, day.reported), ("LTV looked through", through, day.looked_through)):
            yield f"{what} of day {number}", got, ltv, SINGLE * max(1.0, abs(ltv))


def over_paths(found: GroupOutcomes, case: ResolvedCase, followed: list[GroupPath]) -> Iterator[Figure]:
    """What is added up over paths: how often each bill was paid, and by whom; the last source is nobody."""
    assert case.funds is not None
    for number, bill in enumerate(case.funds.bills):
        shares = []
        for path in followed:
            claim = next(one for one in path.claims if (one.kind, one.of) == ("commitment", bill.id))
            unpaid = claim.unpaid if claim.unpaid > ROUNDING * claim.amount else 0.0
            shares.append([part / claim.amount if claim.amount else 0.0 for part in (*claim.paid, unpaid)])
        yield f"{bill.id} paid", float(found.paid[number]), float(sum(share[-1] == 0.0 for share in shares)), 0.0
        for source in range(len(case.funds.waterfall) + 1):
            for power in (1, 2):
                oracle = sum(share[source] ** power for share in shares)
                yield f"{bill.id} by {source}", float(found.paid_by[number, source, power - 1]), oracle, SUMS
