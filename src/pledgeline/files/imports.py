"""A case in several files: imports merged, overrides applied; every value keeps its own place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.errors import CaseError, Problem
from pledgeline.files.nodes import Entry, Listing, Mark, Node, Scalar, SourceText, Table, find
from pledgeline.files.text_file import decode, read_bytes
from pledgeline.files.yaml_text import parse_node, parse_yaml
from pledgeline.language.saying import said
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FILES = 100
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|[/\\~]|[A-Za-z]:[/\\]")


@dataclass(slots=True)
class Assembly:
    """The files of a case as they are read: their bytes in order, what is overridden, and the problems met."""

    contents: list[bytes] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    overridden: frozenset[str] = frozenset()

    def report(self, node: Node, what: str, remedy: str = "") -> None:
        """Add a problem at a node."""
        self.problems.append(Problem(where=node.mark.place(), what=what, remedy=remedy))


def assemble(source: SourceText, content: bytes, assembly: Assembly) -> Table:
    """The whole case as one mapping, `import` and `overrides` carried out; raises `CaseError`."""
    root = parse_yaml(source, assembly.problems)
    assembly.contents.append(content)
    overrides = root.entries.get("overrides")
    if overrides is not None and isinstance(overrides.node, Table):
        assembly.overridden = frozenset(overrides.node.entries)
    merged = _with_imports(root, source, assembly, (source.name,))
    return merged if overrides is None else _overridden(merged, overrides, assembly)


def _with_imports(root: Table, source: SourceText, assembly: Assembly, chain: tuple[str, ...]) -> Table:
    """A file merged with those that it imports; `chain` names the files that led to it."""
    own = {name: entry for name, entry in root.entries.items() if name not in {"import", "overrides"}}
    merged = Table(own, root.mark)
    entry = root.entries.get("import")
    for wanted in _wanted(entry.node, assembly) if entry is not None else ():
        name = _resolved(wanted, source, assembly)
        if name is None:
            continue
        if name in chain:
            what = said("{file} imports itself: {chain}", file=name, chain=" > ".join((*chain, name)))
            assembly.report(wanted, what, said("remove one import"))
            continue
        if len(assembly.contents) >= MAX_FILES:
            what = said("more than {number} files are imported", number=MAX_FILES)
            assembly.report(wanted, what, said("import fewer"))
            break
        imported = _read(wanted, name, assembly)
        if imported is not None:
            if "overrides" in imported.entries:
                assembly.report(imported.entries["overrides"].key, said("an imported file has overrides"), _TOP_ONLY)
            table = _with_imports(imported, imported.mark.source, assembly, (*chain, name))
            merged = _merged(merged, table, assembly, "")
    return merged


_TOP_ONLY = said("move them to the file that is read first")


def _wanted(node: Node, assembly: Assembly) -> list[Scalar]:
    items = list(node.items) if isinstance(node, Listing) else [node]
    for item in items:
        if not isinstance(item, Scalar):
            assembly.report(item, said("import names files"), said("write import: assets.yaml, or a list of files"))
    return [item for item in items if isinstance(item, Scalar)]


def local_path(written: str, folder: str) -> Path | None:
    """The path of a file named in a case, relative to its folder; None for an absolute path or an address."""
    if not written.strip() or _FOREIGN.match(written) or "\0" in written:
        return None
    return Path(folder) / written


def _resolved(wanted: Scalar, source: SourceText, assembly: Assembly) -> str | None:
    path = local_path(wanted.text, source.folder)
    if path is None:
        what = said("'{text}' is not a file relative to this one", text=shorten(wanted.text))
        assembly.report(wanted, what, said("write a relative path, such as {path}", path="parts/assets.yaml"))
        return None
    return str(_tidy(path))


def _tidy(path: Path) -> Path:
    """Without `x/..`, so that one file has one name."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in {"..", "/"}:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _read(wanted: Scalar, name: str, assembly: Assembly) -> Table | None:
    try:
        content = read_bytes(Path(name))
    except CaseError as error:
        for problem in error.problems:
            what = said("'{text}': {what}", text=shorten(wanted.text), what=problem.what)
            assembly.report(wanted, what, problem.remedy)
        return None
    try:
        assembly.contents.append(content)
        return parse_yaml(decode(content, name, str(Path(name).parent)), assembly.problems)
    except CaseError as error:
        assembly.problems.extend(problem for problem in error.problems if problem not in assembly.problems)
        return None


def _merged(first: Table, second: Table, assembly: Assembly, path: str) -> Table:
    """Both mappings in one; a key with a value in both is a problem unless it is overridden."""
    entries = dict(first.entries)
    for name, (key, node) in second.entries.items():
        here = f"{path}.{name}" if path else name
        known = entries.get(name)
        if known is None:
            entries[name] = Entry(key, node)
        elif isinstance(known.node, Table) and isinstance(node, Table):
            entries[name] = Entry(known.key, _merged(known.node, node, assembly, here))
        elif here not in assembly.overridden:
            what = said("'{key}' stands here and in {place}", key=here, place=str(known.key.mark.place()))
            assembly.report(key, what, said("keep one, or set {key} in overrides:", key=here))
    return Table(entries, first.mark)


def _overridden(root: Table, overrides: Entry, assembly: Assembly) -> Table:
    if not isinstance(overrides.node, Table):
        remedy = said("write {literal}", literal="loans.a-loan.drawn: USD 5bn")
        assembly.report(overrides.node, said("overrides are paths with values"), remedy)
        return root
    for entry in overrides.node.entries.values():
        root = replaced(root, entry, assembly)
    return root


def replaced(root: Table, entry: Entry, assembly: Assembly) -> Table:
    """The mapping with the value of the entry at the dotted path that is its key; a path to nowhere is a problem."""
    steps = entry.key.text.split(".")
    reached = find(root, steps[:-1])
    if not reached.rest and _holds(reached.node, steps[-1]):
        changed = _changed(root, steps, entry)
        return changed if isinstance(changed, Table) else root
    missing = reached.rest[0] if reached.rest else steps[-1]
    known = list(reached.node.entries) if isinstance(reached.node, Table) else []
    path = shorten(entry.key.text, 80)
    what = said("the path {path} leads nowhere: there is no '{step}'", path=path, step=str(missing))
    remedy = suggestion(str(missing), known, none=said("write a path that is in the case"))
    assembly.report(entry.key, what, remedy)
    return root


def _holds(node: Node, step: str) -> bool:
    """Whether a value can be put there: an item that exists, or any key of a mapping (the schema judges it)."""
    return isinstance(node, Table) or (isinstance(node, Listing) and not find(node, (step,)).rest)


def _changed(node: Node, steps: list[str], entry: Entry) -> Node:
    if not steps:
        return entry.node
    if isinstance(node, Table):
        known = node.entries.get(steps[0])
        inner = _changed(known.node, steps[1:], entry) if known is not None else entry.node
        return Table({**node.entries, steps[0]: Entry(entry.key if len(steps) == 1 else known.key, inner)}, node.mark)  # type: ignore[union-attr]
    if isinstance(node, Listing):
        items = list(node.items)
        items[int(steps[0])] = _changed(items[int(steps[0])], steps[1:], entry)
        return Listing(tuple(items), node.mark)
    return node


def from_command(overrides: Mapping[str, str], assembly: Assembly) -> list[Entry]:
    """Overrides given outside any file: each is read as YAML where it opens a bracket, else as text."""
    entries = []
    for path, written in overrides.items():
        source = SourceText(f"override {path}", "", written)
        start = Mark(source, 0, 0, 0, max(1, len(written)))
        node: Node = Scalar(written, False, *start)
        if written.lstrip().startswith(("{", "[")):
            try:
                node = parse_node(source, assembly.problems)
            except CaseError:
                continue  # its problems have been added
        entries.append(Entry(Scalar(path, True, *start), node))
    return entries
