"""What a lookup found, and putting it together out of sealed ranges and unsealed pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from linewarden.errors import StoreError
from linewarden.model.cdr import Cdr, cdr_batch, cdr_rows
from linewarden.model.event import Ints
from linewarden.store.gathered import Gathered
from linewarden.store.piece import Piece
from linewarden.store.shelf import Shelf
from linewarden.store.side_by_side import side_by_side

Source = Shelf | Piece

_FEW = 4  # records that one thread brings into memory


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup found."""

    records: pa.RecordBatch  # of CDR_SCHEMA, newest first by (setup_at, record_id)
    missing: tuple[str, ...] = ()  # sealed ranges that could not be looked through, a sentence each; empty as a rule

    def __len__(self) -> int:
        """Number of records."""
        return int(self.records.num_rows)

    def rows(self, first: int = 0, count: int | None = None) -> list[Cdr]:
        """Some of the records as objects, such as a page of them: some 20 µs each."""
        return objects(self.records.slice(first, count))


def objects(records: pa.RecordBatch) -> list[Cdr]:
    """The records as objects. Raises StoreError when they are none: the index that they were read from is damaged, and not found out yet."""
    try:
        return cdr_rows(records)
    except (ValueError, OverflowError) as err:  # text that is no UTF-8, a time beyond the calendar
        raise StoreError(
            f"an index is damaged: {err}; `linewarden store verify` names it, `reindex` builds it again, nothing is lost"
        ) from err


def gather(sources: Sequence[Source], which: Ints, rows: Ints, *, is_slow: bool = False) -> pa.RecordBatch:
    """The records at `rows[i]` of source `which[i]`, in this order, as `CDR_SCHEMA`. `is_slow`: they lie on a disk that keeps us waiting."""
    if not rows.size:
        return cdr_batch([])
    parts = [(sources[place], np.flatnonzero(which == place)) for place in np.unique(which).tolist()]
    if is_slow:
        _bring([(source, rows[places]) for source, places in parts])
    gathered = Gathered(rows.size)
    for source, places in parts:
        source.put(rows[places], places, gathered)
    return gathered.batch()


def _bring(parts: Sequence[tuple[Source, Ints]]) -> None:
    """Have the pages of these records in memory, with several reads under way."""
    few = [
        (source, rows[start : start + _FEW])
        for source, rows in parts
        if isinstance(source, Shelf)
        for start in range(0, rows.size, _FEW)
    ]
    side_by_side(lambda place: few[place][0].touch(few[place][1]), range(len(few)))
