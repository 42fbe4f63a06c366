"""The three ways to compile a kernel, and the way back to Python.

An `entry` is called from Python and cached beside its source. What it calls is
`compiled` into it, or, where a loop must see through the call, `inlined`.

Flags, and why: ``nogil`` lets threads share one machine; ``error_model="numpy"``
removes the divide-by-zero branch that stops vectorisation; ``contract`` allows
fused multiply-add and nothing else, so NaN and infinity stay honest; kernels
allocate nothing, so reference counting is off, and only entries carry the
wrapper for calls from Python: both cost more time to compile than the kernels.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")

_njit: Any = numba.njit  # its annotations leave out the flags below

_FLAGS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


def _source_hash() -> str:
    """A short hash of the sources of all kernels."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_SOURCES = _source_hash()


def entry(function: F) -> F:
    """Compile a kernel that Python calls, on its first call.

    The compiled code is kept under a name with the hash of all kernel sources:
    what is cached beside one file holds code from the others, and the date of
    its own file does not tell when they changed.
    """
    function.__qualname__ = f"{function.__qualname__}_{_SOURCES}"
    return _njit(cache=True, **_FLAGS)(function)


def compiled(function: F) -> F:
    """Compile a kernel that only kernels call."""
    return _njit(no_cpython_wrapper=True, **_FLAGS)(function)


def inlined(function: F) -> F:
    """Write a kernel into every kernel that calls it."""
    return _njit(inline="always", **_FLAGS)(function)


def interpreted(function: F) -> F:
    """Give the Python function behind a kernel, with everything it calls interpreted too."""
    done: dict[int, object] = {}

    def unwrap(kernel: object) -> object:
        if id(kernel) not in done:
            source = kernel.py_func  # type: ignore[attr-defined]
            scope = dict(source.__globals__)
            done[id(kernel)] = FunctionType(source.__code__, scope, source.__name__, source.__defaults__)
            scope.update(
                {name: unwrap(scope[name]) for name in source.__code__.co_names if _is_kernel(scope.get(name))}
            )
        return done[id(kernel)]

    return unwrap(function) if _is_kernel(function) else function  # type: ignore[return-value]


def _is_kernel(thing: object) -> bool:
    return hasattr(thing, "py_func")
