"""How long things took, as a histogram of fixed size: 1 % wide steps from 1 µs to an hour, exact counts."""

import math
from collections.abc import Iterable

import numpy as np

_STEP = math.log(1.01)
_STEPS = int(math.log(3.6e9) / _STEP) + 2


class Latency:
    """Counts durations; one thread adds, any thread reads."""

    def __init__(self) -> None:
        self._counts = np.zeros(_STEPS, np.int64)

    @classmethod
    def together(cls, parts: Iterable["Latency"]) -> "Latency":
        """What all of them counted."""
        whole = cls()
        for part in parts:
            whole._counts += part._counts  # noqa: SLF001  of its own kind
        return whole

    def add(self, duration_ns: int, times: int = 1) -> None:
        """Note a duration that `times` things took."""
        micros = max(duration_ns / 1000, 1.0)
        self._counts[min(int(math.log(micros) / _STEP), _STEPS - 1)] += times

    def quantile_ms(self, share: float) -> float | None:
        """Duration that `share` (0..1) of the things took at most, in ms, within 1 %; None when nothing was counted."""
        total = int(self._counts.sum())
        if total == 0:
            return None
        step = int(np.searchsorted(np.cumsum(self._counts), share * total))
        return round(math.exp((step + 1) * _STEP) / 1000, 3)

    def __len__(self) -> int:
        """Things counted."""
        return int(self._counts.sum())
