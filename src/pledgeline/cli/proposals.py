"""What was read, proposed to a case: the review file beside it is written, and never a decision in it changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.articles.review import merged, proposed
from pledgeline.case.review import ReadDocument, Review
from pledgeline.files.accept_proposal import free_id
from pledgeline.files.review_file import read_review, review_path, write_review
from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.article_words import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.articles.collection import Compared, ReadArticle
    from pledgeline.articles.fact import Fact

MOST_QUOTES = 8


def propose(found: Sequence[Compared], case: Path) -> list[str]:
    """Merge the proposals of articles into the review file; what is to be told of it.

    Raises `CaseError` where the review file cannot be read, and OSError where it cannot be written.
    """
    path = review_path(case)
    review = read_review(path) or Review(review="v1", case=case.name)
    new = 0
    left_out: list[Fact] = []
    for one in found:
        review, document = _with_document(review, one.article, path.parent)
        about = {key: each.path for key, each in one.case.items()}
        made = proposed(
            one.article.reading.facts,
            one.article.text,
            document=document,
            about=about,
            extracted=one.article.extracted,
        )
        review, added = merged(review, document, made.proposals)
        new += added
        left_out += made.left_out
    write_review(path, review)
    return [*_told(path, new, review), *_left_out(left_out)]


def _told(path: Path, new: int, review: Review) -> list[str]:
    waiting = sum(one.decision == "open" for one in review.proposals)
    return [
        say_each(new, "{file}: {n} new proposal", "{file}: {n} new proposals", file=str(path), n=new),
        say_each(
            waiting, "{n} proposal waits for a decision: pledgeline review {case}",
            "{n} proposals wait for a decision: pledgeline review {case}", n=waiting, case=_command(path, review),
        ),
    ]  # fmt: skip


def _command(path: Path, review: Review) -> str:
    return str(path.with_name(review.case))


def _left_out(facts: Sequence[Fact]) -> list[str]:
    """How many facts a case has no literal for, and which."""
    if not facts:
        return []
    quotes = ", ".join(say("“{quote}”", quote=shown(fact.quote)) for fact in facts[:MOST_QUOTES])
    more = f"{quotes}, …" if len(facts) > MOST_QUOTES else quotes
    return [
        say_each(
            len(facts),
            "{n} fact is not proposed, because its size, year or currency is not said, or a case has no unit for it: "
            "{quotes}",
            "{n} facts are not proposed, because their size, year or currency is not said, or a case has no unit for "
            "them: {quotes}",
            n=len(facts),
            quotes=more,
        )
    ]


def _with_document(review: Review, article: ReadArticle, folder: Path) -> tuple[Review, str]:
    """The review with a document, and its id; a document of the same bytes is the same."""
    known = next((key for key, one in review.documents.items() if one.sha256 == article.sha256), None)
    if known is not None:
        return review, known
    key = free_id(Path(article.name).stem, review.documents)
    document = ReadDocument(
        file=_beside(Path(article.name), folder),
        sha256=article.sha256,
        title=article.title or Path(article.name).name,
        kind=article.form,
        encoding=article.encoding,
        language=article.reading.language,
        dated=article.dated,
    )
    return review.model_copy(update={"documents": {**review.documents, key: document}}), key


def _beside(file: Path, folder: Path) -> str:
    """The path of a file, relative to a folder where it lies under it."""
    try:
        return file.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(file)
