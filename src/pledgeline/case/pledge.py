"""Promises made in public, and what came of them."""

from __future__ import annotations

from pydantic import Field

from pledgeline.case.figure import Amount, Citations, DateFigure, Record, Shares


class Progress(Record):
    """One step towards a pledge."""

    date: DateFigure
    amount: Amount | None = None
    jobs: Shares | None = None
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")


class Pledge(Record):
    """A promise made in public."""

    by: str
    to: str | None = None
    amount: Amount | None = None
    jobs: Shares | None = Field(default=None, description="jobs promised", examples=["100k"])
    made: DateFigure
    deadline: DateFigure | None = None
    progress: tuple[Progress, ...] = ()
