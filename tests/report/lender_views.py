"""Fabricated but plausible lender's views, for the tests of their pages; no engine made the figures."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from itertools import pairwise
from statistics import NormalDist

from pledgeline.engine.lender_results import (
    Accuracy,
    BorrowerView,
    CallRow,
    LenderView,
    LossLaw,
    Parameter,
    PriceQuantile,
    ReferenceHaircut,
    SimulatedLoss,
    TargetTerms,
    TermEffect,
)
from pledgeline.engine.results import Estimate
from pledgeline.engine.tails import TailLoss, TailQuantile, VarianceRatios
from tests.fixtures_result import AS_OF, BN, DRAWN, END, PLEDGED, PRICE, estimate

TRIGGER = DRAWN / PLEDGED / 0.35
LEVELS = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95)


def call_row(date: dt.date, probability: float) -> CallRow:
    """The chance of a call by a date; a diffusion says a tenth less."""
    return CallRow(date=date, call=probability, diffusion=0.9 * probability, simulated=None)


def loss_law(middle: float, spread: float, **changes: object) -> LossLaw:
    """A law whose sale price is log-normal around `middle`, with `spread` in logs."""
    normal = NormalDist(math.log(middle), spread)
    low, high = normal.inv_cdf(0.002), normal.inv_cdf(0.998)
    edges = tuple(math.exp(low + (high - low) * step / 32) for step in range(33))
    below = [0.0, *(normal.cdf(math.log(edge)) for edge in edges[1:-1]), 1.0]
    law = LossLaw(
        model="kou",
        volatility=0.54,
        call=0.0124,
        close_out=0.0119,
        loss_probability=0.0023,
        expected_loss=12.3e6,
        expected_loss_bp=14.5,
        loss_given_close_out=0.121,
        p99=0.0,
        p999=0.41 * BN,
        fair_spread_bp=7.6,
        prices=tuple(
            PriceQuantile(
                level=level, price=math.exp(normal.inv_cdf(level)), to_trigger=math.exp(normal.inv_cdf(level)) / TRIGGER
            )
            for level in LEVELS
        ),
        bins=edges,
        density=tuple(high - low for low, high in pairwise(below)),
        accuracy=Accuracy(method="hilbert", error=3.2e-11, sale=2.1e-8),
    )
    return replace(law, **changes)  # type: ignore[arg-type]


LAW = loss_law(22.0, 0.42)
DIFFUSION = loss_law(
    28.0,
    0.2,
    model="gbm",
    volatility=0.728,
    call=0.0108,
    close_out=0.0101,
    loss_probability=1.3e-6,
    expected_loss=5_400.0,
    expected_loss_bp=0.00635,
    loss_given_close_out=0.00006,
    p999=0.0,
    fair_spread_bp=0.0033,
    accuracy=Accuracy(method="hilbert", error=8e-12, sale=6e-9),
)
BORROWER = BorrowerView(
    call=0.0124,
    by_date=(
        call_row(dt.date(2025, 12, 31), 4e-7),
        call_row(dt.date(2026, 3, 31), 0.00008),
        call_row(dt.date(2026, 6, 30), 0.0006),
        call_row(dt.date(2026, 9, 30), 0.0018),
        call_row(dt.date(2026, 12, 31), 0.0037),
        call_row(dt.date(2027, 3, 31), 0.0062),
        call_row(dt.date(2027, 6, 30), 0.0092),
        call_row(END, 0.0124),
    ),
    expected_cash=1.92 * BN,
    expected_shares=168.4e6,
    price=PRICE,
    trigger_price=TRIGGER,
    fall=1.0 - TRIGGER / PRICE,
    daily_moves=36.8,
    error=3.2e-11,
    agreement=None,
)


def effect(term: str, setting: str, scale: float, *, current: bool = False, days: int = 641) -> TermEffect:
    """One term changed, with all losses scaled."""
    return TermEffect(
        term=term,
        setting=setting,
        current=current,
        call=0.0124 * (scale if term == "call" else 1.0),
        close_out=0.0119 * scale,
        loss_probability=0.0023 * scale,
        expected_loss_bp=14.5 * scale,
        sale_days=days,
    )


PARAMETERS = tuple(
    Parameter(name=name, value=value)
    for name, value in (
        ("growth", 0.0),
        ("volatility", 0.54),
        ("jump_rate", 4.0),
        ("up_probability", 0.4),
        ("up_rate", 20.0),
        ("down_rate", 10.0),
    )
)
EFFECTS = (
    effect("call", "25%", 0.61),
    effect("call", "35%", 1.0, current=True),
    effect("call", "50%", 2.2),
    effect("cure_days", "2 business days", 0.93),
    effect("cure_days", "5 business days", 1.0, current=True),
    effect("cure_days", "10 business days", 1.17),
    effect("participation", "10%", 1.7, days=1282),
    effect("participation", "20%", 1.0, current=True),
    effect("participation", "40%", 0.55, days=321),
)
TARGETS = (
    TargetTerms(
        target="expected-loss", limit=0.0001, initial_ltv=0.042, haircut=0.958, debt=5.5 * BN, diffusion_ltv=0.148
    ),
    TargetTerms(
        target="loss-probability", limit=0.001, initial_ltv=0.051, haircut=0.949, debt=6.7 * BN, diffusion_ltv=0.171
    ),
    TargetTerms(
        target="tail-loss",
        limit=0.05,
        initial_ltv=None,
        haircut=None,
        debt=None,
        diffusion_ltv=None,
        note="not met by an opening LTV of 0.6%",
    ),
)
REFERENCES = (
    ReferenceHaircut(
        rule="Fall of the price, 99.0% of them",
        days=646,
        haircut=0.953,
        max_ltv=0.047,
        scaled=None,
        source="kou of this case",
        date="",
    ),
    ReferenceHaircut(
        rule="Basel III final, other listed",
        days=10,
        haircut=0.3,
        max_ltv=0.7,
        scaled=0.424,
        source="Basel Committee, CRE22",
        date="2023-01",
        note="by the square root of time",
    ),
    ReferenceHaircut(
        rule="Regulation U, margin stock",
        days=None,
        haircut=0.5,
        max_ltv=0.5,
        scaled=None,
        source="12 CFR 221",
        date="1998",
        note="loan value when the credit is extended",
    ),
)
SIMULATED = SimulatedLoss(
    call=estimate(0.01262),
    failed_cure=estimate(0.0047),
    close_out=estimate(0.0056),
    loss=estimate(0.0014),
    expected_loss=Estimate(value=7.1e6, standard_error=0.4e6),
    p999=0.21 * BN,
    variance_ratio=1.84,
)


TAIL = TailLoss(
    loan="arm-margin",
    expected=Estimate(value=7.1e6, standard_error=0.21e6),
    loss_probability=Estimate(value=0.00142, standard_error=0.00004),
    p99=TailQuantile(level=0.99, value=0.0, low=0.0, high=0.0),
    p999=TailQuantile(level=0.999, value=0.21 * BN, low=0.19 * BN, high=0.24 * BN),
    plain_expected=Estimate(value=6.6e6, standard_error=0.9e6),
    plain_loss_probability=Estimate(value=0.00138, standard_error=0.00005),
    plain_p99=TailQuantile(level=0.99, value=0.0, low=0.0, high=0.0),
    plain_p999=TailQuantile(level=0.999, value=0.19 * BN, low=0.08 * BN, high=None),
    gain=VarianceRatios(expected=18.4, loss_probability=1.56, beyond_p999=6.34, beyond_p99=1.56),
    seed=7,
    paths=65_536,
    called=811,
    restarted=811,
    sub_paths=8,
    mean_weight=Estimate(value=1.0029, standard_error=0.0044),
)


def example_view(**changes: object) -> LenderView:
    """The Arm loan of the example result through an engine that was never run."""
    view = LenderView(
        id="arm-margin",
        name="Arm margin loan",
        currency="USD",
        as_of=AS_OF,
        end=END,
        asset="arm",
        asset_name="Arm Holdings plc",
        debt=DRAWN,
        shares=PLEDGED,
        collateral_value=PLEDGED * PRICE,
        ltv=DRAWN / (PLEDGED * PRICE),
        call_ltv=0.35,
        cure_ltv=0.30,
        close_out_ltv=0.50,
        cure_days=5,
        sale_days=641,
        sale_delay=1,
        sale_cost=0.0136,
        participation=0.2,
        recourse="none",
        uncovered=(),
        borrower=BORROWER,
        law=LAW,
        diffusion=DIFFUSION,
        targets=TARGETS,
        effects=EFFECTS,
        references=REFERENCES,
        simulated=None,
        parameters=PARAMETERS,
        fitted=False,
        limits=(
            "The sale is taken as spread evenly over its days, at the average impact.",
            "A call that is not answered is never cured later by a rise of the price.",
        ),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def simulated_view() -> LenderView:
    """The same where the case was simulated too."""
    rows = tuple(replace(row, simulated=estimate(row.call)) for row in BORROWER.by_date)
    return example_view(borrower=replace(BORROWER, by_date=rows, agreement=0.63), simulated=SIMULATED)


def tail_view() -> LenderView:
    """The same with its tail losses, as `pledgeline loan --tail` has them."""
    return example_view(tail=TAIL)


def uncovered_view() -> LenderView:
    """A loan that the exact engine does not cover."""
    return example_view(
        uncovered=(
            "The loan is secured by two assets.",
            "It has a release level, so what is pledged follows the price.",
        ),
        borrower=None,
        law=None,
        diffusion=None,
        targets=(),
        effects=(),
    )


def calm_view() -> LenderView:
    """A loan so small that nothing ever happens to it."""
    nothing = loss_law(
        22.0,
        0.42,
        call=0.0,
        close_out=0.0,
        loss_probability=0.0,
        expected_loss=0.0,
        expected_loss_bp=0.0,
        loss_given_close_out=None,
        p999=0.0,
        fair_spread_bp=0.0,
        accuracy=Accuracy(method="hilbert", error=0.0, sale=0.0),
        prices=(),
        bins=(),
        density=(),
    )
    rows = tuple(replace(row, call=0.0, diffusion=0.0) for row in BORROWER.by_date)
    borrower = replace(BORROWER, call=0.0, by_date=rows, expected_cash=None, expected_shares=None, error=0.0)
    return example_view(borrower=borrower, law=nothing, diffusion=replace(nothing, model="gbm"))


def called_view() -> LenderView:
    """A loan that stands above its call level today, under a diffusion: the two laws are one."""
    law = replace(
        DIFFUSION,
        call=1.0,
        close_out=0.97,
        loss_probability=0.31,
        expected_loss=0.9 * BN,
        expected_loss_bp=1058.8,
        loss_given_close_out=0.109,
        p99=3.1 * BN,
        p999=4.4 * BN,
        fair_spread_bp=None,
    )
    borrower = replace(
        BORROWER,
        call=1.0,
        by_date=(CallRow(date=END, call=1.0, diffusion=1.0, simulated=None),),
        price=20.0,
        fall=1.0 - TRIGGER / 20.0,
        daily_moves=-8.1,
        expected_cash=3.9 * BN,
        expected_shares=None,
    )
    value = PLEDGED * 20.0
    return example_view(
        borrower=borrower, law=law, diffusion=law, ltv=DRAWN / value, collateral_value=value, targets=(), effects=()
    )
