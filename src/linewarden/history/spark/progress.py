"""How far a Spark job is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks of the stages that Spark has begun so far."""

    done: int = 0
    all: int = 0
    lost: int = 0  # failed, and to be done again

    def __add__(self, other: "Tasks") -> "Tasks":
        return Tasks(self.done + other.done, self.all + other.all, self.lost + other.lost)


@contextmanager
def watched(session: "SparkSession", told: Callable[[Tasks], object]) -> Iterator[Callable[[], Tasks]]:
    """Tells how far the job inside the block is, twice a second; gives the state at any moment."""
    tracker = session.sparkContext.statusTracker()
    latest: dict[tuple[int, int], Tasks] = {}  # by stage and attempt
    is_over = threading.Event()

    def look() -> Tasks:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None:
                attempt = info.currentAttemptId
                again = info.numTasks if attempt else 0  # what a lost worker had finished is gone too
                latest[stage, attempt] = Tasks(info.numCompletedTasks, info.numTasks, info.numFailedTasks + again)
        return sum(latest.values(), Tasks())

    def run() -> None:
        while not is_over.wait(_LOOK_S):
            told(look())

    thread = threading.Thread(target=run, name="spark-progress", daemon=True)
    thread.start()
    try:
        yield lambda: sum(latest.values(), Tasks())
    finally:
        is_over.set()
        thread.join()
