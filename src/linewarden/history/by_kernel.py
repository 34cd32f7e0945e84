"""Backfill on this machine."""

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from linewarden.history.kernel import Kernel
from linewarden.history.parts import PartFiles
from linewarden.history.run import Machine, Run
from linewarden.history.span import Span
from linewarden.history.stream import stream
from linewarden.history.wanted import Wanted
from linewarden.store.records import RecordStore

FILE_ROWS = 8_000_000
"""Rows of one file of the output."""


def backfill(
    store: RecordStore,
    span: Span,
    wanted: Wanted,
    folder: Path,
    *,
    shares: int,
    seen: Callable[[int], object],
) -> Run:
    """Files of the values of the wanted features at every record of the span, in order of time, in `folder`.

    `seen` is called with the number of records done. Raises StoreError when records cannot be read, UnwritableError when the disk is full.
    """
    started, processor = time.monotonic(), time.process_time()
    kernel = Kernel(wanted, shares=shares)
    files = PartFiles(folder, wanted.names, most=FILE_ROWS)
    read = 0
    for events, values in kernel.values(stream(store, span, wanted, seen)):
        read += len(events)
        first = int(np.searchsorted(events.at_us, span.since_us))
        files.add(events.record_id[first:], events.at_us[first:], values[first:])
    content = files.finish()
    with store.held(span.read_since, span.until) as held:
        machine = Machine(
            cores=len(os.sched_getaffinity(0)),
            processor_s=time.process_time() - processor,
            peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
            held_subjects=kernel.most_held,
            lake_bytes=held.bytes,
        )
    return Run("kernel", shares, span, wanted, read, content, time.monotonic() - started, machine)
