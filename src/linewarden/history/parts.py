"""Parquet files of feature values, and the checksum by which two runs are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linewarden.columns import mix
from linewarden.errors import UnwritableError
from linewarden.features.layout import Table
from linewarden.model.event import Ids, Ints
from linewarden.store.durable import aside, put_in_place

_RISING = "at"
_GROUP_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Content:
    """What a file, or several, hold. Sums add up in any order."""

    files: int = 0
    rows: int = 0
    bytes: int = 0
    checksum: int = 0  # sum over rows of a hash of record, time and all values, modulo 2**64

    def __add__(self, other: "Content") -> "Content":
        checksum = (self.checksum + other.checksum) % 2**64
        return Content(self.files + other.files, self.rows + other.rows, self.bytes + other.bytes, checksum)


def checksum(record_id: Ids, at_us: Ints, values: Table) -> int:
    """The part of these rows in `Content.checksum`. One changed, missing or doubled cell changes it."""
    if not record_id.size:
        return 0
    columns = [np.ascontiguousarray(values[:, place]) for place in range(values.shape[1])]
    return int(mix([record_id, at_us, *columns]).sum(dtype=np.uint64))


def schema(names: Sequence[str]) -> pa.Schema:
    """Columns of the files: which call, when it became known (its end), and the features."""
    fields = [pa.field(name, pa.int64(), nullable=False) for name in names]
    at = pa.field(_RISING, pa.timestamp("us", tz="UTC"), nullable=False)
    return pa.schema([pa.field("record_id", pa.uint64(), nullable=False), at, *fields])


class PartFile:
    """One file being written; it has its name once it is whole, with `sync` durably. Raises UnwritableError when it cannot be written."""

    def __init__(self, path: Path, names: Sequence[str], *, sync: bool) -> None:
        self._path, self._schema, self._sync = path, schema(names), sync
        self._held: list[pa.RecordBatch] = []
        self._held_rows = self.rows = 0
        self._checksum = 0
        try:
            self._writer = pq.ParquetWriter(
                aside(path), self._schema, compression="lz4", use_dictionary=list(names),
                column_encoding={_RISING: "DELTA_BINARY_PACKED", "record_id": "PLAIN"}, write_statistics=["record_id", _RISING],
                write_page_checksum=True,
            )  # fmt: skip
        except OSError as err:
            raise _unwritable(path, err) from err

    def add(self, record_id: Ids, at_us: Ints, values: Table) -> None:
        """Rows to write."""
        at = pa.array(at_us).cast(pa.timestamp("us", tz="UTC"))
        columns = [pa.array(np.ascontiguousarray(values[:, place])) for place in range(values.shape[1])]
        self._held.append(pa.record_batch([pa.array(record_id), at, *columns], schema=self._schema))
        self._held_rows += record_id.size
        self.rows += record_id.size
        self._checksum = (self._checksum + checksum(record_id, at_us, values)) % 2**64
        if self._held_rows >= _GROUP_ROWS:
            self._flush()

    def finish(self) -> Content:
        """Make the file whole."""
        self._flush()
        try:
            self._writer.close()
            size = aside(self._path).stat().st_size
            put_in_place(self._path, sync=self._sync)
        except OSError as err:
            raise _unwritable(self._path, err) from err
        return Content(1, self.rows, size, self._checksum)

    def _flush(self) -> None:
        if not self._held:
            return
        try:
            self._writer.write_table(pa.Table.from_batches(self._held), row_group_size=_GROUP_ROWS)
        except OSError as err:
            raise _unwritable(self._path, err) from err
        self._held, self._held_rows = [], 0


class PartFiles:
    """Files one after the other, none with more rows than `most` and a block."""

    def __init__(self, folder: Path, names: Sequence[str], *, most: int) -> None:
        self._folder, self._names, self._most = folder, names, most
        self._file: PartFile | None = None
        self._done = Content()

    def add(self, record_id: Ids, at_us: Ints, values: Table) -> None:
        """Rows to write."""
        if not record_id.size:
            return
        if self._file is None:
            self._file = PartFile(self._folder / part_name(self._done.files), self._names, sync=True)
        self._file.add(record_id, at_us, values)
        if self._file.rows >= self._most:
            self._end()

    def finish(self) -> Content:
        """Make the last one whole; what all hold."""
        self._end()
        return self._done

    def _end(self) -> None:
        if self._file is not None:
            self._done += self._file.finish()
            self._file = None


def part_name(number: int) -> str:
    """Name of a file of the output."""
    return f"part-{number:05d}.parquet"


def _unwritable(path: Path, err: OSError) -> UnwritableError:
    return UnwritableError(f"{path} cannot be written: {err.strerror or err}; free some space or name another --out")
