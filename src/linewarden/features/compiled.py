"""How the kernel is compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Machine code without numba's counting of references to arrays.

    It took more than half of the time of the inner loop: two locked instructions for each array at each call, inlined ones too. The
    arrays belong to the caller, who outlives the call; such a function cannot make any of its own.
    """
    return cast("_Function", nb.njit(cache=True, nogil=True, _nrt=False)(function))  # type: ignore[call-overload]  # an option it does not tell


def flat(function: _Function) -> _Function:
    """A piece of the function that calls it, for the inner loop."""
    return cast("_Function", nb.njit(inline="always")(function))
