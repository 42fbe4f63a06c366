"""The whole answer for one case: standing, outlook, assumptions, expectations, with everything behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pledgeline.engine.derive import Paper, Workings, figure_records, open_paper
from pledgeline.engine.derive_group import derive_group, group_units
from pledgeline.engine.derive_lender import derive_lender, exact_units, why_not_exact
from pledgeline.engine.derive_outlook import Draws, derive_outlook, simulated_units
from pledgeline.engine.derive_programmes import programme_units
from pledgeline.engine.evidence import evidence
from pledgeline.engine.executors import do_both, part_of
from pledgeline.engine.expect import evaluate_expectation, expectation_problems, needs_simulation
from pledgeline.engine.explain import quantities
from pledgeline.engine.leverage import leverage
from pledgeline.engine.pledges import pledge_board
from pledgeline.engine.programme_results import ProgrammeReport
from pledgeline.engine.resolve import resolve
from pledgeline.engine.results import (
    SCHEMA_VERSION,
    Assumptions,
    Expectation,
    LoanOutlook,
    Method,
    Result,
    SourceRecord,
)
from pledgeline.engine.standing import standing, work_out
from pledgeline.engine.version import version
from pledgeline.errors import CaseError, OutOfRange, Problem, UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.group import Wish
    from pledgeline.engine.group_results import BackedPledge, GroupView
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.programme_results import ProgrammeView
    from pledgeline.engine.resolved import ResolvedCase

Progress = Callable[[float], None]

BUILT_PATHS = 20_000  # of building programmes in a report
# of the work, once the loans are simulated, their unknowns ranked, and the group followed
_OUTLOOK, _RANKED, _GROUPED = 0.25, 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case with its resolved form and the workings of its standing."""

    document: CaseDocument
    resolved: ResolvedCase
    paper: Paper
    workings: Workings


def open_case(document: CaseDocument) -> OpenCase:
    """Resolve a case and work out its standing, without simulation; raises UnknownName for an unknown scenario."""
    resolved = resolve(document)
    paper = open_paper(document, resolved)
    return OpenCase(document=document, resolved=resolved, paper=paper, workings=work_out(paper))


def run(document: CaseDocument, *, paths: int, seed: int, workers: int = 1, progress: Progress | None = None) -> Result:
    """Answer for one case; `progress` is told the share of the work done, from 0 to 1.

    `paths` at least 1; the result does not depend on `workers`. Raises
    UnknownName for a scenario the case does not hold and CaseError for an
    expectation that cannot be read.
    """
    opened = open_case(document)
    problems = opened_problems(opened)
    if problems:
        raise CaseError(problems)
    draws = Draws(paths=paths, seed=seed)
    outlook, recorded = add_outlook(opened, draws, workers=workers, progress=part_of(progress, 0.0, _OUTLOOK))
    # the ranking leaves a processor free
    ranked, lender = do_both(
        lambda: _ranked(opened, draws, workers=workers, progress=part_of(progress, _OUTLOOK, _RANKED)),
        lambda: lender_side(opened, outlook),
        workers=workers,
    )
    derive_lender(opened.workings, lender, opened.paper)
    followed = _GROUPED if opened.resolved.programmes else 1.0
    group = add_group(opened, draws, workers=workers, progress=part_of(progress, _RANKED, followed))
    few = replace(draws, paths=min(draws.paths, BUILT_PATHS))
    built = add_programmes(opened, few, workers=workers, progress=part_of(progress, _GROUPED, 1.0))
    case = document.case
    return Result(
        schema_version=SCHEMA_VERSION,
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        currency=case.currency,
        standing=standing(opened.paper, opened.workings),
        outlook=outlook,
        lender=lender,
        assumptions=ranked,
        expectations=(*expectations(opened), *_beyond_reach(opened)),
        figures=figure_records(opened.paper.figures.items()),
        sources=tuple(source_records(document)),
        derivations=opened.workings.records(),
        method=method(opened, draws, recorded=recorded),
        group_view=group,
        pledges=pledge_board(document, group.outlook.backed if group is not None else ()),
        evidence=evidence(document, opened.workings.records()),
        programmes=built,
    )


def method(opened: OpenCase, draws: Draws, *, recorded: int) -> Method:
    """How the figures were made."""
    resolved = opened.resolved
    return Method(
        version=version(),
        seed=draws.seed,
        paths=draws.paths if _can_simulate(resolved) or _can_follow(resolved) else 0,
        recorded_paths=recorded,
        days=len(resolved.dates),
        start=resolved.as_of,
        end=resolved.horizon,
        calendar=resolved.calendar,
        input_hash=opened.document.input_hash,
        scenario=opened.document.scenario,
        limits=limits(resolved),
    )


def plan(
    document: CaseDocument,
    *,
    draws: Draws,
    wanted: Mapping[str, float] = MappingProxyType({}),
    workers: int = 1,
    progress: Progress | None = None,
) -> Result:
    """Answer for the group alone, with more work than in `run`: nothing of single loans, no expectations.

    ``wanted`` holds draws by facility, in its currency. Raises UnknownName for a scenario or a
    facility that the case does not hold, and OutOfRange for a case whose cash is not known.
    """
    opened = open_case(document)
    resolved = opened.resolved
    from pledgeline.engine.group import IN_A_PLAN, Wish, has_group  # noqa: PLC0415  # numba stays out until it is needed

    if not has_group(resolved):
        raise OutOfRange(said("the case does not say what cash the group has; add group: cash: USD 10bn"))
    wish = Wish(effort=IN_A_PLAN, wanted=wanted)
    group = add_group(opened, draws, wish=wish, workers=workers, progress=progress)
    return _of_the_group(opened, draws, group)


def promises(document: CaseDocument, *, draws: Draws, workers: int = 1, progress: Progress | None = None) -> Result:
    """Answer for the public promises alone; the group is followed only where a promise has commitments behind it.

    Raises UnknownName for a scenario the case does not hold.
    """
    opened = open_case(document)
    from pledgeline.engine.group import follow_pledges, has_group  # noqa: PLC0415  # numba stays out until it is needed

    resolved = opened.resolved
    if has_group(resolved) and resolved.funds is not None and any(bill.backs for bill in resolved.funds.bills):
        backed = follow_pledges(resolved, draws=draws, workers=workers, progress=progress)
        return _of_the_group(opened, draws, None, backed)
    return _of_the_group(opened, Draws(paths=0, seed=draws.seed), None)


def _of_the_group(
    opened: OpenCase, draws: Draws, group: GroupView | None, backed: tuple[BackedPledge, ...] = ()
) -> Result:
    """A result without anything of single loans, and without expectations."""
    document, case = opened.document, opened.document.case
    return Result(
        schema_version=SCHEMA_VERSION,
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        currency=case.currency,
        standing=standing(opened.paper, opened.workings),
        outlook=(),
        lender=(),
        assumptions=None,
        expectations=(),
        figures=figure_records(opened.paper.figures.items()),
        sources=tuple(source_records(document)),
        derivations=opened.workings.records(),
        method=method(opened, draws, recorded=group.outlook.recorded_paths if group is not None else 0),
        group_view=group,
        pledges=pledge_board(document, group.outlook.backed if group is not None else backed),
        evidence=evidence(document, opened.workings.records()),
    )


def add_group(
    opened: OpenCase, draws: Draws, *, wish: Wish | None = None, workers: int, progress: Progress | None = None
) -> GroupView | None:
    """Follow the whole group and add what was found to the workings; None where its cash is not known."""
    from pledgeline.engine.group import IN_A_REPORT, Wish, group_view, has_group  # noqa: PLC0415  # as above

    if not has_group(opened.resolved):
        return None
    found = group_view(
        opened.document,
        opened.resolved,
        leverage(opened.paper, opened.workings),
        draws=draws,
        wish=wish or Wish(effort=IN_A_REPORT, wanted={}),
        workers=workers,
        progress=progress,
    )
    derive_group(opened.workings, found, draws.seed, opened.resolved.currency)
    return found


def programme(
    document: CaseDocument, *, name: str | None = None, draws: Draws, workers: int = 1, progress: Progress | None = None
) -> ProgrammeReport:
    """Answer for the building programme `name`, or for all programmes of a case.

    Raises UnknownName for a programme or a scenario that the case does not hold, and OutOfRange for a case that builds
    nothing.
    """
    opened = open_case(document)
    if name is not None and name not in opened.resolved.programmes:
        remedy = suggestion(name, opened.resolved.programmes, none=said("it has none at all"))
        raise UnknownName(said("the case has no programme '{name}'; {remedy}", name=name, remedy=remedy))
    view = add_programmes(opened, draws, workers=workers, progress=progress)
    if view is None:
        raise OutOfRange(said("the case has no programmes; write what is being built under programmes:"))
    if name is not None:
        view = replace(view, programmes=tuple(one for one in view.programmes if one.id == name))
    case = document.case
    return ProgrammeReport(
        schema_version=SCHEMA_VERSION,
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        currency=case.currency,
        view=view,
        sources=tuple(source_records(document)),
        method=replace(method(opened, draws, recorded=0), paths=draws.paths, limits=view.limits),
    )


def add_programmes(
    opened: OpenCase, draws: Draws, *, workers: int, progress: Progress | None = None
) -> ProgrammeView | None:
    """Simulate the building programmes and add what was found to the workings; None where the case builds nothing."""
    if not opened.resolved.programmes:
        return None
    from pledgeline.engine.building import programmes_of  # noqa: PLC0415  # numba stays out until it is needed

    return programmes_of(
        opened.document, opened.resolved, opened.workings, draws=draws, workers=workers, progress=progress
    )


def opened_problems(opened: OpenCase) -> tuple[Problem, ...]:
    """What is wrong with the expectations of a case."""
    units = {key: unit for key, (_, unit) in quantities(opened.paper, opened.workings).items()}
    return expectation_problems(opened.document, {**units, **later_units(opened)})


def expectations(opened: OpenCase) -> tuple[Expectation, ...]:
    """Every expectation of the case whose numbers are there: all after a run, those of the standing before it."""
    known = quantities(opened.paper, opened.workings)
    missing = {key: unit for key, unit in later_units(opened).items() if key not in known}
    lines = (line for line in opened.document.case.expect if not needs_simulation(line, missing))
    return tuple(evaluate_expectation(line, known) for line in lines)


def _beyond_reach(opened: OpenCase) -> Iterator[Expectation]:
    """Expectations of exact figures that a run could not give: they do not hold, and the reason is what was found."""
    known = quantities(opened.paper, opened.workings)
    for line in opened.document.case.expect:
        for key in exact_units(opened.resolved):
            if key not in known and needs_simulation(line, {key: ""}):
                reason = why_not_exact(opened.resolved, key) or said(
                    "The exact engine looks at the largest loans only."
                )
                yield Expectation(text=line, holds=False, found=reason)
                break


def later_units(opened: OpenCase) -> dict[str, str]:
    """The keys that only a run can give, with their units."""
    resolved, built = opened.resolved, programme_units(opened.document)
    return {**simulated_units(resolved), **exact_units(resolved), **group_units(resolved), **built}


_WITH_THE_GROUP = (
    said(
        "On the pages of single loans loans are repaid or refinanced at maturity by means outside the model, "
        "as is interest."
    ),
    said("On the pages of single loans promises and redemptions do not use up the cash for cures."),
)
_LOANS_ALONE = (
    said("Loans are repaid or refinanced at maturity by means outside the model, as is interest."),
    said("Promises and redemptions do not use up the cash for cures."),
)


def limits(resolved: ResolvedCase) -> tuple[str, ...]:
    """What the figures cannot say, in sentences."""
    found = [
        said("Prices follow the stated laws; their parameters are the largest unknown."),
        *(_LOANS_ALONE if resolved.funds is None else _WITH_THE_GROUP),
        said("Impact of sales on the price does not last into the next day."),
    ]
    if resolved.funds is None:
        found.append(said("The cash of the group is not known: the group was not followed as a whole."))
        if any(asset.kind == "private" for asset in resolved.assets.values()):
            found.append(said("Private stakes keep their value; only a shock at once moves them."))
    if not _can_simulate(resolved):
        group_alone = said("The case has no margin loan, or no day to look at: only the group was simulated.")
        nothing = said("The case has no margin loan, or no day to look at: nothing was simulated.")
        found.append(group_alone if _can_follow(resolved) else nothing)
    return tuple(found)


def add_outlook(
    opened: OpenCase, draws: Draws, *, workers: int, progress: Progress | None = None
) -> tuple[tuple[LoanOutlook, ...], int]:
    """Simulate and add what was found to the workings; the outlook and the number of recorded paths.

    Both are empty where the case has no margin loan or no day to simulate.
    """
    resolved = opened.resolved
    if not _can_simulate(resolved):
        return (), 0
    # numba stays out of every command that does not simulate
    from pledgeline.engine.lender import exact_calls  # noqa: PLC0415
    from pledgeline.engine.outlook import simulate  # noqa: PLC0415

    found = simulate(
        resolved,
        paths=draws.paths,
        seed=draws.seed,
        workers=workers,
        calls=exact_calls(resolved),
        progress=progress,
    )
    currencies = {key: loan.currency for key, loan in resolved.margin_loans.items()}
    derive_outlook(opened.workings, found.outlook, draws, currencies)
    return found.outlook, found.recorded_paths


def lender_side(opened: OpenCase, outlook: tuple[LoanOutlook, ...]) -> tuple[LenderView, ...]:
    """The largest margin loans through the exact engine; empty without one to look at."""
    if not _can_simulate(opened.resolved):
        return ()
    from pledgeline.engine.lender import lender_views  # noqa: PLC0415  # numpy stays out of every other command

    return lender_views(opened.resolved, outlook)


def _ranked(opened: OpenCase, draws: Draws, *, workers: int, progress: Progress | None) -> Assumptions | None:
    if not _can_simulate(opened.resolved):
        return None
    from pledgeline.engine.assumptions import rank  # noqa: PLC0415  # as above

    paths, seed = draws.paths, draws.seed
    return rank(opened.document, opened.resolved, seed=seed, workers=workers, paths=paths, progress=progress)


def _can_follow(resolved: ResolvedCase) -> bool:
    return resolved.funds is not None and bool(resolved.dates)


def _can_simulate(resolved: ResolvedCase) -> bool:
    return bool(resolved.margin_loans and resolved.dates)


def source_records(document: CaseDocument) -> Iterator[SourceRecord]:
    """The documents of a case as results keep them."""
    for key, source in document.case.sources.items():
        published = source.published
        yield SourceRecord(
            id=key,
            title=source.title,
            publisher=source.publisher or "",
            published="" if published is None else str(published),
            kind=source.kind or "",
            language=source.language or "",
            url=source.url or "",
        )
