"""Records of the past through detectors of several rule books at once, block by block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linewarden.ahead import ahead
from linewarden.features.records import RECORD_COLUMNS, record_events
from linewarden.history.raised import Raised, RaisedWarnings
from linewarden.history.span import Span
from linewarden.main.assembly import new_detector
from linewarden.numbering import Home
from linewarden.pipeline.detector import Detector, Origin
from linewarden.rulebook.book import RuleBook
from linewarden.store.records import RecordStore
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.issue import instant

BATCH_ROWS, BATCHES_AHEAD = 8_192, 4
"""Events scored at once, as in a replay; so many batches are read ahead."""

ORIGIN = Origin("backtest", "backtest", is_synthetic=False)


@dataclass(frozen=True, slots=True)
class Played:
    """What a book raised in the span, and how many calls each entry of its whitelist kept quiet (those of the warm-up too)."""

    raised: list[Raised]
    silenced: dict[str, int]


@dataclass(frozen=True, slots=True)
class Play:
    """A run: a result a book, and from when to when (not including) there were records in the span, UTC."""

    results: list[Played]
    since: datetime
    until: datetime


def play(
    store: RecordStore,
    span: Span,
    books: Sequence[RuleBook],
    home: Home,
    seen: Callable[[int], object],
    *,
    judge: Judge = danger,
) -> Play:
    """Each book's detector is warmed up with what lies before the span, as the live platform would have been; `seen` is called with events done.

    `judge`: who weighs persons by the first book.
    """
    judges = (judge, *(danger for _ in books[1:]))
    runs = [_Run(new_detector(home, book=book, judge=one)) for book, one in zip(books, judges, strict=True)]
    first_us = last_us = None
    for batch in ahead(store.in_time_order(span.read_since, span.until, columns=RECORD_COLUMNS), BATCHES_AHEAD):
        events = record_events(batch)
        for start in range(0, len(events), BATCH_ROWS):
            part = events.take(slice(start, start + BATCH_ROWS))
            for run in runs:
                run.detector.feed(part, ORIGIN)
                run.note()
            wanted = part.at_us[part.at_us >= span.since_us]
            if wanted.size:
                first_us = int(wanted[0]) if first_us is None else first_us
                last_us = int(wanted[-1])
            seen(len(part))
    assert first_us is not None, "the span was checked to hold records"
    assert last_us is not None
    results = [Played(run.raised.since(span.since), run.silenced) for run in runs]
    return Play(results, instant(first_us), instant(last_us) + timedelta(microseconds=1))


class _Run:
    """One book at work."""

    def __init__(self, detector: Detector) -> None:
        self.detector, self.raised = detector, RaisedWarnings()
        self.silenced: dict[str, int] = {}

    def note(self) -> None:
        """Take over what the last block brought."""
        for revision in self.detector.revisions():
            self.raised.note(revision)
        for found in self.detector.silenced():
            self.silenced[found.number] = self.silenced.get(found.number, 0) + found.calls
