"""`pledgeline review`: a person decides, one by one, what of the documents read enters a case."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import json_flag, read_day
from pledgeline.cli.endings import say_json
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE, UnknownName
from pledgeline.language.saying import said, say

if TYPE_CHECKING:
    from pledgeline.case.review import Review

_USERS = ("USER", "LOGNAME", "USERNAME")


@click.command(cls=Verb)
@click.argument("case", metavar="CASE")
@click.option(
    "--by", metavar="NAME", help="Who decides.  [default: the user that the environment names, else asked for]"
)
@click.option("--on", metavar="DATE", callback=read_day, help="The day of the decisions.  [default: today]")
@json_flag
def review(case: str, *, by: str | None, on: dt.date | None, as_json: bool) -> int:
    """Decide, one by one, what 'pledgeline read --into CASE' has proposed.

    Accept, edit, reject, skip or quit, by one key each. What is accepted is added to the case as a
    claim with its source, its reviewer and the day; nothing else in the file changes. Every decision
    is kept at once. There is no way to accept everything.
    """
    from pledgeline.cli.review_walk import Keys, Walk  # noqa: PLC0415  # keeps help light
    from pledgeline.files.accept_proposal import Reviewer  # noqa: PLC0415  # as above

    path = Path(case)
    found = _found(path)
    keys = Keys(aside=as_json)
    name = by or next((os.environ[user] for user in _USERS if os.environ.get(user, "").strip()), "")
    while not name.strip():
        name = keys.line(say("Your name"), "")
    reviewer = Reviewer(by=name.strip(), on=on or dt.datetime.now(tz=dt.UTC).astimezone().date())
    walk = Walk(path, found, reviewer=reviewer, keys=keys)
    try:
        walk.all()
    finally:
        walk.summary()
        if as_json:
            say_json({"case": str(path), "decided": walk.decided, "open": walk.waiting()})
    return EXIT_FINE


def _found(case: Path) -> Review:
    """The proposals to a case; raises `UnknownName` without any, `CaseError` where the file is not well formed."""
    from pledgeline.files.review_file import read_review, review_path  # noqa: PLC0415  # keeps help light

    if not case.is_file():
        raise UnknownName(said("{case}: there is no such case file", case=str(case)))
    path = review_path(case)
    found = read_review(path)
    if found is None:
        what = said(
            "{file}: there is no such file; `pledgeline read FILE --into {case}` writes it",
            file=str(path),
            case=str(case),
        )
        raise UnknownName(what)
    return found
