"""`pledgeline read` as its users meet it: what is said of a text, in every form, and what is refused."""

from __future__ import annotations

import json
import re
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline
from pledgeline.files.review_file import read_review
from tests.articles.test_pages import small_pdf
from tests.cli.article_cases import FRENCH, laid

if TYPE_CHECKING:
    from pathlib import Path


def said(*arguments: str, stdin: bytes | None = None) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["read", *arguments], input=stdin)


def object_of(*arguments: str) -> dict[str, Any]:
    """The one JSON object on standard output."""
    found: dict[str, Any] = json.loads(said(*arguments, "--json", "-").stdout)
    assert found["schema_version"] == 1
    return found


class Closed(socket.socket):
    """A socket that nobody may open."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        """Fail."""
        raise AssertionError("a socket was opened")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a case and an article; nothing may leave the machine."""
    monkeypatch.chdir(tmp_path)
    laid(tmp_path)

    monkeypatch.setattr(socket, "socket", Closed)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_facts_of_one_article_stand_at_the_top_of_the_json_too() -> None:
    found = object_of("press.txt", "--dated", "2024-12-17")
    (document,) = found["documents"]
    assert found["facts"] == document["facts"]
    assert found["remarks"] == document["remarks"]
    assert (document["file"], document["language"], document["dated"]) == ("press.txt", "fr", "2024-12-17")
    assert "text" not in document
    for fact in found["facts"]:
        assert FRENCH[fact["start"] : fact["end"]] == fact["quote"]
    money = next(fact for fact in found["facts"] if fact["kind"] == "money")
    wanted = {"value": 100_000_000_000, "unit": "USD", "low": 100_000_000_000, "high": None, "status": "pledged"}
    assert wanted.items() <= money.items()
    assert isinstance(money["value"], int)


@pytest.mark.usefixtures("folder")
def test_a_contradiction_with_the_case_is_a_flag_a_path_and_a_sentence() -> None:
    found = object_of("press.txt", "--dated", "2024-12-17", "--case", "case.yaml")
    deadline = next(fact for fact in found["facts"] if "deadline" in fact["flags"])
    assert "contradicts_case" in deadline["flags"]
    assert deadline["case"] == {"path": "pledges.us-2024.deadline", "says": "2029-01", "agrees": False}
    money = next(fact for fact in found["facts"] if fact["kind"] == "money")
    assert money["case"] == {"path": "pledges.us-2024.amount", "says": "USD 100bn", "agrees": True}
    page = " ".join(said("press.txt", "--dated", "2024-12-17", "--case", "case.yaml").stdout.split())
    assert "the case says 2029-01 (pledges.us-2024.deadline), this text 2028-12-31." in page
    assert "as in the case, pledges.us-2024.amount" in page
    assert "10¹² is meant in English, and so it is read" in page


def test_two_articles_that_disagree_are_told_of_each_other(folder: Path) -> None:
    (folder / "a.txt").write_text("Alder promised 20,000 jobs at its battery plant in Ohio.", encoding="utf-8")
    (folder / "b.txt").write_text("For the battery plant in Ohio, Alder promised 30,000 jobs.", encoding="utf-8")
    found = object_of("a.txt", "b.txt", "--case", "case.yaml")
    assert "facts" not in found
    first, second = (document["facts"][0] for document in found["documents"])
    assert "contradicts_article" in first["flags"]
    assert first["articles"][0]["file"] == "b.txt"
    assert second["articles"][0]["quote"] == "20,000 jobs"


@pytest.mark.usefixtures("folder")
def test_the_terminal_shows_passage_value_status_and_paragraph() -> None:
    found = said("press.txt", "--dated", "2024-12-17")
    assert found.exit_code == 0
    assert re.search(r"¶2 +Le 16 décembre, Alder", found.stdout)
    assert re.search(r"Money +at least USD 100bn +pledged", found.stdout)
    assert "\x1b" not in found.stdout


@pytest.mark.usefixtures("folder")
def test_it_says_so_where_nothing_is_found(folder: Path) -> None:
    (folder / "calm.txt").write_text("Rien à signaler.\n", encoding="utf-8")
    found = said("calm.txt")
    assert (found.exit_code, "What was found: nothing found" in " ".join(found.stdout.split())) == (0, True)
    assert object_of("calm.txt")["facts"] == []


@pytest.mark.usefixtures("folder")
def test_standard_input_is_read() -> None:
    found = said("-", "--json", "-", stdin="Alder investit 5 M€.".encode())
    assert json.loads(found.stdout)["facts"][0]["value"] == 5_000_000


def test_offsets_of_a_page_count_in_its_text(folder: Path) -> None:
    page = (
        "<html lang='fr'><head><meta name=date content='2024-12-17'></head><body><p>Un&nbsp;prêt de <b>5</b> Md€.</p>"
    )
    (folder / "a.html").write_text(page, encoding="utf-8")
    (document,) = object_of("a.html")["documents"]
    (fact,) = document["facts"]
    assert document["text"][fact["start"] : fact["end"]] == fact["quote"]
    assert (fact["value"], document["dated"], document["language"]) == (5_000_000_000, "2024-12-17", "fr")


def test_a_pdf_is_read_by_its_text(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(small_pdf("Alder will pay 5 million euros."))
    (document,) = object_of("a.pdf")["documents"]
    (fact,) = document["facts"]
    assert document["text"][fact["start"] : fact["end"]] == fact["quote"] == "5 million euros"


def test_a_pdf_without_text_has_a_problem_and_without_its_package_a_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.pdf").write_bytes(small_pdf(""))
    found = said("a.pdf")
    assert (found.exit_code, "a.pdf: error: the PDF holds no text" in found.stderr) == (1, True)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    found = said("a.pdf")
    assert (found.exit_code, "install pledgeline[pdf]" in found.stderr) == (2, True)


def test_a_page_without_text_has_a_problem(folder: Path) -> None:
    (folder / "a.html").write_text("<html><script>let x = 5;</script></html>", encoding="utf-8")
    found = said("a.html")
    assert (found.exit_code, "a.html: error: the page holds no text" in found.stderr) == (1, True)


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u202e", "\u2060", "\u00ad"])
def test_signs_that_nobody_sees_change_no_value_and_no_place(folder: Path, sign: str) -> None:
    text = f"Le groupe investit 1{sign}2{sign} 00{sign}0 milli{sign}ons d'euros.\r\nBien.\rFin.\n"
    (folder / "a.txt").write_bytes(text.encode())
    (fact,) = object_of("a.txt")["facts"]
    assert fact["value"] == 12_000_000_000
    assert text[fact["start"] : fact["end"]] == fact["quote"]
    assert (fact["quote"][0], fact["quote"][-5:]) == ("1", "euros")
    page = said("a.txt").stdout
    assert "12 000 millions d'euros" in page
    assert sign not in page


def test_control_characters_do_not_steer_the_terminal(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"Alder \x1b[31minvested \x07$5bn in the U.S.\n")
    assert "\x1b" not in said("a.txt").stdout


def test_one_bad_file_keeps_no_other_from_being_read(folder: Path) -> None:
    (folder / "bad.txt").write_bytes("prêt".encode("cp1252"))
    found = said("bad.txt", "press.txt", "missing.txt")
    assert found.exit_code == 1
    assert "USD 100bn" in found.stdout
    assert "byte 0xea" in found.stderr
    assert "missing.txt: there is no such file" in found.stderr
    content = object_of("bad.txt", "press.txt")
    assert [problem["file"] for problem in content["problems"]] == ["bad.txt"]
    assert content["facts"]


def test_bad_files_alone(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    assert said("empty.txt").exit_code == 1
    assert said("missing.txt").exit_code == 2
    assert said(".").exit_code == 2
    found = said("empty.txt", "--json", "-")
    assert json.loads(found.stdout)["problems"][0]["what"] == "the file is empty"
    found = said("missing.txt", "--json", "-")
    assert json.loads(found.stdout)["error"]["what"] == "missing.txt: there is no such file"


def test_a_file_of_50_mb_is_refused(folder: Path) -> None:
    with (folder / "large.txt").open("wb") as file:
        file.write(b"5 Md EUR\n")
        file.truncate(50 * 2**20)
    found = said("large.txt")
    assert (found.exit_code, "larger than 10 MB" in found.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--llm"], "--llm needs --endpoint URL and --model NAME."),
        (["--llm", "--endpoint", "http://localhost:1"], "--llm needs --endpoint URL and --model NAME."),
        (["--endpoint", "http://localhost:1"], "nothing is sent without it"),
        (["--llm", "--endpoint", "file:///etc/passwd", "--model", "m"], "is no address"),
        (["--dated", "17/12/2024"], "is no date"),
        (["--into", "none.yaml"], "there is no such case file"),
        (["--into", "case.yaml", "--case", "softbank-2025-10"], "leave --case out"),
        (["--html", "case.yaml", "--case", "case.yaml"], "is a file that is read"),
        (["--html", "press.txt"], "is a file that is read"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_usage_is_told_before_anything_is_read(arguments: list[str], words: str) -> None:
    found = said("press.txt", *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in found.stderr


@pytest.mark.usefixtures("folder")
def test_a_case_with_problems_is_told(folder: Path) -> None:
    (folder / "case.yaml").write_text("pledgeline: v1\n", encoding="utf-8")
    found = said("press.txt", "--case", "case.yaml")
    assert found.exit_code == 1
    assert "the case has no 'title'" in found.stderr


def test_proposals_are_merged_and_decisions_stay(folder: Path) -> None:
    first = said("press.txt", "--dated", "2024-12-17", "--into", "case.yaml")
    assert first.exit_code == 0
    path = folder / "case.review.yaml"
    review = read_review(path)
    assert review is not None
    assert f"case.review.yaml: {len(review.proposals)} new proposals" in first.stderr
    by_kind = {one.kind: one for one in review.proposals}
    assert by_kind["money"].about is None  # the last of its kind: the loan that Birch looks for
    amount = next(one for one in review.proposals if one.about == "pledges.us-2024.amount")
    assert (amount.value, amount.bound, amount.status, amount.decision) == ("USD 100bn", "at_least", "pledged", "open")
    assert FRENCH[slice(*map(int, amount.span[1:].split("-")))] == amount.quote
    path.write_text(
        path.read_text(encoding="utf-8").replace("decision: open", "decision: rejected", 1), encoding="utf-8"
    )
    again = said("press.txt", "--dated", "2024-12-17", "--into", "case.yaml")
    assert "case.review.yaml: 0 new proposals" in again.stderr
    after = read_review(path)
    assert after is not None
    assert [one.decision for one in after.proposals].count("rejected") == 1
    assert len(after.proposals) == len(review.proposals)


def test_the_same_text_under_another_name_is_the_same_document(folder: Path) -> None:
    said("press.txt", "--into", "case.yaml")
    (folder / "copy.txt").write_bytes((folder / "press.txt").read_bytes())
    assert "0 new proposals" in said("copy.txt", "--into", "case.yaml").stderr


def test_what_has_no_literal_is_counted_and_not_proposed(folder: Path) -> None:
    (folder / "a.txt").write_text("On 3 May Alder raised hundreds of billions of US dollars.", encoding="utf-8")
    found = said("a.txt", "--into", "case.yaml")
    assert "2 facts are not proposed" in found.stderr
    assert "“hundreds of billions of US dollars”" in found.stderr
    review = read_review(folder / "case.review.yaml")
    assert review is not None
    assert review.proposals == ()


def test_the_case_itself_is_not_touched(folder: Path) -> None:
    before = (folder / "case.yaml").read_bytes()
    said("press.txt", "--into", "case.yaml")
    assert (folder / "case.yaml").read_bytes() == before


def test_a_review_file_with_faults_is_told_and_left_alone(folder: Path) -> None:
    (folder / "case.review.yaml").write_text("review: v9\n", encoding="utf-8")
    found = said("press.txt", "--into", "case.yaml")
    assert found.exit_code == 1
    assert "no review file of version v1" in found.stderr
    assert (folder / "case.review.yaml").read_text(encoding="utf-8") == "review: v9\n"


@pytest.mark.usefixtures("folder")
def test_the_page_is_written(folder: Path) -> None:
    assert said("press.txt", "--html", "a.html").exit_code == 0
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert page.count("<mark>") == page.count('class="card ')
