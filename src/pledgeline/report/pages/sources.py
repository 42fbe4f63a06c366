"""Where every figure of the case came from, and how well it is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pledgeline.report.pages.wording import whole

if TYPE_CHECKING:
    from pledgeline.engine.results import Result, SourceRecord

CONFIDENCES = ("disclosed", "reported", "estimated", "assumed")
SCHEMES = ("http", "https")
LANGUAGES = {"en": "English", "fr": "French", "ja": "Japanese", "de": "German"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source as cited, `press-a#p4`; `target` is the anchor of its entry, empty where the case has none."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One source as a bibliography gives it; `link` is empty unless it is http or https."""

    anchor: str
    id: str
    title: str
    details: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureEntry:
    """One figure of the case with its confidence and sources."""

    key: str
    text: str
    confidence: str
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """The figures of the case and the sources they cite."""

    summary: str
    entries: tuple[SourceEntry, ...]
    figures: tuple[FigureEntry, ...]


def sources_page(result: Result) -> SourcesPage:
    """The page of a result's figures and sources."""
    anchors = source_anchors(result)
    return SourcesPage(
        summary=confidence_summary(result),
        entries=tuple(_entry(source, anchors[source.id]) for source in result.sources),
        figures=tuple(
            FigureEntry(
                key=one.key,
                text=one.text,
                confidence=one.confidence or "not graded",
                citations=citations(one.sources, anchors),
                note=one.note,
            )
            for one in result.figures
        ),
    )


def source_anchors(result: Result) -> dict[str, str]:
    """The anchor of each source in the page, whatever characters its name has."""
    return {source.id: f"source-{number}" for number, source in enumerate(result.sources, start=1)}


def citations(cited: tuple[str, ...], anchors: dict[str, str]) -> tuple[Citation, ...]:
    """Citations with the anchors of their sources; what follows `#` is the place within a source."""
    return tuple(Citation(text=text, target=anchors.get(text.partition("#")[0], "")) for text in cited)


def confidence_summary(result: Result) -> str:
    """How well the figures are known: `17 figures disclosed, 9 reported, 6 assumed.`."""
    if not result.figures:
        return "The case lists no figures."
    counts = Counter(one.confidence for one in result.figures if one.text != "unknown")
    unknown = sum(one.text == "unknown" for one in result.figures)
    graded = [(counts[name], name) for name in CONFIDENCES if counts[name]]
    graded += [(counts[""], "without a grade")] if counts[""] else []
    graded += [(unknown, "left unknown")] if unknown else []
    (number, name), *rest = graded
    first = f"{whole(number)} {'figure' if number == 1 else 'figures'} {name}"
    return ", ".join((first, *(f"{whole(number)} {name}" for number, name in rest))) + "."


def _entry(source: SourceRecord, anchor: str) -> SourceEntry:
    """A source as a bibliography gives it."""
    details = (source.publisher, source.published, source.kind, LANGUAGES.get(source.language, source.language))
    return SourceEntry(
        anchor=anchor,
        id=source.id,
        title=source.title or source.id,
        details=", ".join(detail for detail in details if detail),
        link=safe_link(source.url),
    )


def safe_link(url: str) -> str:
    """The address if a reader may follow it, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in SCHEMES and parts.netloc else ""
