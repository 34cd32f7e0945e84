"""What a damaged sealed range is made again from: its index holds all of its records, the spool everything while it keeps the blocks."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from linewarden.store.answer import gather
from linewarden.store.arrow import conform
from linewarden.store.lake import KINDS, SCHEMAS
from linewarden.store.parquet_files import is_undamaged, row_groups
from linewarden.store.ranges import RangeRows, rows_of_blocks
from linewarden.store.recovery import Parts
from linewarden.store.seals import Part, Seal
from linewarden.store.shelf import Shelf

_BATCH_ROWS = 65_536


def damaged_parts(seal: Seal, parts: Parts) -> set[str]:
    """Kinds of a range's Parquet files that are not as they were written; reads every byte."""
    found = set()
    for kind in KINDS:
        part: Part | None = getattr(seal, kind)
        try:
            if part is not None and not is_undamaged(parts.lake.path(kind, seal), part.crc):
                found.add(kind)
        except OSError:
            found.add(kind)
    return found


def made_again(seal: Seal, parts: Parts, shelf: Shelf | None, damaged: Collection[str]) -> RangeRows | None:
    """The rows of a range as its next generation, without its damaged files; None when nothing holds them any more.

    `shelf`: that of the range when its index is whole.
    """
    missing = set(damaged) - ({"cdr"} if shelf is not None else set())
    if missing and parts.spool.first_number > seal.first:
        return None
    from_spool = rows_of_blocks(parts.spool.blocks(seal.first, seal.last + 1)) if missing else None
    cdrs = _of_shelf(shelf) if shelf is not None and "cdr" in damaged else _of_lake("cdr", seal, parts)
    sip, rejects = _of_lake("sip", seal, parts), None
    if from_spool is not None and "cdr" in missing:
        cdrs = from_spool.cdrs
    if from_spool is not None and "sip" in missing:
        sip = from_spool.sip
    if from_spool is not None and "rejects" in missing:
        rejects = from_spool.rejects
    elif seal.rejects is not None:
        rejects = parts.lake.read("rejects", seal)
    return RangeRows(
        first=seal.first,
        last=seal.last,
        generation=seal.generation + 1,
        progress=seal.progress,
        cdrs=cdrs,
        sip=sip,
        rejects=rejects,
    )


def put_aside(path: Path, folder: Path) -> None:
    """Keep a damaged file in a folder of its own, whatever becomes of its name."""
    folder.mkdir(exist_ok=True)
    with suppress(FileExistsError, FileNotFoundError):
        os.link(path, folder / path.name)


def _of_shelf(shelf: Shelf) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(shelf), _BATCH_ROWS):
        rows = np.arange(start, min(len(shelf), start + _BATCH_ROWS))
        yield gather([shelf], np.zeros(rows.size, np.int64), rows)


def _of_lake(kind: str, seal: Seal, parts: Parts) -> Iterator[pa.RecordBatch]:
    if getattr(seal, kind) is not None:
        for group in row_groups(parts.lake.path(kind, seal)):
            yield conform(group, SCHEMAS[kind])
