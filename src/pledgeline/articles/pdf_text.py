"""The text of a PDF, page by page; needs the extra `pdf`."""

from __future__ import annotations

import io
import logging
import re

from pledgeline.errors import MissingExtra, PledgelineError
from pledgeline.language.saying import said

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zß-öø-ÿœ])")  # a capital begins a word of its own: États-Unis


class UnreadablePdf(PledgelineError):
    """A file that is no PDF, is locked, or holds pictures of text only."""


def pdf_text(content: bytes) -> str:
    """The text of a PDF, an empty line between pages, words broken at line ends joined.

    Raises `MissingExtra` without pypdf, `UnreadablePdf` for a file that it
    cannot read or that holds no text.
    """
    try:
        import pypdf  # noqa: PLC0415  only who reads PDF needs it
    except ImportError:
        raise MissingExtra(said("reading PDF needs pypdf; install pledgeline[pdf]")) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every fault that it mends
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    except Exception as broken:  # what pypdf raises for a damaged file has no end
        what = said("the PDF cannot be read ({reason}); save its text as .txt", reason=str(broken))
        raise UnreadablePdf(what) from broken
    text = "\n\n".join(_BROKEN_WORD.sub("", page) for page in pages).strip()
    if not text:
        raise UnreadablePdf(said("the PDF holds no text, only pictures of it; save its text as .txt"))
    return text
