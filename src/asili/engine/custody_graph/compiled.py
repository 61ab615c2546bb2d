"""One source for each kernel: compiled by Numba where it is installed, plain Python where not.

A kernel decorated with `compiled` uses only what both understand: numbers, arrays, loops, lists and
heapq. Compiled code is cached beside its source and releases the interpreter lock.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

try:
    import numba
except ImportError:
    COMPILED = False
else:
    COMPILED = True


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel at its first call, if Numba is installed."""
    if not COMPILED:
        return kernel
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(kernel))
    except RuntimeError:  # no folder for the cache can be written, as in a read-only container
        return cast("Callable[P, R]", numba.njit(nogil=True)(kernel))
