"""The five sentences, in the cases that occur."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.results import Estimate
from pledgeline.report.pages.first_call import nearest_call
from pledgeline.report.pages.sentences import five_sentences
from tests.fixtures_result import (
    ASSUMPTIONS,
    LOAN,
    OTHER_LOAN,
    STANDING,
    bare_result,
    example_result,
    many_loans,
    outlook,
    quiet_result,
)

if TYPE_CHECKING:
    from pledgeline.engine.results import Result


def texts(result: Result) -> list[str]:
    """The sentences without emphasis."""
    return [sentence.text for sentence in five_sentences(result)]


@pytest.mark.parametrize("result", [example_result(), many_loans(), bare_result(), quiet_result()])
def test_there_are_always_five_whole_sentences(result: Result) -> None:
    sentences = texts(result)
    assert len(sentences) == 5
    for text in sentences:
        assert text.endswith(".")
        assert text == " ".join(text.split())
        for slip in ("None", "nan", "..", " ,", " .", "( ", "inf"):
            assert slip not in text


def test_the_example_is_stated_with_its_figures() -> None:
    stands, call, likely, failure, unknown = texts(example_result())
    assert "17.1% as it would report it, and of 23.3% looked through" in stands
    assert "falls to USD 31.58, 81.5% below today’s USD 170.66" in call
    assert "over its range the price lies between USD 22.11 and USD 44.21" in call
    assert (
        "by its maturity on 30 September 2027 with a probability of 1.24% ± 0.03%, and goes unmet with one of 0.47%"
        in likely
    )
    assert "641 business days" in failure
    assert "Arm Holdings plc falls under 50% with a probability of 0.36% ± 0.02%" in failure
    assert "Between 25% and 50%" in unknown
    assert "from 4.1% ± 0.1% to 0.35% ± 0.04%" in unknown


def test_what_no_path_showed_is_bounded_and_not_called_impossible() -> None:
    _, _, likely, failure, _ = texts(quiet_result())
    assert "none of 100,000 simulated paths" in likely
    assert "below 0.003% with 95% confidence" in likely
    assert "Nothing failed in any path" in failure


def test_a_call_after_the_simulation_is_not_spoken_of() -> None:
    loan = replace(LOAN, maturity=dt.date(2030, 1, 31))
    text = texts(example_result(standing=replace(STANDING, loans=(loan,))))[2]
    assert "comes by 30 September 2027 with" in text


def test_sales_that_outlast_the_simulation_are_named() -> None:
    loan = outlook()
    long = replace(loan, shortfall=replace(loan.shortfall, unfinished=loan.close_out))
    words = "Most sales outlast the simulation"
    assert words in texts(example_result(outlook=(long,)))[3]
    assert words not in texts(example_result())[3]


def test_calls_that_are_always_met_end_in_no_close_out() -> None:
    never = Estimate(value=0.0, standard_error=0.0)
    calm = replace(outlook(), failed_cure=never, close_out=never, loss=never)
    text = texts(example_result(outlook=(calm,)))[3]
    assert text.startswith("The first call asks for USD 1.92bn on average")
    assert "Every call is met in time: no path ends in a close-out or a loss." in text


def test_a_term_without_a_title_is_named_in_words() -> None:
    top = ASSUMPTIONS.effects[0]
    named = replace(ASSUMPTIONS, effects=(replace(top, title=top.key),))
    assert "Not disclosed: call LTV of Arm margin loan. Between" in texts(example_result(assumptions=named))[4]


def test_the_nearest_of_several_calls_is_told() -> None:
    result = many_loans(10)
    nearest = nearest_call(result)
    assert nearest is not None
    assert nearest.loan.id == "loan-9"
    assert "(the nearest of 10 margin loans)" in texts(result)[1]


def test_a_likelier_call_on_a_farther_loan_is_not_left_out() -> None:
    result = many_loans(2)
    near, far = outlook("loan-1", 0.001), outlook("loan-0", 0.2)
    likely = texts(replace(result, outlook=(far, near)))[2]
    assert "Likelier still is a call on Margin loan 0" in likely


def test_a_loan_above_its_call_level_says_so() -> None:
    call = replace(LOAN.triggers[2], price=200.0, fall=-0.172, ltv=0.35)
    loan = replace(LOAN, ltv=0.41, triggers=(call,))
    text = texts(example_result(standing=replace(STANDING, loans=(loan,))))[1]
    assert "is at its call level already: an LTV of 41.0% against 35%" in text
    assert "USD 200.00" in text


def test_a_call_that_no_price_brings_says_so() -> None:
    call = replace(LOAN.triggers[2], price=None, fall=None, price_low=None, price_high=None)
    loan = replace(LOAN, triggers=(call,))
    text = texts(example_result(standing=replace(STANDING, loans=(loan,))))[1]
    assert text.startswith("No price of Arm Holdings plc alone brings Arm margin loan from 6.5% to its call level")


@pytest.mark.parametrize(
    ("loans", "words"),
    [
        ((), "no secured loan"),
        ((OTHER_LOAN,), "Its one secured loan has no margin terms"),
        ((OTHER_LOAN, OTHER_LOAN), "None of its 2 secured loans has margin terms"),
    ],
)
def test_without_margin_terms_no_price_triggers_a_call(loans: tuple[object, ...], words: str) -> None:
    result = example_result(standing=replace(STANDING, loans=loans), outlook=())  # type: ignore[arg-type]
    assert words in texts(result)[1]
    assert "No margin loan was simulated" in texts(result)[2]


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        (0.171, "to stay under 25% in normal times and under 35% always"),
        (0.30, "to stay under 25% in normal times, which it does not, and under 35% always"),
        (0.40, "sets a ceiling of 35%, which the reported figure exceeds"),
    ],
)
def test_the_reported_figure_is_set_against_the_policy(reported: float, words: str) -> None:
    leverage = replace(STANDING.leverage, ltv_reported=reported)
    assert words in texts(example_result(standing=replace(STANDING, leverage=leverage)))[0]


def test_more_cash_than_debt_has_no_leverage_to_state() -> None:
    leverage = replace(STANDING.leverage, debt_gross=-1e9)
    text = texts(example_result(standing=replace(STANDING, leverage=leverage)))[0]
    assert text.endswith("and has more cash than debt.")


def test_loans_alone_do_not_make_an_ltv_of_the_group() -> None:
    leverage = replace(STANDING.leverage, whole_group=False, cash=None, debt_gross=4.4e9)
    text = texts(example_result(standing=replace(STANDING, leverage=leverage)))[0]
    assert text.endswith("its loans of USD 4.4bn stand against holdings worth USD 224bn.")
    assert "%" not in text


def test_cash_that_is_not_given_is_not_taken_for_deducted() -> None:
    assert "owes USD 52.1bn (the case gives no separate figure of cash)" in texts(bare_result())[0]


def test_without_a_ranking_the_assumed_and_the_unknown_are_counted() -> None:
    text = texts(example_result(assumptions=None))[4]
    assert text == "1 figure is assumed, and not ranked by effect; 1 figure is left unknown."
    nothing = texts(example_result(assumptions=replace(ASSUMPTIONS, effects=()), figures=()))[4]
    assert nothing.startswith("The case assumes nothing")
