"""`fit: prices` in a case: what is fitted, what is kept, what is told, and what is refused."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.explain import Explanation, explain
from pledgeline.engine.fit import fit
from pledgeline.engine.run import open_case
from pledgeline.errors import CaseError
from pledgeline.files.case_text import resolved_text
from pledgeline.files.read_case import read_case_text
from pledgeline.market.dynamics import Kou, Merton
from tests.engine.fit_histories import business_days, closes_of, simulated
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.files.read_case import CaseFile

DAYS = 700
LAST = business_days(DAYS + 1)[-1]


def written(folder: Path, dynamics: dict[str, Any], *, days: int = DAYS, stuck: bool = False) -> dict[str, Any]:
    """A case whose stock has closes of a simulated history up to its date."""
    closes = closes_of(simulated("kou", DAYS, seed=31))[-days - 1 :]
    rows = zip(business_days(DAYS + 1)[-days - 1 :], closes, strict=True)
    lines = [f"{date},{5.0 if stuck else close:.6f}" for date, close in rows]
    (folder / "closes.csv").write_text("\n".join(["date,close", *lines, "2025-12-30,1"]), encoding="utf-8")
    case: dict[str, Any] = case_of({})
    stock = {key: part for key, part in case["assets"]["stock"].items() if key not in {"price", "scheduled"}}
    stock |= {"prices": {"file": "closes.csv", "currency": "USD"}, "dynamics": dynamics}
    return case | {"as_of": str(LAST), "assets": {"stock": stock}}


def opened(folder: Path, dynamics: dict[str, Any], **changes: Any) -> CaseFile:
    return read_case_text(json.dumps(written(folder, dynamics, **changes), indent=1), folder=folder)


@pytest.mark.parametrize(("model", "law"), [("merton", Merton), ("kou", Kou)])
def test_a_case_gets_the_law_that_python_gets_with_the_growth_it_states(tmp_path: Path, model: str, law: type) -> None:
    document = opened(tmp_path, {"model": model, "fit": "prices", "growth": "4%"})
    found = open_case(document).resolved.assets["stock"].dynamics
    assert found is not None
    assert isinstance(found, law)
    assert found.growth == 0.04
    known = document.prices["stock"].closes[:-1]  # the last close is after the date of the case
    expected = fit(known, model)
    assert expected.converged
    for one in expected.estimates[1:]:
        assert getattr(found, one.name) == one.value


def test_growth_is_zero_unless_it_is_stated(tmp_path: Path) -> None:
    found = open_case(opened(tmp_path, {"model": "kou", "fit": "prices"})).resolved.assets["stock"].dynamics
    assert found is not None
    assert found.growth == 0.0


def test_a_resolved_case_has_the_parameters_and_reads_again(tmp_path: Path) -> None:
    document = opened(tmp_path, {"model": "kou", "fit": "prices"})
    first = open_case(document)
    again = open_case(read_case_text(resolved_text(document, first.resolved), folder=tmp_path))
    one, other = first.resolved.assets["stock"].dynamics, again.resolved.assets["stock"].dynamics
    assert isinstance(one, Kou)
    assert isinstance(other, Kou)
    for name in ("volatility", "jump_rate", "up_probability", "up_rate", "down_rate"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-13)


def test_every_fitted_parameter_is_explained_with_its_error(tmp_path: Path) -> None:
    case = open_case(opened(tmp_path, {"model": "kou", "fit": "prices"}))
    law = case.resolved.assets["stock"].dynamics
    assert isinstance(law, Kou)
    for name in ("volatility", "jump_rate", "up_probability", "up_rate", "down_rate"):
        found = explain(case.paper, case.workings, f"assets.stock.{name}")
        assert isinstance(found, Explanation)
        assert found.value == getattr(law, name)
        (entry,) = found.inputs
        assert entry.note.startswith("closes.csv, 701 closes up to the date of the case; ± ")
        assert "log likelihood" in entry.note


@pytest.mark.parametrize("model", ["merton", "kou"])
def test_what_cannot_be_fitted_is_a_problem_where_it_was_asked_for(tmp_path: Path, model: str) -> None:
    for changes, what in (
        ({"days": 40}, f"41 closes are too few to fit {model}; it needs 61"),
        ({"stuck": True}, "the closes do not move; there is nothing to fit"),
    ):
        document = opened(tmp_path, {"model": model, "fit": "prices"}, **changes)
        with pytest.raises(CaseError) as caught:
            open_case(document)
        (problem,) = caught.value.problems
        assert (problem.what, problem.key) == (what, "assets.stock.dynamics.fit")
        assert '"fit"' in problem.where.text
        assert problem.remedy.startswith("state the parameters as assumptions")


def test_all_assets_that_cannot_be_fitted_are_told_at_once(tmp_path: Path) -> None:
    case = written(tmp_path, {"model": "kou", "fit": "prices"}, days=40)
    case["assets"]["other"] = dict(case["assets"]["stock"]) | {"dynamics": {"model": "merton", "fit": "prices"}}
    with pytest.raises(CaseError) as caught:
        open_case(read_case_text(json.dumps(case), folder=tmp_path))
    assert [one.key for one in caught.value.problems] == ["assets.stock.dynamics.fit", "assets.other.dynamics.fit"]


@pytest.mark.parametrize(
    ("dynamics", "key", "what"),
    [
        ({"model": "kou", "fit": "prices", "jump_rate": "3"}, "assets.stock.dynamics", "jump_rate is both stated and"),
        (
            {"model": "merton", "fit": "prices", "volatility": "30%", "jump_std": "5%"},
            "assets.stock.dynamics",
            "volatility and jump_std are both stated and fitted",
        ),
        ({"model": "merton", "volatility": "30%", "jump_rate": "3", "jump_mean": "-5%"}, "", "merton needs jump_std"),
        ({"model": "gbm", "volatility": "unknown"}, "", "'volatility' cannot be unknown: a number is needed"),
        (
            {"model": "merton", "volatility": "30%", "jump_rate": "unknown", "jump_mean": "-5%", "jump_std": "4%"},
            "",
            "'jump_rate' cannot be unknown",
        ),
    ],
)
def test_half_stated_laws_are_refused(tmp_path: Path, dynamics: dict[str, Any], key: str, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        opened(tmp_path, dynamics)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert key in problem.key
    assert problem.where.line


def test_closes_are_needed(tmp_path: Path) -> None:
    case = written(tmp_path, {"model": "kou", "fit": "prices"})
    case["assets"]["stock"] = {key: part for key, part in case["assets"]["stock"].items() if key != "prices"}
    case["assets"]["stock"]["price"] = "USD 100"
    with pytest.raises(CaseError, match="there are no closes to fit the volatility and the jumps to"):
        read_case_text(json.dumps(case), folder=tmp_path)


def test_a_case_is_fitted_once_however_often_it_is_opened(tmp_path: Path) -> None:
    document = opened(tmp_path, {"model": "kou", "fit": "prices"})
    first = open_case(document).resolved
    start = time.perf_counter()
    for _ in range(5):
        assert open_case(document).resolved == first
    # five fits would take more than a second
    assert time.perf_counter() - start < 0.5
