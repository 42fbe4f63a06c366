"""The public list: short, sorted, lazy, and true."""

from __future__ import annotations

import subprocess
import sys

import pledgeline

HEAVY = ("numpy", "numba", "pydantic", "yaml", "jinja2", "rich", "holidays")


def modules_after(statement: str) -> set[str]:
    """The modules a fresh interpreter has loaded after a statement."""
    script = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # our own
    return set(found.stdout.split())


def test_the_list_is_sorted_and_every_name_is_there() -> None:
    names = pledgeline.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert dir(pledgeline) == sorted(names)
    for name in names:
        assert getattr(pledgeline, name) is not None


def test_every_public_name_has_a_docstring() -> None:
    assert [name for name in pledgeline.__all__ if not (getattr(pledgeline, name).__doc__ or "").strip()] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(pledgeline, "forecast")


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert modules_after("import pledgeline").isdisjoint(HEAVY)


def test_the_dynamics_load_without_numba() -> None:
    assert modules_after("from pledgeline import GBM, Kou, Merton").isdisjoint(HEAVY)


def test_help_loads_nothing_heavy() -> None:
    statement = (
        "from pledgeline.cli.main import pledgeline\n"
        "try:\n    pledgeline(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0"
    )
    assert modules_after(statement).isdisjoint(HEAVY)


def test_reading_a_case_needs_neither_numpy_nor_numba() -> None:
    loaded = modules_after("import pledgeline\npledgeline.read_case")
    assert loaded.isdisjoint({"numpy", "numba", "jinja2", "rich"})
