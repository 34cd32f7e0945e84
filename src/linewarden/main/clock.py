"""The clock that live calls are measured by: the machine's, but for its jumps."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

STEP_S = 2.0
"""Corrections up to this, one look at a time, are followed at once: a time service slews and steps by less."""

CONFIRMED_S = 600.0
"""A jump that stands for so long was a correction and is followed."""

_log = structlog.get_logger()


def _since_boot() -> float:
    """Seconds, those in which the machine slept included: after a sleep both clocks have gone on."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """The present, UTC. When the machine's clock jumps, time goes on evenly: else every call that is up would end, or last for days.

    Threads may share it.
    """

    def __init__(self, wall: Callable[[], float] = time.time, even: Callable[[], float] = _since_boot) -> None:
        """`wall`: seconds since 1970 UTC, may jump. `even`: seconds since some moment, does not."""
        self._wall, self._even = wall, even
        self._anchor = wall(), even()
        self._jumped_at: float | None = None  # by the even clock
        self.problem = ""  # while the two disagree

    def __call__(self) -> datetime:
        """The present."""
        wall_s, even_s = self._wall(), self._even()
        then_wall_s, then_even_s = self._anchor
        expected_s = then_wall_s + even_s - then_even_s
        if abs(wall_s - expected_s) <= STEP_S or self._is_confirmed(wall_s - expected_s, even_s):
            self._anchor, self._jumped_at, self.problem = (wall_s, even_s), None, ""
            return datetime.fromtimestamp(wall_s, UTC)
        return datetime.fromtimestamp(expected_s, UTC)

    def _is_confirmed(self, by_s: float, even_s: float) -> bool:
        if self._jumped_at is None:
            self._jumped_at = even_s
            self.problem = f"the machine's clock jumped by {by_s:+,.0f} s; calls are measured without it for {CONFIRMED_S / 60:.0f} minutes; check the time service"
            _log.error("clock jumped", by_s=round(by_s), problem=self.problem)
        return even_s - self._jumped_at >= CONFIRMED_S
