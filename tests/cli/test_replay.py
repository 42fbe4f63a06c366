"""`pledgeline replay` as its users meet it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.endings import VERBS
from pledgeline.cli.main import pledgeline
from pledgeline.engine.group_replay import replay_group
from pledgeline.engine.replay import replay
from pledgeline.engine.resolve import resolve
from pledgeline.market.calendar import business_days
from tests.engine.closes import simulated_closes
from tests.fixtures_case import FULL, STOCK, case_of, document

if TYPE_CHECKING:
    from pledgeline.market.prices import PriceTable

PAGE = (Path(__file__).parents[2] / "docs" / "models" / "replay.md").read_text(encoding="utf-8")
SHORT = {"horizon": "60bd"}
DAYS = resolve(document(SHORT)).dates
FALL = [100.0 - number for number in range(60)]


def said(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["replay", *arguments])


def write_case(folder: Path, changes: dict[str, Any], name: str = "case.yaml") -> None:
    (folder / name).write_text(json.dumps(case_of(changes)), encoding="utf-8")


def write_closes(path: Path, rows: list[tuple[object, object]]) -> None:
    path.write_text("\n".join(["date,close", *(f"{day},{close}" for day, close in rows)]), encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a case of one pledged asset, one of two, and closes that fall by a dollar a day."""
    monkeypatch.chdir(tmp_path)
    write_case(tmp_path, SHORT | {"scenarios": {"slide": {"shocks": {"stock": "-20%"}, "over": "10bd"}}})
    write_case(tmp_path, {**FULL, **SHORT}, "two.yaml")
    write_closes(tmp_path / "stock.csv", list(zip(DAYS, FALL, strict=True)))
    return tmp_path


def replay_of(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    assert next(iter(found)) == "schema_version"
    inner: dict[str, Any] = found["replay"]
    return inner


def test_the_verb_is_on_the_list() -> None:
    assert "replay" in VERBS


def test_the_sentence_comes_first_and_then_the_days() -> None:
    found = said("case.yaml", "--prices", "stock.csv")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[0].startswith("pledge")
    assert "Between 10 October 2025" in lines[0]
    # 10bn over 500m shares: a call at 40% comes under USD 50, with the 51st close; the cure at 30% five days later
    said_first = " ".join(" ".join(lines[:8]).split())
    assert f"first margin call on {DAYS[50].day} December 2025 at USD 50.00 and an LTV of 40.0%" in said_first
    assert "Margin call" in found.stdout
    assert "the days that matter" in found.stdout


def test_json_has_every_day(folder: Path) -> None:
    found = replay_of(said("case.yaml", "--prices", "stock=stock.csv", "--json", "-"))
    assert [day["date"] for day in found["days"]] == [day.isoformat() for day in DAYS]
    assert found["days"][9]["ltv"] == pytest.approx(20.0 / 91.0, rel=1e-12)
    assert found["loans"][0]["first_call"]["date"] == DAYS[50].isoformat()
    assert said("case.yaml", "--prices", "stock.csv", "--json", "days.json").exit_code == 0
    assert json.loads((folder / "days.json").read_text())["replay"] == found


def test_html_is_written_beside_the_page(folder: Path) -> None:
    found = said("case.yaml", "--prices", "stock.csv", "--html", "page.html")
    assert found.exit_code == 0
    assert "Between 10 October 2025" in found.stdout
    assert '<figure class="replay">' in (folder / "page.html").read_text(encoding="utf-8")


def test_a_simulated_path_written_to_files_is_found_again(folder: Path) -> None:
    yen = {"spot": "JPY 150 per USD"}  # a currency that moves has no file
    changes = {**FULL, **SHORT, "market": {**FULL["market"], "fx": {**FULL["market"]["fx"], "JPY": yen}}}
    changes["group"] = {"cash": None, "cash_for_cures": "USD 2bn"}  # where cash is not known the loans walk alone
    resolved = resolve(document(changes))
    write_case(folder, changes, "steady.yaml")
    tables: dict[str, PriceTable] = simulated_closes(resolved, path=3, seed=5)
    options: list[str] = []
    for asset, table in tables.items():
        write_closes(folder / f"{asset}.csv", list(zip(table.dates, map(repr, table.closes), strict=True)))
        options += ["--prices", f"{asset}={asset}.csv"]
    found = replay_of(said("steady.yaml", *options, "--json", "-"))["days"]
    known = replay(resolved, path=3, seed=5).days
    assert [(day["date"], day["loan"], tuple(day["events"])) for day in found] == [
        (day.date.isoformat(), day.loan, day.events) for day in known
    ]
    for name in ("ltv", "price", "debt", "pledged"):
        assert [day[name] for day in found] == pytest.approx([getattr(day, name) for day in known], rel=1e-12)


def test_a_simulated_path_of_a_group_is_found_again(folder: Path) -> None:
    due = {"due": "2025-11-20", "firm": True}
    changes: dict[str, Any] = {**SHORT, "commitments": {"tower": {"to": "Tower", "amount": "USD 5bn", **due}}}
    changes["debts"] = {"bond": {"amount": "USD 1bn", "due": "2025-12-10", "rate": "5%"}}
    changes["funding"] = ["cash", {"sell": "stock"}]
    resolved = resolve(document(changes))
    write_case(folder, changes, "group.yaml")
    closes = simulated_closes(resolved, path=3, seed=5)["stock"]
    write_closes(folder / "stock.csv", list(zip(closes.dates, map(repr, closes.closes), strict=True)))
    found = replay_of(said("group.yaml", "--prices", "stock.csv", "--json", "-"))["group"]["path"]
    known = replay_group(resolved, path=3, seed=5)
    assert (found["fate"]["gap"], found["fate"]["call"]) == (known.fate.gap, known.fate.call)
    for name in ("cash", "nav", "ltv_reported", "ltv_look_through"):
        assert [day[name] for day in found["days"]] == pytest.approx(
            [getattr(day, name) for day in known.days], rel=1e-10
        )
    bills = [(day["date"], bill["subject"]) for day in found["days"] for bill in day["bills"]]
    assert bills == [(day.date.isoformat(), bill.subject) for day in known.days for bill in day.bills]
    assert {subject for _, subject in bills} == {"tower", "bond"}


def test_a_group_may_be_given_closes_of_what_is_not_pledged(folder: Path) -> None:
    free = {"kind": "listed", "shares": "1bn", "price": "USD 10"}
    write_case(folder, SHORT | {"assets": {"stock": STOCK, "spare": free}}, "spare.yaml")
    write_closes(folder / "spare.csv", [(day, 5.0) for day in DAYS])
    options = ("--prices", "stock.csv", "--prices", "spare=spare.csv")
    found = replay_of(said("spare.yaml", *options, "--json", "-"))["group"]["path"]["days"]
    # 1bn shares at 100 and 1bn at 5, USD 4bn of cash, less 10bn of debt
    assert found[0]["nav"] == pytest.approx((100.0 + 5.0 + 4.0 - 10.0) * 1e9, rel=1e-9)


def test_the_asset_is_named_where_several_are_pledged() -> None:
    found = said("two.yaml", "--prices", "stock.csv")
    assert found.exit_code == 2
    assert "of which asset are the closes in stock.csv? Write for example stock=stock.csv" in found.stderr
    assert said("two.yaml", "--prices", "assets.stock=stock.csv").exit_code == 0


def test_everything_wrong_with_the_options_is_said_at_once(folder: Path) -> None:
    (folder / "prices").mkdir()
    options = ("stok=stock.csv", "stock=none.csv", "other=prices")
    found = said("two.yaml", *(part for option in options for part in ("--prices", option)))
    assert found.exit_code == 2
    for words in ("did you mean stock?", "none.csv: no such file", "prices is a folder"):
        assert words in found.stderr
    twice = said("two.yaml", "--prices", "stock=stock.csv", "--prices", "stock=two.yaml")
    assert "stock has two files, stock.csv and two.yaml; give one" in twice.stderr


def test_everything_wrong_with_the_files_is_said_at_once_with_its_place(folder: Path) -> None:
    write_closes(folder / "bad.csv", [(DAYS[0], 0), ("2025-13-40", 99), (DAYS[1], "-3")])
    (folder / "wide.csv").write_text("date,a,b\n2025-10-10,1,2\n", encoding="utf-8")
    found = said("two.yaml", "--prices", "stock=bad.csv", "--prices", "other=wide.csv")
    assert found.exit_code == 3
    for words in ("bad.csv:2", "bad.csv:3", "bad.csv:4", "is zero", "wide.csv:1", "name the column of closes 'close'"):
        assert words in found.stderr
    spoken = json.loads(said("two.yaml", "--prices", "stock=bad.csv", "--json", "-").stdout)
    assert len(spoken["problems"]) == 3


def test_a_long_table_of_other_names_is_refused_with_a_remedy_for_the_file(folder: Path) -> None:
    rows = [f"{day},{name},100" for day in DAYS[:2] for name in ("abc", "xyz")]
    (folder / "long.csv").write_text("\n".join(["date,symbol,close", *rows]), encoding="utf-8")
    found = said("case.yaml", "--prices", "long.csv")
    assert found.exit_code == 3
    assert "name its rows 'stock', or leave only those of one name" in found.stderr


def test_an_empty_file_is_a_problem_of_prices(folder: Path) -> None:
    (folder / "empty.csv").write_text("", encoding="utf-8")
    found = said("case.yaml", "--prices", "empty.csv")
    assert (found.exit_code, "the price file is empty" in found.stderr) == (3, True)


def test_closes_that_end_before_the_case_are_refused(folder: Path) -> None:
    before = business_days("XNYS", DAYS[0].replace(month=9), DAYS[0])[:-1]
    write_closes(folder / "old.csv", [(day, 100) for day in before])
    found = said("case.yaml", "--prices", "old.csv")
    assert found.exit_code == 3
    assert (
        "the last close is of 2025-10-09, and the case is as of 2025-10-09: there is no day to replay" in found.stderr
    )
    assert "give closes after 2025-10-09" in found.stderr


def test_a_scenario_over_days_is_refused_with_its_reason() -> None:
    found = said("case.yaml", "--prices", "stock.csv", "--scenario", "slide")
    assert found.exit_code == 2
    assert "the closes already say what each day brought" in found.stderr


def test_a_case_without_a_margin_loan_is_refused() -> None:
    found = said("softbank-2023-09", "--prices", "stock.csv")
    assert (found.exit_code, "there is nothing to replay" in found.stderr) == (2, True)


def test_prices_must_be_given_and_are_not_written_over() -> None:
    assert "name a file of closes" in said("case.yaml").stderr
    found = said("case.yaml", "--prices", "stock.csv", "--html", "stock.csv")
    assert found.exit_code == 2


def test_the_example_of_the_page_is_true(folder: Path) -> None:
    """The answer that the page quotes is that of its made-up file, and its figures are those of the days."""
    (closes,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    (folder / "made-up.csv").write_text(closes, encoding="utf-8")
    lines = (line.removeprefix(">").replace("*", "") for line in PAGE.splitlines() if line.startswith(">"))
    quoted = " ".join(" ".join(lines).split())
    options = ("softbank-2025-10", "--prices", "made-up.csv", "--scenario", "as-it-came")
    answer = said(*options).stdout.partition("SoftBank Group, October 2025")[0].removeprefix("Arm margin loan")
    assert " ".join(answer.split()) == quoted
    days = {day["date"]: day for day in replay_of(said(*options, "--json", "-"))["days"]}
    # the arithmetic of the page, without the program
    debt = 20e9 * (1 + 0.065 * 22 / 360)
    assert days["2026-01-22"]["ltv"] == pytest.approx(debt / (769_029_000 * 95.0), rel=1e-12)
    assert days["2026-01-22"]["paid"] == pytest.approx(debt - 0.22 * 922_733_999 * 95.0, rel=1e-9)
    assert days["2026-01-16"]["ltv"] == pytest.approx(20e9 * (1 + 0.065 * 16 / 360) / (769_029_000 * 70.0), rel=1e-12)
    without = "\n".join(line for line in closes.splitlines() if not line.startswith("2026-01-21"))
    (folder / "made-up.csv").write_text(without, encoding="utf-8")
    assert "the cure failed" in " ".join(said(*options).stdout.split())
    (folder / "made-up.csv").write_text(closes, encoding="utf-8")
    calm = replay_of(said("softbank-2025-10", "--prices", "made-up.csv", "--json", "-"))["loans"][0]
    assert (round(calm["highest_ltv"], 3), calm["calls"]) == (0.181, 0)
