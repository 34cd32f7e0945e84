"""A drop folder as a feed: each file that is closed or renamed into it is read, handed over and, once durable, moved away."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from linewarden.errors import LinewardenError
from linewarden.feeds.files import DropFolder, DroppedFile, FieldMap, read_file
from linewarden.feeds.settings import FeedSettings, require_basis
from linewarden.model.feed_card import FeedState
from linewarden.pipeline.live import Pipeline
from linewarden.store.records import RecordStore

_log = structlog.get_logger()


class FileFeed:
    """One thread that works a drop folder from `start` to `stop`."""

    def __init__(
        self, *, folder: DropFolder, field_map: FieldMap, settings: FeedSettings, pipeline: Pipeline, store: RecordStore,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._folder, self._map, self._settings = folder, field_map, settings
        self._pipeline, self._store, self._now = pipeline, store, now
        self._thread = threading.Thread(target=self._run, name=f"feed {settings.name}")
        self.state = FeedState.OK
        self.problem: str | None = None

    def start(self) -> None:
        """Begin with what lies in the folder already."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the block at hand; a file read in part goes on from there next time."""
        self._folder.close()
        self._thread.join()

    def _run(self) -> None:
        try:
            for dropped in self._folder:
                self._take(dropped)
        except Exception as err:  # the edge of the thread: the feed's card must show it
            self.state, self.problem = FeedState.FAILED, f"feed {self._settings.name!r} stopped: {err}"
            _log.exception("feed failed", feed=self._settings.name, problem=str(err))

    def _take(self, dropped: DroppedFile) -> None:
        try:
            require_basis(self._settings, self._now())
        except LinewardenError as err:
            self.state, self.problem = FeedState.REFUSED, str(err)
            dropped.refuse(str(err))
            return
        try:
            rejects = self._read(dropped)
        except LinewardenError as err:
            self.problem = f"{dropped.path.name}: {err}"
            dropped.refuse(str(err))
            return
        self.state, self.problem = FeedState.OK, None
        dropped.finish(rejects)
