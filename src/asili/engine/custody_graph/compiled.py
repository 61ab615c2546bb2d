"""One source for each kernel: compiled by Numba where it is installed, plain Python where not.

A kernel decorated with `compiled` uses only what both understand: numbers, arrays, loops, lists and
heapq, and other kernels of its module. Compiled code is cached beside its source and releases the
interpreter lock. Numba is loaded when a kernel is first called, because most processes never do
and loading it takes longer than all of Asili.
"""

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

COMPILED: Final = sys.modules.get("numba", ...) is not None and find_spec("numba") is not None

_waiting: Final[list[Callable[..., Any]]] = []
_lock: Final = Lock()


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel at its first call, if Numba is installed."""
    if not COMPILED:
        return kernel
    _waiting.append(kernel)

    @wraps(kernel)
    def at_first(*arguments: P.args, **options: P.kwargs) -> R:
        with _lock:
            _put_in_place()
        return cast("R", kernel.__globals__[kernel.__name__](*arguments, **options))

    return at_first


def _put_in_place() -> None:
    """Put what Numba makes of each waiting kernel where its module and other kernels find it."""
    while _waiting:
        kernel = _waiting.pop()
        kernel.__globals__[kernel.__name__] = _made(kernel)


def _made(kernel: Callable[..., Any]) -> Callable[..., Any]:
    njit = import_module("numba").njit
    try:
        return cast("Callable[..., Any]", njit(cache=True, nogil=True)(kernel))
    except RuntimeError:  # no folder for the cache can be written, as in a read-only container
        return cast("Callable[..., Any]", njit(nogil=True)(kernel))
