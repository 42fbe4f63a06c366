"""`pledgeline check`: every problem of a case at once, or silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import case_argument, json_flag, open_case_file, scenario_option
from pledgeline.cli.endings import problem_fields, say_json, say_problems
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE, CaseError, Problem

if TYPE_CHECKING:
    from pledgeline.engine.results import Expectation
    from pledgeline.engine.run import OpenCase


@click.command()
@case_argument
@scenario_option
@json_flag
@click.pass_context
def check(ctx: click.Context, case: str, *, scenario: str, as_json: bool) -> int:
    """Say nothing when CASE is well; else name every problem, and every expectation that does not hold.

    Expectations that speak of probabilities are looked at by 'pledgeline run'.
    """
    from pledgeline.engine.run import expectations, open_case, opened_problems  # noqa: PLC0415  # keeps help light

    opened = open_case(open_case_file(case, scenario=scenario))
    unreadable = opened_problems(opened)
    if unreadable:
        raise CaseError(unreadable)
    lines = expectations(opened)
    broken = [_broken(opened, line) for line in lines if not line.holds]
    if as_json:
        say_json({"problems": [problem_fields(problem) for problem in broken], "expectations": lines})
    elif broken:
        say_problems(ctx.obj, broken)
    return EXIT_FINDINGS if broken else EXIT_FINE


def _broken(opened: OpenCase, line: Expectation) -> Problem:
    """An expectation that does not hold, as a finding at its place."""
    key = f"expect.{opened.document.case.expect.index(line.text)}"
    return Problem(
        where=opened.document.locate(key),
        what=f"this does not hold: {line.found}",
        remedy="correct the figures, or the expectation",
        key=key,
    )
