"""Reading the tables of reference values."""

from __future__ import annotations

import csv
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


def table(name: str) -> list[dict[str, str]]:
    """The rows of `tests/tables/<name>.csv`."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
