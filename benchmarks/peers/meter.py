"""Wall clock, processor time and memory of this process and all processes below it."""

import resource
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

import psutil


class Meter:
    """Measures what is done within `with`. Processes that end within it count when their parent has waited for them."""

    def __init__(self) -> None:
        self.wall_s = self.cpu_s = 0.0

    def __enter__(self) -> Self:
        """Begins."""
        self.cpu_s, self.wall_s = -cpu_s(), -time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends."""
        self.wall_s += time.perf_counter()
        self.cpu_s += cpu_s()

    def figures(self, events: int) -> dict[str, object]:
        """As the benchmarks print them."""
        return {
            "events": events,
            "wall_s": self.wall_s,
            "cpu_s": self.cpu_s,
            "per_wall_s": round(events / self.wall_s),
            "per_cpu_s": round(events / self.cpu_s),
            "rss_mb": rss_mb(),
        }


def family() -> list[psutil.Process]:
    """This process and all below it."""
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def cpu_s() -> float:
    """Seconds of processor time so far. Its own to the microsecond; of others the system tells hundredths."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for process in family()[1:]:
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])  # own and of ended children, user and system
    return total


def rss_mb() -> int:
    """Memory now."""
    total = 0
    for process in family():
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total >> 20
