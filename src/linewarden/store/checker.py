"""The thread that reads every stored byte again and again, so slowly that nobody feels it, and has damage mended."""

import threading
from collections.abc import Callable, Sequence

import structlog

from linewarden.errors import StoreError
from linewarden.store.seals import Seal

_LOG = structlog.get_logger()


class Checker:
    """Calls `check` for one sealed range after the other, all of them in `every_s`."""

    def __init__(self, ranges: Callable[[], Sequence[Seal]], check: Callable[[Seal], str], *, every_s: float) -> None:
        self._ranges = ranges
        self._check = check
        self._every_s = every_s
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-checker", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread after what it is checking now."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        after = -1  # last block of the range that was looked at
        while not self._closing.wait(self._every_s / max(1, len(self._ranges()))):
            ranges = self._ranges()
            following = [seal for seal in ranges if seal.first > after] or list(ranges)
            if not following:
                continue
            after = following[0].last
            try:
                self._check(following[0])
            except StoreError as err:
                _LOG.error("checking failed", problem=str(err))
