"""The records lake: Parquet segments that anything reads, sealed from ranges of spool blocks, in folders cdr, sip and rejects."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from linewarden.errors import StoreError
from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import REJECT_SCHEMA, conform, micros, sorted_records
from linewarden.store.durable import bytes_of, clear_temporary
from linewarden.store.parquet_files import Written, read_table, write_table
from linewarden.store.progress import Progress
from linewarden.store.seals import Part, Seal, drop_seal, range_name, read_seals, seal_names, seal_path, write_seal
from linewarden.store.spool import Block

KINDS = ("cdr", "sip", "rejects")
"""Folders of the lake, besides the seals."""

KEPT_REJECT_SCHEMA = pa.schema(
    [
        pa.field("block", pa.int64(), nullable=False),
        pa.field("feed", pa.utf8(), nullable=False),
        pa.field("basis_id", pa.utf8(), nullable=False),
        pa.field("source_id", pa.utf8(), nullable=False),
        *REJECT_SCHEMA,
    ]
)
"""Columns of the rejects in the lake: in the order they were stored."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """A range of blocks whose files are written, but which is not part of the lake before `Lake.commit`."""

    seal: Seal
    cdrs: pa.RecordBatch | None  # sorted by (setup_at, record_id)


class Lake:
    """The sealed ranges of a folder, oldest first."""

    def __init__(self, folder: Path, *, sync: bool) -> None:
        self._folder = folder
        self._sync = sync
        self.seals: tuple[Seal, ...] = ()

    @classmethod
    def open(cls, folder: Path, *, sync: bool = True, is_writable: bool = True) -> "Lake":
        """The lake of a folder; what an interrupted sealing left is thrown away. Raises StoreError when files are missing."""
        lake = cls(folder, sync=sync)
        if is_writable:
            for kind in ("seals", *KINDS):
                (folder / kind).mkdir(parents=True, exist_ok=True)
                clear_temporary(folder / kind)
        lake.seals = tuple(read_seals(folder / "seals"))
        lake._check_files(is_writable=is_writable)
        return lake

    @property
    def sealed_to(self) -> int:
        """The first block that is not sealed."""
        return self.seals[-1].last + 1 if self.seals else 0

    def path(self, kind: str, seal: Seal) -> Path:
        """The Parquet file of a part."""
        return self._folder / kind / f"{seal.name}.parquet"

    def has_on_disk(self, seal: Seal) -> bool:
        """False when another process has replaced the range since this one looked."""
        return seal_path(self._folder / "seals", seal.name).exists()

    def sealed_on_disk(self) -> int:
        """`sealed_to` at this moment, another process's sealing included."""
        return max((int(name.split("-")[1]) + 1 for name in seal_names(self._folder / "seals")), default=0)

    def write(self, blocks: Iterable[Block]) -> Sealing:
        """Write the files of consecutive blocks; the lake does not have them yet."""
        kept = list(blocks)
        progress = Progress()
        for block in kept:
            progress.add(block.head)
        cdrs = [block.rows.cdrs for block in kept if block.rows.cdrs is not None]
        sip = [block.rows.sip for block in kept if block.rows.sip is not None]
        name = range_name(kept[0].number, kept[-1].number)
        records = sorted_records(cdrs) if cdrs else None
        seal = Seal(
            first=kept[0].number,
            last=kept[-1].number,
            cdr=self._write_cdrs(name, records),
            sip=self._write_sip(name, sip),
            rejects=self._write_rejects(name, kept),
            progress=progress,
        )
        return Sealing(seal, records)

    def discard(self, first: int, last: int) -> None:
        """Throw away what `write` left of a range that could not be sealed."""
        drop_seal(self._folder / "seals", range_name(first, last))  # first: a seal without its files would be damage
        for kind in ("seals", *KINDS):
            clear_temporary(self._folder / kind)
        for kind in KINDS:
            (self._folder / kind / f"{range_name(first, last)}.parquet").unlink(missing_ok=True)

    def commit(self, sealing: Sealing) -> None:
        """Make the range part of the lake, durably."""
        write_seal(self._folder / "seals", sealing.seal, sync=self._sync)
        self.seals = (*self.seals, sealing.seal)

    def read(self, kind: str, seal: Seal, columns: list[str] | None = None) -> pa.Table:
        """The rows of a part; text is a dictionary where the writer had one. Raises StoreError when the file is damaged."""
        return read_table(self.path(kind, seal), columns)

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return bytes_of(path for kind in ("seals", *KINDS) for path in (self._folder / kind).iterdir())

    def _write_cdrs(self, name: str, records: pa.RecordBatch | None) -> Part | None:
        if records is None:
            return None
        setup_us, ended_us = micros(records.column("setup_at")), micros(records.column("ended_at"))
        written = self._write("cdr", name, pa.Table.from_batches([records]))
        return Part(
            rows=records.num_rows,
            bytes=written.bytes,
            crc=written.crc,
            first_us=int(setup_us[0]),
            last_us=int(setup_us[-1]),
            first_ended_us=int(ended_us.min()),
            last_ended_us=int(ended_us.max()),
        )

    def _write_sip(self, name: str, batches: list[pa.RecordBatch]) -> Part | None:
        if not batches:
            return None
        messages = conform(pa.Table.from_batches(batches), SIP_SCHEMA)
        seen_us = micros(messages.column("seen_at"))
        ordered = messages.take(pa.array(np.argsort(seen_us, kind="stable")))
        written = self._write("sip", name, pa.Table.from_batches([ordered]))
        return Part(
            rows=messages.num_rows,
            bytes=written.bytes,
            crc=written.crc,
            first_us=int(seen_us.min()),
            last_us=int(seen_us.max()),
        )

    def _write_rejects(self, name: str, blocks: list[Block]) -> Part | None:
        tables = [_kept_rejects(block) for block in blocks if block.rows.rejects is not None]
        if not tables:
            return None
        table = pa.concat_tables(tables)
        written = self._write("rejects", name, table)
        return Part(rows=table.num_rows, bytes=written.bytes, crc=written.crc)

    def _write(self, kind: str, name: str, table: pa.Table) -> Written:
        return write_table(self._folder / kind / f"{name}.parquet", table, sync=self._sync)

    def _check_files(self, *, is_writable: bool) -> None:
        for kind in KINDS:
            expected = {
                self.path(kind, seal): part.bytes for seal in self.seals if (part := getattr(seal, kind)) is not None
            }
            for path, size in expected.items():
                if not path.exists() or path.stat().st_size != size:
                    raise StoreError(f"{path} is missing or cut short; restore it from a backup or from the standby")
            if is_writable:
                for path in set((self._folder / kind).glob("*.parquet")) - expected.keys():
                    path.unlink()  # of a sealing that was interrupted before its seal was written


def _kept_rejects(block: Block) -> pa.Table:
    rejects = block.rows.rejects
    assert rejects is not None
    head = [block.number, block.head.feed, block.head.basis_id, block.head.source_id]
    columns = [pa.array([value] * rejects.num_rows) for value in head]
    return pa.table([*columns, *rejects.columns], schema=KEPT_REJECT_SCHEMA)
