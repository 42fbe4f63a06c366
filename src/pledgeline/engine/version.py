"""The version of this package, as results and the command line name it."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """The installed version; "source" where the package is not installed."""
    try:
        return metadata.version("pledgeline")
    except metadata.PackageNotFoundError:
        return "source"
