"""Jobs: created, hired for, cut; and people who are neither hired nor let go."""

from __future__ import annotations

import pytest

from tests.articles.asked import facts, read


@pytest.mark.parametrize(
    ("text", "quote", "value", "flags"),
    [
        ("Le site va créer 1 250 emplois directs.", "1 250 emplois", "1250", ()),
        (
            "Le site va créer quelque 1.250 nouveaux emplois.",
            "quelque 1.250 nouveaux emplois",
            "1250",
            ("approximate",),
        ),
        ("Il prévoit 300 embauches.", "300 embauches", "300", ()),
        ("Il veut recruter trois cents ingénieurs.", "trois cents ingénieurs", "300", ()),
        ("Une centaine de postes seront supprimés.", "Une centaine de postes", "100", ("approximate", "cut")),
        ("Il licencie 45 salariés.", "45 salariés", "45", ("cut",)),
        ("Il annonce 800 suppressions de postes.", "800 suppressions de postes", "800", ("cut",)),
        ("10 millions d'emplois sont en jeu.", "10 millions d'emplois", "10000000", ()),
        ("It will create 1,250 well-paid manufacturing jobs.", "1,250 well-paid manufacturing jobs", "1250", ()),
        ("It will add 1.250 jobs in Texas.", "1.250 jobs", "1250", ()),
        ("It plans to hire 5k people.", "5k people", "5000", ()),
        ("It laid off 45 workers.", "45 workers", "45", ("cut",)),
        ("It announced 800 job cuts.", "800 job cuts", "800", ("cut",)),
        ("Some 900 positions will be eliminated.", "Some 900 positions", "900", ("approximate", "cut")),
        ("Two or three hundred jobs will follow.", "three hundred jobs", "300", ()),
        ("two dozen jobs", "two dozen jobs", "24", ()),
    ],
)
def test_jobs(text: str, quote: str, value: str, flags: tuple[str, ...]) -> None:
    (fact,) = facts(text)
    assert (fact.kind, fact.quote, str(fact.value), fact.unit, fact.flags) == ("jobs", quote, value, "jobs", flags)


@pytest.mark.parametrize(
    "text",
    [
        "Le groupe emploie 45 000 salariés.",
        "The group has 45,000 employees.",
        "Elle a vendu 3 000 voitures.",
        "Some 5,000 people watched.",
        "3 000 postes de travail sont connectés.",
        "Les 12 personnes ont dîné.",
    ],
)
def test_people_who_are_there_are_no_jobs(text: str) -> None:
    assert read(text, "jobs") == []


def test_cut_belongs_to_the_figure_that_is_cut() -> None:
    cut, created = facts("The bank will cut 900 jobs and create 500 jobs.")
    assert (cut.flags, created.flags) == (("cut",), ())
    cut, created = facts("La banque va supprimer 900 postes et créer 500 emplois.")
    assert (cut.flags, created.flags) == (("cut",), ())


def test_a_range_and_a_size_unknown() -> None:
    assert read("Entre 300 et 400 emplois seront créés.") == [("Entre 300 et 400 emplois", "300..400", "jobs")]
    (fact,) = facts("The plan would bring tens of thousands of jobs.")
    assert (fact.quote, fact.value, fact.flags) == ("tens of thousands of jobs", None, ("size_unknown",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It will cut 400 of its 3,000 posts.", [("400 of its 3,000 posts", "400")]),
        ("It laid off 400 of the 3,000 workers.", [("400 of the 3,000 workers", "400")]),
        ("Il licenciera 400 des 3 000 salariés.", [("400 des 3 000 salariés", "400")]),
        ("It sold 1.5 of its 6 million shares.", [("1.5 of its 6 million shares", "1500000")]),
        ("Four of the 12 directors resigned.", []),
        ("La ville compte 400 de ces 3 000 maisons.", []),
    ],
)
def test_a_part_of_a_whole_counts_what_the_whole_does(text: str, found: list[tuple[str, str]]) -> None:
    assert [(quote, value) for quote, value, _ in read(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It will hire for 700 jobs, 250 of them in Leeds.", ["700 jobs", "250 of them"]),
        ("It will add 700 jobs, including 250 in Leeds and 90 in York.", ["700 jobs", "250", "90"]),
        ("Il crée 700 emplois, dont 250 à Lille, soit 950 au total.", ["700 emplois", "250", "950"]),
        ("Il crée 700 emplois, dont 250 logements et 30 % à Lille.", ["700 emplois"]),
        ("Il crée 700 emplois, soit 3 millions d'euros de salaires.", ["700 emplois"]),
        ("It will add 700 jobs by 2029, including 40 robots.", ["700 jobs"]),
    ],
)
def test_numbers_after_jobs_count_jobs_where_nothing_else_is_named(text: str, found: list[str]) -> None:
    assert [quote for quote, _, _ in read(text, "jobs")] == found


@pytest.mark.parametrize(
    "text",
    [
        "700 jobs to go in Leeds",
        "Some 700 jobs would go.",
        "Usine : 700 postes en moins",
        "L'État compte 700 postes supprimés.",
    ],
)
def test_jobs_that_go_are_cut(text: str) -> None:
    (fact,) = facts(text, "jobs")
    assert "cut" in fact.flags


def test_who_is_trained_is_not_hired() -> None:
    assert read("It will hire 60 engineers and train 25 apprentices.", "jobs") == [("60 engineers", "60", "jobs")]
    assert read("Il embauchera 60 ingénieurs et 25 techniciens.", "jobs")[1] == ("25 techniciens", "25", "jobs")
