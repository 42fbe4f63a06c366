"""From a path to a case: read, merged, typed, checked; or every problem at once."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from pledgeline.case.case import Case
from pledgeline.case.checks import case_findings
from pledgeline.case.references import SECTIONS, reference_findings
from pledgeline.engine.expect import parse_expectation
from pledgeline.engine.expression import ExpressionError
from pledgeline.errors import CaseError, Place, PriceError, Problem, UnknownName
from pledgeline.files.case_prices import PriceFiles, read_prices
from pledgeline.files.findings import MAX_PROBLEMS, in_order, place_of, problems_of
from pledgeline.files.imports import Assembly, assemble, from_command, replaced
from pledgeline.files.nodes import Scalar, SourceText, Table, find, plain
from pledgeline.files.quotes import quote_problems
from pledgeline.files.text_file import decode, read_bytes
from pledgeline.language.saying import said
from pledgeline.market.calendar import calendars
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from pledgeline.case.finding import Finding
    from pledgeline.files.nodes import Found
    from pledgeline.market.prices import PriceTable

_PARTED = (*SECTIONS, "group")  # what is left of these when one entry is taken out can still be checked
_WHOLE = ("funding",)  # of these nothing
_NEEDED = ("name",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case that was read without problems, its prices, and where everything stands."""

    case: Case
    prices: dict[str, PriceTable]
    path: str
    input_hash: str  # SHA-256 over the case, its imports, its price files and given overrides, in order
    scenario: str = ""
    _root: Table = field(repr=False, compare=False)
    _files: PriceFiles = field(repr=False, compare=False)

    def locate(self, path: str) -> Place:
        """Where a dotted path stands; where it does not, the nearest that does."""
        return place_of(_follow(self._root, path))


def read_case(path: str | Path, *, overrides: Mapping[str, str] | None = None) -> CaseFile:
    """The case in a file.

    `overrides` maps dotted paths to what stands there instead, as it would be
    written in the file. Raises `CaseError` with every problem of the case, its
    imports and its prices; `PriceError` where all problems are of prices.
    """
    path = Path(path)
    content = read_bytes(path)
    return _read(decode(content, str(path), str(path.parent)), content, overrides or {})


def read_case_text(
    text: str | bytes,
    *,
    name: str = "<text>",
    folder: str | Path | None = None,
    overrides: Mapping[str, str] | None = None,
) -> CaseFile:
    """The case in a text; `folder` is where its imports and prices are looked for. Raises as `read_case` does."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _read(decode(content, name, str(folder or ".")), content, overrides or {})


def apply_scenario(document: CaseFile, name: str) -> CaseFile:
    """The case with the overrides of a scenario carried out; its shocks are left to the engine.

    Raises `UnknownName` for a scenario that the case does not have.
    """
    if name not in document.case.scenarios:
        remedy = suggestion(name, document.case.scenarios, none=said("the case has no scenarios"))
        raise UnknownName(said("there is no scenario '{name}'; {remedy}", name=name, remedy=remedy))
    assembly = Assembly()
    root = _with_scenario(document._root, name, assembly)  # noqa: SLF001  the same class from outside
    reading = _typed(root, assembly, document._files)  # noqa: SLF001
    case = reading.require()
    return replace(document, case=case, prices=reading.prices, scenario=name, _root=root)


@dataclass(slots=True)
class _Reading:
    """What came of one tree: the case if it could be typed, its prices, and all problems."""

    case: Case | None = None
    prices: dict[str, PriceTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    price_problems: list[Problem] = field(default_factory=list)

    def require(self) -> Case:
        """The case; raises all problems."""
        if self.problems or self.case is None:
            raise CaseError(in_order([*self.problems, *self.price_problems]))
        if self.price_problems:
            raise PriceError(in_order(self.price_problems))
        return self.case


def _read(source: SourceText, content: bytes, overrides: Mapping[str, str]) -> CaseFile:
    with _no_cycle_collection():
        assembly = Assembly()
        root = assemble(source, content, assembly)
        for entry in from_command(overrides, assembly):
            root = replaced(root, entry, assembly)
        files = PriceFiles()
        reading = _typed(root, assembly, files)
        if reading.case is not None and not reading.problems:
            known = {problem.what for problem in reading.price_problems}
            reading.problems += _scenario_problems(reading.case, root, files, known)
        case = reading.require()
    inputs = [*assembly.contents, *files.contents(), *(f"{key}={text}".encode() for key, text in overrides.items())]
    return CaseFile(
        case=case, prices=reading.prices, path=source.name, input_hash=_hash(inputs), _root=root, _files=files
    )


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """Reading makes a million small objects and no cycles: looking for some would double its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _hash(inputs: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for content in inputs:
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def _typed(root: Table, assembly: Assembly, files: PriceFiles) -> _Reading:
    told = {problem.where for problem in assembly.problems}
    reading = _Reading(problems=list(assembly.problems))
    written = cast("dict[str, object]", plain(root))
    sound: Case | None = None
    try:
        reading.case = sound = Case.model_validate(written)
    except ValidationError as error:
        reading.problems += [problem for problem in problems_of(error, root) if problem.where not in told]
        sound = _without(written, error)
    reading.problems += _located(reference_findings(written), root)
    if sound is not None:
        reading.problems += _located(case_findings(sound), root)
        reading.problems += _calendar_problems(sound, root)
        reading.problems += _expectation_problems(sound, root)
        reading.problems += quote_problems(sound, root)
        reading.prices, reading.price_problems = read_prices(sound, root, files)
    return reading


def _without(written: dict[str, object], error: ValidationError) -> Case | None:
    """The case without the entries that have errors, so that the rest is still checked; None where that cannot be."""
    rest = {name: dict(node) if isinstance(node, dict) else node for name, node in written.items()}
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        section, *inner = one["loc"]
        entries = rest.get(str(section))
        if section in _WHOLE:
            rest.pop(str(section), None)
        elif section not in _PARTED or not inner or inner[0] in _NEEDED or not isinstance(entries, dict):
            return None
        else:
            entries.pop(str(inner[0]), None)
    try:
        return Case.model_validate(rest)
    except ValidationError:
        return None


def _located(findings: Iterable[Finding], root: Table) -> Iterator[Problem]:
    for one in islice(findings, MAX_PROBLEMS):
        found = _follow(root, one.path)
        place = found.key.mark.place() if one.at_key and found.key is not None else place_of(found)
        yield Problem(where=place, what=one.what, remedy=one.remedy, key=one.path)


def _follow(root: Table, path: str) -> Found:
    return find(root, path.split("."))


def _calendar_problems(case: Case, root: Table) -> Iterator[Problem]:
    name = case.market.calendar
    if name not in calendars():
        place = place_of(_follow(root, "market.calendar"))
        what = said("there is no calendar '{name}'", name=name)
        yield Problem(where=place, what=what, remedy=suggestion(name, calendars()), key="market.calendar")


def _expectation_problems(case: Case, root: Table) -> Iterator[Problem]:
    for index, text in enumerate(case.expect):
        try:
            parse_expectation(text)
        except ExpressionError as error:
            key = f"expect.{index}"
            place = _within(_follow(root, key), text, error)
            yield Problem(where=place, what=error.what, remedy=error.remedy, key=key)


def _within(found: Found, text: str, error: ExpressionError) -> Place:
    """The place of the error in the line, where the line stands in the file as it was read."""
    place = place_of(found)
    start = place.text.find(text, place.column - 1)
    whole = (error.column, error.width) == (1, 1)
    if not isinstance(found.node, Scalar) or start < 0 or whole:
        return place
    return replace(place, column=start + error.column, width=error.width)


def _with_scenario(root: Table, name: str, assembly: Assembly) -> Table:
    overrides = find(root, ("scenarios", name, "overrides"))
    for entry in overrides.node.entries.values() if not overrides.rest and isinstance(overrides.node, Table) else ():
        root = replaced(root, entry, assembly)
    return root


def _scenario_problems(case: Case, root: Table, files: PriceFiles, known: AbstractSet[str]) -> Iterator[Problem]:
    """What the overrides of each scenario would break, found by carrying them out; ``known`` is broken without them."""
    for name, scenario in case.scenarios.items():
        if not scenario.overrides:
            continue
        assembly = Assembly()
        reading = _typed(_with_scenario(root, name, assembly), assembly, files)
        for problem in (*reading.problems, *(found for found in reading.price_problems if found.what not in known)):
            what = said("with the overrides of scenario {name}: {what}", name=name, what=problem.what)
            yield replace(problem, what=what)
