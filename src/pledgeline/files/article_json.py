"""What was read in an article, as JSON: numbers as numbers, dates as text, offsets in characters of the text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pledgeline.articles.collection import Compared
    from pledgeline.articles.fact import Fact, Remark

Json = dict[str, Any]


def article_fields(found: Compared) -> Json:
    """An article; its text stands there where it is not the file itself, because the offsets count in it."""
    article = found.article
    fields: Json = {
        "file": article.name,
        "title": article.title,
        "sha256": article.sha256,
        "language": article.reading.language,
        "dated": article.dated,
    }
    if article.form != "text":
        fields["text"] = article.text
    fields["facts"] = [_fact(fact, found) for fact in article.reading.facts]
    fields["remarks"] = [_remark(remark) for remark in article.reading.remarks]
    if article.refused:
        fields["refused"] = [{"quote": one.quote, "why": str(one.why)} for one in article.refused]
    return fields


def _fact(fact: Fact, found: Compared) -> Json:
    key = fact.kind, fact.start, fact.end
    fields: Json = {
        "kind": fact.kind,
        "value": _end(fact.value),
        "unit": fact.unit,
        "low": _end(fact.low),
        "high": _end(fact.high),
        "start": fact.start,
        "end": fact.end,
        "quote": fact.quote,
        "status": fact.status,
        "flags": list(fact.flags),
        "parties": [
            {"text": party.text, "start": party.start, "end": party.end, "id": party.id} for party in fact.parties
        ],
    }
    same = found.case.get(key)
    if same is not None:
        fields["case"] = {"path": same.path, "says": same.says, "agrees": same.agrees}
    others = found.others.get(key, ())
    if others:
        fields["articles"] = [
            {"file": other.article, "start": other.fact.start, "end": other.fact.end, "quote": other.fact.quote}
            for other in others
        ]
    fields["found_by"] = "extractor" if key in found.article.extracted else "grammar"
    return fields


def _remark(remark: Remark) -> Json:
    return {"flag": remark.flag, "start": remark.start, "end": remark.end, "quote": remark.quote}


def _end(end: Decimal | str | None) -> int | float | str | None:
    """A number as JSON has them: whole where it is whole."""
    if not isinstance(end, Decimal):
        return end
    return int(end) if end == end.to_integral_value() else float(end)
