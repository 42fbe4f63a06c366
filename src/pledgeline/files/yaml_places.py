"""Where the sections of a YAML mapping begin and end, for those who want to add to them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A mapping: where its first and next entry would stand, and how it is written.

    In flow style `after` is the offset behind its last value, or behind its opening brace; in block style `start` is
    that of the line of its first key, `after` that of the line under its last value, and `indent` the column of its
    keys.
    """

    flow: bool
    filled: bool
    start: int
    after: int
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A document that is a mapping, and those of its sections that are mappings themselves."""

    whole: Section
    sections: Mapping[str, Section]
    json: bool  # whether its keys are in quotes, as JSON has them

    @property
    def flow(self) -> bool:
        """Whether the document itself is written in braces."""
        return self.whole.flow


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    event: yaml.CollectionStartEvent
    first: int = -1  # offset of the first entry
    last: int = -1  # offset behind the last value
    block_text: bool = False  # whether that value was a block scalar, which ends at the start of a line
    key: str | None = None
    items: int = 0
    quoted: bool = False
    sections: dict[str, Section] = field(default_factory=dict)


def places_of(text: str) -> Shape | None:
    """The shape of a YAML text; None where it is no mapping. Raises yaml.YAMLError."""
    offsets = _Offsets(text)
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()
            section = _section(done, offsets)
            if not stack:
                return Shape(whole=section, sections=done.sections, json=done.quoted) if _maps(done) else None
            end = offsets.of(event.end_mark) if done.event.flow_style else done.last
            _take(stack[-1], done.event, offsets, end=end, block_text=done.block_text and not done.event.flow_style)
            if len(stack) == 1 and _maps(done) and stack[0].key is not None:
                stack[0].sections[stack[0].key] = section
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and stack:
            block_text = isinstance(event, yaml.ScalarEvent) and event.style in {"|", ">"}
            _take(stack[-1], event, offsets, end=offsets.of(event.end_mark), block_text=block_text)
    return None


def _maps(done: _Open) -> bool:
    return isinstance(done.event, yaml.MappingStartEvent)


def _take(holder: _Open, event: yaml.NodeEvent, offsets: _Offsets, *, end: int, block_text: bool) -> None:
    """A key or a value has come."""
    if holder.first < 0:
        holder.first = offsets.of(event.start_mark)
        holder.quoted = isinstance(event, yaml.ScalarEvent) and event.style == '"'
    holder.last, holder.block_text = end, block_text
    if holder.items % 2 == 0:
        holder.key = event.value if isinstance(event, yaml.ScalarEvent) else None
    holder.items += 1


def _section(done: _Open, offsets: _Offsets) -> Section:
    filled = done.items > 0
    if done.event.flow_style or not filled:
        opening = offsets.of(done.event.end_mark)
        return Section(flow=True, filled=filled, start=opening, after=done.last if filled else opening)
    after = done.last if done.block_text and offsets.at_line(done.last) else offsets.next_line(done.last)
    start = offsets.line_of(done.first)
    return Section(flow=False, filled=True, start=start, after=after, indent=done.first - start)


class _Offsets:
    """From lines and columns to offsets."""

    def __init__(self, text: str) -> None:
        """Lines end as YAML has them, which for a text without control characters is as Python has them."""
        lengths = map(len, text.splitlines(keepends=True))
        self._starts = [0, *accumulate(lengths)]
        self._end = len(text)

    def of(self, mark: Any) -> int:  # noqa: ANN401  one of two classes of the library
        """The offset of a mark of the parser."""
        line = min(int(mark.line), len(self._starts) - 1)
        return min(self._starts[line] + int(mark.column), self._end)

    def line_of(self, offset: int) -> int:
        """Where the line that holds an offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def at_line(self, offset: int) -> bool:
        """Whether a line begins at an offset."""
        return self.line_of(offset) == offset

    def next_line(self, offset: int) -> int:
        """Where the line after the one that holds an offset begins; the end of the text where it is the last."""
        return self._starts[min(bisect_right(self._starts, offset), len(self._starts) - 1)]
