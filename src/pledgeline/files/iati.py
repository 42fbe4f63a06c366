"""Public promises as IATI 2.03 activities: pledge 12 or 13, commitment 2 or 11, disbursement 3.

One activity for each promise. A step that somebody merely claims is no transaction, and neither is one without a
sum: jobs and capacity are results, with what was promised as target and what is evidenced as actual. Dates are those
of the steps, so that nothing is dated after the day of the case; a date that is known by its month alone is its
first day. The order of the file is that of the case.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET  # only written here, never read
from typing import TYPE_CHECKING

from pledgeline.errors import OutOfRange
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.pledge_results import PledgeBoard, PledgeRecord, Step, Tally
    from pledgeline.engine.results import Result

VERSION = "2.03"
# code lists of IATI 2.03
OUTGOING_PLEDGE, INCOMING_PLEDGE = "12", "13"
OUTGOING_COMMITMENT, INCOMING_COMMITMENT, DISBURSEMENT = "2", "11", "3"
PLANNED_START, PLANNED_END = "1", "3"
PIPELINE, IMPLEMENTATION, CLOSED = "1", "2", "4"
FUNDING, ACCOUNTABLE = "1", "2"  # roles of participating organisations
PRIVATE_SECTOR = "70"
OUTPUT, UNIT = "1", "1"  # a result, and the measure of its indicator
OWN_VOCABULARY = "99"
_SECONDARY = {"secondary-reporter": "1"}
_RESULTS = {"jobs": ("Jobs", 1.0), "capacity": ("Capacity in service, GW", 1e-9)}


def to_iati(result: Result) -> str:
    """The promises of a result as an IATI 2.03 file; raises OutOfRange where the case has no public promise."""
    if result.pledges is None:
        raise OutOfRange(said("the case holds no public promise; write them under pledges:"))
    root = ET.Element("iati-activities", {"version": VERSION})
    for record in result.pledges.pledges:
        root.append(_activity(record, result.pledges, result.group))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def identifier(group: str, pledge: str) -> str:
    """The identifier of a promise: stable, readable, and not one that IATI has given to anybody.

    An id of small letters, digits and hyphens stands as it is; to any other some digits of its hash are added, so
    that no two promises of a case are the same.
    """
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", pledge):
        return f"pledgeline-{_slug(group)}-{pledge}"
    return f"pledgeline-{_slug(group)}-{_slug(pledge)}-{hashlib.sha256(pledge.encode()).hexdigest()[:8]}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _activity(record: PledgeRecord, board: PledgeBoard, group: str) -> ET.Element:
    activity = ET.Element("iati-activity", {"default-currency": board.currency})
    _text(activity, "iati-identifier", identifier(group, record.id))
    _narrated(
        activity, "reporting-org", "Pledgeline, from the sources of its case", type="90", ref="pledgeline", **_SECONDARY
    )
    _narrated(activity, "title", record.title)
    _narrated(activity, "description", _description(record))
    sector = {"type": PRIVATE_SECTOR} if record.by == group else {}  # of others the case does not say what they are
    _narrated(activity, "participating-org", record.by, role=FUNDING, **sector)
    if record.to:
        _narrated(activity, "participating-org", record.to, role=ACCOUNTABLE)
    ET.SubElement(activity, "activity-status", {"code": _status(record, board.as_of)})
    ET.SubElement(activity, "activity-date", {"type": PLANNED_START, "iso-date": record.made.isoformat()})
    if record.due_to is not None:
        ET.SubElement(activity, "activity-date", {"type": PLANNED_END, "iso-date": record.due_to.isoformat()})
    _narrated(activity, "sector", "Private investment", vocabulary=OWN_VOCABULARY, code="private-investment")
    for transaction in _transactions(record, group):
        activity.append(transaction)
    for mention in record.part_of:
        if mention.disputed:  # IATI has no word for perhaps
            continue
        related = {"ref": identifier(group, mention.pledge), "type": "1"}
        ET.SubElement(activity, "related-activity", related)
    for tally in record.tallies:
        if tally.measure != "money" and tally.promised is not None:
            activity.append(_result(tally, record, board.as_of))
    return activity


def _description(record: PledgeRecord) -> str:
    nature = "A signed obligation." if record.nature == "firm" else "A promise made in public."
    status = f"Status on the day of the case: {record.verdict.status.replace('_', ' ')}; {record.verdict.because}."
    return " ".join(filter(None, (nature, status, record.note)))


def _status(record: PledgeRecord, as_of: dt.date) -> str:
    if record.verdict.status == "kept" or (record.due_to is not None and as_of > record.due_to):
        return CLOSED
    return IMPLEMENTATION if any(step.stage != "claim" for step in record.steps) else PIPELINE


def _transactions(record: PledgeRecord, group: str) -> list[ET.Element]:
    """The promise itself, then each step that is signed or paid."""
    incoming = record.to == group and record.by != group
    money = next((tally for tally in record.tallies if tally.measure == "money"), None)
    found = []
    if money is not None and money.promised is not None:
        code = INCOMING_PLEDGE if incoming else OUTGOING_PLEDGE
        found.append(_transaction(code, record.made, money.promised, money.unit, record.title, record))
    for step in record.steps:
        if step.amount is None or step.stage == "claim":
            continue
        code = (
            DISBURSEMENT if step.stage == "disbursement" else INCOMING_COMMITMENT if incoming else OUTGOING_COMMITMENT
        )
        found.append(_transaction(code, step.date, step.amount, step.currency, _step_text(step), record))
    return found


def _step_text(step: Step) -> str:
    disputed = "; ".join(f"{one.pledge}: {one.reason}" for one in step.mentions if one.disputed)
    return f"{step.title} (disputed for {disputed})" if disputed else step.title or step.stage


def _transaction(code: str, date: dt.date, amount: float, currency: str, text: str, record: PledgeRecord) -> ET.Element:
    found = ET.Element("transaction")
    ET.SubElement(found, "transaction-type", {"code": code})
    ET.SubElement(found, "transaction-date", {"iso-date": date.isoformat()})
    _text(found, "value", f"{amount:.2f}", **{"currency": currency, "value-date": date.isoformat()})
    _narrated(found, "description", text)
    _narrated(found, "provider-org", record.by)
    if record.to:
        _narrated(found, "receiver-org", record.to)
    return found


def _result(tally: Tally, record: PledgeRecord, as_of: dt.date) -> ET.Element:
    """Jobs or capacity: promised, and evidenced by the day of the case."""
    title, scale = _RESULTS[tally.measure]
    found = ET.Element("result", {"type": OUTPUT})
    _narrated(found, "title", title)
    indicator = ET.SubElement(found, "indicator", {"measure": UNIT})
    _narrated(indicator, "title", title)
    period = ET.SubElement(indicator, "period")
    ET.SubElement(period, "period-start", {"iso-date": record.made.isoformat()})
    ET.SubElement(period, "period-end", {"iso-date": (record.due_to or as_of).isoformat()})
    ET.SubElement(period, "target", {"value": f"{(tally.promised or 0.0) * scale:.10g}"})
    ET.SubElement(period, "actual", {"value": f"{tally.done.strict * scale:.10g}"})
    return found


def _narrated(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    """An element with one narrative."""
    found = ET.SubElement(parent, tag, attributes)
    _text(found, "narrative", text)
    return found


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, tag, attributes)
    found.text = _clean(text)
    return found


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\N{REPLACEMENT CHARACTER}", text)
