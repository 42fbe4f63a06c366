"""Who has lost how much because of whom: by channel, by cause, and by whose shock it comes from; every row adds up."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.contagion_tables import without_idle_columns
from pledgeline.report.pages.contagion_words import name_of, network_column
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pledgeline.engine.contagion_results import Cause, ContagionReport, Loss
    from pledgeline.report.pages.tables import Row
    from pledgeline.report.pages.wording import MoneyColumn

MOST_CAUSES = 8  # columns
MOST_LOSERS = 40  # rows
LEAST = 1e-9  # of the largest equity, below which a loss is the rounding of another
HALF = 0.5  # of the last digit shown; less is no loss to show


def loss_tables(found: ContagionReport) -> tuple[Table, ...]:
    """The losses in three ways; none where nothing is lost."""
    least = LEAST * max((node.equity for node in found.main.nodes), default=0.0)
    losses = sorted((each for each in found.main.losses if _most(each) > least), key=lambda each: -each.lost)
    if not losses:
        return ()
    unit = network_column((each.lost for each in losses), found.currency)
    tables = [_by_channel(found, losses, unit)]
    if any(each.because for each in losses):
        tables.append(_by_cause(found, losses, unit))
    split = [each for each in losses if each.by_origin]
    if split:
        tables.append(_by_origin(found, split, unit))
    return tuple(map(without_idle_columns, tables))


def _most(loss: Loss) -> float:
    """The largest part of a loss."""
    return max(map(abs, (loss.lost, loss.shock, loss.costs, loss.passed_on, *map(_through, loss.because))))


def _through(cause: Cause) -> float:
    return cause.unpaid + cause.shares + cause.loans


def _by_channel(found: ContagionReport, losses: Sequence[Loss], unit: MoneyColumn) -> Table:
    """How each loss came about."""
    rows = [(name_of(found, each.company), _channels(each)) for each in losses]
    return Table(
        caption=say("How the losses came about"),
        columns=(
            words(say("Who loses")), figures(say("Own shock"), unit.unit),
            figures(say("Not paid by others"), unit.unit), figures(say("On shares of others"), unit.unit),
            figures(say("Of this by forced sales"), unit.unit, minor=True),
            figures(say("On loans to others"), unit.unit, minor=True),
            figures(say("Costs of default"), unit.unit, minor=True),
            figures(say("Borne by its creditors"), unit.unit), figures(say("Lost in all"), unit.unit),
        ),
        rows=_summed(rows, unit),
        note=" ".join(_channel_notes(losses)),
    )  # fmt: skip


def _channel_notes(losses: Sequence[Loss]) -> Iterator[str]:
    """How to read what stands in the columns."""
    yield say("A loss of value counts with the company and with whoever holds its shares.")
    if any(each.passed_on > 0.0 for each in losses):
        yield say("What its creditors bear, because the company does not pay, is taken off its own loss.")
    if any(cause.forced > 0.0 for each in losses for cause in each.because):
        yield say("By forced sales: the part of the loss on shares that lenders make by selling.")


def _channels(loss: Loss) -> tuple[float, ...]:
    parts = [(each.unpaid, each.shares, each.forced, each.loans) for each in loss.because]
    unpaid, shares, forced, loans = (math.fsum(column) for column in zip(*parts, strict=True)) if parts else (0.0,) * 4
    return loss.shock, unpaid, shares, forced, loans, loss.costs, -loss.passed_on, loss.lost


def _by_cause(found: ContagionReport, losses: Sequence[Loss], unit: MoneyColumn) -> Table:
    """Each loss by the company that caused it."""
    sums: dict[str, float] = defaultdict(float)
    for each in losses:
        for cause in each.because:
            sums[cause.cause] += _through(cause)
    causes, others = _foremost(sums, unit)
    rows = []
    for each in losses:
        through = {cause.cause: _through(cause) for cause in each.because}
        parts = [through.get(key, 0.0) for key in causes]
        rest = [math.fsum(through.values()) - math.fsum(parts)] if others else []
        told = (each.shock, *parts, *rest, each.costs - each.passed_on, each.lost)
        rows.append((name_of(found, each.company), told))
    return Table(
        caption=say("Who loses because of whom"),
        columns=(
            words(say("Who loses")),
            figures(say("Own shock"), unit.unit),
            *(figures(say("Because of {company}", company=name_of(found, key)), unit.unit) for key in causes),
            *([figures(_of_others(others), unit.unit)] if others else []),
            figures(say("Costs, less what creditors bear"), unit.unit),
            figures(say("Lost in all"), unit.unit),
        ),
        rows=_summed(rows, unit),
        note=say("Not paid, lost on shares, and lost on loans; a cause is the company next in the chain."),
    )


def _by_origin(found: ContagionReport, losses: Sequence[Loss], unit: MoneyColumn) -> Table:
    """Each loss by the shock it comes from."""
    sums: dict[str, float] = defaultdict(float)
    for each in losses:
        for key, part in each.by_origin:
            sums[key] += part
    origins, others = _foremost(sums, unit)
    rows = []
    for each in losses:
        part_of = dict(each.by_origin)
        parts = [part_of.get(key, 0.0) for key in origins]
        rest = [math.fsum(part_of.values()) - math.fsum(parts)] if others else []
        rows.append((name_of(found, each.company), (*parts, *rest, each.lost)))
    return Table(
        caption=say("Whose shock the losses come from"),
        columns=(
            words(say("Who loses")),
            *(figures(say("Shock of {company}", company=name_of(found, key)), unit.unit) for key in origins),
            *([figures(_shocks_of_others(others), unit.unit)] if others else []),
            figures(say("Lost in all"), unit.unit),
        ),
        rows=_summed(rows, unit),
        note=say(
            "At the start of the chain: the mean, over all orders in which the shocks may come, of what each adds "
            "(Shapley value)."
        ),
    )


def _of_others(others: int) -> str:
    return say_each(others, "Because of {n} other", "Because of {n} others", n=whole(others))


def _shocks_of_others(others: int) -> str:
    return say_each(others, "Shock of {n} other", "Shocks of {n} others", n=whole(others))


def _foremost(sums: dict[str, float], unit: MoneyColumn) -> tuple[list[str], int]:
    """The largest that show, in columns of their own, and how many are left for one more column."""
    shown = (key for key, amount in sums.items() if abs(amount) >= _least(unit))
    ranked = sorted(shown, key=lambda key: -abs(sums[key]))
    few = ranked if len(ranked) <= MOST_CAUSES else ranked[: MOST_CAUSES - 1]
    return few, len(ranked) - len(few)


def _summed(rows: Sequence[tuple[str, Sequence[float]]], unit: MoneyColumn) -> tuple[Row, ...]:
    """The largest rows, the others in one, and the sum of all."""
    shown, left = rows[:MOST_LOSERS], rows[MOST_LOSERS:]
    lines = [row(name, *_cells(amounts, unit)) for name, amounts in shown]
    if left:
        rest = say_each(len(left), "{n} other", "{n} others", n=whole(len(left)))
        lines.append(row(rest, *_cells(_sums(amounts for _, amounts in left), unit), tone="part"))
    return (*lines, row(say("Sum"), *_cells(_sums(amounts for _, amounts in rows), unit), tone="total"))


def _sums(rows: Iterable[Sequence[float]]) -> list[float]:
    return [math.fsum(column) for column in zip(*rows, strict=True)]


def _cells(amounts: Iterable[float], unit: MoneyColumn) -> list[str]:
    return [unit.text(amount) if abs(amount) >= _least(unit) else NOTHING for amount in amounts]


def _least(unit: MoneyColumn) -> float:
    """The smallest amount that is not shown as nothing."""
    return HALF * unit.factor / 10.0**unit.places
