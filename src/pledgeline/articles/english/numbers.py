"""English numbers: words, scales, bounds and ranges."""

from __future__ import annotations

from decimal import Decimal

from pledgeline.articles.phrases import all_of, meaning_of
from pledgeline.articles.vocabulary import NumberWords, Scale

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MILLION, _BILLION, _TRILLION = (Decimal(10) ** power for power in (6, 9, 12))


def _scales(table: dict[str, Scale]) -> dict[str, Scale]:
    return {word: scale for text, scale in table.items() for word in text.split()}


NUMBERS = NumberWords(
    decimal_mark=".",
    units=dict(zip(_UNITS.split(), range(20), strict=True)) | dict(zip(_TENS.split(), range(20, 100, 10), strict=True)),
    hundred=frozenset({"hundred"}),
    thousand=frozenset({"thousand"}),
    joins=frozenset({"and"}),
    one=frozenset({"a", "one"}),
    scales=_scales(
        {
            "hundred": Scale(factor=Decimal(100)),
            "hundreds": Scale(factor=Decimal(100), plural=True),
            "thousand": Scale(factor=Decimal(1000)),
            "thousands": Scale(factor=Decimal(1000), plural=True),
            "million mn mln": Scale(factor=_MILLION),
            "millions": Scale(factor=_MILLION, plural=True),
            "billion bn bln": Scale(factor=_BILLION),
            "billions": Scale(factor=_BILLION, plural=True),
            "trillion tn trn": Scale(factor=_TRILLION),
            "trillions": Scale(factor=_TRILLION, plural=True),
            "dozen": Scale(factor=Decimal(12), flags=("approximate",)),
            "dozens": Scale(factor=Decimal(12), plural=True),
            "tens": Scale(factor=Decimal(10), plural=True),
            "scores": Scale(factor=Decimal(20), plural=True),
            "k": Scale(factor=Decimal(1000), letter=True),
            "m": Scale(factor=_MILLION, letter=True),
            "b": Scale(factor=_BILLION, letter=True),
            "t": Scale(factor=_TRILLION, letter=True),
        }
    ),
    of=frozenset({"of"}),
    several=all_of("several; a few; few; many; multiple; countless; untold"),
    halves=meaning_of(
        {
            Decimal("0.5"): "half a; half of a; half",
            Decimal("0.25"): "a quarter of a; one quarter of a; quarter of a; a quarter; one quarter",
            Decimal("0.75"): "three quarters of a; three - quarters of a",
        }
    ),
    and_half=meaning_of(
        {
            Decimal("0.5"): "and a half; - and - a - half",
            Decimal("0.25"): "and a quarter",
            Decimal("0.75"): "and three quarters",
        }
    ),
    bounds=meaning_of(
        {
            "at_least": (
                "at least; more than; over; above; a minimum of; minimum of; no less than; not less than; "
                "upwards of; in excess of; no fewer than; not fewer than; north of; well over; just over; "
                "slightly over; slightly more than; well above; a little over; exceeding; topping; >; ≥; "
                "greater than; well more than; far more than; far above; far over"
            ),
            "at_most": (
                "up to; at most; as much as; as many as; less than; under; below; fewer than; no more than; "
                "not more than; a maximum of; maximum of; just under; slightly less than; slightly under; "
                "well below; well under; anything up to; <; ≤; just below; little more than; south of"
            ),
            "approximate": (
                "about; around; nearly; almost; some; roughly; approximately; circa; c.; ca.; ~; ≈; close to; "
                "an estimated; approx.; approx; somewhere around; in the region of; on the order of; "
                "in the order of; roughly some; just about; more or less; getting on for; in the neighborhood of; "
                "in the neighbourhood of"
            ),
        }
    ),
    bounds_after=meaning_of(
        {
            "at_least": (
                "or more; at least; or above; at a minimum; at the very least; and above; and more; - plus; plus; +"
            ),
            "at_most": "at most; or less; or under; or fewer; at the most; or below; at maximum; tops",
            "approximate": "or so; or thereabouts; - odd; approximately; give or take; more or less",
        }
    ),
    openers={"between": ("and",), "from": ("to", "-", "–", "and")},
    connectors=frozenset({"to", "-", "–", "—"}),
    alternatives=frozenset({"or", "and"}),
    moves=all_of(
        "rose; rise; rises; risen; rising; raise; raises; raised; raising; increase; increases; increased; "
        "increasing; grow; grows; grew; grown; growing; fall; falls; fell; fallen; falling; drop; drops; dropped; "
        "dropping; cut; cuts; cutting; jump; jumps; jumped; climb; climbs; climbed; surge; surged; slip; slipped; "
        "went; go; goes; gone; lift; lifts; lifted; lifting; boost; boosted; boosting; up from; down from; expand; "
        "expanded; expanding; lower; lowered; lowering; slid; sank; doubled; tripled; moved; upgraded; widened; "
        "narrowed; reduced; reduce; reducing; soared; tumbled; plunged; declined; shrank; shrink; scaled; swelled; "
        "bumped; hiked; advanced; taking it; brought; brings; bring; revised; changed; trimmed; quadrupled; rallied; "
        "halved; bringing; pushed; gained; added; lost; shed; put on; edged"
    ),
    names=all_of(
        "s & p; ftse; nikkei; cac; dax; dow; nasdaq; russell; fortune; global; forbes; boeing; airbus; top; no.; no; "
        "number; nos.; route; highway; flight; article; section; chapter; page; pages; p.; pp.; rule; form; apollo; "
        "covid; iso; euro stoxx; stoxx; hang seng; kospi; topix; asx; model; phase; level; figure; table; room; "
        "gate; terminal; version; windows; iphone; galaxy; gpt; aged; age; category; formula; area; channel; bus; "
        "lot; lots; items; item; phases; line; class; stage; generation; act; title; paragraph; note; footnote; "
        "series; unit; block; reactor; floor; "
        "building; hangar"
    ),
)
