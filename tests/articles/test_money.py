"""Amounts of money: currencies, scales, marks, words, bounds, ranges, sizes not said."""

from __future__ import annotations

import pytest

from tests.articles.asked import facts, read

FRENCH = [
    ("un prêt de 12,5 milliards d'euros", "12,5 milliards d'euros", "12500000000", "EUR"),
    ("un prêt de 750 000 livres sterling", "750 000 livres sterling", "750000", "GBP"),
    ("un prêt de 3\u202f200\u00a0M€ au total", "3\u202f200\u00a0M€", "3200000000", "EUR"),
    ("un chèque de 2,5 Mds€", "2,5 Mds€", "2500000000", "EUR"),
    (
        "une dette de deux milliards et demi de dollars américains",
        "deux milliards et demi de dollars américains",
        "2500000000",
        "USD",
    ),
    ("une dette d'un demi-milliard de francs suisses", "un demi-milliard de francs suisses", "500000000", "CHF"),
    ("il coûte quatre-vingt-dix-sept millions de yens", "quatre-vingt-dix-sept millions de yens", "97000000", "JPY"),
    ("il coûte trois cent vingt mille euros", "trois cent vingt mille euros", "320000", "EUR"),
    ("il coûte 2 mille milliards de wons", "2 mille milliards de wons", "2000000000000", "KRW"),
    ("il coûte 4.250.000 euros", "4.250.000 euros", "4250000", "EUR"),
    ("il coûte 4.250,75 euros", "4.250,75 euros", "4250.75", "EUR"),
    ("il coûte 1.375 milliard d'euros", "1.375 milliard d'euros", "1375000000", "EUR"),
    ("il coûte 40 milliards de dollars canadiens", "40 milliards de dollars canadiens", "40000000000", "CAD"),
    ("une vingtaine de millions d'euros versés", "une vingtaine de millions d'euros", "20000000", "EUR"),
    ("il paie 85 € par MWh", "85 €", "85", "EUR"),
]
ENGLISH = [
    ("a loan of $12.5 billion", "$12.5 billion", "12500000000", "USD"),
    ("a loan of US$750,000 was made", "US$750,000", "750000", "USD"),
    ("a loan of €3,200m", "€3,200m", "3200000000", "EUR"),
    ("a loan of £2.5bn", "£2.5bn", "2500000000", "GBP"),
    ("a debt of two and a half billion dollars", "two and a half billion dollars", "2500000000", "USD"),
    ("half a billion Swiss francs were paid", "half a billion Swiss francs", "500000000", "CHF"),
    ("it costs ninety-seven million yen", "ninety-seven million yen", "97000000", "JPY"),
    ("it costs three hundred and twenty thousand euros", "three hundred and twenty thousand euros", "320000", "EUR"),
    ("a 7-billion-dollar bill", "7-billion-dollar", "7000000000", "USD"),
    ("it costs HK$40bn", "HK$40bn", "40000000000", "HKD"),
    ("it costs 40 billion Australian dollars", "40 billion Australian dollars", "40000000000", "AUD"),
    ("it costs EUR 4.5bn", "EUR 4.5bn", "4500000000", "EUR"),
    ("it costs 1½ billion euros", "1½ billion euros", "1500000000", "EUR"),
    ("a price of $1T", "$1T", "1000000000000", "USD"),
]


@pytest.mark.parametrize(("text", "quote", "value", "unit"), FRENCH)
def test_french_money(text: str, quote: str, value: str, unit: str) -> None:
    assert read(text, language="fr") == [(quote, value, unit)]


@pytest.mark.parametrize(("text", "quote", "value", "unit"), ENGLISH)
def test_english_money(text: str, quote: str, value: str, unit: str) -> None:
    assert read(text, language="en") == [(quote, value, unit)]


@pytest.mark.parametrize(
    ("text", "quote", "low", "high"),
    [
        ("il a levé au moins 60 milliards d'euros", "au moins 60 milliards d'euros", "60000000000", None),
        ("il a levé plus d'un million d'euros", "plus d'un million d'euros", "1000000", None),
        ("il a levé 60 milliards d'euros ou plus", "60 milliards d'euros ou plus", "60000000000", None),
        ("il peut lever jusqu'à 60 M€", "jusqu'à 60 M€", None, "60000000"),
        ("it raised more than $60bn", "more than $60bn", "60000000000", None),
        ("it raised $60bn-plus", "$60bn-plus", "60000000000", None),
        ("it may raise up to $60 million", "up to $60 million", None, "60000000"),
        ("it raised no less than £60m", "no less than £60m", "60000000", None),
    ],
)
def test_a_bound_is_the_value_and_an_end(text: str, quote: str, low: str | None, high: str | None) -> None:
    (fact,) = facts(text)
    ends = [None if end is None else str(end) for end in (fact.low, fact.high)]
    assert (fact.quote, ends) == (quote, [low, high])
    assert fact.value == (fact.low if low else fact.high)
    assert fact.flags[0] == ("at_least" if low else "at_most")


@pytest.mark.parametrize(
    ("text", "quote", "figure"),
    [
        ("de 3 à 4 milliards d'euros", "de 3 à 4 milliards d'euros", "3000000000..4000000000"),
        ("entre 300 et 450 millions d'euros", "entre 300 et 450 millions d'euros", "300000000..450000000"),
        ("3 à 4 Md€", "3 à 4 Md€", "3000000000..4000000000"),
        ("between $3bn and $4bn", "between $3bn and $4bn", "3000000000..4000000000"),
        ("from 900 million to 1.2 billion euros", "from 900 million to 1.2 billion euros", "900000000..1200000000"),
        ("$900 to $1,200", "$900 to $1,200", "900..1200"),
        ("US$3-4 billion", "US$3-4 billion", "3000000000..4000000000"),
        ("$3–4bn", "$3–4bn", "3000000000..4000000000"),
    ],
)
def test_a_range_is_one_fact_without_a_value(text: str, quote: str, figure: str) -> None:
    (found,) = read(f"The bill: {text}." if "$" in text or "from" in text else f"La facture : {text}.")
    assert found[:2] == (quote, figure)


def test_two_amounts_between_which_something_moved_are_two_facts() -> None:
    assert read("L'enveloppe est portée de 3 à 4 milliards d'euros.") == [
        ("3", "3000000000", "EUR"),
        ("4 milliards d'euros", "4000000000", "EUR"),
    ]
    assert [found[1] for found in read("The group raised its offer from $3bn to $4bn.")] == ["3000000000", "4000000000"]


@pytest.mark.parametrize(
    ("text", "quote", "unit"),
    [
        ("Il injecte des dizaines de milliards.", "des dizaines de milliards", None),
        ("Il injecte plusieurs millions d'euros.", "plusieurs millions d'euros", "EUR"),
        ("It will spend hundreds of billions.", "hundreds of billions", None),
        ("It will spend several billion dollars.", "several billion dollars", "USD"),
        ("It will spend tens of millions of euros.", "tens of millions of euros", "EUR"),
    ],
)
def test_a_size_that_is_not_said_has_no_value(text: str, quote: str, unit: str | None) -> None:
    (fact,) = facts(text, "money")
    assert (fact.quote, fact.value, fact.low, fact.high, fact.unit) == (quote, None, None, None, unit)
    assert "size_unknown" in fact.flags
    assert ("no_currency" in fact.flags) == (unit is None)


def test_a_number_of_no_currency_is_money_only_where_the_sentence_speaks_of_money() -> None:
    assert read("Il va dépenser 80 milliards sur quatre ans.") == [("80 milliards", "80000000000", None)]
    assert read("It borrowed 80 billion from the banks.") == [("80 billion", "80000000000", None)]
    assert read("Le site compte 80 millions de visiteurs.") == []
    assert read("Le site a 80 millions d'abonnés qui ont payé.") == []
    assert read("Its model has 80 billion parameters.") == []
    assert read("The firm spent years on 80 billion parameters.") == []


def test_long_scales_are_read_as_an_english_text_means_them_and_flagged() -> None:
    (fact,) = facts("Il évoque 2 trillions de dollars des États-Unis.")
    assert (str(fact.value), fact.flags) == ("2000000000000", ("trillion_in_french",))
    (fact,) = facts("Il évoque 1 billion d'euros.")
    assert (str(fact.value), fact.flags) == ("1000000000000", ("billion_in_french",))
    assert facts("It speaks of 2 trillion euros.")[0].flags == ()


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Un prêt de 3 milliards de dollars.", True),
        ("Un prêt de 3 milliards de dollars aux États-Unis.", False),
        ("Un prêt de 3 milliards de dollars américains.", False),
        ("A loan of $3bn.", True),
        ("A loan of US$3bn.", False),
        ("A loan of $3bn. The American firm agreed.", False),
        ("A loan of A$3bn.", False),
        ("A loan of $3bn and business as usual.", True),
    ],
)
def test_a_dollar_of_no_country_is_flagged(text: str, flagged: bool) -> None:  # noqa: FBT001
    (fact,) = facts(text, "money")
    assert ("dollar_of_no_country" in fact.flags) is flagged


@pytest.mark.parametrize(
    "text",
    [
        "The team won 3-2 on page 14 of the report.",
        "Call 01 23 45 67 89 at 10:30.",
        "The A320 and GPT-5 and 5G.",
        "Le n° 12 de la liste a 45 ans.",
        "La version 2.1.3 est sortie.",
        "One of the largest banks, a thousand miles away.",
        "Voir http://exemple.fr/a/2024/12/p?id=5000000.",
        "The S&P 500 gained.",
        "C'est un des plus gros.",
    ],
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert read(text, "money") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "It may cost 6, 7 or 8 billion euros.",
            [("6", "6000000000"), ("7", "7000000000"), ("8 billion euros", "8000000000")],
        ),
        ("Il faut 2 ou 3 millions d'euros.", [("2", "2000000"), ("3 millions d'euros", "3000000")]),
        ("In 2024, 300 million euros were lost.", [("300 million euros", "300000000")]),
        ("Il faut payer 30 millions au plus tard en mai.", [("30 millions", "30000000")]),
        ("It paid EUR40m and CHF2.5bn.", [("EUR40m", "40000000"), ("CHF2.5bn", "2500000000")]),
        ("The tariff is £62/MWh.", [("£62", "62")]),
        (
            "Revenue was 3 million euros and is now 5 million.",
            [("3 million euros", "3000000"), ("5 million", "5000000")],
        ),
    ],
)
def test_lists_codes_and_second_mentions(text: str, found: list[tuple[str, str]]) -> None:
    assert [(quote, value) for quote, value, _ in read(text, "money")] == found


@pytest.mark.parametrize(
    "text",
    [
        "It will invest Rs 5,000 crore in the plant.",
        "It spent INR 3 lakh on roads.",
        "It bought the Rs 5,000-crore plant.",
        "The fund raised ¥5億 for it.",
        "It has $1e400 billion.",
        "It pledged 10^12 dollars.",
        "Sales in yen 2.3 times higher.",
    ],
)
def test_what_would_be_cut_short_is_left_out(text: str) -> None:
    assert read(text, "money") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A change of -$400 million.", [("-$400 million", "-400000000", "USD")]),
        ("A change of £-5m.", [("£-5m", "-5000000", "GBP")]),
        ("Un flux de −400 M$.", [("−400 M$", "-400000000", "USD")]),
        ("It invested yen 4.5 trillion.", [("yen 4.5 trillion", "4500000000000", "JPY")]),
        (
            "Le titre a pris 1,5 dollar à 82,4 dollars le baril.",
            [("1,5 dollar", "1.5", "USD"), ("82,4 dollars", "82.4", "USD")],
        ),
    ],
)
def test_signs_and_moves(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(fact.quote, str(fact.value), fact.unit) for fact in facts(text) if fact.value] == found
