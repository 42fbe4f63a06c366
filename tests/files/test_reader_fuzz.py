"""Whatever is in a file, the reader gives a case or problems with places, never another exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pledgeline.errors import ProblemsError
from pledgeline.files.problem_text import problems_text
from pledgeline.files.read_case import read_case_text

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
GOOD = """\
pledgeline: v1
title: A case that is sound
as_of: 2025-10-09
currency: USD
group: {name: Group, cash: {value: USD 25bn, from: press-a#p4, confidence: reported}}
sources: {press-a: {title: A title, published: 2025-10}}
market: {rates: {SOFR: 4%, TONA: [{from: 2025-01-01, rate: 1%}]}, fx: {JPY: {spot: JPY 150 per USD, volatility: 10%}},
         correlations: [{between: [arm, JPY], correlation: 20%}]}
assets:
  arm: {kind: listed, shares: 100m, price: USD 100, daily_volume: 6m, dynamics: {model: gbm, volatility: 40%}}
  openai: {kind: private, value: USD 30bn, follows: {arm: 0.5}}
loans:
  arm-margin:
    kind: margin
    drawn: USD 1bn
    rate: SOFR + 225bp
    maturity: 2027-09-30
    recourse: {guaranteed: USD 1bn}
    collateral: [{asset: arm, shares: 50m, haircut: 10%}]
    ltv: {call: {assume: 35%, range: 31%..45%}, cure: 30%, close_out: 50%}
    cure: {within: 5bd, with: [shares, cash]}
    sale: {participation: 20%, impact: 1}
debts: {bond: {amount: JPY 10bn, due: 2026-09-12, rate: 4.5%}}
commitments: {one: {to: openai, amount: USD 22.5bn, due: 2025-12-31, firm: true, buys: openai}}
funding: [cash, {draw: arm-margin}, {sell: arm}]
pledges:
  us: {by: group, amount: USD 100bn, jobs: 100000, made: 2024-12-16, progress: [{date: 2025, jobs: 5, from: press-a}]}
scenarios: {bubble: {shocks: {arm: -60%}, over: 20bd, overrides: {loans.arm-margin.drawn: USD 2bn}}}
expect: [loans.arm-margin.ltv < 25%]
"""
TOKENS = [
    "{", "}", "[", "]", ":", ": ", ",", "- ", "\n", "\n  ", "#", "&a ", "*a", "<<: *a", "!!int ", "'", '"', "|", ">",
    "---\n", "...", "%YAML 1.1\n", "?", "~", "null", "unknown", "NaN", "-1e400%", "\x00", "\ufeff", "\u2028", "\t",
    "import: x", "overrides: {a.b: 1}", "value", "assume: 5%", "range: 1%..2%", "0", "..", "\U0001f600", "\r\n",
]  # fmt: skip


def read(content: str | bytes) -> None:
    """Read; problems must name the text, have a sentence, and be printable."""
    problems = None
    try:
        read_case_text(content)
    except ProblemsError as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(problem.what and problem.where.file for problem in problems)
        assert problems_text(problems, colour=True)


def test_the_case_to_be_broken_is_sound() -> None:
    assert read_case_text(GOOD).case.title == "A case that is sound"


@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfea\x00")
@example(b"a: \xff")
@example(b"\xef\xbb\xbf")
@settings(max_examples=150)
def test_any_bytes(content: bytes) -> None:
    read(content)


@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=250)
def test_any_sequence_of_yaml_signs(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))


@given(st.data())
@settings(max_examples=300)
def test_a_good_case_with_a_passage_replaced(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 30)))
    put = data.draw(st.sampled_from(TOKENS) | st.text(max_size=8))
    read((GOOD[:start] + put + GOOD[end:]).encode("utf-8", "surrogatepass"))


@given(st.data())
@settings(max_examples=200)
def test_a_good_case_with_words_exchanged(data: st.DataObject) -> None:
    words = GOOD.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    second = data.draw(st.integers(0, len(words) - 1))
    words[first], words[second] = words[second], words[first]
    read(" ".join(words))


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_line_of_a_broken_case_left_out(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("#!")]
    for index in range(0, len(kept), 3):
        read("".join(kept[:index] + kept[index + 1 :]))
