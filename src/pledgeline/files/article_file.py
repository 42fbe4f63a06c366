"""The files that articles come in: their size, kind and encoding are checked, nothing is guessed."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pledgeline.errors import CaseError, Place, Problem, UnknownName
from pledgeline.language.saying import said

Form = Literal["text", "html", "pdf"]
LIMITS: dict[Form, int] = {"text": 10 * 2**20, "html": 10 * 2**20, "pdf": 50 * 2**20}
_MEGABYTE = 2**20
_HEAD = 1024  # bytes in which a page must say how it is encoded
_PAGES = {".html", ".htm", ".xhtml"}
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_BINARY = {
    b"\x89PNG": said("a PNG picture"),
    b"\xff\xd8\xff": said("a JPEG picture"),
    b"GIF8": said("a GIF picture"),
    b"PK\x03\x04": said("a ZIP archive, as Word and Excel files are"),
    b"\x1f\x8b": said("a gzip archive"),
    b"\xd0\xcf\x11\xe0": said("an old Office file"),
    b"{\\rtf": said("a rich-text file"),
    b"\x7fELF": said("a program"),
}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAVE = said("save its text as UTF-8, and name that file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """A file as it was read: its text, or for a PDF its bytes; `sha256` is of the bytes."""

    name: str
    form: Form
    sha256: str
    encoding: str = "utf-8"
    text: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)


def read_article(path: Path) -> ArticleFile:
    """The article in a file.

    Raises `UnknownName` and `OSError` where there is no file to read, and `CaseError` where what it holds is no text
    that can be read with certainty, or more than can be meant.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            form = _form(head, path.suffix)
            content = head + file.read(LIMITS[form] + 1 - len(head))
    except FileNotFoundError:
        raise UnknownName(said("{file}: there is no such file", file=str(path))) from None
    except IsADirectoryError:
        raise UnknownName(said("{file} is a folder; name a file in it", file=str(path))) from None
    except ValueError:  # a NUL in the name
        raise UnknownName(said("{file}: there is no such file", file=repr(str(path)))) from None
    return article_of(content, str(path), form=form)


def article_of(content: bytes, name: str, *, form: Form | None = None) -> ArticleFile:
    """The article in bytes; raises `CaseError`."""
    form = form or _form(content[:_HEAD], Path(name).suffix)
    if len(content) > LIMITS[form]:
        limit = LIMITS[form] // _MEGABYTE
        what = said("the file is larger than {limit} MB", limit=limit)
        raise _problem(name, what, said("name the part of it that is to be read"))
    if not content.strip():
        raise _problem(name, said("the file is empty"), said("name a file that holds a text"))
    digest = hashlib.sha256(content).hexdigest()
    if form == "pdf":
        return ArticleFile(name=name, form=form, sha256=digest, content=content)
    text, encoding = _decoded(content, name, form)
    if not text.strip():
        raise _problem(name, said("the file is empty"), said("name a file that holds a text"))
    return ArticleFile(name=name, form=form, sha256=digest, encoding=encoding, text=text)


def _form(head: bytes, suffix: str) -> Form:
    if head.startswith(b"%PDF-"):
        return "pdf"
    return "html" if suffix.lower() in _PAGES or _PAGE.match(head.removeprefix(codecs.BOM_UTF8)) else "text"


def _decoded(content: bytes, name: str, form: Form) -> tuple[str, str]:
    """The text without a byte-order mark, and its encoding."""
    if content.startswith(_UTF_32):
        raise _problem(name, said("the file is text in UTF-32"), _SAVE)
    foreign = next((kind for start, kind in _BINARY.items() if content.startswith(start)), None)
    if foreign is not None:
        raise _problem(name, said("the file is {kind}, not text", kind=foreign), _SAVE)
    marked = next((known for mark, known in _UTF_16.items() if content.startswith(mark)), None)
    if marked is None and b"\0" in content:
        offset = content.index(b"\0")
        raise _problem(name, said("the file is not text: byte {offset} is zero", offset=offset), _SAVE)
    encoding = marked or (_declared(content) if form == "html" else "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecoded(error, content, name, encoding) from None
    return text.removeprefix("\ufeff"), encoding


def _declared(content: bytes) -> str:
    """The encoding that a page says it has; UTF-8 where it says none that is known."""
    found = None if content.startswith(codecs.BOM_UTF8) else _CHARSET.search(content[:_HEAD])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8"
    # a page that calls itself Latin-1 is read as Windows-1252, as browsers do; others may be no encodings of text
    name = "cp1252" if name in {"iso8859-1", "ascii"} else name
    return name if name in _OF_PAGES else "utf-8"


_OF_PAGES = frozenset(
    {"utf-8", "cp1252", "iso8859-15", "cp1250", "iso8859-2", "mac-roman", "shift_jis", "euc_jp", "cp932"}
)


def _undecoded(error: UnicodeDecodeError, content: bytes, name: str, encoding: str) -> CaseError:
    before = content[: error.start].decode(encoding, "replace")
    lines = before.splitlines() or [""]
    if before[-1:] in {"\n", "\r"}:
        lines.append("")
    what = said(
        "byte {byte} at offset {offset} is not {encoding}",
        byte=f"{content[error.start]:#04x}",
        offset=error.start,
        encoding=encoding.upper(),
    )
    shown = lines[-1] + content[error.start : error.start + 80].decode(encoding, "replace").split("\n")[0]
    place = Place(file=name, line=len(lines), column=len(lines[-1]) + 1, text=shown)
    command = f"iconv -f WINDOWS-1252 -t UTF-8 '{name}' > '{Path(name).stem}.utf-8{Path(name).suffix}'"
    remedy = said("save it as UTF-8; if it came from Windows: {command}", command=command)
    return CaseError([Problem(where=place, what=what, remedy=remedy)])


def _problem(name: str, what: str, remedy: str) -> CaseError:
    return CaseError([Problem(where=Place(file=name), what=what, remedy=remedy)])
