"""The log of events that some exact window still holds: rings of columns that grow by doubling."""

from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.features.layout import Bytes, Events, Int32s, Ints
from linewarden.features.memory import expect, zeros
from linewarden.model.event import EventBlock


class Log:
    """Events by running number: event `number` lies in row `number & (rows - 1)` of every column."""

    def __init__(self, rows: int) -> None:
        self.at: Ints = zeros(rows, np.int64)  # µs
        self.talk: Int32s = zeros(rows, np.int32)  # ms
        self.flags: Bytes = zeros(rows, np.uint8)  # layout.IS_
        self.cli: Ints = zeros(rows, np.int64)
        self.called: Ints = zeros(rows, np.int64)

    @property
    def rows(self) -> int:
        """Events that fit; a power of two."""
        return int(self.at.size)

    @property
    def events(self) -> Events:
        """The columns that the kernel needs."""
        return Events(self.at, self.talk, self.flags)

    @property
    def nbytes(self) -> int:
        """Bytes set aside; untouched pages use no memory."""
        return sum(column.nbytes for column in self._columns)

    @property
    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return self.at, self.talk, self.flags, self.cli, self.called

    def grow(self, rows: int, first: int) -> None:
        """Goes on with a ring of `rows`, which keeps the events from number `first` on."""
        self.at = moved(self.at, rows, first)
        self.talk = moved(self.talk, rows, first)
        self.flags = moved(self.flags, rows, first)
        self.cli = moved(self.cli, rows, first)
        self.called = moved(self.called, rows, first)

    def look_ahead(self) -> None:
        """Has memory made ready for twice the rows."""
        for column in self._columns:
            expect(2 * column.size, column.dtype)

    def append(self, number: int, talk: Int32s, flags: Bytes, block: EventBlock) -> None:
        """Writes events from running number `number` on; they must fit."""
        values: tuple[npt.NDArray[Any], ...] = (
            block.at_us,
            talk,
            flags,
            block.cli,
            block.called,
        )
        for column, fresh in zip(self._columns, values, strict=True):
            place(column, number, fresh)


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


def place(column: npt.NDArray[Any], number: int, values: npt.NDArray[Any]) -> None:
    """Writes values into a ring from running number `number` on."""
    start = number & (column.size - 1)
    head = min(values.size, column.size - start)
    column[start : start + head] = values[:head]
    column[: values.size - head] = values[head:]
