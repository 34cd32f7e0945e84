"""Ours over Parquet: `linewarden.history`, an engine a core, each with its share of the callers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks.peers.job import NAMES, PLAIN, PLAIN_PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from linewarden.ahead import ahead
from linewarden.features import warm_up
from linewarden.history.kernel import Kernel
from linewarden.history.stream import BLOCK_ROWS
from linewarden.history.wanted import named
from linewarden.model.event import EventBlock, EventKind, event_block


def blocks(path: Path) -> Iterator[EventBlock]:
    """The calls of the file as events, read ahead by a thread."""
    number = 0
    for batch in ahead(pq.ParquetFile(path).iter_batches(BLOCK_ROWS, columns=list(PLAIN)), 8):
        at_ms, cli, called, is_answered, talk_ms = (column.to_numpy() for column in batch.columns)
        at_us = at_ms * 1000
        yield event_block(
            at_us=at_us, kind=np.full(at_us.size, EventKind.RECORD), record_id=np.arange(number, number + at_us.size),
            setup_us=at_us, answered_us=is_answered * at_us, talk_ms=talk_ms, cli=cli, called=called,
        )  # fmt: skip
        number += at_us.size


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--cores", type=int, default=2)
    asked = arguments.parse_args()
    warm_up()
    sums, events = np.zeros(len(NAMES), np.int64), 0
    with Meter() as meter:
        kernel = Kernel(named(NAMES), shares=asked.cores)
        for block, values in kernel.values(blocks(asked.folder / PLAIN_PARQUET)):
            sums += values.sum(axis=0)
            events += len(block)
    tell(meter.figures(events), sums=dict(zip(NAMES, sums.tolist(), strict=True)))


if __name__ == "__main__":
    main()
