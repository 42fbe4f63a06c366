"""One simulated path of one loan, or of the whole group, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.endings import say_json
from pledgeline.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.replay import Replay, ReplayDay
    from pledgeline.engine.run import OpenCase
    from pledgeline.report.pages.group_path import GroupPathPage

HEADINGS = ("date", "price", "LTV", "debt", "pledged", "free", "status", "what happened")
NUMBERS = range(1, 6)  # columns that stand on the right
GROUP = "group"


def say_path(opened: OpenCase, key: str, *, path: int, seed: int, as_json: bool) -> None:
    """Write what happens to the group, or to the loan of a key, on one path.

    Raises UnknownName for a key that is neither, and OutOfRange for a group whose cash is not known.
    """
    from pledgeline.engine.replay import replay  # noqa: PLC0415  # keeps help light
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    if key == GROUP:
        _say_group(opened, path=path, seed=seed, as_json=as_json)
        return
    loans = opened.resolved.margin_loans
    loan = key.removeprefix("loans.")
    if loan not in loans:
        known = suggestion(key, [GROUP, *(f"loans.{name}" for name in loans)])
        raise UnknownName(f"a path is shown for the group or a margin loan, and '{key}' is neither; {known}")
    found = replay(opened.resolved, path=path, seed=seed)
    if as_json:
        say_json({"path": path, "seed": seed, "loan": loan, "days": found.of(loan)})
    else:
        click.echo("\n".join(_lines(opened, found, loan)))


def _say_group(opened: OpenCase, *, path: int, seed: int, as_json: bool) -> None:
    """Write one path of the whole group; as JSON every day of it."""
    from pledgeline.engine.group_replay import replay_group  # noqa: PLC0415  # keeps help light
    from pledgeline.report.pages.group_path import group_path_page  # noqa: PLC0415  # keeps help light

    found = replay_group(opened.resolved, path=path, seed=seed)
    if as_json:
        say_json({"path": path, "seed": seed, "currency": found.currency, "fate": found.fate, "days": found.days})
    else:
        page = group_path_page(opened.resolved, found, path=path, seed=seed)
        click.echo("\n".join(_group_lines(page)))


def _group_lines(page: GroupPathPage) -> Iterator[str]:
    """A row a day, each thing that happened on a line of its own."""
    yield page.title
    widths = [max(map(len, column)) for column in zip(page.heads, *(row.cells for row in page.rows), strict=True)]

    def laid(cells: tuple[str, ...]) -> str:
        first, *figures = (f"{text:>{width}}" for text, width in zip(cells, widths, strict=True))
        return "  ".join((f"{first:<{widths[0]}}", *figures))

    yield f"{laid(page.heads)}  what happened"
    blank = " " * len(laid(page.heads))
    for row in page.rows:
        happened = row.happened or ("",)
        yield f"{laid(row.cells)}  {happened[0]}".rstrip()
        yield from (f"{blank}  {text}" for text in happened[1:])
    yield ""
    yield from page.fate


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
