"""When a snapshot is taken, and the thread that writes it while the pipeline goes on."""

import threading
import time
from collections.abc import Callable

import structlog

from linewarden.errors import ShardError
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
        """Take one when it is time and have it written aside; `offset` is the first block that it would not know."""
        is_busy = self._writing is not None and self._writing.is_alive()
        if is_busy or offset == self._offset or time.monotonic() < self._taken_s + self._every_s:
            return
        began = self._taken_s = time.monotonic()
        snapshot = self._taken(take)
        if snapshot is None:
            return
        self._offset = offset
        _log.info("snapshot taken", offset=offset, paused_ms=round((time.monotonic() - began) * 1000, 1))
        self._writing = threading.Thread(target=self._write, args=(snapshot,), name="snapshot")
        self._writing.start()

    def keep_last(self, offset: int, take: Callable[[], Snapshot]) -> None:
        """Wait for the one that is being written, then write the state at the end, so that the next start is quick."""
        self.wait()
        if offset != self._offset or self.problem:
            self._offset = offset
            snapshot = self._taken(take)
            if snapshot is not None:
                self._write(snapshot)

    def wait(self) -> None:
        """Until the one that is being written is."""
        if self._writing is not None:
            self._writing.join()

    def _taken(self, take: Callable[[], Snapshot]) -> Snapshot | None:
        try:
            return take()
        except OSError as err:
            self._failed(err)
            return None

    def _write(self, snapshot: Snapshot) -> None:
        try:
            self._snapshots.write(snapshot)
            self.problem = ""
        except OSError as err:
            self._failed(err)
        except ShardError as err:  # the pipeline learns of it too, and rebuilds
            self._offset = -1
            _log.error("snapshot failed", problem=str(err))

    def _failed(self, err: OSError) -> None:
        self.problem = f"no snapshot can be written: {err}; a restart takes longer; free space on the disk, or memory"
        self._offset = -1  # tried again next time, whether something came or not
        _log.error("snapshot failed", problem=self.problem)
