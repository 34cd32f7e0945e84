"""The records lake: Parquet segments that anything reads, sealed from ranges of spool blocks, in folders cdr, sip and rejects."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import completed, micros
from linewarden.store.durable import bytes_of, clear_temporary, remove
from linewarden.store.index_content import IndexContent
from linewarden.store.parquet_files import columns_of, is_undamaged, read_table, write_tables
from linewarden.store.ranges import KEPT_REJECT_SCHEMA, RangeRows
from linewarden.store.seals import (
    Part,
    Seal,
    clear_superseded,
    drop_seal,
    read_seals,
    seal_names,
    seal_path,
    write_seal,
)

SCHEMAS = {"cdr": CDR_SCHEMA, "sip": SIP_SCHEMA, "rejects": KEPT_REJECT_SCHEMA}
KINDS = tuple(SCHEMAS)
"""Folders of the lake, besides the seals."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """A range of blocks whose files are written, but which is not part of the lake before `Lake.commit` or `Lake.replace`."""

    seal: Seal
    content: IndexContent  # of its records


class Lake:
    """The sealed ranges of a folder, oldest first."""

    def __init__(self, folder: Path, *, sync: bool) -> None:
        self.folder = folder
        self._sync = sync
        self._lock = threading.Lock()  # one thread seals while another merges
        self.seals: tuple[Seal, ...] = ()

    @classmethod
    def open(cls, folder: Path, *, sync: bool = True, is_writable: bool = True) -> "Lake":
        """The lake of a folder; what an interrupted sealing or merging left is thrown away. Raises StoreError when files are missing."""
        lake = cls(folder, sync=sync)
        if is_writable:
            for kind in ("seals", *KINDS):
                (folder / kind).mkdir(parents=True, exist_ok=True)
                clear_temporary(folder / kind)
            clear_superseded(folder / "seals")
        lake.seals = tuple(read_seals(folder / "seals"))
        lake._check_files(is_writable=is_writable)
        return lake

    @property
    def sealed_to(self) -> int:
        """The first block that is not sealed."""
        return self.seals[-1].last + 1 if self.seals else 0

    def path(self, kind: str, seal: Seal) -> Path:
        """The Parquet file of a part."""
        return self._path(kind, seal.name)

    def has_on_disk(self, seal: Seal) -> bool:
        """False when another process has replaced the range since this one looked."""
        return seal_path(self.folder / "seals", seal.name).exists()

    def sealed_on_disk(self) -> int:
        """`sealed_to` at this moment, another process's sealing included."""
        return max((int(name.split("-")[1]) + 1 for name in seal_names(self.folder / "seals")), default=0)

    def write(self, rows: RangeRows) -> Sealing:
        """Write the files of a range; the lake does not have them yet. Raises OSError when they cannot be written."""
        content = IndexContent()
        seal = Seal(
            first=rows.first,
            last=rows.last,
            generation=rows.generation,
            cdr=self._write_cdrs(rows.name, rows.cdrs, content),
            sip=self._write_sip(rows.name, rows.sip),
            rejects=self._write_rejects(rows.name, rows.rejects),
            progress=rows.progress,
        )
        return Sealing(seal, content)

    def discard(self, name: str) -> None:
        """Throw away what `write` left of a range that could not be sealed."""
        drop_seal(self.folder / "seals", name)  # first: a seal without its files would be damage
        for kind in KINDS:
            remove(self._path(kind, name))

    def commit(self, sealing: Sealing) -> None:
        """Make the range part of the lake, durably."""
        with self._lock:
            write_seal(self.folder / "seals", sealing.seal, sync=self._sync)
            self.seals = (*self.seals, sealing.seal)

    def replace(self, old: Sequence[Seal], sealing: Sealing) -> None:
        """Make the range part of the lake in the place of adjacent ones, durably. Their files are left for whoever still reads them."""
        with self._lock:
            write_seal(self.folder / "seals", sealing.seal, sync=self._sync)  # from here on the new range counts
            place = self.seals.index(old[0])
            self.seals = (*self.seals[:place], sealing.seal, *self.seals[place + len(old) :])
        for seal in old:
            drop_seal(self.folder / "seals", seal.name)

    def check(self, seal: Seal) -> None:
        """Raise StoreError unless every byte of a range's files is as it was written: before what they hold is written anew."""
        for kind in KINDS:
            part: Part | None = getattr(seal, kind)
            if part is not None and not is_undamaged(self.path(kind, seal), part.crc):
                raise StoreError(f"{self.path(kind, seal)} is damaged; restore it from a backup or from the standby")

    def files(self, seal: Seal) -> list[Path]:
        """The Parquet files of a range."""
        return [self.path(kind, seal) for kind in KINDS if getattr(seal, kind) is not None]

    def read(self, kind: str, seal: Seal, columns: list[str] | None = None) -> pa.Table:
        """The rows of a part; text is a dictionary where the writer had one. Raises StoreError when the file is damaged."""
        table = read_table(self.path(kind, seal), columns)
        return table if columns else completed(table, SCHEMAS[kind]).select(SCHEMAS[kind].names)

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return bytes_of(path for kind in ("seals", *KINDS) for path in (self.folder / kind).iterdir())

    def _path(self, kind: str, name: str) -> Path:
        return self.folder / kind / f"{name}.parquet"

    def _write_cdrs(self, name: str, batches: Iterator[pa.RecordBatch], content: IndexContent) -> Part | None:
        first = next(batches, None)
        if first is None:
            return None
        setups, ends = [], []

        def tables() -> Iterator[pa.Table]:
            for batch in chain([first], batches):
                setup_us, ended_us = micros(batch.column("setup_at")), micros(batch.column("ended_at"))
                setups.extend([int(setup_us[0]), int(setup_us[-1])])
                ends.extend([int(ended_us.min()), int(ended_us.max())])
                content.add(batch)
                yield pa.Table.from_batches([batch])

        written = write_tables(self._path("cdr", name), CDR_SCHEMA, tables(), sync=self._sync)
        return Part(
            rows=len(content),
            bytes=written.bytes,
            crc=written.crc,
            first_us=setups[0],
            last_us=setups[-1],
            first_ended_us=min(ends),
            last_ended_us=max(ends),
        )

    def _write_sip(self, name: str, batches: Iterator[pa.RecordBatch]) -> Part | None:
        first = next(batches, None)
        if first is None:
            return None
        rows, bounds = 0, []

        def tables() -> Iterator[pa.Table]:
            nonlocal rows
            for batch in chain([first], batches):
                seen_us = micros(batch.column("seen_at"))
                rows += batch.num_rows
                bounds.extend([int(seen_us[0]), int(seen_us[-1])])
                yield pa.Table.from_batches([batch])

        written = write_tables(self._path("sip", name), SIP_SCHEMA, tables(), sync=self._sync)
        return Part(rows=rows, bytes=written.bytes, crc=written.crc, first_us=min(bounds), last_us=max(bounds))

    def _write_rejects(self, name: str, rejects: pa.Table | None) -> Part | None:
        if rejects is None:
            return None
        written = write_tables(self._path("rejects", name), KEPT_REJECT_SCHEMA, [rejects], sync=self._sync)
        return Part(rows=rejects.num_rows, bytes=written.bytes, crc=written.crc)

    def _check_files(self, *, is_writable: bool) -> None:
        for kind in KINDS:
            expected = {
                self.path(kind, seal): part.bytes for seal in self.seals if (part := getattr(seal, kind)) is not None
            }
            for path, size in expected.items():
                if not path.exists() or path.stat().st_size != size:
                    raise StoreError(f"{path} is missing or cut short; restore it from a backup or from the standby")
                # only who may write it anew would lose the columns; a reader beside a busy writer has no time to open every file
                if is_writable and (unknown := sorted(columns_of(path) - set(SCHEMAS[kind].names))):
                    raise StoreError(f"{path} has columns {unknown} that this program does not know; use the newer one")
            if is_writable:
                for path in set((self.folder / kind).glob("*.parquet")) - expected.keys():
                    path.unlink()  # of a range that was never sealed, or that another took the place of
