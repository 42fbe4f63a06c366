"""The bundled cases: they read, they add up to what was published, and every figure says where it is from."""

from __future__ import annotations

import csv
import functools
import itertools
import math
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.case.asset import Kou, ListedAsset, PrivateAsset
from pledgeline.case.figure import Citation, Figure, figures
from pledgeline.case.loan import Guarantee, MarginLoan, PrepaidForward, SecuredLoan
from pledgeline.engine.run import expectations, open_case, opened_problems
from pledgeline.errors import UnknownName
from pledgeline.files.bundled import BUNDLED, DEFAULT, BundledCase, bundled_folder, copy_bundled, read_bundled
from pledgeline.files.read_case import apply_scenario, read_case

if TYPE_CHECKING:
    from pledgeline.case.case import Case

NAMES = [case.name for case in BUNDLED]
TABLES = Path(__file__).parents[1] / "tables"
BILLION = 1e9
TRILLION = 1e12
# What needs no source of its own: coupons and dates beside a cited amount, and choices of the analyst.
BARE = {"horizon", "rate", "date", "known", "control", "low", "high"}
OURS = ("group.policy.tolerances.", "funding.")


def rows(table: str) -> list[dict[str, str]]:
    with (TABLES / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@functools.cache
def case(name: str) -> Case:
    return read_bundled(name).case


def stated(figure: Figure[Any] | None) -> float:
    assert figure is not None
    return float(figure.stated)


def closes() -> list[tuple[str, float, float]]:
    with (bundled_folder(DEFAULT) / "prices" / "ARM.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["date"], float(row["close"]), float(row["volume"])) for row in csv.DictReader(lines)]


def log_returns() -> list[float]:
    prices = [close for _, close, _ in closes()]
    return [math.log(later / earlier) for earlier, later in itertools.pairwise(prices)]


def arm() -> ListedAsset:
    asset = case(DEFAULT).assets["arm"]
    assert isinstance(asset, ListedAsset)
    return asset


def arm_dynamics() -> Kou:
    dynamics = arm().dynamics
    assert isinstance(dynamics, Kou)
    return dynamics


def margin(name: str, loan: str) -> MarginLoan:
    found = case(name).loans[loan]
    assert isinstance(found, MarginLoan)
    return found


def value(name: str, asset: str) -> float:
    found = case(name).assets[asset]
    assert isinstance(found, PrivateAsset)
    return stated(found.value)


def pledged(name: str, loan: str) -> float:
    return sum(stated(share.shares) for share in margin(name, loan).collateral)


# --- the list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bundled", BUNDLED, ids=NAMES)
def test_a_bundled_case_reads_without_problems_and_bears_its_title(bundled: BundledCase) -> None:
    assert case(bundled.name).title == bundled.title


def test_every_folder_is_listed_and_the_default_comes_first() -> None:
    folders = sorted(folder.name for folder in bundled_folder(DEFAULT).parent.iterdir() if folder.is_dir())
    assert sorted(NAMES) == folders
    assert NAMES[0] == DEFAULT


def test_the_closes_of_arm_are_the_only_prices_shipped() -> None:
    root = bundled_folder(DEFAULT).parent
    others = [
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and path.suffix != ".yaml"
    ]
    assert others == ["softbank-2025-10/prices/ARM.csv"]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"no case named 'softbank-2025-11' .* did you mean softbank-2025-10\?"):
        bundled_folder("softbank-2025-11")


def test_a_copy_is_the_same_case(tmp_path: Path) -> None:
    copied = read_case(copy_bundled(DEFAULT, tmp_path / "demo"))
    assert copied.case == case(DEFAULT)
    assert copied.input_hash == read_bundled(DEFAULT).input_hash


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_applies(name: str) -> None:
    read = read_bundled(name)
    for scenario, change in read.case.scenarios.items():
        applied = apply_scenario(read, scenario)
        assert applied.scenario == scenario
        assert (applied.case.loans != read.case.loans) == bool(change.overrides)


@pytest.mark.parametrize("name", NAMES)
def test_every_expectation_holds_today(name: str) -> None:
    opened = open_case(read_bundled(name))
    assert opened_problems(opened) == ()
    checked = expectations(opened)
    assert [line.text for line in checked] == list(case(name).expect)  # none of them waits for a simulation
    assert [line.text for line in checked if not line.holds] == []


# --- provenance -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_source_or_a_reason(name: str) -> None:
    for path, figure in figures(case(name)):
        if figure.assumed:
            assert figure.note, f"{path} is assumed without a reason"
        elif figure.confidence:
            assert figure.sources, f"{path} is {figure.confidence} by nobody"
        elif figure.known and not path.startswith(("sources.", "scenarios.", *OURS)) and ".spends." not in path:
            assert path.rpartition(".")[2] in BARE, f"{path} has neither source nor reason"


@pytest.mark.parametrize("name", NAMES)
def test_every_estimate_says_how(name: str) -> None:
    silent = [path for path, figure in figures(case(name)) if figure.confidence == "estimated" and not figure.note]
    assert silent == []


def citations(name: str) -> list[Citation]:
    read = case(name)
    cited = [citation for _, figure in figures(read) for citation in figure.sources]
    cited += [one for pledge in read.pledges.values() for step in pledge.progress for one in step.sources]
    return cited + [one for claim in read.claims.values() for one in claim.sources]


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_cited_and_can_be_found(name: str) -> None:
    cited = citations(name)
    for key, source in case(name).sources.items():
        mine = [citation for citation in cited if citation.source == key]
        assert mine, f"{key} is cited nowhere"
        address = source.url or ""
        found = address.startswith("https://") or source.file or all(citation.locator for citation in mine)
        assert found, f"{key} has neither an address, a file nor locators"


@pytest.mark.parametrize("name", NAMES)
def test_no_passage_of_a_source_is_carried(name: str) -> None:
    assert [path for path, figure in figures(case(name)) if figure.quote] == []


@pytest.mark.parametrize("name", NAMES)
def test_ranges_of_a_ladder_do_not_overlap(name: str) -> None:
    for loan in case(name).loans.values():
        if isinstance(loan, MarginLoan):
            rungs = [loan.ltv.cure, loan.ltv.call, loan.ltv.close_out]
            for below, above in itertools.pairwise(rungs):
                assert below.high is not None
                assert above.low is not None
                assert float(below.high) < float(above.low)


# --- Arm, against its closes and against the published tables -------------------------------------------------


def test_the_volatility_of_the_model_is_that_of_the_closes() -> None:
    dynamics = arm_dynamics()
    up = stated(dynamics.up_probability)
    squared_jump = up * 2 / stated(dynamics.up_rate) ** 2 + (1 - up) * 2 / stated(dynamics.down_rate) ** 2
    model = math.sqrt(stated(dynamics.volatility) ** 2 + stated(dynamics.jump_rate) * squared_jump)
    counted = statistics.stdev(log_returns()) * math.sqrt(252)
    assert model == pytest.approx(counted, rel=0.02)


def test_the_jumps_of_the_model_are_the_large_days_of_the_closes() -> None:
    returns, dynamics = log_returns(), arm_dynamics()
    ups, downs = [r for r in returns if r > 0.1], [r for r in returns if r < -0.1]
    assert (len(returns), len(ups), len(downs)) == (519, 5, 9)
    assert stated(dynamics.jump_rate) == pytest.approx(14 / 519 * 252, abs=0.05)
    assert stated(dynamics.up_probability) == pytest.approx(5 / 14, abs=0.005)
    assert 2 / stated(dynamics.up_rate) ** 2 == pytest.approx(statistics.fmean(r * r for r in ups), rel=0.02)
    assert 2 / stated(dynamics.down_rate) ** 2 == pytest.approx(statistics.fmean(r * r for r in downs), rel=0.02)


def test_the_price_and_volume_of_arm_are_those_of_the_closes() -> None:
    prices = closes()
    assert prices[-1][:2] == ("2025-10-09", 170.66)
    assert stated(arm().daily_volume) == pytest.approx(statistics.fmean(v for _, _, v in prices[-60:]), abs=0.05e6)


@pytest.mark.parametrize("row", rows("arm_pledge.csv"), ids=lambda row: f"{row['debt_bn']}bn at {row['price']}")
def test_ltv_on_the_pledged_shares(row: dict[str, str]) -> None:
    ltv = float(row["debt_bn"]) * BILLION / (pledged(DEFAULT, "arm-margin") * float(row["price"]))
    assert 100 * ltv == pytest.approx(float(row["ltv_percent"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize(
    "row", rows("arm_trigger_price.csv"), ids=lambda row: f"{row['debt_bn']}bn {row['ltv_percent']}%"
)
def test_price_at_which_an_ltv_is_hit(row: dict[str, str]) -> None:
    price = float(row["debt_bn"]) * BILLION / (pledged(DEFAULT, "arm-margin") * float(row["ltv_percent"]) / 100)
    assert price == pytest.approx(float(row["price"]), abs=float(row["tolerance"]))


def test_both_softbank_cases_pledge_the_same_shares_of_the_same_stake() -> None:
    late = case("softbank-2026-09").assets["arm"]
    assert isinstance(late, ListedAsset)
    assert pledged("softbank-2026-09", "arm-margin") == pledged(DEFAULT, "arm-margin") == 769_029_000
    assert stated(late.shares) == stated(arm().shares) == 922_733_999
    assert stated(late.shares) / stated(late.shares_outstanding) == pytest.approx(0.864, abs=0.0005)
    assert stated(late.shares_outstanding) - stated(late.shares) == pytest.approx(stated(late.free_float), abs=1)


# --- the group's balance --------------------------------------------------------------------------------------


def yen_2025(amount: Figure[Any]) -> float:
    """Convert an amount of the default case into yen, at the rates of the case."""
    fx = case(DEFAULT).market.fx
    dollar = 1 / float(fx["JPY"].spot.stated.convert("JPY", "USD"))
    rates = {"JPY": 1.0, "USD": dollar, "EUR": dollar * float(fx["EUR"].spot.stated.convert("EUR", "USD"))}
    return stated(amount) * rates[amount.stated.currency]


def test_october_2025_gives_back_the_published_leverage_of_september() -> None:
    read = case(DEFAULT)
    loan, tmus, dollar = margin(DEFAULT, "arm-margin"), read.assets["tmus"], 148.7
    assert isinstance(tmus, ListedAsset)
    assert tmus.price is not None
    sbkk_loan = read.loans["sbkk-loan"]
    assert isinstance(sbkk_loan, SecuredLoan)
    close = {date: close for date, close, _ in closes()}["2025-09-30"]
    private = sum(yen_2025(asset.value) for asset in read.assets.values() if isinstance(asset, PrivateAsset))
    listed = (stated(arm().shares) * close + stated(tmus.shares) * stated(tmus.price)) * dollar
    holdings = private + listed - yen_2025(loan.drawn) - yen_2025(sbkk_loan.drawn)
    (cash,) = read.group.accounts
    debt = sum(yen_2025(debt.amount) for debt in read.debts.values() if debt.amount is not None) - yen_2025(cash)
    assert debt / holdings == pytest.approx(0.165, abs=0.0005)  # SoftBank Group, 30 September 2025
    assert (holdings - debt) / TRILLION == pytest.approx(33.3, abs=0.05)


def test_september_2026_gives_back_the_published_holdings_of_june() -> None:
    name, dollar = "softbank-2026-09", 155
    sbkk_loan, nav_loan = case(name).loans["sbkk-loan"], case(name).loans["svf2-nav"]
    assert isinstance(sbkk_loan, SecuredLoan)
    assert isinstance(nav_loan, SecuredLoan)
    svf2 = (value(name, "svf2") - stated(nav_loan.drawn) + 89.6 * BILLION) * dollar  # OpenAI on 30 June is a part of it
    sbkk = value(name, "sbkk") - stated(sbkk_loan.drawn)
    arm_net = 49.91 * TRILLION
    assert svf2 / TRILLION == pytest.approx(19.29, abs=0.005)
    assert sbkk / TRILLION == pytest.approx(2.79, abs=0.005)
    total = arm_net + svf2 + sbkk + value(name, "funds") + value(name, "other")
    assert total / TRILLION == pytest.approx(83.11, abs=0.01)


def leverage_2023() -> dict[str, float]:
    read = case("softbank-2023-09")
    forwards = [loan for loan in read.loans.values() if isinstance(loan, PrepaidForward)]
    secured = sum(stated(loan.drawn) for loan in read.loans.values() if isinstance(loan, SecuredLoan))
    gross = sum(stated(asset.value) for asset in read.assets.values() if isinstance(asset, PrivateAsset))
    carrying = sum(stated(loan.carrying) for loan in forwards)
    deduction = sum(stated(loan.settlement) for loan in forwards) + secured
    debt = carrying + secured + sum(stated(one.amount) for one in read.debts.values())
    hybrids = read.debts["hybrids"]
    adjustment = stated(hybrids.amount) * stated(hybrids.equity_credit)
    net = debt - carrying - secured - adjustment
    lines = {
        "holdings_gross": gross,
        "asset_deduction": deduction,
        "holdings_net": gross - deduction,
        "debt_gross": debt,
        "asset_backed": carrying + secured,
        "forwards": carrying,
        "margin_loans": secured,
        "hybrid_adjustment": adjustment,
        "debt_net": net,
    }
    ratios = {"ltv_reported": net / (gross - deduction), "ltv_look_through": debt / gross}
    return {line: amount / TRILLION for line, amount in lines.items()} | ratios


@pytest.mark.parametrize("row", rows("leverage_2023_09.csv"), ids=lambda row: row["line"])
def test_september_2023_is_the_published_bridge(row: dict[str, str]) -> None:
    assert leverage_2023()[row["line"]] == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


# --- the two loans of 2020 ------------------------------------------------------------------------------------


def test_the_telecom_loan_began_at_the_published_ltv() -> None:
    loan, asset = margin("sbkk-2020", "sbkk-margin"), case("sbkk-2020").assets["sbkk"]
    assert isinstance(asset, ListedAsset)
    ltv = stated(loan.drawn) / (pledged("sbkk-2020", "sbkk-margin") * stated(asset.price))
    assert ltv == pytest.approx(0.352, abs=0.0005)  # 500 / 1,420; published as about 35%
    assert loan.ltv.cure.low is not None
    assert ltv < float(loan.ltv.cure.low)


def test_the_guaranteed_part_is_the_part_that_the_slide_prints_in_yen() -> None:
    loan = margin("tmus-2020", "tmus-margin")
    assert isinstance(loan.recourse, Guarantee)
    assert loan.recourse.collateral_first
    guaranteed = stated(loan.recourse.guaranteed) / stated(loan.drawn)
    assert guaranteed == pytest.approx(223.9 / 481.3, abs=0.01)
