"""Hand-worked sales of one day."""

from __future__ import annotations

import pytest

from .forced_sale import Depth, smallest


def test_linear_law() -> None:
    # Peak 20% x 40/100 = 8%; average 4%: 40 x 0.50 x 0.96 = 19.20; price after 0.50 x 0.92 = 0.46.
    depth = Depth(price=0.5, volume=100.0, impact=0.2, power=1.0)
    assert depth.proceeds(40.0) == pytest.approx(19.2, rel=1e-14)
    assert depth.price_after(40.0) == pytest.approx(0.46, rel=1e-14)
    assert smallest(100.0, lambda shares: depth.proceeds(shares) >= 19.2) == pytest.approx(40.0, rel=1e-14)


def test_square_root_law() -> None:
    # Peak 30% x sqrt(25/100) = 15%; average 15% / 1.5 = 10%: 25 x 0.50 x 0.90 = 11.25; price after 0.425.
    depth = Depth(price=0.5, volume=100.0, impact=0.3, power=0.5)
    assert depth.proceeds(25.0) == pytest.approx(11.25, rel=1e-14)
    assert depth.price_after(25.0) == pytest.approx(0.425, rel=1e-14)


def test_the_price_stops_at_zero() -> None:
    # Peak 200% x n/100 is the whole price at n = 50, which brings 50 x 0.50 x 1/2 = 12.50; the rest brings nothing.
    depth = Depth(price=0.5, volume=100.0, impact=2.0, power=1.0)
    assert depth.proceeds(50.0) == pytest.approx(12.5, rel=1e-14)
    assert depth.proceeds(80.0) == pytest.approx(12.5, rel=1e-14)
    assert depth.price_after(80.0) == 0.0


def test_smallest_keeps_to_its_bounds() -> None:
    assert smallest(7.0, lambda _: False) == 7.0
    assert smallest(7.0, lambda _: True) == 0.0
    assert smallest(7.0, lambda shares: shares >= 0.1) == 0.1
