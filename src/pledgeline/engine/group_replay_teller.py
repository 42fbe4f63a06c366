"""Who was paid what, by whom: told by the kernel's own functions as they are called, uncompiled.

A kernel returns numbers; who they belong to shows in the row of the plan that it looked at last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from pledgeline.engine.group_replay_results import Bill, BillShare, BlockSale, LoanMorning, Receipt
from pledgeline.kernels import group, waterfall
from pledgeline.kernels.codes import LoanStatus
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.margin import SALE, loan_to_value
from pledgeline.kernels.plan import BOOK_LINES, DIVIDENDS, FIRM, INFLOWS
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FunctionType

    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.kernels.plan import Plan

Kernel = Any  # a function of arrays and numbers
CRUMB = 1e-9  # of a bill: less is rounding, as in the kernel

_RECEIVED = {int(INFLOWS), int(DIVIDENDS)}
_rate_of, _worth = interpreted(waterfall.rate_of), interpreted(waterfall.collateral_worth)
_loan_to_value = interpreted(loan_to_value)


@dataclass(slots=True, kw_only=True)
class LoanStep:
    """What was done to one loan on one day; by lot of its pool what is by share."""

    events: int = 0
    paid: float = 0.0
    proceeds: float = 0.0
    loss: float = 0.0
    posted: list[float] = field(default_factory=list)
    sold: list[float] = field(default_factory=list)


class _Rows:
    """A table of the plan that leaves a note of the row that was looked at."""

    def __init__(self, rows: Any, names: tuple[tuple[str, str], ...], seen: list[tuple[str, str]]) -> None:  # noqa: ANN401
        self._rows, self._names, self._seen = rows, names, seen
        self.size = rows.size

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401  # a record
        self._seen[:] = [self._names[row]]
        return self._rows[row]


class Teller:
    """Writes down, day by day, what goes through the functions of `group_day`."""

    def __init__(self, case: ResolvedCase, packed: PackedGroup) -> None:
        """Nothing has happened yet."""
        funds = case.funds
        if funds is None:
            raise ValueError("the cash of the group is not known")
        self._case, self._packed = case, packed
        self._seen: list[tuple[str, str]] = []
        self._paying = False
        loans = tuple((loan.id, loan.name) for loan in case.margin_loans.values())
        debts = tuple((credit.id, credit.name) for credit in funds.credits.values())
        self._tables = {
            "facilities": loans,
            "credits": debts,
            "bills": tuple((bill.id, bill.to) for bill in funds.bills),
            "inflows": tuple(_payers(case)),
        }
        self._sources = tuple(_sources(case))
        self.open_day()

    def open_day(self) -> None:
        """A new page."""
        self.receipts: list[Receipt] = []
        self.bills: list[Bill] = []
        self.sales: list[BlockSale] = []
        self.mornings: list[LoanMorning] = []
        self.steps: dict[int, LoanStep] = {}

    def watched(self, plan: Plan) -> Plan:
        """The plan, with tables that note who is looked at."""
        tables = {key: _Rows(getattr(plan, key), names, self._seen) for key, names in self._tables.items()}
        return plan._replace(**tables)  # type: ignore[arg-type]  # they answer as the tables do

    def group_day(self) -> Kernel:
        """`group_day` interpreted, telling what it does."""
        ears = (
            (waterfall.enter, self._hear_entries),
            (waterfall.pay, self._hear_bills),
            (waterfall._sell, self._hear_sales),  # noqa: SLF001  # told of, not called
            (group._rests, self._hear_mornings),  # noqa: SLF001
            (group._after_step, self._hear_steps),  # noqa: SLF001
        )
        return overheard(interpreted(group.group_day), ears)

    def _hear_entries(self, kernel: Kernel) -> Kernel:
        def enter(books: Any, today: Any, column: int, amount: float) -> None:  # noqa: ANN401
            if int(column) in _RECEIVED and amount > 0.0:
                subject, name = self._seen[0]
                kind = BOOK_LINES[int(column)]
                self.receipts.append(Receipt(kind=kind, subject=subject, name=name, amount=float(amount)))
            kernel(books, today, column, amount)

        return enter

    def _hear_bills(self, kernel: Kernel) -> Kernel:
        def pay(*told: Any) -> float:  # noqa: ANN401
            now, column, amount, firm = told[5], told[9], told[10], told[11]
            subject, name = self._seen[0]
            self._paying = True
            left = float(kernel(*told))
            self._paying = False
            given = [float(share) for share in now.shares[:-1]]
            bill = Bill(
                kind=BOOK_LINES[int(column)],
                subject=subject,
                name=name,
                amount=float(amount),
                paid_by=tuple(self._share(s, share) for s, share in enumerate(given) if share > amount * CRUMB),
                unpaid=left,
                firm=bool(firm == FIRM),
            )
            self.bills += [bill] if amount > 0.0 else []
            return left

        return pay

    def _share(self, source: int, amount: float) -> BillShare:
        kind, key, name = self._sources[source]
        return BillShare(source=key, kind=kind, name=name, amount=amount)

    def _hear_sales(self, kernel: Kernel) -> Kernel:
        def sell(*told: Any) -> float:  # noqa: ANN401
            plan, memory, i, source = told[0], told[1], told[5], told[6]
            asset = int(plan.sources[source].target)
            before = float(memory.shares[0, i, asset])
            proceeds = float(kernel(*told))
            key = self._packed.assets[asset]
            if proceeds > 0.0:
                sale = BlockSale(
                    asset=key,
                    name=self._case.assets[key].name,
                    shares=before - float(memory.shares[0, i, asset]),
                    proceeds=proceeds,
                    ahead=not self._paying,
                )
                self.sales.append(sale)
            return proceeds

        return sell

    def _hear_mornings(self, kernel: Kernel) -> Kernel:
        def rests(book: Any, memory: Any, now: Any, loan: int, i: int) -> bool:  # noqa: ANN401
            state, account = memory.state[i, loan], book.accounts[loan]
            exposure = float(state.units * now.interest[loan] - state.deposit)
            rate = _rate_of(now.rate, account.fx, account.money)
            worth = float(_worth(book, memory.pledged[i, loan], now.price, loan))
            morning = LoanMorning(
                loan=self._packed.loans[loan],
                status=LoanStatus(int(state.status)).name.lower(),
                ltv=float(_loan_to_value(exposure * rate, worth)),
                exposure=exposure,
            )
            self.mornings.append(morning)
            return bool(kernel(book, memory, now, loan, i))

        return rests

    def _hear_steps(self, kernel: Kernel) -> Kernel:
        def after_step(*told: Any) -> None:  # noqa: ANN401
            book, desk, loan = told[0], told[1], told[5]
            flows, pool = desk.flows[0], int(book.accounts[loan].pool_size)
            step = self.steps.setdefault(loan, LoanStep(posted=[0.0] * pool, sold=[0.0] * pool))
            step.events |= int(flows.events)
            step.paid += float(flows.paid + flows.deposited)
            step.proceeds += float(flows.proceeds)
            step.loss += float(flows.loss)
            for k in range(pool):
                moved = float(desk.lots[loan, k].moved)
                step.posted[k] += max(moved, 0.0)
                step.sold[k] += max(-moved, 0.0) if int(flows.events) & SALE else 0.0
            kernel(*told)

        return after_step


def overheard(function: Kernel, ears: Iterable[tuple[Kernel, Callable[[Kernel], Kernel]]]) -> Kernel:
    """Put an ear before each of some kernels, wherever an interpreted function, or what it calls, calls it."""
    by_code = {kernel.py_func.__code__: ear for kernel, ear in ears}
    for scope, name in _calls(function, set()):
        ear = by_code.get(scope[name].__code__)
        if ear is not None:
            scope[name] = ear(scope[name])
    return function


def _calls(function: FunctionType, told: set[int]) -> Iterator[tuple[dict[str, Any], str]]:
    """The scope and the name of every call of a kernel; all of them first, since ears change the scopes."""
    told.add(id(function))
    scope = function.__globals__
    kernels = [name for name in function.__code__.co_names if hasattr(scope.get(name), "__code__")]
    inner = [call for name in kernels if id(scope[name]) not in told for call in list(_calls(scope[name], told))]
    yield from [*inner, *((scope, name) for name in kernels)]


def _payers(case: ResolvedCase) -> Iterator[tuple[str, str]]:
    """Id and name behind each row of the plan's inflows: by day, inflows before dividends."""
    funds = case.funds
    if funds is not None:
        plain = [(one.day, one.id, one.name) for one in funds.inflows]
        shared = [(one.day, one.asset, case.assets[one.asset].name) for one in funds.dividends]
        yield from ((key, name) for _, key, name in sorted((*plain, *shared), key=lambda one: one[0]))


def _sources(case: ResolvedCase) -> Iterator[tuple[str, str, str]]:
    """Kind, id and name of each rung of the waterfall."""
    funds = case.funds
    for source in funds.waterfall if funds is not None else ():
        if source.kind == "cash":
            yield "cash", "cash", said("cash")
        elif source.kind == "draw":
            yield "draw", source.target, case.margin_loans[source.target].name
        elif source.kind == "credit":
            credit = cast("Any", funds).credits[source.target]
            yield credit.kind, source.target, credit.name
        else:
            yield "sell", source.target, case.assets[source.target].name
