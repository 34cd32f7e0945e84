"""Finding again-delivered SIP messages: a set of the ids of the last minutes, by the messages' own clock."""

import numpy as np

from linewarden.model.event import Ids, Ints
from linewarden.store.keyset import Flags, KeySet

SPAN_US = 64_000_000
"""A retransmission follows within 32 s (RFC 3261 timers B and F: 64 x T1); twice that is remembered at least."""

_MOST_IDS = 4_000_000  # of one generation, whatever the clocks say: bounds memory to some 200 MB


class RecentIds:
    """Ids seen in the last `SPAN_US` to twice that, in two generations: the older is forgotten when the newer is full."""

    def __init__(self) -> None:
        self._older = KeySet()
        self._newer = KeySet()
        self._began_us: int | None = None

    def has(self, ids: Ids) -> Flags:
        """True where the id was seen."""
        zeros = np.zeros(ids.size, np.int64)
        return self._older.has(ids, zeros) | self._newer.has(ids, zeros)

    def add(self, ids: Ids, seen_us: Ints) -> None:
        """Remember the ids; `seen_us` is when the messages were seen."""
        if not ids.size:
            return
        latest = int(seen_us.max())
        if self._began_us is None:
            self._began_us = int(seen_us.min())
        if latest - self._began_us >= SPAN_US or len(self._newer) >= _MOST_IDS:
            self._older, self._newer, self._began_us = self._newer, KeySet(), latest
        self._newer.add(ids, np.zeros(ids.size, np.int64))
