"""Large arrays on huge pages: zero until touched, cheap to touch."""

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

_HUGE = 2 << 20
"""Bytes of a huge page. Small pages make random access half as fast, and the first touch of new memory far slower (decision 0005)."""


def zeros(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of zeros; memory is used as it is first written to. From 2 MB on it begins at a huge page, where the machine has them."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size < _HUGE:
        return np.zeros(shape, dtype)
    pages = mmap.mmap(-1, size + _HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    pages.madvise(mmap.MADV_HUGEPAGE)
    space = np.frombuffer(pages, np.uint8)
    start = -space.ctypes.data % _HUGE
    return space[start : start + size].view(dtype).reshape(shape)
