"""How long a case with many loans takes to read, against the shortest way to the same records.

The alternative composes the YAML with the C loader, turns the nodes into
dicts of text and lets pydantic type them: no positions, no checks, no bounds
on depth or aliases. Both run in turn in the same process; the best of the
rounds counts.

    python benchmarks/read_case.py [loans] [rounds]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import yaml

from pledgeline.case.case import Case
from pledgeline.files.read_case import read_case

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = """\
pledgeline: v1
title: Many loans
as_of: 2025-10-09
currency: USD
group: {name: Group, cash: USD 25bn}
market: {rates: {SOFR: 4%}}
assets:
  arm: {kind: listed, shares: 900bn, price: USD 170.66, daily_volume: 6m, dynamics: {model: gbm, volatility: 50%}}
loans:
"""
LOAN = """\
  loan-{number}:
    kind: margin
    facility: {{value: USD 18.5bn, note: USD 13.5bn signed and USD 5bn in talks}}
    drawn: USD {number}.5m
    rate: SOFR + 225bp
    maturity: 2027-09-30
    recourse: none                      # none, full, or a guarantee
    collateral: [{{asset: arm, shares: 76.9029m, haircut: 0%}}]
    ltv: {{call: {{assume: 35%, range: 31%..49%}}, cure: 30%, close_out: 50%}}
    cure: {{within: 5bd, with: [shares, cash]}}
    sale: {{participation: 20%, impact: 1.0}}
"""


def composed(text: str) -> Case:
    """The shortest way: compose, strip, type."""
    return Case.model_validate(stripped(yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))))


def stripped(node: yaml.Node | None) -> object:
    """A composed node as dicts, lists and texts."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: stripped(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [stripped(item) for item in node.value]
    return node.value if node is not None else {}


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main(loans: int = 5_000, rounds: int = 3) -> None:
    """Print the times and their ratio."""
    text = HEAD + "".join(LOAN.format(number=number) for number in range(1, loans + 1))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_text(text, encoding="utf-8")
        ways: dict[str, Callable[[], object]] = {
            "read_case: positions, bounds, checks": lambda: read_case(path),
            "yaml.compose and pydantic alone": lambda: composed(text),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, work in ways.items():
                best[name] = min(best[name], seconds(work))
    print(f"{loans:,} loans, {len(text) / 1e6:.1f} MB")
    for name, time_taken in best.items():
        print(f"{name:<40} {time_taken:6.2f} s")
    ours, theirs = best.values()
    print(f"ratio: read_case takes {ours / theirs:.2f} of the time of the unchecked way")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
