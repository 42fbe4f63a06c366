"""The table of published figures: every problem of it, with its line."""

from __future__ import annotations

import pytest

from pledgeline.errors import CaseError
from pledgeline.files.published_figures import COLUMNS, published_figures, read_published

HEAD = ",".join(COLUMNS)
ROW = "haircut/a,A haircut,supervisory_haircut,haircut=0.15; holding_days=20,0.21213,5e-6,European Union,2013,CRR"


def problems(*lines: str) -> list[str]:
    """What is said of a table."""
    with pytest.raises(CaseError) as caught:
        published_figures("\n".join(lines).encode(), name="figures.csv")
    return [str(problem) for problem in caught.value.problems]


def test_a_row_becomes_a_figure() -> None:
    (found,) = published_figures(f"# a comment\n{HEAD}\n\n{ROW}\n".encode(), name="figures.csv")
    assert found.parameters == {"haircut": "0.15", "holding_days": "20"}
    assert (found.published, found.tolerance, found.year, found.topic) == (0.21213, 5e-6, 2013, "haircut")


def test_every_problem_is_named_with_its_line() -> None:
    said = problems(
        HEAD,
        "# a comment",
        ROW,
        ROW,
        ROW.replace("haircut/a", "haircut/b").replace("supervisory_haircut", "supervisory_hiarcut"),
        ROW.replace("haircut/a", "haircut/c").replace("0.21213", "about 0.2"),
        ROW.replace("haircut/a", "haircut/d").replace("haircut=0.15", "haircut"),
        ROW.replace("haircut/a", "haircut/e").replace("5e-6", "-1"),
        ROW.replace("haircut/a", "haircut/f").replace("European Union", ""),
    )
    # of a second figure, a measure, a number, a list of parameters and a tolerance; the last is of the whole row
    places = ("4:1", "5:21", "6:71", "7:41", "8:79", "9:1")
    assert [line.partition(": ")[0] for line in said] == [f"figures.csv:{place}" for place in places]
    for line, word in zip(
        said,
        ("a second figure haircut/a", "did you mean supervisory_haircut?", "'about 0.2'", "parameters as name=1",
         "tolerance at least 0", "author is empty"),
        strict=True,
    ):  # fmt: skip
        assert word in line


@pytest.mark.parametrize("text", ["", HEAD])
def test_a_table_without_figures_is_a_problem(text: str) -> None:
    assert "no figures; begin with figure,title," in problems(text)[0]


def test_the_bundled_table_names_each_figure_once() -> None:
    figures = read_published()
    assert len({entry.figure for entry in figures}) == len(figures) > 50
    assert all(1973 <= entry.year <= 2026 for entry in figures)
