"""Text files, read with bounds: their size and their encoding are checked before anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.file_trouble import file_trouble
from pledgeline.files.nodes import Mark, SourceText
from pledgeline.language.saying import said
from pledgeline.units.spelling import closest

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 16 * 2**20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x1f\x8b": "gzip", b"PK": said("a zip archive such as xlsx")}


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a file; raises `CaseError` where it cannot be read or holds more than `limit`."""
    place = Place(file=str(path))
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise CaseError([Problem(where=place, what=said("there is no such file"), remedy=_nearby(path))]) from None
    except IsADirectoryError:
        remedy = said("name a file in it")
        raise CaseError([Problem(where=place, what=said("this is a folder"), remedy=remedy)]) from None
    except (OSError, ValueError) as error:
        what = said("the file cannot be read: {reason}", reason=file_trouble(error))
        raise CaseError([Problem(where=place, what=what)]) from None
    if len(content) > limit:
        what = said("the file is larger than {size} MB", size=limit // 2**20)
        raise CaseError([Problem(where=place, what=what, remedy=said("split it with import:"))])
    return content


def _nearby(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        return said("there is no folder {folder} either", folder=str(path.parent))
    near = closest(path.name, names)
    return said("did you mean {name}?", name=str(path.parent / near)) if near else ""


def decode(content: bytes, name: str, folder: str) -> SourceText:
    """The text of the bytes; raises `CaseError` where they are not UTF-8 or hold control characters."""
    foreign = next((kind for start, kind in _BOMS.items() if content.startswith(start)), "")
    if foreign:
        place = Place(file=name, line=1, column=1)
        what = said("the file is {format}, not text in UTF-8", format=foreign)
        raise CaseError([Problem(where=place, what=what, remedy=_SAVE)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        source = SourceText(name, folder, content.decode("utf-8-sig", "replace"))
        byte = f"{content[error.start]:#04x}"
        what = said("byte {byte} at offset {offset} is not UTF-8", byte=byte, offset=error.start)
        raise CaseError([Problem(where=_mark_after(before, source).place(), what=what, remedy=_SAVE)]) from None
    source = SourceText(name, folder, text)
    if (found := _CONTROL.search(text)) is not None:
        what = said("there is a control character ({code})", code=f"U+{ord(found.group()):04X}")
        place = _mark_after(text[: found.start()], source).place()
        raise CaseError([Problem(where=place, what=what, remedy=said("delete it"))])
    return source


_SAVE = said("save the file as UTF-8")


def _mark_after(before: str, source: SourceText) -> Mark:
    lines = before.splitlines() or [""]
    if before[-1:] in {"\n", "\r"}:
        lines.append("")
    line, column = len(lines) - 1, len(lines[-1])
    return Mark(source, line, column, line, column + 1)
