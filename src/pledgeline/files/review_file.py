"""The review file beside a case: what documents propose, readable and versioned; and how a file is replaced whole."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pledgeline.case.review import Review
from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.findings import problems_of
from pledgeline.files.nodes import plain
from pledgeline.files.text_file import decode, read_bytes
from pledgeline.files.yaml_text import parse_yaml
from pledgeline.files.yaml_writing import block
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.case.figure import Record
    from pledgeline.files.nodes import Plain

VERSION = "v1"
_HEAD = """\
# What documents propose to {case}: nothing here is part of the case.
# Decide with: pledgeline review {case}
# Written by pledgeline; comments of your own are not kept. A decision is open, accepted or rejected.
"""


def review_path(case: Path) -> Path:
    """The review file of a case: `case.review.yaml` beside `case.yaml`."""
    return case.with_name(f"{case.stem}.review.yaml")


def read_review(path: Path) -> Review | None:
    """The review in a file, None where there is none; raises `CaseError` with everything that is wrong in it."""
    if not path.exists():
        return None
    source = decode(read_bytes(path), str(path), str(path.parent))
    problems: list[Problem] = []
    root = parse_yaml(source, problems)
    if problems:
        raise CaseError(problems)
    content = plain(root)
    if not isinstance(content, dict) or content.get("review") != VERSION:
        what = said("this is no review file of version {version}", version=VERSION)
        remedy = said(
            "its first key is review: {version}; `pledgeline read FILE --into CASE` writes one", version=VERSION
        )
        raise CaseError([Problem(where=Place(file=str(path), line=1, column=1), what=what, remedy=remedy)])
    try:
        return Review.model_validate(content)
    except ValidationError as error:
        raise CaseError(problems_of(error, root, model=Review)) from None


def write_review(path: Path, review: Review) -> None:
    """Write the review file whole; raises OSError."""
    lines = block(
        {"review": VERSION, "case": review.case, "documents": _documents(review), "proposals": _items(review)}
    )
    replace_file(path, (_HEAD.format(case=review.case) + "\n".join(lines) + "\n").encode("utf-8"))


def _documents(review: Review) -> dict[str, Plain]:
    return {key: _written(document) for key, document in review.documents.items()}


def _items(review: Review) -> list[Plain]:
    return [_written(proposal) for proposal in review.proposals]


def _written(record: Record) -> dict[str, Plain]:
    """The fields that say something, in the order of the record."""
    return {
        name: _text(value) for name in type(record).model_fields if (value := getattr(record, name)) not in {None, ()}
    }


def _text(value: Any) -> Plain:  # noqa: ANN401  a field of these records
    return [str(item) for item in value] if isinstance(value, tuple) else str(value)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, so that no reader sees half of it; raises OSError."""
    target = path.resolve()
    made = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with made.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, made)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
