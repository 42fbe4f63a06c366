"""`pledgeline check`: every problem of a case at once, or silence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import case_argument, json_flag, open_case_file, scenario_option
from pledgeline.cli.endings import problem_fields, say_json, say_problems
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE, CaseError, Problem
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.evidence_results import Comparison, Evidence
    from pledgeline.engine.results import Expectation
    from pledgeline.engine.run import OpenCase


@click.command(cls=Verb)
@case_argument
@scenario_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing where CASE is well.")
@json_flag
@click.pass_context
def check(ctx: click.Context, case: str, *, scenario: str, quiet: bool, as_json: bool) -> int:
    """Name every problem of CASE, every expectation that does not hold, and where its evidence is thin.

    Problems, and conflicts between sources that nobody has decided, go to standard error and give
    exit code 1. Assumptions, figures without a source or with an old one, and decided conflicts are
    listed on standard output. Expectations that speak of probabilities are looked at by 'pledgeline run'.
    """
    from pledgeline.engine.evidence import evidence  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import expectations, open_case, opened_problems  # noqa: PLC0415  # keeps help light

    opened = open_case(open_case_file(case, scenario=scenario))
    unreadable = opened_problems(opened)
    if unreadable:
        raise CaseError(unreadable)
    lines = expectations(opened)
    found = evidence(opened.document, opened.workings.records())
    broken = [_broken(opened, line) for line in lines if not line.holds]
    broken += [_undecided(opened, one) for one in found.comparisons if not one.decided]
    if as_json:
        problems = [problem_fields(problem) for problem in broken]
        say_json({"problems": problems, "expectations": lines, "evidence": found})
        return EXIT_FINDINGS if broken else EXIT_FINE
    if not quiet:
        _say_evidence(opened, found)
    if broken:
        say_problems(ctx.obj, broken)
    return EXIT_FINDINGS if broken else EXIT_FINE


def _say_evidence(opened: OpenCase, found: Evidence) -> None:
    """How the case is known, each list with the lines of the file."""
    from pledgeline.engine.derive import figure_text  # noqa: PLC0415  # keeps help light
    from pledgeline.report.pages.evidence import evidence_page  # noqa: PLC0415  # as above

    page = evidence_page(found, {key: figure_text(figure) for key, figure in opened.paper.figures.items()})
    click.echo(page.summary)
    for listed in page.lists:
        click.echo(f"\n{listed.title}")
        for one in listed.figures:
            where = opened.document.locate(one.key)
            click.echo(f"  {Path(where.file).name}:{where.line}  {one.key}  {one.text}")


def _undecided(opened: OpenCase, one: Comparison) -> Problem:
    """Sources that disagree on a figure of which the case does not say why it uses it."""
    others = ", ".join(claim.text for claim in one.claims if not claim.agrees)
    return Problem(
        where=opened.document.locate(one.key),
        what=said(
            "sources disagree on {key}: {figure} here, {others} elsewhere",
            key=one.key,
            figure=one.in_use,
            others=others,
        ),
        remedy=said("say why this one is used, {value: …, because: …}, or correct it"),
        key=one.key,
    )


def _broken(opened: OpenCase, line: Expectation) -> Problem:
    """An expectation that does not hold, as a finding at its place."""
    key = f"expect.{opened.document.case.expect.index(line.text)}"
    return Problem(
        where=opened.document.locate(key),
        what=said("this does not hold: {found}", found=line.found),
        remedy=said("correct the figures, or the expectation"),
        key=key,
    )
