"""Start-up: `--help` against importing click, and the demo with and without compiled kernels.

Each command runs in a fresh interpreter; the fastest of several runs counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("pledgeline")


def seconds(*command: str, folder: str, cache: str = "", repeats: int = 1) -> float:
    """The fastest of ``repeats`` runs of a command, its output thrown away."""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(
            command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    """Print the times and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = seconds(sys.executable, "-c", "import click", folder=folder, repeats=10)
        helped = seconds(str(COMMAND), "--help", folder=folder, repeats=10)
        print(f"--help {helped:.3f} s, python -c 'import click' {bare:.3f} s: ratio {helped / bare:.2f} (aim 1.5)")
        cache = str(Path(folder) / "cache")
        cold = seconds(str(COMMAND), "demo", folder=folder, cache=cache)
        warm = seconds(str(COMMAND), "demo", folder=folder, cache=cache, repeats=3)
        print(f"demo {cold:.1f} s with compilation (aim 10), {warm:.1f} s compiled (aim 3)")


if __name__ == "__main__":
    main()
