"""What a history of closes shows beside the fitted laws, as terms and short texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import NUMBER, RATIO
from pledgeline.market.dynamics import Kou
from pledgeline.report.pages.fit_wording import measured, minus, move_text
from pledgeline.report.pages.tables import Fact, Table, figures, row, words
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration, Conditional, Gaps, ScheduledMoves
    from pledgeline.market.dynamics import Dynamics

LARGEST = 5


def sample_facts(found: Calibration) -> tuple[Fact, ...]:
    """The sample, its worst stretch, and whether its moves cluster."""
    sample, stress, clusters = found.sample, found.stress, found.clustering
    shown = "< 0.001" if clusters.p_value < 0.001 else f"{clusters.p_value:.3f}"  # noqa: PLR2004  # as shown
    return (
        Fact(
            term="Sample volatility", text=ratio_text(sample.volatility), note=f"{sample.returns:,} daily log returns"
        ),
        Fact(
            term="Stress window",
            text=ratio_text(stress.volatility),
            note=f"the worst {stress.returns:,} days, {stress.first} to {stress.last}",
        ),
        Fact(
            term="Clusters of large moves",
            text=f"Q {number_text(clusters.statistic)}",
            note=f"Ljung–Box of absolute returns, {clusters.lags} lag{'' if clusters.lags == 1 else 's'}, p {shown}",
        ),
    )


def gap_facts(gaps: Gaps) -> tuple[Fact, ...]:
    """Rare gaps, found apart from the volatility."""
    if not gaps.found:
        note = f"among {gaps.looked_at:,} moves judged by the volatility of the 60 days before"
        return (Fact(term="Gaps", text="none found", note=note),)
    return (
        Fact(
            term="Gaps",
            text=f"{measured(gaps.rate, NUMBER)} a year",
            note=f"{len(gaps.found)} in {gaps.looked_at:,} moves judged by the volatility of the 60 days before",
        ),
        Fact(term="Mean log move", text=measured(gaps.mean, RATIO)),
        Fact(term="Deviation of log moves", text=measured(gaps.deviation, RATIO)),
        Fact(term="Gaps that go up", text=measured(gaps.up_probability, RATIO)),
        Fact(
            term="Rate of excess up, down",
            text=f"{measured(gaps.up_rate, NUMBER)}; {measured(gaps.down_rate, NUMBER)}",
            note="exponential, of what exceeds the threshold",
        ),
    )


def gap_table(gaps: Gaps) -> Table | None:
    """The largest gaps, each with what would have passed for an ordinary move; None without any."""
    if not gaps.found:
        return None
    largest = sorted(gaps.found, key=lambda gap: -abs(gap.move))[:LARGEST]
    rows = (row(str(gap.date), move_text(gap.move), f"± {ratio_text(gap.threshold)}") for gap in largest)
    columns = (words("Date"), figures("Log move"), figures("Threshold of the day"))
    return Table(caption=f"The {len(largest)} largest gaps", columns=columns, rows=tuple(rows))


def scheduled_facts(scheduled: ScheduledMoves | None) -> tuple[Fact, ...]:
    """Moves on dates that were given."""
    if scheduled is None:
        return ()
    move = scheduled.move
    zero = " (no larger than an ordinary day)" if not move.value else ""
    return (
        Fact(
            term="Move on given dates",
            text=measured(move, RATIO) + zero,
            note=f"standard deviation of the log move over {len(scheduled.dates)} dates, an ordinary day taken out",
        ),
        Fact(term="Ordinary day", text=ratio_text(scheduled.ordinary), note="robust deviation of the other days"),
        Fact(
            term="In a case",
            text=f"scheduled: [{{date: …, move: {ratio_text(move.value)}}}]",
            note="for each such day to come; the laws above are fitted without those days",
        ),
    )


def conditional_facts(found: Conditional | None) -> tuple[Fact, ...]:
    """Volatility today, given the days before."""
    if found is None:
        return ()
    long_run = "none" if found.long_run is None else ratio_text(found.long_run)
    return (
        Fact(term="Volatility of the next day", text=ratio_text(found.current), note="a year"),
        Fact(term="Long-run volatility", text=long_run, note=found.note),
        Fact(term="Persistence", text=number_text(found.persistence, decimals=3)),
        Fact(
            term="Response to falls",
            text=minus(f"{found.asymmetry:+.3f}"),
            note="added to the weight of yesterday’s squared return where it was a fall",
        ),
        Fact(term="Tail of what is left", text=f"Student, {number_text(found.tail_freedom)} degrees of freedom"),
        Fact(
            term="Clusters that are left",
            text=f"Q {number_text(found.clustering.statistic)}",
            note=f"p {found.clustering.p_value:.3f}",
        ),
        *_residual_facts(found.residual_dynamics),
    )


def _residual_facts(law: Dynamics | None) -> tuple[Fact, ...]:
    """The jumps that the changing volatility leaves."""
    if not isinstance(law, Kou):
        return ()
    text = f"{number_text(law.jump_rate)} a year, diffusion {ratio_text(law.volatility)}"
    note = (
        f"Kou law of the standardised residuals at the volatility of the next day; {ratio_text(law.up_probability)} up "
        f"with rate {number_text(law.up_rate)}, down with rate {number_text(law.down_rate)}"
    )
    return (Fact(term="Jumps that are left", text=text, note=note),)
