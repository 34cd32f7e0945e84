"""Events and their values as they travel between the stages of the job: few Arrow columns, because Spark pays for each cell of a row.

`at` and `record` are int64, by which Spark sorts; a record id, which is unsigned, is moved by 2**63 so that order stays. What else an event
has lies in one binary column, and so do the values.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.features import owner_of
from linewarden.features.layout import Table
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock, EventKind, Ids, Ints, event_block

PACKED_DDL = "part int, at bigint, record bigint, packed binary"
"""`part` is where a row goes: the share of an event, the file of values."""

_TOP = np.uint64(1 << 63)
_SMALL = dict.fromkeys(("cli_kind", "cli_fault", "called_kind", "route"), np.uint8) | {"oddity": np.uint16}


def signed(record_id: Ids) -> Ints:
    """Record ids as int64 in the same order."""
    return (record_id ^ _TOP).view(np.int64)


def unsigned(record: Ints) -> Ids:
    """The record ids that `signed` made these of."""
    return record.view(np.uint64) ^ _TOP


def event_type(wanted: Wanted) -> np.dtype[Any]:
    """What an event carries besides its time and record."""
    told = [(name, _SMALL.get(name, np.int64)) for name in wanted.told]
    begun = ("setup_us",) if wanted.is_scored else ()  # by which scoring tells nights and weekends
    times = [(name, np.int64) for name in (*begun, "answered_us", "talk_ms", "ring_ms")]
    return np.dtype([*times, *told, ("gives", np.bool_)])


def pack(events: EventBlock, gives: npt.NDArray[np.bool_], share: int, wanted: Wanted) -> pa.RecordBatch:
    """A batch of PACKED_DDL: the events for one share, and of which of them it gives values."""
    rows = np.empty(len(events), event_type(wanted))
    for name in rows.dtype.names or ():
        rows[name] = gives if name == "gives" else getattr(events, name)
    return _packed(np.full(rows.size, share, np.int32), events.record_id, events.at_us, rows)


def unpack(batch: pa.RecordBatch, wanted: Wanted) -> tuple[EventBlock, npt.NDArray[np.bool_]]:
    """The events of such a batch, and of which of them values are given."""
    rows = records(batch.column("packed"), event_type(wanted))
    told = {name: rows[name] for name in rows.dtype.names or () if name != "gives"}
    block = event_block(
        at_us=ints(batch, "at"), kind=np.full(rows.size, EventKind.RECORD, np.uint8), record_id=unsigned(ints(batch, "record")), **told
    )  # fmt: skip
    return block, rows["gives"]


def pack_values(record_id: Ids, at_us: Ints, values: Table, files: int) -> pa.RecordBatch:
    """A batch of PACKED_DDL: values for one of so many files, the same for all values of an event."""
    width = values.shape[1] * values.dtype.itemsize
    cells = np.ascontiguousarray(values).view(np.dtype((np.void, width))).reshape(-1)
    return _packed(owner_of(record_id.view(np.int64), files), record_id, at_us, cells)


def unpack_values(batch: pa.RecordBatch, wanted: Wanted) -> tuple[Ids, Ints, Table]:
    """Record ids, times and values of such a batch."""
    cells = records(batch.column("packed"), np.dtype((np.int64, (len(wanted.names),))))
    return unsigned(ints(batch, "record")), ints(batch, "at"), cells


def ints(batch: pa.RecordBatch, name: str) -> Ints:
    """An int64 column."""
    return np.asarray(batch.column(name), np.int64)


def _packed(part: npt.NDArray[np.int32], record_id: Ids, at_us: Ints, rows: npt.NDArray[Any]) -> pa.RecordBatch:
    columns = [pa.array(part), pa.array(at_us), pa.array(signed(record_id)), blobs(rows)]
    return pa.record_batch(columns, names=["part", "at", "record", "packed"])


def blobs(rows: npt.NDArray[Any]) -> pa.Array:
    """One binary value a row of the array, which lies in one piece."""
    offsets = np.arange(rows.size + 1, dtype=np.int32) * np.int32(rows.dtype.itemsize)
    return pa.Array.from_buffers(pa.binary(), rows.size, [None, pa.py_buffer(offsets), pa.py_buffer(rows.tobytes())])


def records(column: pa.Array, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """The rows that `blobs` made a column of."""
    size = kind.itemsize
    _, offsets, data = column.buffers()
    width = np.int64 if pa.types.is_large_binary(column.type) else np.int32
    start = int(np.frombuffer(offsets, width)[column.offset]) if len(column) else 0
    flat = np.frombuffer(data, np.uint8)[start : start + len(column) * size] if len(column) else np.empty(0, np.uint8)
    return flat.view(kind.base).reshape((len(column), *kind.shape))
