"""The French catalogue: nothing is missing, nothing is stale, and every text fits its message."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import string
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.language.spoken import DOMAIN, FRENCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "pledgeline"
LOCALE = PACKAGE / "language" / "locale"
MESSAGES = {"say": (0,), "said": (0,), "say_each": (1, 2), "said_each": (1, 2), "phrase": (1,)}  # places of arguments


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """`docs/translate.py`."""
    path = ROOT / "docs" / "translate.py"
    if not path.exists():
        pytest.skip("the script of the catalogue is not part of this installation")
    spec = importlib.util.spec_from_file_location("translate", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gathered(script: ModuleType) -> Any:
    """Today's messages with the texts of the catalogue."""
    return script.gathered(script.read(script.CATALOGUE))


def texts() -> dict[str, tuple[str, ...]]:
    """What is compiled: the French texts by their first message."""
    with (LOCALE / FRENCH / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as stream:
        found: dict[Any, str] = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    grouped: dict[str, list[str]] = {}
    for key, text in found.items():
        if key:
            grouped.setdefault(key[0] if isinstance(key, tuple) else key, []).append(text)
    return {message: tuple(each) for message, each in grouped.items()}


def test_the_catalogue_is_complete_and_compiled(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["translate.py", "--check"])
    code = script.main()
    assert code == 0, capsys.readouterr().out


def test_every_message_of_the_code_is_found_by_the_script(script: ModuleType) -> None:
    found = {text for message, _ in script.messages() for text in message}
    assert [each for each in literal_messages() if each[1] not in found] == []


def test_messages_are_literals() -> None:
    """A message that is made at run time is in no catalogue; what is told again has a function of its own, `retold`."""
    tellers = MESSAGES.keys() - {"phrase"}  # a name that others use as well
    assert [where for where, name, text in calls() if text is None and name in tellers] == []


def literal_messages() -> Iterator[tuple[str, str]]:
    """Place and text of every message in the code, as its syntax has them."""
    yield from ((where, text) for where, _, text in calls() if text)


@cache
def calls() -> tuple[tuple[str, str, str | None], ...]:
    """Place, function and message of every call that tells one; None where the message is not a literal."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, str, str | None]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "language":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for place in MESSAGES.get(node.func.id, ()):
                    message = node.args[place] if place < len(node.args) else None
                    where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
                    literal = isinstance(message, ast.Constant) and isinstance(message.value, str)
                    yield where, node.func.id, message.value if literal else None  # type: ignore[union-attr]


def test_french_texts_name_the_fields_of_their_messages(script: ModuleType, gathered: Any) -> None:
    assert script.misnamed(gathered) == []
    for message, french in texts().items():
        wanted, given = fields(message), set().union(*map(fields, french))
        assert given <= wanted | fields(_many(gathered, message)), message


def _many(catalogue: Any, message: str) -> str:
    found = catalogue.get(message)
    return str(found.id[1]) if found is not None and isinstance(found.id, tuple) else message


def fields(message: str) -> set[str]:
    """The names of the fields of a message; none where its braces are no fields."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name}
    except ValueError:
        return set()


def test_french_punctuation_has_its_spaces() -> None:
    """A no-break space before `:`, `;`, `?`, `!` and `»`, and after `«`; the apostrophe is the typographic one."""
    loose = re.compile(r"[ ][:;?!»](?=\s|$)|«[ ]|[A-Za-zéèêàâîïôûùç]'[A-Za-zéèêàâîïôûùçÉÈÀ]|[^\W\d_];(?=\s|$)")
    assert {message: text for message, told in texts().items() for text in told if loose.search(text)} == {}
