"""The sentences a margin desk reads first: the call, the loss, the terms that would do, what simulation adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.report.pages.lender_tail import tail_sentence
from pledgeline.report.pages.lender_wording import (
    exactly,
    loss,
    points_of,
    said,
    share,
    standard_errors,
    target_phrase,
    times_less,
)
from pledgeline.report.pages.tables import Part, Sentence, sentence, strong
from pledgeline.report.pages.wording import chance, days, distance, long_date, money_estimate, price

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import BorrowerView, LenderView, LossLaw, SimulatedLoss, TargetTerms

MOST_ERRORS = 3.0  # standard errors that chance explains
Pieces = tuple[str | Part, ...]


def lender_sentences(view: LenderView, paths: int | None) -> tuple[Sentence, ...]:
    """What is known of the loan, in the order in which a lender asks; `paths` are those of a simulation, if any."""
    found = [the_call(view, view.borrower)] if view.borrower else []
    if view.uncovered:
        found += [not_covered(view), *what_to_do_next(view)]
    if view.law:
        found.append(the_loss(view, view.law))
    if view.targets:
        found.append(the_terms(view, view.targets[0]))
    if view.tail:
        found.append(tail_sentence(view, view.tail))
    elif view.simulated:
        found.append(with_the_means(view, view.simulated, paths))
    return tuple(found)


def not_covered(view: LenderView) -> Sentence:
    """Why there are no exact figures, or none of the sale."""
    known = "knows the call of this loan, and not its sale" if view.borrower else "says nothing of this loan"
    return sentence(
        "Not covered",
        f"The exact engine {known}. ",
        " ".join(view.uncovered),
        tone="unknown",
    )


def what_to_do_next(view: LenderView) -> tuple[Sentence, ...]:
    """The commands that know more of a loan that is not covered; nothing where both have spoken."""
    run = (strong("pledgeline run CASE"), " simulates the loan with the whole group")
    tail = (strong(f"pledgeline loan CASE {view.id} --tail"), " follows its losses deep into their tail")
    known = (view.simulated is not None, view.tail is not None)
    wanted = [pieces for pieces, there in zip((run, tail), known, strict=True) if not there]
    if not wanted:
        return ()
    later = [piece for pieces in wanted[1:] for piece in ("; ", *pieces)]
    return (sentence("Next", *wanted[0], *later, ".", tone="load"),)


def the_call(view: LenderView, borrower: BorrowerView) -> Sentence:
    """How likely a call is, and how far away."""
    label = "The call"
    if is_past_call(view):
        return sentence(
            label,
            "The loan stands at its call level today: an LTV of ",
            strong(share(view.ltv)),
            f" against {share(view.call_ltv)}. The next close calls it, unless the price rises above ",
            strong(price(borrower.trigger_price, view.currency)),
            " a share.",
            tone="call",
        )
    probability = said(exactly(borrower.call, call_error(view)))
    chances = ("Never called",) if probability == "none" else ("Called with a probability of ", strong(probability))
    return sentence(
        label,
        *chances,
        f" by {long_date(view.end)}: at ",
        strong(price(borrower.trigger_price, view.currency)),
        f" a share, {distance(borrower.fall)} today’s price, or ",
        strong(f"{days(borrower.daily_moves)} daily moves"),
        " away.",
        tone="call",
    )


def the_loss(view: LenderView, law: LossLaw) -> Sentence:
    """What the lender loses where the borrower does not answer, and what a diffusion would have said."""
    label = "The loss"
    error = law.accuracy.sale
    if max(law.expected_loss, error) <= 0.0:
        return sentence(label, "Even if the borrower never answers a call, the lender loses nothing.", tone="close-out")
    expected = loss(law.expected_loss, view.currency, error * view.debt)
    return sentence(
        label,
        "If the borrower does not answer, the lender loses ",
        strong(said(expected)),
        " in expectation (",
        strong(said(points_of(law.expected_loss_bp, error))),
        " of the debt)",
        *_tail(view, law),
        *_diffusion(view, law),
        tone="close-out",
    )


def _tail(view: LenderView, law: LossLaw) -> Pieces:
    """The rare loss: with its size where one path of a thousand sees it, else with its probability."""
    if law.p999 > 0.0:
        return (", and ", strong(loss(law.p999, view.currency)), " or more in one path of a thousand.")
    probability = said(exactly(law.loss_probability, law.accuracy.sale))
    return (", and anything at all with a probability of ", strong(probability), ".")


def _diffusion(view: LenderView, law: LossLaw) -> Pieces:
    """What GBM of the same total volatility says; nothing where the law is that one."""
    if not speaks_of_jumps(view) or view.diffusion is None:
        return ()
    other = view.diffusion
    points = said(points_of(other.expected_loss_bp, other.accuracy.sale))
    less = times_less(law.expected_loss_bp, other.expected_loss_bp)
    return (f" A diffusion of the same volatility would say {points}{less}.",)


def speaks_of_jumps(view: LenderView) -> bool:
    """Whether the law of the price differs from a diffusion, so that a comparison says something."""
    law, diffusion = view.law, view.diffusion
    if law is None or diffusion is None:
        return False
    return law.model != "gbm" or law.call != diffusion.call


def the_terms(view: LenderView, target: TargetTerms) -> Sentence:
    """The opening that meets the first target, and the spread that pays for the loss."""
    label, phrase = "The terms", target_phrase(target.target, target.limit)
    if target.initial_ltv is None or target.haircut is None:
        why = f" ({target.note})" if target.note else ""
        return sentence(label, f"No initial LTV keeps the {phrase}{why}.", *_spread(view), tone="load")
    if target.initial_ltv >= view.call_ltv:
        text = f"Every initial LTV below the call level keeps the {phrase}."
        return sentence(label, text, *_spread(view), tone="load")
    return sentence(
        label,
        "An initial LTV of ",
        strong(share(target.initial_ltv)),
        f" (a haircut of {share(target.haircut)}) keeps the {phrase}; the loan stands at ",
        strong(share(view.ltv)),
        ".",
        *_spread(view),
        tone="load",
    )


def is_past_call(view: LenderView) -> bool:
    """Whether the loan stands at its call level or above it today, so that no premium has time to be earned."""
    return view.borrower is not None and view.borrower.fall <= 0.0


def _spread(view: LenderView) -> Pieces:
    """The spread that pays for the loss."""
    law = view.law
    if law is None or law.expected_loss <= 0.0 or is_past_call(view):
        return ()
    if law.fair_spread_bp is None:
        return (" No spread pays for the expected loss.",)
    return (
        " A spread of ",
        strong(said(points_of(law.fair_spread_bp, law.accuracy.sale))),
        " a year pays for the expected loss.",
    )


def with_the_means(view: LenderView, simulated: SimulatedLoss, paths: int | None) -> Sentence:
    """What the simulation of the group finds, where the borrower answers as far as its means reach."""
    return sentence(
        "If able to answer",
        "Where the borrower answers calls as far as its cash and shares reach, simulation ends in a close-out with a "
        "probability of ",
        strong(chance(simulated.close_out, paths)),
        ", and the lender loses ",
        strong(money_estimate(simulated.expected_loss, view.currency)),
        " on average over all paths.",
        tone="load",
    )


def agreement_note(borrower: BorrowerView | None) -> str:
    """How the simulated chance of a call compares with the exact one; empty where nothing was simulated."""
    if borrower is None or borrower.agreement is None:
        return ""
    beyond = "; chance does not explain that" if abs(borrower.agreement) > MOST_ERRORS else ""
    return f"Simulation finds the probability of a call {standard_errors(borrower.agreement)} the exact one{beyond}."


def call_error(view: LenderView) -> float:
    """A bound on the error of each probability of a call; the sale may be less exact, or not known at all."""
    reached = [view.borrower.error] if view.borrower else []
    return max(reached + ([view.law.accuracy.error] if view.law else []), default=0.0)
