"""The claims that the layout makes: imports, sizes, names, what ships, and that nothing of one machine is in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from importlinter.cli import lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pledgeline"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
VAGUE = {"utils", "util", "core", "common", "helpers", "helper", "misc", "manager"}
OURS = ("src", "tests", "docs", "benchmarks", "examples", "frontend", ".ci")
BUILT = {"__pycache__", "node_modules", "charts.js"}  # not written by us
# of folders and registries that one machine has; put together here so that this file does not hold them
MACHINE = re.compile("|".join(("/wo" + "rk/", "/tm" + "p/", "/ro" + "ot/", r"pypi\." + "org", "npm" + r"js\.")))
BESIDE_THEIR_PARENT = {"pydantic_core": "pydantic", "typing_extensions": "pydantic", "markupsafe": "jinja2"}
DISTRIBUTIONS = {"yaml": "pyyaml"}


def project() -> dict[str, Any]:
    """What pyproject.toml says of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements() -> dict[str, list[str]]:
    """The packages that the project names, without their versions: at run time, for extras, for groups."""
    found = project()
    named = {"": found["project"]["dependencies"]}
    named |= found["project"]["optional-dependencies"] | found["dependency-groups"]
    return {key: [re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in lines] for key, lines in named.items()}


def our_texts() -> Iterator[tuple[Path, str]]:
    """Every text of the project that we wrote."""
    folders = (ROOT / name for name in OURS)
    top = (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for path in (*top, *(path for folder in folders if folder.exists() for path in folder.rglob("*"))):
        if path.is_file() and not BUILT.intersection(path.parts):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture


def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "src"), *sys.path])
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_every_room_has_a_floor() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    floors = {name.strip() for line in contracts[0]["layers"] for name in line.split("|")}
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms
    assert rooms <= floors


def test_files_and_functions_keep_a_livable_size() -> None:
    long_files = {}
    long_functions = []
    for path in MODULES:
        name, text = str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            long_files[name] = lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long_functions.append(f"{name}:{node.lineno} {node.name}: {length}")
    assert (long_files, long_functions) == ({}, [])


def test_no_module_is_named_after_nothing() -> None:
    folders = [PACKAGE, ROOT / "tests", ROOT / "benchmarks"]
    paths = [path.relative_to(ROOT) for folder in folders for path in folder.rglob("*.py")]
    assert paths
    assert [path for path in paths if VAGUE.intersection((path.stem, *path.parts))] == []


def test_the_init_file_of_a_folder_holds_its_law_and_nothing_else() -> None:
    inits = [path for path in MODULES if path.name == "__init__.py" and path.parent != PACKAGE]
    assert inits
    for path in inits:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        assert len(tree.body) == 1, path
    missing = {path.parent for path in MODULES} - {path.parent for path in MODULES if path.name == "__init__.py"}
    assert missing == set()


def test_nothing_of_one_machine_is_in_the_project() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path, text in our_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_every_dependency_is_accounted_for() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    names = {name for group in requirements().values() for name in group}
    assert [name for name in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page)] == []


def test_the_package_imports_only_what_it_declares() -> None:
    named = requirements()
    declared = {*named[""], *named["parquet"], *named["garch"], *named["pdf"]}
    imported = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add((node.module or "").partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"pledgeline"}
    brought = {DISTRIBUTIONS.get(name, BESIDE_THEIR_PARENT.get(name, name)) for name in foreign}
    assert brought == declared


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


def test_the_wheel_holds_every_file_of_the_package(built: Path) -> None:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
    inside = (path.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*") if path.is_file())
    ours = {str(path) for path in inside if not any(part.startswith((".", "__pycache__")) for part in path.parts)}
    assert {name for name in names if name.startswith("pledgeline/")} == ours
    for part in (
        "py.typed",
        "report/templates/report.html.j2",
        "report/static/report.css",
        "report/static/charts.js",
        "report/static/manifest.json",
        "report/static/NOTICE.txt",
        "data/starter.yaml",
        "data/cases/softbank-2025-10/case.yaml",
        "data/cases/softbank-2025-10/prices/ARM.csv",
    ):
        assert f"pledgeline/{part}" in names
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_source_archive_is_the_whole_project_and_nothing_built(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for part in ("README.md", "Makefile", "pyproject.toml", "LICENSE", "NOTICE", "tests/lanes.py", "docs/generate.py"):
        assert part in names
    assert {name for name in names if name.startswith("tests/tables/")}
    assert [name for name in names if {"node_modules", "__pycache__", ".venv"}.intersection(name.split("/"))] == []
