"""What an article says, in words: values, statuses, flags, and its traps in whole sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pledgeline.articles.literals import stated
from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.clauses import filled
from pledgeline.report.pages.wording import count, money, price, round_percent, whole
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from pledgeline.articles.collection import Compared, Otherwise
    from pledgeline.articles.conflicts import Comparison
    from pledgeline.articles.fact import Fact, Reading, Remark
    from pledgeline.case.review import Proposal

KINDS: dict[str, str] = {
    "money": said("Money"),
    "jobs": said("Jobs"),
    "power": said("Power"),
    "energy": said("Energy"),
    "percent": said("Percentage"),
    "share_price": said("Share price"),
    "shares": said("Shares"),
    "date": said("Date"),
}
# Flags that a short note tells; those that the value itself tells (about, at least, at most) are in neither table.
NOTES = {
    "basis_points": said("basis points"),
    "points": said("percentage points"),
    "cut": said("a cut"),
    "dollar_of_no_country": said("dollars of no country"),
    "relative": said("counted from the date of the article"),
    "year_inferred": said("the year follows from the date of the article"),
}
# Flags that call for care: a whole sentence each.
TRAPS = {
    "trillion_in_french": said(
        "“{quote}” in a French text: 10¹² is meant in English, and so it is read; a French trillion is 10¹⁸, and the "
        "English original may have said billion."
    ),
    "billion_in_french": said(
        "“{quote}” in a French text: a French billion is 10¹², and so it is read; the English original may have said "
        "billion, which is 10⁹."
    ),
    "no_currency": said("“{quote}”: no currency is said."),
    "size_unknown": said("“{quote}”: a size without a number."),
    "year_unknown": said("“{quote}”: no year is said, and the day of the article is not known."),
    "superlative_without_figure": said("“{quote}”: a superlative, and no figure in its sentence."),
}
_MONTH = re.compile(r"(\d{4}|-)-(\d{2})(?:-(\d{2}))?")
_PART = re.compile(r"(\d{4}|-)-([QH])([1-4])")
_HALVES = {"1": said("first half of {year}"), "2": said("second half of {year}")}
_HALVES_ALONE = {"1": said("first half"), "2": said("second half")}


def value_text(fact: Fact) -> str:
    """`at least USD 100bn`, `USD 5bn to USD 7bn`, `due by 31 December 2028`."""
    if fact.value is None:
        if fact.low is None or fact.high is None:
            return say("size not said") if fact.kind != "date" else say("date not known")
        return say("{low} to {high}", low=_one(fact, fact.low), high=_one(fact, fact.high))
    shown = _one(fact, fact.value)
    if fact.kind == "date":
        return say("due by {date}", date=shown) if "deadline" in fact.flags else shown
    if "at_least" in fact.flags:
        return say("at least {amount}", amount=shown)
    if "at_most" in fact.flags:
        return say("at most {amount}", amount=shown)
    return say("about {amount}", amount=shown) if "approximate" in fact.flags else shown


def _one(fact: Fact, end: Decimal | str) -> str:
    """One end of a fact with its unit."""
    if fact.kind == "date":
        return date_text(str(end))
    return _AMOUNTS.get(fact.kind, _measured)(float(end), fact.unit)


def _measured(number: float, unit: str | None) -> str:
    return f"{number_text(number, language=here())}\N{NO-BREAK SPACE}{unit}"


def _money(number: float, unit: str | None) -> str:
    return money(number, unit) if unit else count(number)


def _share_price(number: float, unit: str | None) -> str:
    return say("{price} a share", price=price(number, unit) if unit else number_text(number, language=here()))


_AMOUNTS: dict[str, Callable[[float, str | None], str]] = {
    "money": _money,
    "share_price": _share_price,
    "percent": lambda number, _: round_percent(number / 100),
    "jobs": lambda number, _: say("{count} jobs", count=whole(number)),
    "shares": lambda number, _: say("{count} shares", count=count(number)),
}


def date_text(iso: str) -> str:
    """`31 December 2028`, `Q4 2028`, `first half of 2028`, `2028`; `16 December` where no year is said."""
    if found := _MONTH.fullmatch(iso):
        year, month = found[1].strip("-"), here().months[int(found[2]) - 1]
        number = int(found[3]) if found[3] else 0
        day = here().first_of_month if number == 1 else str(number) if number else ""
        return " ".join(filter(None, (day, month, year)))
    if found := _PART.fullmatch(iso):
        year, kind, part = found[1].strip("-"), found[2], found[3]
        if kind == "H":
            return filled(_HALVES[part], year=year) if year else retold(_HALVES_ALONE[part])
        return say("Q{quarter} {year}", quarter=part, year=year).strip()
    return iso


def notes_of(fact: Fact) -> tuple[str, ...]:
    """The short notes of a fact, in the order of its flags."""
    return tuple(retold(NOTES[flag]) for flag in fact.flags if flag in NOTES)


def traps_of(fact: Fact, compared: Compared) -> tuple[str, ...]:
    """What a reader should be wary of, in whole sentences."""
    key = fact.kind, fact.start, fact.end
    flags = set(fact.flags) - ({"no_currency"} if "size_unknown" in fact.flags else set())
    sentences = [trap(flag, fact.quote) for flag in fact.flags if flag in flags & TRAPS.keys()]
    if key in compared.case and not compared.case[key].agrees:
        sentences.append(_against_case(fact, compared.case[key]))
    return (*sentences, *(_against_article(fact, other) for other in compared.others.get(key, ())))


def _against_article(fact: Fact, other: Otherwise) -> str:
    return say(
        "“{quote}”: {article} says {other} (“{passage}”), this text {value}.",
        quote=shown(fact.quote),
        article=other.article,
        other=value_text(other.fact),
        passage=shown(other.fact.quote),
        value=value_text(fact),
    )


def cautions_of(reading: Reading) -> tuple[str, ...]:
    """What holds for several facts of an article, said once."""
    number = sum("dollar_of_no_country" in fact.flags for fact in reading.facts)
    if not number:
        return ()
    return (
        say_each(
            number,
            "The text never says whose dollars it means; {n} amount is read as US dollars.",
            "The text never says whose dollars it means; {n} amounts are read as US dollars.",
            n=whole(number),
        ),
    )


def _against_case(fact: Fact, comparison: Comparison) -> str:
    return say(
        "“{quote}”: the case says {figure} ({path}), this text {value}.",
        quote=shown(fact.quote),
        figure=comparison.says,
        path=comparison.path,
        value=_literal(fact),
    )


def _literal(fact: Fact) -> str:
    """As the case would write it, so that the two compare at a glance."""
    found = stated(fact)
    if found is None or found.value is None:
        return value_text(fact)
    if "at_least" in fact.flags:
        return say("at least {amount}", amount=str(found.value))
    return say("at most {amount}", amount=str(found.value)) if "at_most" in fact.flags else str(found.value)


def trap(flag: str, quote: str) -> str:
    """The sentence of a flag about a passage."""
    return filled(TRAPS[flag], quote=shown(quote))


def trap_of(remark: Remark) -> str:
    """The sentence of a remark."""
    return trap(remark.flag, remark.quote)


def shown(passage: str) -> str:
    """A passage on one line, without signs that nobody sees."""
    return " ".join("".join(sign for sign in passage if sign not in UNSEEN).split())


UNSEEN = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def proposal_value(proposal: Proposal) -> str:
    """The value of a proposal as a literal, with its bound: `at least USD 100bn`."""
    literal = proposal.value or proposal.range or ""
    if proposal.bound == "at_least":
        return say("at least {amount}", amount=literal)
    return say("at most {amount}", amount=literal) if proposal.bound == "at_most" else literal
