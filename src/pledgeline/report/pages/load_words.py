"""The load line in sentences: how much more, what binds next, and what must be true for the wanted draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.report.pages.group_wording import HAPPENING
from pledgeline.report.pages.tables import Part, Sentence, sentence, strong
from pledgeline.report.pages.wording import chance, distance, long_date, money, price, round_percent

if TYPE_CHECKING:
    from pledgeline.engine.group_results import Criterion, LoadLine, Wanted
    from pledgeline.engine.results import Estimate

Pieces = tuple[str | Part, ...]
LABEL = "Load line"


def line_sentence(line: LoadLine) -> Sentence:
    """How much more can be drawn today, and what stands in the way of more."""
    if line.draw is None:
        return _broken(line)
    if line.binding == "search":
        return _not_reached(line)
    if line.draw <= 0.0:
        return sentence(
            LABEL, "Nothing more can be drawn under ", _of(line), ": with any further draw ", *_passes(line)
        )
    if line.undrawn <= 0.0:
        return sentence(
            LABEL,
            f"{_of(line, capital=True)} is fully drawn. The group could bear ",
            strong(money(line.draw, line.currency)),
            " more under it; beyond that, ",
            *_passes(line),
            tone="load",
        )
    if line.draw > line.undrawn:
        return sentence(
            LABEL,
            "All of the ",
            strong(money(line.undrawn, line.currency)),
            f" that is undrawn under {_of(line)} can be drawn today. The load line lies beyond it, at ",
            strong(money(line.draw, line.currency)),
            ", where ",
            *_passes(line),
            tone="load",
        )
    return sentence(
        LABEL,
        "Up to ",
        strong(money(line.draw, line.currency)),
        f" more can be drawn under {_of(line)} today; beyond it ",
        *_passes(line),
        f" {money(line.undrawn, line.currency)} is undrawn.",
        tone="load",
    )


def _of(line: LoadLine, *, capital: bool = False) -> str:
    """The facility in a sentence."""
    return f"{'The' if capital else 'the'} {line.name}"


def _passes(line: LoadLine) -> Pieces:
    """The chance that binds, and what of it is tolerated."""
    binding = next((one for one in line.criteria if one.name == line.binding), None)
    happening = HAPPENING.get(line.binding, line.binding)
    tolerated = (strong(round_percent(binding.tolerance)), " ") if binding else ()
    return (
        f"the chance of {happening} by {long_date(line.within)} passes the ",
        *tolerated,
        "that the case tolerates.",
    )


def _broken(line: LoadLine) -> Sentence:
    """A tolerance is broken without any draw."""
    broken = [one for one in line.criteria if one.now.value > one.tolerance]
    pieces: list[str | Part] = [
        f"Nothing more can be drawn under {_of(line)} within what the case tolerates. ",
        f"Already without any draw, by {long_date(line.within)}, ",
    ]
    for place, one in enumerate(broken):
        between = "; and " if place == len(broken) - 1 else "; "
        pieces += [between if place else "", *_already(one, line)]
    return sentence(LABEL, *pieces, ".", tone="close-out")


def _already(one: Criterion, line: LoadLine) -> Pieces:
    """One chance that is more than the case tolerates."""
    return (
        f"the chance of {HAPPENING.get(one.name, one.name)} is ",
        strong(_said(one.now, line)),
        f", more than the {round_percent(one.tolerance)} tolerated",
    )


def _said(estimate: Estimate, line: LoadLine) -> str:
    """A chance within a sentence: a bound is said in words."""
    return chance(estimate, line.paths).replace("> ", "over ").replace("< ", "under ")


def _not_reached(line: LoadLine) -> Sentence:
    """No tolerance was reached as far as was looked."""
    searched = strong(money(line.searched, line.currency))
    ends = ": no tolerance was reached up to ", searched, ", the farthest that was looked."
    if line.undrawn <= 0.0:
        return sentence(
            LABEL,
            f"{_of(line, capital=True)} is fully drawn. No tolerance would be reached by a further ",
            searched,
            ", the farthest that was looked.",
            tone="load",
        )
    if line.undrawn <= line.searched:
        undrawn = strong(money(line.undrawn, line.currency))
        text = f" that is undrawn under {_of(line)} can be drawn today"
        return sentence(LABEL, "All of the ", undrawn, text, *ends, " The facility itself ends first.", tone="load")
    return sentence(LABEL, f"More can be drawn under {_of(line)} today", *ends, tone="load")


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
    return sentence(
        "What binds next",
        f"Were that set aside, the next limit is the chance of {HAPPENING.get(following.name, following.name)} "
        f"({round_percent(following.tolerance)} tolerated), at ",
        strong(money(where, line.currency)),
        ".",
        tone="load",
    )


def must_be_true(line: LoadLine, asset: str, currency: str) -> Sentence | None:
    """What must be true for the wanted draw."""
    wanted = line.wanted
    if wanted is None:
        return None
    label = f"For the wanted {money(wanted.draw, line.currency)}"
    more = wanted.draw - line.undrawn
    larger = (f" The facility itself would have to be {money(more, line.currency)} larger.",) if more > 0.0 else ()
    if wanted.within:
        return sentence(
            label, "It keeps every tolerance today.", *_down_to(wanted, asset, currency), *larger, tone="load"
        )
    forbidden = _forbidden(wanted, line)
    if wanted.price is None:
        text = f" No price of {asset} that was looked at would make it fit." if asset else ""
        return sentence(label, *forbidden, text, *larger, tone="call")
    return sentence(
        label,
        *forbidden,
        f" {asset} would have to stand at ",
        strong(price(wanted.price, currency)),
        " or more",
        f", {distance(-wanted.move)} today’s price," if wanted.move is not None else "",
        " for it to fit, all else as it is.",
        *larger,
        tone="call",
    )


def _down_to(wanted: Wanted, asset: str, currency: str) -> Pieces:
    """The price down to which the draw still fits."""
    if wanted.price is None:
        return ()
    off = f", {distance(-wanted.move)} today’s" if wanted.move is not None else ""
    return (f" It would do so with {asset} down to ", strong(price(wanted.price, currency)), f"{off}.")


def _forbidden(wanted: Wanted, line: LoadLine) -> Pieces:
    """Which tolerance it breaks today, and by how much."""
    found = dict(wanted.probabilities).get(wanted.missing)
    one = next((one for one in line.criteria if one.name == wanted.missing), None)
    if found is None or one is None:
        return ("It breaks a tolerance today.",)
    return (
        f"With it, the chance of {HAPPENING.get(one.name, one.name)} by {long_date(line.within)} is ",
        strong(_said(found, line)),
        f", and the case tolerates {round_percent(one.tolerance)}.",
    )
