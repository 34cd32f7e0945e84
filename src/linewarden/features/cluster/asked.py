"""Which features are asked for, and so what of the events travels to a share and which values come back. Both ends work it out alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import LinewardenError
from linewarden.features.definitions import COLUMN, FEATURES
from linewarden.features.layout import Int32s, Ints, Table
from linewarden.features.share import owner_of
from linewarden.features.told import COLUMNS
from linewarden.model.event import EventBlock, event_block

_BASE = ("at_us", "record_id", "setup_us", "answered_us", "talk_ms", "ring_ms", "cli", "called", "kind")


@dataclass(frozen=True)
class Asked:
    """Features by name, in the order of their columns."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Asked":
        """Raises LinewardenError for a name that does not exist."""
        wanted = set(names)
        if unknown := wanted - set(COLUMN):
            raise LinewardenError(f"features {sorted(unknown)} do not exist; the hosts must run the same version")
        return cls(tuple(name for name in COLUMN if name in wanted))

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """By the column of an event whose subject is asked about: the features that its share gives."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.names:
            asker = FEATURES[COLUMN[name]].subject.asked_by
            found[asker] = (*found.get(asker, ()), name)
        return found

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Columns of an event by which it matters to a share: whom it happens to, and whom it asks about."""
        subjects = [FEATURES[COLUMN[name]].subject for name in self.names]
        return tuple(dict.fromkeys(key for subject in subjects for key in (subject.asked_by, subject.key)))

    @cached_property
    def told(self) -> dict[str, np.dtype[Any]]:
        """Columns of an event that travel, widest first. Subjects that nobody asks about are not told, and cost nothing there."""
        return {name: dtype for name, dtype in COLUMNS.items() if name in _BASE or name in self.keys}

    def owners(self, block: EventBlock, of: int) -> dict[str, Int32s]:
        """By key column: the share that each event's subject belongs to."""
        return {key: owner_of(getattr(block, key), of) for key in self.keys}

    def packed(self, block: EventBlock, clock_us: Ints, rows: Ints) -> list[npt.NDArray[Any]]:
        """These events and the clock at each, as they travel."""
        return [
            clock_us[rows],
            *(np.ascontiguousarray(getattr(block, name)[rows], dtype) for name, dtype in self.told.items()),
        ]

    def unpacked(self, body: npt.NDArray[np.uint8], rows: int) -> tuple[EventBlock, Ints]:
        """The events, columns that did not travel 0, and the clock at each. Views of `body`."""
        if not rows:
            return event_block(at_us=[]), np.zeros(0, np.int64)
        clock_us, offset = np.frombuffer(body, np.int64, rows), 8 * rows
        columns: dict[str, npt.NDArray[Any]] = {}
        for name, dtype in self.told.items():
            columns[name] = np.frombuffer(body, dtype, rows, offset)
            offset += rows * dtype.itemsize
        return event_block(**columns), clock_us

    def cells(self, block: EventBlock, values: Table, number: int, of: int) -> list[Table]:
        """Of each group the values that share `number` gives: rows are the events whose asker is its own, in order."""
        found = []
        for asker, names in self.groups.items():
            own = np.flatnonzero(owner_of(getattr(block, asker), of) == number)
            found.append(values[np.ix_(own, np.array([COLUMN[name] for name in names]))])
        return found

    def placed(
        self, body: npt.NDArray[np.uint8], owners: dict[str, Int32s], number: int, into: dict[str, Ints]
    ) -> None:
        """Puts what a share gave into the columns of the block's features. `owners` of the whole block: an asker's share was told the event."""
        offset = 0
        for asker, names in self.groups.items():
            own = np.flatnonzero(owners[asker] == number)
            if not own.size:
                continue
            cells = np.frombuffer(body, np.int64, own.size * len(names), offset).reshape(own.size, len(names))
            offset += cells.nbytes
            for position, name in enumerate(names):
                into[name][own] = cells[:, position]
