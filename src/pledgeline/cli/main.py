"""The group of verbs, and how each ending becomes an exit code."""

from __future__ import annotations

import os

import click

from pledgeline.cli.endings import Verbs
from pledgeline.language.saying import said

EPILOG = said(
    """\b
CASE is a case file, '-' for standard input, or the name of a case that comes
with pledgeline (pledgeline demo --list).

\b
Exit codes:
  0    fine
  1    findings: problems in the case, or an expectation that does not hold
  2    wrong usage, an unwritable file, or an internal error
  3    prices that are missing, stale or not finite
  130  interrupted"""
)


def _say_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # as click calls it
    if asked:
        from pledgeline.engine.version import version  # noqa: PLC0415  # keeps help light

        click.echo(f"pledgeline {version()}")
        ctx.exit()


@click.group(
    cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help="Show the version."
)
def pledgeline() -> None:
    """How much can be promised, borrowed and built before something gives.

    One case file describes a leveraged group; pledgeline finds the prices,
    dates and probabilities at which a margin call or a cash gap comes, and
    says where each number came from.
    """


def main() -> None:
    """Run the command line on the arguments of this process."""
    # the kernels give the same bits at any level; at this one they compile in two thirds of the time
    os.environ.setdefault("NUMBA_OPT", "1")
    pledgeline(prog_name="pledgeline")
