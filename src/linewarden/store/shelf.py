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
from linewarden.store.postings import TEXT_KEYS, build_postings, find_ids, reversed_digits, text_key
from linewarden.store.query import Query

Places = npt.NDArray[np.uint32]

_MOST_DIGITS = 18


class Shelf:
    """Records sorted by (setup_at, record_id), found by row number."""

    def __init__(self, content: ArraysFile) -> None:
        self._arrays = content.arrays
        self._reader = RowReader(content.arrays, content.about)
        self.setup_us: Ints = content.arrays["setup_us"]

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

    def rows_of_ids(self, ids: Ids) -> list[int]:
        """Rows of the records with these ids, in no order."""
        keys, rows = self._arrays["record.keys"], self._arrays["record.rows"]
        lows, highs = np.searchsorted(keys, ids, "left"), np.searchsorted(keys, ids, "right")
        return [int(row) for low, high in zip(lows, highs, strict=True) for row in rows[low:high]]

    def find(self, query: Query, most: int) -> Places:
        """The newest rows that match, at most `most`, newest first."""
        first = 0 if query.since_us is None else int(np.searchsorted(self.setup_us, np.int64(query.since_us)))
        end = len(self) if query.until_us is None else int(np.searchsorted(self.setup_us, np.int64(query.until_us)))
        parts = self._matches(query)
        if not parts:
            return np.arange(max(first, end - most), end, dtype=np.uint32)[::-1]
        within = [_bounded(part, first, end) for part in parts]
        rows = within[0]
        for other in within[1:]:
            rows = np.intersect1d(rows, other)
        return _newest(rows, most)

    def read(self, rows: Sequence[int]) -> list[Cdr]:
        """The records at these rows, in the order given."""
        return self._reader.read(rows)

    def _places(self, ids: Ids) -> npt.NDArray[np.int64]:
        places = np.full(ids.size, -1, np.int64)
        if len(self):
            find_ids(np.ascontiguousarray(ids), self._arrays["record.keys"], places)
        return places

    def _matches(self, query: Query) -> list[Places]:
        """Rows of each criterion given, unordered."""
        parts = []
        if query.number is not None:
            parts.append(self._of_keys("number", query.number, query.number + 1))
        if query.prefix is not None:
            parts.append(self._with_prefix(query.prefix))
        if query.suffix is not None:
            parts.append(self._with_suffix(query.suffix))
        for kind in TEXT_KEYS:
            value = getattr(query, kind)
            if value is not None:
                key = int(text_key(kind, value))
                parts.append(self._of_keys(kind, key, key + 1))
        return parts

    def _of_keys(self, kind: str, low: int, high: int) -> Places:
        """Rows of the keys in [low, high)."""
        keys, starts = self._arrays[f"{kind}.keys"], self._arrays[f"{kind}.starts"]
        first, end = np.searchsorted(keys, np.int64(low)), np.searchsorted(keys, np.int64(high))
        rows: Places = self._arrays[f"{kind}.rows"][starts[first] : starts[end]]
        return rows

    def _with_prefix(self, prefix: str) -> Places:
        scales = [10**more for more in range(_MOST_DIGITS - len(prefix) + 1)]
        value = int(prefix)
        return np.concatenate([self._of_keys("number", value * scale, (value + 1) * scale) for scale in scales])

    def _with_suffix(self, suffix: str) -> Places:
        low, high = reversed_digits(suffix)
        keys, starts = self._arrays["suffix.keys"], self._arrays["number.starts"]
        first, end = np.searchsorted(keys, np.int64(low)), np.searchsorted(keys, np.int64(high))
        rows = self._arrays["number.rows"]
        places = self._arrays["suffix.places"][first:end]
        slices = [rows[starts[place] : starts[place + 1]] for place in places.tolist()]
        return np.concatenate(slices) if slices else np.empty(0, np.uint32)


def _bounded(rows: Places, first: int, end: int) -> Places:
    return rows[(rows >= first) & (rows < end)]


def _newest(rows: Places, most: int) -> Places:
    """The greatest rows, descending, each once; a row may be there twice, for a call of a number with itself."""
    if rows.size > 2 * most:
        rows = np.partition(rows, rows.size - 2 * most)[-2 * most :]
    return np.unique(rows)[::-1][:most]


def shelf_content(batch: pa.RecordBatch) -> ArraysFile:
    """What a shelf of this batch is made of; it must be sorted by (setup_at, record_id)."""
    rows, about = pack_rows(batch)
    return ArraysFile(build_postings(batch) | rows, about)
