"""How a page reaches what is a terminal and what is not."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from pledgeline.report.console import held, plainly, print_page

BODY = Group(Padding(Text("over −5"), (0, 0, 1, 2), expand=True), Text("plain"))


def sent(*, terminal: bool, encoding: str = "utf-8") -> str:
    """What a file of this encoding receives from a console of 20 columns."""
    buffer = io.BytesIO()
    file = io.TextIOWrapper(buffer, encoding=encoding, newline="")
    print_page(BODY, Console(file=file, width=20, force_terminal=terminal, color_system=None))
    file.flush()
    return buffer.getvalue().decode(encoding)


def test_lines_for_a_file_end_with_their_last_word() -> None:
    assert sent(terminal=False) == "  over −5\n\nplain\n"
    assert sent(terminal=False, encoding="ascii") == "  over -5\n\nplain\n"


@pytest.mark.parametrize(("encoding", "minus"), [("utf-8", "−"), ("ascii", "-")])
def test_a_terminal_gets_whole_lines(encoding: str, minus: str) -> None:
    first, second, *_ = sent(terminal=True, encoding=encoding).splitlines()
    assert (first, second) == (f"  over {minus}5".ljust(20), " " * 20)


def test_what_a_console_captures_is_the_page_in_its_order() -> None:
    console = Console(file=io.StringIO(), width=20)
    with console.capture() as captured:
        console.print("before")
        print_page(BODY, console)
        print_page(Text("last"), console)
    assert captured.get() == "before\n  over −5\n\nplain\nlast\n"


def test_no_line_breaks_within_a_figure_and_its_unit() -> None:
    file = io.StringIO()
    print_page(Text(held("Le capital est de 18,5\u00a0Md\u00a0USD net")), Console(file=file, width=20))
    assert file.getvalue() == "Le capital est de\n18,5\u00a0Md\u00a0USD net\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("ascii", 'a 1 000 %, "cote", l\'ecart: coeur ?'),
        ("latin-1", 'à 1\u00a0000\u00a0%, "côté", l\'écart: coeur ?'),
    ],
)
def test_a_letter_that_an_encoding_lacks_loses_its_accent(encoding: str, text: str) -> None:
    written = plainly("à 1\u202f000\u00a0%, «côté», l’écart: cœur →", encoding)
    assert written.replace("\u00a0", " ") == text.replace("\u00a0", " ")
