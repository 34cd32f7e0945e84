"""Rules over the past: what scores above a threshold, with several rule tables; on this machine or on a Spark cluster."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from linewarden.history.comparison import Comparison, Counts
from linewarden.history.kernel import Kernel
from linewarden.history.span import Span
from linewarden.history.spark.failure import failures
from linewarden.history.spark.job import count, records_of, tally
from linewarden.history.spark.progress import Tasks, watched
from linewarden.history.spark.session import Cluster, spark_session
from linewarden.history.stream import stream
from linewarden.history.tally import Criteria, Place, Tallied, Tally
from linewarden.store.held import Held
from linewarden.store.records import RecordStore


@dataclass(frozen=True, slots=True)
class Backtest:
    """What was gone through, and what was found."""

    read: int  # records, those of the warm-up included
    scored: int
    found: Comparison


def by_kernel(
    store: RecordStore, span: Span, criteria: Criteria, *, shares: int, seen: Callable[[int], object]
) -> Backtest:
    """On this machine; `seen` is called with the number of records done."""
    kernel, counter = Kernel(criteria.wanted, shares=shares), Tally(criteria)
    counts: dict[Place, Counts] = {}
    read = scored = 0
    for events, values in kernel.values(stream(store, span, criteria.wanted, seen)):
        first = int(np.searchsorted(events.at_us, span.since_us))
        read, scored = read + len(events), scored + len(events) - first
        counts |= map(_counted, counter.add(events.take(slice(first, None)), values[first:]))
    counts |= map(_counted, counter.finish())
    return Backtest(read, scored, Comparison(criteria.lines, len(criteria.tables), counts))


def by_spark(
    held: Held, span: Span, criteria: Criteria, cluster: Cluster, *, shares: int | None, told: Callable[[Tasks], object]
) -> Backtest:
    """On a cluster, all of whose workers see the lake under the same path. Raises EngineError when it cannot be used or the job failed."""
    with spark_session(cluster) as session, failures(cluster), watched(session, told):
        shares = shares or 2 * int(session.sparkContext.defaultParallelism)
        records = records_of(session, held, span, criteria.wanted)
        counted = count(records, span)
        counts = tally(records, span, criteria, shares)
    return Backtest(counted.read, counted.wanted, Comparison(criteria.lines, len(criteria.tables), counts))


def _counted(tallied: Tallied) -> tuple[Place, Counts]:
    return tallied.place, Counts(tallied.calls, tallied.callers.size, tallied.persons.size)
