"""How firmly a thing is said, in both languages."""

from __future__ import annotations

import pytest

from tests.articles.asked import facts

SAID = [
    ("pledged", "Le groupe s'engage à verser 4 milliards d'euros."),
    ("pledged", "Le groupe avait promis 4 milliards d'euros."),
    ("pledged", "Le groupe a annoncé qu'il investirait 4 milliards d'euros."),
    ("pledged", "Le groupe investira 4 milliards d'euros."),
    ("pledged", "Le groupe va dépenser 4 milliards d'euros."),
    ("pledged", "Le groupe prévoit d'investir 4 milliards d'euros."),
    ("in_talks", "Le groupe négocie un crédit de 4 milliards d'euros."),
    ("in_talks", "Le groupe serait en pourparlers pour emprunter 4 milliards d'euros."),
    ("rumoured", "Le groupe aurait levé 4 milliards d'euros."),
    ("rumoured", "Selon des sources proches, le groupe a levé 4 milliards d'euros."),
    ("signed", "Le groupe a signé un contrat de 4 milliards d'euros."),
    ("disbursed", "Le groupe a versé 4 milliards d'euros."),
    ("disbursed", "Les 4 milliards d'euros ont été versés."),
    ("forecast", "Le groupe prévoit un chiffre d'affaires de 4 milliards d'euros."),
    ("forecast", "Le chantier coûtera 4 milliards d'euros."),
    ("forecast", "Le chantier pourrait à terme coûter 4 milliards d'euros."),
    ("denied", "Le groupe dément avoir promis 4 milliards d'euros."),
    ("stated", "Le chiffre d'affaires était de 4 milliards d'euros."),
    ("pledged", "The group pledged 4 billion euros."),
    ("pledged", "The group will invest 4 billion euros."),
    ("pledged", "The group said it would invest 4 billion euros."),
    ("pledged", "The group plans to spend 4 billion euros."),
    ("in_talks", "The group is in talks to borrow 4 billion euros."),
    ("in_talks", "The group is considering a loan of 4 billion euros."),
    ("rumoured", "The group has reportedly raised 4 billion euros."),
    ("rumoured", "The group has raised 4 billion euros, according to people familiar with the matter."),
    ("signed", "The group signed a loan of 4 billion euros."),
    ("disbursed", "The group invested 4 billion euros."),
    ("disbursed", "The 4 billion euros were paid."),
    ("forecast", "The group expects sales of 4 billion euros."),
    ("forecast", "The site will cost 4 billion euros."),
    ("denied", "The group denied that it had promised 4 billion euros."),
    ("denied", "The group has no plans to spend 4 billion euros."),
    ("stated", "Revenue was 4 billion euros."),
    ("stated", "The group has yet to pay the 4 billion euros."),
    ("stated", "The group has not yet paid the 4 billion euros."),
    ("denied", "The group has not paid the 4 billion euros."),
    ("stated", "Le groupe n'a pas encore versé les 4 milliards d'euros."),
    ("denied", "Le groupe n'a pas versé les 4 milliards d'euros."),
    ("stated", "Will the group ever invest 4 billion euros?"),
    ("stated", "Le groupe investira-t-il 4 milliards d'euros ?"),
    ("pledged", "« Pourquoi ? », demande le maire, qui a promis 4 milliards d'euros."),
    ("stated", "Did the group pay the 4 billion euros?"),
    ("pledged", "Can the group, which has promised 4 billion euros, go on?"),
    ("signed", "L'accord prévoit 4 milliards d'euros."),
    ("forecast", "Le ministère prévoit 4 milliards d'euros de recettes."),
    ("pledged", "Il y aura du retard, et 4 milliards d'euros seront versés."),
    ("pledged", "The group will invest more than planned: 4 billion euros."),
]


@pytest.mark.parametrize(("status", "text"), SAID)
def test_status(status: str, text: str) -> None:
    (fact,) = facts(text, "money")
    assert fact.status == status


def test_each_part_of_a_sentence_says_its_own() -> None:
    paid, talked = facts("The group paid 4 billion euros, but is in talks about 9 billion euros.", "money")
    assert (paid.status, talked.status) == ("disbursed", "in_talks")
    promised, created = facts("Le groupe a promis 4 milliards d'euros, mais 300 emplois ont été créés.")
    assert (promised.status, created.status) == ("pledged", "stated")


def test_the_imperfect_is_no_conditional() -> None:
    (fact,) = facts("Le groupe montrait une dette de 4 milliards d'euros.", "money")
    assert fact.status == "stated"


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("stated", "It has not yet disbursed any of the $500 million it pledged in 2021."),
        ("denied", "Aucun des 50 000 emplois promis n'a été créé."),
        ("denied", "None of the 50,000 jobs was created."),
        ("pledged", "The group will invest 12 billion won."),
        ("stated", "The group has a debt of 12 billion won."),
        ("signed", "The group won a contract of 12 billion won."),
    ],
)
def test_total_denials_and_the_currency_won(status: str, text: str) -> None:
    assert [fact.status for fact in facts(text) if fact.kind != "date"] == [status]
