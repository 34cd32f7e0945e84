"""Pace, lag, time to a warning and field coverage of one feed, for its card."""

import threading
from collections import deque

import numpy as np
import pyarrow as pa

from linewarden.pipeline.latency import Latency
from linewarden.store.kept import Kept

WATCHED_FIELDS: tuple[str, ...] = (
    "cli",
    "called",
    "answered_at",
    "release_cause",
    "trunk_in",
    "source_ip",
    "cell",
    "imei",
    "imsi",
)
"""Fields whose absence blinds a signal."""

RATE_OVER_NS = 60_000_000_000
_MEMORY = 0.9  # how much of the coverage so far outlives a thousand new rows


class Meter:
    """One thread adds blocks, any thread reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrivals: deque[tuple[int, int]] = deque()
        self._filled = dict.fromkeys(WATCHED_FIELDS, 0.0)
        self._rows = 0.0
        self.warned = Latency()  # from a record's arrival to the warning committed
        self.lag_ms: int | None = None
        self.last_ns: int | None = None

    def add(self, kept: Kept, now_ns: int) -> None:
        """Note a block that was stored at `now_ns` (monotonic)."""
        rows = (
            sum(batch.num_rows for batch in (kept.cdrs, kept.sip) if batch is not None)
            + len(kept.rejects)
            + kept.duplicates
        )
        with self._lock:
            self._arrivals.append((now_ns, rows))
            self._forget(now_ns)
            self.last_ns = now_ns
            if kept.arrived_ns:
                self.lag_ms = (now_ns - kept.arrived_ns) // 1_000_000
            if kept.cdrs is not None:
                self._cover(kept.cdrs)

    def rate_per_s(self, now_ns: int) -> float:
        """Rows a second over the last minute, or since the first row when that is shorter."""
        with self._lock:
            self._forget(now_ns)
            if not self._arrivals:
                return 0.0
            span_ns = max(now_ns - self._arrivals[0][0], 1_000_000_000)
            return sum(rows for _, rows in self._arrivals) * 1e9 / span_ns

    def coverage(self) -> dict[str, float]:
        """Share of recent records that fill each watched field; empty before the first record."""
        with self._lock:
            return {name: filled / self._rows for name, filled in self._filled.items()} if self._rows else {}

    def _forget(self, now_ns: int) -> None:
        while self._arrivals and self._arrivals[0][0] < now_ns - RATE_OVER_NS:
            self._arrivals.popleft()

    def _cover(self, cdrs: pa.RecordBatch) -> None:
        fading = _MEMORY ** (cdrs.num_rows / 1000)
        self._rows = self._rows * fading + cdrs.num_rows
        for name in WATCHED_FIELDS:
            self._filled[name] = self._filled[name] * fading + _filled(cdrs[name])


def _filled(column: pa.Array) -> int:
    """Rows that are told; a number is told unless it is 0 (withheld)."""
    if pa.types.is_int64(column.type):
        return int(np.count_nonzero(column.to_numpy(zero_copy_only=False)))
    return len(column) - int(column.null_count)
