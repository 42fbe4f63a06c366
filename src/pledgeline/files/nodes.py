"""A YAML text as a tree of plain text with positions: nothing is typed, nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True, eq=False)
class SourceText:
    """A text that was read: the name shown to the reader, its folder, and its lines."""

    name: str
    folder: str
    text: str = field(repr=False)
    lines: list[str] = field(default_factory=list, repr=False)  # filled when a message first needs one

    def line(self, number: int) -> str:
        """The line with this 0-based number, empty where there is none."""
        if not self.lines:
            self.lines.extend(self.text.splitlines())
        return self.lines[number] if number < len(self.lines) else ""


class Mark(NamedTuple):
    """From where to where: 0-based line and column, the end not included."""

    source: SourceText
    line: int
    column: int
    end_line: int
    end_column: int

    def place(self) -> Place:
        """The place for a message; a passage over several lines is underlined on its first."""
        line = self.source.line(self.line)
        end = self.end_column if self.end_line == self.line else len(line.rstrip())
        width = max(1, end - self.column)
        return Place(file=self.source.name, line=self.line + 1, column=self.column + 1, width=width, text=line)


class Scalar(NamedTuple):
    """A text; `bare` where it stands without quotes. Marks are kept flat: there may be a million."""

    text: str
    bare: bool
    source: SourceText
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def mark(self) -> Mark:
        """Where it stands."""
        return Mark(*self[2:])


class Listing(NamedTuple):
    """A sequence of nodes."""

    items: tuple[Node, ...]
    mark: Mark


class Entry(NamedTuple):
    """One key of a mapping and what stands under it."""

    key: Scalar
    node: Node


class Table(NamedTuple):
    """A mapping, in the order of the text."""

    entries: dict[str, Entry]
    mark: Mark


Node = Scalar | Listing | Table
Path = tuple[str | int, ...]


class Found(NamedTuple):
    """How far a path led: the node reached, its key if it has one, and the steps that led nowhere."""

    node: Node
    key: Scalar | None
    rest: Path


def plain(node: Node) -> Plain:
    """The tree as dicts, lists and texts, without positions."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Table):
        return {name: node.text if type(node) is Scalar else plain(node) for name, (_, node) in node.entries.items()}
    return [plain(item) for item in node.items]


def find(root: Node, path: Iterable[str | int]) -> Found:
    """Follow the path as deep as it leads; numbers count the items of a listing, as int or as text."""
    node, key, steps = root, None, tuple(path)
    for taken, step in enumerate(steps):
        if isinstance(node, Table) and str(step) in node.entries:
            key, node = node.entries[str(step)]
        elif isinstance(node, Listing) and (index := _index(step, node.items)) is not None:
            node = node.items[index]
            key = None
        else:
            return Found(node, key, steps[taken:])
    return Found(node, key, ())


def _index(step: str | int, items: Sequence[Node]) -> int | None:
    index = int(step) if isinstance(step, int) or (step.isascii() and step.isdigit() and len(step) < 8) else -1  # noqa: PLR2004
    return index if 0 <= index < len(items) else None


def dotted(path: Iterable[str | int]) -> str:
    """The path as it is written in overrides: `loans.arm-margin.ltv.call`."""
    return ".".join(map(str, path))
