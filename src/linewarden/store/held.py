"""Where records lie at one moment: for engines that read the Parquet files themselves."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from linewarden.errors import StoreError
from linewarden.store.parquet_files import gone, is_undamaged
from linewarden.store.seals import Part

_READERS = 2
"""Files checked side by side: a CRC keeps one core busy, a disk rarely more than two."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One sealed file of records."""

    path: Path
    part: Part


@dataclass(frozen=True, slots=True)
class Held:
    """Files and unsealed batches that together hold every record of a range of time, and others. Times are µs since 1970 UTC."""

    files: tuple[HeldFile, ...]
    unsealed: tuple[pa.RecordBatch, ...]  # CDR_SCHEMA
    span_us: tuple[int, int] | None  # earliest and latest ended_at of everything stored; None for an empty store

    @property
    def rows(self) -> int:
        """Records in all of them, of any time."""
        unsealed: int = sum(batch.num_rows for batch in self.unsealed)
        return unsealed + sum(file.part.rows for file in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of the files."""
        return sum(file.part.bytes for file in self.files)

    def check(self, checked: Callable[[int], object]) -> None:
        """Read every byte of the files; `checked` is called with the size of each. Raises StoreError naming the first damaged one."""
        with ThreadPoolExecutor(_READERS, "check") as pool:
            for file, is_whole in zip(self.files, pool.map(_is_whole, self.files), strict=True):
                if not is_whole:
                    raise StoreError(f"{file.path} is damaged; restore it from a backup or from the standby")
                checked(file.part.bytes)


def held(files: Sequence[HeldFile], batches: Sequence[pa.RecordBatch], since_us: int, until_us: int) -> Held:
    """Those of the files and batches that may hold records with since_us <= ended_at < until_us."""
    spans = [(file.part.first_ended_us, file.part.last_ended_us) for file in files] + [_span(b) for b in batches]
    return Held(
        tuple(file for file in files if file.part.last_ended_us >= since_us and file.part.first_ended_us < until_us),
        tuple(batches),
        (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None,
    )


def _span(batch: pa.RecordBatch) -> tuple[int, int]:
    ends = pc.min_max(batch["ended_at"].cast(pa.int64()))
    return ends["min"].as_py(), ends["max"].as_py()


def _is_whole(file: HeldFile) -> bool:
    try:
        return is_undamaged(file.path, file.part.crc)
    except FileNotFoundError as err:
        raise gone(file.path) from err
    except OSError as err:
        raise StoreError(f"{file.path} cannot be read: {err.strerror}; restore it or mend the disk") from err
