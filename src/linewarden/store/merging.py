"""Records of several sealed ranges as those of one, in order, with a row group of each in memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.store.arrow import conform, micros, sort_records
from linewarden.store.parquet_files import ROW_GROUP_ROWS, row_groups

_Key = tuple[int, int]
"""(setup time, record id): what the files are sorted by."""


class _Run:
    """What is left of one file."""

    def __init__(self, path: Path) -> None:
        self._groups = row_groups(path)
        self.batch: pa.RecordBatch | None = None  # None when nothing is left
        self._load()

    def last_key(self) -> _Key:
        """Of what is in memory."""
        assert self.batch is not None
        end = self.batch.slice(self.batch.num_rows - 1)
        return int(micros(end.column("setup_at"))[0]), end.column("record_id")[0].as_py()

    def take_upto(self, key: _Key) -> pa.RecordBatch:
        """The rows up to and with this key, which is not behind what is in memory."""
        assert self.batch is not None
        ats, ids = micros(self.batch.column("setup_at")), self.batch.column("record_id").to_numpy()
        first, end = np.searchsorted(ats, key[0], "left"), np.searchsorted(ats, key[0], "right")
        count = int(first + np.searchsorted(ids[first:end], np.uint64(key[1]), "right"))
        taken = self.batch.slice(0, count)
        self.batch = self.batch.slice(count)
        if not self.batch.num_rows:
            self._load()
        return taken

    def _load(self) -> None:
        group = next(self._groups, None)
        self.batch = conform(group, CDR_SCHEMA) if group is not None else None


def in_setup_order(files: Sequence[tuple[Path, int]]) -> Iterator[pa.RecordBatch]:
    """The records of files that are each sorted by (setup_at, record_id), all together so sorted, in batches of a row group.

    `files`: each with its first setup time, µs since 1970 UTC; it is opened when that comes. Raises StoreError when one cannot be read.
    """
    waiting = sorted(files, key=lambda file: file[1], reverse=True)
    runs: list[_Run] = []
    held: list[pa.RecordBatch] = []
    while waiting or runs:
        while waiting and (not runs or waiting[-1][1] <= min(run.last_key() for run in runs)[0]):
            runs.append(_Run(waiting.pop()[0]))
        key = min(run.last_key() for run in runs)
        parts = [part for run in runs if (part := run.take_upto(key)).num_rows]
        runs = [run for run in runs if run.batch is not None]
        held.append(parts[0] if len(parts) == 1 else sort_records(pa.Table.from_batches(parts), "setup_at"))
        if sum(batch.num_rows for batch in held) >= ROW_GROUP_ROWS:
            whole = conform(pa.Table.from_batches(held), CDR_SCHEMA)
            ready = whole.num_rows // ROW_GROUP_ROWS * ROW_GROUP_ROWS
            for start in range(0, ready, ROW_GROUP_ROWS):
                yield whole.slice(start, ROW_GROUP_ROWS)
            held = [whole.slice(ready)] if ready < whole.num_rows else []
    if held:
        yield conform(pa.Table.from_batches(held), CDR_SCHEMA)
