"""What a case knows that a text may speak of: names, and subjects with their figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledgeline.case.loan import MarginLoan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from pledgeline.articles.fact import Kind, Status
    from pledgeline.case.case import Case
    from pledgeline.case.commitment import Commitment
    from pledgeline.case.figure import Figure
    from pledgeline.case.loan import Loan
    from pledgeline.case.pledge import Pledge

GROUP = "group"
_LEGAL_FORMS = re.compile(
    r"[\s,]+(?:group|corp|corporation|inc|incorporated|ltd|limited|plc|llc|lp|sa|ag|se|nv|co|company|kk)\.?$",
    re.IGNORECASE,
)
_SHORTEST = 3  # letters of a name
_PROMISED: frozenset[Status] = frozenset({"pledged"})
_AGREED: frozenset[Status] = frozenset({"pledged", "signed"})
_SIGNED: frozenset[Status] = frozenset({"signed"})
_PAID: frozenset[Status] = frozenset({"disbursed"})
_NEVER: frozenset[Status] = frozenset()
LOAN_WORDS = frozenset(
    "loan loans facility borrowing borrowed lenders prêt prêts emprunt emprunts emprunté crédit prêteurs".split()  # noqa: SIM905  a list of words
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFigure:
    """A figure of the case, and the kind of fact that may speak of it."""

    path: str
    kind: Kind
    figure: Figure[Any]
    statuses: frozenset[Status]  # of facts that contradict it where they say otherwise
    deadline: bool = False  # whether the date is one by which something is to be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A pledge, a commitment or a loan: whose it is, who else is named with it, and what is known of it.

    A sentence about it names its maker; where `both` is set one of the others too.
    """

    path: str
    maker: str
    others: frozenset[str]
    figures: tuple[KnownFigure, ...]
    both: bool = True
    words: frozenset[str] = frozenset()  # one of which a sentence about it holds; any sentence where empty
    as_of: dt.date | None = None  # where its figures are those of one day and change later


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that a text is searched for, by id, and the subjects it is compared with."""

    names: Mapping[str, tuple[str, ...]]
    subjects: tuple[Subject, ...]


def known_of(case: Case) -> Known:
    """The names and subjects of a case."""
    names = _Names(case)
    subjects = (
        *(_pledge(key, pledge, names) for key, pledge in case.pledges.items()),
        *(_commitment(key, owed, names) for key, owed in case.commitments.items()),
        *(_loan(key, loan, names, case.as_of) for key, loan in case.loans.items()),
    )
    return Known(names=names.by_id, subjects=tuple(one for one in subjects if one.figures))


class _Names:
    """Names by id; ids that share a name are one, and a name that stands in the case without an id gets one."""

    def __init__(self, case: Case) -> None:
        self.by_id: dict[str, tuple[str, ...]] = {}
        self._ids: dict[str, str] = {}  # any id or name, folded: the id that stands for it
        self._add(GROUP, (case.group.name,))
        for key, party in case.parties.items():
            self._add(key, (party.name, *party.aliases))
        for key, asset in case.assets.items():
            if asset.name:
                self._add(key, (asset.name,))

    def id(self, written: str) -> str:
        """The id of a party that is written as an id or as a name."""
        if written.casefold() not in self._ids:
            self._add(written, (written,))
        return self._ids[written.casefold()]

    def known(self, written: Iterable[str]) -> frozenset[str]:
        """The ids of those that have a name."""
        return frozenset(self._ids[one.casefold()] for one in written if one.casefold() in self._ids)

    def _add(self, key: str, written: tuple[str, ...]) -> None:
        names = tuple(dict.fromkeys(name for one in written for name in _forms(one)))
        same = next((self._ids[name.casefold()] for name in (key, *names) if name.casefold() in self._ids), key)
        self._ids |= {name.casefold(): same for name in (key, *names)}
        self.by_id[same] = tuple(dict.fromkeys((*self.by_id.get(same, ()), *names)))


def _forms(name: str) -> Iterator[str]:
    """A name, and the name without what the law adds to it: `SoftBank Group Corp.` is also `SoftBank`."""
    while len(name) >= _SHORTEST:
        yield name
        shorter = _LEGAL_FORMS.sub("", name)
        if shorter == name:
            return
        name = shorter


def _pledge(key: str, pledge: Pledge, names: _Names) -> Subject:
    path = f"pledges.{key}"
    figures = (
        _figure(f"{path}.amount", "money", pledge.amount, _PROMISED),
        _figure(f"{path}.jobs", "jobs", pledge.jobs, _PROMISED),
        _figure(f"{path}.capacity", "power", pledge.capacity, _PROMISED),
        _figure(f"{path}.made", "date", pledge.made, _NEVER),
        _figure(f"{path}.deadline", "date", pledge.deadline, _PROMISED, deadline=True),
    )
    others = frozenset({names.id(pledge.to)} if pledge.to else ())
    return Subject(path=path, maker=names.id(pledge.by), others=others, figures=_there(figures), both=False)


def _commitment(key: str, owed: Commitment, names: _Names) -> Subject:
    path = f"commitments.{key}"
    figures = (
        _figure(f"{path}.amount", "money", owed.amount, _AGREED),
        _figure(f"{path}.due", "date", owed.due, _AGREED, deadline=True),
    )
    return Subject(path=path, maker=GROUP, others=frozenset({names.id(owed.to)}), figures=_there(figures))


def _loan(key: str, loan: Loan, names: _Names, as_of: dt.date) -> Subject:
    path = f"loans.{key}"
    assets = tuple(part.asset for part in loan.collateral) if isinstance(loan, MarginLoan) else (loan.asset,)
    figures = (
        _figure(f"{path}.facility", "money", getattr(loan, "facility", None), _SIGNED),
        _figure(f"{path}.drawn", "money", getattr(loan, "drawn", None), _PAID),
        _figure(f"{path}.maturity", "date", loan.maturity, _SIGNED, deadline=True),
    )
    return Subject(
        path=path, maker=GROUP, others=names.known(assets), figures=_there(figures), words=LOAN_WORDS, as_of=as_of
    )


def _figure(
    path: str, kind: Kind, figure: Figure[Any] | None, statuses: frozenset[Status], *, deadline: bool = False
) -> KnownFigure | None:
    if figure is None or not figure.known:
        return None
    return KnownFigure(path=path, kind=kind, figure=figure, statuses=statuses, deadline=deadline)


def _there(figures: tuple[KnownFigure | None, ...]) -> tuple[KnownFigure, ...]:
    return tuple(figure for figure in figures if figure is not None)
