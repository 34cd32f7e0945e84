"""One sealed range of records with its lookup index."""

from pathlib import Path

import numpy as np

from linewarden.model.event import Ids, Ints
from linewarden.store.arrays_file import ArraysFile, open_arrays
from linewarden.store.gathered import Gathered
from linewarden.store.keyset import Flags
from linewarden.store.layout import ROWS, open_book
from linewarden.store.reading import has_pairs, read_rows, rows_with_ids, setup_of, touch_rows
from linewarden.store.search import find_rows, find_rows_aside
from linewarden.store.sought import ALWAYS_US, Sought


class Shelf:
    """Records sorted by (setup_at, record_id), found by row number."""

    def __init__(self, content: ArraysFile) -> None:
        self.book = open_book(content)
        self._rows = int(self.book.plain[ROWS])
        self.first_us, self.last_us = (int(setup_of(self.book, row)) for row in (0, self._rows - 1))

    @classmethod
    def open(cls, path: Path) -> "Shelf":
        """The shelf of an index file. Raises StoreError when it cannot be used."""
        return cls(open_arrays(path))

    def __len__(self) -> int:
        """Number of records."""
        return self._rows

    def has(self, ids: Ids, ats: Ints) -> Flags:
        """True where a record with this id and setup time stands here."""
        found = np.empty(ids.size, np.bool_)
        has_pairs(self.book, np.ascontiguousarray(ids), np.ascontiguousarray(ats), found)
        return found

    def rows_of_ids(self, ids: Ids) -> Ints:
        """Rows of the records with these ids, in no order."""
        rows = np.empty(4 * ids.size + 64, np.int64)
        while True:
            count = rows_with_ids(self.book, ids, rows)
            if count < rows.size:
                return rows[:count]
            rows = np.empty(2 * rows.size, np.int64)

    def find(self, wanted: Sought, since_us: int, most: int, *, is_aside: bool = False) -> tuple[Ints, Ints, Ids]:
        """The newest rows that match and were set up at `since_us` or later, at most `most`, newest first, with setup times (µs) and ids.

        `is_aside`: other threads go on meanwhile.
        """
        rows, ats, ids = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.uint64)
        since, until = ALWAYS_US
        if since_us > self.first_us:  # where all is asked for, nothing is read to find out
            since = since_us
        if wanted.until_us <= self.last_us:
            until = wanted.until_us
        search = find_rows_aside if is_aside else find_rows
        count = search(self.book, wanted.criteria, wanted.ranges, since, until, rows, ats, ids)
        return rows[:count], ats[:count], ids[:count]

    def put(self, rows: Ints, places: Ints, gathered: Gathered) -> None:
        """Fill in these rows at these places."""
        into = gathered.numbers, gathered.nulls, gathered.starts, gathered.lengths
        while (used := read_rows(self.book, rows, places, *into, gathered.texts, gathered.used)) < 0:
            gathered.make_room()
        gathered.used = used

    def touch(self, rows: Ints) -> None:
        """Have all that these rows are read from in memory; other threads go on meanwhile."""
        touch_rows(self.book, rows)
