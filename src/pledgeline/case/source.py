"""Where figures come from."""

from __future__ import annotations

from pydantic import Field

from pledgeline.case.figure import DateFigure, Record


class Source(Record):
    """A document that figures cite by the id it has in the case."""

    title: str
    publisher: str | None = None
    published: DateFigure | None = None
    kind: str | None = None
    language: str | None = None
    url: str | None = None
    file: str | None = Field(
        default=None,
        description="its text, relative to the folder of the case; quotations are looked up in it",
        examples=["sources/press-a.txt"],
    )
    sha256: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{64}$",
        description="of that file, so that quotations are checked against the text they were taken from",
    )
