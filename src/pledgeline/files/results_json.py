"""Results and other records as JSON: keys in the order of the record, dates as ISO text, no NaN."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any

from pledgeline.engine.results import SCHEMA_VERSION, Result

Json = dict[str, Any]


def to_dict(result: Result) -> Json:
    """A result as plain dictionaries, lists, texts, numbers and None."""
    return record(result)


def to_json(result: Result) -> str:
    """A result as JSON text; the same result gives the same bytes."""
    return dumps(to_dict(result))


def record(found: Any) -> Json:  # noqa: ANN401  # a record of any kind
    """Any frozen record as plain dictionaries and lists; numbers that are not finite become None."""
    return {field.name: plain(getattr(found, field.name)) for field in dataclasses.fields(found)}


def versioned(content: Mapping[str, Any]) -> Json:
    """The object of one verb of the command line, with the version of its schema first."""
    return {"schema_version": SCHEMA_VERSION, **{key: plain(inner) for key, inner in content.items()}}


def plain(found: Any) -> Any:  # noqa: ANN401  # whatever a record may hold
    """What JSON knows: records and mappings become objects, tuples arrays, dates and other literals text."""
    if found is None or isinstance(found, bool | int | float):
        return found if not isinstance(found, float) or math.isfinite(found) else None
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return record(found)
    if isinstance(found, Mapping):
        return {_key(key): plain(inner) for key, inner in found.items()}
    if isinstance(found, tuple | list):
        return [plain(inner) for inner in found]
    return found.isoformat() if isinstance(found, dt.date) else str(found)


def dumps(content: Json) -> str:
    """JSON text, two spaces deep, with a line feed at its end."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _key(key: object) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
