"""An accepted proposal written into its case: a source where it is new, and a claim; all else stays as it was."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pledgeline.files.case_edit import with_entries
from pledgeline.files.quotes import holds
from pledgeline.units.partial_date import PartialDate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from pledgeline.case.case import Case
    from pledgeline.case.review import Proposal, ReadDocument
    from pledgeline.files.nodes import Plain

_LONGEST_ID = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The bytes of the case with the claim in it, and the ids of the claim and of its source."""

    content: bytes
    claim: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who accepts, and on which day."""

    by: str
    on: dt.date


def accepted(
    content: bytes, case: Case, proposal: Proposal, *, document: ReadDocument, reviewer: Reviewer, name: str
) -> Accepted:
    """The case with a proposal in it; raises `CaseError` where the file is written so that nothing can be added."""
    known = next((key for key, one in case.sources.items() if one.sha256 == document.sha256), None)
    source = known or free_id(proposal.document, case.sources)
    if known is None:
        content = with_entries(content, "sources", {source: _source(document)}, name=name)
    claim = free_id(proposal.id, case.claims)
    content = with_entries(content, "claims", {claim: _claim(proposal, document, source, reviewer)}, name=name)
    return Accepted(content=content, claim=claim, source=source)


def _source(document: ReadDocument) -> dict[str, Plain]:
    """The file is named where it lies under the folder of the case, and where its characters can be counted in it."""
    beside = document.quotable and not PurePath(document.file).is_absolute()
    fields: dict[str, Plain | None] = {
        "title": document.title,
        "published": document.dated.isoformat() if document.dated else None,
        "language": document.language,
        "file": document.file if beside else None,
        "sha256": document.sha256,
    }
    return {key: text for key, text in fields.items() if text is not None}


def _claim(proposal: Proposal, document: ReadDocument, source: str, reviewer: Reviewer) -> dict[str, Plain]:
    fields: dict[str, Plain | None] = {
        "about": proposal.about,
        "value": proposal.value,
        "range": proposal.range,
        "bound": proposal.bound,
        "status": proposal.status,
        "dated": document.dated.isoformat() if document.dated else None,
        "quote": None if _needs_its_date(proposal, document) else proposal.quote,
        "from": [f"{source}#{proposal.span}"],
        "reviewed": {"by": reviewer.by, "on": reviewer.on.isoformat()},
    }
    return {key: text for key, text in fields.items() if text is not None}


def _needs_its_date(proposal: Proposal, document: ReadDocument) -> bool:
    """Whether the passage alone, even with the day of its article, does not hold the value."""
    dated = {"relative", "year_inferred"}.intersection(proposal.flags) and proposal.value is not None
    return bool(dated) and not holds(
        proposal.quote, PartialDate.parse(proposal.value or ""), document.language, document.dated
    )


def free_id(name: str, taken: Collection[str]) -> str:
    """An id of a case made from a name, with a number where it is taken."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-").lower()[:_LONGEST_ID].rstrip("-") or "document"
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found
