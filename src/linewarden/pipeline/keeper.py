"""When a snapshot is taken, and the thread that writes it while the pipeline goes on."""

import contextlib
import threading
import time
from collections.abc import Callable
from functools import partial

import structlog

from linewarden.errors import ShardError
from linewarden.pipeline.snapshots import Restored, Snapshot, Snapshots

_log = structlog.get_logger()


class Keeper:
    """Snapshots every so often, when something came since the last; one is written at a time. Used by the pipeline's thread."""

    def __init__(self, snapshots: Snapshots, *, every_s: float) -> None:
        self._snapshots, self._every_s = snapshots, every_s
        self._aside: threading.Thread | None = None  # makes room or writes
        self._is_prepared = False
        self._taken_s = time.monotonic()
        self._offset = 0
        self.problem = ""  # why the latest could not be written; empty when it was

    def latest(self) -> Restored | None:
        """The newest that can be used."""
        found = self._snapshots.latest()
        self._offset = found.offset if found else 0
        return found

    def keep_if_due(self, offset: int, prepare: Callable[[], None], take: Callable[[], Snapshot]) -> None:
        """Take and write one when it is time; `offset` is the first block that it would not know.

        `prepare` and the writing run aside; only `take` is waited for.
        """
        is_busy = self._aside is not None and self._aside.is_alive()
        if is_busy or offset == self._offset or time.monotonic() < self._taken_s + self._every_s:
            return
        if not self._is_prepared:
            self._is_prepared = True
            self._run_aside(partial(_prepared, prepare))
            return
        self._is_prepared = False
        began = time.monotonic()
        snapshot = take()
        self._taken_s, self._offset = time.monotonic(), offset
        _log.info("snapshot taken", offset=offset, paused_ms=round((self._taken_s - began) * 1000, 1))
        self._run_aside(partial(self._write, snapshot))

    def keep_last(self, offset: int, take: Callable[[], Snapshot]) -> None:
        """Wait for the one that is being written, then write the state at the end, so that the next start is quick."""
        self.wait()
        if offset != self._offset or self.problem:
            self._offset = offset
            self._write(take())

    def wait(self) -> None:
        """Until the one that is being written is."""
        if self._aside is not None:
            self._aside.join()

    def _run_aside(self, work: Callable[[], None]) -> None:
        self._aside = threading.Thread(target=work, name="snapshot")
        self._aside.start()

    def _write(self, snapshot: Snapshot) -> None:
        try:
            self._snapshots.write(snapshot)
            self.problem = ""
        except OSError as err:
            self.problem = f"no snapshot can be written: {err}; a restart takes longer; free space"
            self._offset = -1  # tried again next time, whether something came or not
            _log.error("snapshot failed", problem=self.problem)
        except ShardError as err:  # the pipeline learns of it too, and rebuilds
            self._offset = -1
            _log.error("snapshot failed", problem=str(err))


def _prepared(prepare: Callable[[], None]) -> None:
    """Room not made only makes the copy slower; the pipeline learns of a shard's end by itself."""
    with contextlib.suppress(ShardError):
        prepare()
