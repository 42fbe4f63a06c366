"""English dates: months, quarters, deadlines."""

from __future__ import annotations

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of
from pledgeline.articles.vocabulary import DateWords

_MONTHS = "january february march april may june july august september october november december"
_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"

DATES = DateWords(
    day_first=False,
    months={name: number for number, name in enumerate(_MONTHS.split(), start=1)},
    short_months={name: number for number, name in enumerate(_SHORT.split(), start=1)} | {"sept": 9},
    plain_months=frozenset({"may", "march", "mar", "jun", "sep", "jan", "dec", "august", "april", "june"}),
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4},
    ordinal_ends=frozenset({"st", "nd", "rd", "th"}),
    quarter=frozenset({"quarter"}),
    half=frozenset({"half"}),
    half_words={"first": 1, "second": 2, "1st": 1, "2nd": 2, "latter": 2},
    seasons={"spring": 1, "summer": 2, "autumn": 3, "fall": 3},
    fiscal=frozenset({"fy", "fiscal", "financial"}),
    linking=frozenset({"of", ",", "the", "in"}),
    before=frozenset({"before"}),
    articles=frozenset({"the", "this", "that", "its", "their"}),
    negations=frozenset({"not", "never", "cannot"}),
    deadlines=Phrases(
        dict.fromkeys(
            listed(
                "by; before; no later than; not later than; by no later than; prior to; by the time of; ahead of; "
                "on or before; by around; by about"
            ),
            True,
        )
        | dict.fromkeys(listed("not before; no earlier than; not earlier than; no sooner than"), False)
    ),
    edges=meaning_of(
        {
            "start": "early; early in; start of; beginning of; early part of",
            "middle": "mid -; mid; middle of",
            "end": "end of; end -; year - end; year end; close of; end",
            "late": "late; late in; latter part of",
        }
    ),
    in_words=all_of(
        "due; due in; maturing; maturing in; expiring; in; since; by; before; after; until; till; through; during; "
        "early; late; mid; end of; start of; beginning of; back in; around; fiscal; fiscal year; fy; the year; "
        "in early; in late; in mid; throughout; from; year; summer; spring; autumn; winter; fall; circa; between; "
        "calendar; starting; as of; as early as; as late as; calendar year; financial year; prior to; no later than; "
        "not later than; come; for fiscal; in fiscal"
    ),
    listing=frozenset({",", "and", "or"}),
    weak_in_words=all_of(
        "of; for; to; and; than; in about; or; versus; vs.; vs; on; with; than in; until at least; full - year; over"
    ),
    openers={"between": ("and",), "from": ("to", "through", "until", "-", "–")},
    connectors=frozenset({"-", "–", "to", "through"}),
    year_words=all_of("in; since; by; during; until; throughout; fiscal; before; for fiscal; back in"),
    month_words=all_of(
        "in; since; by; before; after; until; till; through; during; early; late; mid; mid -; of; last; next; this; "
        "end; until late; late in; back in; between; starting; past; coming; previous; following"
    ),
    past=frozenset({"last", "past", "previous"}),
    future=frozenset({"next", "coming"}),
    relative=meaning_of(
        {
            ("year", 1): "next year; the coming year; the following year",
            ("year", 0): "this year; the current year",
            ("year", -1): "last year; the previous year",
            ("quarter", 1): "next quarter; the coming quarter",
            ("quarter", 0): "this quarter; the current quarter",
            ("quarter", -1): "last quarter; the previous quarter",
            ("month", 1): "next month; the coming month",
            ("month", 0): "this month; the current month",
            ("month", -1): "last month; the previous month",
        }
    ),
    periods=meaning_of(
        {
            ("year", 0): "the year; of the year; year",
            ("month", 0): "the month; of the month",
            ("quarter", 0): "the quarter; of the quarter",
            ("decade", 0): "the decade; this decade; of the decade",
        }
    ),
    year_ends=all_of("year - end; year end"),
    within=all_of("within; within the next; within a period of; within the following; within the coming"),
    spans=meaning_of({"year": "years; year", "month": "months; month", "week": "weeks; week", "day": "days; day"}),
    no_dates=all_of(
        "vision; agenda; horizon; euro; project; strategy; plan; expo; windows; office; route; cop; mission; ambition"
        "; goal"
    ),
)
