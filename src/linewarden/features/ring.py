"""Columns that are rings: what has running number `n` lies in row `n & (rows - 1)`."""

from typing import Any

import numpy.typing as npt

from linewarden.features.memory import zeros


def rows_for(rows: int, events: int) -> int:
    """The size of ring, `rows` or the least doubling of it, that holds so many events."""
    while rows < events:
        rows *= 2
    return rows


def moved(old: npt.NDArray[Any], rows: int, first: int) -> npt.NDArray[Any]:
    """The column in a ring of `rows`, a multiple of the old size: the numbers from `first` on in their new rows."""
    new = zeros(rows, old.dtype)
    start, block = first & (old.size - 1), first & (rows - 1) & ~(old.size - 1)
    new[block + start : block + old.size] = old[start:]
    wrapped = (block + old.size) & (rows - 1)
    new[wrapped : wrapped + start] = old[:start]
    return new
