"""Why the system would not read or write a file, in words that can be told in another language."""

from __future__ import annotations

import errno
from typing import Any, Self

from pledgeline.language.saying import Retellable, retold, said

# As the C library of Linux and macOS says it; what it says of other troubles, or elsewhere, stays as it is.
_REASONS: dict[int, str] = {
    errno.EPERM: said("Operation not permitted"),
    errno.ENOENT: said("No such file or directory"),
    errno.EIO: said("Input/output error"),
    errno.EACCES: said("Permission denied"),
    errno.EEXIST: said("File exists"),
    errno.ENOTDIR: said("Not a directory"),
    errno.EISDIR: said("Is a directory"),
    errno.EINVAL: said("Invalid argument"),
    errno.EMFILE: said("Too many open files"),
    errno.EFBIG: said("File too large"),
    errno.ENOSPC: said("No space left on device"),
    errno.EROFS: said("Read-only file system"),
    errno.ENAMETOOLONG: said("File name too long"),
    errno.ELOOP: said("Too many levels of symbolic links"),
}


class Lowered(Retellable):
    """A reason as it stands behind a colon, without its capital."""

    __slots__ = ("reason",)
    reason: str

    def __new__(cls, reason: str) -> Self:
        """The reason in small letters."""
        made = super().__new__(cls, reason.lower())
        made.reason = reason
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels to another process, or is copied."""
        return type(self), (self.reason,)

    def retell(self) -> str:
        """The same in the language spoken here."""
        return retold(self.reason).lower()


def file_trouble(error: OSError | ValueError) -> str:
    """The reason of the system, without the name of the file; what Python says where the system gives none."""
    stated = getattr(error, "strerror", None)
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    if not stated:
        return str(error)
    return known if known is not None and known == stated else str(stated)
