"""The keys of a case in a reader's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pledgeline.report.pages.phrases import key_phrase
from tests.fixtures_result import example_result, group_result


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("loans.arm-margin.ltv.call", "call LTV of Arm margin loan"),
        ("loans.arm-margin.collateral.0.shares", "number of pledged shares of Arm margin loan"),
        ("assets.arm.dynamics.volatility", "volatility of Arm Holdings plc"),
        ("assets.openai.follows.arm", "how far OpenAI follows Arm Holdings plc"),
        ("commitments.abb.due", "due date of ABB Robotics"),
        ("debts.bonds-2026.amount", "amount of Bonds due 2026"),
        ("group.cash_for_cures", "cash that may be spent on cures of the group"),
        ("loans.arm-margin.at_maturity.extend", "length of an extension of Arm margin loan"),
        ("market.rates.SOFR", "base rate SOFR"),
        ("market.fx.JPY.spot", "exchange rate JPY"),
        ("loans.nobody.ltv.call", "loans.nobody.ltv.call"),
        ("assets.arm.colour", "assets.arm.colour"),
        ("horizon", "horizon"),
    ],
)
def test_a_key_reads_as_words_or_as_itself(key: str, words: str) -> None:
    assert key_phrase(key, example_result()) == words


def test_a_debt_without_a_date_is_named_where_the_group_was_run() -> None:
    assert key_phrase("debts.bonds-2026.rate", group_result()) == "interest rate of Bonds due 2026"
    nobody = replace(example_result().standing.liquidity, needs=())
    standing = replace(example_result().standing, liquidity=nobody)
    assert key_phrase("debts.bonds-2026.rate", replace(group_result(), standing=standing)).endswith("Bonds due 2026")
    assert key_phrase("debts.bonds-2026.rate", example_result(standing=standing)) == "debts.bonds-2026.rate"
