"""`pledgeline read`: candidate facts of articles, with exact places, and what to be wary of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgeline.cli.arguments import STANDARD_INPUT, open_case_file, read_day
from pledgeline.cli.endings import say_problems
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINDINGS, EXIT_FINE, EXIT_USAGE
from pledgeline.language.saying import retold, said, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pledgeline.articles.collection import Compared
    from pledgeline.articles.known import Known
    from pledgeline.cli.llm_endpoint import Endpoint
    from pledgeline.cli.read_articles import Stack, Wishes


@click.command(cls=Verb)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--lang", type=click.Choice(["fr", "en"]), help="Language of the articles; told by their words when left out."
)
@click.option("--dated", metavar="DATE", callback=read_day, help="Day of the articles, such as 2024-12-17.")
@click.option("--case", metavar="CASE", help="Compare with this case, and know its parties by their names.")
@click.option("--into", metavar="CASE", help="Propose the figures to this case, in a review file beside it.")
@click.option("--llm", is_flag=True, help="Ask a language model too; the text is sent to the endpoint.")
@click.option("--endpoint", metavar="URL", help="With --llm: an address that speaks as OpenAI's does.")
@click.option("--model", metavar="NAME", help="With --llm: the model to ask. Its key is read from PLEDGELINE_LLM_KEY.")
@output_options(page="the articles with their facts", figures="the facts")
@click.pass_context
def read(  # noqa: PLR0913  # one per option
    ctx: click.Context,
    files: tuple[str, ...],
    *,
    lang: str | None,
    dated: dt.date | None,
    case: str | None,
    into: str | None,
    llm: bool,
    endpoint: str | None,
    model: str | None,
    html: str | None,
    json_file: str | None,
) -> int:
    """Read articles in French or English, and show what they say: money, jobs, power, shares, dates.

    FILE is text, HTML or, with the extra 'pdf', PDF; '-' is standard input. Every fact is a passage
    of the text; nothing is inferred, and nothing is sent anywhere without --llm.
    """
    from pledgeline.articles.collection import collected  # noqa: PLC0415  # keeps help light
    from pledgeline.cli.read_articles import Wishes, read_all  # noqa: PLC0415  # as above

    for target in (html, json_file):
        check_output(target, inputs=(*files, *filter(None, (case, into))))
    asked = _endpoint(llm, endpoint, model)
    known = _known(case, into)
    wishes = Wishes(language=lang, dated=dated, names=known.names if known is not None else {})
    found = read_all(files, wishes)
    if found.unreadable and not found.articles and not found.problems:
        for error in found.unreadable[1:]:
            _say_unreadable(error)
        raise found.unreadable[0]
    trouble = _ask(found, asked, wishes) if asked is not None else ""
    compared = collected(found.articles, known)
    _write(compared, found, html=html, json_file=json_file, case=into or case or "")
    if into is not None and compared:
        _propose(compared, Path(into))
    _say_troubles(ctx, found, trouble, as_json=json_file == STANDARD_OUTPUT)
    return _exit_code(found, trouble)


def _endpoint(llm: bool, url: str | None, model: str | None) -> Endpoint | None:  # noqa: FBT001  # the flag itself
    """Whom to ask; None where nobody is to be asked."""
    if not llm:
        if url or model:
            raise click.UsageError(said("--endpoint and --model are used with --llm, and nothing is sent without it."))
        return None
    if not url or not model:
        raise click.UsageError(said("--llm needs --endpoint URL and --model NAME."))
    from pledgeline.cli.llm_endpoint import KEY, endpoint_at  # noqa: PLC0415  # only where it was asked for

    return endpoint_at(url, model, key=os.environ.get(KEY, ""))


def _known(case: str | None, into: str | None) -> Known | None:
    """What the case knows; raises click.UsageError where proposals have no file to go to."""
    if case is not None and into is not None and case != into:
        raise click.UsageError(said("--into CASE compares with that case; leave --case out."))
    if into is not None and (into == STANDARD_INPUT or not Path(into).is_file()):
        raise click.UsageError(said("--into {case}: there is no such case file.", case=into))
    named = into or case
    if named is None:
        return None
    from pledgeline.articles.known import known_of  # noqa: PLC0415  # keeps help light

    return known_of(open_case_file(named).case)


def _ask(found: Stack, endpoint: Endpoint, wishes: Wishes) -> str:
    """Add what the endpoint finds to each article; what went wrong, and then the rest is left as it is."""
    from pledgeline.articles.extractor import NoAnswer  # noqa: PLC0415  # only where it was asked for
    from pledgeline.cli.llm_endpoint import EndpointTrouble  # noqa: PLC0415  # as above
    from pledgeline.cli.read_articles import with_extractor  # noqa: PLC0415  # as above

    for at, article in enumerate(found.articles):
        try:
            found.articles[at] = with_extractor(article, endpoint.ask, wishes)
        except (EndpointTrouble, NoAnswer) as error:
            return str(error) if not error.args else error.args[0]
    return ""


def _write(compared: Sequence[Compared], found: Stack, *, html: str | None, json_file: str | None, case: str) -> None:
    """The page, the JSON and, where neither takes its place, the terminal."""
    from pledgeline.engine.version import version  # noqa: PLC0415  # keeps help light
    from pledgeline.report.pages.article import article_page  # noqa: PLC0415  # as above

    if json_file is not None and (compared or json_file != STANDARD_OUTPUT):
        from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(versioned(_content(compared, found))))
    if not compared:
        return
    page = article_page(compared, version=version(), case=case, problems=found.problems)
    if html is not None:
        from pledgeline.report.article_html import render_articles as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(page))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.article_terminal import render_articles  # noqa: PLC0415  # keeps help light

        render_articles(page, Console())


def _content(compared: Sequence[Compared], found: Stack) -> dict[str, Any]:
    """What is written as JSON: with one article its facts stand at the top too."""
    from pledgeline.cli.endings import problem_fields  # noqa: PLC0415  # keeps help light
    from pledgeline.files.article_json import article_fields  # noqa: PLC0415  # as above

    documents = [article_fields(one) for one in compared]
    content: dict[str, Any] = {"documents": documents}
    if len(documents) == 1:
        content |= {"facts": documents[0]["facts"], "remarks": documents[0]["remarks"]}
    if found.problems or found.unreadable:
        content["problems"] = [problem_fields(problem) for problem in found.problems]
        content["unreadable"] = [str(error) for error in found.unreadable]
    return content


def _propose(compared: Sequence[Compared], case: Path) -> None:
    """Merge the proposals into the review file beside the case, and say what is new."""
    from pledgeline.cli.proposals import propose  # noqa: PLC0415  # keeps help light

    for line in propose(compared, case):
        click.echo(line, err=True)


def _say_troubles(ctx: click.Context, found: Stack, trouble: str, *, as_json: bool) -> None:
    """What kept files from being read, and the endpoint from adding to them, on standard error."""
    if found.problems and not (as_json and found.articles):
        say_problems(ctx.obj, found.problems)
    for error in found.unreadable:
        _say_unreadable(error)
    if trouble:
        click.echo("pledgeline: " + say("the model was not heard: {reason}", reason=retold(trouble)), err=True)


def _say_unreadable(error: Exception) -> None:
    said_so = len(error.args) == 1 and isinstance(error.args[0], str)
    click.echo(f"pledgeline: {retold(error.args[0] if said_so else str(error))}", err=True)


def _exit_code(found: Stack, trouble: str) -> int:
    if trouble:
        return EXIT_USAGE
    return EXIT_FINDINGS if found.problems or found.unreadable else EXIT_FINE
