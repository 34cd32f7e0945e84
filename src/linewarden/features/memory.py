"""Large arrays on huge pages: zero until touched, cheap to touch, and touched ahead by another thread where one is about to be needed."""

import mmap
import os
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

_HUGE = 2 << 20
"""Bytes of a huge page. Small pages make random access half as fast, and the first touch of new memory far slower (decision 0005)."""

_NO_RESERVE = getattr(mmap, "MAP_NORESERVE", 0x4000)
_LEAST_RESERVED = 1 << 28

# By size in bytes: arrays whole, zero and in memory; and how many are being made so and are still waited for.
_ready: defaultdict[int, list[npt.NDArray[np.uint8]]] = defaultdict(list)
_awaited: defaultdict[int, int] = defaultdict(int)
_ready_lock = threading.Lock()
_toucher = ThreadPoolExecutor(1, "memory-ahead")


def expect(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> None:
    """Have such an array ready soon: the `zeros` that asks for it next gets it touched. For tables that are about to grow.

    New memory costs up to 4 s a GB on a virtual machine, which a stream must not wait for.
    """
    size = _bytes(shape, dtype)
    if size >= _HUGE:
        with _ready_lock:
            _awaited[size] += 1
        _toucher.submit(_make_ready, size)


def _make_ready(size: int) -> None:
    """Nothing that a table did not wait for is made or kept: nobody would ever take it."""
    if not _awaited[size]:
        return
    space = _space(size)
    space.fill(0)
    with _ready_lock:
        if _awaited[size]:
            _awaited[size] -= 1
            _ready[size].append(space)


def _bytes(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> int:
    return int(np.prod(shape)) * np.dtype(dtype).itemsize


def zeros(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of zeros; memory is used as it is first written to. From 2 MB on it begins at a huge page, where the machine has them."""
    size = _bytes(shape, dtype)
    if size < _HUGE:
        return np.zeros(shape, dtype)
    with _ready_lock:
        space = _ready[size].pop() if _ready[size] else None
        if space is None and _awaited[size]:
            _awaited[size] -= 1
    return (_space(size) if space is None else space).view(dtype).reshape(shape)


def in_one_piece(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The column, copied where it cannot be written to or has gaps: compiled code would be compiled again for such."""
    return column if column.flags.c_contiguous and column.flags.writeable else np.array(column, order="C")


def reserved() -> npt.NDArray[np.int64]:
    """Address space for int64 up to twice the machine's memory, or as much as it gives: zero, on huge pages, none of it in memory yet."""
    size = 2 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _HUGE * _HUGE
    while True:
        try:
            pages = mmap.mmap(-1, size + _HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NO_RESERVE)
        except OSError:  # a machine that promises no more memory than it has
            size = size // 2 // _HUGE * _HUGE
            if size < _LEAST_RESERVED:
                raise
        else:
            pages.madvise(mmap.MADV_HUGEPAGE)
            space = np.frombuffer(pages, np.uint8)
            start = -space.ctypes.data % _HUGE
            return space[start : start + size].view(np.int64)


def _space(size: int) -> npt.NDArray[np.uint8]:
    """So many bytes, untouched, from a huge page on."""
    pages = mmap.mmap(-1, size + _HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    pages.madvise(mmap.MADV_HUGEPAGE)
    space = np.frombuffer(pages, np.uint8)
    start = -space.ctypes.data % _HUGE
    return space[start : start + size]
