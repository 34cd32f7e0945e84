"""Wall time as an argument, so that tests can play an hour in a moment."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Where the player takes wall time from."""

    def now_s(self) -> float:
        """Seconds since some fixed moment."""

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Let `seconds` pass, or less when `stop` is set."""


class WallClock:
    """The machine's own time."""

    def now_s(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Let `seconds` pass, or less when `stop` is set."""
        stop.wait(seconds)
