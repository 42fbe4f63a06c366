"""What a verb writes for other programs: provenance and a package of tables."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from pledgeline.cli.outputs import check_output, write_output
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.results import Result

Verb = TypeVar("Verb", bound="Callable[..., Any]")


class Records:
    """Where the caller wants provenance and tables; None where not at all."""

    __slots__ = ("package", "prov")

    def __init__(self, *, prov: str | None, package: str | None) -> None:
        """Check that both can be written; raises click.UsageError."""
        check_output(prov)
        if package is not None and Path(package).exists() and not Path(package).is_dir():
            raise click.UsageError(said("{file} is a file; name a folder.", file=package))
        self.prov, self.package = prov, package

    def write(self, result: Result) -> None:
        """Write what was asked for; raises OSError."""
        if self.prov is not None:
            from pledgeline.files.prov import to_prov  # noqa: PLC0415  # keeps help light

            write_output(self.prov, to_prov(result))
        if self.package is not None:
            from pledgeline.files.data_package import write_data_package  # noqa: PLC0415  # as above

            write_data_package(result, Path(self.package))


def record_options(verb: Verb) -> Verb:
    """The options `--prov` and `--package`, which arrive as one `records`."""

    @wraps(verb)
    def recording(*, prov: str | None, package: str | None, **options: Any) -> Any:  # noqa: ANN401  any verb
        return verb(records=Records(prov=prov, package=package), **options)

    as_prov = click.option("--prov", metavar="FILE", help="Write where each number came from as W3C PROV-JSON.")
    as_package = click.option(
        "--package", metavar="FOLDER", help="Write every table as a Frictionless Data Package: CSV with a description."
    )
    return as_prov(as_package(cast("Verb", recording)))
