"""A proposal as it is shown to the person who decides."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pledgeline.case.figure import figures
from pledgeline.cli.endings import in_colour
from pledgeline.language.saying import retold, say
from pledgeline.report.pages.article_words import KINDS, NOTES, TRAPS, proposal_value, shown, trap
from pledgeline.report.pages.sources import STATUSES
from pledgeline.report.pages.wording import long_date
from pledgeline.report.terminal_tables import safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.case.review import Proposal, ReadDocument


def proposal_lines(proposal: Proposal, document: ReadDocument, case: Case, *, heading: str) -> Iterator[str]:
    """Heading, passage, what it would become, what the case says now, what to be wary of."""
    origin = [shown(document.title), long_date(document.dated) if document.dated else say("no date")]
    yield ""
    yield f"{heading} {safe(' · '.join(origin))}"
    yield f"  {_passage(proposal)}"
    kind, status = retold(KINDS[proposal.kind]), retold(STATUSES[proposal.status])
    yield "  " + say("{kind}: {value} · {status}", kind=kind, value=safe(proposal_value(proposal)), status=status)
    yield from (f"  {line}" for line in _beside(proposal, case))
    yield from (f"  ! {safe(line)}" for line in _wary(proposal))


def _passage(proposal: Proposal) -> str:
    """The sentence with the quote in it underlined; between brackets where there is no colour."""
    before, quote, after = proposal.passage.partition(proposal.quote)
    if not quote:
        before, quote, after = "", proposal.quote, ""
    marked = (
        click.style(safe(shown(quote)), fg="cyan", underline=True)
        if in_colour(sys.stdout)
        else f"[{safe(shown(quote))}]"
    )
    left, right = safe(" ".join(shown(before).split())), safe(shown(after))
    glue_left = " " if before[-1:].isspace() else ""
    glue_right = " " if after[:1].isspace() else ""
    return f"{left}{glue_left}{marked}{glue_right}{right}"


def _beside(proposal: Proposal, case: Case) -> Iterator[str]:
    """The figure of the case, and the claims about it that it holds already."""
    if proposal.about is None:
        yield say("About: no figure of the case that it could be told to speak of")
        return
    figure = dict(figures(case)).get(proposal.about)
    if figure is None:
        yield say("About: {path}, which the case does not have", path=proposal.about)
        return
    yield say("About: {path}. The case says {figure}.", path=proposal.about, figure=_said(figure))
    for key, claim in case.claims.items():
        if claim.about == proposal.about:
            yield say("Claim {id} says {figure}.", id=key, figure=claim.value or claim.range or "–")


def _said(figure: Figure[Any]) -> str:
    text = f"{figure} ({figure.low}..{figure.high})" if figure.assumed else str(figure)
    sources = ", ".join(map(str, figure.sources))
    return say("{figure}, from {sources}", figure=text, sources=sources) if sources else text


def _wary(proposal: Proposal) -> Iterator[str]:
    for flag in proposal.flags:
        if flag in TRAPS:
            yield trap(flag, proposal.quote)
        elif flag in NOTES:
            yield retold(NOTES[flag])
        elif flag == "contradicts_case":
            yield say("It says otherwise than the case.")
        elif flag == "contradicts_article":
            yield say("Another article that was read with it says otherwise.")
    if proposal.found_by == "extractor":
        yield say("found by the extractor alone")
