"""The load line in sentences: how much more, what binds next, and what must be true for the wanted draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.clauses import linked_phrases
from pledgeline.report.pages.group_wording import CHANCE_OF
from pledgeline.report.pages.tables import paragraph, phrase, strong
from pledgeline.report.pages.wording import NOTHING, chance, long_date, money, percent, price, round_percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_results import Criterion, LoadLine, Wanted
    from pledgeline.engine.results import Estimate
    from pledgeline.report.pages.tables import Part, Sentence


def line_sentence(line: LoadLine) -> Sentence:
    """How much more can be drawn today, and what stands in the way of more."""
    if line.draw is None:
        return _broken(line)
    if line.binding == "search":
        return _not_reached(line)
    label, limit = say("Load line"), _limit(line)
    if line.draw <= 0.0:
        return phrase(
            label,
            "Nothing more can be drawn under the {facility}: with any further draw {chance} by {date} passes the "
            "{tolerance} that the case tolerates.",
            tone="",
            **limit,
        )
    draw = strong(money(line.draw, line.currency))
    if line.undrawn <= 0.0:
        return phrase(
            label,
            "The {facility} is fully drawn. The group could bear {draw} more under it; beyond that, {chance} by {date} "
            "passes the {tolerance} that the case tolerates.",
            tone="load",
            draw=draw,
            **limit,
        )
    undrawn = money(line.undrawn, line.currency)
    if line.draw > line.undrawn:
        return phrase(
            label,
            "All of the {undrawn} that is undrawn under the {facility} can be drawn today. The load line lies beyond "
            "it, at {draw}, where {chance} by {date} passes the {tolerance} that the case tolerates.",
            tone="load",
            undrawn=strong(undrawn),
            draw=draw,
            **limit,
        )
    return phrase(
        label,
        "Up to {draw} more can be drawn under the {facility} today; beyond it {chance} by {date} passes the "
        "{tolerance} that the case tolerates. {undrawn} is undrawn.",
        tone="load",
        draw=draw,
        undrawn=undrawn,
        **limit,
    )


def _limit(line: LoadLine) -> dict[str, str | Part]:
    """The facility, the chance that binds, its date, and what of it is tolerated."""
    binding = next((one for one in line.criteria if one.name == line.binding), None)
    return {
        "facility": line.name,
        "chance": chance_of(line.binding),
        "date": long_date(line.within),
        "tolerance": strong(round_percent(binding.tolerance) if binding else NOTHING),
    }


def chance_of(criterion: str) -> str:
    """`the chance of a margin call`."""
    if criterion in CHANCE_OF:
        return retold(CHANCE_OF[criterion])
    return say("the chance of {criterion}", criterion=criterion)


def _broken(line: LoadLine) -> Sentence:
    """A tolerance is broken without any draw."""
    clauses = [_already(one, line) for one in line.criteria if one.now.value > one.tolerance]
    if len(clauses) > 1:
        clauses[-1] = phrase("", "and {clause}", clause=clauses[-1])
    label = say("Load line")
    return phrase(
        label,
        "Nothing more can be drawn under the {facility} within what the case tolerates. Already without any draw, by "
        "{date}, {chances}.",
        tone="close-out",
        facility=line.name,
        date=long_date(line.within),
        chances=linked_phrases(clauses),
    )


def _already(one: Criterion, line: LoadLine) -> Sentence:
    """One chance that is more than the case tolerates."""
    return phrase(
        "",
        "{chance} is {probability}, more than the {tolerance} tolerated",
        chance=chance_of(one.name),
        probability=strong(_in_words(one.now, line)),
        tolerance=round_percent(one.tolerance),
    )


def _in_words(estimate: Estimate, line: LoadLine) -> str:
    """A chance within a sentence: a bound is said in words."""
    text = chance(estimate, line.paths)
    if text.startswith("> "):
        return say("over {chance}", chance=text.removeprefix("> "))
    return say("under {chance}", chance=text.removeprefix("< ")) if text.startswith("< ") else text


def _not_reached(line: LoadLine) -> Sentence:
    """No tolerance was reached as far as was looked."""
    label, searched = say("Load line"), strong(money(line.searched, line.currency))
    if line.undrawn <= 0.0:
        return phrase(
            label,
            "The {facility} is fully drawn. No tolerance would be reached by a further {searched}, the farthest that "
            "was looked.",
            tone="load",
            facility=line.name,
            searched=searched,
        )
    if line.undrawn <= line.searched:
        return phrase(
            label,
            "All of the {undrawn} that is undrawn under the {facility} can be drawn today: no tolerance was reached up "
            "to {searched}, the farthest that was looked. The facility itself ends first.",
            tone="load",
            undrawn=strong(money(line.undrawn, line.currency)),
            facility=line.name,
            searched=searched,
        )
    return phrase(
        label,
        "More can be drawn under the {facility} today: no tolerance was reached up to {searched}, the farthest that "
        "was looked.",
        tone="load",
        facility=line.name,
        searched=searched,
    )


def next_sentence(line: LoadLine) -> Sentence | None:
    """What would bind were the first tolerance set aside; None where nothing is known of it."""
    if line.draw is None or line.binding == "search":
        return None
    others = [
        (one.own_line, one)
        for one in line.criteria
        if one.name != line.binding and one.own_line is not None and line.draw <= one.own_line < line.searched
    ]
    if not others:
        return None
    where, following = min(others, key=lambda pair: (pair[0], pair[1].name))
    label = say("What binds next")
    return phrase(
        label,
        "Were that set aside, the next limit is {chance} ({tolerance} tolerated), at {draw}.",
        tone="load",
        chance=chance_of(following.name),
        tolerance=round_percent(following.tolerance),
        draw=strong(money(where, line.currency)),
    )


def must_be_true(line: LoadLine, asset: str, currency: str) -> Sentence | None:
    """What must be true for the wanted draw."""
    wanted = line.wanted
    if wanted is None:
        return None
    label = say("For the wanted {amount}", amount=money(wanted.draw, line.currency))
    tone = "load" if wanted.within else "call"
    return paragraph(label, *_must(wanted, line, asset, currency), tone=tone)


def _must(wanted: Wanted, line: LoadLine, asset: str, currency: str) -> Iterator[Sentence]:
    """What it keeps or breaks, the price that matters to it, and the size of the facility."""
    if wanted.within:
        yield phrase("", "It keeps every tolerance today.")
        if wanted.price is not None:
            yield _down_to(asset, strong(price(wanted.price, currency)), wanted.move)
    else:
        yield _forbidden(wanted, line)
        if wanted.price is not None:
            yield _up_to(asset, strong(price(wanted.price, currency)), wanted.move)
        elif asset:
            yield phrase("", "No price of {asset} that was looked at would make it fit.", asset=asset)
    more = wanted.draw - line.undrawn
    if more > 0.0:
        yield phrase("", "The facility itself would have to be {more} larger.", more=money(more, line.currency))


def _down_to(asset: str, lowest: Part, move: float | None) -> Sentence:
    """The price down to which the draw still fits."""
    if move is None:
        return phrase("", "It would do so with {asset} down to {price}.", asset=asset, price=lowest)
    far = percent(abs(move))
    if move <= 0.0:
        return phrase(
            "",
            "It would do so with {asset} down to {price}, {distance} below today’s.",
            asset=asset,
            price=lowest,
            distance=far,
        )
    return phrase(
        "",
        "It would do so with {asset} down to {price}, {distance} above today’s.",
        asset=asset,
        price=lowest,
        distance=far,
    )


def _up_to(asset: str, least: Part, move: float | None) -> Sentence:
    """The price from which the draw would fit."""
    if move is None:
        return phrase(
            "",
            "{asset} would have to stand at {price} or more for it to fit, all else as it is.",
            asset=asset,
            price=least,
        )
    far = percent(abs(move))
    if move <= 0.0:
        return phrase(
            "",
            "{asset} would have to stand at {price} or more, {distance} below today’s price, for it to fit, all else "
            "as it is.",
            asset=asset,
            price=least,
            distance=far,
        )
    return phrase(
        "",
        "{asset} would have to stand at {price} or more, {distance} above today’s price, for it to fit, all else as "
        "it is.",
        asset=asset,
        price=least,
        distance=far,
    )


def _forbidden(wanted: Wanted, line: LoadLine) -> Sentence:
    """Which tolerance it breaks today, and by how much."""
    found = dict(wanted.probabilities).get(wanted.missing)
    one = next((one for one in line.criteria if one.name == wanted.missing), None)
    if found is None or one is None:
        return phrase("", "It breaks a tolerance today.")
    return phrase(
        "",
        "With it, {chance} by {date} is {probability}, and the case tolerates {tolerance}.",
        chance=chance_of(one.name),
        date=long_date(line.within),
        probability=strong(_in_words(found, line)),
        tolerance=round_percent(one.tolerance),
    )
