"""One formatter in two places: what the chart script writes is what `units/text.py` writes."""

from __future__ import annotations

import math
from dataclasses import asdict
from importlib.resources import files
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.language.spoken import speaking
from pledgeline.report.html import NUMBER_RULES, render
from pledgeline.units.text import (
    LANGUAGES,
    Language,
    count_text,
    money_text,
    number_text,
    price_text,
    ratio_text,
)
from tests.fixtures_result import example_result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BORDERS = (
    0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 999.4999, 999.5, 999.9999, 999.95e6, 999.949e6, 999.96e6, 1e3, 1e6,
    1e9, 999.5e9, 1e12, 1.2345e12, 999.95e12, 1e15, 1e21, 1.5e23, 0.0002, 0.00043, 0.000996, 0.99949, 0.9949, 0.9951,
    0.99995, 0.35, 0.0662, 1.0, 1.2, 9999.994, 9999.995, 9999.996, 10_000.0, 12_345.678, 170.66, 769_029_000.0, 1e-9,
)  # fmt: skip
JOB = """({numbers, language}) => numbers.map((x) => [
  pledgeline.numbers.money(x, "USD", language), pledgeline.numbers.count(x, language),
  pledgeline.numbers.price(x, "USD", language), pledgeline.numbers.ratio(x, language),
  pledgeline.numbers.number(x, language),
])"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with the chart script."""
    found = browser.new_page()
    found.add_script_tag(content=(files("pledgeline.report") / "static" / "charts.js").read_text(encoding="utf-8"))
    yield found
    found.close()


def figures() -> list[float]:
    """Figures where rounding carries or a half must be decided, and some hundreds of every size."""
    random = Random(20251009)
    sizes = [10.0 ** random.uniform(-8.0, 16.0) for _ in range(300)]
    shares = [round(random.uniform(0.0, 1.2), random.randint(1, 6)) for _ in range(200)]
    halves = [random.randint(0, 10**9) / 2 ** random.randint(1, 6) for _ in range(200)]
    return [*BORDERS, *(-each for each in BORDERS), *sizes, *(-each for each in sizes), *shares, *halves]


def written(number: float, language: Language) -> list[str]:
    """A figure in every form, as the terminal and the pages have it."""
    return [
        money_text(number, "USD", language=language),
        count_text(number, language=language),
        price_text(number, "USD", language=language),
        ratio_text(number, language=language),
        number_text(number, language=language),
    ]


def rules(language: Language) -> dict[str, Any]:
    """What a drawing says of its language."""
    return {name: text for name, text in asdict(language).items() if name in NUMBER_RULES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_browser_writes_every_figure_as_python_does(page: Page, code: str) -> None:
    language, numbers = LANGUAGES[code], figures()
    found = page.evaluate(JOB, {"numbers": numbers, "language": rules(language)})
    wrong = [
        (number, texts, expected)
        for number, texts in zip(numbers, found, strict=True)
        if texts != (expected := written(number, language))
    ]
    assert wrong == []


def test_what_is_not_known_or_has_no_end_is_said_alike(page: Page) -> None:
    for language in LANGUAGES.values():
        found = page.evaluate(
            "(language) => [null, NaN, Infinity, -Infinity].map((x) => pledgeline.numbers.money(x, 'USD', language))",
            rules(language),
        )
        assert found == [money_text(each, "USD", language=language) for each in (None, math.nan, math.inf, -math.inf)]


@pytest.mark.parametrize(
    ("code", "trillion", "carried", "tick"),
    [
        ("en", "USD 1tn", "1bn", "12.5%"),
        ("fr", "1\u202f000\u00a0Md\u00a0USD", "1\u00a0Md", "12,5\u00a0%"),
    ],
)
def test_the_traps_of_the_two_languages(page: Page, code: str, trillion: str, carried: str, tick: str) -> None:
    found = page.evaluate(
        "(l) => [pledgeline.numbers.money(1e12, 'USD', l), pledgeline.numbers.count(999.96e6, l),"
        " pledgeline.numbers.percent(0.125, l)]",
        rules(LANGUAGES[code]),
    )
    assert found == [trillion, carried, tick]


@pytest.mark.parametrize("width", [1200, 390])
def test_the_charts_of_a_french_report_are_french_and_have_room_for_it(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "fr.html"
    with speaking("fr"):
        path.write_text(render(example_result()), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    charts = page.locator("[data-chart]")
    words = [charts.nth(at).locator("svg text").all_text_contents() for at in range(charts.count())]
    edges = page.evaluate(
        "() => [...document.querySelectorAll('[data-chart]')].flatMap((chart) =>"
        " [...chart.querySelectorAll('svg text')].map((text) =>"
        " [text.textContent, text.getBoundingClientRect().right - chart.getBoundingClientRect().right]))"
    )
    page.close()
    shown = {" ".join(text.split()) for each in words for text in each}
    assert {"1,5 %", "juil.", "2027", "60 %", "toutes", "aujourd’hui"} <= shown
    assert not {text for text in shown if "." in text.replace("juil.", "").replace("avr.", "").replace("oct.", "")}
    assert [text for text, beyond in edges if beyond > 1.0] == []
