"""Results of stress tests for tests of their pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pledgeline.engine.stress_results import (
    Breakpoint,
    Chance,
    ReverseStress,
    Stress,
    StressedGroup,
    StressedLoan,
    StressedScenario,
    Threshold,
)

AS_OF = dt.date(2025, 10, 9)
GROUP = StressedGroup(
    nav=250e9,
    ltv_reported=0.15,
    ltv_look_through=0.19,
    largest_asset="arm",
    largest_name="Arm Holdings",
    largest_share=0.51,
    whole_group=True,
)
LOAN = StressedLoan(
    id="arm-margin",
    name="Arm margin loan",
    currency="USD",
    asset="arm",
    asset_currency="USD",
    status="open",
    ltv=0.065,
    highest_ltv=0.065,
    price=170.66,
    call_price=31.58,
    room=0.815,
    cash_to_cure=0.0,
    shares_to_cure=0.0,
    call=None,
    cure=None,
    failed_cure=None,
    close_out=None,
    paid=0.0,
    posted=0.0,
    loss=0.0,
    chance_of_call=Chance(value=0.198, standard_error=0.0, method="exact"),
    chance_of_close_out=Chance(value=0.04, standard_error=0.001, method="simulated"),
    chance_of_loss=Chance(value=0.0, standard_error=0.0, method="simulated"),
)
BASE = StressedScenario(
    id="",
    title="Nothing: the case of today",
    kind="base",
    days=0,
    end=AS_OF,
    moves=(),
    overrides=(),
    group=GROUP,
    loans=(LOAN,),
    notes=(),
)
CALLED = replace(
    LOAN,
    status="called",
    ltv=0.41,
    highest_ltv=0.42,
    price=40.0,
    call_price=46.9,
    room=-0.171,
    cash_to_cure=3.1e9,
    shares_to_cure=250e6,
    call=dt.date(2025, 10, 20),
    cure=dt.date(2025, 10, 23),
    chance_of_call=Chance(value=0.99999999, standard_error=0.0, method="exact"),
)
SOLD = replace(
    LOAN,
    status="selling",
    ltv=1.2,
    price=9.0,
    call_price=None,
    room=None,
    cash_to_cure=None,
    shares_to_cure=None,
    call=dt.date(2025, 10, 10),
    close_out=dt.date(2025, 10, 10),
    loss=1.5e9,
)
BUBBLE = replace(
    BASE,
    id="bubble",
    title="The boom ends within a month",
    kind="scenario",
    days=20,
    end=dt.date(2025, 11, 6),
    moves=(("arm", -0.765), ("openai", -0.7)),
    group=replace(GROUP, nav=90e9, ltv_reported=0.36, ltv_look_through=0.41),
    loans=(CALLED,),
    notes=("The shock takes 20 business days and the horizon is 10: the rest is cut off.",),
)
RUIN = replace(
    BASE,
    id="ruin",
    title="Ruin overnight",
    kind="scenario",
    moves=(("arm", -0.95),),
    overrides=("loans.arm-margin.drawn",),
    group=replace(GROUP, nav=-3e9, ltv_reported=float("nan"), ltv_look_through=1.4),
    loans=(SOLD,),
)
NO_CHANCE = Chance(value=None, standard_error=0.0, method="none")
PAST = replace(
    BASE,
    id="ARM.csv 2024-07-09..2025-04-08",
    title="Arm Holdings as from 2024-07-09 to 2025-04-08",
    kind="window",
    days=188,
    end=dt.date(2026, 7, 13),
    moves=(("arm", -0.529),),
    loans=(
        replace(
            LOAN,
            highest_ltv=0.12,
            chance_of_call=NO_CHANCE,
            chance_of_close_out=NO_CHANCE,
            chance_of_loss=NO_CHANCE,
        ),
    ),
)


def threshold(fall: float | None, method: str = "bisection", note: str = "") -> Threshold:
    """A fall from a price of 170.66."""
    return Threshold(fall=fall, price=None if fall is None else 170.66 * (1 - fall), method=method, note=note)


def breakpoint_of(kind: str, title: str, at_once: Threshold, over_days: Threshold | None = None) -> Breakpoint:
    """One thing that breaks, at the same fall over a month where none is given."""
    return Breakpoint(kind=kind, subject="arm-margin", title=title, at_once=at_once, over_days=over_days or at_once)


FALLS = (
    breakpoint_of("call", "Arm margin loan is called", threshold(0.815, "closed form")),
    breakpoint_of(
        "failed_cure",
        "The cure of Arm margin loan fails",
        threshold(None, note="the close-out LTV comes first"),
        threshold(0.92),
    ),
    breakpoint_of("close_out", "Arm margin loan is closed out", threshold(0.882), threshold(0.92)),
    breakpoint_of("loss", "The lender of Arm margin loan loses", threshold(0.935), threshold(None, note="not even")),
    breakpoint_of("control", "Control of Arm Holdings is lost", threshold(0.0, note="already today")),
    replace(
        breakpoint_of("policy", "Looked-through LTV at the normal line, 25%", threshold(0.442)), subject="look_through"
    ),
)
ALONE = ReverseStress(assets=("arm",), title="Arm Holdings", currency="USD", days=21, breakpoints=FALLS[:4] + FALLS[5:])
TOGETHER = ReverseStress(
    assets=("arm", "tmus"), title="All listed shares together", currency="", days=21, breakpoints=FALLS
)
STRESS = Stress(
    title="SoftBank Group, October 2025",
    group="SoftBank Group Corp.",
    as_of=AS_OF,
    horizon=dt.date(2027, 10, 9),
    currency="USD",
    policy_normal=0.25,
    policy_ceiling=0.35,
    scenarios=(BASE, BUBBLE, RUIN, PAST),
    reverse=(ALONE, TOGETHER),
    tolerance=1e-5,
    paths=20_000,
    seed=1,
    version="1.2.3",
    input_hash="0123456789abcdef",
    limits=("One limit.", "Another limit."),
)
QUIET = replace(STRESS, scenarios=(BASE, PAST), reverse=(), tolerance=0.0)
EXACT = replace(
    STRESS,
    paths=0,
    scenarios=tuple(
        replace(
            row,
            loans=tuple(
                replace(
                    loan,
                    chance_of_close_out=Chance(value=0.1, standard_error=0.0, method="unanswered"),
                    chance_of_loss=Chance(value=1e-9, standard_error=0.0, method="unanswered"),
                )
                for loan in row.loans
            ),
        )
        for row in (BASE, BUBBLE)
    ),
)
BARE = replace(
    QUIET,
    scenarios=(replace(BASE, loans=(), group=replace(GROUP, whole_group=False, largest_asset="", largest_name="")),),
    paths=0,
    policy_normal=None,
    policy_ceiling=None,
)
STRESSES = {"full": STRESS, "quiet": QUIET, "exact": EXACT, "bare": BARE}
