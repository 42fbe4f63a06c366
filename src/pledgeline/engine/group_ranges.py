"""Every headline answer of the group over what nobody disclosed: one term at a time, and all together.

Ignorance of a term is not risk of a market: the terms are swept, the random
numbers stay. One run gives all answers, so that a term is tried once for all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.case.checks import case_findings
from pledgeline.case.figure import figures, with_figure
from pledgeline.engine.between import between
from pledgeline.engine.document import Restated
from pledgeline.engine.group_draws import draws_on_paths
from pledgeline.engine.group_outlook import by_day, policy_levels
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_results import AnswerEffect, AnswerRange, GroupRanges
from pledgeline.engine.hypercube import latin_hypercube
from pledgeline.engine.resolve import resolve
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pledgeline.case.case import Case
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.results import Estimate
    from pledgeline.units.literal import Unit

    Answers = Mapping[str, Estimate]  # by answer, in the order of the page
    Progress = Callable[[float], None]

RANGE_PATHS = 2048  # enough to order the terms; the page states the number and the errors
JOINT_SAMPLES = 16

_TITLES = {
    "call": said("probability of a margin call on any loan"),
    "failed_cure": said("probability of a failed cure on any loan"),
    "gap": said("probability of a cash gap"),
    "reported_normal": said("probability of a reported LTV above the normal line"),
    "reported_ceiling": said("probability of a reported LTV above the ceiling"),
    "through_normal": said("probability of a look-through LTV above the normal line"),
    "through_ceiling": said("probability of a look-through LTV above the ceiling"),
    "cover": said("probability of cash under the redemptions of the covered span"),
}


def group_ranges(
    document: CaseDocument,
    resolved: ResolvedCase,
    *,
    draws: Draws,
    workers: int,
    paths: int = RANGE_PATHS,
    samples: int = JOINT_SAMPLES,
    progress: Progress | None = None,
) -> GroupRanges | None:
    """The headline answers over the ranges of all assumptions; None where nothing is assumed with a range.

    On `paths` paths, or as many as `draws` has. A case that resolves as the base
    does is not run again. Of the joint samples, those whose mixture of terms is
    no sound case (levels out of order) are left out; `samples` of the result
    counts the rest. The cost is at most two runs for each assumption and one
    for each sample.
    """
    assumed = tuple(_assumed(document.case))
    if not assumed:
        return None
    few = replace(draws, paths=min(paths, draws.paths))
    called = draws_on_paths(resolved, seed=few.seed)(0, few.paths)
    sweep = _Sweep(document=document, base=resolved, draws=few, called=called, workers=workers)
    told = progress or (lambda _share: None)
    expected = 1 + len(assumed) + samples
    base = sweep.answers(resolved)
    ends = []
    for number, term in enumerate(assumed, start=1):
        ends.append((sweep.with_terms({term.key: term.low}, base), sweep.with_terms({term.key: term.high}, base)))
        told((1 + number) / expected)
    joint = []
    for number, terms in enumerate(_mixtures(assumed, samples, draws.seed), start=1):
        if sweep.sound(terms):
            joint.append(sweep.with_terms(terms, base))
        told((1 + len(assumed) + number) / expected)
    return GroupRanges(
        paths=sweep.draws.paths,
        samples=len(joint),
        answers=tuple(_range(name, base, tuple(zip(assumed, ends, strict=True)), joint) for name in base),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """An assumption of the case, and the ends of its range."""

    key: str
    assumed: str
    low: Unit
    high: Unit


def _assumed(case: Case) -> Iterator[_Term]:
    for key, figure in figures(case):
        if figure.low is not None and figure.high is not None:
            yield _Term(key=key, assumed=str(figure), low=figure.low, high=figure.high)


def _mixtures(assumed: Sequence[_Term], samples: int, seed: int) -> Iterator[Mapping[str, Unit]]:
    """A value for every assumption, as many times as there are samples, by Latin hypercube."""
    for point in latin_hypercube(len(assumed), samples, seed=seed):
        yield {term.key: between(term.low, term.high, float(share)) for term, share in zip(assumed, point, strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sweep:
    """The same random numbers over cases that differ in their terms."""

    document: CaseDocument
    base: ResolvedCase
    draws: Draws
    called: npt.NDArray[np.float64]  # what building calls for on the paths of the base
    workers: int

    def answers(self, case: ResolvedCase) -> Answers:
        """Every headline answer of a case; margin loans and policy lines that it does not have, none."""
        found = simulate_group(
            case, paths=self.draws.paths, seed=self.draws.seed, workers=self.workers, recorded=0
        ).paths
        events = ("call", "failed_cure") if case.margin_loans else ()
        return {name: by_day(found[name]) for name in (*events, "gap", *policy_levels(self.base))}

    def with_terms(self, terms: Mapping[str, Unit], base: Answers) -> Answers:
        """The answers with other terms; those of the base where it resolves to the same."""
        case = resolve(self._document(terms))
        return base if self._same(case) else self.answers(case)

    def _same(self, case: ResolvedCase) -> bool:
        """Whether the group would walk the paths of the base: building draws alike, and all else is the same."""
        if replace(case, programmes=self.base.programmes) != self.base:
            return False
        if case.programmes == self.base.programmes:
            return True
        return np.array_equal(draws_on_paths(case, seed=self.draws.seed)(0, self.draws.paths), self.called)

    def sound(self, terms: Mapping[str, Unit]) -> bool:
        """Whether a mixture of terms is a case that a reader of cases would accept."""
        document = self._document(terms)
        rungs = (
            [level for level in (loan.release, loan.cure, loan.call, loan.close_out) if level is not None]
            for loan in resolve(document).margin_loans.values()
        )
        ascending = all(lower < upper for ladder in rungs for lower, upper in pairwise(ladder))
        return ascending and next(iter(case_findings(document.case)), None) is None

    def _document(self, terms: Mapping[str, Unit]) -> Restated:
        case = self.document.case
        for key, value in terms.items():
            case = with_figure(case, key, value)
        return Restated(document=self.document, case=case, scenario=self.document.scenario)


def _range(
    name: str,
    base: Answers,
    ends: Sequence[tuple[_Term, tuple[Answers, Answers]]],
    joint: Sequence[Answers],
) -> AnswerRange:
    """One answer: its tornado, the most important term first, and its spread over the mixtures."""
    effects = (_effect(name, base, term, found) for term, found in ends)
    spread = [answers[name].value for answers in joint] or [base[name].value]
    p10, p50, p90 = np.quantile(spread, [0.1, 0.5, 0.9])
    return AnswerRange(
        answer=name,
        title=_TITLES[name],
        base=base[name],
        effects=tuple(sorted(effects, key=lambda effect: (-effect.swing, effect.key))),
        joint_low=min(spread),
        joint_high=max(spread),
        joint_p10=float(p10),
        joint_p50=float(p50),
        joint_p90=float(p90),
    )


def _effect(name: str, base: Answers, term: _Term, found: tuple[Answers, Answers]) -> AnswerEffect:
    low, high = (answers[name] for answers in found)
    values = (base[name].value, low.value, high.value)
    return AnswerEffect(
        key=term.key,
        assumed=term.assumed,
        low=str(term.low),
        high=str(term.high),
        answer_low=low,
        answer_high=high,
        swing=max(values) - min(values),
    )
