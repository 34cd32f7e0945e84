"""Some thousand unsealed records with their keys as columns: few enough to look at each."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ids, Ints
from linewarden.store.arrow import conform, micros
from linewarden.store.batch_column import BatchColumn
from linewarden.store.gathered import Gathered
from linewarden.store.key_columns import newest_rows
from linewarden.store.kinds import KEYED_COLUMNS, KINDS, column_keys
from linewarden.store.sought import Sought


class Piece:
    """Records of some blocks, as found by place in order of (setup_at, record_id)."""

    def __init__(self, batches: Sequence[pa.RecordBatch]) -> None:
        self.batch = batches[0] if len(batches) == 1 else conform(pa.Table.from_batches(batches), CDR_SCHEMA)
        ids, ats = self.batch.column("record_id").to_numpy(), micros(self.batch.column("setup_at"))
        self._order = np.lexsort((ids, ats))
        self._ids, self._ats = ids[self._order], ats[self._order]
        self._keys = np.empty((len(KEYED_COLUMNS), len(self)), np.int64)
        for kind in KINDS:
            for name in kind.columns:
                self._keys[KEYED_COLUMNS.index(name)] = column_keys(kind, self.batch.column(name))[self._order]
        self.first_us, self.last_us = (int(self._ats[0]), int(self._ats[-1])) if len(self) else (0, 0)

    def __len__(self) -> int:
        """Number of records."""
        return int(self._ats.size)

    def rows_of_ids(self, ids: Ids) -> Ints:
        """Places of the records with these ids, in no order."""
        return np.flatnonzero(np.isin(self._ids, ids))

    def find(
        self,
        wanted: Sought,
        since_us: int,
        most: int,
        *,
        is_aside: bool = False,  # noqa: ARG002  as of a shelf: here nothing waits
    ) -> tuple[Ints, Ints, Ids]:
        """The newest records that match and were set up at `since_us` or later, at most `most`, newest first: places, setup times (µs), ids."""
        first, end = np.searchsorted(self._ats, (since_us, wanted.until_us)).tolist()
        rows = np.empty(most, np.int64)
        rows = rows[: newest_rows(self._keys, wanted.criteria, wanted.ranges, first, end, rows)]
        return rows, self._ats[rows], self._ids[rows]

    def put(self, rows: Ints, places: Ints, gathered: Gathered) -> None:
        """Fill in the records at these places here, at these of the answer."""
        rows = self._order[rows]
        for i, column in enumerate(self._columns):
            column.put(rows, gathered, i, places)

    @cached_property
    def _columns(self) -> list[BatchColumn]:
        return [BatchColumn(column) for column in self.batch.columns]
