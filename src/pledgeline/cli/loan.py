"""`pledgeline loan`: one margin loan as its lender sees it."""

from __future__ import annotations

from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from pledgeline.cli.arguments import (
    Callback,
    Simulation,
    case_argument,
    draw_options,
    open_case_file,
    scenario_option,
)
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import retold, said, say

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.files.read_case import CaseFile
    from pledgeline.report.pages.lender_sheet import Provenance

KINDS = {
    "expected-loss": "1bp",  # of the debt, over the life of the loan
    "loss-probability": "0.1%",
    "tail-loss": "5%",  # of the debt, in one path of a thousand
}
Target = tuple[str, float]


def _read_targets(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[Target, ...]:
    return tuple(read_target(text) for text in texts)


def read_target(text: str) -> Target:
    """The kind and the limit of `expected-loss=1bp`; raises click.BadParameter."""
    from pledgeline.units.literal import LiteralError  # noqa: PLC0415  # keeps help light
    from pledgeline.units.ratio import Ratio  # noqa: PLC0415  # keeps help light
    from pledgeline.units.spelling import suggestion  # noqa: PLC0415  # keeps help light

    kind, sign, limit = (part.strip() for part in text.partition("="))
    if kind not in KINDS:
        remedy = suggestion(kind, KINDS)
        raise click.BadParameter(said("'{kind}' is not a target; {remedy}", kind=kind, remedy=remedy))
    if not sign:
        example = f"{kind}={KINDS[kind]}"
        raise click.BadParameter(said("'{text}' has no limit; write for example {literal}", text=text, literal=example))
    try:
        ratio = float(Ratio.parse(limit))
    except LiteralError as error:
        raise click.BadParameter(error.sentence) from error
    if not 0.0 < ratio < 1.0:
        raise click.BadParameter(
            said(
                "a limit lies between 0% and 100%, and '{text}' does not; write for example {literal}",
                text=limit,
                literal=KINDS[kind],
            )
        )
    return kind, ratio


def tail_options(verb: Callback) -> Callback:
    """The option --tail and those of a simulation; the verb is given a `Simulation`, or None without --tail."""

    @wraps(verb)
    def simulating(*, tail: bool, paths: int, seed: int, workers: int | None, **options: Any) -> Any:  # noqa: ANN401  # any verb
        drawn = Simulation(paths=paths, seed=seed, workers=workers)
        if not tail:
            _refuse_draws(click.get_current_context(), tuple(field.name for field in fields(drawn)))
        return verb(simulation=drawn if tail else None, **options)

    option = click.option(
        "--tail",
        is_flag=True,
        help="Add the losses with the borrower's means, deep into their tail, by simulation of the whole group; "
        "for any loan, and slow the first time.",
    )
    return option(draw_options(cast("Callback", simulating)))


def _refuse_draws(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Nobody shall take an exact figure for one of a simulation that did not take place."""
    for name in names:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            what = said("{option} is for a simulation, and the page has none; add --tail", option=f"--{name}")
            raise click.UsageError(what, ctx)


@click.command(cls=Verb)
@case_argument
@click.argument("loan", required=False)
@scenario_option
@click.option(
    "--target",
    "targets",
    metavar="KIND=LIMIT",
    multiple=True,
    callback=_read_targets,
    help="Find the initial LTV that meets a target: expected-loss=1bp, loss-probability=0.1% or tail-loss=5%; "
    "may be repeated.",
)
@tail_options
@output_options()
def loan(  # one per option
    case: str,
    loan: str | None,
    *,
    scenario: str,
    targets: tuple[Target, ...],
    simulation: Simulation | None,
    html: str | None,
    json_file: str | None,
) -> int:
    """The lender's page of LOAN, a margin loan of CASE: chance of a call, loss and its tail, terms that would do.

    Exact, without simulation, for a loan against one stock. LOAN is its id; left
    out, it is the largest. Losses are those of a call that is not answered. With
    --tail they are also those of a borrower who answers as far as its means reach.
    """
    for target in (html, json_file):
        check_output(target, inputs=(case,))
    document = open_case_file(case, scenario=scenario)
    view, provenance = lender_view(document, loan, targets), case_provenance(document)
    if targets and not view.targets:
        click.echo(say("--target is not used: {reason}", reason=retold(unsought(view))), err=True)
    if simulation is not None:
        view = simulated_tail(document, view, simulation)
    if html is not None:
        from pledgeline.report.lender_html import render_lender as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(view, provenance))
    if json_file is not None:
        from pledgeline.files.results_json import dumps, versioned  # noqa: PLC0415  # keeps help light

        write_output(json_file, dumps(versioned({"case": provenance, "loan": view})))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.lender_terminal import render_lender  # noqa: PLC0415  # keeps help light

        render_lender(view, provenance, Console())
    return EXIT_FINE


def unsought(view: LenderView) -> str:
    """Why no target is sought for a loan."""
    if view.law is None:
        return said("the exact engine does not know the sale of this loan")
    return said("no terms are sought while the shock of a scenario goes on")


def lender_view(document: CaseFile, loan: str | None, targets: tuple[Target, ...]) -> LenderView:
    """One margin loan through the exact engine; raises UnknownName for a name that is none."""
    from pledgeline.engine.lender import lender_page  # noqa: PLC0415  # keeps help light

    chosen = loan.removeprefix("loans.") if loan else None
    return lender_page(document, chosen, targets=targets) if targets else lender_page(document, chosen)


def simulated_tail(document: CaseFile, view: LenderView, simulation: Simulation) -> LenderView:
    """The view with its tail losses, on all processors or as many as asked for, and a progress bar meanwhile."""
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.lender_tail import with_tail  # noqa: PLC0415  # numba stays out of the exact page

    draws, workers = Draws(paths=simulation.paths, seed=simulation.seed), simulation.workers or processors()
    with progress_bar() as progress:
        return with_tail(document, view, draws, workers=workers, progress=progress)


def case_provenance(document: CaseFile) -> Provenance:
    """Which case is spoken of, and which version speaks."""
    from pledgeline.engine.version import version  # noqa: PLC0415  # keeps help light
    from pledgeline.report.pages.lender_sheet import Provenance  # noqa: PLC0415  # keeps help light

    case = document.case
    return Provenance(
        title=case.title,
        group=case.group.name,
        scenario=document.scenario,
        version=version(),
        input_hash=document.input_hash,
        scenario_title=(case.scenarios[document.scenario].title or "") if document.scenario else "",
    )
