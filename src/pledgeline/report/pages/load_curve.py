"""The load line of a facility: how much more can be drawn today, at which price, and what must be true for more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.group_wording import CRITERIA
from pledgeline.report.pages.load_words import line_sentence, must_be_true, next_sentence
from pledgeline.report.pages.tables import Column, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    chance,
    long_date,
    money,
    money_column,
    move,
    price,
    round_percent,
    titled,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.group_results import Criterion, LinePoint, LoadLine
    from pledgeline.engine.results import AssetStanding
    from pledgeline.report.pages.tables import Sentence
    from pledgeline.report.pages.wording import MoneyColumn

SAME = 1e-9  # of a price: a point of the curve that is today's
ERROR_UNIT = said("% ± s.e.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The largest extra draw at a price; None where even no draw is too much."""

    price: float
    move: float
    draw: float | None
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What the picture needs: numbers to place it, and the words in it."""

    points: tuple[CurvePoint, ...]  # from the lowest price up, today's among them
    today: float | None  # price
    line: float | None  # the load line today
    undrawn: float
    wanted: float | None
    wanted_within: bool
    unit: MoneyColumn
    asset: str
    price_currency: str
    line_text: str
    undrawn_text: str
    wanted_text: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLinePage:
    """One facility."""

    id: str
    name: str
    sentences: tuple[Sentence, ...]
    must: Sentence | None  # for the wanted draw
    criteria: Table
    curve: Curve | None
    prices: Table | None  # the curve in figures
    note: str


def load_line_page(line: LoadLine, asset: AssetStanding | None) -> LoadLinePage:
    """The page of one facility's load line."""
    name = asset.name if asset else line.asset
    currency = asset.price_currency if asset else line.currency
    points = curve_points(line, asset)
    wanted = line.wanted.draw if line.wanted else None
    unit = money_column((line.draw, line.undrawn, wanted, *(point.draw for point in points)), line.currency)
    following = next_sentence(line)
    return LoadLinePage(
        id=line.facility,
        name=line.name,
        sentences=(line_sentence(line), *((following,) if following else ())),
        must=must_be_true(line, name, currency) if line.wanted else None,
        criteria=criteria_table(line),
        curve=_curve(line, points, unit, (name, currency)) if len(points) > 1 else None,
        prices=prices_table(points, unit, (name, currency)) if len(points) > 1 else None,
        note=found_how(line),
    )


def curve_points(line: LoadLine, asset: AssetStanding | None) -> tuple[CurvePoint, ...]:
    """The curve from the lowest price up; at today's price it is the load line itself."""
    now = asset.price if asset else None
    others = [point for point in line.curve if abs(point.move) > SAME]
    if now is None:
        now = next((point.price for point in line.curve if abs(point.move) <= SAME), None)
    found = [_point(point) for point in others]
    if now is not None and found:
        found.append(CurvePoint(price=now, move=0.0, draw=line.draw, binding=line.binding))
    return tuple(sorted(found, key=lambda point: point.price))


def _point(point: LinePoint) -> CurvePoint:
    draw = point.draw if math.isfinite(point.draw) else None
    return CurvePoint(price=point.price, move=point.move, draw=draw, binding=point.binding)


def _curve(line: LoadLine, points: tuple[CurvePoint, ...], unit: MoneyColumn, asset: tuple[str, str]) -> Curve:
    name, currency = asset
    wanted = line.wanted
    return Curve(
        points=points,
        today=next((point.price for point in points if point.move == 0.0), None),
        line=line.draw,
        undrawn=line.undrawn,
        wanted=wanted.draw if wanted else None,
        wanted_within=bool(wanted and wanted.within),
        unit=unit,
        asset=name,
        price_currency=currency,
        line_text=money(line.draw, line.currency, say("none")),
        undrawn_text=say("undrawn: {amount}", amount=money(line.undrawn, line.currency)),
        wanted_text=say("wanted: {amount}", amount=money(wanted.draw, line.currency)) if wanted else "",
        description=_description(line, points, name, currency),
    )


def _description(line: LoadLine, points: tuple[CurvePoint, ...], name: str, currency: str) -> str:
    """The picture in words, for those who do not see it."""
    nothing = say("even no draw is too much")
    points_told = linked(
        say(
            "{price} ({move}): {draw}",
            price=price(point.price, currency),
            move=move(point.move),
            draw=money(point.draw, line.currency, nothing),
        )
        for point in points
    )
    told = say(
        "Largest extra draw under the {facility} against the price of {asset}. {points}. Undrawn today: {undrawn}.",
        facility=line.name,
        asset=name,
        points=points_told,
        undrawn=money(line.undrawn, line.currency),
    )
    if line.wanted is None:
        return told
    return say("{picture} Wanted: {amount}.", picture=told, amount=money(line.wanted.draw, line.currency))


def criteria_table(line: LoadLine) -> Table:
    """Each tolerance: what is tolerated, and what the chance is without a draw, at the line, with the wanted draw."""
    unit = money_column([line.undrawn, *(one.own_line for one in line.criteria)], line.currency)
    columns = [
        words(say("By {date}", date=long_date(line.within))),
        figures(say("Tolerated"), "%"),
        figures(say("Without a draw"), retold(ERROR_UNIT)),
        figures(say("At the load line"), retold(ERROR_UNIT)),
        figures(say("Its own line"), unit.unit),
    ]
    columns += [_wanted_column(line)] if line.wanted else []
    return Table(
        caption=say("What limits a draw under the {facility}", facility=line.name),
        columns=tuple(columns),
        rows=tuple(_criterion_row(one, line, unit) for one in line.criteria),
        note=say("Its own line: the largest extra draw by this tolerance alone."),
    )


def _wanted_column(line: LoadLine) -> Column:
    wanted = line.wanted.draw if line.wanted else None
    return figures(say("With {amount} drawn", amount=money(wanted, line.currency)), retold(ERROR_UNIT))


def _criterion_row(one: Criterion, line: LoadLine, unit: MoneyColumn) -> Row:
    """One tolerance; the one that binds is said to."""
    binds = one.name == line.binding
    title = titled(CRITERIA, one.name)
    cells = [
        say("{criterion} (binds)", criterion=title) if binds else title,
        bare(round_percent(one.tolerance)),
        bare(chance(one.now, line.paths)),
        NOTHING if line.draw is None else bare(chance(one.at_line, line.paths)),
        own_line(one, line, unit),
    ]
    if line.wanted:
        found = dict(line.wanted.probabilities).get(one.name)
        cells.append(bare(chance(found, line.paths)) if found else NOTHING)
    return row(*cells, tone="total" if binds else "")


def own_line(one: Criterion, line: LoadLine, unit: MoneyColumn) -> str:
    """The line of one tolerance: a figure, or that it is broken today, beyond the load line, or not reached."""
    if one.own_line is None:
        if one.now.value > one.tolerance:
            return say("broken today")
        return NOTHING if line.draw is None else say("beyond the load line")
    if one.own_line >= line.searched:
        return say("over {amount}", amount=unit.text(line.searched))
    return unit.text(one.own_line)


def prices_table(points: tuple[CurvePoint, ...], unit: MoneyColumn, asset: tuple[str, str]) -> Table:
    """The curve in figures."""
    name, currency = asset
    return Table(
        caption=say("The load line at other prices of {asset}", asset=name),
        columns=(
            figures(say("Price today"), currency),
            figures(say("Move")),
            figures(say("Largest extra draw"), unit.unit),
            words(say("Bound by")),
        ),
        rows=tuple(
            row(
                price(point.price, "").strip(),
                move(point.move),
                unit.text(point.draw, say("none")),
                _bound_by(point),
                tone="today" if point.move == 0.0 else "",
            )
            for point in points
        ),
        note=say(
            "None: a tolerance is broken without any further draw. All else stands as it is, but for what follows the "
            "price. The line at other prices than today’s is found more coarsely."
        ),
    )


def _bound_by(point: CurvePoint) -> str:
    title = titled(CRITERIA, point.binding)
    return say("{criterion}, even without a draw", criterion=title) if point.draw is None else title


def found_how(line: LoadLine) -> str:
    """How near the solution is, and what chance leaves open."""
    told = say(
        "The draw is made today and spent at once on what the case does not hold. Found in {runs} of {paths} on the "
        "same random numbers",
        runs=say_each(line.runs, "{n} run", "{n} runs", n=whole(line.runs)),
        paths=say_each(line.paths, "{n} path", "{n} paths", n=whole(line.paths)),
    )
    if line.accuracy > 0.0:
        told = say("{found}, to within {accuracy}", found=told, accuracy=money(line.accuracy, line.currency))
    if line.standard_error:
        told = say("{found}; standard error {error}", found=told, error=money(line.standard_error, line.currency))
    return say("{sentence}.", sentence=told)
