"""One simulated path of one loan, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.endings import say_json
from pledgeline.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.replay import Replay, ReplayDay
    from pledgeline.engine.run import OpenCase

HEADINGS = ("date", "price", "LTV", "debt", "pledged", "free", "status", "what happened")
NUMBERS = range(1, 6)  # columns that stand on the right


def say_path(opened: OpenCase, key: str, *, path: int, seed: int, as_json: bool) -> None:
    """Write what happens to the loan of a key on one path; raises UnknownName for a key that is no margin loan."""
    from pledgeline.engine.replay import replay  # noqa: PLC0415  # keeps help light
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    loans = opened.resolved.margin_loans
    loan = key.removeprefix("loans.")
    if loan not in loans:
        known = suggestion(key, [f"loans.{name}" for name in loans], none="the case has no margin loan")
        raise UnknownName(f"a path is shown for a margin loan, and '{key}' is none; {known}")
    found = replay(opened.resolved, path=path, seed=seed)
    if as_json:
        say_json({"path": path, "seed": seed, "loan": loan, "days": found.of(loan)})
    else:
        click.echo("\n".join(_lines(opened, found, loan)))


def _lines(opened: OpenCase, found: Replay, loan: str) -> Iterator[str]:
    terms = opened.resolved.margin_loans[loan]
    asset = opened.resolved.assets[terms.pool[0].asset]
    yield f"{terms.name}, path {found.path} of seed {found.seed}; prices of {asset.name} in {terms.currency}"
    rows = [HEADINGS, *(_row(day, terms.currency) for day in found.of(loan))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = (
            f"{text:>{width}}" if column in NUMBERS else f"{text:<{width}}"
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _row(day: ReplayDay, currency: str) -> tuple[str, ...]:
    from pledgeline.units.text import count_text, money_text, number_text, ratio_text  # noqa: PLC0415  # as above

    amounts = (
        ("posted", day.posted, count_text(day.posted), " shares"),
        ("sold", day.sold, count_text(day.sold), " shares"),
        ("paid", day.paid, money_text(day.paid, currency), ""),
        ("proceeds", day.proceeds, money_text(day.proceeds, currency), ""),
        ("loss to the lender", day.loss, money_text(day.loss, currency), ""),
    )
    moved = [f"{word} {text}{unit}" for word, amount, text, unit in amounts if amount > 0]
    return (
        day.date.isoformat(),
        number_text(day.price, decimals=2),
        ratio_text(day.ltv, decimals=1),
        money_text(day.debt, currency),
        count_text(day.pledged),
        count_text(day.free),
        day.status,
        "; ".join((*day.events, *moved)),
    )
