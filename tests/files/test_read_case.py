"""From files to a case: imports, overrides, scenarios, prices, and the hash of what was read."""

from __future__ import annotations

import re
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.errors import CaseError, PriceError, ProblemsError, UnknownName
from pledgeline.files.read_case import apply_scenario, read_case, read_case_text

if TYPE_CHECKING:
    from pledgeline.errors import Problem

HEAD = "pledgeline: v1\ntitle: A case\nas_of: 2025-10-09\ncurrency: USD\ngroup: {name: Group}\n"
ARM = "assets: {arm: {kind: listed, shares: 1m, prices: {file: arm.csv, currency: USD}}}\n"
CSV = "date,close\n2025-10-07,165\n2025-10-08,166.77\n2025-10-10,171\n"


def problems(path: Path, **overrides: str) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        read_case(path, overrides={key.replace("__", "."): text for key, text in overrides.items()})
    return caught.value.problems


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "case.yaml"


def test_the_starter_case_is_sound_and_teaches_what_it_should() -> None:
    case = read_case_text(files("pledgeline").joinpath("data/starter.yaml").read_bytes()).case
    assert case.expect
    assert any(loan.kind == "margin" for loan in case.loans.values())
    assert case.debts
    assert case.sources


def test_every_scenario_of_the_starter_case_can_be_applied() -> None:
    document = read_case_text(files("pledgeline").joinpath("data/starter.yaml").read_bytes())
    for name in document.case.scenarios:
        assert apply_scenario(document, name).scenario == name


def test_imports_are_merged_deeply(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "arm.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "parts" / "assets.yaml").write_text(ARM + "group: {cash: USD 5bn}\n", encoding="utf-8")
    path = written(tmp_path, case=f"import: parts/assets.yaml\n{HEAD}")
    document = read_case(path)
    assert str(document.case.group.cash) == "USD 5bn"
    assert document.prices["arm"].closes == (165.0, 166.77, 171.0)  # found beside the file that names it
    assert document.locate("group.cash").file == str(tmp_path / "parts" / "assets.yaml")
    assert document.locate("group.name").file == str(path)


def test_a_key_with_two_values_names_both_places(tmp_path: Path) -> None:
    path = written(tmp_path, case=f"import: other.yaml\n{HEAD}", other="group: {name: Another}\n")
    (problem,) = problems(path)
    assert problem.what == f"'group.name' stands here and in {path}:6:9"
    assert problem.remedy == "keep one, or set group.name in overrides:"
    assert str(problem.where) == f"{tmp_path / 'other.yaml'}:1:9"


def test_overrides_settle_what_two_files_say_and_come_last(tmp_path: Path) -> None:
    head = f"import: [other.yaml]\noverrides: {{group.name: Third}}\n{HEAD}"
    path = written(tmp_path, case=head, other="group: {name: Another}\n")
    document = read_case(path)
    assert document.case.group.name == "Third"
    assert document.locate("group.name").line == 2


def test_overrides_from_outside_come_after_those_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, case=f"overrides: {{group.name: Third}}\n{HEAD}")
    changed = read_case(
        path, overrides={"group.name": "Fourth", "group.cash": "{assume: USD 2bn, range: USD 1bn..USD 3bn}"}
    )
    assert changed.case.group.name == "Fourth"
    (cash,) = changed.case.group.accounts
    assert cash.assumed
    assert changed.input_hash != read_case(path).input_hash
    (problem,) = problems(path, group__cash="5bn")
    assert str(problem.where) == "override group.cash:1:1"
    assert problem.remedy == "write the currency before it, for example USD 5bn"


@pytest.mark.parametrize(
    ("line", "what", "remedy"),
    [
        (
            "overrides: {loans.arm.drawn: USD 5bn}",
            "the path loans.arm.drawn leads nowhere: there is no 'loans'",
            "write one of pledgeline, title",
        ),
        ("overrides: {group.nmae: X}", "group has no key 'nmae'", "did you mean name?"),
        (
            "overrides: {group.name.first: X}",
            "the path group.name.first leads nowhere: there is no 'first'",
            "write a path that is in the case",
        ),
        ("overrides: [a]", "overrides are paths with values", "write loans.a-loan.drawn: USD 5bn"),
        (
            "import: /etc/passwd",
            "'/etc/passwd' is not a file relative to this one",
            "write a relative path, such as parts/assets.yaml",
        ),
        (
            "import: http://example.org/a.yaml",
            "'http://example.org/a.yaml' is not a file relative to this one",
            "write a relative path",
        ),
        ("import: {a: b}", "import names files", "write import: assets.yaml, or a list of files"),
        ("import: case.yaml", "imports itself", "remove one import"),
        ("import: csae.yaml", "'csae.yaml': there is no such file", "did you mean"),
        ("import: bad.yaml", "not well-formed: a bracket is not closed", "close it"),
    ],
)
def test_refuses_imports_and_overrides(tmp_path: Path, line: str, what: str, remedy: str) -> None:
    path = written(tmp_path, case=f"{line}\n{HEAD}", bad="a: [1\nb: 2")
    found = problems(path)
    assert any(what in problem.what and remedy in problem.remedy for problem in found), found


def test_a_cycle_over_two_files_is_a_problem(tmp_path: Path) -> None:
    path = written(tmp_path, case=f"import: b.yaml\n{HEAD}", b="import: case.yaml\n")
    assert f"{path} imports itself: {path} > {tmp_path / 'b.yaml'} > {path}" in problems(path)[0].what


def test_a_scenario_changes_only_what_it_names() -> None:
    text = HEAD + "scenarios: {rich: {overrides: {group.cash: USD 9bn}}, poor: {shocks: {}}}\n"
    document = read_case_text(text)
    assert document.scenario == ""
    rich = apply_scenario(document, "rich")
    assert (rich.scenario, str(rich.case.group.cash)) == ("rich", "USD 9bn")
    assert apply_scenario(document, "poor").case == document.case
    assert rich.input_hash == document.input_hash
    with pytest.raises(UnknownName, match=r"there is no scenario 'rihc'; did you mean rich\?"):
        apply_scenario(document, "rihc")


@pytest.mark.parametrize(
    ("overrides", "what"),
    [
        ("{group.cash: 9bn}", "with the overrides of scenario rich: '9bn' is not an amount of money"),
        ("{group.csah: USD 9bn}", "with the overrides of scenario rich: group has no key 'csah'"),
        ("{gruop.cash: USD 9bn}", "with the overrides of scenario rich: the path gruop.cash leads nowhere"),
    ],
)
def test_what_a_scenario_would_break_is_found_when_reading(overrides: str, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_case_text(HEAD + f"scenarios: {{rich: {{overrides: {overrides}}}}}\n")
    (problem,) = caught.value.problems
    assert what in problem.what
    assert problem.where.line == 6


def test_the_price_is_the_last_close_and_later_ones_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "arm.csv").write_text(CSV, encoding="utf-8")
    document = read_case(written(tmp_path, case=HEAD + ARM))
    close, date = document.prices["arm"].close_on(document.case.as_of)
    assert (close, date.isoformat()) == (166.77, "2025-10-08")


@pytest.mark.parametrize(
    ("csv", "what", "stale"),
    [
        (
            "date,close\n2025-09-30,165\n",
            "the last close of {file} is of 2025-09-30, 7 business days before as_of",
            True,
        ),
        ("date,close\n2025-10-10,165\n", "{file} has no close on or before 2025-10-09", True),
        ("date,close\n2025-10-08,0\n", "the close of 2025-10-08 is zero", False),
        ("", "{file}: the price file is empty", False),
    ],
)
def test_prices_that_cannot_be_used_are_price_problems(tmp_path: Path, csv: str, what: str, stale: bool) -> None:  # noqa: FBT001
    (tmp_path / "arm.csv").write_text(csv, encoding="utf-8")
    with pytest.raises(PriceError) as caught:
        read_case(written(tmp_path, case=HEAD + ARM))
    (problem,) = caught.value.problems
    assert problem.what == what.format(file=tmp_path / "arm.csv")
    assert problem.stale == stale
    assert problem.remedy


def test_a_missing_price_file_is_a_price_problem_at_its_name(tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path, case=HEAD + ARM))
    assert "there is no such file" in problem.what
    assert (problem.where.line, problem.where.column) == (6, ARM.index("arm.csv") + 1)


@pytest.mark.parametrize("line", ["prices: /etc/arm.csv", "prices: https://example.org/arm.csv"])
def test_price_files_are_beside_the_case(tmp_path: Path, line: str) -> None:
    assets = f"assets: {{arm: {{kind: listed, shares: 1m, {line}}}}}\n"
    (problem,) = problems(written(tmp_path, case=HEAD + assets))
    assert "is not a file relative to this one" in problem.what


def test_the_currency_of_closes_must_be_stated_once(tmp_path: Path) -> None:
    (tmp_path / "arm.csv").write_text(CSV, encoding="utf-8")
    bare = "assets: {arm: {kind: listed, shares: 1m, prices: arm.csv}}\n"
    (problem,) = problems(written(tmp_path, case=HEAD + bare))
    assert problem.what == "the currency of the closes is not stated"
    assert problem.remedy == "write prices: {file: arm.csv, currency: USD}"
    both = "assets: {arm: {kind: listed, shares: 1m, price: USD 5, prices: arm.csv}}\n"
    assert read_case(written(tmp_path, case=HEAD + both)).prices["arm"].currency == "USD"


def test_problems_of_prices_do_not_hide_those_of_the_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(written(tmp_path, case=HEAD + ARM + "funding: [{draw: none}]\n"))
    assert len(caught.value.problems) == 2


def test_the_hash_changes_with_every_file_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "arm.csv").write_text(CSV, encoding="utf-8")
    path = written(tmp_path, case=f"import: other.yaml\n{HEAD}{ARM}", other="market: {calendar: XNYS}\n")
    first = read_case(path).input_hash
    assert first == read_case(path).input_hash
    assert len(first) == 64
    (tmp_path / "arm.csv").write_text(CSV + "2025-10-13,172\n", encoding="utf-8")
    second = read_case(path).input_hash
    written(tmp_path, other="market: {calendar: XNAS}\n")
    third = read_case(path).input_hash
    assert len({first, second, third}) == 3


def test_locate_goes_as_deep_as_the_file_does() -> None:
    document = read_case_text(HEAD, name="case.yaml")
    assert str(document.locate("group.name")) == "case.yaml:5:15"
    assert str(document.locate("group.cash.value")) == "case.yaml:5:1"


@pytest.mark.parametrize(("name", "what"), [("none.yaml", "there is no such file"), ("", "this is a folder")])
def test_files_that_cannot_be_read_are_problems(tmp_path: Path, name: str, what: str) -> None:
    assert what in problems(tmp_path / name if name else tmp_path)[0].what


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    (problem,) = problems(path)
    assert problem.what == "the file is larger than 16 MB"
    assert problem.remedy == "split it with import:"


def test_a_file_full_of_mistakes_is_refused_in_good_time() -> None:
    keys = "".join(f"  key-{n}: {{kind: listd, shares: {n}}}\n" for n in range(5_000))
    cited = "".join(f"  c{n}: {{to: a, amount: 5, buys: none-{n}}}\n" for n in range(5_000))
    started = time.process_time()
    with pytest.raises(CaseError) as caught:
        read_case_text(HEAD + "assets:\n" + keys + "commitments:\n" + cited)
    assert time.process_time() - started < 10
    assert len(caught.value.problems) == 500
    assert caught.value.problems[-1].what == "and more problems than are worth reading at once"


PAGE = Path(__file__).parents[2] / "docs" / "case-file.md"
BEHIND_THE_PAGE = """\
pledgeline: v1
title: What the page does not repeat
as_of: 2025-10-09
currency: USD
sources: {accounts: {title: Accounts}}
market: {rates: {SOFR: 4%}, fx: {JPY: {spot: JPY 150 per USD}}}
assets:
  shares: {kind: listed, shares: 1bn, price: USD 100, daily_volume: 5m, dynamics: {model: gbm, volatility: 40%}}
  stake: {kind: private, value: USD 5bn}
loans:
  a-loan: {kind: margin, drawn: USD 5bn, maturity: 2027, collateral: [{asset: shares, shares: 500m}],
           ltv: {cure: 30%, call: 40%, close_out: 50%}, cure: {within: 5bd}, sale: {participation: 20%}}
"""


def test_the_group_on_the_page_about_case_files_can_be_read() -> None:
    (example,) = re.findall(r"## The group.*?```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    read = read_case_text(BEHIND_THE_PAGE + example.replace("group:\n", "group:\n  name: A group\n", 1))
    for scenario in ("", *read.case.scenarios):
        funds = resolve(apply_scenario(read, scenario) if scenario else read).funds
        assert funds is not None
        assert [source.target for source in funds.waterfall] == ["", "a-loan", "bridge", "shares", ""]


def test_tolerances_are_for_a_time_that_the_simulation_sees(tmp_path: Path) -> None:
    head = HEAD.replace("{name: Group}", "{name: Group, policy: {tolerances: {call: 5%, within: 3y}}}")
    found = problems(written(tmp_path, case=head))
    assert [(one.what, one.remedy) for one in found] == [
        ("3y is beyond the horizon, 2y", "shorten it, or lengthen the horizon")
    ]
    assert read_case_text(head + "horizon: 36mo\n").case.group.policy is not None
    empty = problems(written(tmp_path, case=head.replace("3y", "0y")))
    assert [(one.what, one.remedy) for one in empty] == [("the time is empty", "write for example 1y")]


def test_a_broken_waterfall_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    case = HEAD + "funding: [gold]\ndebts: {bond: {amount: EUR 1bn}}\n"
    assert [one.what for one in problems(written(tmp_path, case=case))] == [
        "this is no source of cash",
        "there is no exchange rate between EUR and USD, the currency of the case",
    ]


def test_a_large_group_is_read_and_resolved_in_seconds() -> None:
    loans = "".join(
        f"  l{number}: {{kind: margin, drawn: USD 1m, maturity: 2040, collateral: [{{asset: arm, shares: 1k}}], "
        "ltv: {cure: 30%, call: 40%, close_out: 50%}, cure: {within: 5bd}, sale: {participation: 20%}, "
        f"at_maturity: {{extend: 1y}}, cross_default: [l{(number + 1) % 200}]}}\n"
        for number in range(200)
    )
    dues = (f"{2026 + number % 29}-{1 + number % 12:02d}" for number in range(500))
    promises = "".join(f"  c{number}: {{to: X, amount: USD 1m, due: {due}}}\n" for number, due in enumerate(dues))
    law = "dynamics: {model: gbm, volatility: 40%}"
    arm = f"assets: {{arm: {{kind: listed, shares: 1m, price: USD 9, daily_volume: 1m, {law}}}}}\n"
    text = f"{HEAD.replace('{name: Group}', '{name: Group, cash: USD 1bn}')}horizon: 30y\n{arm}"
    start = time.perf_counter()
    case = resolve(read_case_text(f"{text}loans:\n{loans}commitments:\n{promises}"))
    assert time.perf_counter() - start < 20  # a second on an idle machine
    assert case.funds is not None
    assert (len(case.funds.facilities), len(case.funds.bills)) == (200, 500)
