"""Which share of the calls with a source address come from private ones: where many do, a private address is nothing odd."""

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock, Oddity

LEAST_CALLS = 1_000
"""Events with a source address before the share means something."""

_ALL, _PRIVATE, _DAY = 0, 1, 2


class Sources:
    """Counts of one stream; what was counted before a day began counts half on it."""

    def __init__(self) -> None:
        self.counts = np.zeros(3, np.int64)  # events with an address, those of them from private ones, day

    def meet(self, events: EventBlock, day: int) -> npt.NDArray[np.float64]:
        """The share at each event, itself included; 1 of fewer than LEAST_CALLS, so that nothing is odd yet."""
        if day > self.counts[_DAY]:
            self.counts[:] = self.counts[_ALL] // 2, self.counts[_PRIVATE] // 2, day
        seen = np.cumsum(events.source_ip != 0) + self.counts[_ALL]
        private = np.cumsum((events.oddity & Oddity.PRIVATE_SOURCE) != 0) + self.counts[_PRIVATE]
        self.counts[:_DAY] = seen[-1], private[-1]
        return np.where(seen >= LEAST_CALLS, private / np.maximum(seen, 1), 1.0)
