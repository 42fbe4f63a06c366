"""The page of a calibration: laws side by side, what to beware of, gaps, and a piece of a case file to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import RATIO
from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.fit_facts import conditional_facts, gap_facts, gap_table, sample_facts, scheduled_facts
from pledgeline.report.pages.fit_snippet import snippet
from pledgeline.report.pages.fit_wording import in_percent, p_text, plain, with_error
from pledgeline.report.pages.tables import Fact, Row, Sentence, Table, clause, figures, paragraph, row, words
from pledgeline.report.pages.wording import capital, whole

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration, Estimate, Fit

NAMES = {"gbm": "GBM"} | {author: capital(author) for author in ("merton", "kou")}  # names, in any language
PARAMETERS = {
    "volatility": (said("Volatility"), said("diffusive, a year")),
    "jump_rate": (said("Jumps"), said("a year")),
    "jump_mean": (said("Mean log jump"), ""),
    "jump_std": (said("Deviation of log jumps"), ""),
    "up_probability": (said("Jumps that go up"), ""),
    "up_rate": (said("Rate of log jumps up"), said("mean size is 1 over it")),
    "down_rate": (said("Rate of log jumps down"), said("mean size is 1 over it")),
    "growth": (said("Growth"), said("a year, not carried over")),
}
ABSENT = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPage:
    """Everything that is shown of a calibration, as finished text; `snippets` by model, in YAML."""

    title: str
    summary: str
    sample: tuple[Fact, ...]
    laws: Table
    cautions: tuple[Sentence, ...]
    gaps: tuple[Fact, ...]
    largest_gaps: Table | None
    scheduled: tuple[Fact, ...]
    conditional: tuple[Fact, ...]
    snippets: tuple[tuple[str, str], ...]
    version: str


def fit_page(found: Calibration, version: str) -> FitPage:
    """The page of a calibration."""
    window = found.sample
    return FitPage(
        title=found.name,
        summary=say(
            "{closes} closes, returns from {first} to {last}",
            closes=whole(found.closes),
            first=str(window.first),
            last=str(window.last),
        ),
        sample=sample_facts(found),
        laws=_laws(found.fits),
        cautions=_cautions(found.fits),
        gaps=gap_facts(found.gaps),
        largest_gaps=gap_table(found.gaps),
        scheduled=scheduled_facts(found.scheduled),
        conditional=conditional_facts(found.conditional),
        snippets=tuple((NAMES[fit.model], snippet(fit)) for fit in found.fits),
        version=version,
    )


def _laws(fits: tuple[Fit, ...]) -> Table:
    """One column a law: its parameters, then how well it describes the returns."""
    held = [{one.name: one for one in fit.estimates} for fit in fits]
    named = [key for key in PARAMETERS if any(key in estimates for estimates in held)]
    rows = [_row(*PARAMETERS[key], [_estimate(estimates.get(key)) for estimates in held]) for key in named]
    rows += _goodness(fits)
    columns = (words(say("Parameter")), words(say("Unit"), minor=True), *(figures(NAMES[fit.model]) for fit in fits))
    note = say(
        "± one standard error, from the observed information. A p-value beside a distance is that of a law given in "
        "advance; it is too kind to a law fitted to the same returns."
    )
    return Table(caption=say("Laws fitted by maximum likelihood"), columns=columns, rows=tuple(rows), note=note)


def _goodness(fits: tuple[Fit, ...]) -> list[Row]:
    """How well each law describes the returns."""
    return [
        _row(
            say("Total volatility"),
            say("jumps included, a year"),
            [in_percent(fit.total_volatility) for fit in fits],
        ),
        _row(say("Log likelihood"), say("higher is better"), [plain(fit.log_likelihood, 2) for fit in fits]),
        _row("AIC", say("lower is better"), [plain(fit.aic, 1) for fit in fits]),
        _row("BIC", say("lower is better"), [plain(fit.bic, 1) for fit in fits]),
        _row(say("Distance from uniform"), "Kolmogorov–Smirnov", [_distance(fit) for fit in fits]),
        _row(say("Converged"), say("searches that agree"), [_converged(fit) for fit in fits]),
    ]


def _row(title: str, unit: str, cells: list[str]) -> Row:
    return row(retold(title), retold(unit), *cells)


def _estimate(one: Estimate | None) -> str:
    if one is None:
        return ABSENT
    if one.standard_error is None:
        shown = in_percent(one.value) if one.kind == RATIO else plain(one.value)
        return (
            say("{figure}, at the border", figure=shown)
            if one.at_border
            else say("{figure}, of no effect", figure=shown)
        )
    return with_error(one.value, one.standard_error, one.kind)


def _distance(fit: Fit) -> str:
    if fit.uniformity is None:
        return ABSENT
    return f"{plain(fit.uniformity.distance, 3)} (p {p_text(fit.uniformity.p_value)})"


def _converged(fit: Fit) -> str:
    agreeing, starts = whole(fit.starts_agreeing), whole(fit.starts)
    if fit.converged:
        return say("yes, {agreeing} of {starts}", agreeing=agreeing, starts=starts)
    return say("no, {agreeing} of {starts}", agreeing=agreeing, starts=starts)


def _cautions(fits: tuple[Fit, ...]) -> tuple[Sentence, ...]:
    """Every caution once, with the laws that it speaks of; growth is much the same in all of them."""
    told: dict[str, list[str]] = {}
    growth = ""
    for fit in fits:
        for caution in fit.cautions:
            text = caution.sentence
            if caution.name == "GROWTH":
                text = growth = growth or text
            told.setdefault(text, []).append(NAMES[fit.model])
    if growth:
        told[growth] = told.pop(growth)
    return tuple(
        paragraph(
            _laws_named(names) if len(names) < len(fits) or len(fits) == 1 else say("All"),
            clause(retold(text)),
            tone="call",
        )
        for text, names in told.items()
    )


def _laws_named(names: list[str]) -> str:
    """`Merton and Kou`."""
    first, *others = names
    for other in others:
        first = say("{first} and {second}", first=first, second=other)
    return first
