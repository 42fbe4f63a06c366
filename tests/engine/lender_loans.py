"""Margin loans drawn at random that the exact engine covers, with a borrower who gives nothing after a call."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from pledgeline.engine.resolved import PoolShare, ResolvedCommonJumps, ResolvedShock
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.simple_case import AS_OF, simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan

ROOM = 130  # days after the maturity, within which every sale ends


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLoan:
    """A case with one loan; ``surprises`` says that moves of known date may fall into its sale."""

    case: ResolvedCase
    surprises: bool

    @property
    def loan(self) -> ResolvedMarginLoan:
        """The only loan."""
        return self.case.margin_loans["loan"]


def drawn_loan(seed: int) -> DrawnLoan:
    """A loan, its stock, and for some seeds common jumps, scheduled moves or the shock of a scenario."""
    dice = Random(seed)
    days = dice.randint(20, 250)
    loan = _loan(dice, maturity=AS_OF + dt.timedelta(days=days))
    case = simple_case(dynamics=_dynamics(dice), days=days + ROOM, loans=(loan,))
    kind = seed % 4
    case = _with_asset(
        case,
        daily_volume=None if dice.random() < 0.25 else dice.uniform(100.0, 2000.0),
        common_loading=dice.choice((-0.5, 0.6, 1.5)) if kind == 1 else 0.0,
        scheduled=_scheduled(dice, days) if kind == 2 else (),
    )
    if kind == 1:
        common = ResolvedCommonJumps(rate=dice.uniform(0.5, 8.0), mean=dice.uniform(-0.1, 0.02), std=0.06)
        case = dataclasses.replace(case, common_jumps=common)
    if kind == 3:
        shock = ResolvedShock(name="alder", log_move=dice.uniform(-0.4, 0.2), days=dice.randint(1, 30))
        case = dataclasses.replace(case, shocks=(shock,))
    return DrawnLoan(case=case, surprises=kind >= 2)


def _dynamics(dice: Random) -> GBM | Merton | Kou:
    growth, volatility = dice.uniform(-0.1, 0.2), dice.uniform(0.15, 0.9)
    rate = dice.uniform(0.5, 10.0)
    laws = (
        GBM(growth=growth, volatility=volatility),
        Merton(
            growth=growth,
            volatility=0.7 * volatility,
            jump_rate=rate,
            jump_mean=dice.uniform(-0.15, 0.05),
            jump_std=dice.uniform(0.02, 0.15),
        ),
        Kou(
            growth=growth,
            volatility=0.7 * volatility,
            jump_rate=rate,
            up_probability=dice.uniform(0.2, 0.6),
            up_rate=dice.uniform(8.0, 30.0),
            down_rate=dice.uniform(4.0, 25.0),
        ),
    )
    return dice.choice(laws)


def _loan(dice: Random, *, maturity: dt.date) -> ResolvedMarginLoan:
    call, haircut = dice.uniform(0.55, 0.85), dice.choice((0.0, 0.0, 0.1))
    debt = 1e5 * (1 - haircut) * call * dice.uniform(0.5, 0.95)
    deposit = dice.choice((0.0, 0.0, 0.1 * debt))
    return simple_loan(
        drawn=debt + deposit,
        deposit=deposit,
        pool=(PoolShare(asset="alder", shares=1000.0, haircut=haircut),),
        call=call,
        cure=call - dice.uniform(0.03, 0.2),
        close_out=min(call + dice.uniform(0.01, 0.2), 0.99),
        cure_days=dice.randint(0, 7),
        participation=dice.uniform(0.1, 1.0),
        sale_delay=dice.randint(1, 3),
        impact=dice.uniform(0.0, 1.5),
        base_rate=((AS_OF, dice.uniform(0.0, 0.08)),),
        spread=0.02,
        capitalised=dice.random() < 0.5,
        maturity=maturity,
    )


def _scheduled(dice: Random, days: int) -> tuple[tuple[dt.date, float], ...]:
    dates = sorted({dice.randint(1, days) for _ in range(3)})
    return tuple((AS_OF + dt.timedelta(days=day), dice.uniform(0.03, 0.2)) for day in dates)


def _with_asset(case: ResolvedCase, **changes: object) -> ResolvedCase:
    asset = dataclasses.replace(case.assets["alder"], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(case, assets={"alder": asset})


def distance(found: float, exact: float, paths: int) -> float:
    """How far a share of ``paths`` lies from a known probability, in standard errors of that probability."""
    error = math.sqrt(max(exact * (1 - exact), 1 / paths) / paths)
    return (found - exact) / error
