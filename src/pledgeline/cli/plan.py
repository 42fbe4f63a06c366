"""`pledgeline plan`: the group as its treasurer sees it, with the load line of every facility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pledgeline.cli.arguments import Simulation, case_argument, open_case_file, scenario_option, simulation_options
from pledgeline.cli.outputs import STANDARD_OUTPUT, check_output, output_options, write_output
from pledgeline.cli.records import Records, record_options
from pledgeline.cli.run import processors, progress_bar
from pledgeline.cli.verb import Verb
from pledgeline.errors import EXIT_FINE
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.files.read_case import CaseFile
    from pledgeline.units.money import Money


def _read_draws(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> Mapping[str, Money]:
    found: dict[str, Money] = {}
    for facility, money in map(read_draw, texts):
        if facility in found:
            what = said("{facility} is named twice; write one draw for each facility", facility=facility)
            raise click.BadParameter(what)
        found[facility] = money
    return found


def read_draw(text: str) -> tuple[str, Money]:
    """The facility and the amount of `arm-margin=USD 5bn`; raises click.BadParameter."""
    from pledgeline.units.literal import LiteralError  # noqa: PLC0415  # keeps help light
    from pledgeline.units.money import Money  # noqa: PLC0415  # as above

    facility, sign, amount = (part.strip() for part in text.partition("="))
    if not sign or not facility:
        raise click.BadParameter(
            said(
                "'{text}' names no facility and amount; write for example {literal}",
                text=text,
                literal="arm-margin=USD 5bn",
            )
        )
    try:
        money = Money.parse(amount)
    except LiteralError as error:
        raise click.BadParameter(error.sentence) from error
    if money.amount <= 0:
        what = said(
            "a draw is above 0, and '{text}' is not; write for example {literal}", text=amount, literal="USD 5bn"
        )
        raise click.BadParameter(what)
    return facility, money


@click.command(cls=Verb)
@case_argument
@click.option(
    "--draw",
    "wanted",
    metavar="FACILITY=AMOUNT",
    multiple=True,
    callback=_read_draws,
    help="Say what must be true for this draw, such as arm-margin=USD 5bn; all that is undrawn when left out; "
    "may be repeated.",
)
@simulation_options
@scenario_option
@record_options
@output_options(page="the plan", figures="the results")
def plan(
    case: str,
    *,
    wanted: Mapping[str, Money],
    simulation: Simulation,
    records: Records,
    scenario: str,
    html: str | None,
    json_file: str | None,
) -> int:
    """The plan of the group in CASE: how much more it can draw, which promises it can pay, from what, and when not.

    The whole group on every path: loans, interest, redemptions, promises, and the
    waterfall that pays them. CASE must state the cash of the group.
    """
    from pledgeline.engine.derive_outlook import Draws  # noqa: PLC0415  # keeps help light
    from pledgeline.engine.run import plan as answer  # noqa: PLC0415  # as above

    for target in (html, json_file):
        check_output(target, inputs=(case,))
    document = open_case_file(case, scenario=scenario)
    draws = {facility: _in_currency(document, facility, money) for facility, money in wanted.items()}
    with progress_bar() as progress:
        result = answer(
            document,
            draws=Draws(paths=simulation.paths, seed=simulation.seed),
            wanted=draws,
            workers=simulation.workers or processors(),
            progress=progress,
        )
    records.write(result)
    if html is not None:
        from pledgeline.report.plan_html import render as written  # noqa: PLC0415  # keeps help light

        write_output(html, written(result))
    if json_file is not None:
        from pledgeline.files.results_json import to_json  # noqa: PLC0415  # keeps help light

        write_output(json_file, to_json(result))
    if STANDARD_OUTPUT not in {html, json_file}:
        from rich.console import Console  # noqa: PLC0415  # keeps help light

        from pledgeline.report.plan_terminal import render  # noqa: PLC0415  # keeps help light

        render(result, Console())
    return EXIT_FINE


def _in_currency(document: CaseFile, facility: str, money: Money) -> float:
    """The amount of a draw, which must be in the currency of what is drawn on; raises click.BadParameter."""
    loan, debt = document.case.loans.get(facility), document.case.debts.get(facility)
    stated = getattr(loan, "drawn", None) or (debt.facility if debt is not None else None)
    if stated is not None and stated.value is not None and stated.value.currency != money.currency:
        what = said(
            "{facility} is drawn in {currency}, and '{amount}' is not",
            facility=facility,
            currency=stated.value.currency,
            amount=str(money),
        )
        raise click.BadParameter(what)
    return float(money)
