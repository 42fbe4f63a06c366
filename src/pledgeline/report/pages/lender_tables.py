"""The tables of the lender's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.lender_sentences import agreement_note, call_error, is_past_call, speaks_of_jumps
from pledgeline.report.pages.lender_wording import (
    TARGETS,
    TERMS,
    exactly,
    figure,
    in_points,
    loss,
    model_name,
    points,
    points_of,
    share,
    target_limit,
    target_phrase,
)
from pledgeline.report.pages.tables import Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    capital,
    chance,
    clauses,
    money,
    money_estimate,
    percent,
    price,
    round_percent,
    short_date,
    titled,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.lender_results import (
        Accuracy,
        BorrowerView,
        CallRow,
        LenderView,
        LossLaw,
        ReferenceHaircut,
        SimulatedLoss,
        TargetTerms,
        TermEffect,
    )

FEW, MONTHS = 4, 3  # rows; months of a quarter
SCALED = said("Scaled: for the business days from a call of this loan to the end of its sale.")
OWN_ROWS = said(
    "The rows of the fall come from the law of the price itself: how far one price falls over those days, without the "
    "impact of a sale."
)


def calls_table(view: LenderView, borrower: BorrowerView, paths: int | None) -> Table:
    """The chance of a call by date: this law, a diffusion, and simulation where there was one."""
    compared = speaks_of_jumps(view) or (
        view.law is None and any(one.call != one.diffusion for one in borrower.by_date)
    )
    simulated = any(one.simulated for one in borrower.by_date)
    columns = (
        words(say("By")),
        figures(capital(model_name(view.law)) if view.law else say("Exact"), "%"),
        *((figures("GBM", "%"),) if compared else ()),
        *((figures(say("Simulated"), say("% ± s.e.")),) if simulated else ()),
    )
    error = call_error(view)

    def cells(one: CallRow) -> Row:
        return row(
            short_date(one.date),
            bare(exactly(one.call, error)),
            *((bare(exactly(one.diffusion, error)),) if compared else ()),
            *((bare(chance(one.simulated, paths)) if one.simulated else NOTHING,) if simulated else ()),
        )

    return Table(
        caption=say("Chance of a call"),
        columns=columns,
        rows=tuple(map(cells, _quarters(borrower.by_date))),
        note=agreement_note(borrower),
    )


def _quarters(rows: tuple[CallRow, ...]) -> tuple[CallRow, ...]:
    """The last row of each quarter, and the last of all; every row where that would leave few."""
    last = {(row.date.year, (row.date.month - 1) // MONTHS): row for row in rows}
    return tuple(last.values()) if len(last) >= FEW else rows


def loss_table(view: LenderView, law: LossLaw, paths: int | None) -> Table:
    """The lender's figures under this law and under GBM, and with the borrower's means where these were simulated."""
    currency, simulated = view.currency, view.simulated
    laws = (law, view.diffusion) if view.diffusion and speaks_of_jumps(view) else (law,)
    rows = (
        _figure(say("Probability of a call"), laws, lambda one: exactly(one.call, one.accuracy.error)),
        _figure(say("Probability of a sale"), laws, lambda one: exactly(one.close_out, one.accuracy.error)),
        _figure(say("Probability of a loss"), laws, lambda one: exactly(one.loss_probability, one.accuracy.sale)),
        _figure(
            say("Expected loss"), laws, lambda one: loss(one.expected_loss, currency, one.accuracy.sale * view.debt)
        ),
        _figure(say("… of the debt"), laws, lambda one: points_of(one.expected_loss_bp, one.accuracy.sale)),
        _figure(say("Loss given a sale"), laws, _given_sale),
        _figure(say("Loss in 1 path of 100"), laws, lambda one: loss(one.p99, currency)),
        _figure(say("Loss in 1 path of 1,000"), laws, lambda one: loss(one.p999, currency)),
        _figure(say("Fair spread a year"), laws, lambda one: NOTHING if is_past_call(view) else _spread(one)),
    )
    extra = _simulated_cells(view, simulated, paths) if simulated else ()
    shown = tuple(row(*one.cells, extra[at]) for at, one in enumerate(rows)) if simulated else rows
    names = (
        capital(model_name(law)), *(("GBM",) if len(laws) > 1 else ()), *((say("Simulated"),) if simulated else ())
    )  # fmt: skip
    units = (say("not answered"),) * len(laws) + ((say("answered if able"),) if simulated else ())
    return Table(
        caption=say("The loss, under each law of the price"),
        columns=(words(say("Figure")), *(figures(name, unit) for name, unit in zip(names, units, strict=True))),
        rows=shown,
        note=_loss_note(laws, simulated),
    )


def _answered(simulated: SimulatedLoss) -> str:
    """What the simulated column means, and what the exact probability of a call has done for it."""
    if simulated.variance_ratio is None:
        return say("Answered if able: as far as the borrower’s cash and shares reach.")
    return say(
        "Answered if able: as far as the borrower’s cash and shares reach, with the exact chance of a call as control "
        "variate (the variance of a close-out falls {number} times).",
        number=figure(simulated.variance_ratio),
    )


def _figure(name: str, laws: tuple[LossLaw, ...], text: Callable[[LossLaw], str]) -> Row:
    """One figure under each law."""
    return row(name, *map(text, laws))


def _spread(law: LossLaw) -> str:
    """The fair spread, or that there is none."""
    return say("none pays") if law.fair_spread_bp is None else points_of(law.fair_spread_bp, law.accuracy.sale)


def _given_sale(law: LossLaw) -> str:
    """The loss given a sale, whose error is that of the loss over the chance of a sale."""
    return exactly(law.loss_given_close_out, law.accuracy.sale / law.close_out if law.close_out > 0.0 else 0.0)


def _simulated_cells(view: LenderView, simulated: SimulatedLoss, paths: int | None) -> tuple[str, ...]:
    """The same figures with the borrower's means, in the order of the rows; a dash for what is not simulated."""
    expected, debt = simulated.expected_loss, view.debt
    of_debt = in_points(points(1e4 * expected.value / debt)) if debt > 0.0 else NOTHING
    return (
        chance(simulated.call, paths),
        chance(simulated.close_out, paths),
        chance(simulated.loss, paths),
        money_estimate(expected, view.currency),
        of_debt,
        NOTHING,
        NOTHING,
        loss(simulated.p999, view.currency),
        NOTHING,
    )


def _loss_note(laws: tuple[LossLaw, ...], simulated: SimulatedLoss | None) -> str:
    """What the columns mean."""
    told = [
        say("Not answered: the borrower gives neither cash nor shares after a call."),
        *((_answered(simulated),) if simulated else ()),
        say(
            "Losses are in money of the day on which the sale ends, with the interest that the loan capitalises until "
            "then; bp are of the debt of today, and the loss given a sale is a share of the debt owed when it begins."
        ),
    ]
    if len(laws) > 1:
        told.append(
            say(
                "{law}: a diffusion of {volatility} a year, and jumps. GBM has the same volatility in total, {total}, "
                "and no jumps.",
                law=capital(model_name(laws[0])),
                volatility=percent(laws[0].volatility),
                total=percent(laws[1].volatility),
            )
        )
    return " ".join(told)


def sale_table(view: LenderView, law: LossLaw) -> Table | None:
    """Quantiles of the price that a sale obtains; None where there is no sale."""
    if not law.prices:
        return None
    return Table(
        caption=say("Price that a sale obtains"),
        columns=(
            words(say("Sales that obtain less")),
            figures(say("Price"), say("{currency} a share", currency=view.currency)),
            figures(say("Of the call price"), "%"),
        ),
        rows=tuple(
            row(round_percent(one.level), price(one.price, "").strip(), bare(share(one.to_trigger)))
            for one in law.prices
        ),
        note=say(
            "Given a sale. A price is what the whole sale brings a share, after its impact. The call price is that of "
            "today’s debt."
        ),
    )


def targets_table(view: LenderView) -> Table | None:
    """The heaviest opening that meets each target."""
    if not view.targets:
        return None
    compared = any(one.diffusion_ltv is not None for one in view.targets) and speaks_of_jumps(view)
    notes = _target_notes(view.targets)
    return Table(
        caption=say("The heaviest opening that meets a target"),
        columns=(
            words(say("Target")),
            figures(say("At most")),
            figures(say("Initial LTV"), "%"),
            figures(say("Haircut"), "%"),
            figures(say("Debt"), say("on this collateral"), minor=True),
            *((figures(say("GBM allows"), say("LTV, %")),) if compared else ()),
        ),
        rows=tuple(_target_row(one, view.currency, compared=compared) for one in view.targets),
        note=" ".join(
            (say("All other terms as they are; the loan stands at an LTV of {ltv}.", ltv=share(view.ltv)), *notes)
        ),
    )


def _target_notes(targets: tuple[TargetTerms, ...]) -> tuple[str, ...]:
    """Notes as sentences, each with the targets that it is about."""
    found = []
    for note in dict.fromkeys(one.note for one in targets if one.note):
        about = [one for one in targets if one.note == note]
        if len(about) == len(targets) > 1:
            found.append(say("Each is {note}.", note=retold(note)))
            continue
        names = clauses(target_phrase(one.target, one.limit) for one in about)
        found.append(say("{targets}: {note}.", targets=capital(names), note=retold(note)))
    return tuple(found)


def _target_row(one: TargetTerms, currency: str, *, compared: bool) -> Row:
    """One target."""
    return row(
        titled(TARGETS, one.target),
        target_limit(one.target, one.limit),
        bare(share(one.initial_ltv)),
        bare(share(one.haircut)),
        money(one.debt, currency, NOTHING),
        *((bare(share(one.diffusion_ltv)),) if compared else ()),
    )


def effects_table(view: LenderView) -> Table | None:
    """What each term does, all others as they are."""
    if not view.effects:
        return None
    accuracy = view.law.accuracy if view.law else None
    return Table(
        caption=say("One term changed, all others as they are"),
        columns=(
            words(say("Term")),
            figures(say("Call"), "%"),
            figures(say("Sale"), "%"),
            figures(say("Loss"), "%"),
            figures(say("Expected loss"), say("bp")),
            figures(say("Sale lasts"), say("days"), minor=True),
        ),
        rows=tuple(_effect_row(one, accuracy) for one in view.effects),
        note=say("The call is not answered; bp of the debt of today."),
    )


def _effect_row(one: TermEffect, accuracy: Accuracy | None) -> Row:
    """One setting of one term."""
    error, sale = (accuracy.error, accuracy.sale) if accuracy else (0.0, 0.0)
    term, setting = titled(TERMS, one.term), retold(one.setting)
    return row(
        say("{term} {setting}, as it is", term=term, setting=setting)
        if one.current
        else say("{term} {setting}", term=term, setting=setting),
        bare(exactly(one.call, error)),
        bare(exactly(one.close_out, error)),
        bare(exactly(one.loss_probability, sale)),
        points(one.expected_loss_bp, sale),
        whole(one.sale_days),
        tone="today" if one.current else "",
    )


def references_table(view: LenderView) -> Table | None:
    """What rules ask for such collateral, under what the loan itself shows and what its law asks for."""
    if not view.references:
        return None
    asked = tuple(
        row(_asked(one), NOTHING, bare(share(one.haircut)), NOTHING, bare(share(one.initial_ltv)), "", "", "",
            tone="total")
        for one in view.targets[:1]
        if one.initial_ltv is not None
    )  # fmt: skip
    today = row(
        say("This loan today"), NOTHING, bare(share(1.0 - view.ltv)), NOTHING, bare(share(view.ltv)), "", "", "",
        tone="today",
    )  # fmt: skip
    return Table(
        caption=say("Reference haircuts, beside this loan’s"),
        columns=(
            words(say("Rule")),
            figures(say("Holding period"), say("days")),
            figures(say("Haircut"), "%"),
            figures(say("Scaled"), "%"),
            figures(say("Largest LTV"), "%"),
            words(say("Source"), minor=True),
            words(say("Date"), minor=True),
            words(say("Note"), prose=True),
        ),
        rows=(today, *asked, *map(_reference_row, view.references)),
        note=_references_note(view.references),
    )


def _asked(one: TargetTerms) -> str:
    """What a target asks for, as the name of a row."""
    target = titled(TARGETS, one.target).lower()
    return say("Haircut for {target} of {limit}", target=target, limit=target_limit(one.target, one.limit))


def _references_note(references: tuple[ReferenceHaircut, ...]) -> str:
    """What the rows are, and what their scaled haircut is scaled to."""
    own = any(not one.date for one in references)  # no rule, so no date of one
    return " ".join(
        (
            say("Rules for capital and for credit to buy shares: a yardstick, not terms of this loan."),
            *((retold(SCALED),) if any(one.scaled is not None for one in references) else ()),
            *((retold(OWN_ROWS),) if own else ()),
        )
    )


def _reference_row(one: ReferenceHaircut) -> Row:
    """One rule."""
    return row(
        retold(one.rule),
        NOTHING if one.days is None else whole(one.days),
        bare(percent(one.haircut)),
        bare(share(one.scaled)),
        bare(percent(one.max_ltv)),
        retold(one.source),
        one.date,
        retold(one.note),
    )
