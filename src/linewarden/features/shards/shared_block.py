"""Memory that several processes see: the columns of one block of events, and its matrix of feature values.

It has no name in the file system and goes with the last process that holds it.
"""

import mmap
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.features.definitions import FEATURES
from linewarden.features.layout import Table
from linewarden.features.told import COLUMNS, EVENT_BYTES
from linewarden.model.event import EventBlock, event_block

VALUE_BYTES = 8 * len(FEATURES)


class SharedBlock:
    """Room for one block, mapped here; `fds` are what another process maps it by."""

    def __init__(self, fds: tuple[int, int]) -> None:
        self.fds = fds
        self.rows = 0
        self._columns: dict[str, npt.NDArray[Any]] = {}
        self.values: Table = np.empty((0, len(FEATURES)), np.int64)

    @classmethod
    def made(cls) -> "SharedBlock":
        """New memory without room for any event."""
        return cls((os.memfd_create("linewarden-events"), os.memfd_create("linewarden-values")))

    @property
    def nbytes(self) -> int:
        """Bytes of memory, of all processes together."""
        return self.rows * (EVENT_BYTES + VALUE_BYTES)

    def grow(self, rows: int) -> None:
        """Has room for so many events; values that stood there stay, new ones are 0."""
        events, values = self.fds
        os.ftruncate(events, rows * EVENT_BYTES)
        os.ftruncate(values, rows * VALUE_BYTES)
        self.attach(rows)

    def attach(self, rows: int) -> None:
        """Maps it as it is: `rows` is what it was grown to."""
        if rows == self.rows:
            return
        events, values = self.fds
        memory, offset = mmap.mmap(events, rows * EVENT_BYTES), 0
        for name, dtype in COLUMNS.items():
            self._columns[name] = np.frombuffer(memory, dtype, rows, offset)
            offset += rows * dtype.itemsize
        matrix = mmap.mmap(values, rows * VALUE_BYTES)
        matrix.madvise(mmap.MADV_HUGEPAGE)  # heeded where the system's `shmem_enabled` is `advise`
        self.values = np.frombuffer(matrix, np.int64).reshape(rows, len(FEATURES))
        self.rows = rows

    def close(self) -> None:
        """Lets go of the memory; it lasts until the last view of it is gone."""
        for fd in self.fds:
            os.close(fd)
        self._columns, self.values = {}, self.values[:0].copy()

    def put(self, block: EventBlock) -> None:
        """Writes the block's columns, without an object a record."""
        for name, column in self._columns.items():
            column[: len(block)] = getattr(block, name)

    def block(self, rows: int) -> EventBlock:
        """The first `rows` events, a view; columns that no engine reads are 0."""
        return event_block(**{name: column[:rows] for name, column in self._columns.items()})
