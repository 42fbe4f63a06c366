"""The page of a calibration: laws side by side, what to beware of, gaps, and a piece of a case file to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import RATIO
from pledgeline.report.pages.fit_facts import conditional_facts, gap_facts, gap_table, sample_facts, scheduled_facts
from pledgeline.report.pages.fit_snippet import snippet
from pledgeline.report.pages.fit_wording import minus, with_error
from pledgeline.report.pages.tables import Fact, Row, Sentence, Table, figures, row, sentence, words
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration, Estimate, Fit

NAMES = {"gbm": "GBM", "merton": "Merton", "kou": "Kou"}
PARAMETERS = {
    "volatility": ("Volatility", "diffusive, a year"),
    "jump_rate": ("Jumps", "a year"),
    "jump_mean": ("Mean log jump", ""),
    "jump_std": ("Deviation of log jumps", ""),
    "up_probability": ("Jumps that go up", ""),
    "up_rate": ("Rate of log jumps up", "mean size is 1 over it"),
    "down_rate": ("Rate of log jumps down", "mean size is 1 over it"),
    "growth": ("Growth", "a year, not carried over"),
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
        summary=f"{found.closes:,} closes, returns from {window.first} to {window.last}",
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
    rows += [
        _row("Total volatility", "jumps included, a year", [ratio_text(fit.total_volatility) for fit in fits]),
        _row(
            "Log likelihood", "higher is better", [minus(number_text(fit.log_likelihood, decimals=2)) for fit in fits]
        ),
        _row("AIC", "lower is better", [minus(number_text(fit.aic, decimals=1)) for fit in fits]),
        _row("BIC", "lower is better", [minus(number_text(fit.bic, decimals=1)) for fit in fits]),
        _row("Distance from uniform", "Kolmogorov–Smirnov", [_distance(fit) for fit in fits]),
        _row("Converged", "searches that agree", [_converged(fit) for fit in fits]),
    ]
    columns = (words("Parameter"), words("Unit", minor=True), *(figures(NAMES[fit.model]) for fit in fits))
    note = (
        "± one standard error, from the observed information. A p-value beside a distance is that of a law given in "
        "advance; it is too kind to a law fitted to the same returns."
    )
    return Table(caption="Laws fitted by maximum likelihood", columns=columns, rows=tuple(rows), note=note)


def _row(title: str, unit: str, cells: list[str]) -> Row:
    return row(title, unit, *cells)


def _estimate(one: Estimate | None) -> str:
    if one is None:
        return ABSENT
    if one.standard_error is None:
        shown = ratio_text(one.value) if one.kind == RATIO else number_text(one.value)
        return f"{minus(shown)}, {'at the border' if one.at_border else 'of no effect'}"
    return with_error(one.value, one.standard_error, one.kind)


def _distance(fit: Fit) -> str:
    if fit.uniformity is None:
        return ABSENT
    p = fit.uniformity.p_value
    return f"{fit.uniformity.distance:.3f} (p {'< 0.001' if p < 0.001 else f'{p:.3f}'})"  # noqa: PLR2004  # as shown


def _converged(fit: Fit) -> str:
    return f"{'yes' if fit.converged else 'no'}, {fit.starts_agreeing} of {fit.starts}"


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
        sentence(" and ".join(names) if len(names) < len(fits) or len(fits) == 1 else "All", text, tone="call")
        for text, names in told.items()
    )
