"""Every table of a result as a Frictionless Data Package (version 2): CSV files and their description.

The package holds nothing of the machine or the clock: the same result gives the same bytes. Missing values are
empty; texts are UTF-8, lines end with CRLF as RFC 4180 has it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any

from pledgeline.files.result_tables import result_tables

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.engine.results import Result
    from pledgeline.files.result_tables import Cell, ResultTable

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTION = "datapackage.json"


def data_package(result: Result) -> dict[str, str]:
    """The files of the package by name: the description first, then a CSV file for each table."""
    tables = {f"{table.name}.csv": table for table in result_tables(result)}
    texts = {name: csv_text(table) for name, table in tables.items()}
    resources = [_resource(name, table, texts[name]) for name, table in tables.items()]
    described = json.dumps(_description(result, resources), indent=2, ensure_ascii=False) + "\n"
    return {DESCRIPTION: described, **texts}


def write_data_package(result: Result, folder: Path) -> None:
    """Write the package into a folder, made where it is not there; other files in it stay. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in data_package(result).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def csv_text(table: ResultTable) -> str:
    """A table as CSV with a head."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(field.name for field in table.fields)
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return stream.getvalue()


def _written(cell: Cell) -> str:
    """A cell as the package's types read it: no scale, no grouping, `true` and `false`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else str(cell)


def _resource(name: str, table: ResultTable, text: str) -> dict[str, Any]:
    content = text.encode()
    return {
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "type": "table",
        "path": name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [{"name": field.name, "type": field.type} for field in table.fields],
            "missingValues": [""],
        },
    }


def _description(result: Result, resources: list[dict[str, Any]]) -> dict[str, Any]:
    method = result.method
    slug = re.sub(r"[^a-z0-9]+", "-", result.title.lower()).strip("-")
    sources = [
        {key: text for key, text in (("title", source.title), ("path", source.url)) if text}
        for source in result.sources
    ]
    return {
        "$schema": PROFILE,
        "name": f"pledgeline-{slug}",
        "title": result.title,
        "description": f"{result.group} on {result.as_of.isoformat()}, scenario: {method.scenario or 'as stated'}; "
        f"Pledgeline {method.version}, seed {method.seed}, {method.paths} paths, input {method.input_hash}.",
        "version": method.version,
        **({"sources": sources} if sources else {}),
        "resources": resources,
    }
