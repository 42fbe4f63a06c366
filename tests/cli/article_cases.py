"""A case of one promise, and texts that speak of it, for tests of what is read into a case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

PROMISE: dict[str, Any] = {
    "group": {"name": "Alder Group"},
    "parties": {
        "us": {"name": "United States", "aliases": ["États-Unis", "U.S."]},
        "birch": {"name": "Birch AI", "aliases": ["Birch"]},
    },
    "pledges": {
        "us-2024": {
            "by": "group",
            "to": "us",
            "amount": {"value": "USD 100bn", "from": ["wire"]},
            "jobs": "100k",
            "made": "2024-12-16",
            "deadline": "2029-01",
        },
    },
    "sources": {"wire": {"title": "A wire service"}},
}
FRENCH = (
    "Alder et les promesses\n\n"
    "Le 16 décembre, Alder a promis d'investir au moins 100 milliards de dollars aux États-Unis d'ici la fin de 2028.\n"
    "Birch cherche un prêt de 1 trillion de dollars.\n"
)
HEAD = "# Kept: every byte of this file.\n"


def text_of(changes: dict[str, Any] | None = None) -> str:
    """The case as a file with comments: sections on lines, each in braces."""
    case = case_of({**PROMISE, **(changes or {})})
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}  # {key}" for key, value in case.items()]
    return HEAD + "\n".join(lines) + "\n"


def laid(folder: Path, *, case: str | None = None, **articles: str) -> Path:
    """A folder with the case, and articles by their names without `.txt`."""
    (folder / "case.yaml").write_bytes((case or text_of()).encode())
    for name, text in (articles or {"press": FRENCH}).items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    return folder / "case.yaml"
