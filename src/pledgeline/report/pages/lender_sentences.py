"""The sentences a margin desk reads first: the call, the loss, the terms that would do, what simulation adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.lender_tail import tail_sentence
from pledgeline.report.pages.lender_wording import (
    amid,
    exactly,
    figure,
    is_nothing,
    loss,
    points_of,
    share,
    target_phrase,
    times_less,
)
from pledgeline.report.pages.tables import Sentence, clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import chance, days, long_date, money_estimate, percent, price

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import BorrowerView, LenderView, LossLaw, SimulatedLoss, TargetTerms

MOST_ERRORS = 3.0  # standard errors that chance explains
NOTHING_MORE = Sentence(label="", parts=())


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
    known = (
        say("The exact engine knows the call of this loan, and not its sale.")
        if view.borrower
        else say("The exact engine says nothing of this loan.")
    )
    return paragraph(say("Not covered"), *map(clause, (known, *map(retold, view.uncovered))), tone="unknown")


def what_to_do_next(view: LenderView) -> tuple[Sentence, ...]:
    """The commands that know more of a loan that is not covered; nothing where both have spoken."""
    run = strong("pledgeline run CASE")
    tail = strong(f"pledgeline loan CASE {view.id} --tail")
    label = say("Next")
    if view.simulated is None and view.tail is None:
        both = phrase(
            label,
            "{run} simulates the loan with the whole group; {tail} follows its losses deep into their tail.",
            run=run,
            tail=tail,
            tone="load",
        )
        return (both,)
    if view.simulated is None:
        return (phrase(label, "{run} simulates the loan with the whole group.", run=run, tone="load"),)
    if view.tail is None:
        return (phrase(label, "{tail} follows its losses deep into their tail.", tail=tail, tone="load"),)
    return ()


def the_call(view: LenderView, borrower: BorrowerView) -> Sentence:
    """How likely a call is, and how far away."""
    label, call_price = say("The call"), strong(price(borrower.trigger_price, view.currency))
    if is_past_call(view):
        return phrase(
            label,
            "The loan stands at its call level today: an LTV of {ltv} against {call}. The next close calls it, unless "
            "the price rises above {price} a share.",
            ltv=strong(share(view.ltv)),
            call=share(view.call_ltv),
            price=call_price,
            tone="call",
        )
    error, moves = call_error(view), strong(say("{number} daily moves", number=days(borrower.daily_moves)))
    end, fall = long_date(view.end), percent(borrower.fall)
    if is_nothing(borrower.call, error):
        return phrase(
            label,
            "Never called by {date}: at {price} a share, {fall} below today’s price, or {moves} away.",
            date=end,
            price=call_price,
            fall=fall,
            moves=moves,
            tone="call",
        )
    return phrase(
        label,
        "Called with a probability of {probability} by {date}: at {price} a share, {fall} below today’s price, or "
        "{moves} away.",
        probability=strong(amid(exactly(borrower.call, error))),
        date=end,
        price=call_price,
        fall=fall,
        moves=moves,
        tone="call",
    )


def the_loss(view: LenderView, law: LossLaw) -> Sentence:
    """What the lender loses where the borrower does not answer, and what a diffusion would have said."""
    label = say("The loss")
    if is_nothing(law.expected_loss, law.accuracy.sale):
        even = clause(say("Even if the borrower never answers a call, the lender loses nothing."))
        return paragraph(label, even, tone="close-out")
    return paragraph(label, _unanswered(view, law), _diffusion(view, law), tone="close-out")


def _unanswered(view: LenderView, law: LossLaw) -> Sentence:
    """The expected loss; the rare one with its size where one path of a thousand sees it, else its probability."""
    error = law.accuracy.sale
    expected = strong(amid(loss(law.expected_loss, view.currency, error * view.debt)))
    of_debt = strong(amid(points_of(law.expected_loss_bp, error)))
    if law.p999 > 0.0:
        return phrase(
            "",
            "If the borrower does not answer, the lender loses {expected} in expectation ({points} of the debt), and "
            "{rare} or more in one path of a thousand.",
            expected=expected,
            points=of_debt,
            rare=strong(loss(law.p999, view.currency)),
        )
    return phrase(
        "",
        "If the borrower does not answer, the lender loses {expected} in expectation ({points} of the debt), and "
        "anything at all with a probability of {probability}.",
        expected=expected,
        points=of_debt,
        probability=strong(amid(exactly(law.loss_probability, error))),
    )


def _diffusion(view: LenderView, law: LossLaw) -> Sentence:
    """What GBM of the same total volatility says; nothing where the law is that one."""
    if not speaks_of_jumps(view) or view.diffusion is None:
        return NOTHING_MORE
    other = view.diffusion
    points = amid(points_of(other.expected_loss_bp, other.accuracy.sale))
    less = times_less(law.expected_loss_bp, other.expected_loss_bp)
    if not less:
        return clause(say("A diffusion of the same volatility would say {points}.", points=points))
    return clause(
        say("A diffusion of the same volatility would say {points}, {times} less.", points=points, times=less)
    )


def speaks_of_jumps(view: LenderView) -> bool:
    """Whether the law of the price differs from a diffusion, so that a comparison says something."""
    law, diffusion = view.law, view.diffusion
    if law is None or diffusion is None:
        return False
    return law.model != "gbm" or law.call != diffusion.call


def the_terms(view: LenderView, target: TargetTerms) -> Sentence:
    """The opening that meets the first target, and the spread that pays for the loss."""
    return paragraph(say("The terms"), _opening(view, target), _spread(view), tone="load")


def _opening(view: LenderView, target: TargetTerms) -> Sentence:
    """The initial LTV that meets a target."""
    goal = target_phrase(target.target, target.limit)
    if target.initial_ltv is None or target.haircut is None:
        if target.note:
            return clause(say("No initial LTV keeps the {target} ({note}).", target=goal, note=retold(target.note)))
        return clause(say("No initial LTV keeps the {target}.", target=goal))
    if target.initial_ltv >= view.call_ltv:
        return clause(say("Every initial LTV below the call level keeps the {target}.", target=goal))
    return phrase(
        "",
        "An initial LTV of {initial} (a haircut of {haircut}) keeps the {target}; the loan stands at {ltv}.",
        initial=strong(share(target.initial_ltv)),
        haircut=share(target.haircut),
        target=goal,
        ltv=strong(share(view.ltv)),
    )


def is_past_call(view: LenderView) -> bool:
    """Whether the loan stands at its call level or above it today, so that no premium has time to be earned."""
    return view.borrower is not None and view.borrower.fall <= 0.0


def _spread(view: LenderView) -> Sentence:
    """The spread that pays for the loss."""
    law = view.law
    if law is None or law.expected_loss <= 0.0 or is_past_call(view):
        return NOTHING_MORE
    if law.fair_spread_bp is None:
        return clause(say("No spread pays for the expected loss."))
    spread = strong(amid(points_of(law.fair_spread_bp, law.accuracy.sale)))
    return phrase("", "A spread of {spread} a year pays for the expected loss.", spread=spread)


def with_the_means(view: LenderView, simulated: SimulatedLoss, paths: int | None) -> Sentence:
    """What the simulation of the group finds, where the borrower answers as far as its means reach."""
    label = say("If able to answer")
    return phrase(
        label,
        "Where the borrower answers calls as far as its cash and shares reach, simulation ends in a close-out with a "
        "probability of {close_out}, and the lender loses {loss} on average over all paths.",
        close_out=strong(chance(simulated.close_out, paths)),
        loss=strong(money_estimate(simulated.expected_loss, view.currency)),
        tone="load",
    )


def agreement_note(borrower: BorrowerView | None) -> str:
    """How the simulated chance of a call compares with the exact one; empty where nothing was simulated."""
    if borrower is None or borrower.agreement is None:
        return ""
    apart = figure(abs(borrower.agreement), 1)
    above, by_chance = borrower.agreement >= 0.0, abs(borrower.agreement) <= MOST_ERRORS
    if above and by_chance:
        return say(
            "Simulation finds the probability of a call {number} standard errors above the exact one.", number=apart
        )
    if above:
        return say(
            "Simulation finds the probability of a call {number} standard errors above the exact one; chance does not "
            "explain that.",
            number=apart,
        )
    if by_chance:
        return say(
            "Simulation finds the probability of a call {number} standard errors below the exact one.", number=apart
        )
    return say(
        "Simulation finds the probability of a call {number} standard errors below the exact one; chance does not "
        "explain that.",
        number=apart,
    )


def call_error(view: LenderView) -> float:
    """A bound on the error of each probability of a call; the sale may be less exact, or not known at all."""
    reached = [view.borrower.error] if view.borrower else []
    return max(reached + ([view.law.accuracy.error] if view.law else []), default=0.0)
