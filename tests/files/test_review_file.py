"""The review file: what is written is read again, and what is wrong in it is told with its place."""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.case.review import Proposal, ReadDocument, Review
from pledgeline.errors import CaseError
from pledgeline.files.review_file import read_review, replace_file, review_path, write_review

DIGEST = "0" * 64
DOCUMENT = ReadDocument(
    file="press/a.txt", sha256=DIGEST, title="A: “title” # 1", language="fr", dated=dt.date(2024, 12, 17)
)
PROPOSAL = Proposal(
    id="a-money-3",
    document="a",
    span="c3-20",
    quote="au moins\n100 milliards",
    passage="« Il investira au moins\n100 milliards » : c'est dit.",
    kind="money",
    about="pledges.p.amount",
    value="USD 100bn",
    bound="at_least",
    status="pledged",
    flags=("at_least", "no_currency"),
)
REVIEW = Review(review="v1", case="case.yaml", documents={"a": DOCUMENT}, proposals=(PROPOSAL,))


def test_the_review_of_a_case_lies_beside_it() -> None:
    assert review_path(Path("cases/own.yaml")) == Path("cases/own.review.yaml")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "case.review.yaml"
    decided = PROPOSAL.model_copy(update={"decision": "rejected", "by": "A. Reader", "on": dt.date(2026, 1, 2)})
    for review in (REVIEW, REVIEW.model_copy(update={"proposals": (decided, PROPOSAL)}), Review(review="v1", case="c")):
        write_review(path, review)
        assert read_review(path) == review


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(title=TEXTS, quote=TEXTS, passage=TEXTS)
def test_any_text_of_an_article_survives(
    tmp_path_factory: pytest.TempPathFactory, title: str, quote: str, passage: str
) -> None:
    path = tmp_path_factory.mktemp("review") / "case.review.yaml"
    document = DOCUMENT.model_copy(update={"title": title})
    proposal = PROPOSAL.model_copy(update={"quote": quote, "passage": passage})
    review = Review(review="v1", case="case.yaml", documents={"a": document}, proposals=(proposal,))
    write_review(path, review)
    assert read_review(path) == review


def test_a_person_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "case.review.yaml"
    write_review(path, REVIEW)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# What documents propose to case.yaml: nothing here is part of the case."
    assert "    value: USD 100bn" in lines
    assert "    flags: [at_least, no_currency]" in lines
    assert "    decision: open" in lines


def test_no_file_is_no_review(tmp_path: Path) -> None:
    assert read_review(tmp_path / "case.review.yaml") is None


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("review: v1", "review: v2", "1:1: this is no review file of version v1"),
        ("decision: open", "decision: perhaps", "'perhaps' is not known here"),
        ("document: a\n", "document: b\n", "there is no document 'b'"),
        ("    value: USD 100bn\n", "", "nothing is proposed"),
        ("kind: money", "sort: money", "has no key 'sort'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, before: str, after: str, what: str) -> None:
    path = tmp_path / "case.review.yaml"
    write_review(path, REVIEW)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(CaseError) as found:
        read_review(path)
    assert what in str(found.value)
    assert all(problem.where.line for problem in found.value.problems)


def test_a_file_is_replaced_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_bytes(b"old")
    link = tmp_path / "link.yaml"
    link.symlink_to("real.yaml")
    replace_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"new"


def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]
