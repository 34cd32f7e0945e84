"""Pace, lag, time to a warning and what its calls carry, of one feed, for its card."""

import threading
from collections import deque

from linewarden.pipeline.latency import Latency
from linewarden.pipeline.told import Told
from linewarden.store.kept import Kept

RATE_OVER_NS = 60_000_000_000


class Meter:
    """One thread adds blocks, any thread reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrivals: deque[tuple[int, int]] = deque()
        self.warned = Latency()  # from a record's arrival to the warning committed
        self.told = Told()
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

    def rate_per_s(self, now_ns: int) -> float:
        """Rows a second over the last minute, or since the first row when that is shorter."""
        with self._lock:
            self._forget(now_ns)
            if not self._arrivals:
                return 0.0
            span_ns = max(now_ns - self._arrivals[0][0], 1_000_000_000)
            return sum(rows for _, rows in self._arrivals) * 1e9 / span_ns

    def _forget(self, now_ns: int) -> None:
        while self._arrivals and self._arrivals[0][0] < now_ns - RATE_OVER_NS:
            self._arrivals.popleft()
