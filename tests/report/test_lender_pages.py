"""The lender's page: what it says of each kind of loan, with every figure formatted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.lender_results import Parameter
from pledgeline.engine.results import Estimate
from pledgeline.engine.tails import TailQuantile, VarianceRatios
from pledgeline.report.pages.lender import lender_page, lender_pages
from pledgeline.report.pages.lender_sheet import Provenance, lender_sheet
from pledgeline.report.pages.lender_tables import references_table
from pledgeline.report.pages.lender_wording import error_text, exactly, loss, points, target_limit, times_less
from tests.fixtures_result import PATHS, bare_result, example_result
from tests.report.lender_views import (
    BORROWER,
    DIFFUSION,
    LAW,
    REFERENCES,
    SIMULATED,
    TAIL,
    TARGETS,
    called_view,
    calm_view,
    example_view,
    simulated_view,
    tail_view,
    uncovered_view,
)

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.results import Result
    from pledgeline.report.pages.tables import Table

VIEWS = {
    "example": example_view(),
    "simulated": simulated_view(),
    "uncovered": uncovered_view(),
    "calm": calm_view(),
    "called": called_view(),
    "tail": tail_view(),
    "uncovered with tail": replace(uncovered_view(), tail=TAIL, limits=()),
}
PROVENANCE = Provenance(title="A case", group="A group", scenario="", version="1.2.3", input_hash="0123456789abcdef")


def with_lender(result: Result, *views: LenderView) -> Result:
    """The result with the lender's views beside it."""
    return replace(result, lender=views)


def texts(view: LenderView, paths: int | None = None) -> dict[str, str]:
    """The sentences by their labels."""
    return {one.label: one.text for one in lender_page(view, paths=paths).sentences}


def cells(table: Table | None) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their names."""
    assert table is not None
    return {row.cells[0]: row.cells[1:] for row in table.rows}


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_sentences_are_whole_and_rows_as_wide_as_their_table(view: LenderView) -> None:
    page = lender_page(view, paths=PATHS)
    for sentence in page.sentences:
        assert sentence.text.endswith(".")
        assert sentence.text == " ".join(sentence.text.split())
    for table in (page.calls, page.losses, page.tail, page.sale, page.targets, page.effects, page.references):
        for row in table.rows if table else ():
            assert len(row.cells) == len(table.columns if table else ())


def test_a_margin_desk_reads_the_call_and_the_loss_first() -> None:
    said = texts(example_view())
    assert list(said) == ["The call", "The loss", "The terms"]
    assert said["The call"] == (
        "Called with a probability of 1.24% by 30 September 2027: at USD 31.58 a share, 81.5% below today’s price, "
        "or 36.8 daily moves away."
    )
    assert said["The loss"] == (
        "If the borrower does not answer, the lender loses USD 12.3m in expectation (14.5bp of the debt), and "
        "USD 410m or more in one path of a thousand. A diffusion of the same volatility would say 0.00635bp, some "
        "2,300 times less."
    )
    assert said["The terms"] == (
        "An initial LTV of 4.2% (a haircut of 95.8%) keeps the expected loss within 1bp of the debt; the loan stands "
        "at 6.5%. A spread of 7.60bp a year pays for the expected loss."
    )


def test_a_loss_rarer_than_one_in_a_thousand_is_told_by_its_probability() -> None:
    said = texts(example_view(law=replace(LAW, p999=0.0, loss_probability=0.0004)))
    assert "and anything at all with a probability of 0.0400%." in said["The loss"]


def test_a_loan_on_which_nothing_happens_is_said_to_be_so() -> None:
    said = texts(calm_view())
    assert said["The call"].startswith("Never called by 30 September 2027")
    assert said["The loss"] == "Even if the borrower never answers a call, the lender loses nothing."
    page = lender_page(calm_view())
    assert (page.sale, page.picture) == (None, None)
    assert page.borrower[-1].text == "nothing"


def test_a_loan_above_its_call_level_is_called_at_once() -> None:
    said = texts(called_view())
    assert said["The call"] == (
        "The loan stands at its call level today: an LTV of 55.3% against 35.0%. The next close calls it, unless "
        "the price rises above USD 31.58 a share."
    )
    assert said["The loss"].endswith("USD 4.4bn or more in one path of a thousand.")
    assert cells(lender_page(called_view()).losses)["Fair spread a year"] == ("–",)
    assert "spread" not in texts(replace(called_view(), targets=TARGETS[:1]))["The terms"]


def test_a_diffusion_is_not_compared_with_itself() -> None:
    page = lender_page(called_view())
    assert page.losses
    assert [column.title for column in page.losses.columns] == ["Figure", "GBM"]
    assert page.picture
    assert page.picture.diffusion is None


def test_dated_moves_are_compared_with_the_diffusion_that_has_none() -> None:
    law = replace(DIFFUSION, call=0.02)
    page = lender_page(example_view(law=law))
    assert page.calls
    assert len(page.calls.columns) == 3


def test_a_loan_that_is_not_covered_says_why_and_shows_what_can_be_said() -> None:
    page = lender_page(uncovered_view())
    assert [one.label for one in page.sentences] == ["Not covered", "Next"]
    assert "The loan is secured by two assets. It has a release level" in page.sentences[0].text
    assert page.terms[0].text == "USD 8.5bn"
    assert (page.borrower, page.calls, page.losses, page.targets, page.method) == ((), None, None, None, ())
    assert page.references


def test_a_loan_that_is_not_covered_names_the_commands_that_know_more() -> None:
    run = "pledgeline run CASE simulates the loan with the whole group"
    tail = "pledgeline loan CASE arm-margin --tail follows its losses deep into their tail"
    bare, drawn = uncovered_view(), replace(uncovered_view(), tail=TAIL)
    assert texts(bare)["Next"] == f"{run}; {tail}."
    assert texts(drawn)["Next"] == f"{run}."
    assert texts(replace(bare, simulated=SIMULATED))["Next"] == f"{tail}."
    assert "Next" not in texts(replace(drawn, simulated=SIMULATED))
    assert "Next" not in texts(example_view())


def test_simulated_figures_stand_beside_the_exact_ones_with_their_errors() -> None:
    page = lender_page(simulated_view(), paths=PATHS)
    losses = cells(page.losses)
    assert losses["Probability of a call"] == ("1.24%", "1.08%", "1.26% ± 0.04%")
    assert losses["Expected loss"] == ("USD 12.3m", "USD 5.4k", "USD 7.1m ± 400k")
    assert losses["… of the debt"] == ("14.5bp", "0.00635bp", "8.35bp")
    assert losses["Fair spread a year"][-1] == "–"
    assert page.calls
    assert page.calls.note == "Simulation finds the probability of a call 0.6 standard errors above the exact one."
    assert "If able to answer" in texts(simulated_view(), PATHS)


def test_a_difference_beyond_chance_is_named() -> None:
    borrower = replace(BORROWER, agreement=-4.2)
    page = lender_page(example_view(borrower=borrower))
    assert page.calls
    assert "4.2 standard errors below the exact one; chance does not explain that." in page.calls.note


def test_an_event_that_no_path_has_seen_is_a_bound() -> None:
    nothing = replace(simulated_view().borrower or BORROWER)
    rows = tuple(
        replace(one, simulated=replace(one.simulated, value=0.0, standard_error=0.0)) if one.simulated else one
        for one in nothing.by_date
    )
    page = lender_page(simulated_view(), paths=PATHS)
    bounded = lender_page(replace(simulated_view(), borrower=replace(nothing, by_date=rows)), paths=PATHS)
    assert cells(page.calls)["30 Sep 2027"][-1] == "1.24 ± 0.03"
    assert cells(bounded.calls)["30 Sep 2027"][-1] == "< 0.003"


def test_targets_are_written_as_a_lender_writes_them() -> None:
    targets = cells(lender_page(example_view()).targets)
    assert targets["Expected loss"] == ("1bp", "4.2", "95.8", "USD 5.5bn", "14.8")
    assert targets["Probability of a loss"][0] == "0.1%"
    assert targets["Loss in 1 path of 1,000"] == ("5%", "–", "–", "–", "–")
    table = lender_page(example_view()).targets
    assert table
    assert table.note.endswith(
        "Loss in one path of a thousand within 5% of the debt: not met by an opening LTV of 0.6%."
    )


def test_what_holds_for_every_target_is_said_once() -> None:
    note = "met by every opening LTV below the call"
    targets = tuple(replace(one, initial_ltv=0.35, haircut=0.65, note=note) for one in TARGETS)
    view = example_view(targets=targets)
    table = lender_page(view).targets
    assert table
    assert table.note.endswith(f"6.5%. Each is {note}.")
    assert texts(view)["The terms"].startswith(
        "Every initial LTV below the call level keeps the expected loss within 1bp of the debt. A spread of"
    )


def test_a_target_that_nothing_meets_is_a_sentence() -> None:
    said = texts(example_view(targets=TARGETS[2:]))
    assert said["The terms"] == (
        "No initial LTV keeps the loss in one path of a thousand within 5% of the debt (not met by an opening LTV of "
        "0.6%). A spread of 7.60bp a year pays for the expected loss."
    )


def test_the_terms_as_they_are_stand_out_in_words_too() -> None:
    effects = lender_page(example_view()).effects
    assert effects
    current = [row for row in effects.rows if row.tone == "today"]
    assert [row.cells[0] for row in current] == [
        "Call LTV 35%, as it is",
        "Cure within 5 business days, as it is",
        "Volume sold a day 20%, as it is",
    ]


def test_rules_stand_under_the_loan_and_what_its_law_asks_for() -> None:
    references = lender_page(example_view()).references
    assert references
    assert [row.cells[:5] for row in references.rows] == [
        ("This loan today", "–", "93.5", "–", "6.5"),
        ("Haircut for expected loss of 1bp", "–", "95.8", "–", "4.2"),
        ("Fall of the price, 99.0% of them", "646", "95.3", "–", "4.7"),
        ("Basel III final, other listed", "10", "30.0", "42.4", "70.0"),
        ("Regulation U, margin stock", "–", "50.0", "–", "50.0"),
    ]
    assert references.columns[3].title == "Scaled"


def test_the_table_of_rules_says_what_it_scales_to_and_what_the_law_of_the_price_says_there() -> None:
    whole, rules = (references_table(example_view(references=REFERENCES[at:])) for at in (0, 1))
    unscaled = references_table(example_view(references=REFERENCES[2:]))
    assert whole
    assert rules
    assert unscaled
    scaled, fall = "from a call of this loan to the end of its sale", "how far one price falls over those days"
    assert [(scaled in one.note, fall in one.note) for one in (whole, rules, unscaled)] == [
        (True, True), (True, False), (False, False),
    ]  # fmt: skip


def test_the_method_states_the_errors_of_the_call_and_of_the_sale_apart() -> None:
    method = lender_page(example_view()).method
    assert [(fact.term, fact.text) for fact in method] == [
        ("Engine", "fast Hilbert transform"),
        ("Error of the call", "at most 4e-11"),
        ("Error of the sale", "about 3e-8"),
        ("Law of the price", "Kou jumps"),
    ]
    assert not any("checked" in fact.note for fact in method)


def test_a_loss_is_judged_by_the_error_of_the_sale_and_a_call_by_its_own() -> None:
    rough = replace(LAW, call=1e-6, close_out=1e-6, loss_probability=1e-6, expected_loss=900.0, expected_loss_bp=0.001,
                    accuracy=replace(LAW.accuracy, sale=4e-6))  # fmt: skip
    view = example_view(law=rough, diffusion=None, borrower=replace(BORROWER, call=1e-6))
    losses = cells(lender_page(view).losses)
    assert losses["Probability of a call"] == ("0.000100%",)
    assert losses["Probability of a sale"] == ("0.000100%",)
    assert losses["Probability of a loss"] == ("< 0.001%",)
    assert losses["Expected loss"] == ("< USD 100k",)
    assert losses["… of the debt"] == ("< 0.1bp",)
    said = texts(view)
    assert "probability of 0.000100%" in said["The call"]
    assert "under 0.1bp" in said["The loss"]


def test_a_call_whose_sale_is_not_covered_keeps_its_error() -> None:
    rows = tuple(replace(row, call=0.0, diffusion=0.0) for row in BORROWER.by_date)
    borrower = replace(BORROWER, call=0.0, by_date=rows, error=4e-7)
    page = lender_page(example_view(law=None, diffusion=None, borrower=borrower, targets=(), uncovered=("Why.",)))
    assert "Called with a probability of under 0.0001%" in page.sentences[0].text
    assert set(cells(page.calls).values()) == {("< 0.0001",)}
    assert [(fact.term, fact.text) for fact in page.method] == [
        ("Engine", "fast Hilbert transform"),
        ("Error of the call", "at most 4e-7"),
        ("Law of the price", "Kou jumps"),
    ]


@pytest.mark.parametrize(
    ("model", "parameters", "said"),
    [
        (
            "Kou jumps",
            {"growth": 0.0, "volatility": 0.54, "jump_rate": 4.0, "up_probability": 0.4, "up_rate": 20.0,
             "down_rate": 10.0},
            "volatility 54.0%, 4 jumps a year, 40% of them up, mean up 5.0%, mean down 10.0% in logs; growth 0% a year",
        ),
        (
            "Merton jumps",
            {"growth": -0.02, "volatility": 0.2, "jump_rate": 1.0, "jump_mean": -0.05, "jump_std": 0.1},
            "volatility 20.0%, 1 jump a year, mean −5.0%, standard deviation 10.0% in logs; growth −2% a year",
        ),
        (
            "GBM",
            {"growth": 0.0, "volatility": 0.4, "common_jump_rate": 1.5, "common_jump_mean": -0.06,
             "common_jump_std": 0.04},
            "volatility 40.0%, 1.5 common jumps a year, mean −6.0%, standard deviation 4.0% in logs; growth 0% a year",
        ),
        (
            "Merton jumps",
            {"growth": 0.0, "volatility": 0.4, "jump_rate": 0.0, "jump_mean": 0.0, "jump_std": 0.0},
            "volatility 40.0%, no jumps; growth 0% a year",
        ),
    ],
)  # fmt: skip
def test_the_law_of_the_price_is_told_in_full(model: str, parameters: dict[str, float], said: str) -> None:
    stated = tuple(Parameter(name=name, value=value) for name, value in parameters.items())
    fact = lender_page(example_view(law=None, parameters=stated)).method[-1]
    assert (fact.term, fact.text, fact.note) == ("Law of the price", model, said)


def test_a_fitted_law_names_the_verb_that_knows_how_well() -> None:
    stated, fitted = (lender_page(example_view(fitted=fitted)).method[-1].note for fitted in (False, True))
    assert (
        fitted == f"{stated}; all but the growth fitted to the closes of the case: pledgeline fit says how well "
        "they are known"
    )


def test_a_result_without_lenders_views_has_no_such_page() -> None:
    assert lender_pages(bare_result()) == ()
    assert [page.id for page in lender_pages(with_lender(example_result(), example_view()))] == ["arm-margin"]


def test_the_sheet_says_which_case_and_version_made_it() -> None:
    sheet = lender_sheet(example_view(), PROVENANCE)
    assert sheet.line == "no simulation · version 1.2.3 · input 0123456789ab"
    assert "scenario: as stated in the case" in sheet.stamp
    assert lender_sheet(example_view(), replace(PROVENANCE, scenario="crash")).scenario == "crash"
    titled = lender_sheet(example_view(), replace(PROVENANCE, scenario="crash", scenario_title="Half off"))
    assert titled.scenario == "crash: Half off"
    assert "scenario: crash: Half off" in titled.stamp


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.2341, "23.4%"),
        (0.0124, "1.24%"),
        (3.21e-7, "0.0000321%"),
        (2e-9, "< 0.000001%"),
        (0.0, "none"),
        (1.0, "100%"),
        (0.99999, "> 99.9%"),
        (None, "–"),
    ],
)
def test_exact_probabilities_keep_three_digits_and_never_round_to_certainty(
    probability: float | None, text: str
) -> None:
    assert exactly(probability) == text


def test_a_probability_under_the_error_reached_is_a_bound() -> None:
    assert exactly(3e-7, error=4e-7) == "< 0.0001%"
    assert exactly(5e-7, error=4e-7) == "0.0000500%"


@pytest.mark.parametrize(
    ("number", "text"), [(14.5, "14.5"), (1058.8, "1,059"), (0.00635, "0.00635"), (3e-6, "< 0.0001"), (0.0, "0")]
)
def test_basis_points_keep_their_first_digits(number: float, text: str) -> None:
    assert points(number) == text


def test_every_table_says_what_its_money_and_its_prices_are() -> None:
    page = lender_page(example_view())
    assert page.losses
    assert page.sale
    assert page.effects
    assert "in money of the day on which the sale ends, with the interest that the loan capitalises" in page.losses.note
    assert "the loss given a sale is a share of the debt owed when it begins" in page.losses.note
    assert page.sale.caption == "Price that a sale obtains"
    assert "what the whole sale brings a share, after its impact" in page.sale.note
    assert page.effects.note.endswith("bp of the debt of today.")


def test_amounts_under_a_unit_of_money_are_bounds() -> None:
    assert (loss(0.02, "USD"), loss(0.0, "USD"), loss(12.3e6, "USD"), loss(None, "USD")) == (
        "< USD 1", "USD 0", "USD 12.3m", "–",
    )  # fmt: skip
    assert loss(26.2, "JPY", error=300.0) == "< JPY 1k"


def test_limits_keep_the_unit_of_their_kind() -> None:
    assert target_limit("expected-loss", 0.0001) == "1bp"
    assert target_limit("loss-probability", 0.001) == "0.1%"
    assert target_limit("tail-loss", 0.05) == "5%"


@pytest.mark.parametrize(
    ("law", "diffusion", "text"),
    [
        (14.5, 0.0063, "some 2,300 times"),
        (14.5, 1e-9, "over a million times"),
        (14.5, 10.0, ""),
        (14.5, 0.0, ""),
        (1.0, 2.0, ""),
    ],
)
def test_how_much_less_a_diffusion_says(law: float, diffusion: float, text: str) -> None:
    assert times_less(law, diffusion) == text


def test_an_error_is_rounded_up() -> None:
    assert (error_text(3.2e-11), error_text(1e-9), error_text(0.0)) == ("4e-11", "1e-9", "0")


def test_bounds_are_words_in_the_middle_of_a_sentence() -> None:
    fine = replace(LAW.accuracy, sale=LAW.accuracy.error)
    tiny = replace(LAW, expected_loss=0.2, expected_loss_bp=1e-6, p999=0.0, loss_probability=1e-12, accuracy=fine)
    text = " ".join(texts(example_view(law=tiny, borrower=replace(BORROWER, call=0.99999))).values())
    for words in ("over 99.9%", "loses under USD 1 in expectation (under 0.0001bp", "probability of under 0.000001%"):
        assert words in text
    assert "<" not in text


def test_a_loan_whose_sale_is_not_covered_still_has_its_calls() -> None:
    why = "The sale ends when the loan is cured, so that what is sold depends on the path."
    page = lender_page(example_view(law=None, diffusion=None, targets=(), effects=(), uncovered=(why,)))
    assert [one.label for one in page.sentences] == ["The call", "Not covered", "Next"]
    assert page.sentences[1].text == f"The exact engine knows the call of this loan, and not its sale. {why}"
    assert page.calls
    assert [column.title for column in page.calls.columns] == ["By", "Exact", "GBM"]
    assert (page.losses, page.sale, page.picture) == (None, None, None)


def test_a_control_variate_that_pays_is_named_with_its_ratio() -> None:
    view = simulated_view()
    assert view.simulated
    plain = replace(view, simulated=replace(view.simulated, variance_ratio=None))
    for shown, named in ((view, True), (plain, False)):
        losses = lender_page(shown, paths=PATHS).losses
        assert losses
        assert ("control variate (the variance of a close-out falls 1.84 times)" in losses.note) is named


def test_a_loss_that_no_spread_pays_for_is_said_to_be_so() -> None:
    view = example_view(law=replace(LAW, fair_spread_bp=None), diffusion=None)
    assert texts(view)["The terms"].endswith("No spread pays for the expected loss.")
    assert cells(lender_page(view).losses)["Fair spread a year"] == ("none pays",)


def test_a_loan_of_which_nothing_is_known_has_its_terms_alone() -> None:
    page = lender_page(replace(uncovered_view(), references=(), limits=()))
    assert (page.references, page.limits) == (None, ())
    assert [fact.term for fact in page.terms][1:4] == ["Collateral", "LTV today", "Until"]


def test_what_drowns_in_the_error_reached_is_never_said_to_be_nothing() -> None:
    law = calm_view().law
    assert law
    known = lender_page(calm_view())
    found = lender_page(replace(calm_view(), law=replace(law, accuracy=LAW.accuracy)))
    text = " ".join(sentence.text for sentence in found.sentences)
    assert "Called with a probability of under 0.000001%" in text
    assert "the lender loses under USD 1k in expectation (under 0.001bp of the debt)" in text
    assert cells(known.losses)["Probability of a loss"][0] == "none"
    assert cells(found.losses)["Probability of a loss"][0] == "< 0.00001%"
    assert cells(found.losses)["Probability of a sale"][0] == "< 0.000001%"
    assert cells(found.losses)["… of the debt"][0] == "< 0.001bp"


def test_calls_are_shown_by_quarter_and_at_the_end() -> None:
    month = BORROWER.by_date[0]
    rows = tuple(replace(month, date=dt.date(2026 + at // 12, at % 12 + 1, 28), call=at / 100.0) for at in range(14))
    quarters = cells(lender_page(example_view(borrower=replace(BORROWER, by_date=rows))).calls)
    assert list(quarters) == ["28 Mar 2026", "28 Jun 2026", "28 Sep 2026", "28 Dec 2026", "28 Feb 2027"]
    few = cells(lender_page(example_view(borrower=replace(BORROWER, by_date=rows[:5]))).calls)
    assert len(few) == 5


def tail_rows(view: LenderView) -> list[tuple[str, ...]]:
    """The rows of the table with the borrower's means."""
    table = lender_page(view).tail
    assert table
    return [row.cells for row in table.rows]


def test_losses_with_the_borrowers_means_stand_beside_those_of_the_plain_paths() -> None:
    assert tail_rows(tail_view()) == [
        ("Expected loss", "USD 7.1m ± 210k", "USD 6.6m ± 900k", "18.4", "restarted"),
        ("… of the debt", "8.35bp", "7.76bp", "", ""),
        ("Probability of a loss", "0.142% ± 0.004%", "0.138% ± 0.005%", "1.56", "plain"),
        ("Loss in 1 path of 100", "USD 0", "USD 0", "–", "–"),
        ("… 95% interval", "–", "–", "", ""),
        ("Loss in 1 path of 1,000", "USD 210m", "USD 190m", "6.34", "restarted"),
        ("… 95% interval", "190m to 240m", "80m or more", "", ""),
    ]
    table = lender_page(tail_view()).tail
    assert table
    assert table.note.startswith("65,536 paths, seed 7. Gain: variance of the plain figure")
    assert "Prefer the plain figure where the gain is under about 2" in table.note
    assert lender_page(example_view()).tail is None


def test_the_answer_takes_the_figures_to_prefer() -> None:
    said = texts(tail_view())
    assert list(said) == ["The call", "The loss", "The terms", "If able to answer"]
    assert said["If able to answer"] == (
        "Where the borrower answers calls as far as its cash and shares reach, the lender loses USD 7.1m ± 210k on "
        "average over all paths, and USD 210m or more in one path of a thousand."
    )
    poor = replace(TAIL, gain=VarianceRatios(expected=0.6, loss_probability=0.4, beyond_p999=1.2))
    assert texts(example_view(tail=poor))["If able to answer"].endswith(
        "USD 6.6m ± 900k on average over all paths, and USD 190m or more in one path of a thousand."
    )
    assert {cells[-1] for cells in tail_rows(example_view(tail=poor))} == {"plain", "–", ""}


def test_a_loss_that_only_restarts_have_seen_has_no_gain_and_is_preferred() -> None:
    none, nothing = Estimate(value=0.0, standard_error=0.0), TailQuantile(level=0.999, value=0.0, low=0.0, high=0.0)
    rare = replace(
        TAIL,
        expected=Estimate(value=0.02, standard_error=0.003),
        loss_probability=Estimate(value=3.1e-8, standard_error=2.4e-9),
        p999=nothing,
        plain_expected=none,
        plain_loss_probability=none,
        plain_p999=nothing,
        gain=VarianceRatios(expected=None, loss_probability=None, beyond_p999=None),
    )
    rows = tail_rows(example_view(tail=rare))
    assert rows[0] == ("Expected loss", "< USD 1", "USD 0", "–", "restarted")
    assert rows[1][1] == "< 0.0001bp"
    assert rows[2] == ("Probability of a loss", "0.0000031% ± 0.0000002%", "< 0.005%", "–", "restarted")
    assert texts(example_view(tail=rare))["If able to answer"].endswith("loses < USD 1 on average over all paths.")
    still = replace(rare, expected=none, loss_probability=none)
    assert tail_rows(example_view(tail=still))[2][1:] == ("none seen", "< 0.005%", "–", "–")
    assert texts(example_view(tail=still))["If able to answer"].endswith("nothing on any of 65,536 paths.")


def test_a_loan_that_is_not_covered_has_its_tail_all_the_same() -> None:
    page = lender_page(replace(uncovered_view(), tail=TAIL))
    assert [one.label for one in page.sentences] == ["Not covered", "Next", "If able to answer"]
    assert page.tail
    assert [fact.term for fact in page.method] == ["Simulated", "Restarted"]
    assert (page.method[1].text, page.method[1].note) == (
        "811 of 811 called paths",
        "8 sub-paths each; mean weight 1.003 ± 0.004, 1 is expected",
    )


def test_the_sheet_says_what_was_simulated() -> None:
    sheet = lender_sheet(tail_view(), PROVENANCE)
    assert sheet.line == "65,536 paths, seed 7 · version 1.2.3 · input 0123456789ab"
    assert sheet.stamp.endswith(" · 65,536 paths, seed 7")
