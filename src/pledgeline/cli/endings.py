"""How a verb ends: what is said, in which form, and with which exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from pledgeline.errors import EXIT_FINE, EXIT_INTERRUPTED, EXIT_USAGE, PledgelineError, Problem, ProblemsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TRACEBACK = "PLEDGELINE_TRACEBACK"


@dataclass(slots=True)
class Surface:
    """What the caller wants on standard output: a page for people, or one JSON object."""

    as_json: bool = False


class Verbs(click.Group):
    """The group of verbs, in the order in which they were added; every ending gives an exit code and no traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Verbs in the order of the help, not of the alphabet."""
        del ctx
        return list(self.commands)

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401  # as click has it
        """Run a verb and leave the process with its exit code."""
        extra["standalone_mode"] = False
        surface = extra["obj"] = Surface()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a terminal of another encoding shows ? and goes on
        with _ending(surface) as ending:
            found = super().main(*args, **extra)
            ending.code = found if isinstance(found, int) else EXIT_FINE
            sys.stdout.flush()
        sys.exit(ending.code)


@dataclass(slots=True)
class _Ending:
    code: int = EXIT_FINE


@contextlib.contextmanager
def _ending(surface: Surface) -> Iterator[_Ending]:
    """Turn every way out into an exit code and a line that says why."""
    ending = _Ending()
    try:
        yield ending
    except click.ClickException as error:
        ending.code = EXIT_USAGE
        _say(surface, error.format_message(), ending.code, shown=error.show)
    except (KeyboardInterrupt, click.Abort):
        ending.code = EXIT_INTERRUPTED
        _say(surface, "interrupted", ending.code)
    except ProblemsError as error:
        ending.code = error.exit_code
        say_problems(surface, error.problems)
    except PledgelineError as error:
        ending.code = error.exit_code
        _say(surface, str(error), ending.code)
    except BrokenPipeError:
        # the reader of our output had enough; keep Python from complaining about it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        ending.code = EXIT_USAGE
        _say(surface, _file_trouble(error), ending.code)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        ending.code = EXIT_USAGE
        what = f"internal error: {type(error).__name__}: {error}".replace("\n", " ")
        _say(surface, f"{what} (set {TRACEBACK}=1 to see where)", ending.code)


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
