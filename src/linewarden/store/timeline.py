"""All records in the order in which they ended, in bounded memory.

What arrives is nearly in order: runs (row groups of the lake, slices of the tail) are opened by their earliest end, and a row is handed
on as soon as no run is left that could bring an earlier one. Where too many rows would have to wait, DuckDB sorts the rest on disk.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.store.arrow import completed, conform, micros, sort_records
from linewarden.store.parquet_files import gone
from linewarden.store.settings import StoreSettings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER_US = 2**63 - 1
_SLICE_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Extract:
    """Which records are wanted: `since_us` <= ended_at < `until_us`, from these files and unsealed batches."""

    files: Sequence[tuple[Path, int, int]]  # with earliest and latest ended_at of each
    batches: Sequence[pa.RecordBatch]
    since_us: int
    until_us: int
    batch_rows: int
    columns: Sequence[str]  # of CDR_SCHEMA; record_id and ended_at among them

    @property
    def schema(self) -> pa.Schema:
        """Of the batches."""
        return pa.schema([CDR_SCHEMA.field(name) for name in self.columns])


def in_time_order(extract: Extract, scratch: Path, settings: StoreSettings) -> Iterator[pa.RecordBatch]:
    """The wanted columns of the records in batches of at most `batch_rows`, ordered by (ended_at, record_id)."""
    runs = _Runs(extract)
    held: list[pa.Table] = []
    done_to = extract.since_us
    while runs:
        held.append(_bounded(runs.pop(), extract.since_us, extract.until_us))
        frontier = min(runs.next_us(), extract.until_us)
        if frontier > done_to:
            ordered = _ordered(held)
            ready = int(np.searchsorted(micros(ordered.column("ended_at")), np.int64(frontier)))
            yield from _batches(ordered.slice(0, ready), extract.batch_rows)
            held, done_to = [pa.Table.from_batches([ordered.slice(ready)])], frontier
        if runs and sum(table.num_rows for table in held) > settings.sort_rows:
            yield from _sorted_on_disk(extract, done_to, scratch, settings)
            return


class _Runs:
    """Heap of runs by their earliest end; a file is opened, and its row groups put in, when its turn comes."""

    def __init__(self, extract: Extract) -> None:
        self._heap: list[tuple[int, int, Path | Callable[[], pa.Table]]] = []
        self._count = 0
        self._columns = list(extract.columns)
        self._schema = extract.schema
        for path, first_us, last_us in extract.files:
            if last_us >= extract.since_us and first_us < extract.until_us:
                self._push(first_us, path)
        for table in _tail_slices(extract):
            first_us = int(micros(table.column("ended_at"))[0])
            if first_us < extract.until_us:
                self._push(first_us, partial(pa.Table.slice, table))
        self._open_files()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def next_us(self) -> int:
        """Earliest end in any run that is left; beyond all time when none is."""
        return self._heap[0][0] if self._heap else _NEVER_US

    def pop(self) -> pa.Table:
        """The rows of the run with the earliest end."""
        _, _, load = heapq.heappop(self._heap)
        assert not isinstance(load, Path)
        table = completed(load(), self._schema).select(self._schema.names)
        self._open_files()
        return table

    def _push(self, first_us: int, load: Path | Callable[[], pa.Table]) -> None:
        heapq.heappush(self._heap, (first_us, self._count, load))
        self._count += 1

    def _open_files(self) -> None:
        while self._heap and isinstance(path := self._heap[0][2], Path):
            heapq.heappop(self._heap)
            file = _opened(path)
            place = file.schema_arrow.get_field_index("ended_at")
            for group in range(file.metadata.num_row_groups):
                first = file.metadata.row_group(group).column(place).statistics.min
                self._push(_us(first), partial(file.read_row_group, group, self._columns))


def _opened(path: Path) -> pq.ParquetFile:
    """The file; its handle stays good when the name is deleted. Raises StoreError when it is gone."""
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError as err:
        raise gone(path) from err


def _tail_slices(extract: Extract) -> list[pa.Table]:
    """The unsealed batches in order of time, in slices of which each begins after the one before ended."""
    if not extract.batches:
        return []
    ordered = _ordered([_unsealed(extract)])
    starts = range(0, ordered.num_rows, _SLICE_ROWS)
    return [pa.Table.from_batches([ordered.slice(start, _SLICE_ROWS)]) for start in starts]


def _unsealed(extract: Extract) -> pa.Table:
    return pa.Table.from_batches(list(extract.batches), CDR_SCHEMA).select(list(extract.columns))


def _bounded(table: pa.Table, since_us: int, until_us: int) -> pa.Table:
    ended_us = micros(table.column("ended_at"))
    is_wanted = (ended_us >= since_us) & (ended_us < until_us)
    return table if is_wanted.all() else table.filter(pa.array(is_wanted))


def _ordered(tables: list[pa.Table]) -> pa.RecordBatch:
    return sort_records(pa.concat_tables(tables), "ended_at")


def _batches(batch: pa.RecordBatch, rows: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


_SEALED = "SELECT * FROM read_parquet($files, union_by_name = true) UNION ALL BY NAME "
_SORT = """
SELECT {columns} FROM ({sealed}SELECT * FROM unsealed)
WHERE ended_at >= make_timestamptz($since_us::BIGINT) AND ended_at < make_timestamptz($until_us::BIGINT)
ORDER BY ended_at, record_id
"""


def _sorted_on_disk(
    extract: Extract, since_us: int, scratch: Path, settings: StoreSettings
) -> Iterator[pa.RecordBatch]:
    """The wanted records from `since_us` on, by an external sort. Raises StoreError when files cannot be read or the disk is full."""
    files = [str(path) for path, _, last_us in extract.files if last_us >= since_us]
    bounds: dict[str, object] = {"since_us": since_us, "until_us": extract.until_us}
    with duckdb.connect(config=_config(scratch, settings)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("unsealed", _unsealed(extract))
        columns = ", ".join(extract.columns)
        query = _SORT.format(sealed=_SEALED if files else "", columns=columns)
        try:
            relation = connection.sql(query, params=bounds | ({"files": files} if files else {}))
            for batch in relation.to_arrow_reader(extract.batch_rows):
                yield conform(pa.Table.from_batches([batch]), extract.schema)
        except duckdb.IOException as err:
            raise StoreError(
                f"records cannot be sorted on disk: {err}; when ranges were merged or purged meanwhile, read again"
            ) from err


def _config(scratch: Path, settings: StoreSettings) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": f"{settings.sort_memory_bytes >> 20}MiB",
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
    }


def _us(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
