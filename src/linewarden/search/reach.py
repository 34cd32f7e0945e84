"""One branch of a search, read from the newest record back, a stretch at a time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import pyarrow as pa

from linewarden.search.branches import Branch
from linewarden.search.position import Position
from linewarden.search.settled import moment
from linewarden.store.answer import Answer
from linewarden.store.query import Query

MOST_AT_ONCE = 10_000
END = Position(-(2**62), 0)


class Index(Protocol):
    """The part of the record store that is searched."""

    def lookup(self, query: Query) -> Answer:
        """The newest records that match."""
        ...


class Reach:
    """How far back a branch has been read: to `at`; None before the first stretch, `END` when there is no more."""

    def __init__(self, branch: Branch, start: Position | None) -> None:
        self._branch = branch
        self.at = start
        self.missing: Sequence[str] = ()
        self.is_crowded = False  # records of one microsecond that could not all be read

    @property
    def is_done(self) -> bool:
        """True when there is no more."""
        return self.at == END

    def more(self, index: Index, rows: int) -> pa.RecordBatch:
        """The next records, at most `rows` of them, newest first."""
        before = self.at
        answer = index.lookup(self._query(rows))
        self.missing = answer.missing
        records = answer.records
        found = records.num_rows
        told = _told(records, before)
        if found < rows:
            self.at = END
        elif told < found:
            self.at = position_of(records, found - 1)
        elif rows < MOST_AT_ONCE:
            return self.more(index, MOST_AT_ONCE)
        else:  # more records of one microsecond than can be read at once
            assert before is not None
            self.at, self.is_crowded = Position(before.at_us, 0), True
            self._branch = replace(self._branch, until_us=before.at_us)
        return records.slice(told)

    def _query(self, rows: int) -> Query:
        ends = [end for end in (self._branch.until_us, self.at.at_us + 1 if self.at else None) if end is not None]
        since = self._branch.since_us
        return Query(
            **self._branch.criteria,  # type: ignore[arg-type]  # named by `branches`
            since=None if since is None else moment(since),
            until=moment(min(ends)) if ends else None,
            limit=rows,
        )


def _told(records: pa.RecordBatch, before: Position | None) -> int:
    """How many of the first records have been told: none is newer than the microsecond that was reached."""
    if before is None:
        return 0
    at_us, ids = records.column("setup_at").cast(pa.int64()).to_numpy(), records.column("record_id").to_numpy()
    return int(np.count_nonzero((at_us == before.at_us) & (ids >= np.uint64(before.record_id))))


def position_of(records: pa.RecordBatch, row: int) -> Position:
    """Where a row stands."""
    return Position(records.column("setup_at").cast(pa.int64())[row].as_py(), records.column("record_id")[row].as_py())
