"""Sentences that remember how they were made."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, dataclass
from gettext import NullTranslations

import pytest

from pledgeline.language.saying import Said, retold, said, said_each, say, say_each
from pledgeline.language.spoken import Tongue, speaking
from pledgeline.units.text import figured, money_text

FRENCH = {
    "{group} owes {debt}.": "{debt} : voilà ce que doit {group}.",
    "{what}; {remedy}": "{what} ; {remedy}",
    "no date": "sans date",
    "give one": "en donner une",
    "{n} loan": "{n} prêt",
    "{n} loans": "{n} prêts",
}


class Dictionary(NullTranslations):
    """A catalogue of a few sentences, with the plural of French."""

    def gettext(self, message: str) -> str:
        """The French sentence."""
        return FRENCH.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The French sentence for a number, nought being one."""
        return self.gettext(many if number > 1 else one)


FRENCH_HERE = Tongue(code="fr", sentences=Dictionary())


def test_a_sentence_is_said_in_the_language_spoken_here() -> None:
    assert say("{group} owes {debt}.", group="A", debt="1") == "A owes 1."
    with speaking(FRENCH_HERE):
        assert say("{group} owes {debt}.", group="A", debt="1") == "1 : voilà ce que doit A."
        assert say("unheard of") == "unheard of"


def test_what_is_said_is_english_until_it_is_retold() -> None:
    with speaking(FRENCH_HERE):
        sentence = said("{what}; {remedy}", what=said("no date"), remedy=said("give one"))
        assert sentence == "no date; give one"
        assert isinstance(sentence, str)
        assert retold(sentence) == "sans date ; en donner une"
    assert retold(sentence) == "no date; give one"
    assert retold("a name of the case") == "a name of the case"


@pytest.mark.parametrize(
    ("number", "english", "french"), [(0, "0 loans", "0 prêt"), (1, "1 loan", "1 prêt"), (2, "2 loans", "2 prêts")]
)
def test_each_language_has_its_own_plural(number: int, english: str, french: str) -> None:
    assert say_each(number, "{n} loan", "{n} loans", n=number) == english
    assert said_each(number, "{n} loan", "{n} loans", n=number) == english
    with speaking(FRENCH_HERE):
        assert say_each(number, "{n} loan", "{n} loans", n=number) == french
        assert retold(said_each(number, "{n} loan", "{n} loans", n=number)) == french


def test_figures_are_written_anew_for_their_reader() -> None:
    sentence = said("{group} owes {debt}.", group="A", debt=figured(money_text, 18.5e9, "USD"))
    assert sentence == "A owes USD 18.5bn."
    with speaking(FRENCH_HERE):
        assert retold(sentence) == "18,5\u00a0Md\u00a0USD : voilà ce que doit A."


def test_a_missing_field_is_an_error_and_a_message_without_fields_may_hold_braces() -> None:
    with pytest.raises(KeyError, match="debt"):
        said("{group} owes {debt}.", group="A")
    assert say("a mapping {…}") == "a mapping {…}"
    assert say("") == ""


@dataclass(frozen=True)
class Note:
    """A record that holds a sentence."""

    text: str


def test_sentences_travel_and_stay_what_they_are() -> None:
    sentence = said("{what}; {remedy}", what=said("no date"), remedy=figured(money_text, 5e9, "USD"))
    travelled = (
        pickle.loads(pickle.dumps(sentence)),  # noqa: S301  our own bytes
        copy.deepcopy(sentence),
        copy.copy(sentence),
        asdict(Note(sentence))["text"],
    )
    for arrived in travelled:
        assert arrived == sentence == "no date; USD 5bn"
        with speaking(FRENCH_HERE):
            assert retold(arrived) == "sans date ; 5\u00a0Md\u00a0USD"
    assert json.dumps({"text": sentence}) == '{"text": "no date; USD 5bn"}'


def test_a_joined_sentence_forgets_how_it_was_made() -> None:
    assert isinstance(said("no date"), Said)
    assert not isinstance(said("no date") + ".", Said)
