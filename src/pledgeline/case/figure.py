"""A figure: a literal with its source, or an assumption with its range; and the base of all records."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema
from typing_extensions import TypeAliasType

from pledgeline.case.bounds import Within
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.language.saying import said
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import LiteralError, Unit, shorten
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.range import Range
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.fields import FieldInfo

T = TypeVar("T", bound=Unit)
Confidence = Literal["disclosed", "reported", "estimated", "assumed", ""]
CONFIDENCES = ("disclosed", "reported", "estimated")
UNKNOWN = "unknown"
FIGURE_MARK = "x-figure"
FIGURE_KEYS = ("value", "assume", "range", "from", "confidence", "note", "quote", "because")
Raw = TypeAliasType("Raw", "str | list[Raw] | dict[str, Raw]")


class Record(BaseModel):
    """A frozen record of the case; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refused(what: str, remedy: str = "") -> PydanticCustomError:
    """A finding in our own words, to be raised while a record is read."""
    return PydanticCustomError("refused", "{what}", {"what": what, "remedy": remedy})


def refuse(found: Iterable[tuple[str, str, str]]) -> None:
    """Raise everything that is wrong with a record together: the key within it, what is wrong, the remedy."""
    errors = [
        InitErrorDetails(type=refused(what, remedy), loc=tuple(filter(None, key.split("."))), input=None)
        for key, what, remedy in found
    ]
    if errors:
        raise ValidationError.from_exception_data("record", errors)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of the case, and where in it: `press-a#p4`."""

    source: str
    locator: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The citation of `source` or `source#locator`."""
        source, _, locator = text.partition("#")
        return cls(source.strip(), locator.strip())

    def __str__(self) -> str:
        """As written."""
        return f"{self.source}#{self.locator}" if self.locator else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Generic[T]):
    """What the case says of one quantity: its value, and how it is known.

    `value` is None only where the case says `unknown`. An assumption has both
    `low` and `high`; no other figure has either.
    """

    value: T | None
    low: T | None = None
    high: T | None = None
    confidence: Confidence = ""
    sources: tuple[Citation, ...] = ()
    note: str = ""
    quote: str = ""
    because: str = ""  # why it is preferred to what other sources say

    @property
    def assumed(self) -> bool:
        """Whether it is an assumption, with a range."""
        return self.low is not None

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return self.value is not None

    @property
    def stated(self) -> T:
        """The value, where the reader has made sure that there is one; raises `BrokenInvariant`."""
        if self.value is None:
            raise BrokenInvariant(said("a figure without a value was taken for known"))
        return self.value

    def __str__(self) -> str:
        """The value as a literal."""
        return UNKNOWN if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """How pydantic reads a figure of one unit: text, or a mapping of text."""

    unit: type[T]

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Everything is done by `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Only the name of the unit, which `files.json_schema` turns into a definition."""
        return {FIGURE_MARK: self.unit.__name__}

    def read(self, written: object) -> Figure[T]:
        """The figure of a literal, of a mapping, or of a figure already made."""
        if isinstance(written, str):
            return Figure(value=self._literal(written))
        if isinstance(written, Mapping):
            return self._mapping(written)
        if isinstance(written, Figure) and isinstance(written.value, (self.unit, type(None))):
            return written
        raise refused(said("{kind} is wanted here, not a list", kind=self.unit.NAME), self._example())

    def _literal(self, written: object, *, unknown: bool = True) -> T | None:
        if not isinstance(written, str):
            raise refused(said("{kind} is wanted here", kind=self.unit.NAME), self._example())
        if written == UNKNOWN and unknown:
            return None
        try:
            return self.unit.parse(written)
        except LiteralError as error:
            if ".." in written:
                example = f"{{assume: {self.unit.EXAMPLE}, range: {shorten(written)}}}"
                what = said("'{text}' is a range, not one value", text=shorten(written))
                raise refused(what, said("write {literal}", literal=example)) from None
            raise refused(error.what, error.remedy) from None

    def _example(self) -> str:
        return said("write for example {literal}", literal=self.unit.EXAMPLE)

    def _range(self, written: object) -> Range[T]:
        if not isinstance(written, str):
            raise refused(said("the range is one text"), said("write {literal}", literal=self.unit.RANGE))
        try:
            return Range.parse(written, self.unit)
        except LiteralError as error:
            raise refused(error.what, error.remedy) from None

    def _mapping(self, written: Mapping[str, object]) -> Figure[T]:
        findings = _Findings(written)
        findings.keys(self.unit)
        value = findings.take("value", self._literal)
        assumed = findings.take("assume", lambda text: self._literal(text, unknown=False))
        ends = findings.take("range", self._range)
        if assumed is not None and ends is not None and assumed not in ends:
            what = said("{figure} is not within its range {range}", figure=assumed, range=ends)
            findings.add("assume", refused(what, said("widen the range")))
        figure: Figure[T] = Figure(
            value=assumed if "assume" in written else value,
            low=ends.low if ends else None,
            high=ends.high if ends else None,
            confidence=findings.take("confidence", _confidence) or ("assumed" if "assume" in written else ""),
            sources=findings.take("from", citations) or (),
            note=findings.take("note", _sentence) or "",
            quote=findings.take("quote", _sentence) or "",
            because=findings.take("because", _sentence) or "",
        )
        findings.done()
        return figure


class _Findings:
    """Reads the keys of one figure and gathers what is wrong with them."""

    def __init__(self, written: Mapping[str, object]) -> None:
        self._written = written
        self._errors: list[InitErrorDetails] = []

    def add(self, key: str, error: PydanticCustomError) -> None:
        loc = (key,) if key in self._written else ()
        self._errors.append(InitErrorDetails(type=error, loc=loc, input=self._written.get(key)))

    def take(self, key: str, read: Any) -> Any:  # noqa: ANN401  the type of what `read` returns
        if key not in self._written:
            return None
        try:
            return read(self._written[key])
        except PydanticCustomError as error:
            self.add(key, error)
            return None

    def keys(self, unit: type[Unit]) -> None:
        for key in self._written:
            if key not in FIGURE_KEYS:
                what = said("a figure has no '{key}'", key=shorten(str(key)))
                self.add(key, refused(what, suggestion(str(key), FIGURE_KEYS)))
        if "assume" in self._written:
            if "value" in self._written:
                what = said("a figure is either known or assumed")
                self.add("value", refused(what, said("keep either value or assume")))
            if "range" not in self._written:
                remedy = said("add {entry}", entry=f"range: {unit.RANGE}")
                self.add("assume", refused(said("an assumption needs a range"), remedy))
        elif "value" not in self._written:
            self.add("", refused(said("the figure has no value"), said("add {entry}", entry=f"value: {unit.EXAMPLE}")))
        elif "range" in self._written:
            remedy = said("write assume: instead of value:")
            self.add("range", refused(said("only an assumption has a range"), remedy))

    def done(self) -> None:
        if self._errors:
            raise ValidationError.from_exception_data("figure", self._errors)


def _sentence(written: object) -> str:
    if isinstance(written, str):
        return written
    raise refused(said("a sentence is wanted here"), said("write it as one text, in quotes"))


def _confidence(written: object) -> str:
    if isinstance(written, str) and written in CONFIDENCES:
        return written
    if written == "assumed":
        remedy = said("write {literal}", literal="{assume: …, range: …}")
        raise refused(said("an assumption is written as such"), remedy)
    what = said("'{text}' is no degree of confidence", text=shorten(str(written)))
    raise refused(what, suggestion(str(written), CONFIDENCES))


def citations(written: object) -> tuple[Citation, ...]:
    """Citations of one text or a list of texts."""
    if isinstance(written, tuple) and all(isinstance(one, Citation) for one in written):
        return written
    texts = [written] if isinstance(written, str) else written
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) and text.strip() for text in texts):
        what = said("the sources of a figure are named by id")
        raise refused(what, said("write from: press-a#p4, or a list of them"))
    return tuple(Citation.parse(text) for text in texts)


def _day(written: object) -> dt.date:
    if isinstance(written, dt.date):
        return written
    try:
        date = PartialDate.parse(written if isinstance(written, str) else "")
    except LiteralError as error:
        raise refused(error.what, error.remedy) from None
    if date.day is None:
        what = said("'{text}' is not one day", text=str(written))
        raise refused(what, said("write {literal}", literal=str(date.last)))
    return date.first


def _flag(written: object) -> bool:
    if isinstance(written, bool):
        return written
    if written not in {"true", "false", "yes", "no"}:
        what = said("'{text}' is neither true nor false", text=shorten(str(written)))
        raise refused(what, said("write true or false"))
    return written in {"true", "yes"}


_CITATION = {"type": "string", "pattern": "^[^#]+(?:#.+)?$"}
Citations = Annotated[
    tuple[Citation, ...],
    BeforeValidator(citations),
    WithJsonSchema({"anyOf": [_CITATION, {"type": "array", "items": _CITATION}]}),
]
Day = Annotated[dt.date, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false", "yes", "no"]})]
MoneyFigure = Annotated[Figure[Money], Written(Money)]
RatioFigure = Annotated[Figure[Ratio], Written(Ratio)]
CountFigure = Annotated[Figure[Count], Written(Count)]
NumberFigure = Annotated[Figure[Number], Written(Number)]
RateFigure = Annotated[Figure[Rate], Written(Rate)]
SpanFigure = Annotated[Figure[Span], Written(Span)]
BusinessDaysFigure = Annotated[Figure[BusinessDays], Written(BusinessDays)]
DateFigure = Annotated[Figure[PartialDate], Written(PartialDate)]
ExchangeRateFigure = Annotated[Figure[ExchangeRate], Written(ExchangeRate)]
PowerFigure = Annotated[Figure[Power], Written(Power)]

# The same, within bounds.
Amount = Annotated[MoneyFigure, Within(at_least="0")]
Price = Annotated[MoneyFigure, Within(above="0")]
Shares = Annotated[CountFigure, Within(at_least="0")]
SomeShares = Annotated[CountFigure, Within(above="0")]
Share = Annotated[RatioFigure, Within(at_least="0%", at_most="100%")]
SomeShare = Annotated[RatioFigure, Within(above="0%", at_most="100%")]
Level = Annotated[RatioFigure, Within(above="0%")]
Deviation = Annotated[RatioFigure, Within(at_least="0%")]
Frequency = Annotated[NumberFigure, Within(at_least="0")]


def figures(record: Record) -> Iterator[tuple[str, Figure[Any]]]:
    """Every figure within a record with its dotted path, in the order of the record."""
    return ((held.path, held.figure) for held in held_figures(record))


class Held(NamedTuple):
    """A figure, where it stands, and the field of the record that holds it; None for an item of a list or mapping."""

    path: str
    figure: Figure[Any]
    field: FieldInfo | None


def held_figures(record: Record) -> list[Held]:
    """Every figure within a record, in the order of the record."""
    found: list[Held] = []
    _walk(record, "", None, found)
    return found


def _walk(node: object, path: str, field: FieldInfo | None, found: list[Held]) -> None:
    if isinstance(node, Figure):
        found.append(Held(path, node, field))
    elif isinstance(node, Record):
        prefix = f"{path}." if path else ""
        for key, name, inner in _fields(type(node)):
            held = getattr(node, name)
            if isinstance(held, (Figure, Record, dict, tuple)):
                _walk(held, prefix + key, inner, found)
    elif isinstance(node, dict | tuple):
        for key, held in _children(node):
            _walk(held, f"{path}.{key}", None, found)


@functools.cache
def _fields(record: type[Record]) -> tuple[tuple[str, str, FieldInfo], ...]:
    """The key in the file, the attribute and the field itself, of each field of a record."""
    return tuple((field.alias or name, name, field) for name, field in record.model_fields.items())


def _children(node: object) -> Iterator[tuple[str, object]]:
    if isinstance(node, Record):
        yield from ((key, getattr(node, name)) for key, name, _ in _fields(type(node)))
    elif isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, tuple):
        yield from ((str(index), inner) for index, inner in enumerate(node))


R = TypeVar("R", bound=Record)


def with_figure(record: R, path: str, value: Unit) -> R:
    """A copy of the record with another value at one figure; raises `UnknownName` where there is no figure."""
    changed = _changed(record, path.split("."), value, path)
    if not isinstance(changed, type(record)):
        raise UnknownName(said("{path} is not a figure of the case", path=path))
    return changed


def _changed(node: object, steps: list[str], value: Unit, path: str) -> object:
    if isinstance(node, Figure) and not steps:
        return dataclasses.replace(node, value=value)
    inner = dict(_children(node))
    if not steps or steps[0] not in inner:
        remedy = suggestion(steps[0] if steps else path, inner)
        raise UnknownName(said("{path} is not a figure of the case; {remedy}", path=path, remedy=remedy))
    new = _changed(inner[steps[0]], steps[1:], value, path)
    if isinstance(node, Record):
        names = {key: name for key, name, _ in _fields(type(node))}
        return node.model_copy(update={names[steps[0]]: new})
    inner[steps[0]] = new
    return inner if isinstance(node, dict) else tuple(inner.values())
