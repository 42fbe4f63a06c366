"""`pledgeline review`: one key for one proposal, and nothing enters a case that nobody has accepted."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner, Result

from pledgeline.cli import review_walk
from pledgeline.cli.main import pledgeline
from pledgeline.cli.review import review as verb
from pledgeline.files.read_case import read_case
from pledgeline.files.review_file import read_review
from tests.cli.article_cases import FRENCH, laid, text_of
from tests.files.test_case_edit import inserted

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.case.case import Case
    from pledgeline.case.review import Review

WHO = ("--by", "A. Reader", "--on", "2026-11-22")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a case and five proposals to it."""
    monkeypatch.chdir(tmp_path)
    laid(tmp_path)
    read()
    return tmp_path


def read(*files: str) -> None:
    arguments = ["read", *(files or ("press.txt",)), "--dated", "2024-12-17", "--into", "case.yaml"]
    found = CliRunner().invoke(pledgeline, arguments)
    assert found.exit_code == 0, found.stderr


def walked(keys: str, *arguments: str) -> Result:
    """What comes of some keys and lines."""
    return CliRunner().invoke(pledgeline, ["review", "case.yaml", *(arguments or WHO)], input=keys)


def reviewed(folder: Path) -> Review:
    found = read_review(folder / "case.review.yaml")
    assert found is not None
    return found


def case_in(folder: Path) -> Case:
    return read_case(folder / "case.yaml").case


def decisions(folder: Path) -> list[str]:
    return [one.decision for one in reviewed(folder).proposals]


def test_an_accepted_proposal_is_a_claim_with_its_source_and_its_reviewer(folder: Path) -> None:
    found = walked("sa")
    assert found.exit_code == 0
    case = case_in(folder)
    ((key, claim),) = case.claims.items()
    assert (claim.about, claim.value, claim.bound, claim.status) == (
        "pledges.us-2024.amount",
        "USD 100bn",
        "at_least",
        "pledged",
    )
    assert (claim.quote, claim.dated) == ("au moins 100 milliards de dollars", dt.date(2024, 12, 17))
    assert claim.reviewed is not None
    assert (claim.reviewed.by, claim.reviewed.on) == ("A. Reader", dt.date(2026, 11, 22))
    (citation,) = claim.sources
    assert citation.source == "press"
    start, end = map(int, citation.locator[1:].split("-"))
    assert FRENCH[start:end] == claim.quote
    source = case.sources["press"]
    assert (source.file, source.language, str(source.published)) == ("press.txt", "fr", "2024-12-17")
    assert source.sha256 == reviewed(folder).documents["press"].sha256
    assert f"→ claims.{key}" in found.stdout


def test_every_other_byte_of_the_case_stays(folder: Path) -> None:
    before = (folder / "case.yaml").read_bytes()
    walked("a")
    once = (folder / "case.yaml").read_bytes()
    for line in before.splitlines(keepends=True):
        assert line.split(b"  #")[0].rstrip(b"}\n") in once  # `sources` is written in braces, and has one more
    walked("a")
    twice = (folder / "case.yaml").read_bytes()
    assert inserted(once, twice).startswith(b"  press-")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_case_without_a_final_line_end_keeps_its_line_ends(folder: Path, end: str) -> None:
    text = text_of({"sources": None}).replace('"from": ["wire"]', '"note": "n"').rstrip("\n").replace("\n", end)
    (folder / "case.yaml").write_bytes(text.encode())
    walked("a")
    after = (folder / "case.yaml").read_bytes()
    assert after.startswith(text.encode())
    assert (b"\r\n" in after) == (end == "\r\n")
    assert after.count(b"\n") == after.count(end.encode())
    assert case_in(folder).claims


def test_many_keys_in_a_row_each_answer_for_one_proposal(folder: Path) -> None:
    total = len(decisions(folder))
    assert total > 3
    walked("aaa")
    assert decisions(folder) == ["accepted"] * 3 + ["open"] * (total - 3)
    assert len(case_in(folder).claims) == 3


@pytest.mark.usefixtures("folder")
def test_an_accepted_contradiction_is_an_open_conflict_and_said_to_be_one() -> None:
    found = walked("ssa")
    assert "A conflict, open until pledges.us-2024.deadline says why it is preferred (because: …)." in found.stdout
    checked = CliRunner().invoke(pledgeline, ["check", "case.yaml"])
    assert checked.exit_code == 1
    assert "pledges.us-2024.deadline" in checked.stderr + checked.stdout


def test_nothing_accepts_everything() -> None:
    names = {name for option in verb.params for name in option.opts}
    assert names == {"case", "--by", "--on", "--json", "--lang"}
    assert review_walk.KEYS == ("a", "e", "r", "s", "q")


def test_it_speaks_french_with_the_same_keys(folder: Path) -> None:
    found = CliRunner().invoke(pledgeline, ["review", "case.yaml", *WHO], input="srq", env={"PLEDGELINE_LANG": "fr"})
    assert "[a]ccepter [e] modifier [r]ejeter [s] passer [q]uitter\N{NO-BREAK SPACE}:" in found.stdout
    assert "Argent\N{NO-BREAK SPACE}: au moins USD 100bn · promis" in found.stdout
    assert "{" not in found.stdout
    assert decisions(folder)[:3] == ["open", "rejected", "open"]


def test_an_unknown_key_decides_nothing(folder: Path) -> None:
    found = walked("*yq")
    assert found.stdout.count("The keys are a, e, r, s and q.") == 2
    assert set(decisions(folder)) == {"open"}


def test_a_rejected_proposal_stays_out_and_is_not_asked_about_again(folder: Path) -> None:
    before = (folder / "case.yaml").read_bytes()
    walked("r")
    assert (folder / "case.yaml").read_bytes() == before
    first = reviewed(folder).proposals[0]
    assert (first.decision, first.by, first.on) == ("rejected", "A. Reader", dt.date(2026, 11, 22))
    assert f"[1/{len(decisions(folder)) - 1}]" in walked("q").stdout
    read()
    assert decisions(folder)[0] == "rejected"


def test_skipped_ones_come_again(folder: Path) -> None:
    walked("s" * 20)
    assert set(decisions(folder)) == {"open"}


@pytest.mark.usefixtures("folder")
def test_a_person_sees_what_the_case_says_now() -> None:
    shown = walked("sssq").stdout
    assert "[au moins 100 milliards de dollars] aux États-Unis" in shown
    assert "About: pledges.us-2024.amount. The case says USD 100bn, from wire." in shown
    assert "About: pledges.us-2024.deadline. The case says 2029-01." in shown
    assert "! It says otherwise than the case." in shown


def test_an_edited_proposal_is_read_in_the_unit_of_the_figure(folder: Path) -> None:
    answers = ["s", "e", "pledges.us.amount", "", "100k", "USD 100 bn", "USD 100bn", "certain", "forecast", "a"]
    found = walked("\n".join(answers) + "\n")
    assert "the case has no figure 'pledges.us.amount'; did you mean pledges.us-2024.amount?" in found.stdout
    assert "'100k' is not an amount of money: it has no currency" in found.stdout
    assert "'certain' is no status" in found.stdout
    (claim,) = case_in(folder).claims.values()
    assert (claim.about, claim.value) == ("pledges.us-2024.amount", "USD 100bn")
    assert (claim.bound, claim.status) == (None, "forecast")


def test_an_edit_that_the_passage_does_not_bear_out_does_not_enter(folder: Path) -> None:
    found = walked("s\ne\n\nUSD 90bn\n\na\nq\n")
    assert "the passage does not hold USD 90bn" in found.stdout
    assert case_in(folder).claims == {}


def test_an_edit_may_give_a_range_a_bound_or_no_figure_of_the_case(folder: Path) -> None:
    walked("s\ne\n-\nUSD 90bn..USD 110bn\n\na\n")
    (claim,) = case_in(folder).claims.values()
    assert (claim.about, claim.value, claim.range, claim.bound) == (None, None, "USD 90bn..USD 110bn", None)
    walked("s\ne\n\n<= 2028-12-31\n\na\n")
    *_, claim = case_in(folder).claims.values()
    assert (claim.value, claim.bound) == ("2028-12-31", "at_most")


def test_an_empty_answer_keeps_what_stands_there(folder: Path) -> None:
    walked("s\ne\n\n\n\na\n")
    (claim,) = case_in(folder).claims.values()
    assert (claim.about, claim.value, claim.bound) == ("pledges.us-2024.amount", "USD 100bn", "at_least")


def test_an_edit_is_kept_although_it_is_decided_later(folder: Path) -> None:
    walked("s\ne\n\nUSD 80bn\n\nq\n")
    assert reviewed(folder).proposals[1].value == "USD 80bn"
    assert set(decisions(folder)) == {"open"}


def test_an_interrupted_sitting_keeps_what_was_decided(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter("ar")

    def key(_self: review_walk.Keys) -> str:
        try:
            return next(keys)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(review_walk.Keys, "key", key)
    found = walked("")
    assert found.exit_code == 130
    assert decisions(folder)[:3] == ["accepted", "rejected", "open"]
    assert "1 accepted, 1 rejected, " in found.stdout
    assert len(case_in(folder).claims) == 1


def test_a_terminal_gives_single_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "getchar", lambda: "R")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert review_walk.Keys().key() == "r"


def test_a_case_that_cannot_take_it_stays_as_it_is_and_the_reason_is_told(folder: Path) -> None:
    text = text_of({"parties": None}) + "parties: &none {}\nclaims: *none\n"
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    found = walked("aq")
    assert "The case stays as it is:" in found.stdout
    assert "nothing can be added to 'claims' without changing the rest of the file" in found.stdout
    assert (folder / "case.yaml").read_text(encoding="utf-8") == text
    assert set(decisions(folder)) == {"open"}


def test_a_case_that_somebody_else_changes_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = text_of({"title": "Changed"})
    keys = iter("aq")

    def key(_self: review_walk.Keys) -> str:
        (folder / "case.yaml").write_text(changed, encoding="utf-8")
        return next(keys)

    monkeypatch.setattr(review_walk.Keys, "key", key)
    found = walked("")
    assert found.exit_code == 2
    assert "case.yaml was changed by somebody else meanwhile" in found.stderr
    assert (folder / "case.yaml").read_text(encoding="utf-8") == changed
    assert set(decisions(folder)) == {"open"}


def test_what_is_in_the_case_already_is_not_asked_about(folder: Path) -> None:
    open_before = (folder / "case.review.yaml").read_bytes()
    walked("a")
    (folder / "case.review.yaml").write_bytes(open_before)
    shown = walked("q").stdout
    assert decisions(folder)[0] == "accepted"
    assert f"[1/{len(decisions(folder)) - 1}]" in shown
    assert len(case_in(folder).claims) == 1


def test_a_document_elsewhere_is_a_source_without_a_file(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.txt"
    elsewhere.write_text("Alder will invest $7bn in the U.S.", encoding="utf-8")
    (folder / "case.review.yaml").unlink()
    read(str(elsewhere))
    walked("a")
    assert case_in(folder).sources["other"].file is None


def test_the_user_of_the_machine_decides_where_nobody_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "reader")
    walked("r", "--on", "2026-11-22")
    assert reviewed(folder).proposals[0].by == "reader"


def test_a_name_is_asked_for_where_there_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    walked("\nB. Reader\nr\n", "--on", "2026-11-22")
    assert reviewed(folder).proposals[0].by == "B. Reader"


def test_json_says_what_was_decided(folder: Path) -> None:
    found = walked("arq", *WHO, "--json")
    content = json.loads(found.stdout)
    assert list(content["decided"].values()) == ["accepted", "rejected"]
    assert content["open"] == len(decisions(folder)) - 2
    assert "[a]ccept" in found.stderr


def test_without_proposals_it_says_how_to_make_some(folder: Path) -> None:
    (folder / "case.review.yaml").unlink()
    found = walked("")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "`pledgeline read FILE --into case.yaml` writes it" in found.stderr
    assert CliRunner().invoke(pledgeline, ["review", "none.yaml"]).exit_code == 2
