"""Articles as a page: every fact has a mark and a card, in words, and what a text holds can do no harm."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pledgeline.articles.fact import FACT_FLAGS, KINDS, REMARK_FLAGS, STATUSES, Fact
from pledgeline.errors import Place, Problem
from pledgeline.language.saying import retold
from pledgeline.language.spoken import Tongue, speaking
from pledgeline.report.article_html import render_articles
from pledgeline.report.article_terminal import render_articles as print_articles
from pledgeline.report.pages.article import ArticlePage, article_page
from pledgeline.report.pages.article_words import KINDS as KIND_WORDS
from pledgeline.report.pages.article_words import NOTES, TRAPS, date_text, value_text
from pledgeline.report.pages.sources import STATUSES as STATUS_WORDS
from tests.language.pseudo import Pseudo, outside, read
from tests.report.article_views import CALM, FULL, OTHER, REFUSED, compared, page


def printed(shown: ArticlePage, *, width: int = 100, colour: bool = False) -> str:
    """The page as a terminal shows it."""
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    print_articles(shown, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


class _Marks(HTMLParser):
    """Ids, targets and the texts of marks."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.marks: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.ids += [given_["id"] or ""] if "id" in given_ else []
        href = given_.get("href") or ""
        self.targets += [href[1:]] if href.startswith("#") else []
        self._open = tag == "mark"
        if self._open:
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.marks[-1] += data


def marks_of(html: str) -> _Marks:
    found = _Marks()
    found.feed(html)
    return found


def test_there_are_words_for_every_kind_status_and_flag() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(STATUS_WORDS) == set(STATUSES)
    told_by_the_value = {"approximate", "at_least", "at_most", "deadline"}
    told_by_comparison = {"contradicts_article", "contradicts_case"}
    assert {*NOTES, *TRAPS, *told_by_the_value, *told_by_comparison} == {*FACT_FLAGS, *REMARK_FLAGS}


def test_every_fact_has_a_card_and_a_mark_that_lead_to_each_other() -> None:
    shown = page(FULL, OTHER)
    found = marks_of(render_articles(shown))
    for article in shown.articles:
        assert article.cards
        for card in article.cards:
            assert found.ids.count(f"m{card.number}") == found.ids.count(f"f{card.number}") == 1
            assert f"m{card.number}" in found.targets
            assert f"f{card.number}" in found.targets
    assert len(found.ids) == len(set(found.ids))
    quotes = [card.quote for article in shown.articles for card in article.cards]
    assert [" ".join(mark.split()) for mark in found.marks] == quotes


def test_values_are_said_in_words() -> None:
    first, second = page(FULL, OTHER).articles
    assert [card.value for card in first.cards] == [
        "16 December 2024", "at least USD 100bn", "due by 31 December 2028", "100,000 jobs", "USD 1tn",
        "EUR 5bn to EUR 7bn", "10\N{NO-BREAK SPACE}GW", "3\N{NO-BREAK SPACE}TWh",
        "20%", "about 2m shares", "USD 51.00 a share",
        "size not said", "no figure",
    ]  # fmt: skip
    assert [card.value for card in second.cards] == ["80,000 jobs", "due by Q2 2027"]


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("2028-12-31", "31 December 2028", "31 décembre 2028"),
        ("2028-12-01", "1 December 2028", "1er décembre 2028"),
        ("2028-08", "August 2028", "août 2028"),
        ("2028-Q4", "Q4 2028", "T4 2028"),
        ("2028-H1", "first half of 2028", "premier semestre 2028"),
        ("2028", "2028", "2028"),
        ("--12-16", "16 December", "16 décembre"),
        ("--08", "August", "août"),
        ("--Q2", "Q2", "T2"),
        ("--H2", "second half", "second semestre"),
    ],
)
def test_dates_are_written_for_a_reader(iso: str, english: str, french: str) -> None:
    assert date_text(iso) == english
    with speaking("fr"):
        assert date_text(iso) == french


def test_a_fact_without_a_value_says_so() -> None:
    fact = Fact(kind="money", value=None, unit=None, start=0, end=1, quote="x", sentence=(0, 1))
    assert value_text(fact) == "size not said"
    assert value_text(replace(fact, kind="date")) == "date not known"
    assert value_text(replace(fact, value=Decimal("1.5E9"))) == "1.5bn"
    assert value_text(replace(fact, value=Decimal(40), flags=("at_most",), unit="EUR")) == "at most EUR 40"


def test_traps_are_whole_sentences() -> None:
    first, second = page(FULL, OTHER).articles
    traps = [trap for article in (first, second) for card in article.cards for trap in card.traps]
    assert traps == [
        "“d'ici la fin de 2028”: the case says 2029-01 (pledges.p.deadline), this text 2028-12-31.",
        (
            "“1 trillion de dollars” in a French text: 10¹² is meant in English, and so it is read; a French trillion "
            "is 10¹⁸, and the English original may have said billion."
        ),
        "“des centaines de milliards d'euros”: a size without a number.",
        "“le plus grand projet de l'histoire”: a superlative, and no figure in its sentence.",
        "“80,000 jobs”: the case says 100k (pledges.p.jobs), this text 80k.",
        "“by Q2 2027”: the case says 2029-01 (pledges.p.deadline), this text 2027-Q2.",
    ]


def test_dollars_of_no_country_are_told_once() -> None:
    (article,) = page("Le groupe paie 5 millions de dollars, puis 6 millions de dollars.\n").articles
    assert article.cautions == ("The text never says whose dollars it means; 2 amounts are read as US dollars.",)
    assert [card.notes for card in article.cards] == [("dollars of no country",)] * 2


def test_what_an_extractor_gave_in_vain_is_told() -> None:
    (one,) = compared(CALM)
    refused = replace(one, article=replace(one.article, refused=REFUSED))
    (article,) = article_page([refused], version="9").articles
    assert article.cautions == ("The extractor gave “90 milliards”: these words do not stand in the text.",)


def test_nothing_found_is_said_on_both_pages() -> None:
    assert "nothing found" in printed(page(CALM))
    assert "Nothing was found in this text." in render_articles(page(CALM))


def test_files_that_could_not_be_read_are_named() -> None:
    problem = Problem(where=Place(file="b.txt", line=2), what="the file is empty")
    shown = article_page(compared(CALM), version="9", problems=[problem])
    assert "b.txt:2: the file is empty" in render_articles(shown)


def test_the_terminal_marks_by_colour_and_underlines() -> None:
    shown = printed(page(FULL), colour=True)
    assert re.search(r"\x1b\[4;32mau moins 100 milliards de dollars\x1b\[0m", shown)
    assert re.search(r"\x1b\[4;34m16 décembre\x1b\[0m", shown)


def test_the_terminal_shows_what_value_status_and_notes() -> None:
    shown = printed(page(FULL))
    assert re.search(r"¶2 +Le 16 décembre, Alder", shown)
    assert re.search(r"Jobs +100,000 jobs +pledged +as in the case, pledges.p.jobs", shown)
    assert re.search(r"\n +“1 trillion de dollars” in a French text", shown)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_terminal_page_is_never_too_wide(width: int) -> None:
    assert max(map(len, printed(page(FULL, OTHER), width=width).splitlines())) <= min(width, 120)


def test_a_long_article_ends_with_a_number() -> None:
    shown = " ".join(printed(page("Alder investit 5 M€.\n\n" * 250)).split())
    assert shown.count("EUR 5m") == 200
    assert "50 more paragraphs with facts are shown by --html and --json." in shown


def test_a_long_paragraph_is_shown_around_its_marks() -> None:
    shown = printed(page("mot " * 2000 + "investit 5 milliards d'euros " + "mot " * 2000 + "\n"))
    assert "5 milliards d'euros" in shown
    assert len(shown) < 2000


def test_the_page_runs_no_script_and_asks_for_nothing() -> None:
    html = render_articles(page(FULL))
    assert "<script" not in html
    assert re.search(r"script-src 'none'; style-src 'sha256-[^']+'", unescape(html))
    assert " style=" not in html
    assert not re.search(r"<[a-z][^>\"]*(?:\"[^\"]*\"[^>\"]*)*\son\w+=", html)


def test_the_text_stands_there_as_text() -> None:
    html = render_articles(page(FULL))
    assert "Alder &lt;promet&gt; &amp; « recommence »" in html
    assert "<promet>" not in html


@given(st.text(max_size=200))
def test_no_text_breaks_the_pages(text: str) -> None:
    shown = page(text + "\nAlder investit 5 M€.")
    (article,) = shown.articles
    whole = "".join(paragraph.text for paragraph in article.paragraphs)
    assert [sign for sign in whole if not sign.isspace()] == [
        sign for sign in text + "Alder investit 5 M€." if not sign.isspace()
    ]
    html = render_articles(shown)
    assert html.count("<mark>") == html.count("</mark>")
    assert not set(printed(shown)) & {chr(code) for code in range(32) if chr(code) != "\n"}


def test_paragraphs_are_counted_as_locators_count_them() -> None:
    assert [each.number for each in page("One\r\n\r\n\r\nTwo\nstill two\n \nThree").articles[0].paragraphs] == [1, 2, 3]
    assert [each.text for each in page("One\nTwo\n").articles[0].paragraphs] == ["One", "Two"]


def test_the_page_speaks_french() -> None:
    with speaking("fr"):
        shown = page(FULL, OTHER)
        text = " ".join(printed(shown).split())
        html = render_articles(shown)
    assert '<html lang="fr">' in html
    assert "2 articles" in html
    assert "au moins 100\N{NO-BREAK SPACE}Md\N{NO-BREAK SPACE}USD" in html
    assert "le dossier indique 2029-01" in text
    assert "{" not in text
    assert retold(KIND_WORDS["money"]) == "Money"


def test_no_word_of_the_pages_is_outside_the_catalogue() -> None:
    with speaking(Tongue(code="en", sentences=Pseudo())):
        shown = page(FULL, OTHER)
        html = render_articles(shown)
        terminal = printed(shown)
    own = (*re.findall(r"[^\W\d_]+", FULL + OTHER), "press", "txt", "case", "yaml", "pledges", "amount", "jobs", "made")
    own = (*own, "deadline", "GW", "TWh")
    assert outside(" ".join(read(html)), own) == []
    assert outside(terminal, own) == []
