"""Names that must lead somewhere: assets, loans, currencies and sources named elsewhere in the case.

Checked on the case as written, before it is typed, so that a wrong name is
found together with whatever else is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.finding import Finding
from pledgeline.case.reference_class import BUNDLED_CLASSES
from pledgeline.language.saying import Said, said
from pledgeline.units.currency import CODES
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEPS = (1, 2)  # dots in programme.site, and in programme.site.phase
KEYS = "<key>"  # in a pattern: the keys of a mapping, not what stands under them
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
SECTIONS = (
    "sources", "parties", "assets", "loans", "debts", "commitments", "inflows", "receivables", "pledges", "claims",
    "programmes", "reference_classes", "companies", "contracts", "scenarios",
)  # fmt: skip
_ABSENT: dict[tuple[str, ...], Said] = {
    ("loans", "debts"): said("there is no loan or debt '{name}'"),
    ("listed", "private", "currencies"): said("there is no asset or currency '{name}'"),
    ("listed", "currencies"): said("there is no asset or currency '{name}'"),
    ("debts",): said("there is no debt '{name}'"),
    ("rates",): said("there is no base rate '{name}'"),
    ("inflows", "receivables"): said("there is no inflow or receivable '{name}'"),
    ("pledges",): said("there is no pledge '{name}'"),
    ("commitments", "programmes"): said("there is no commitment or programme '{name}'"),
    ("companies",): said("there is no company '{name}'"),
    ("parties to a contract",): said("there is no company '{name}'"),
    ("reference_classes",): said("there is no reference class '{name}'"),
    ("loans",): said("there is no loan '{name}'"),
}
_NO_ASSET = said("there is no asset '{name}'")
_PLACES = {
    "debts": "debts",
    "loans": "loans",
    "rates": "market: rates",
    "inflows": "inflows",
    "pledges": "pledges",
    "commitments": "commitments",
    "companies": "companies",
    "parties to a contract": "companies",
    "reference_classes": "reference_classes",
}  # else assets
_PRIVATE = {"private", "fund"}


class Reference(NamedTuple):
    """Where names stand, what they may name, and what to do when a private asset is named where only shares will do."""

    pattern: str
    kinds: tuple[str, ...]
    private: str = ""


# where a programme may name a reference class
_LIKE = (
    "gates.*.duration", "sites.*.gates.*.duration", "sites.*.phases.*.gates.*.duration",
    "overrun", "sites.*.phases.*.overrun",
)  # fmt: skip

REFERENCES = (
    Reference(
        "loans.*.collateral.*.asset", ("listed",), said("pledge a listed asset, or write the loan as kind: secured")
    ),
    Reference("loans.*.asset", ("listed", "private")),
    Reference("commitments.*.buys", ("listed", "private")),
    Reference("loans.*.cross_default.*", ("loans", "debts")),
    Reference("debts.*.cross_default.*", ("loans", "debts")),
    Reference("funding.*.draw", ("loans", "debts")),
    Reference("funding.*.sell", ("listed",), said("sell a listed asset, or write a sale that is agreed into inflows:")),
    Reference(f"assets.*.follows.{KEYS}", ("listed",), said("follow a listed asset")),
    Reference(
        "market.correlations.*.between.*", ("listed", "currencies"), said("a private asset follows a listed one")
    ),
    Reference(f"market.common_jumps.loadings.{KEYS}", ("listed",), said("only listed assets jump together")),
    Reference(f"scenarios.*.shocks.{KEYS}", ("listed", "private", "currencies")),
    Reference(f"scenarios.*.rates.{KEYS}", ("rates",)),
    Reference("pledges.*.renews", ("pledges",)),
    Reference(f"pledges.*.part_of.{KEYS}", ("pledges",)),
    Reference(f"pledges.*.perhaps_part_of.{KEYS}", ("pledges",)),
    Reference("pledges.*.backed_by.*", ("commitments", "programmes")),
    Reference(f"pledges.*.perhaps_backed_by.{KEYS}", ("commitments", "programmes")),
    Reference(f"pledges.*.progress.*.counts.{KEYS}", ("pledges",)),
    Reference(f"pledges.*.progress.*.disputed.{KEYS}", ("pledges",)),
    Reference("programmes.*.promised.*", ("pledges",)),
    Reference("programmes.*.sites.*.promised.*", ("pledges",)),
    Reference("programmes.*.buys", ("listed", "private")),
    *(Reference(f"programmes.*.{place}.like", ("reference_classes",)) for place in _LIKE),
    Reference("companies.*.asset", ("listed", "private")),
    Reference(f"companies.*.holds.{KEYS}", ("companies",)),
    Reference(f"companies.*.lends.{KEYS}", ("loans",)),
    Reference("contracts.*.by", ("parties to a contract",)),
    Reference("contracts.*.to", ("parties to a contract",)),
    Reference("contracts.*.secured.on", ("companies",)),
    Reference("scenarios.*.shut.*", ("debts",)),
    Reference(f"scenarios.*.delay.{KEYS}", ("inflows", "receivables")),
)


def reference_findings(written: dict[str, object]) -> Iterator[Finding]:
    """Every name that leads nowhere, and every id that is not well formed."""
    names = _names(written)
    for reference in REFERENCES:
        for path, name in _matches(written, tuple(reference.pattern.split(".")), ()):
            yield from _checked(reference, names, path, name)
    yield from _unlet(written)
    yield from _uncited(written, names["sources"], ())
    yield from _ids(written)


def _unlet(written: dict[str, object]) -> Iterator[Finding]:
    """Phases that contracts let and that are not there, whatever else is wrong with their programme."""
    places = [
        place
        for programme, one in _mapping(written.get("programmes")).items()
        for site, inner in _mapping(_mapping(one).get("sites")).items()
        for place in (
            f"{programme}.{site}",
            *(f"{programme}.{site}.{phase}" for phase in _mapping(_mapping(inner).get("phases"))),
        )
    ]
    for path, name in _matches(written, ("contracts", "*", "phases", "*"), ()):
        if name in places:
            continue
        what = said("there is no site or phase '{name}'", name=shorten(name))
        remedy = suggestion(name, places, none=said("add it to {place}", place="programmes:"))
        if name.count(".") not in _STEPS:
            what = said("'{text}' names neither a site nor a phase", text=shorten(name))
            remedy = said("write programme.site or programme.site.phase")
        yield Finding(path=".".join(path), what=what, remedy=remedy)


def _names(written: dict[str, object]) -> dict[str, tuple[str, ...]]:
    assets = _mapping(written.get("assets"))
    private = tuple(name for name, asset in assets.items() if _mapping(asset).get("kind") in _PRIVATE)
    market = _mapping(written.get("market"))
    sections = (
        "loans", "debts", "commitments", "inflows", "receivables", "pledges", "sources", "programmes", "companies",
    )  # fmt: skip
    return {
        "parties to a contract": ("group", *_mapping(written.get("companies"))),
        "reference_classes": (*_mapping(written.get("reference_classes")), *BUNDLED_CLASSES),
        "listed": tuple(name for name in assets if name not in private),
        "private": private,
        "currencies": tuple(_mapping(market.get("fx"))),
        "rates": tuple(_mapping(market.get("rates"))),
        **{section: tuple(_mapping(written.get(section))) for section in sections},
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
    if name in names["private"] and reference.private:
        what = said("'{name}' is private: it has no market price", name=name)
        yield Finding(path=".".join(path), what=what, remedy=reference.private, at_key=at_key)
        return
    known = [known for kind in reference.kinds for known in names[kind]]
    place = _PLACES.get(reference.kinds[0], "assets")
    what = Said(_ABSENT.get(reference.kinds, _NO_ASSET).message, {"name": shorten(name)})
    remedy = suggestion(name, known, none=said("add it to {place}", place=f"{place}:"))
    yield Finding(path=".".join(path), what=what, remedy=remedy, at_key=at_key)


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
                    entry = f"sources: {{{name}: {{title: …}}}}"
                    remedy = suggestion(name, sources, none=said("add it to {place}", place=entry))
                    what = said("there is no source '{name}'", name=shorten(name))
                    yield Finding(path=".".join(at), what=what, remedy=remedy)
        elif not isinstance(inner, str):
            yield from _uncited(inner, sources, here)


def _ids(written: dict[str, object]) -> Iterator[Finding]:
    remedy = said("use letters, digits, - and _")
    for section in SECTIONS:
        for name in _mapping(written.get(section)):
            if _ID.fullmatch(name) is None:
                what = said("'{name}' is no id", name=shorten(name))
                yield Finding(path=f"{section}.{name}", what=what, remedy=remedy, at_key=True)
            elif section == "assets" and name in CODES:
                what = said("the asset '{name}' has the name of a currency", name=name)
                yield Finding(path=f"assets.{name}", what=what, remedy=said("write it in small letters"), at_key=True)
