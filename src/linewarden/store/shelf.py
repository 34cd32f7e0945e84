"""One range of records with its lookup index: in a file beside a lake segment, or in memory for what is not sealed yet."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.model.cdr import Cdr
from linewarden.model.event import Ids, Ints
from linewarden.store.arrays_file import ArraysFile, open_arrays
from linewarden.store.keyset import Flags
from linewarden.store.packed_rows import RowReader, pack_rows
from linewarden.store.postings import build_postings, find_ids
from linewarden.store.sought import Sought

Places = npt.NDArray[np.uint32]


class Shelf:
    """Records sorted by (setup_at, record_id), found by row number."""

    def __init__(self, content: ArraysFile) -> None:
        self._arrays = content.arrays
        self._reader = RowReader(content.arrays, content.about)
        self.setup_us: Ints = content.arrays["setup_us"]
        self.last_us = int(self.setup_us[-1]) if len(self) else 0

    @classmethod
    def open(cls, path: Path) -> "Shelf":
        """The shelf of an index file. Raises StoreError when it cannot be used."""
        return cls(open_arrays(path))

    def __len__(self) -> int:
        """Number of records."""
        return int(self.setup_us.size)

    def has(self, ids: Ids, ats: Ints) -> Flags:
        """True where a record with this id and setup time stands here."""
        places = self._places(ids)
        found = places >= 0
        keys, rows = self._arrays["record.keys"], self._arrays["record.rows"]
        for i in np.flatnonzero(found):  # as a rule at most the repeats of a delivery
            place = int(places[i])
            while place < keys.size and keys[place] == ids[i] and self.setup_us[rows[place]] != ats[i]:
                place += 1
            found[i] = place < keys.size and keys[place] == ids[i]
        return found

    def ids(self, rows: Sequence[int]) -> list[int]:
        """The ids of the records at these rows."""
        ids: list[int] = self._arrays["rows"]["record_id"][np.asarray(rows, np.int64)].tolist()
        return ids

    def rows_of_ids(self, ids: Ids) -> list[int]:
        """Rows of the records with these ids, in no order."""
        keys, rows = self._arrays["record.keys"], self._arrays["record.rows"]
        lows, highs = np.searchsorted(keys, ids, "left"), np.searchsorted(keys, ids, "right")
        return [int(row) for low, high in zip(lows, highs, strict=True) for row in rows[low:high]]

    def find(self, sought: Sought, most: int) -> list[int]:
        """The newest rows that match, at most `most`, newest first."""
        first, end = np.searchsorted(self.setup_us, sought.setup_us).tolist() if sought.is_bounded else (0, len(self))
        if not sought.keys:
            return list(range(end - 1, max(first, end - most) - 1, -1))
        rows = self._of_ranges(*sought.keys[0])
        for kind, ranges in sought.keys[1:]:
            if rows.size:
                rows = np.intersect1d(rows, self._of_ranges(kind, ranges))
        if rows.size and end - first < len(self):
            rows = rows[(rows >= first) & (rows < end)]
        return _newest(rows, most)

    def read(self, rows: Sequence[int]) -> list[Cdr]:
        """The records at these rows, in the order given."""
        return self._reader.read(rows)

    def _places(self, ids: Ids) -> npt.NDArray[np.int64]:
        places = np.full(ids.size, -1, np.int64)
        if len(self):
            find_ids(np.ascontiguousarray(ids), self._arrays["record.keys"], places)
        return places

    def _of_ranges(self, kind: str, ranges: Ints) -> Places:
        """Rows of the keys in any of the ranges, unordered."""
        keys = self._arrays[f"{kind}.keys"]
        places = np.searchsorted(keys, ranges).tolist()
        if kind == "suffix":
            found = [self._of_number(place) for first, end in places for place in self._numbers(first, end)]
        else:
            starts, rows = self._arrays[f"{kind}.starts"], self._arrays[f"{kind}.rows"]
            found = [rows[starts[first] : starts[end]] for first, end in places if first < end]
        if len(found) == 1:
            return found[0]
        return np.concatenate(found) if found else np.empty(0, np.uint32)

    def _numbers(self, first: int, end: int) -> list[int]:
        """Places among the numbers of the reversed numbers from first to end."""
        places: list[int] = self._arrays["suffix.places"][first:end].tolist()
        return places

    def _of_number(self, place: int) -> Places:
        starts = self._arrays["number.starts"]
        rows: Places = self._arrays["number.rows"][starts[place] : starts[place + 1]]
        return rows


def _newest(rows: Places, most: int) -> list[int]:
    """The greatest rows, descending, each once; a row may be there twice, for a call of a number with itself."""
    if rows.size > 2 * most:
        rows = np.partition(rows, rows.size - 2 * most)[-2 * most :]
    return sorted(set(rows.tolist()), reverse=True)[:most]


def shelf_content(batch: pa.RecordBatch) -> ArraysFile:
    """What a shelf of this batch is made of; it must be sorted by (setup_at, record_id)."""
    rows, about = pack_rows(batch)
    return ArraysFile(build_postings(batch) | rows, about)
