"""Text out of web pages and PDF files."""

from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace

import pytest

from pledgeline.articles.html_text import page_of
from pledgeline.articles.pdf_text import UnreadablePdf, pdf_text


def test_a_page_is_its_paragraphs() -> None:
    page = page_of(
        """<!doctype html><html lang="fr-FR"><head><title>Un titre</title>
        <meta property="article:published_time" content="2026-02-03T08:00:00Z"><style>p { width: 5% }</style></head>
        <body><nav><a href="/">Accueil 2 €</a></nav><h1>Le  titre</h1><p>Il verse 5&nbsp;M&euro;<br>et <b>6</b> M€.</p>
        <script>var price = "7 €";</script><ul><li>un<li>deux</ul></body></html>"""
    )
    assert page.text == "Le titre\n\nIl verse 5\u00a0M€\n\net 6 M€.\n\nun\n\ndeux"
    assert (page.language, page.dated) == ("fr", dt.date(2026, 2, 3))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("5 €", "5 €"),
        ("<p>a<p>b", "a\n\nb"),
        ("<script>x</script>y", "y"),
        ("<nav><nav>x</nav>y</nav>z", "z"),
        ("<div hidden>x<div>y</div></div>z", "z"),
        ("</p></div>a", "a"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<!-- x -->y", "y"),
        ("x<!-- y", "x"),
        ("x<![y]]>z", "xz"),
        ("a < b", "a < b"),
        ('<p title="a > b">x</p>', "x"),
        ("<p class=big lang='fr'>x", "x"),
        ("<SCRIPT>x</Script>y", "y"),
        (f'<img src="data:{"x" * 5000}">y', "y"),
        ("x<a href='y", "x"),
    ],
)
def test_odd_pages(html: str, text: str) -> None:
    assert page_of(html).text == text


@pytest.mark.parametrize(
    "piece", ["<!", "<!--", "<a ", "<", "</", "<a b='", "<?", "<![", "<p>", "&#1", "<nav>", "<title>"]
)
def test_a_page_made_to_be_slow(piece: str) -> None:
    start = time.process_time()
    page_of(piece * 100_000)
    assert time.process_time() - start < 20


def test_a_page_that_states_no_such_day_has_none() -> None:
    assert page_of('<meta name="date" content="2026-02-31">').dated is None
    assert page_of('<meta name="date" content="soon">').dated is None
    assert page_of("<p>x").language == ""


def small_pdf(line: str) -> bytes:
    """A PDF of one page with one line of text."""
    drawn = f"BT /F1 12 Tf 20 100 Td ({line}) Tj ET".encode("latin-1")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 %s >> >> >>"
        % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_the_text_of_a_pdf() -> None:
    assert pdf_text(small_pdf("It will pay 5 million euros.")) == "It will pay 5 million euros."


def test_a_pdf_without_text_or_that_is_none() -> None:
    with pytest.raises(UnreadablePdf, match="holds no text"):
        pdf_text(small_pdf(""))
    with pytest.raises(UnreadablePdf, match="cannot be read"):
        pdf_text(b"no PDF at all")


def test_only_a_word_that_goes_on_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [SimpleNamespace(extract_text=lambda: "les États-\nUnis inves-\ntissent")]
    monkeypatch.setattr("pypdf.PdfReader", lambda _: SimpleNamespace(pages=pages))
    assert pdf_text(b"") == "les États-\nUnis investissent"


@pytest.mark.parametrize("error", [TypeError, AttributeError, RecursionError, ValueError])
def test_any_fault_of_a_pdf_is_told(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise error("damaged")

    monkeypatch.setattr("pypdf.PdfReader", broken)
    with pytest.raises(UnreadablePdf, match="damaged"):
        pdf_text(b"")
