"""Large arrays on whole pages: zero until touched, huge pages where the kernel of the machine gives them."""

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

_HUGE = 2 << 20
"""Bytes of a huge page. Random access over many small pages halves the speed of the feature kernel (decision 0005)."""


def zeros(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of zeros that begins on a page; memory is used as it is first written to."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    pages = mmap.mmap(-1, max(size, 1), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if size >= 8 * _HUGE:
        pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, np.uint8, count=size).view(dtype).reshape(shape)
