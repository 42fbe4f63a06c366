"""YAML into a tree of text with positions, with bounds on depth and size.

Built from parser events with a stack of our own: the C composer recurses, and
an input of nested brackets would end the program. What YAML can do beyond
mappings, lists and text (tags, merge keys, several documents) is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from pledgeline.errors import CaseError, Problem
from pledgeline.files.nodes import Entry, Listing, Mark, Node, Scalar, SourceText, Table
from pledgeline.language.saying import said
from pledgeline.units.literal import shorten
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    from pledgeline.errors import Place

MAX_DEPTH = 60
MAX_NODES = 1_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
# What the parser says, and what the writer of the file can do about it.
_SYNTAX = (
    (
        r"cannot start any token",
        said("not well-formed: this character cannot start a value"),
        said("put the text in quotes; indent with spaces"),
    ),
    (
        r"mapping values are not allowed",
        said("not well-formed: a second ': ' on the line"),
        said("put text that holds ': ' in quotes"),
    ),
    (
        r"expected ':'",
        said("not well-formed: a line without 'key: value'"),
        said("write a colon and a space after the key"),
    ),
    (
        r"expected ',' or '[\]}]'",
        said("not well-formed: a bracket is not closed, or a comma is missing"),
        said("close it, or put the comma"),
    ),
    (r"unexpected end of stream", said("not well-formed: a quote is not closed"), said("close it")),
    (
        r"expected key|expected '-' indicator|block end",
        said("not well-formed: the indentation does not fit"),
        said("align it with the lines above"),
    ),
    (
        r"unknown escape character",
        said("not well-formed: an unknown escape after a backslash"),
        said("use single quotes"),
    ),
    (r"undefined tag handle|tag", said("not well-formed: a tag that is not known"), said("remove the '!'")),
)


def parse_yaml(source: SourceText, problems: list[Problem]) -> Table:
    """The mapping that the text is.

    What is wrong with single keys and values is added to `problems`, and the
    rest can still be judged; raises `CaseError` where the text is no mapping.
    """
    root = parse_node(source, problems)
    if not isinstance(root, Table):
        place = root.mark._replace(end_line=root.mark.line).place()
        what = said("the file is not a mapping of keys to values")
        raise CaseError([*problems, Problem(where=place, what=what, remedy=_BEGIN)])
    return root


def parse_node(source: SourceText, problems: list[Problem]) -> Node:
    """The tree of any YAML text that is not empty, as `parse_yaml` reads it."""
    builder = _Builder(source, problems)
    complete = builder.run()
    if complete and builder.root is None:
        builder.report(Mark(source, 0, 0, 0, 1).place(), said("the file is empty"), _BEGIN)
    if not complete or builder.root is None:
        raise CaseError(problems)
    return builder.root


_BEGIN = said("start with 'pledgeline: v1'; `pledgeline init` writes a case to begin with")


class _Frame:
    """A container that is still open."""

    __slots__ = ("anchor", "entries", "event", "height", "items", "key", "nodes_before")

    def __init__(self, event: yaml.CollectionStartEvent, nodes_before: int) -> None:
        self.event = event
        self.anchor: str | None = event.anchor
        self.entries: dict[str, Entry] | None = {} if type(event) is yaml.MappingStartEvent else None
        self.items: list[Node] = []
        self.key: Scalar | None = None
        self.height = 1
        self.nodes_before = nodes_before


class _Builder:
    """Turns events into nodes; collects problems instead of stopping at the first."""

    def __init__(self, source: SourceText, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.root: Node | None = None
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}  # node, number of nodes in it, height
        self._nodes = 0
        self._documents = 0

    def report(self, place: Place, what: str, remedy: str = "") -> None:
        self.problems.append(Problem(where=place, what=what, remedy=remedy))

    def run(self) -> bool:
        """Read everything; False where the reading had to stop."""
        try:
            return all(map(self._take, yaml.parse(self.source.text, Loader=_LOADER)))
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except yaml.YAMLError as error:
            what = said("this is not YAML: {reason}", reason=str(error))
            self.report(Mark(self.source, 0, 0, 0, 1).place(), what)
        return False

    def _take(self, event: yaml.Event) -> bool:
        """Use one event; False stops the reading. Ordered by how often each kind comes."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.CollectionEndEvent):
            return self._close(event)
        if isinstance(event, yaml.CollectionStartEvent):
            self._stack.append(_Frame(event, self._nodes))
            self._tagged(event)
            return self._shallow(event, len(self._stack))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                what = said("a second document starts here")
                self.report(self._mark(event).place(), what, said("keep one document in a file"))
                return False
        return True

    def _mark(self, event: yaml.Event, end: yaml.Event | None = None) -> Mark:
        start, stop = event.start_mark, (end or event).end_mark
        assert start is not None  # noqa: S101  the parser always sets both
        assert stop is not None  # noqa: S101
        return Mark(self.source, start.line, start.column, stop.line, stop.column)

    def _tagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is None:
            return
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:40]
        what = said("the tag '{tag}' is not used here", tag=tag)
        self.report(self._mark(event).place(), what, said("remove it; all values are text"))

    def _shallow(self, event: yaml.Event, depth: int) -> bool:
        if depth <= MAX_DEPTH:
            return True
        what = said("brackets or indentation nest deeper than {depth}", depth=MAX_DEPTH)
        self.report(self._mark(event).place(), what, said("flatten it"))
        return False

    def _scalar(self, event: yaml.ScalarEvent) -> bool:
        start, end = event.start_mark, event.end_mark
        assert start is not None  # noqa: S101  the parser always sets both
        assert end is not None  # noqa: S101
        node = Scalar(event.value, not event.style, self.source, start.line, start.column, end.line, end.column)
        if event.tag is not None:
            self._tagged(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1, 1)
        return self._add(node, 1, 1)

    def _alias(self, event: yaml.AliasEvent) -> bool:
        place = self._mark(event).place()
        if any(frame.anchor == event.anchor for frame in self._stack):
            what = said("*{name} stands within what it names", name=event.anchor)
            self.report(place, what, said("write the value out"))
            return False
        if event.anchor not in self._anchors:
            what = said("nothing is named &{name} before this", name=event.anchor)
            self.report(place, what, said("write the value out"))
            return False
        node, nodes, height = self._anchors[event.anchor]
        return self._shallow(event, len(self._stack) + height) and self._add(node, nodes, height)

    def _close(self, event: yaml.Event) -> bool:
        frame = self._stack.pop()
        mark = self._mark(frame.event, event)
        node: Node = Listing(tuple(frame.items), mark) if frame.entries is None else Table(frame.entries, mark)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (node, self._nodes - frame.nodes_before + 1, frame.height)
        return self._add(node, 1, frame.height)

    def _add(self, node: Node, nodes: int, height: int) -> bool:
        """Put a node into the innermost open container; `nodes` are those not counted yet."""
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            what = said("the file holds more than {number} values", number=figured(number_text, MAX_NODES))
            remedy = said("split it; what an alias names counts as often as it is used")
            self.report(node.mark.place(), what, remedy)
            return False
        if not self._stack:
            self.root = node
            return True
        frame = self._stack[-1]
        if height >= frame.height:
            frame.height = height + 1
        if frame.entries is None:
            frame.items.append(self._filled(node))
        elif frame.key is None:
            frame.key = node if type(node) is Scalar and node.text.strip(" <") else self._odd_key(node)
        else:
            self._put(frame.entries, frame.key, node)
            frame.key = None
        return True

    def _odd_key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            what = said("a key is a word, not a list or a mapping")
            self.report(node.mark.place(), what, said("put the text in quotes"))
            return Scalar("", False, *node.mark)
        if node.text == "<<" and node.bare:
            self.report(node.mark.place(), said("merge keys (<<) are not used"), said("use import: and overrides:"))
        elif not node.text.strip():
            self.report(node.mark.place(), said("a key is missing"), said("write it before the colon"))
        return node

    def _put(self, entries: dict[str, Entry], key: Scalar, node: Node) -> None:
        first = entries.get(key.text)
        if first is not None:
            what = said("'{key}' stands here and in line {line}", key=shorten(key.text), line=first.key.line + 1)
            self.report(key.mark.place(), what, said("keep one of the two"))
            return
        entries[key.text] = Entry(key, self._filled(node, key))

    def _filled(self, node: Node, key: Scalar | None = None) -> Node:
        """The node itself; where nothing stands, an empty text at the place that the problem names."""
        if type(node) is not Scalar or not node.bare or node.text not in _NOTHING:
            return node
        mark = key.mark if key is not None and not node.text else node.mark
        what = said("an item has no value")
        remedy = said("write one, or remove it; what nobody knows is unknown")
        if key is not None:
            what = said("'{key}' has no value", key=shorten(key.text))
            if key.text[:1].isdigit():
                remedy = said("inside brackets a comma separates: write a decimal point, or put the text in quotes")
        self.report(mark.place(), what, remedy)
        return Scalar("", False, *mark)

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        told = " ".join(filter(None, (error.problem, error.context)))
        what, remedy = next(
            ((what, remedy) for pattern, what, remedy in _SYNTAX if re.search(pattern, told)),
            (said("not well-formed: {reason}", reason=told), said("check the syntax")),
        )
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        started = error.context_mark
        if started is not None and mark is not None and started.line != mark.line:
            what = said("{what} (it began in line {line})", what=what, line=started.line + 1)
        self.report(Mark(self.source, line, column, line, column + 1).place(), what, remedy)
