"""Gather every sentence that a reader sees, update the French catalogue, and compile it; with --check only compare.

    python docs/translate.py                  gather, and say what has no translation
    python docs/translate.py --add FILE…      take translations from JSON: {message: text, or [one, many]}
    python docs/translate.py --check          exit code 1 where the catalogue is not up to date and complete

The catalogue is `src/pledgeline/language/locale/fr/LC_MESSAGES/pledgeline.po`; edit it with any gettext editor.
"""

from __future__ import annotations

import argparse
import ast
import csv
import datetime as dt
import fcntl
import gettext
import io
import json
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pledgeline.cli.endings import VERBS
from pledgeline.cli.main import pledgeline

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pledgeline"
CATALOGUE = PACKAGE / "language" / "locale" / "fr" / "LC_MESSAGES" / "pledgeline.po"
TELLERS = {"say": (0,), "said": (0,), "say_each": (1, 2), "said_each": (1, 2), "phrase": (1,)}  # places of messages
KEYWORDS: dict[str, Any] = {"say": None, "say_each": (2, 3)}  # in templates
THEIR_OWN = ("saying.py",)  # defines the tellers
TABLES = {  # bundled tables, and their columns that a reader sees
    "data/reference_classes.csv": ("locator",),
    "data/regulators.csv": ("rule", "paragraph", "note"),
    "data/verification.csv": ("title", "author", "source"),
}
Message = tuple[str, ...]  # one, or one and many


def messages() -> Iterator[tuple[Message, str]]:
    """Every message with the file it stands in, in the order of the files."""
    for path in sorted(PACKAGE.rglob("*")):
        told = {".py": told_in_python, ".j2": told_in_template}.get(path.suffix)
        if told is not None:
            yield from ((message, path.relative_to(PACKAGE).as_posix()) for message in told(path))
    yield from table_messages()
    yield from ((message, "help") for message in help_messages())


def table_messages() -> Iterator[tuple[Message, str]]:
    """The texts of the bundled tables, with the table they stand in."""
    for name, columns in TABLES.items():
        with (PACKAGE / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from (((row[column],), name) for column in columns if row[column])


def told_in_python(path: Path) -> Iterator[Message]:
    """The messages of a module, also of tellers within tellers, which the extractor of babel passes over.

    Raises ValueError for a message that is not a literal.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in TELLERS:
            continue
        places = TELLERS[node.func.id]
        found = [node.args[place] for place in places if place < len(node.args)]
        texts = tuple(one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str))
        if len(texts) != len(places) and path.name not in THEIR_OWN:
            raise ValueError(f"{path}:{node.lineno}: a message is a literal at its call")
        if len(texts) == len(places):
            yield texts


def told_in_template(path: Path) -> Iterator[Message]:
    """The messages of a template."""
    with path.open("rb") as stream:
        found = extract("jinja2.ext:babel_extract", stream, keywords=KEYWORDS, options={"trimmed": "true"})
        for _, message, _, _ in found:
            yield tuple(map(str, message)) if isinstance(message, tuple) else (str(message),)


def help_messages() -> Iterator[Message]:
    """What the command line says of itself: verbs and options; those of its library are in `cli/click_words.py`."""
    yield from ((text,) for text in VERBS.values())
    context = click.Context(pledgeline)
    for command in (pledgeline, *(pledgeline.get_command(context, verb) for verb in VERBS)):
        if command is None:
            continue
        yield from ((text,) for text in (command.help, command.epilog) if text)
        options = [each for each in command.params if isinstance(each, click.Option)]
        yield from ((each.help,) for each in options if each.help)


def gathered(known: Catalog) -> Catalog:
    """A catalogue of today's messages with the translations known so far."""
    made = Catalog(
        locale="fr", domain="pledgeline", project="pledgeline", fuzzy=False,
        header_comment="# French texts of Pledgeline.", copyright_holder="the Pledgeline authors",
    )  # fmt: skip
    made.revision_date = made.creation_date  # both are left out of the file
    for message, place in messages():
        key = message if len(message) > 1 else message[0]
        if not key:
            continue
        before = known.get(message[0])
        texts = before.string if before is not None else ""
        made.add(key, string=texts or ("" if len(message) == 1 else ("", "")), locations=[(place, 0)])
    return made


def untranslated(catalogue: Catalog) -> list[str]:
    """Messages without a French text."""
    return [_key(each) for each in catalogue if each.id and not all(_texts(each.string))]


def misnamed(catalogue: Catalog) -> list[str]:
    """Messages whose French text names other fields than the message does."""
    wrong = []
    for each in catalogue:
        if each.id and all(_texts(each.string)) and "{" in "".join(_texts(each.id)):
            wanted = set().union(*map(_fields, _texts(each.id)))
            if any(not _fields(text) <= wanted for text in _texts(each.string)) or (
                _fields(_texts(each.string)[-1]) != _fields(_texts(each.id)[-1])
            ):
                wrong.append(_key(each))
    return wrong


def _key(message: Any) -> str:  # noqa: ANN401  babel has no types for it
    return str(_texts(message.id)[0])


def _texts(text: Any) -> tuple[str, ...]:  # noqa: ANN401  babel: one text, or one for each number
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def _fields(message: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name}
    except ValueError:
        return {"not a message"}


def read(path: Path) -> Catalog:
    """A catalogue from its file; empty where there is none."""
    if not path.exists():
        return Catalog(locale="fr")
    with path.open("rb") as stream:
        return read_po(stream, locale="fr")


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as text, sorted, without dates and line numbers, so that it changes only where a message does."""
    stream = io.BytesIO()
    write_po(stream, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=120)
    head = (
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    )
    return (
        f'{head}"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'.encode()
        + stream.getvalue()
    )


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue: its messages, and a head without a clock, so that the same texts give the same bytes."""
    never = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    plain = Catalog(
        locale="fr", domain="pledgeline", project="pledgeline", version="0", fuzzy=False,
        creation_date=never, revision_date=never, last_translator="", language_team="", msgid_bugs_address="",
    )  # fmt: skip
    for each in catalogue:
        if each.id and all(_texts(each.string)):
            plain.add(each.id, string=each.string)
    stream = io.BytesIO()
    write_mo(stream, plain)
    return stream.getvalue()


def _said(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Messages and their texts."""
    return {_texts(each.id): _texts(each.string) for each in catalogue if each.id}


def _compiled(content: bytes) -> dict[Any, str]:
    """Messages and their texts as the program reads them, without the head of the file."""
    found = dict(gettext.GNUTranslations(io.BytesIO(content))._catalog)  # type: ignore[attr-defined]  # noqa: SLF001  nothing public lists them
    found.pop("", None)
    return found


def add(catalogue: Catalog, path: Path) -> None:
    """Take translations from a JSON file; a message that the program no longer says is passed over."""
    for message, text in json.loads(path.read_text(encoding="utf-8")).items():
        found = catalogue.get(message)
        if found is not None:
            found.string = tuple(text) if isinstance(text, list) else text


def main() -> int:
    """Gather, add, write or compare; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", nargs="*", type=Path, default=[])
    asked = parser.parse_args()
    with CATALOGUE.open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = gathered(read(CATALOGUE))
        for path in asked.add:
            add(catalogue, path)
        text = po_bytes(catalogue)
        # compiled from the text, so that it does not matter what was in memory
        compiled = mo_bytes(read_po(io.BytesIO(text), locale="fr"))
        binary = CATALOGUE.with_suffix(".mo")
        # compared by what they say, as another version of babel may lay them out in another way
        stale = _said(read(CATALOGUE)) != _said(catalogue) or not binary.exists()
        stale = stale or _compiled(binary.read_bytes()) != _compiled(compiled)
        if not asked.check:
            CATALOGUE.write_bytes(text)
            binary.write_bytes(compiled)
    missing, wrong = untranslated(catalogue), misnamed(catalogue)
    print(*(f"no French text: {message!r}" for message in missing), sep="\n")
    print(*(f"other fields in the French text: {message!r}" for message in wrong), sep="\n")
    print(f"{len(catalogue)} messages, {len(missing)} without a French text")
    return 1 if asked.check and (stale or missing or wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
