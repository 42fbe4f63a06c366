"""The files that articles come in: what is read, what is refused, and in which words."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING

import pytest

from pledgeline.errors import CaseError, UnknownName
from pledgeline.files import article_file
from pledgeline.files.article_file import article_of, read_article

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Un prêt de 5 milliards d’euros.\r\nRien de plus.\n"


def refusal(content: bytes, name: str = "a.txt") -> str:
    """What is said of bytes that are no article."""
    with pytest.raises(CaseError) as found:
        article_of(content, name)
    return str(found.value)


def test_a_text_is_read_as_it_stands() -> None:
    found = article_of(TEXT.encode(), "a.txt")
    assert (found.form, found.encoding, found.text) == ("text", "utf-8", TEXT)
    assert found.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_mark_at_the_start_tells_the_encoding_and_is_no_character(mark: bytes, encoding: str) -> None:
    found = article_of(mark + TEXT.encode(encoding), "a.txt")
    assert (found.text, found.encoding) == (TEXT, encoding)


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    assert refusal(content) == "a.txt: the file is empty; name a file that holds a text"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "the file is a PNG picture, not text"),
        (b"PK\x03\x04" + bytes(20), "the file is a ZIP archive, as Word and Excel files are, not text"),
        (b"\x1f\x8b\x08" + b"x" * 20, "the file is a gzip archive, not text"),
        (b"one\0two", "the file is not text: byte 3 is zero"),
        (codecs.BOM_UTF32_LE + "one".encode("utf-32-le"), "the file is text in UTF-32"),
    ],
)
def test_a_binary_is_named_for_what_it_is(content: bytes, what: str) -> None:
    assert refusal(content) == f"a.txt: {what}; save its text as UTF-8, and name that file"


def test_another_encoding_is_refused_with_the_command_that_mends_it_and_nothing_is_guessed() -> None:
    said = refusal("Premier.\nUn prêt".encode("cp1252"), "press/a.txt")
    assert said == (
        "press/a.txt:2:6: byte 0xea at offset 14 is not UTF-8; save it as UTF-8; "
        "if it came from Windows: iconv -f WINDOWS-1252 -t UTF-8 'press/a.txt' > 'a.utf-8.txt'"
    )


def test_the_place_of_a_wrong_byte_is_shown() -> None:
    with pytest.raises(CaseError) as found:
        article_of("Premier.\nUn prêt".encode("cp1252"), "a.txt")
    (problem,) = found.value.problems
    assert (problem.where.line, problem.where.column, problem.where.text[:5]) == (2, 6, "Un pr")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>", "cp1252"),
        ("<meta charset=shift_jis>", "shift_jis"),
        ("<meta charset='utf-8'>", "utf-8"),
        ("<meta charset='rot13'>", "utf-8"),
        ("<meta charset='no such'>", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body>Un pret</body></html>"
    found = article_of(page.encode(encoding), "a.html")
    assert (found.form, found.encoding, found.text) == ("html", encoding, page)


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.txt", b"%PDF-1.7 ...", "pdf"),
        ("a.bin", b"<!DOCTYPE HTML>\n<html>", "html"),
        ("a.bin", b"<!-- x --><html lang=fr>", "html"),
        ("a.HTM", b"plain", "html"),
        ("a.md", b"# plain", "text"),
        ("a", b"<htmlx>", "text"),
    ],
)
def test_the_form_follows_from_the_content_first(name: str, content: bytes, form: str) -> None:
    assert article_of(content, name).form == form


def test_a_large_text_is_refused_before_it_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.write(b"text")
        file.truncate(50 * 2**20)
    taken: list[int] = []
    whole = article_file.article_of

    def watched(content: bytes, name: str, *, form: article_file.Form | None = None) -> article_file.ArticleFile:
        taken.append(len(content))
        return whole(content, name, form=form)

    monkeypatch.setattr(article_file, "article_of", watched)
    with pytest.raises(CaseError, match="larger than 10 MB; name the part of it that is to be read"):
        read_article(large)
    assert taken == [article_file.LIMITS["text"] + 1]


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    largest = tmp_path / "a.txt"
    largest.write_bytes(b"x" * article_file.LIMITS["text"])
    assert len(read_article(largest).text) == article_file.LIMITS["text"]


def test_what_is_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="is a folder; name a file in it"):
        read_article(tmp_path)
    with pytest.raises(UnknownName, match="there is no such file"):
        read_article(tmp_path / "a.txt")
