"""The thread that seals when there is enough to seal."""

import threading
from collections.abc import Callable

import structlog

from linewarden.errors import StoreError

_LOG = structlog.get_logger()
_RETRY_S = 5.0


class Sealer:
    """Calls `seal` in a thread of its own each time that it is woken. A failure is logged, kept in `problem` and tried again."""

    def __init__(self, seal: Callable[[], int], *, retry_s: float = _RETRY_S) -> None:
        self._seal = seal
        self._retry_s = retry_s
        self._wake = threading.Event()
        self._closing = threading.Event()
        self.problem = ""  # of the latest attempt; empty when it succeeded
        self._thread = threading.Thread(target=self._run, name="store-sealer", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something to seal."""
        self._wake.set()

    def close(self) -> None:
        """End the thread after what it is sealing now."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while self._wake.wait() and not self._closing.is_set():
            self._wake.clear()
            try:
                self._seal()
                self.problem = ""
            except StoreError as err:
                self.problem = str(err)
                _LOG.error("sealing failed", problem=self.problem)
                self._closing.wait(self._retry_s)
