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
