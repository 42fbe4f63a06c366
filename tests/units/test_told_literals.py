"""Why a text is no literal, in the language of its reader."""

from __future__ import annotations

import pickle

import pytest

from pledgeline.language.saying import retold
from pledgeline.language.spoken import FRENCH, speaking
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import LiteralError, Unit
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.range import Range
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span
from pledgeline.units.spelling import suggestion
from tests.language.pseudo import PSEUDO, outside

UNITS = (Count, Number, ExchangeRate, Money, PartialDate, Power, Rate, Ratio, BusinessDays, Span)
STRANGE = (
    "", "x" * 200, "about 5", "25bn", "$170", "USD 30 billion", "USD 22,5bn", "USD 1,000", "1e9", "NaN", "0.6", "51",
    "1.5", "35 %", "35 percent", "USD 5 bn", "usd 5bn", "USD5bn", "5bn USD", "-USD 5bn", "US\u00a0D 5bn", "+5", "05",
    ".5", "9 October 2025", "03/04/2025", "13/04/2025", "2025-13-01", "2025-02-30", "2025-4-3", "Q4 2028", "2028 Q4",
    "SOFR+225bp", "SOFR + 225", "sofr + 225bp", "5000%", "6", "6 months", "200y", "5d", "10MW", "1 000", "USD/JPY 148",
    "JPY 148 / USD", "JPY 0 per USD", "USD 1 per USD", "XXX 5bn", "USD 99999999999999999999", "USD 1000000tn",
)  # fmt: skip


def trouble(unit: type[Unit], text: str) -> LiteralError | None:
    try:
        unit.parse(text)
    except LiteralError as error:
        return error
    return None


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.__name__)
def test_every_word_of_a_refusal_is_told_or_was_written(unit: type[Unit]) -> None:
    found = [error for text in STRANGE if (error := trouble(unit, text)) is not None]
    assert len(found) > 20
    signs = ("per", "bn", "BN", "tn", "MW", "GW", "SOFR", "mo", "bd", "bp", "billion", "XXX")
    with speaking(PSEUDO):
        told = [retold(error.sentence) for error in found]
    written = [word for text in STRANGE for word in (text, text[:39], text.replace("\u00a0", " "))]
    assert {sentence: words for sentence in told if (words := outside(sentence, (*written, *signs)))} == {}


@pytest.mark.parametrize(
    ("unit", "text", "what", "remedy"),
    [
        (Money, "25bn", "« 25bn » n’est pas un montant : il n’a pas de devise",
         "écrivez la devise devant, par exemple USD 25bn"),
        (Span, "6\u00a0mo", "« 6 mo » n’est pas une durée : il contient un caractère spécial (espace insécable)",
         "écrivez 6mo"),
        (Money, "UDS 5bn", "« UDS » n’est pas une devise", "vouliez-vous dire USD ?"),
        (Ratio, "1.5", "« 1.5 » n’est pas un ratio : il manque le signe %", "écrivez 1.5% ou 150%"),
        (PartialDate, "2025-02-30", "« 2025-02-30 » n’est pas un jour du calendrier",
         "le dernier jour de ce mois est le 2025-02-28"),
        (Span, "6", "« 6 » n’est pas une durée : il n’a pas d’unité", "écrivez 6y, 6mo, 6d ou 6bd"),
    ],
    ids=["currency", "space", "near", "percent", "day", "span"],
)  # fmt: skip
def test_a_refusal_reads_as_a_french_sentence(unit: type[Unit], text: str, what: str, remedy: str) -> None:
    error = trouble(unit, text)
    assert error is not None
    with speaking(FRENCH):
        assert (plain(retold(error.what)), plain(retold(error.remedy))) == (what, remedy)
        assert plain(retold(error.sentence)) == f"{what} ; {remedy}"


def plain(text: str) -> str:
    """With common spaces before the signs that French keeps apart."""
    return text.replace("\u00a0", " ")


def test_a_refusal_can_still_be_told_after_it_came_from_another_process() -> None:
    error = trouble(Ratio, "51")
    assert error is not None
    again = pickle.loads(pickle.dumps(error.sentence))  # noqa: S301  our own
    assert again == str(error)
    with speaking(FRENCH):
        assert retold(again) == retold(error.sentence) != str(error)


def test_a_range_is_refused_in_french() -> None:
    with pytest.raises(LiteralError) as caught, speaking(FRENCH):
        Range.parse("40%..30%", Ratio)
    with speaking(FRENCH):
        assert retold(caught.value.what) == "la fourchette commence à 40%, au-dessus de sa fin 30%"
        assert retold(caught.value.remedy) == "écrivez 30%..40%"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["arm"], "vouliez-vous dire arm ?"),
        (["openai"], "écrivez openai"),
        (["openai", "tmus"], "écrivez l’un de : openai, tmus"),
        ([str(n) for n in range(13)], "écrivez l’un de : 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ou 1 autre"),
        ([str(n) for n in range(14)], "écrivez l’un de : 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ou l’un des 2 autres"),
    ],
    ids=["near", "one", "two", "one-more", "more"],
)
def test_what_may_be_written_is_told_in_french(names: list[str], told: str) -> None:
    with speaking(FRENCH):
        assert plain(retold(suggestion("amr", names))) == told
