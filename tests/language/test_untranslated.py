"""No words of a page or of the command line stand outside the catalogue: a static look at the sources.

A literal is words where two words of letters stand side by side in it, or where it is one word with a capital. It
must then be a message, that is an argument of `say` and its kin, or be named in `NOT_READ` with the reason why no
reader sees it. Words in small letters alone are names within the program as often as not; that such a one is not
shown is seen by the tests that render pages in the language of `tests/language/pseudo.py`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, nodes

from tests.language.pseudo import read

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "src" / "pledgeline"
ROOMS = ("report", "cli")
MODULES = sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py"))
TEMPLATES = sorted((PACKAGE / "report" / "templates").glob("*.j2"))

TELLERS = {"say", "said", "say_each", "said_each", "phrase"}
WORDS = re.compile(r"^(?!pledgeline ).*[^\W\d_]{2,}[,;:.]? [^\W\d_]{2,}|^[A-Z][a-z]{2,}[.:]?$", re.DOTALL)  # no command
# keyword arguments that no reader sees: styles of a terminal, encodings, modes
SETTINGS = {"style", "header_style", "encoding", "errors", "mode", "justify", "name"}
HELP = {"help", "epilog"}  # of commands and options, which the catalogue's script walks
TYPES = {"cast", "TypeVar"}  # calls whose texts are names of types
HELPERS = {"output_options"}  # calls whose texts become help
# literals that are words and no text for a reader: place, a part of the literal, why
NOT_READ: tuple[tuple[str, str, str], ...] = (
    ("report/html.py", "default-src", "a Content-Security-Policy"),
    ("report/pages/sources.py", "not graded", "a code, which CONFIDENCES has in words"),
    ("cli/outputs.py", "the page", "part of the help of an option"),
    ("cli/outputs.py", "the figures", "part of the help of an option"),
    ("cli/outputs.py", " with its pictures", "part of the help of an option"),
    ("cli/llm_endpoint.py", "Authorization", "a field of HTTP"),
    ("cli/read_articles.py", "<standard input>", "what stands for the name of a file, in JSON too"),
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_words_in_the_code_are_messages(path: Path) -> None:
    tree, place = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(PACKAGE).as_posix()
    passed_over = set(_passed_over(tree))
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in passed_over and WORDS.search(node.value) and not _not_read(place, node.value)
    ]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_words_in_the_templates_are_messages(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    html = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    shown = [text.strip() for text in read(html) if re.search(r"[^\W\d_]{2,}", text.replace("Pledgeline", ""))]
    assert shown == []
    tree = Environment(autoescape=True).parse(source)
    told = {id(argument) for call in tree.find_all(nodes.Call) if _tells(call) for argument in call.args}
    constants = [each for each in tree.find_all(nodes.Const) if isinstance(each.value, str) and id(each) not in told]
    assert [each.value for each in constants if WORDS.search(each.value)] == []


def test_the_list_of_literals_that_nobody_reads_holds_nothing_more() -> None:
    for place, part, reason in NOT_READ:
        assert reason
        assert part in (PACKAGE / place).read_text(encoding="utf-8"), (place, part)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('say("Two words")', []),
        ('Fact(term="Cash", text=x)', ["Cash"]),
        ('f"{n} of the paths"', [" of the paths"]),
        ('table("close-out", note="none")', []),
        ('Text(x, style="bold red")', []),
        ('say("a message", field="two words")', ["two words"]),
        ('def f():\n    """Two words."""\n    return "Two words"', ["Two words"]),
    ],
)
def test_what_counts_as_words(code: str, words: list[str]) -> None:
    tree = ast.parse(code)
    passed_over = set(_passed_over(tree))
    constants = [each for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    texts = [str(each.value) for each in constants if id(each) not in passed_over]
    assert [text for text in texts if WORDS.search(text)] == words


def _passed_over(tree: ast.AST) -> Iterator[int]:
    """Literals that are messages, docstrings, or settings that no reader sees."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            statement = node.body[0]
            assert isinstance(statement, ast.Expr)
            yield id(statement.value)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.Dict):
            yield from map(id, filter(None, node.keys))  # codes of the program
        if isinstance(node, ast.Call):
            if _name(node.func) in TELLERS | TYPES | HELPERS:
                yield from map(id, node.args)
            for keyword in node.keywords:
                if keyword.arg in SETTINGS | HELP or _name(node.func) in HELPERS:
                    yield from map(id, ast.walk(keyword.value))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _tells(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in TELLERS


def _not_read(place: str, text: str) -> bool:
    return any(place == where and part in text for where, part, _ in NOT_READ)
