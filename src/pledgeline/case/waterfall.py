"""Whether the waterfall names sources that can give, and cross-defaults lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.finding import Finding
from pledgeline.case.funding import Draw, rung_of
from pledgeline.case.loan import MarginLoan
from pledgeline.language.saying import Said, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.case import Case

_DRAWABLE = said("name a margin loan, or a debt of kind line, bridge or issue")
_TWO = said("give one of them another id")
_UNLENDING = {
    "bond": said("{debt} is a bond: it lends nothing more, and cannot be shut"),
    "loan": said("{debt} is a loan: it lends nothing more, and cannot be shut"),
    "hybrid": said("{debt} is a hybrid: it lends nothing more, and cannot be shut"),
    "net": said("{debt} is a net: it lends nothing more, and cannot be shut"),
}
_UNDRAWABLE = {
    "forward": said("nothing can be drawn under {name}, a prepaid forward"),
    "secured": said("nothing can be drawn under {name}, a loan without margin terms"),
    "bond": said("nothing can be drawn under {name}, a bond"),
    "loan": said("nothing can be drawn under {name}, a loan"),
    "hybrid": said("nothing can be drawn under {name}, a hybrid"),
    "net": said("nothing can be drawn under {name}, debt net of cash"),
}


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
                what = said("'{name}' is the id of a loan and of a debt", name=name)
                yield Finding(path=here, what=what, remedy=_TWO)
            elif name == own:
                remedy = said("name other loans and debts, or none")
                yield Finding(path=here, what=said("{name} names itself", name=name), remedy=remedy)
            elif name in names[:index]:
                yield Finding(path=here, what=said("{name} is named twice", name=name), remedy=said("name each once"))


def scenario_findings(case: Case) -> Iterator[Finding]:
    """Markets that a scenario shuts though they are none, and money that two ids would delay."""
    for key, scenario in case.scenarios.items():
        for index, name in enumerate(scenario.shut):
            if name in case.debts and not case.debts[name].lends:
                what = Said(_UNLENDING[case.debts[name].kind].message, {"debt": name})
                remedy = said("name a line, a bridge or an issue")
                yield Finding(path=f"scenarios.{key}.shut.{index}", what=what, remedy=remedy)
    for name in case.receivables:
        if name in case.inflows:
            what = said("'{name}' is the id of an inflow and of a receivable", name=name)
            yield Finding(path=f"receivables.{name}", what=what, remedy=_TWO, at_key=True)


def _twice(path: str, kind: str, name: str) -> Finding:
    if kind != "cash":
        what = said("{name} stands twice in the waterfall", name=name)
    elif name:
        what = said("cash stands twice in the waterfall, and keeps {amount} each time", amount=name)
    else:
        what = said("cash stands twice in the waterfall")
    return Finding(path=path, what=what, remedy=said("name each source once"))


def _undrawable(case: Case, path: str, name: str) -> Iterator[Finding]:
    loan, debt = case.loans.get(name), case.debts.get(name)
    if loan is not None and debt is not None:
        yield Finding(path=path, what=said("'{name}' is the id of a loan and of a debt", name=name), remedy=_TWO)
    elif loan is not None and not isinstance(loan, MarginLoan):
        yield Finding(path=path, what=Said(_UNDRAWABLE[loan.kind].message, {"name": name}), remedy=_DRAWABLE)
    elif debt is not None and not debt.lends:
        yield Finding(path=path, what=Said(_UNDRAWABLE[debt.kind].message, {"name": name}), remedy=_DRAWABLE)
