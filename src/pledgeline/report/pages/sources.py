"""Where every figure of the case came from, how well it is known, and what each headline answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, clauses, short_date, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.engine.evidence_results import ClaimRecord, Comparison, Evidence, Grade
    from pledgeline.engine.results import Result, SourceRecord

SCHEMES = ("http", "https")
LANGUAGES = {"en": said("English"), "fr": said("French"), "ja": said("Japanese"), "de": said("German")}
# of a source, as the cases name them; any other kind is shown as written
KINDS = {
    "press": said("press"),
    "company": said("company"),
    "filing": said("filing"),
    "transcript": said("transcript"),
    "aggregator": said("aggregator"),
    "prices": said("prices"),
    "blog": said("blog"),
    "article": said("article"),
}
STATUSES = {
    "stated": said("stated"),
    "pledged": said("pledged"),
    "in_talks": said("in talks"),
    "rumoured": said("rumoured"),
    "signed": said("signed"),
    "disbursed": said("disbursed"),
    "forecast": said("forecast"),
    "denied": said("denied"),
}
FEW = 6  # keys in a cell
_BARE = "not graded"  # what the ledger of figures shows for a figure without a grade


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
    """The figures of the case, the sources they cite, and where these disagree."""

    summary: str
    bases: Table | None  # what each headline answer rests on
    comparisons: Table | None
    undecided: str  # empty where every conflict is decided
    stale: Table | None
    without_source: str
    entries: tuple[SourceEntry, ...]
    figures: tuple[FigureEntry, ...]


def sources_page(result: Result) -> SourcesPage:
    """The page of a result's figures and sources."""
    anchors, evidence = source_anchors(result), result.evidence
    return SourcesPage(
        summary=confidence_summary(result),
        bases=_bases(evidence) if evidence is not None else None,
        comparisons=_comparisons(evidence) if evidence is not None else None,
        undecided=undecided_text(evidence) if evidence is not None else "",
        stale=_stale(evidence) if evidence is not None else None,
        without_source=_without_source(evidence) if evidence is not None else "",
        entries=tuple(source_entry(source, anchors[source.id]) for source in result.sources),
        figures=tuple(
            FigureEntry(
                key=one.key,
                text=one.text,
                confidence=one.confidence or _BARE,
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
    if result.evidence is None or not (result.evidence.grades or result.evidence.unknown):
        return say("The case lists no figures.")
    return evidence_summary(result.evidence)


def evidence_summary(evidence: Evidence) -> str:
    """How well the figures of a case are known, in one line."""
    found = [(one.confidence, one.figures) for one in evidence.grades]
    found += [("unknown", evidence.unknown)] if evidence.unknown else []
    first, *rest = found
    return ", ".join((_figures(*first), *(_graded(*one) for one in rest))) + "."


def grades_text(grades: Iterable[Grade]) -> str:
    """Counts by grade: `12 disclosed, 2 reported, 8 estimated`."""
    return ", ".join(_graded(one.confidence, one.figures) for one in grades)


def _graded(grade: str, count: int) -> str:
    """How many figures are known in one way: `9 reported`."""
    n = whole(count)
    match grade:
        case "disclosed":
            return say_each(count, "{n} disclosed", "{n} disclosed", n=n)
        case "reported":
            return say_each(count, "{n} reported", "{n} reported", n=n)
        case "estimated":
            return say_each(count, "{n} estimated", "{n} estimated", n=n)
        case "assumed":
            return say_each(count, "{n} assumed", "{n} assumed", n=n)
        case "unknown":
            return say_each(count, "{n} left unknown", "{n} left unknown", n=n)
        case _:
            return say_each(count, "{n} without a grade", "{n} without a grade", n=n)


def _figures(grade: str, count: int) -> str:
    """The same at the head of a sentence: `17 figures disclosed`."""
    n = whole(count)
    match grade:
        case "disclosed":
            return say_each(count, "{n} figure disclosed", "{n} figures disclosed", n=n)
        case "reported":
            return say_each(count, "{n} figure reported", "{n} figures reported", n=n)
        case "estimated":
            return say_each(count, "{n} figure estimated", "{n} figures estimated", n=n)
        case "assumed":
            return say_each(count, "{n} figure assumed", "{n} figures assumed", n=n)
        case "unknown":
            return say_each(count, "{n} figure left unknown", "{n} figures left unknown", n=n)
        case _:
            return say_each(count, "{n} figure without a grade", "{n} figures without a grade", n=n)


def _bases(evidence: Evidence) -> Table | None:
    """What each headline answer rests on."""
    if not evidence.bases:
        return None
    return Table(
        caption=say("What each answer rests on"),
        columns=(
            words(say("Answer")), words(say("Key"), minor=True), words(say("Figures of the case behind it")),
            words(say("Assumed among them"), prose=True),
        ),
        rows=tuple(
            row(
                retold(one.title),
                one.key,
                grades_text(one.grades) or say("none"),
                _first_few(one.assumed),
            )
            for one in evidence.bases
        ),
        note=say(
            "Followed from each formula to its inputs; a simulated answer rests on every figure that its paths are "
            "made from. `pledgeline explain` shows the formula of a key."
        ),
    )  # fmt: skip


def _first_few(keys: tuple[str, ...]) -> str:
    """A few keys, and how many more there are; all of them stand in the ledger below."""
    left = len(keys) - FEW
    if left <= 0:
        return ", ".join(keys) or NOTHING
    shown = ", ".join(keys[:FEW])
    return say_each(left, "{keys} and {n} more", "{keys} and {n} more", keys=shown, n=whole(left))


def _comparisons(evidence: Evidence) -> Table | None:
    """Where several figures are told of one quantity."""
    if not evidence.comparisons:
        return None
    return Table(
        caption=say("Where sources tell several figures of one quantity"),
        columns=(
            words(say("Figure")), figures(say("In use")), words(say("Others")), words(say("Why this one"), prose=True),
        ),
        rows=tuple(
            row(
                one.key,
                one.in_use,
                clauses(claim_text(claim) for claim in one.claims),
                comparison_reason(one),
            )
            for one in evidence.comparisons
        ),
    )  # fmt: skip


def comparison_reason(one: Comparison) -> str:
    """Why the figure in use is preferred, or that nobody has decided."""
    if one.because:
        return one.because
    return say("all agree") if one.decided else say("not decided")


def claim_text(claim: ClaimRecord) -> str:
    """A claim in one line: `USD 200bn (in talks, 16 Dec 2024, press-a)`."""
    parts = [retold(STATUSES[claim.status])]
    parts += [short_date(claim.dated)] if claim.dated is not None else []
    return f"{claim.text} ({', '.join((*parts, *claim.sources))})"


def undecided_text(evidence: Evidence) -> str:
    """Which conflicts the case leaves open; empty where there are none."""
    keys = [one.key for one in evidence.comparisons if not one.decided]
    if not keys:
        return ""
    return say("Not decided: {keys}. Give the figure in use a `because:`, or correct it.", keys=", ".join(keys))


def _stale(evidence: Evidence) -> Table | None:
    if not evidence.stale:
        return None
    return Table(
        caption=say("Figures whose newest source is older than {span}", span=evidence.stale_after),
        columns=(
            words(say("Figure")),
            figures(say("Stated")),
            words(say("Newest source")),
            figures(say("Age"), say("days")),
        ),
        rows=tuple(row(one.key, one.text, short_date(one.newest), whole(one.age_days)) for one in evidence.stale),
    )


def _without_source(evidence: Evidence) -> str:
    if not evidence.without_source:
        return ""
    return say("Without a source, as choices of the case's author: {keys}.", keys=", ".join(evidence.without_source))


def source_entry(source: SourceRecord, anchor: str) -> SourceEntry:
    """A source as a bibliography gives it."""
    kind, language = (
        retold(KINDS.get(source.kind, source.kind)),
        retold(LANGUAGES.get(source.language, source.language)),
    )
    details = (source.publisher, source.published, kind, language)
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
