"""What the README shows of the Python interface is what it does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_readme_prints_what_its_example_of_the_exact_engine_prints() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"The exact engine needs no case:\n\n```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert found, "the example is gone from the README"
    done = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True)
    assert done.stdout == found[2]
