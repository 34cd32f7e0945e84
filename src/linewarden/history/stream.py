"""The store's records as the stream of call events that a backfill goes through, read ahead of the kernel."""

from collections.abc import Callable, Iterator

from linewarden.ahead import ahead
from linewarden.features.records import record_events
from linewarden.history.span import Span
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock
from linewarden.store.records import RecordStore

BLOCK_ROWS = 16_384
"""Events handed on at once."""

_BLOCKS_AHEAD = 4


def stream(store: RecordStore, span: Span, wanted: Wanted, seen: Callable[[int], object]) -> Iterator[EventBlock]:
    """The events of all records that the span needs, in order of (ended_at, record_id); `seen` is called with the size of each block."""
    for events in ahead(_events(store, span, wanted), _BLOCKS_AHEAD):
        yield events
        seen(len(events))


def _events(store: RecordStore, span: Span, wanted: Wanted) -> Iterator[EventBlock]:
    for batch in store.in_time_order(span.read_since, span.until, columns=wanted.record_columns):
        events = record_events(batch)
        for start in range(0, len(events), BLOCK_ROWS):
            yield events.take(slice(start, start + BLOCK_ROWS))
