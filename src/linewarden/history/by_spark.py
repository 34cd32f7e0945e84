"""Backfill on a Spark cluster, or on its local[N]."""

import time
from collections.abc import Callable
from pathlib import Path

from linewarden.errors import EngineError
from linewarden.history.run import Machine, Run
from linewarden.history.span import Span
from linewarden.history.spark.failure import failures
from linewarden.history.spark.job import count, records_of, write
from linewarden.history.spark.progress import Tasks, watched
from linewarden.history.spark.session import Cluster, spark_session
from linewarden.history.wanted import Wanted
from linewarden.store.held import Held


def backfill(
    held: Held,
    span: Span,
    wanted: Wanted,
    folder: Path,
    cluster: Cluster,
    *,
    shares: int | None,
    told: Callable[[Tasks], object],
) -> Run:
    """Files of the values of the wanted features at every record of the span in `folder`, which all workers see under the same path.

    A file's rows are in order of time, files are not. Raises EngineError when the cluster cannot be used or the job failed.
    """
    started = time.monotonic()
    with spark_session(cluster) as session, failures(cluster), watched(session, told) as tasks:
        cores = int(session.sparkContext.defaultParallelism)
        shares = shares or 2 * cores
        records = records_of(session, held, span, wanted)
        counted = count(records, span)
        content, most_held = write(records, span, wanted, shares, folder)
        lost = tasks().lost
    if content.rows != counted.wanted:
        raise EngineError(
            f"Spark counted {counted.wanted:,} records and wrote values of {content.rows:,}; run again, and report this"
        )
    machine = Machine(cores=cores, held_subjects=most_held, lake_bytes=held.bytes, tasks_lost=lost)
    return Run("spark", shares, span, wanted, counted.read, content, time.monotonic() - started, machine)
