"""A HEP port as a feed: the listener in a thread and event loop of its own, so that a storm there never slows the screens."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

import structlog

from linewarden.errors import LinewardenError
from linewarden.feeds.hep.server import HepOptions, HepServer
from linewarden.feeds.settings import FeedSettings
from linewarden.model.feed_card import FeedState
from linewarden.model.intake import Intake
from linewarden.pipeline.live import Pipeline
from linewarden.store.records import RecordStore

_log = structlog.get_logger()


class HepFeed:
    """Listens from `start` to `stop`."""

    def __init__(
        self, *, host: str, port: int, settings: FeedSettings, pipeline: Pipeline, store: RecordStore, now: Callable[[], datetime],
        auth_key: str | None = None,
    ) -> None:  # fmt: skip
        self._pipeline, self._settings = pipeline, settings
        self._server = HepServer(
            host, port, settings, self._deliver, options=HepOptions(auth_key=auth_key), clock=now,
            first_row=lambda sender: max(store.resume_row(sender), 1),
        )  # fmt: skip
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._ready: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, name=f"feed {settings.name}")
        self.state = FeedState.OK
        self.problem: str | None = None

    def start(self) -> int:
        """The port listened on. Raises LegalBasisError or FeedError when it cannot begin."""
        self._thread.start()
        return self._ready.result()

    def stop(self) -> None:
        """Hand on everything that arrived, then let go of the port."""
        if self._thread.is_alive():
            # One that has failed just now has closed its loop, and its thread is about to end.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    @property
    def waiting(self) -> int:
        """Messages received and not handed over yet."""
        return self._server.counts().waiting if self._ready.done() and not self._ready.exception() else 0

    async def _deliver(self, intake: Intake) -> None:
        await asyncio.to_thread(self._pipeline.submit, intake)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except LinewardenError as err:
                self._fail(err)
            except Exception as err:  # noqa: BLE001  the edge of the thread: the feed's card must show it
                _log.exception("feed failed", feed=self._settings.name, problem=str(err))
                self._fail(err)

    async def _serve(self) -> None:
        await self._server.start()
        self._ready.set_result(self._server.port)
        stopping = asyncio.create_task(self._stopping.wait())
        failing = asyncio.create_task(self._server.wait())
        await asyncio.wait({stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
        failing.cancel()
        stopping.cancel()
        await self._server.stop()

    def _fail(self, err: Exception) -> None:
        self.state, self.problem = FeedState.FAILED, f"feed {self._settings.name!r} stopped: {err}"
        if not self._ready.done():
            self._ready.set_exception(err)
