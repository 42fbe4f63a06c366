"""The cases that come with the package."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.errors import UnknownName
from pledgeline.files.read_case import read_case
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.files.read_case import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledCase:
    """One case of the package: its name on the command line, its title, and what it is good for."""

    name: str
    title: str
    shows: str


DEFAULT = "softbank-2025-10"
BUNDLED = (
    BundledCase(
        name=DEFAULT,
        title=said("SoftBank Group, October 2025"),
        shows=said("a loan of USD 8.5bn against Arm shares whose triggers nobody disclosed, with the closes of Arm"),
    ),
    BundledCase(
        name="softbank-2026-09",
        title=said("SoftBank Group, September 2026"),
        shows=said(
            "the same loan at USD 25bn, a guaranteed loan on unlisted shares, and volatility known as a range only"
        ),
    ),
    BundledCase(
        name="softbank-2023-09",
        title=said("SoftBank Group, September 2023"),
        shows=said("leverage as reported (10%) against leverage looked through (39%), prepaid forwards included"),
    ),
    BundledCase(
        name="sbkk-2020",
        title=said("SoftBank Corp. margin loan, February 2020"),
        shows=said("a loan of JPY 500bn whose first LTV, about 35%, was published"),
    ),
    BundledCase(
        name="tmus-2020",
        title=said("T-Mobile margin loan of 2020, March 2021"),
        shows=said("a guarantee of part of a loan, to be called after the collateral is sold"),
    ),
)


def bundled_folder(name: str) -> Path:
    """The folder of a bundled case; raises `UnknownName`."""
    names = [case.name for case in BUNDLED]
    if name not in names:
        remedy = suggestion(name, names)
        raise UnknownName(said("no case named '{name}' comes with the package; {remedy}", name=name, remedy=remedy))
    return Path(str(resources.files("pledgeline") / "data" / "cases" / name))


def read_bundled(name: str = DEFAULT, *, overrides: Mapping[str, str] | None = None) -> CaseFile:
    """A bundled case, read as any other; raises `UnknownName`."""
    return read_case(bundled_folder(name) / "case.yaml", overrides=overrides or {})


def copy_bundled(name: str, folder: Path) -> Path:
    """Copy a bundled case with its price tables into a folder, and return the path of its case file.

    Files of the same name are replaced; the folder is made where it is
    missing. Raises `UnknownName`, and `OSError` where it cannot write.
    """
    shutil.copytree(bundled_folder(name), folder, dirs_exist_ok=True)
    return folder / "case.yaml"
