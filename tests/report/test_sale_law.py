"""The picture of the sale price: areas are probabilities, and nothing leaves the picture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.report.pages.lender_sale import Histogram, SaleScale, sale_scale
from pledgeline.report.sale_law import BOX, HEADROOM, SaleDrawing, draw_sale
from tests.report.lender_views import LAW, called_view, calm_view, example_view

BAR = re.compile(r"M([-0-9.e]+) 100V([-0-9.e]+)H([-0-9.e]+)V100Z")


def example_scale() -> SaleScale:
    """The picture of the example."""
    scale = sale_scale(example_view(), LAW)
    assert scale
    return scale


def bars(path: str) -> list[tuple[float, float, float]]:
    """Left, right and height of each bar of a path."""
    found = [tuple(map(float, bar)) for bar in BAR.findall(path)]
    return [(left, right, BOX - top) for left, top, right in found]


def scale_of(edges: tuple[float, ...], probability: tuple[float, ...], *, repaid: float | None = None) -> SaleScale:
    """A picture with bars alone."""
    return SaleScale(
        law=Histogram(edges=edges, probability=probability),
        law_name="Kou jumps",
        diffusion=None,
        marks=(),
        repaid=repaid,
        currency="USD",
        description="",
    )


def test_bars_under_the_price_of_repayment_are_losses() -> None:
    drawing = draw_sale(example_scale())
    cut = next(mark.at for mark in drawing.marks if mark.tone == "loss")
    assert max(right for _, right, _ in bars(drawing.lost)) <= cut
    assert min(left for left, _, _ in bars(drawing.sold)) >= cut


def test_a_bar_that_holds_the_price_of_repayment_is_cut_there() -> None:
    drawing = draw_sale(scale_of((1.0, 4.0, 16.0), (0.5, 0.5), repaid=2.0))
    (lost,) = bars(drawing.lost)
    first, _ = bars(drawing.sold)
    assert lost[1] == first[0] == 25.0
    assert lost[2] == first[2]


def test_areas_of_bars_are_in_proportion_to_probability() -> None:
    drawing = draw_sale(scale_of((1.0, 2.0, 16.0), (0.4, 0.6)))
    one, other = bars(drawing.sold)
    assert one[2] == pytest.approx(BOX / HEADROOM, abs=0.01)
    assert (one[1] - one[0]) * one[2] / ((other[1] - other[0]) * other[2]) == pytest.approx(0.4 / 0.6, rel=1e-3)


def test_the_diffusion_is_an_outline_on_the_same_scale() -> None:
    drawing = draw_sale(example_scale())
    tops = [float(top) for top in re.findall(r"V([0-9.]+)H", drawing.outline)]
    assert drawing.outline.endswith(f"V{BOX:g}")
    assert max(height for *_, height in bars(drawing.sold)) < BOX - min(tops)
    assert min(tops) == pytest.approx(BOX - BOX / HEADROOM, abs=0.01)  # the tallest of both laws


def test_words_stand_on_the_side_that_has_room() -> None:
    marks = {mark.tone: mark for mark in draw_sale(example_scale()).marks}
    assert (marks["loss"].leftward, marks["call"].leftward) == (False, True)
    assert marks["loss"].words == "Debt repaid at USD 11.05"
    assert marks["loss"].word_y != marks["call"].word_y


def test_the_picture_is_told_in_words() -> None:
    assert example_scale().description == (
        "Histogram of the price a share that a sale obtains after impact, under Kou jumps. Half of the sales obtain "
        "less than USD 22.00 a share. 0.1% of them less than USD 6.01. USD 11.05 a share repay the debt of today. The "
        "probability of a sale is 1.19%, that of a loss 0.230%."
    )


def test_without_a_sale_there_is_no_picture() -> None:
    view = calm_view()
    assert view.law
    assert sale_scale(view, view.law) is None


def test_without_shares_nothing_is_said_of_repayment() -> None:
    view = replace(called_view(), shares=0.0)
    assert view.law
    scale = sale_scale(view, view.law)
    assert scale
    assert scale.repaid is None
    assert [mark.tone for mark in scale.marks] == ["call"]
    assert draw_sale(scale).lost == ""


def test_round_prices_stand_along_the_axis() -> None:
    assert [tick.text for tick in draw_sale(example_scale()).ticks] == ["10", "20", "50"]
    near, far = draw_sale(scale_of((2200.0, 3000.0), (1.0,))), draw_sale(scale_of((1e-3, 1e6), (1.0,)))
    assert [tick.text for tick in near.ticks] == ["2,200", "2,400", "2,600", "2,800", "3,000"]
    assert [tick.text for tick in far.ticks] == ["0.001", "0.1", "10", "1,000", "100,000"]


def test_bins_without_an_end_and_prices_of_nothing_are_left_out() -> None:
    drawing = draw_sale(scale_of((0.0, 10.0, 20.0, float("inf")), (0.1, 0.5, 0.4)))
    assert len(bars(drawing.sold)) == 1
    assert draw_sale(scale_of((5.0, 5.0), (1.0,))).ticks == ()


@given(
    st.lists(st.floats(0.001, 1e6), min_size=2, max_size=40, unique=True).map(sorted),
    st.floats(0.001, 1e6),
    st.randoms(use_true_random=False),
)
def test_nothing_leaves_the_picture(edges: list[float], repaid: float, draw: object) -> None:
    weights = [getattr(draw, "random")() for _ in edges[1:]]  # noqa: B009  # hypothesis types its draws loosely
    drawing: SaleDrawing = draw_sale(scale_of(tuple(edges), tuple(weights), repaid=repaid))
    assert "nan" not in drawing.sold + drawing.lost
    for left, right, height in bars(drawing.sold) + bars(drawing.lost):
        assert 0.0 <= left <= right <= BOX
        assert 0.0 <= height <= BOX
    assert all(0.0 <= tick.at <= BOX for tick in drawing.ticks)
    assert len(drawing.ticks) <= 8
