"""Power, energy, percentages, shares and their prices."""

from __future__ import annotations

import pytest

from tests.articles.asked import facts, read


@pytest.mark.parametrize(
    ("text", "kind", "quote", "value", "unit"),
    [
        ("une centrale de 1 600 MW", "power", "1 600 MW", "1600", "MW"),
        ("une centrale de 1,6 gigawatt", "power", "1,6 gigawatt", "1.6", "GW"),
        ("une centrale de 900 mégawatts", "power", "900 mégawatts", "900", "MW"),
        ("a 1.6-gigawatt plant", "power", "1.6-gigawatt", "1.6", "GW"),
        ("at least 30 GW of load", "power", "at least 30 GW", "30", "GW"),
        ("elle produit 12 TWh par an", "energy", "12 TWh", "12", "TWh"),
        ("la centrale produit 3,5 térawattheures", "energy", "3,5 térawattheures", "3.5", "TWh"),
        ("it used 450 gigawatt-hours", "energy", "450 gigawatt-hours", "450", "GWh"),
        ("une hausse de 7,25 %", "percent", "7,25 %", "7.25", "%"),
        ("une hausse de vingt pour cent", "percent", "vingt pour cent", "20", "%"),
        ("a rise of 12 per cent", "percent", "12 per cent", "12", "%"),
        ("a change of -3.5%", "percent", "-3.5%", "-3.5", "%"),
        ("une prime de 350 points de base", "percent", "350 points de base", "3.5", "%"),
        ("a premium of 350bp", "percent", "350bp", "3.5", "%"),
        ("up 2 percentage points", "percent", "2 percentage points", "2", "%"),
        ("il cède 4,5 millions d'actions", "shares", "4,5 millions d'actions", "4500000", "shares"),
        ("it sold 18 million ordinary shares", "shares", "18 million ordinary shares", "18000000", "shares"),
        ("il paie 62,40 euros par action", "share_price", "62,40 euros par action", "62.4", "EUR"),
        ("it pays €62.40 a share", "share_price", "€62.40 a share", "62.4", "EUR"),
        ("shares closed at €62.40", "share_price", "€62.40", "62.4", "EUR"),
        ("le titre a clôturé à 62,40 €", "share_price", "62,40 €", "62.4", "EUR"),
    ],
)
def test_measures(text: str, kind: str, quote: str, value: str, unit: str) -> None:
    (fact,) = facts(text)
    assert (fact.kind, fact.quote, str(fact.value), fact.unit) == (kind, quote, value, unit)


def test_points_are_flagged() -> None:
    assert facts("a premium of 350 basis points")[0].flags == ("basis_points",)
    assert facts("un écart de 2 points de pourcentage")[0].flags == ("points",)


def test_a_price_that_moved_is_two_prices() -> None:
    low, high = facts("L'action est passée de 48 € à plus de 91 € par action.")
    assert [(fact.kind, str(fact.value), fact.low) for fact in (low, high)] == [
        ("share_price", "48", None),
        ("share_price", "91", high.value),
    ]


@pytest.mark.parametrize(
    "text",
    ["Trois actions prioritaires sont prévues.", "The 5G network and the A100.", "a GB300 rack", "un V8 de 300 ch"],
)
def test_no_measures(text: str) -> None:
    assert read(text) == []


def test_a_year_before_a_noun_is_a_year() -> None:
    assert read("In 2024 shares of the group rose.") == [("2024", "2024", "date")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The rate fell 2.5 points.", [("2.5 points", "2.5")]),
        ("Margins slipped by half a point.", [("half a point", "0.5")]),
        ("a coupon 3 points over Euribor", [("3 points", "3")]),
        ("La marge a reculé d'un demi-point.", [("un demi-point", "0.5")]),
        ("Le taux de chômage perd 0,4 point.", [("0,4 point", "0.4")]),
        ("The Dow fell 400 points as inflation rose.", []),
        ("Le CAC 40 cède 12 points, comme l'inflation.", []),
        ("The plan has 12 points on growth.", []),
        ("At a point the rate rose.", []),
        ("They won by 4 points.", []),
    ],
)
def test_points_are_per_cent_only_where_a_rate_moves_by_them(text: str, found: list[tuple[str, str]]) -> None:
    assert [(quote, value) for quote, value, _ in read(text, "percent")] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The shares closed at 340 pence.", [("340 pence", "3.4", "GBP")]),
        ("It pays 12 cents a share.", [("12 cents a share", "0.12", "USD")]),
        ("Its target is cut to 66p from 72p a share.", [("66p", "0.66", "GBP"), ("72p a share", "0.72", "GBP")]),
        ("Le dividende est de 45 centimes par action.", [("45 centimes par action", "0.45", "EUR")]),
        ("L'action vaut 40 €, contre 38 € en mai.", [("40 €", "40", "EUR"), ("38 €", "38", "EUR")]),
        ("L'action vaut 40 € ; le café, 3 €.", [("40 €", "40", "EUR")]),
        ("A film in 1080p at a price of 4 dollars.", []),
    ],
)
def test_coins_are_hundredths(text: str, found: list[tuple[str, str, str]]) -> None:
    assert read(text, "share_price") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sites of 1, 3 and 5 GW", [("1", "1", "GW"), ("3", "3", "GW"), ("5 GW", "5", "GW")]),
        ("des sites de 2 ou 3 MW", [("2", "2", "MW"), ("3 MW", "3", "MW")]),
        ("in phases 2 and 3 MW", [("3 MW", "3", "MW")]),
    ],
)
def test_every_member_of_a_list_is_a_fact(text: str, found: list[tuple[str, str, str]]) -> None:
    assert read(text, "power") == found


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Growth was >10 % in 2024.", True),
        ("Growth was high (>10 %).", True),
        ("Growth was <b>10 %</b> in 2024.", False),
        (">10 % was the growth.", False),
    ],
)
def test_the_end_of_a_tag_is_no_bound(text: str, *, bound: bool) -> None:
    (fact,) = facts(text, "percent")
    assert (fact.low is not None) is bound
