"""Finished call records as call events."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.columns import ODDITY_COLUMNS, int_keys, oddities
from linewarden.model.event import EventBlock, EventKind, event_block

TOLD_BY: dict[str, str] = {
    "cli": "cli", "called": "called", "imei": "imei", "imsi": "imsi", "cell": "cell", "trunk": "trunk_in", "source_ip": "source_ip",
    "stack": "user_agent", "cli_kind": "cli_kind", "cli_fault": "cli_fault", "called_kind": "called_kind", "route": "route",
}  # fmt: skip
"""Column of an event → column of the record that tells it."""

TIME_COLUMNS: tuple[str, ...] = ("record_id", "setup_at", "answered_at", "ended_at", "talk_ms")
"""What every event needs of a record."""

RECORD_COLUMNS: tuple[str, ...] = (*TIME_COLUMNS, *TOLD_BY.values())
"""What an event can use of a record."""

_TEXT_KEYS = ("imei", "imsi", "cell", "trunk", "source_ip", "stack")


def _micros(column: pa.Array) -> npt.NDArray[np.int64]:
    """µs since 1970 UTC; 0 for null."""
    return np.asarray(pc.fill_null(column.cast(pa.int64()), 0))


def record_events(cdrs: pa.RecordBatch) -> EventBlock:
    """One RECORD event a call, in order of ended_at (ties by record id): a record file's call is known once it has ended.

    `cdrs`: at least TIME_COLUMNS of CDR_SCHEMA, any order; what the others of RECORD_COLUMNS would tell is not told (0) without them.
    """
    ended, record_id = _micros(cdrs["ended_at"]), np.asarray(cdrs["record_id"])
    setup, answered = _micros(cdrs["setup_at"]), _micros(cdrs["answered_at"])
    ring_until = np.where(answered > 0, answered, ended)
    names = set(cdrs.schema.names)
    told = {name: _told(name, cdrs[column]) for name, column in TOLD_BY.items() if column in names}
    block = event_block(
        at_us=ended,
        kind=np.full(ended.size, EventKind.RECORD, np.uint8),
        record_id=record_id,
        setup_us=setup,
        answered_us=answered,
        talk_ms=np.asarray(cdrs["talk_ms"]),
        ring_ms=np.maximum(ring_until - setup, 0) // 1000,
        oddity=oddities({name: cdrs[name] for name in ODDITY_COLUMNS if name in names}, ended.size),
        **told,
    )
    if ended.size > 1 and (np.diff(ended) < 0).any():
        return block.take(np.lexsort((record_id, ended)))
    return block


def _told(name: str, column: pa.Array) -> npt.NDArray[np.int64]:
    return int_keys(column) if name in _TEXT_KEYS else np.asarray(column)
