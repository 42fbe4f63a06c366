"""What a history of closes shows beside the fitted laws, as terms and short texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import NUMBER, RATIO
from pledgeline.language.saying import retold, say, say_each
from pledgeline.market.dynamics import Kou
from pledgeline.report.pages.fit_wording import in_percent, measured, move_text, p_text, plain
from pledgeline.report.pages.tables import Fact, Table, figures, row, words
from pledgeline.report.pages.wording import MINUS, clauses, whole
from pledgeline.units.text import ratio_text

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration, Conditional, Gaps, ScheduledMoves
    from pledgeline.market.dynamics import Dynamics

LARGEST = 5


def sample_facts(found: Calibration) -> tuple[Fact, ...]:
    """The sample, its worst stretch, and whether its moves cluster."""
    sample, stress, clusters = found.sample, found.stress, found.clustering
    return (
        Fact(
            term=say("Sample volatility"),
            text=in_percent(sample.volatility),
            note=say("{number} daily log returns", number=whole(sample.returns)),
        ),
        Fact(
            term=say("Stress window"),
            text=in_percent(stress.volatility),
            note=say(
                "the worst {number} days, {first} to {last}",
                number=whole(stress.returns),
                first=str(stress.first),
                last=str(stress.last),
            ),
        ),
        Fact(
            term=say("Clusters of large moves"),
            text=f"Q {plain(clusters.statistic)}",
            note=say_each(
                clusters.lags,
                "Ljung–Box of absolute returns, {n} lag, p {p}",
                "Ljung–Box of absolute returns, {n} lags, p {p}",
                n=whole(clusters.lags),
                p=p_text(clusters.p_value),
            ),
        ),
    )


def gap_facts(gaps: Gaps) -> tuple[Fact, ...]:
    """Rare gaps, found apart from the volatility."""
    looked_at = whole(gaps.looked_at)
    if not gaps.found:
        note = say("among {number} moves judged by the volatility of the 60 days before", number=looked_at)
        return (Fact(term=say("Gaps"), text=say("none found"), note=note),)
    return (
        Fact(
            term=say("Gaps"),
            text=say("{rate} a year", rate=measured(gaps.rate, NUMBER)),
            note=say(
                "{found} in {number} moves judged by the volatility of the 60 days before",
                found=whole(len(gaps.found)),
                number=looked_at,
            ),
        ),
        Fact(term=say("Mean log move"), text=measured(gaps.mean, RATIO)),
        Fact(term=say("Deviation of log moves"), text=measured(gaps.deviation, RATIO)),
        Fact(term=say("Gaps that go up"), text=measured(gaps.up_probability, RATIO)),
        Fact(
            term=say("Rate of excess up, down"),
            text=clauses((measured(gaps.up_rate, NUMBER), measured(gaps.down_rate, NUMBER))),
            note=say("exponential, of what exceeds the threshold"),
        ),
    )


def gap_table(gaps: Gaps) -> Table | None:
    """The largest gaps, each with what would have passed for an ordinary move; None without any."""
    if not gaps.found:
        return None
    largest = sorted(gaps.found, key=lambda gap: -abs(gap.move))[:LARGEST]
    rows = (row(str(gap.date), move_text(gap.move), f"± {in_percent(gap.threshold)}") for gap in largest)
    columns = (words(say("Date")), figures(say("Log move")), figures(say("Threshold of the day")))
    shown = len(largest)
    caption = say_each(shown, "The {n} largest gaps", "The {n} largest gaps", n=whole(shown))
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def scheduled_facts(scheduled: ScheduledMoves | None) -> tuple[Fact, ...]:
    """Moves on dates that were given."""
    if scheduled is None:
        return ()
    move, dates = scheduled.move, len(scheduled.dates)
    size = measured(move, RATIO)
    return (
        Fact(
            term=say("Move on given dates"),
            text=size if move.value else say("{move} (no larger than an ordinary day)", move=size),
            note=say_each(
                dates,
                "standard deviation of the log move over {n} dates, an ordinary day taken out",
                "standard deviation of the log move over {n} dates, an ordinary day taken out",
                n=whole(dates),
            ),
        ),
        Fact(
            term=say("Ordinary day"),
            text=in_percent(scheduled.ordinary),
            note=say("robust deviation of the other days"),
        ),
        Fact(
            term=say("In a case"),
            text=f"scheduled: [{{date: …, move: {ratio_text(move.value)}}}]",  # as a case has it, in any language
            note=say("for each such day to come; the laws above are fitted without those days"),
        ),
    )


def conditional_facts(found: Conditional | None) -> tuple[Fact, ...]:
    """Volatility today, given the days before."""
    if found is None:
        return ()
    long_run = say("none") if found.long_run is None else in_percent(found.long_run)
    sign = MINUS if found.asymmetry < 0.0 else "+"
    return (
        Fact(term=say("Volatility of the next day"), text=in_percent(found.current), note=say("a year")),
        Fact(term=say("Long-run volatility"), text=long_run, note=retold(found.note)),
        Fact(term=say("Persistence"), text=plain(found.persistence, 3)),
        Fact(
            term=say("Response to falls"),
            text=f"{sign}{plain(abs(found.asymmetry), 3)}",
            note=say("added to the weight of yesterday’s squared return where it was a fall"),
        ),
        Fact(
            term=say("Tail of what is left"),
            text=say("Student, {number} degrees of freedom", number=plain(found.tail_freedom)),
        ),
        Fact(
            term=say("Clusters that are left"),
            text=f"Q {plain(found.clustering.statistic)}",
            note=f"p {plain(found.clustering.p_value, 3)}",
        ),
        *_residual_facts(found.residual_dynamics),
    )


def _residual_facts(law: Dynamics | None) -> tuple[Fact, ...]:
    """The jumps that the changing volatility leaves."""
    if not isinstance(law, Kou):
        return ()
    text = say(
        "{rate} a year, diffusion {volatility}", rate=plain(law.jump_rate), volatility=in_percent(law.volatility)
    )
    note = say(
        "Kou law of the standardised residuals at the volatility of the next day; {share} up with rate {up}, down with "
        "rate {down}",
        share=in_percent(law.up_probability),
        up=plain(law.up_rate),
        down=plain(law.down_rate),
    )
    return (Fact(term=say("Jumps that are left"), text=text, note=note),)
