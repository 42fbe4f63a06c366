"""Reference classes: those that come with the program, and those of a case, as laws of overruns and of queues."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pledgeline.engine.durations import MONTH, Law, log_normal, log_normal_overrun, overrun
from pledgeline.engine.overruns import CAP, LEAST, START, two_part, two_part_by_index
from pledgeline.engine.resolved_programmes import ResolvedClass
from pledgeline.errors import OutOfRange
from pledgeline.language.saying import Said, said
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import Span
from pledgeline.units.text import figured, ratio_text, span_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.case.reference_class import ReferenceClass
    from pledgeline.case.source import Source
    from pledgeline.engine.overruns import Overrun

TABLE = "reference_classes.csv"
_TITLES = {
    "fossil-thermal": said("Fossil thermal power"),
    "hydro-dams": said("Hydroelectric dams"),
    "it": said("IT projects"),
    "nuclear-power": said("Nuclear power"),
    "nuclear-storage": said("Nuclear storage"),
    "buildings": said("Buildings"),
    "oil-and-gas": said("Oil and gas"),
    "olympics": said("Olympic Games"),
    "rail": said("Rail"),
    "solar": said("Solar power"),
    "transmission": said("Power transmission"),
    "us-queue": said("Queue for the grid, United States"),
    "wind": said("Wind power"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedClass:
    """One class as published; fractions of the plan, days; None for what is not published."""

    id: str
    title: str
    mean: float | None  # of a class of overruns
    tail_from: float = START
    tail_share: float | None = None
    tail_mean: float | None = None
    tail_index: float | None = None
    cap: float | None = None
    least: float = LEAST
    deviation: float | None = None  # of the log of actual over plan, where no tail is published
    median: float | None = None  # of a queue
    spread: float | None = None  # likewise, of the log of the time
    never: float = 0.0
    source: str = ""

    @property
    def is_queue(self) -> bool:
        """Whether it says how long something takes, and not how far it goes over a plan."""
        return self.median is not None

    @property
    def infinite(self) -> bool:
        """Whether the mean would be infinite but for the cap."""
        return self.tail_index is not None and self.tail_index <= 1.0

    def over(self, plan: float, *, deviation: float | None = None) -> Law:
        """``plan`` times one plus its overrun; ``deviation`` of the log is the user's, where only a mean is published.

        Raises OutOfRange for figures that contradict each other, or where one is missing.
        """
        if self.mean is None:
            raise OutOfRange(said("{name} is a queue, not a class of overruns", name=self.id))
        if self.tail_share is not None:
            return overrun(plan, _tailed(self))
        scatter = self.deviation if deviation is None else deviation
        if scatter is None:
            raise OutOfRange(_no_scatter(self.id))
        return log_normal_overrun(plan, mean=self.mean, deviation=scatter)

    def queue(self, *, deviation: float | None = None) -> Law:
        """The time in the queue of what comes out of it; ``deviation`` and errors as of `over`."""
        scatter = self.spread if deviation is None else deviation
        if self.median is None:
            raise OutOfRange(said("{name} is a class of overruns, not a queue", name=self.id))
        if scatter is None:
            raise OutOfRange(_no_scatter(self.id))
        return log_normal(self.median, scatter)

    def resolved(self) -> ResolvedClass:
        """What a reader is told of it."""
        return ResolvedClass(
            id=self.id,
            title=self.title,
            published=_published(self),
            mean=self.mean if self.tail_share is None else self.over(1.0).mean() - 1.0,
            cap=(CAP if self.cap is None else self.cap) if self.tail_share is not None else None,
            infinite=self.infinite,
            source=self.source,
        )


def _no_scatter(name: str) -> str:
    return said("of {name} only the middle is published, not how much its projects scatter", name=name)


@lru_cache(maxsize=64)  # a ranking resolves one case forty times
def _tailed(one: PublishedClass) -> Overrun:
    mean, share, cap = one.mean or 0.0, one.tail_share or 0.0, CAP if one.cap is None else one.cap
    if one.tail_index is not None:
        return two_part_by_index(
            mean=mean, share=share, index=one.tail_index, cap=cap, start=one.tail_from, least=one.least
        )
    if one.tail_mean is None:
        raise OutOfRange(said("the tail of {name} has neither a mean nor an index", name=one.id))
    return two_part(mean=mean, share=share, tail_mean=one.tail_mean, start=one.tail_from, least=one.least, cap=cap)


def reference_classes(case: Case) -> dict[str, PublishedClass]:
    """Every class by id: those of a case go before those that come with the program."""
    return bundled_classes() | {key: _of_case(key, one, case.sources) for key, one in case.reference_classes.items()}


@cache
def bundled_classes() -> dict[str, PublishedClass]:
    """The classes that come with the program, by id."""
    return {one.id: one for one in _read()}


def _read() -> Iterator[PublishedClass]:
    text = (resources.files("pledgeline") / "data" / TABLE).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        tail_from = _fraction(row["tail_from"])
        never, deviation = _fraction(row["never"]), _fraction(row.get("deviation") or "")
        yield PublishedClass(
            id=row["class"],
            title=_TITLES.get(row["class"]) or row["class"],
            mean=_fraction(row["mean"]),
            tail_from=START if tail_from is None else tail_from,
            tail_share=_fraction(row["tail_share"]),
            tail_mean=_fraction(row["tail_mean"]),
            deviation=deviation,
            median=_days(row["median"]),
            spread=_fraction(row.get("spread") or ""),
            never=0.0 if never is None else never,
            source=said(
                "{author} ({year}), {title}, {place}: {url}",
                author=row["author"],
                year=row["date"][:4],
                title=row["title"],
                place=Said(row["locator"], {}),
                url=row["url"],
            ),
        )


def _fraction(text: str) -> float | None:
    return float(Ratio.parse(text)) if text else None


def _days(text: str) -> float | None:
    return float(Span.parse(text).order()[1]) if text else None


def _of_case(key: str, one: ReferenceClass, sources: Mapping[str, Source]) -> PublishedClass:
    tail_from, least, never = _number(one.tail_from), _number(one.least), _number(one.never)
    return PublishedClass(
        id=key,
        title=one.title or _TITLES.get(key) or key,
        mean=_number(one.mean),
        tail_from=START if tail_from is None else tail_from,
        tail_share=_number(one.tail_share),
        tail_mean=_number(one.tail_mean),
        tail_index=_number(one.tail_index),
        cap=_number(one.cap),
        least=LEAST if least is None else least,
        deviation=_number(one.deviation),
        median=float(one.median.value.order()[1]) if one.median is not None and one.median.value is not None else None,
        spread=_number(one.spread),
        never=0.0 if never is None else never,
        source=", ".join(dict.fromkeys(sources[cited.source].title for cited in one.sources)),
    )


def _number(figure: Figure | None) -> float | None:  # type: ignore[type-arg]  # of any unit that is a number
    return None if figure is None or figure.value is None else float(figure.value)


def _published(one: PublishedClass) -> str:
    """Its figures in words."""
    if one.median is not None:
        months = figured(span_text, one.median / MONTH, "mo")
        return said(
            "median time of {median}; {never} never come out of it", median=months, never=figured(ratio_text, one.never)
        )
    mean = figured(ratio_text, one.mean)
    if one.tail_share is None and one.deviation is None:
        return said("mean overrun of {mean}; how projects scatter around it is the case's own", mean=mean)
    if one.tail_share is None:
        deviation = figured(ratio_text, one.deviation)
        return said(
            "mean overrun of {mean}; log-normal, with a deviation of {deviation}", mean=mean, deviation=deviation
        )
    share, start = figured(ratio_text, one.tail_share), figured(ratio_text, one.tail_from)
    if one.tail_index is not None:
        return said(
            "mean overrun of {mean}; {share} of projects from {start} on, in a power law of index {index}",
            mean=mean, share=share, start=start, index=f"{one.tail_index:g}",
        )  # fmt: skip
    return said(
        "mean overrun of {mean}; {share} of projects from {start} on, with {tail} on average there",
        mean=mean, share=share, start=start, tail=figured(ratio_text, one.tail_mean),
    )  # fmt: skip
