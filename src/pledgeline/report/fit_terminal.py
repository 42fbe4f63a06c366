"""The page of a calibration on a terminal: the same texts, and two pictures in plain characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.fit import NAMES, FitPage, fit_page
from pledgeline.report.pages.fit_wording import move_text
from pledgeline.report.terminal_tables import facts_grid, grid, heading, safe, sentences_grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.fit_results import Calibration, Fit
    from pledgeline.report.pages.tables import Fact

LEVELS = "▁▂▃▄▅▆▇█"
FULL = 2.0  # times the expected count: the tallest bar


def render_fit(found: Calibration, version: str, console: Console) -> None:
    """Print the page of a calibration."""
    page = fit_page(found, version)
    print_page(fit_body(page, found.fits, page_width(console)), console)
    for _, line in page.snippets:
        # one line however long it is, so that a copy of it is whole
        console.print(Text(line), soft_wrap=True)


def fit_body(page: FitPage, fits: tuple[Fit, ...], width: int) -> Group:
    """Everything that is printed, in order, up to the lines for a case file."""
    parts: list[RenderableType] = [
        Text(safe(page.title), style="bold"),
        Text(safe(page.summary), style="dim"),
        Text(),
        facts_grid(page.sample),
        Text(),
        grid(page.laws, width),
        Text(safe(page.laws.note), style="dim"),
        Text(),
        *_uniformity(fits),
        heading(say("What to beware of")),
        sentences_grid(page.cautions),
        Text(),
    ]
    parts += _facts(say("Rare gaps, apart from the volatility"), page.gaps)
    parts += [grid(page.largest_gaps, width), Text()] if page.largest_gaps else []
    parts += _facts(say("Given dates"), page.scheduled)
    parts += _facts(say("Volatility today"), page.conditional)
    return Group(*parts, heading(say("For a case file")))


def _facts(title: str, facts: tuple[Fact, ...]) -> list[RenderableType]:
    return [heading(title), facts_grid(facts), Text()] if facts else []


def _uniformity(fits: tuple[Fit, ...]) -> list[RenderableType]:
    """Histograms of the probability transform, and the largest moves, one line a law."""
    title = say("Where the returns stand in each law (level bars: it is right), and the largest moves")
    drawn = Text.assemble((f"{safe(title)}\n", "bold"))
    for fit in fits:
        if fit.uniformity is not None:
            drawn.append(f"  {NAMES[fit.model]:<7}{_bars(fit.uniformity.counts)}  {safe(_extremes(fit))}\n")
    return [drawn]


def _bars(counts: tuple[int, ...]) -> str:
    expected = sum(counts) / len(counts)
    steps = len(LEVELS) - 1
    return "".join(LEVELS[min(round(steps * count / (FULL * expected)), steps)] for count in counts)


def _extremes(fit: Fit) -> str:
    first, last = fit.tail_quantiles[0], fit.tail_quantiles[-1]
    pairs = (
        say("{observed} (law {fitted})", observed=move_text(one.observed), fitted=move_text(one.fitted))
        for one in (first, last)
    )
    return ", ".join(pairs)
