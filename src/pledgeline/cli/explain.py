"""`pledgeline explain`: where a number came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from pledgeline.cli.arguments import case_argument, draw_options, json_flag, open_case_file, scenario_option
from pledgeline.cli.endings import say_json
from pledgeline.cli.path import say_path
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE, UnknownName
from pledgeline.language.saying import retold, said, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.evidence_results import Basis, Comparison
    from pledgeline.engine.explain import ExplainedFigure, ExplainedInput, Explanation
    from pledgeline.engine.pledge_results import PledgeRecord
    from pledgeline.engine.run import OpenCase


@click.command(cls=Verb)
@case_argument
@click.argument("key", required=False)
@click.option("--list", "listed", is_flag=True, help="List everything that can be explained.")
@click.option(
    "--path", metavar="N", type=click.IntRange(0), help="Replay path N of a run: KEY is group, or a margin loan."
)
@draw_options
@scenario_option
@json_flag
def explain(case: str, key: str | None, *, scenario: str, as_json: bool, **asked: Any) -> int:  # noqa: ANN401  # options
    """Show the formula behind KEY with its numbers, and every input down to its source.

    KEY is a headline number of CASE, such as loans.arm-margin.trigger_price or
    group.ltv.reported, or any figure, such as loans.arm-margin.ltv.call. A
    probability, such as loans.arm-margin.call_probability, is simulated first.

    With --path N, KEY is group, or a margin loan such as loans.arm-margin, and
    that path is followed day by day, with the same random numbers as in a run:
    for the group what fell due and who paid it, for a loan its calls and cures.
    """
    from pledgeline.engine.evidence import rests_on, told_elsewhere  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import open_case  # noqa: PLC0415  # as above

    opened = open_case(open_case_file(case, scenario=scenario))
    if asked["listed"]:
        return _list(opened, as_json=as_json)
    if key is None:
        raise click.UsageError(said("name a KEY; --list shows them all."))
    if asked["path"] is not None:
        say_path(opened, key, path=asked["path"], seed=asked["seed"], as_json=as_json)
        return EXIT_FINE
    promise = _promise(opened, key)
    if promise is not None:
        return _say_promise(opened, promise, key, as_json=as_json)
    found = _explained(opened, key, Draw(paths=asked["paths"], seed=asked["seed"], workers=asked["workers"]))
    basis = rests_on(opened.document, opened.workings.records(), key)
    elsewhere = told_elsewhere(opened.document, key)
    if as_json:
        say_json({"explanation": found, "rests_on": basis, "told_elsewhere": elsewhere})
    else:
        click.echo("\n".join((*lines(found), *_evidence(basis, elsewhere))))
    return EXIT_FINE


def _promise(opened: OpenCase, key: str) -> PledgeRecord | None:
    """The public promise whose status a key names; None for another key."""
    from pledgeline.engine.evidence_basis import status_key  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.pledges import pledge_board  # noqa: PLC0415  # as above

    if not any(status_key(pledge) == key for pledge in opened.document.case.pledges):
        return None
    board = pledge_board(opened.document)
    return next((one for one in board.pledges if status_key(one.id) == key), None) if board is not None else None


def _say_promise(opened: OpenCase, promise: PledgeRecord, key: str, *, as_json: bool) -> int:
    """Why a promise stands as it does, and what that rests on."""
    from pledgeline.engine.evidence import rests_on  # noqa: PLC0415  # keeps help light
    from pledgeline.report.pages.pledge_words import status_lines  # noqa: PLC0415  # as above

    basis = rests_on(opened.document, opened.workings.records(), key)
    if as_json:
        say_json({"explanation": promise, "rests_on": basis, "told_elsewhere": None})
    else:
        click.echo("\n".join((*status_lines(promise, key), *_evidence(basis, None))))
    return EXIT_FINE


def _evidence(basis: Basis | None, elsewhere: Comparison | None) -> Iterator[str]:
    """What a number rests on, and what other sources say of a figure."""
    from pledgeline.report.pages.sources import claim_text, comparison_reason, grades_text  # noqa: PLC0415  # as above

    if basis is not None and basis.grades:
        yield say("Rests on figures of the case: {grades}.", grades=grades_text(basis.grades))
    if elsewhere is not None:
        yield from (say("  told elsewhere: {claim}", claim=claim_text(claim)) for claim in elsewhere.claims)
        yield say("  used here: {reason}", reason=comparison_reason(elsewhere))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How a probability is to be simulated."""

    paths: int
    seed: int
    workers: int | None


def _explained(opened: OpenCase, key: str, draw: Draw) -> Explanation | ExplainedFigure:
    """What stands behind a key, simulating first where it is a simulated figure."""
    from pledgeline.engine.derive_group import group_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_lender import loan_asked_for  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_outlook import Draws, simulated_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_programmes import programme_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.explain import explain as explained  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import (  # noqa: PLC0415  # keeps help light
        add_group,
        add_outlook,
        add_programmes,
        later_units,
    )

    if loan_asked_for(opened.resolved, key) is not None:
        _find_exactly(opened, key)
    elif key in simulated_units(opened.resolved):
        draws = Draws(paths=draw.paths, seed=draw.seed)
        with progress_bar() as progress:
            add_outlook(opened, draws, workers=draw.workers or processors(), progress=progress)
    elif key in group_units(opened.resolved) or key.startswith("group.load_line."):
        draws = Draws(paths=draw.paths, seed=draw.seed)
        with progress_bar() as progress:
            add_group(opened, draws, workers=draw.workers or processors(), progress=progress)
    elif key in programme_units(opened.document):
        draws = Draws(paths=draw.paths, seed=draw.seed)
        with progress_bar() as progress:
            add_programmes(opened, draws, workers=draw.workers or processors(), progress=progress)
    elif key == "group":
        raise click.UsageError(said("name a path of the group with --path N, or a KEY; --list shows them all."))
    return explained(opened.paper, opened.workings, key, simulated=tuple(later_units(opened)))


def _find_exactly(opened: OpenCase, key: str) -> None:
    """Let the exact engine look at the loan of a key; raises UnknownName with the reason where it cannot."""
    from pledgeline.engine.derive_lender import (  # noqa: PLC0415  # keeps help light
        derive_lender,
        loan_asked_for,
        why_not_exact,
    )
    from pledgeline.engine.lender import lender_view  # noqa: PLC0415  # keeps help light

    loan = loan_asked_for(opened.resolved, key)
    why = why_not_exact(opened.resolved, key)
    if why:
        raise UnknownName(said("the exact engine does not know '{key}'. {reason}", key=key, reason=why))
    if loan is not None:
        view = lender_view(opened.resolved, loan, targets=(), full=False)
        derive_lender(opened.workings, (view,), opened.paper)


def lines(found: Explanation | ExplainedFigure) -> Iterator[str]:
    """An explanation as lines of text."""
    from pledgeline.engine.explain import Explanation  # noqa: PLC0415  # keeps help light

    if isinstance(found, Explanation):
        yield say("{key}: {text}", key=found.key, text=retold(found.title))
        yield from _derivation(found, "", set())
    else:
        yield say("{key}: {text}", key=found.key, text=retold(found.text))
        yield from (f"  {line}" for line in _figure(found))


def _list(opened: OpenCase, *, as_json: bool) -> int:
    from pledgeline.engine.derive_group import group_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_lender import exact_units, why_not_exact  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_outlook import simulated_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.derive_programmes import programme_units  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.evidence_basis import status_key  # noqa: PLC0415  # keeps help light

    titles = {key: derived.title for key, derived in opened.workings.derived().items()}
    titles |= dict.fromkeys(simulated_units(opened.resolved), said("by simulation"))
    titles |= dict.fromkeys(group_units(opened.resolved), said("by simulation of the group"))
    titles |= dict.fromkeys(programme_units(opened.document), said("by simulation of what is built"))
    exact = (key for key in exact_units(opened.resolved) if not why_not_exact(opened.resolved, key))
    titles |= dict.fromkeys(exact, said("by the exact engine"))
    titles |= {status_key(pledge): said("status of a promise") for pledge in opened.document.case.pledges}
    titles |= {key: "" for key in opened.paper.figures if key not in titles}
    if as_json:
        say_json({"keys": [{"key": key, "title": title} for key, title in titles.items()]})
        return EXIT_FINE
    width = max((len(key) for key, title in titles.items() if title), default=0)
    for key, title in titles.items():
        click.echo(f"{key:<{width}}  {retold(title)}".rstrip())
    return EXIT_FINE


def _derivation(found: Explanation, indent: str, told: set[str]) -> Iterator[str]:
    if found.repeated:
        above = say("(see above)")
        yield f"{indent}  = {retold(found.text)}   {above}"
        return
    yield f"{indent}  = {retold(found.formula)}"
    if found.filled not in {found.text, found.formula}:
        yield f"{indent}  = {retold(found.filled)}"
    yield f"{indent}  = {retold(found.text)}"
    if found.note:
        yield f"{indent}  ({retold(found.note)})"
    for entry in found.inputs:
        yield from _input(entry, indent + "    ", told)


def _input(entry: ExplainedInput, indent: str, told: set[str]) -> Iterator[str]:
    """One input; a figure is told in full the first time only."""
    heading = indent + say("{key}: {text}", key=retold(entry.symbol), text=retold(entry.title))
    if entry.derivation is not None:
        yield f"{heading}   [{entry.key}]"
        yield from _derivation(entry.derivation, indent, told)
        return
    yield f"{heading} = {retold(entry.text)}" + (f"   [{entry.key}]" if entry.key else "")
    if entry.key and entry.key in told:
        return
    told.add(entry.key)
    if entry.figure is not None and entry.confidence != "default":
        yield from (f"{indent}    {line}" for line in _figure(entry.figure))
    else:
        grade = _grade(entry.confidence)
        if entry.note:
            known = say("{grade}: {note}", grade=grade, note=retold(entry.note)) if grade else retold(entry.note)
        else:
            known = say("{grade}:", grade=grade) if grade else ""
        if known:
            yield f"{indent}    {known}"


def _grade(confidence: str) -> str:
    """How well a figure is known, in a word."""
    from pledgeline.report.pages.wording import CONFIDENCES  # noqa: PLC0415  # keeps help light

    return retold(CONFIDENCES.get(confidence, confidence))


def _figure(figure: ExplainedFigure) -> Iterator[str]:
    if figure.low:
        yield say("assumed, between {low} and {high}", low=retold(figure.low), high=retold(figure.high))
    elif figure.confidence:
        yield _grade(figure.confidence)
    yield from (say("from {source}", source=retold(source)) for source in figure.sources)
    if figure.note:
        yield say("note: {note}", note=retold(figure.note))
    if figure.quote:
        yield say("quote: {quote}", quote=figure.quote)
    yield say("at {place}", place=figure.where)
