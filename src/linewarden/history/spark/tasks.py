"""What the workers of the cluster run on their Arrow batches, in Python processes of their own. Nothing here knows Spark."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from linewarden import __version__
from linewarden.errors import EngineError
from linewarden.features import Share, layout_version
from linewarden.features.layout import Table
from linewarden.features.records import record_events
from linewarden.history.parts import Content, PartFile, part_name
from linewarden.history.shares import Worker, places
from linewarden.history.spark.packing import ints, pack, pack_values, unpack, unpack_values, unsigned
from linewarden.history.tally import Criteria, Tallied, Tally
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock, Ids, Ints

Batches = Iterator[pa.RecordBatch]
Task = Callable[[Batches], Batches]

COUNT_DDL = "scored int, day int, line int, calls bigint, caller bigint, person bigint"
"""Part of a count: calls, or one caller or person of it (0: none). `scored` is the number of the rule table, `day` is counted from 1-1-1."""

_COUNT = pa.schema(
    [(name, pa.int32()) for name in ("scored", "day", "line")]
    + [(name, pa.int64()) for name in ("calls", "caller", "person")]
)

DONE_DDL = "rows bigint, bytes bigint, checksum bigint, held bigint"
_DONE = pa.schema([(name, pa.int64()) for name in ("rows", "bytes", "checksum", "held")])

PROGRAM = (__version__, layout_version())
"""What must be the same everywhere for the numbers to be the same."""


def spread(wanted: Wanted, shares: int, program: tuple[str, str] = PROGRAM) -> Task:
    """Records → events, a copy for each share that takes it."""

    def task(batches: Batches) -> Batches:
        _require(program)
        for batch in batches:
            record_id = pa.array(unsigned(ints(batch, "record_id")))
            place = batch.schema.get_field_index("record_id")
            events = record_events(batch.set_column(place, "record_id", record_id))
            where = places(events, wanted, shares)
            for share in np.flatnonzero(where.takes.any(axis=0)).tolist():
                rows = np.flatnonzero(where.takes[:, share])
                yield pack(events.take(rows), where.gives[rows, share], share, wanted)

    return task


def compute(wanted: Wanted, shares: int, since_us: int) -> Task:
    """A share's events in stream order → its values of those at or after `since_us`; as many files as shares."""

    def task(batches: Batches) -> Batches:
        for given in _given(batches, wanted, shares, since_us):
            if len(given.events):
                yield pack_values(given.events.record_id, given.events.at_us, given.values, shares)

    return task


def compute_and_write(wanted: Wanted, shares: int, since_us: int, folder: Path) -> Task:
    """A share's events in stream order → a file of its values, and a row that says what is in it."""

    def rows_of(batches: Batches) -> Iterator[_Rows]:
        for given in _given(batches, wanted, shares, since_us):
            yield _Rows(given.events.record_id, given.events.at_us, given.values, given.held)

    return _writing(rows_of, folder, wanted)


def merge_and_write(wanted: Wanted, folder: Path) -> Task:
    """Values of several shares, sorted by event → a file of their sums, one row an event, and a row that says what is in it."""
    return _writing(lambda batches: _merged(batches, wanted), folder, wanted)


def score(criteria: Criteria, shares: int, since_us: int) -> Task:
    """A share's events in stream order → what its calls add to the counts; only for features of one asker."""

    def task(batches: Batches) -> Batches:
        tally = Tally(criteria)
        for given in _given(batches, criteria.wanted, shares, since_us):
            yield from map(_tallied, tally.add(given.events, given.values))
        yield from map(_tallied, tally.finish())

    return task


@dataclass(frozen=True, slots=True)
class _Given:
    """What a share gives of some events."""

    events: EventBlock
    values: Table
    held: int  # subjects that the windows held at most so far


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the output."""

    record_id: Ids
    at_us: Ints
    values: Table
    held: int = 0  # subjects that the windows held at most so far


def _writing(rows_of: Callable[[Batches], Iterator[_Rows]], folder: Path, wanted: Wanted) -> Task:
    """Writes in a folder of the attempt's own, because a task may run twice, once too late; whichever is whole has the file's name."""

    def task(batches: Batches) -> Batches:
        first = next(batches, None)
        if first is None:
            return
        own = Path(tempfile.mkdtemp(prefix="attempt-", dir=folder))
        try:
            held, file = 0, PartFile(own / "part", wanted.names, sync=True)
            for rows in rows_of(chain([first], batches)):
                file.add(rows.record_id, rows.at_us, rows.values)
                held = rows.held
            content = file.finish()
            (own / "part").replace(folder / part_name(_part_of(first)))
        finally:
            shutil.rmtree(own, ignore_errors=True)
        yield _done(content, held)

    return task


def _require(program: tuple[str, str]) -> None:
    if program != PROGRAM:
        raise EngineError(
            f"this worker runs linewarden {PROGRAM[0]} (features {PROGRAM[1]}), the job comes from {program[0]} ({program[1]}); install the same on both"
        )


def _part_of(batch: pa.RecordBatch) -> int:
    return int(batch.column("part")[0].as_py())


def _given(batches: Batches, wanted: Wanted, shares: int, since_us: int) -> Iterator[_Given]:
    """The events of which the share gives values, those before `since_us` left out."""
    worker: Worker | None = None
    for batch in batches:
        if worker is None:
            worker = Worker(wanted, Share(_part_of(batch), shares))
        events, gives = unpack(batch, wanted)
        values = worker.values(events)
        rows = np.flatnonzero(gives & (events.at_us >= since_us))
        yield _Given(events.take(rows), values[rows], worker.most_held)


def _merged(batches: Batches, wanted: Wanted) -> Iterator[_Rows]:
    """One row an event. The rows of an event follow each other, and may lie in two batches."""
    left: tuple[Ids, Ints, Table] | None = None
    for batch in batches:
        record_id, at_us, values = _appended(left, unpack_values(batch, wanted))
        is_first = np.ones(record_id.size, np.bool_)
        is_first[1:] = (record_id[1:] != record_id[:-1]) | (at_us[1:] != at_us[:-1])
        starts = np.flatnonzero(is_first)
        last = int(starts[-1])
        left = record_id[last:], at_us[last:], values[last:]
        if last:
            yield _Rows(record_id[starts[:-1]], at_us[starts[:-1]], np.add.reduceat(values[:last], starts[:-1]))
    if left is not None:
        yield _Rows(left[0][:1], left[1][:1], left[2].sum(axis=0, keepdims=True))


def _appended(left: tuple[Ids, Ints, Table] | None, rows: tuple[Ids, Ints, Table]) -> tuple[Ids, Ints, Table]:
    if left is None:
        return rows
    return np.concatenate([left[0], rows[0]]), np.concatenate([left[1], rows[1]]), np.concatenate([left[2], rows[2]])


def _done(content: Content, held: int) -> pa.RecordBatch:
    checksum = np.array([content.checksum], np.uint64).view(np.int64)
    columns = [pa.array([content.rows]), pa.array([content.bytes]), pa.array(checksum), pa.array([held])]
    return pa.record_batch(columns, schema=_DONE)


def _tallied(tallied: Tallied) -> pa.RecordBatch:
    """One row with the calls, and one for each caller and person."""
    place, callers, persons = tallied.place, tallied.callers, tallied.persons
    size = 1 + callers.size + persons.size
    where = [np.full(size, number, np.int32) for number in (place.table, place.day.toordinal(), place.line)]
    calls, caller, person = np.zeros((3, size), np.int64)
    calls[0], caller[1 : 1 + callers.size], person[1 + callers.size :] = tallied.calls, callers, persons
    return pa.record_batch([*map(pa.array, where), pa.array(calls), pa.array(caller), pa.array(person)], schema=_COUNT)
