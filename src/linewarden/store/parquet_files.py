"""Parquet files of the lake: how a part is written, read, and proven to be as it was written."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from linewarden.errors import StoreError
from linewarden.store.durable import aside, put_in_place

ROW_GROUP_ROWS = 131_072
"""Rows that are packed together and read at once."""

_WRITE_BATCH_ROWS = 8_192
_READ_BYTES = 1 << 20
_RISING = (
    "source_row",
    "setup_at",
    "answered_at",
    "ended_at",
    "talk_ms",
    "cli",
    "called",
    "sender_row",
    "seen_at",
    "cseq",
)
"""Columns stored as differences: half the time and three quarters of the bytes of a dictionary."""

_NO_DICTIONARY = frozenset(
    {*_RISING, "record_id", "call_id", "cli_raw", "called_raw", "imei", "imsi", "event_id", "branch", "raw"}
)
_UNPACKED = frozenset({*_RISING, "record_id", "event_id"})
_LONG_TEXT = frozenset({"call_id", "branch", "raw"})
"""zstd makes these many times smaller; everything else is small by its encoding, and LZ4 is written and read in half the time."""

_WITH_STATISTICS = ["feed", "basis_id", "source_id", "record_id", "event_id", "block", *_RISING]
"""Columns with the least and greatest value of each row group, for readers that skip; of other text they skip nothing and cost much."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written."""

    bytes: int
    crc: int  # CRC-32 of all bytes: the checksums of the pages leave out their headers and the footer


def write_tables(path: Path, schema: pa.Schema, tables: Iterable[pa.Table], *, sync: bool) -> Written:
    """Store the rows of the tables, one after the other, under this name, all or nothing. Raises OSError when the disk is full."""
    names = schema.names
    with pq.ParquetWriter(
        aside(path),
        schema,
        compression={name: _packing(name) for name in names},
        compression_level={name: 1 for name in names if name in _LONG_TEXT},
        use_dictionary=[name for name in names if name not in _NO_DICTIONARY],
        write_statistics=[name for name in names if name in _WITH_STATISTICS],
        write_batch_size=_WRITE_BATCH_ROWS,
        column_encoding={name: "DELTA_BINARY_PACKED" for name in _RISING if name in names},
        write_page_checksum=True,
    ) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
    written = Written(aside(path).stat().st_size, file_crc(aside(path)))
    put_in_place(path, sync=sync)
    return written


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows; text is a dictionary where the writer had one. Raises StoreError when the file cannot be read."""
    try:
        return pq.read_table(path, columns=columns)
    except FileNotFoundError as err:
        raise gone(path) from err
    except (OSError, pa.ArrowException) as err:
        raise StoreError(f"{path} is damaged: {err}; restore it from a backup or from the standby") from err


def row_groups(path: Path) -> Iterator[pa.Table]:
    """The rows as `read_table` gives them, a row group at a time. Raises StoreError when the file cannot be read."""
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.metadata.num_row_groups):
                yield file.read_row_group(group)
    except FileNotFoundError as err:
        raise gone(path) from err
    except (OSError, pa.ArrowException) as err:
        raise StoreError(f"{path} is damaged: {err}; restore it from a backup or from the standby") from err


def gone(path: Path) -> StoreError:
    """The error for a file that is not there any more."""
    return StoreError(
        f"{path} is gone; when its range was merged or purged meanwhile, open the store again, else restore the file from a backup"
    )


def file_crc(path: Path) -> int:
    """CRC-32 of all bytes of a file."""
    crc = 0
    with path.open("rb", buffering=0) as file:
        while data := file.read(_READ_BYTES):
            crc = zlib.crc32(data, crc)
    return crc


def is_undamaged(path: Path, crc: int | None) -> bool:
    """True when every byte is as it was written; a file that no CRC was kept of (None) is decoded, and its pages checked where they can be."""
    if crc is not None:
        return file_crc(path) == crc
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        for _ in file.iter_batches():
            pass
    except (OSError, pa.ArrowException):
        return False
    return True


def columns_of(path: Path) -> set[str]:
    """Names of the columns; none when the file cannot be read, which whoever wants its rows is told."""
    try:
        return set(pq.read_schema(path, memory_map=False).names)
    except (OSError, pa.ArrowException):
        return set()


def rows_of(path: Path) -> int:
    """Number of rows, as the file says. Raises StoreError when it cannot be read."""
    try:
        count: int = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException) as err:
        raise StoreError(f"{path} is damaged: {err}; restore it from a backup or from the standby") from err
    return count


def _packing(column: str) -> str:
    if column in _UNPACKED:
        return "none"
    return "zstd" if column in _LONG_TEXT else "lz4"
