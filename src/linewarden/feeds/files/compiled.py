"""The decorator of the byte kernels: numba, cached on disk, without the interpreter lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

compiled = cast("Callable[[Kernel], Kernel]", nb.njit(cache=True, nogil=True))
