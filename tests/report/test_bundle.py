"""The chart script that is committed: what the manifest says, and what its sources build."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

STATIC = files("pledgeline.report") / "static"
FRONTEND = Path(__file__).parents[2] / "frontend"


def manifest() -> dict[str, object]:
    """The manifest beside the script."""
    found: dict[str, object] = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_script_is_the_one_in_the_manifest() -> None:
    script = (STATIC / "charts.js").read_bytes()
    assert hashlib.sha256(script).hexdigest() == manifest()["sha256"]
    assert len(script) == manifest()["bytes"]


def test_the_script_can_stand_inside_its_element_and_keeps_its_notices() -> None:
    script = (STATIC / "charts.js").read_text(encoding="utf-8")
    assert script.isascii()
    assert "</script" not in script.lower()
    assert "<!--" not in script
    notice = (STATIC / "NOTICE.txt").read_text(encoding="utf-8")
    for words in ("Apache Software Foundation", "Baidu", "Bostock", "Microsoft"):
        assert words in script
        assert words in notice
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in notice


def test_the_versions_are_exact_and_those_that_were_built() -> None:
    if not FRONTEND.exists():
        pytest.skip("the chart sources are not part of this installation")
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name in ("echarts", "esbuild"):
        assert wanted[name] == locked[f"node_modules/{name}"]["version"] == manifest()[name]
    assert not [name for name, package in locked.items() if "resolved" in package]
    assert all("integrity" in package for name, package in locked.items() if name)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.skipif(not (FRONTEND / "node_modules").exists(), reason="npm ci has not been run in frontend/")
def test_the_sources_build_the_same_bytes(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node
    subprocess.run([node, "build.mjs", "--out", str(tmp_path)], cwd=FRONTEND, check=True, timeout=60)
    for name in ("charts.js", "manifest.json", "NOTICE.txt"):
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), name
