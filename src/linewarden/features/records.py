"""Finished call records as call events."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.columns import int_keys
from linewarden.model.event import EventBlock, EventKind, event_block

RECORD_COLUMNS: tuple[str, ...] = (
    "record_id", "setup_at", "answered_at", "ended_at", "talk_ms", "cli", "cli_kind", "cli_fault", "called", "called_kind", "route",
    "trunk_in", "source_ip", "user_agent", "cell", "imei", "imsi",
)  # fmt: skip
"""What an event needs of a record."""


def _micros(column: pa.Array) -> npt.NDArray[np.int64]:
    """µs since 1970 UTC; 0 for null."""
    return np.asarray(pc.fill_null(column.cast(pa.int64()), 0))


def record_events(cdrs: pa.RecordBatch) -> EventBlock:
    """One RECORD event a call, in order of ended_at (ties by record id): a record file's call is known once it has ended.

    `cdrs`: at least RECORD_COLUMNS of CDR_SCHEMA, any order.
    """
    ended, record_id = _micros(cdrs["ended_at"]), np.asarray(cdrs["record_id"])
    setup, answered = _micros(cdrs["setup_at"]), _micros(cdrs["answered_at"])
    ring_until = np.where(answered > 0, answered, ended)
    block = event_block(
        at_us=ended,
        kind=np.full(ended.size, EventKind.RECORD, np.uint8),
        record_id=record_id,
        setup_us=setup,
        answered_us=answered,
        talk_ms=np.asarray(cdrs["talk_ms"]),
        ring_ms=np.maximum(ring_until - setup, 0) // 1000,
        cli=np.asarray(cdrs["cli"]),
        called=np.asarray(cdrs["called"]),
        imei=int_keys(cdrs["imei"]),
        imsi=int_keys(cdrs["imsi"]),
        cell=int_keys(cdrs["cell"]),
        trunk=int_keys(cdrs["trunk_in"]),
        source_ip=int_keys(cdrs["source_ip"]),
        stack=int_keys(cdrs["user_agent"]),
        cli_kind=np.asarray(cdrs["cli_kind"]),
        cli_fault=np.asarray(cdrs["cli_fault"]),
        called_kind=np.asarray(cdrs["called_kind"]),
        route=np.asarray(cdrs["route"]),
    )
    if ended.size > 1 and (np.diff(ended) < 0).any():
        return block.take(np.lexsort((record_id, ended)))
    return block
