"""A drop folder as a feed: each whole file is read, handed over and, once all of it is durable, moved away."""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from linewarden.errors import LinewardenError, StoreError
from linewarden.feeds.files import FieldMap, read_file
from linewarden.feeds.files.drop import DropFolder, Dropped
from linewarden.feeds.settings import FeedSettings
from linewarden.model.feed_card import FeedState
from linewarden.model.reject import Reject
from linewarden.pipeline.live import Pipeline, Ticket
from linewarden.store.records import RecordStore

LOOK_S = 0.25
"""How often the thread looks whether it shall end."""

MOST_REPORTED = 10_000
"""Refused rows listed beside a file; the store keeps them all."""

_log = structlog.get_logger()


class FileFeed:
    """One thread that works a drop folder from `start` to `stop`."""

    def __init__(
        self, *, folder: DropFolder, field_map: FieldMap, settings: FeedSettings, pipeline: Pipeline, store: RecordStore, now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._folder, self._map, self._settings = folder, field_map, settings
        self._pipeline, self._store, self._now = pipeline, store, now
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"feed {settings.name}")
        self.waiting = 0  # rows read and not handed over: blocks go over one by one
        self.state = FeedState.OK
        self.problem: str | None = None

    def start(self) -> None:
        """Begin with what lies in the folder already."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the block at hand; a file read in part goes on from there next time."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._folder:
                while not self._stopping.is_set():
                    dropped = self._folder.next(LOOK_S)
                    if dropped is not None:
                        self._work(dropped)
        except Exception as err:  # noqa: BLE001  the edge of the thread: the feed's card must show it
            self.state, self.problem = FeedState.FAILED, f"feed {self._settings.name!r} stopped: {err}"
            _log.exception("feed failed", feed=self._settings.name, problem=str(err))

    def _work(self, dropped: Dropped) -> None:
        """Take one file in. A file that cannot be read is refused; a store that cannot write ends the feed, the file stays."""
        try:
            rejects = self._hand_over(dropped)
        except StoreError:
            raise
        except LinewardenError as err:
            self.problem = f"{dropped.name}: {err}"
            self._folder.reject(dropped, str(err))
            return
        if rejects is not None:
            self.state, self.problem = FeedState.OK, None
            self._folder.done(dropped, rejects)

    def _hand_over(self, dropped: Dropped) -> list[Reject] | None:
        """Rows refused in the file, when all of it is durable; None when told to end before."""
        last: Ticket | None = None
        rejects: list[Reject] = []
        beyond = 0
        source_id = dropped.sealed.source_id
        for intake in read_file(
            dropped.path, map=self._map, feed=self._settings, resume_row=self._store.resume_row(source_id), sealed=dropped.sealed,
            clock=self._now, arrived_ns=dropped.arrived_ns,
        ):  # fmt: skip
            if self._stopping.is_set():
                return None
            last = self._pipeline.submit(intake)
            room = MOST_REPORTED - len(rejects)
            rejects += intake.rejects[:room]
            beyond += len(intake.rejects[room:])
        if last is not None:
            last.result()
        if beyond:
            rejects.append(Reject(0, "", "", f"{beyond} more rows were refused; the feed's page lists them", "more"))
        return rejects
