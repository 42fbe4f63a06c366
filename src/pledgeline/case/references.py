"""Names that must lead somewhere: assets, loans, currencies and sources named elsewhere in the case.

Checked on the case as written, before it is typed, so that a wrong name is
found together with whatever else is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.finding import Finding
from pledgeline.units.currency import CODES
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = "<key>"  # in a pattern: the keys of a mapping, not what stands under them
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SECTIONS = ("sources", "assets", "loans", "debts", "commitments", "pledges", "scenarios")


class Reference(NamedTuple):
    """Where names stand, what they may name, and what to do when a private asset is named where only shares will do."""

    pattern: str
    kinds: tuple[str, ...]
    private: str = ""


REFERENCES = (
    Reference("loans.*.collateral.*.asset", ("listed",), "pledge a listed asset, or write the loan as kind: secured"),
    Reference("loans.*.asset", ("listed", "private")),
    Reference("commitments.*.buys", ("listed", "private")),
    Reference("funding.*.draw", ("loans",)),
    Reference("funding.*.sell", ("listed", "private")),
    Reference(f"assets.*.follows.{KEYS}", ("listed",), "follow a listed asset"),
    Reference("market.correlations.*.between.*", ("listed", "currencies"), "a private asset follows a listed one"),
    Reference(f"market.common_jumps.loadings.{KEYS}", ("listed",), "only listed assets jump together"),
    Reference(f"scenarios.*.shocks.{KEYS}", ("listed", "private", "currencies")),
)


def reference_findings(written: dict[str, object]) -> Iterator[Finding]:
    """Every name that leads nowhere, and every id that is not well formed."""
    names = _names(written)
    for reference in REFERENCES:
        for path, name in _matches(written, tuple(reference.pattern.split(".")), ()):
            yield from _checked(reference, names, path, name)
    yield from _uncited(written, names["sources"], ())
    yield from _ids(written)


def _names(written: dict[str, object]) -> dict[str, tuple[str, ...]]:
    assets = _mapping(written.get("assets"))
    private = tuple(name for name, asset in assets.items() if _mapping(asset).get("kind") == "private")
    return {
        "listed": tuple(name for name in assets if name not in private),
        "private": private,
        "loans": tuple(_mapping(written.get("loans"))),
        "currencies": tuple(_mapping(_mapping(written.get("market")).get("fx"))),
        "sources": tuple(_mapping(written.get("sources"))),
    }


def _mapping(node: object) -> dict[str, object]:
    return node if isinstance(node, dict) else {}


def _matches(node: object, pattern: tuple[str, ...], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts at a pattern, with their paths."""
    if not pattern:
        if isinstance(node, str):
            yield path, node
        return
    step, *rest = pattern
    if step == KEYS:
        yield from ((((*path, key)), key) for key in _mapping(node))
    elif step != "*":
        if step in _mapping(node):
            yield from _matches(_mapping(node)[step], tuple(rest), (*path, step))
    elif isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else ((str(index), item) for index, item in enumerate(node))
        for key, inner in items:
            yield from _matches(inner, tuple(rest), (*path, key))


def _checked(
    reference: Reference, names: dict[str, tuple[str, ...]], path: tuple[str, ...], name: str
) -> Iterator[Finding]:
    if any(name in names[kind] for kind in reference.kinds):
        return
    at_key = reference.pattern.endswith(KEYS)
    if name in names["private"]:
        what = f"'{name}' is private: it has no market price"
        yield Finding(path=".".join(path), what=what, remedy=reference.private, at_key=at_key)
        return
    known = [known for kind in reference.kinds for known in names[kind]]
    section = "loans" if reference.kinds == ("loans",) else "assets"
    noun = "asset or currency" if "currencies" in reference.kinds else section.removesuffix("s")
    remedy = suggestion(name, known, none=f"add it to {section}:")
    yield Finding(path=".".join(path), what=f"there is no {noun} '{shorten(name)}'", remedy=remedy, at_key=at_key)


def _uncited(node: object, sources: tuple[str, ...], path: tuple[str, ...]) -> Iterator[Finding]:
    if path[:2] == ("market", "rates"):
        return  # there, `from` is the first day of a rate
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        here = (*path, str(key))
        if key == "from" and isinstance(node, dict):
            cited = [(here, inner)] if isinstance(inner, str) else []
            if isinstance(inner, list):
                cited = [((*here, str(index)), one) for index, one in enumerate(inner) if isinstance(one, str)]
            for at, citation in cited:
                name = citation.partition("#")[0].strip()
                if name not in sources:
                    remedy = suggestion(name, sources, none=f"add it to sources: {{{name}: {{title: …}}}}")
                    yield Finding(path=".".join(at), what=f"there is no source '{shorten(name)}'", remedy=remedy)
        elif not isinstance(inner, str):
            yield from _uncited(inner, sources, here)


def _ids(written: dict[str, object]) -> Iterator[Finding]:
    remedy = "use letters, digits, - and _"
    for section in _SECTIONS:
        for name in _mapping(written.get(section)):
            if _ID.fullmatch(name) is None:
                yield Finding(path=f"{section}.{name}", what=f"'{shorten(name)}' is no id", remedy=remedy, at_key=True)
            elif section == "assets" and name in CODES:
                what = f"the asset '{name}' has the name of a currency"
                yield Finding(path=f"assets.{name}", what=what, remedy="write it in small letters", at_key=True)
