"""Colours can be read, in light and in dark: contrast after WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = (files("pledgeline.report") / "static" / "report.css").read_text(encoding="utf-8")
BLOCKS = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
LIGHT = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", BLOCKS[0]))
DARK = LIGHT | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", BLOCKS[1]))
TEXT, GRAPHIC = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_has_its_known_ends() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "load", "cure", "call", "close-out", "unknown", "link"])
def test_words_can_be_read_on_paper(palette: dict[str, str], name: str) -> None:
    assert contrast(palette[name], palette["paper"]) >= TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("step", range(10))
def test_figures_can_be_read_on_the_heatmap(palette: dict[str, str], step: int) -> None:
    assert contrast(palette[f"heat-{step}"], palette[f"heat-ink-{step}"]) >= TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["hull-release", "hull-cure", "hull-call", "hull-close-out", "on-plate"])
def test_marks_stand_out_on_the_hull(palette: dict[str, str], name: str) -> None:
    assert contrast(palette[name], palette["plate"]) >= GRAPHIC


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_heatmap_darkens_or_lightens_step_by_step(palette: dict[str, str]) -> None:
    ramp = [luminance(palette[f"heat-{step}"]) for step in range(1, 10)]
    assert ramp == sorted(ramp, reverse=palette is LIGHT)
