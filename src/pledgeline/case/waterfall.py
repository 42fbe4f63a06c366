"""Whether the waterfall names sources that can give, and cross-defaults lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.finding import Finding
from pledgeline.case.funding import Draw, rung_of
from pledgeline.case.loan import MarginLoan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.case import Case

_DRAWABLE = "name a margin loan, or a debt of kind line, bridge or issue"
_TWO = "give one of them another id"


def waterfall_findings(case: Case) -> Iterator[Finding]:
    """Sources under which nothing can be drawn, and sources that stand twice."""
    seen: set[tuple[str, str]] = set()
    for index, source in enumerate(case.funding):
        kind, name = rung_of(source)
        path = f"funding.{index}.{kind}" if kind == "sell" or isinstance(source, Draw) else f"funding.{index}"
        if (kind, name) in seen:
            yield _twice(path, kind, name)
        elif isinstance(source, Draw):
            yield from _undrawable(case, path, name)
        seen.add((kind, name))


def cross_default_findings(case: Case) -> Iterator[Finding]:
    """Borrowing whose default would follow from its own, or from one named twice.

    Loans and debts may name each other, and in a circle: a chain of defaults takes a business day for each link.
    """
    terms = {f"loans.{key}": loan.cross_default for key, loan in case.loans.items()}
    terms |= {f"debts.{key}": debt.cross_default for key, debt in case.debts.items()}
    for path, names in terms.items():
        own = path.partition(".")[2]
        for index, name in enumerate(names):
            here = f"{path}.cross_default.{index}"
            if name in case.loans and name in case.debts:
                yield Finding(path=here, what=f"'{name}' is the id of a loan and of a debt", remedy=_TWO)
            elif name == own:
                yield Finding(path=here, what=f"{name} names itself", remedy="name other loans and debts, or none")
            elif name in names[:index]:
                yield Finding(path=here, what=f"{name} is named twice", remedy="name each once")


def scenario_findings(case: Case) -> Iterator[Finding]:
    """Markets that a scenario shuts though they are none, and money that two ids would delay."""
    for key, scenario in case.scenarios.items():
        for index, name in enumerate(scenario.shut):
            if name in case.debts and not case.debts[name].lends:
                what = f"{name} is a {case.debts[name].kind}: it lends nothing more, and cannot be shut"
                yield Finding(
                    path=f"scenarios.{key}.shut.{index}", what=what, remedy="name a line, a bridge or an issue"
                )
    for name in case.receivables:
        if name in case.inflows:
            what = f"'{name}' is the id of an inflow and of a receivable"
            yield Finding(path=f"receivables.{name}", what=what, remedy=_TWO, at_key=True)


def _twice(path: str, kind: str, name: str) -> Finding:
    what = f"{name or 'cash'} stands twice in the waterfall" if kind != "cash" or not name else ""
    what = what or f"cash stands twice in the waterfall, and keeps {name} each time"
    return Finding(path=path, what=what, remedy="name each source once")


def _undrawable(case: Case, path: str, name: str) -> Iterator[Finding]:
    loan, debt = case.loans.get(name), case.debts.get(name)
    if loan is not None and debt is not None:
        yield Finding(path=path, what=f"'{name}' is the id of a loan and of a debt", remedy=_TWO)
    elif loan is not None and not isinstance(loan, MarginLoan):
        word = "a prepaid forward" if loan.kind == "forward" else "a loan without margin terms"
        yield Finding(path=path, what=f"nothing can be drawn under {name}, {word}", remedy=_DRAWABLE)
    elif debt is not None and not debt.lends:
        word = "debt net of cash" if debt.kind == "net" else f"a {debt.kind}"
        yield Finding(path=path, what=f"nothing can be drawn under {name}, {word}", remedy=_DRAWABLE)
