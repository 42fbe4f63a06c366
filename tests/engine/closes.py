"""Tables of closes for tests: made up, or those of a simulated path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.pack import key_of, pack, price_of
from pledgeline.engine.price_replay import replay_prices
from pledgeline.kernels.paths import log_prices
from pledgeline.market.prices import PriceTable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from pledgeline.engine.price_replay import LoanReplay, PriceReplay
    from pledgeline.engine.resolved import ResolvedCase


def table(dates: Iterable[dt.date], closes: Sequence[float], *, currency: str = "USD") -> PriceTable:
    """Closes on the first of the dates."""
    days = tuple(dates)[: len(closes)]
    return PriceTable(dates=days, closes=tuple(closes), currency=currency, origin="made-up.csv", dialect="")


def along(case: ResolvedCase, *closes: float, asset: str = "alder") -> PriceReplay:
    """The case along closes of one asset, from its first business day on."""
    return replay_prices(case, {asset: table(case.dates, closes)})


def only_loan(found: PriceReplay) -> LoanReplay:
    """The one loan of a replay."""
    (loan,) = found.loans
    return loan


def happened(found: PriceReplay) -> dict[int, tuple[str, ...]]:
    """The events by day number, of days with any; for a replay of one loan."""
    return {number: events for number, events in enumerate((day.events for day in found.days), start=1) if events}


def simulated_closes(case: ResolvedCase, *, path: int, seed: int) -> dict[str, PriceTable]:
    """The prices of one simulated path, by asset, as a table of closes."""
    packed = pack(case)
    moves = log_prices(packed.factors, path, packed.days, key_of(seed))
    return {
        name: table(case.dates, [float(one) for one in price_of(case.assets[name]) * np.exp(moves[row, 1:])])
        for row, name in enumerate(packed.assets)
    }
