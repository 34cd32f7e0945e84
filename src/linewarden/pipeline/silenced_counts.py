"""What the whitelist keeps quiet, from the detector into the ledger: once a second, not once a block, and still each call once.

Counts wait in memory with the block that they reach. They are written before each snapshot, and a restart goes through the blocks after
the newest: those that the ledger has counted are left out, the others come again.
"""

import time
from collections.abc import Callable, Iterable

from linewarden.model.rule_change import SilencedCount
from linewarden.pipeline.clearance import Silenced
from linewarden.store.ledger.silenced import SilencedBook
from linewarden.warnings.issue import instant

WRITE_EVERY_S = 1.0


class SilencedCounts:
    """Used by the pipeline's thread."""

    def __init__(self, book: SilencedBook) -> None:
        self._book = book
        self._through: dict[str, int] = {}  # by entry: the latest block that the ledger has counted
        self._waiting: dict[str, Silenced] = {}
        self._offset = -1
        self._written_s = time.monotonic()

    def begin(self) -> None:
        """Blocks are gone through again from the newest snapshot on."""
        self._through, self._waiting = self._book.through(), {}

    def note(self, silenced: Iterable[Silenced], offset: int) -> None:
        """What this block silenced."""
        for new in silenced:
            if offset > self._through.get(new.number, -1):
                old = self._waiting.get(new.number, Silenced(new.number, 0, 0))
                last_us = max(old.last_us, new.last_us)
                self._waiting[new.number] = Silenced(new.number, old.calls + new.calls, last_us)
                self._offset = offset

    def write_if_due(self, persist: Callable[[Callable[[], None]], None]) -> None:
        """Write when the last time is a second ago."""
        if self._waiting and time.monotonic() >= self._written_s + WRITE_EVERY_S:
            self.write(persist)

    def write(self, persist: Callable[[Callable[[], None]], None]) -> None:
        """Write what waits; `persist` does it, again where there is no space."""
        if not self._waiting:
            return
        counts = [
            SilencedCount(number=s.number, calls=s.calls, last_at=instant(s.last_us)) for s in self._waiting.values()
        ]
        persist(lambda: self._book.add(counts, offset=self._offset))
        self._through |= dict.fromkeys(self._waiting, self._offset)
        self._waiting = {}
        self._written_s = time.monotonic()
