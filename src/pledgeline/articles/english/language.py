"""English, all of it."""

from __future__ import annotations

from pledgeline.articles.english.dates import DATES
from pledgeline.articles.english.numbers import NUMBERS
from pledgeline.articles.english.statuses import STATUSES
from pledgeline.articles.english.units import UNITS
from pledgeline.articles.phrases import all_of, set_of
from pledgeline.articles.vocabulary import Vocabulary

ENGLISH = Vocabulary(
    code="en",
    frequent=set_of(
        "the of and to in that is was for with as by at from has have its will said would are be it or this after "
        "into about more than when who their"
    ),
    numbers=NUMBERS,
    units=UNITS,
    dates=DATES,
    statuses=STATUSES,
    superlatives=all_of("largest; biggest; greatest; most expensive; most important; most ambitious; highest; richest"),
    ever=all_of(
        "ever; in history; of all time; on record; in the history; in its history; in the world; the world has seen;"
        " in the company's history; the country has seen; in the country's history; of its kind; the world has ever"
    ),
    unmatched=all_of("unprecedented; record - breaking; record - setting; historic; record; colossal"),
    sums=all_of(
        "adventure; undertaking; venture; scheme; overhaul; push; "
        "investment; investments; deal; deals; pledge; commitment; spending; project; projects; loan; programme; "
        "program; amount; sum; sums; package; fund; offering; financing; investment plan; effort; bet; acquisition; "
        "expansion; adventure; undertaking; venture; scheme; overhaul; push; public works"
    ),
)
