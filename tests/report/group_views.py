"""Groups in other states than that of the example: tolerances broken or not reached, nothing wanted or assumed."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from pledgeline.engine.group_results import Criterion, LinePoint, LoadLine, PolicyRisk, Wanted
from pledgeline.engine.results import Estimate, Result
from tests.fixtures_result import (
    BN,
    LINE_PATHS,
    METHOD,
    PRICE,
    PROMISES,
    STANDING,
    estimate,
    example_result,
    gap_law,
    group_outlook,
    group_result,
    load_line,
    worst_path,
)

NEVER = Estimate(value=0.0, standard_error=0.0)
HOSTILE = "</title></script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def criterion(name: str, now: float, *, own: float | None, tolerance: float = 0.05) -> Criterion:
    """A tolerance whose chance is the same at the line."""
    found = estimate(now, LINE_PATHS)
    return Criterion(name=name, tolerance=tolerance, now=found, at_line=found, own_line=own)


BROKEN = load_line(
    draw=None,
    standard_error=None,
    criteria=(criterion("call", 0.071, own=None), criterion("gap", 0.062, own=None), criterion("ltv", 0.02, own=None)),
    curve=tuple(
        LinePoint(move=move, price=PRICE * (1 + move), draw=math.nan if move < 0.2 else 5.0 * BN * move, binding="call")
        for move in (-0.5, -0.2, 0.0, 0.2, 0.5)
    ),
    wanted=Wanted(
        draw=12.0 * BN,
        probabilities=(("call", estimate(0.19, LINE_PATHS)),),
        within=False,
        price=None,
        move=None,
        missing="call",
    ),
)
SEARCHED = load_line(
    draw=40.0 * BN,
    binding="search",
    accuracy=0.0,
    standard_error=None,
    criteria=(criterion("call", 0.001, own=40.0 * BN),),
    wanted=Wanted(
        draw=5.0 * BN,
        probabilities=(("call", estimate(0.002, LINE_PATHS)),),
        within=True,
        price=0.8 * PRICE,
        move=-0.2,
        missing="",
    ),
    curve=tuple(
        LinePoint(move=move, price=PRICE * (1 + move), draw=40.0 * BN * (1 + move), binding="search")
        for move in (-0.5, 0.0, 0.5)
    ),
)
CREDIT = load_line(
    facility="line", name="Credit line", asset="", drawn=0.0, undrawn=2.0 * BN, draw=1.2 * BN, curve=(), wanted=None
)
LINES: dict[str, LoadLine] = {
    "example": load_line(),
    "broken": BROKEN,
    "searched": SEARCHED,
    "credit": CREDIT,
    "full": load_line(undrawn=0.0),
    "beyond": load_line(undrawn=2.0 * BN),
    "nothing": load_line(draw=0.0),
}


def broken_group() -> Result:
    """Policy lines broken today, a load line that is nothing, losses in every part."""
    today = (
        PolicyRisk(line="reported_ceiling", level=0.35, today=0.371, broken_today=True, probability=estimate(1.0)),
        PolicyRisk(line="cover", level=None, today=None, broken_today=False, probability=estimate(0.087)),
    )
    outlook = group_outlook()
    rows = tuple(replace(one, policy=(estimate(1.0), estimate(0.05))) for one in outlook.by_date)
    return group_result(outlook=replace(outlook, policy=today, by_date=rows), load_lines=(BROKEN, CREDIT))


def calm_group() -> Result:
    """Nothing happens on any path; nothing is promised, drawn or assumed."""
    outlook = group_outlook()
    law = replace(
        gap_law(),
        expected=NEVER,
        expected_if_any=None,
        p99=0.0,
        worst=0.0,
        first_by_month=((dt.date(2026, 1, 31), 0.0),),
    )
    calm = replace(
        outlook,
        call=NEVER,
        failed_cure=NEVER,
        gap=NEVER,
        policy=(),
        by_date=tuple(replace(one, call=NEVER, failed_cure=NEVER, gap=NEVER, policy=()) for one in outlook.by_date),
        promises=(),
        defaults=(),
        control=(),
        gap_law=law,
        cash=(),
        nav=(),
        reported=(),
        look_through=(),
        books=(),
        worst=(replace(worst_path(4), gap=0.0, gap_date=None),),
        left_out=(),
    )
    return group_result(outlook=calm, load_lines=(), ranges=None)


def many_group() -> Result:
    """More promises, facilities and quarters than a page shows at once, with names that no page was made for."""
    outlook = group_outlook()
    promises = tuple(
        replace(PROMISES[number % 3], id=f"p{number}", to=f"The Extraordinarily Long-Named Promise {number} (Cayman)")
        for number in range(60)
    )
    books = tuple(replace(one, name=f"{year} {one.name[5:]}") for year in (2025, 2027, 2029) for one in outlook.books)
    lines = tuple(load_line(facility=f"f{number}", name=f"Facility {number}") for number in range(4))
    return group_result(outlook=replace(outlook, promises=promises, books=books), load_lines=lines)


def hostile_group() -> Result:
    """Names that would be markup if they could."""
    outlook = group_outlook()
    promises = (replace(PROMISES[1], id="x", to=HOSTILE),)
    found = group_result(
        outlook=replace(outlook, promises=promises, left_out=(HOSTILE,)), load_lines=(load_line(name=HOSTILE),)
    )
    return replace(found, title=HOSTILE, group=HOSTILE, method=replace(METHOD, scenario=HOSTILE, limits=(HOSTILE,)))


def unsimulated_loans() -> Result:
    """A group without margin loans: nothing simulated but its cash and promises."""
    return replace(
        group_result(load_lines=(CREDIT,), ranges=None),
        outlook=(),
        standing=replace(STANDING, loans=()),
        assumptions=None,
    )


GROUPS = {
    "example": group_result(),
    "broken": broken_group(),
    "calm": calm_group(),
    "many": many_group(),
    "hostile": hostile_group(),
    "without loans": unsimulated_loans(),
}
ALONE = example_result()
