"""One simulated path of one loan, or of the whole group, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.endings import say_json
from pledgeline.errors import UnknownName
from pledgeline.language.saying import retold, said, said_each, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.replay import Replay, ReplayDay
    from pledgeline.engine.run import OpenCase
    from pledgeline.report.pages.group_path import GroupPathPage

HAPPENED = said("what happened")
PLEDGED = said_each(2, "pledged share", "pledged")  # of shares, as the French has to know
HEADINGS = (
    said("date"), said("price"), said("LTV"), said("debt"), PLEDGED, said("free"), said("status"), HAPPENED,
)  # fmt: skip
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
        raise UnknownName(
            said(
                "a path is shown for the group or a margin loan, and '{key}' is neither; {remedy}",
                key=key,
                remedy=known,
            )
        )
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

    yield f"{laid(page.heads)}  {retold(HAPPENED)}"
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
    yield say(
        "{loan}, path {path} of seed {seed}; prices of {asset} in {currency}",
        loan=terms.name,
        path=found.path,
        seed=found.seed,
        asset=asset.name,
        currency=terms.currency,
    )
    rows = [tuple(map(retold, HEADINGS)), *(_row(day, terms.currency) for day in found.of(loan))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = (
            f"{text:>{width}}" if column in NUMBERS else f"{text:<{width}}"
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _row(day: ReplayDay, currency: str) -> tuple[str, ...]:
    from pledgeline.units.text import count_text, here, money_text, number_text, ratio_text  # noqa: PLC0415  # as above

    language = here()
    return (
        day.date.isoformat(),
        number_text(day.price, decimals=2, language=language),
        ratio_text(day.ltv, decimals=1, language=language),
        money_text(day.debt, currency, language=language),
        count_text(day.pledged, language=language),
        count_text(day.free, language=language),
        retold(day.status),
        "; ".join((*map(retold, day.events), *_moved(day, currency))),
    )


def _moved(day: ReplayDay, currency: str) -> Iterator[str]:
    """What went from one party to the other on a day."""
    from pledgeline.units.text import count_text, here, money_text  # noqa: PLC0415  # as above

    if day.posted > 0:
        yield say("posted {count} shares", count=count_text(day.posted, language=here()))
    if day.sold > 0:
        yield say("sold {count} shares", count=count_text(day.sold, language=here()))
    if day.paid > 0:
        yield say("paid {amount}", amount=money_text(day.paid, currency, language=here()))
    if day.proceeds > 0:
        yield say("proceeds {amount}", amount=money_text(day.proceeds, currency, language=here()))
    if day.loss > 0:
        yield say("loss to the lender {amount}", amount=money_text(day.loss, currency, language=here()))
