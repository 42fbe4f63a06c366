"""Which language is spoken, and who hears it."""

from __future__ import annotations

import threading

import pytest

from pledgeline.language.saying import say
from pledgeline.language.spoken import CODES, ENGLISH, FRENCH, Tongue, chosen, speaking, spoken, tongue
from pledgeline.units.text import LANGUAGES, here


def test_english_is_spoken_where_nobody_has_chosen() -> None:
    assert spoken().code == ENGLISH
    assert here() is LANGUAGES[ENGLISH]


def test_a_language_is_spoken_within_its_block_only() -> None:
    with speaking(FRENCH):
        assert spoken().code == FRENCH
        assert here() is LANGUAGES[FRENCH]
        with speaking(ENGLISH):
            assert spoken().code == ENGLISH
        assert spoken().code == FRENCH
    assert spoken().code == ENGLISH


def test_an_error_ends_the_block_too() -> None:
    with pytest.raises(ZeroDivisionError), speaking(FRENCH):
        raise ZeroDivisionError
    assert spoken().code == ENGLISH


def test_another_thread_does_not_hear_it() -> None:
    heard: list[str] = []
    with speaking(FRENCH):
        listener = threading.Thread(target=lambda: heard.append(spoken().code))
        listener.start()
        listener.join()
    assert heard == [ENGLISH]


def test_every_language_has_a_catalogue_and_a_way_to_write_numbers() -> None:
    assert set(CODES) == set(LANGUAGES)
    for code in CODES:
        assert tongue(code).code == code
    with speaking(FRENCH):
        assert say("Margin call") == "Appel de marge"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError, match="de"), speaking("de"):
        pass
    assert isinstance(tongue(FRENCH), Tongue)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, ENGLISH),
        ({"LANG": "C"}, ENGLISH),
        ({"LANG": "fr_FR.UTF-8"}, FRENCH),
        ({"LANG": "fr"}, FRENCH),
        ({"LANG": "fr_CA@euro"}, FRENCH),
        ({"LANG": "fr-BE"}, FRENCH),
        ({"LANG": "de_DE.UTF-8"}, ENGLISH),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, ENGLISH),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, FRENCH),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:en"}, FRENCH),
        ({"LANG": "C", "LANGUAGE": "fr"}, ENGLISH),
        ({"LANGUAGE": "fr"}, ENGLISH),
        ({"LANG": "en_US.UTF-8", "PLEDGELINE_LANG": "fr"}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "PLEDGELINE_LANG": "en"}, ENGLISH),
        ({"LANG": "fr_FR.UTF-8", "PLEDGELINE_LANG": ""}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "PLEDGELINE_LANG": "xx"}, ENGLISH),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], code: str) -> None:
    assert chosen(environment) == code
