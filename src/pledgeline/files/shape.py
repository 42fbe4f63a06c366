"""The shape of a case: which record stands at which path, which keys it has, and an example of each."""

from __future__ import annotations

import datetime as dt
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import Tag

from pledgeline.case.figure import Record, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo

    from pledgeline.files.nodes import Path

_UNIONS = (Union, types.UnionType)
_EXAMPLE_DEPTH = 3


class Spot(NamedTuple):
    """Where a location in pydantic's terms points: the path in the file, and the record that holds its last step."""

    path: Path
    owner: type[Record] | None
    field: FieldInfo | None


def spot(root: type[Record], location: Iterable[str | int]) -> Spot:
    """Translate a location, which also names the members of unions it went through, into a path."""
    shape: Any = root
    path: list[str | int] = []
    owner: type[Record] | None = None
    field: FieldInfo | None = None
    for step in location:
        member = _member(shape, step)
        if member is not None:
            shape = member
        elif step != "[key]":
            path.append(step)
            owner, field = _record(shape), None
            if owner is not None:
                field = keys(owner).get(str(step))
                shape = _annotation(field) if field is not None else None
            else:
                shape = _item(shape)
    return Spot(tuple(path), owner, field)


def keys(record: type[Record]) -> dict[str, FieldInfo]:
    """The fields of a record by the name they have in the file."""
    return {field.alias or name: field for name, field in record.model_fields.items()}


def example(field: FieldInfo) -> str:
    """What may be written for a field, as YAML on one line."""
    return _field_example(field, _EXAMPLE_DEPTH)


def members(shape: object) -> tuple[Any, ...]:
    """The members of a union, None left out; of anything else, itself."""
    bare = _bare(shape)
    if get_origin(bare) not in _UNIONS:
        return (shape,)
    return tuple(inner for one in get_args(bare) if one is not type(None) for inner in members(one))


def _annotation(field: FieldInfo) -> object:
    """The type of a field, with the metadata that pydantic has moved off it."""
    if not field.metadata:
        return field.annotation
    return Annotated[(field.annotation, *field.metadata)]


def _bare(shape: object) -> object:
    return get_args(shape)[0] if get_origin(shape) is Annotated else shape


def _metadata(shape: object) -> Iterator[object]:
    if get_origin(shape) is Annotated:
        yield from get_args(shape)[1:]


def _record(shape: object) -> type[Record] | None:
    found = [bare for one in members(shape) if isinstance(bare := _bare(one), type) and issubclass(bare, Record)]
    return found[0] if len(found) == 1 else None


def _item(shape: object) -> object:
    bare = _bare(shape)
    if get_origin(bare) is dict:
        return get_args(bare)[1]
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _member(shape: object, step: str | int) -> object | None:
    """The member of a union that this step of a location names, None where it names a key."""
    if shape is None or len(options := members(shape)) == 1:
        return None
    for option in options:
        if any(isinstance(note, Tag) and note.tag == step for note in _metadata(option)):
            return _without_tag(option)
        bare = _bare(option)
        if isinstance(bare, type) and issubclass(bare, Record) and step in _kinds(bare):
            return bare
    return None


def _without_tag(option: object) -> object:
    notes = [note for note in _metadata(option) if not isinstance(note, Tag)]
    return Annotated[(_bare(option), *notes)] if notes else _bare(option)


def _kinds(record: type[Record]) -> tuple[object, ...]:
    field = record.model_fields.get("kind") or record.model_fields.get("model")
    return get_args(field.annotation) if field is not None else ()


def _example(shape: object, depth: int) -> str:
    for note in _metadata(shape):
        if isinstance(note, Written):
            return str(note.unit.EXAMPLE)
    bare = _bare(shape)
    if get_origin(bare) in _UNIONS:
        return _example(members(bare)[0], depth)
    if get_origin(bare) is Literal:
        return str(get_args(bare)[0])
    if get_origin(bare) is tuple:
        return f"[{_example(get_args(bare)[0], depth)}]"
    if isinstance(bare, type) and issubclass(bare, Record) and depth > 0:
        needed = {name: field for name, field in keys(bare).items() if field.is_required()}
        inner = (f"{name}: {_field_example(field, depth - 1)}" for name, field in needed.items())
        return f"{{{', '.join(inner)}}}"
    return "2025-12-31" if bare is dt.date else "…"


def _field_example(field: FieldInfo, depth: int) -> str:
    if not field.examples:
        return _example(_annotation(field), depth)
    listed = get_origin(_bare(field.annotation)) is tuple and not str(field.examples[0]).startswith("[")
    return f"[{field.examples[0]}]" if listed else str(field.examples[0])
