"""How a verb ends: what is said, in which form, and with which exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from pledgeline.cli.click_words import usage_text
from pledgeline.cli.lang import asked_language
from pledgeline.cli.verb import COMMANDS, SpokenContext, settle
from pledgeline.language.saying import retold, said, say_each
from pledgeline.language.spoken import speaking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.errors import Problem

TRACEBACK = "PLEDGELINE_TRACEBACK"
VERBS = {
    "run": said("Answer for a case: standing, loans, probabilities."),
    "plan": said("Plan the cash of a group: the load line, promises, gaps."),
    "loan": said("Show one margin loan as its lender sees it, exactly; with --tail, by simulation too."),
    "stress": said("Show a case under its scenarios, and how far things must fall before they break."),
    "replay": said("Walk the margin loans of a case along real closes."),
    "programme": said("Show what is built by when, and what delay does to cash and to the promise."),
    "contagion": said("Show who falls with whom: obligations are cleared, and shares sold that secure loans."),
    "pledges": said("Show whether public promises were kept, and who says so."),
    "read": said("Read articles, and show what they say of money, jobs, power, shares and dates."),
    "review": said("Decide, one by one, which figures of an article enter a case."),
    "check": said("Name every problem of a case, and where its evidence is thin."),
    "show": said("Write a case as it was read, or as the engine sees it."),
    "explain": said("Show where a number came from."),
    "fit": said("Fit laws of a price to its closes, and say what they cannot tell."),
    "verify": said("Show reference figures beside ours."),
    "schema": said("Write the JSON Schema of case files."),
    "init": said("Write a commented starter case."),
    "demo": said("Run a bundled case into ./pledgeline-demo."),
}


class Surface:
    """What the caller wants on standard output: a page for people, or one JSON object."""

    __slots__ = ("as_json",)

    def __init__(self) -> None:
        """A page, until an option asks for JSON."""
        self.as_json = False


class Verbs(click.Group):
    """The group of verbs: each is loaded when it is used, and every ending gives an exit code and no traceback."""

    context_class = SpokenContext

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
        with formatter.section(COMMANDS):
            formatter.write_dl(list(VERBS.items()))

    def __init__(self, *args: Any, **extra: Any) -> None:  # noqa: ANN401  # as click has it
        """The group as click makes it from a function."""
        super().__init__(*args, **extra)
        settle(self)

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:  # noqa: ANN401  # as click has it
        """Run a verb, in the language that is asked for, and leave the process with its exit code."""
        arguments = sys.argv[1:] if args is None else list(args)
        with speaking(asked_language(arguments)):
            self._ended(arguments, *more, **extra)

    def _ended(self, *args: Any, **extra: Any) -> NoReturn:  # noqa: ANN401  # as click has it
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
            _refuse(surface, error, code := errors.EXIT_USAGE)
        case KeyboardInterrupt() | click.Abort():
            _say(surface, (said("interrupted"),), code := errors.EXIT_INTERRUPTED)
        case errors.ProblemsError():
            code = error.exit_code
            say_problems(surface, error.problems)
        case errors.Unfittable():
            _say(surface, (said("{what}; {remedy}", what=error.what, remedy=error.remedy),), code := error.exit_code)
        case errors.PledgelineError():
            _say(surface, error.sentences, code := error.exit_code)
        case BrokenPipeError():
            code = errors.EXIT_FINE
            # the reader of our output had enough; keep Python from complaining about it at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        case OSError():
            _say(surface, (_file_trouble(error),), code := errors.EXIT_USAGE)
        case _ if os.environ.get(TRACEBACK):
            raise error
        case _:
            what = said(
                "internal error: {kind}: {message} (set {setting} to see where)",
                kind=type(error).__name__,
                message=str(error).replace("\n", " "),
                setting=f"{TRACEBACK}=1",
            )
            _say(surface, (what,), code := errors.EXIT_USAGE)
    return code


def say_problems(surface: Surface, problems: Sequence[Problem]) -> None:
    """Show findings: as one JSON object on standard output if that was asked for, and for people on standard error."""
    if surface.as_json:
        say_json({"problems": [problem_fields(problem) for problem in problems]})
        return
    from pledgeline.files.problem_text import problems_text  # noqa: PLC0415  # only where something is wrong

    click.echo(problems_text(problems, colour=in_colour(sys.stderr)), err=True)
    number = len(problems)
    click.echo(say_each(number, "{number} problem", "{number} problems", number=number), err=True)


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


def _say(surface: Surface, sentences: Sequence[str], code: int) -> None:
    """Say why a verb ended early, one sentence a line; as JSON in English."""
    if surface.as_json:
        say_json({"error": {"what": "\n".join(sentences), "exit_code": code}})
    else:
        click.echo("pledgeline: " + "\n".join(map(retold, sentences)), err=True)


def _refuse(surface: Surface, error: click.ClickException, code: int) -> None:
    """Say what is wrong with the command line; help that is shown in place of an error is shown as it is."""
    if surface.as_json:
        say_json({"error": {"what": error.format_message(), "exit_code": code}})
    elif type(error).show in {click.ClickException.show, click.UsageError.show}:
        click.echo(usage_text(error), err=True)
    else:
        error.show()


def _file_trouble(error: OSError) -> str:
    from pledgeline.files.file_trouble import Lowered, file_trouble  # noqa: PLC0415  # only where something is wrong

    reason = Lowered(file_trouble(error))
    return said("{file}: {reason}", file=error.filename, reason=reason) if error.filename else reason
