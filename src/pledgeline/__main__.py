"""`python -m pledgeline`: the command line."""

from __future__ import annotations

from pledgeline.cli.main import main

if __name__ == "__main__":
    main()
