"""A proposal changed by the person who decides: what it speaks of, its value, its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pledgeline.articles.literals import UNITS
from pledgeline.case.claim import Standing
from pledgeline.case.figure import figures
from pledgeline.language.saying import retold, said, say
from pledgeline.units.count import Count
from pledgeline.units.literal import LiteralError
from pledgeline.units.range import Range
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.case.review import Proposal
    from pledgeline.units.literal import Unit

    Ask = Callable[[str, str], str]
    Tell = Callable[[str], None]

NOTHING = "-"
SIGNS = {"at_least": ">=", "at_most": "<="}
STATUSES: tuple[str, ...] = get_args(Standing)


def edited(proposal: Proposal, case: Case, *, ask: Ask, tell: Tell) -> Proposal:
    """The proposal as it is answered: each question is put again until its answer can be read."""
    known = dict(figures(case))
    about = _asked(say("Figure of the case, - for none"), proposal.about or NOTHING, ask, tell, _path_of(known))
    unit = _unit(proposal, known.get(about))
    stated = _asked(
        say("Value, as {example}; a range with two dots, a bound with >= or <=", example=unit.EXAMPLE),
        _offered(proposal, unit), ask, tell, _value_of(unit),
    )  # fmt: skip
    status = _asked(say("Status"), proposal.status, ask, tell, _status_of)
    return proposal.model_copy(
        update={**_fields(stated), "about": None if about == NOTHING else about, "status": status}
    )


def _asked(question: str, default: str, ask: Ask, tell: Tell, read: Callable[[str], str]) -> str:
    while True:
        try:
            return read(ask(question, default))
        except LiteralError as error:
            tell("  " + "; ".join(retold(part) for part in (error.what, error.remedy) if part))


def _path_of(known: dict[str, Figure[Any]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text == NOTHING or text in known:
            return text
        raise LiteralError(said("the case has no figure '{path}'", path=text), suggestion(text, known))

    return read


def _status_of(text: str) -> str:
    if text in STATUSES:
        return text
    raise LiteralError(said("'{word}' is no status", word=text), suggestion(text, STATUSES))


def _unit(proposal: Proposal, figure: Figure[Any] | None) -> type[Unit]:
    """The unit of the figure that is spoken of; where there is none, or nobody knows it, that of the passage."""
    if figure is not None and figure.value is not None:
        return type(figure.value)
    return UNITS.get(proposal.kind, Count)


def _written(proposal: Proposal) -> str:
    if proposal.value is None:
        return proposal.range or ""
    return f"{SIGNS[proposal.bound]} {proposal.value}" if proposal.bound else proposal.value


def _offered(proposal: Proposal, unit: type[Unit]) -> str:
    """What is proposed, where a figure of the unit can be that; else nothing is offered."""
    try:
        return _value_of(unit)(_written(proposal))
    except LiteralError:
        return ""


def _value_of(unit: type[Unit]) -> Callable[[str], str]:
    def read(text: str) -> str:
        sign, literal = _parts(text)
        if sign:
            return f"{sign} {unit.parse(literal)}"
        return str(Range.parse(literal, unit)) if ".." in literal else str(unit.parse(literal))

    return read


def _parts(text: str) -> tuple[str, str]:
    sign = next((sign for sign in SIGNS.values() if text.startswith(sign)), "")
    return sign, text.removeprefix(sign).strip()


def _fields(text: str) -> dict[str, str | None]:
    sign, literal = _parts(text)
    bound = next((name for name, one in SIGNS.items() if one == sign), None)
    ranged = not sign and ".." in literal
    return {"value": None if ranged else literal, "range": literal if ranged else None, "bound": bound}
