"""What the README shows of the Python interface is what it does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("heading", ["The exact engine needs no case:", "Nor does clearing"])
def test_the_readme_prints_what_its_examples_print(heading: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"{heading}[^\n]*\n\n```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert found, "the example is gone from the README"
    done = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True)
    assert done.stdout == found[2]
