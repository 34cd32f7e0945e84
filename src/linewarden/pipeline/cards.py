"""The feeds' cards: what came in, what became of it, what is wrong."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from linewarden.model.feed_card import FeedCard, FeedState
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.source import Source
from linewarden.scoring.needs import feed_voices
from linewarden.store.kept import FeedCounts
from linewarden.store.records import RecordStore

QUIET_AFTER = timedelta(minutes=5)
"""A feed without a row for so long is shown as quiet."""


class Intaker(Protocol):
    """What runs a feed: a drop folder's thread, a HEP server."""

    @property
    def state(self) -> FeedState:
        """Whether it works."""
        ...

    @property
    def problem(self) -> str | None:
        """What is wrong, in a sentence."""
        ...

    @property
    def waiting(self) -> int:
        """Rows or messages it holds that are not handed over yet."""
        ...


@dataclass(frozen=True, slots=True)
class Cards:
    """Called by the web part about once a second."""

    sources: Mapping[str, Source]
    intakers: Mapping[str, Intaker]
    store: RecordStore
    pipeline: Pipeline
    detector: Detector
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock_problem: Callable[[], str] = lambda: ""  # what is wrong with the clock of the calls

    def __call__(self) -> list[FeedCard]:
        """A card a feed, in the order of the settings."""
        counts, late = self.store.counts(), self.detector.late
        return [
            self._card(source, counts.get(name, FeedCounts()), late.get(name, 0))
            for name, source in self.sources.items()
        ]

    def _card(self, source: Source, counts: FeedCounts, late: int) -> FeedCard:
        meter, intaker, now_ns = self.pipeline.meters[source.name], self.intakers[source.name], time.monotonic_ns()
        last_ns = meter.last_ns
        last_at = None if last_ns is None else self.now() - timedelta(microseconds=(now_ns - last_ns) // 1000)
        problem = intaker.problem or self.pipeline.problem or self.clock_problem() or None
        telling = meter.told.telling()
        return FeedCard(
            name=source.name,
            kind=source.kind,
            basis=source.basis,
            received=counts.received,
            stored=counts.stored,
            rejected=counts.rejected,
            duplicates=counts.duplicates,
            calls=counts.calls,
            waiting=intaker.waiting + self.pipeline.waiting_rows(source.name),
            late=late,
            active_calls=len(source.dialogs) if source.dialogs is not None else 0,
            rate_per_s=round(meter.rate_per_s(now_ns), 1),
            last_arrival_at=last_at,
            lag_ms=meter.lag_ms,
            warned_p50_ms=meter.warned.quantile_ms(0.50),
            warned_p99_ms=meter.warned.quantile_ms(0.99),
            told_calls=telling.calls,
            coverage=telling.shares,
            voices=feed_voices(telling),
            state=self._state(intaker.state, last_at, problem),
            problem=problem,
        )

    def _state(self, told: FeedState, last_at: datetime | None, problem: str | None) -> FeedState:
        """The most pressing that holds."""
        if self.pipeline.failure is not None:
            return FeedState.FAILED
        if told is not FeedState.OK:
            return told
        if self.pipeline.is_stalled:
            return FeedState.STALLED
        if problem is not None:
            return FeedState.ATTENTION
        is_quiet = last_at is None or self.now() - last_at > QUIET_AFTER
        return FeedState.QUIET if is_quiet else FeedState.OK
