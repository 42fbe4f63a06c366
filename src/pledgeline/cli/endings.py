"""How a verb ends: what is said, in which form, and with which exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.errors import Problem

TRACEBACK = "PLEDGELINE_TRACEBACK"
VERBS = {
    "run": "Answer for a case: standing, loans, probabilities.",
    "plan": "Plan the cash of a group: the load line, promises, gaps.",
    "loan": "Show one margin loan as its lender sees it, exactly; with --tail, by simulation too.",
    "stress": "Show a case under its scenarios, and how far things must fall before they break.",
    "replay": "Walk the margin loans of a case along real closes.",
    "check": "Name every problem of a case, or say nothing.",
    "show": "Write a case as it was read, or as the engine sees it.",
    "explain": "Show where a number came from.",
    "fit": "Fit laws of a price to its closes, and say what they cannot tell.",
    "verify": "Show reference figures beside ours.",
    "schema": "Write the JSON Schema of case files.",
    "init": "Write a commented starter case.",
    "demo": "Run a bundled case into ./pledgeline-demo.",
}


class Surface:
    """What the caller wants on standard output: a page for people, or one JSON object."""

    __slots__ = ("as_json",)

    def __init__(self) -> None:
        """A page, until an option asks for JSON."""
        self.as_json = False


class Verbs(click.Group):
    """The group of verbs: each is loaded when it is used, and every ending gives an exit code and no traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Verbs in the order of the table."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of a name, from the module of that name."""
        del ctx
        if cmd_name not in VERBS:
            return None
        found: click.Command = getattr(importlib.import_module(f"pledgeline.cli.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of verbs, without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401  # as click has it
        """Run a verb and leave the process with its exit code."""
        extra["standalone_mode"] = False
        surface = extra["obj"] = Surface()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a terminal of another encoding shows ? and goes on
        try:
            found = super().main(*args, **extra)
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # every ending has a code
            sys.exit(_ending(surface, error))
        sys.exit(found if isinstance(found, int) else 0)


def _ending(surface: Surface, error: BaseException) -> int:
    """Say why a verb ended early, and return its exit code; an internal error is raised again where that is asked."""
    from pledgeline import errors  # noqa: PLC0415  # keeps help light

    match error:
        case click.ClickException():
            _say(surface, error.format_message(), code := errors.EXIT_USAGE, shown=error.show)
        case KeyboardInterrupt() | click.Abort():
            _say(surface, "interrupted", code := errors.EXIT_INTERRUPTED)
        case errors.ProblemsError():
            code = error.exit_code
            say_problems(surface, error.problems)
        case errors.PledgelineError():
            _say(surface, str(error), code := error.exit_code)
        case BrokenPipeError():
            code = errors.EXIT_FINE
            # the reader of our output had enough; keep Python from complaining about it at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        case OSError():
            _say(surface, _file_trouble(error), code := errors.EXIT_USAGE)
        case _ if os.environ.get(TRACEBACK):
            raise error
        case _:
            what = f"internal error: {type(error).__name__}: {error}".replace("\n", " ")
            _say(surface, f"{what} (set {TRACEBACK}=1 to see where)", code := errors.EXIT_USAGE)
    return code


def say_problems(surface: Surface, problems: Sequence[Problem]) -> None:
    """Show findings: as one JSON object on standard output if that was asked for, and for people on standard error."""
    if surface.as_json:
        say_json({"problems": [problem_fields(problem) for problem in problems]})
        return
    from pledgeline.files.problem_text import problems_text  # noqa: PLC0415  # only where something is wrong

    click.echo(problems_text(problems, colour=in_colour(sys.stderr)), err=True)
    click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}", err=True)


def problem_fields(problem: Problem) -> dict[str, object]:
    """One finding as the fields of a JSON object."""
    where = problem.where
    return {
        "file": where.file,
        "line": where.line or None,
        "column": where.column or None,
        "what": problem.what,
        "remedy": problem.remedy,
        "key": problem.key,
        "stale": problem.stale,
    }


def say_json(content: Mapping[str, object]) -> None:
    """One JSON object on standard output, with the version of its schema."""
    from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

    click.echo(dumps(versioned(content)), nl=False)


def in_colour(stream: IO[str]) -> bool:
    """Whether a stream is a terminal that wants colour."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _say(surface: Surface, what: str, code: int, *, shown: Any = None) -> None:  # noqa: ANN401  # a bound method of click
    if surface.as_json:
        say_json({"error": {"what": what, "exit_code": code}})
    elif shown is not None:
        shown()
    else:
        click.echo(f"pledgeline: {what}", err=True)


def _file_trouble(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else reason
