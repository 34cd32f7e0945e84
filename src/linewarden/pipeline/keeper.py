"""When a snapshot is taken, and the thread that writes it while the pipeline goes on."""

import threading
import time
from collections.abc import Callable

import structlog

from linewarden.pipeline.snapshots import Restored, Snapshot, Snapshots

_log = structlog.get_logger()


class Keeper:
    """Snapshots every so often, when something came since the last; one is written at a time. Used by the pipeline's thread."""

    def __init__(self, snapshots: Snapshots, *, every_s: float) -> None:
        self._snapshots, self._every_s = snapshots, every_s
        self._writing: threading.Thread | None = None
        self._taken_s = time.monotonic()
        self._offset = 0
        self.problem = ""  # why the latest could not be written; empty when it was

    def latest(self) -> Restored | None:
        """The newest that can be used."""
        found = self._snapshots.latest()
        self._offset = found.offset if found else 0
        return found

    def keep_if_due(self, offset: int, take: Callable[[], Snapshot]) -> None:
        """Take and write one when it is time; `offset` is the first block that it would not know."""
        is_writing = self._writing is not None and self._writing.is_alive()
        if is_writing or offset == self._offset or time.monotonic() < self._taken_s + self._every_s:
            return
        began = time.monotonic()
        snapshot = take()
        self._taken_s, self._offset = time.monotonic(), offset
        _log.info("snapshot taken", offset=offset, paused_ms=round((self._taken_s - began) * 1000, 1))
        self._writing = threading.Thread(target=self._write, args=(snapshot,), name="snapshot")
        self._writing.start()

    def keep_last(self, offset: int, take: Callable[[], Snapshot]) -> None:
        """Wait for the one that is being written, then write the state at the end, so that the next start is quick."""
        self.wait()
        if offset != self._offset or self.problem:
            self._offset = offset
            self._write(take())

    def wait(self) -> None:
        """Until the one that is being written is."""
        if self._writing is not None:
            self._writing.join()

    def _write(self, snapshot: Snapshot) -> None:
        try:
            self._snapshots.write(snapshot)
            self.problem = ""
        except OSError as err:
            self.problem = f"no snapshot can be written: {err}; a restart takes longer; free space"
            self._offset = -1  # tried again next time, whether something came or not
            _log.error("snapshot failed", problem=self.problem)
