"""Bytewax: a keyed stateful step in Python under its Rust engine, one worker. The calls lie in memory as tuples before the clock starts.

Measured in batches of 1,000 from the source to a sink that sums; smaller and larger ones were slower. Recovery is off, which is kind to it.
"""

import bytewax.operators as op
import pyarrow.parquet as pq
from bytewax.dataflow import Dataflow
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.testing import TestingSource, run_main

from benchmarks.peers.job import NAMES, PLAIN, PLAIN_PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from benchmarks.peers.plain import Caller

Call = tuple[int, int, int, int]  # at_ms, called, is_answered, talk_ms


class Summing(StatelessSinkPartition, DynamicSink):
    """Adds up what comes, by column."""

    def __init__(self) -> None:
        self.sums = [0] * len(NAMES)

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "Summing":  # noqa: ARG002  Bytewax's protocol
        """The one partition."""
        return self

    def write_batch(self, items: list[tuple[str, list[int]]]) -> None:
        """Some rows."""
        columns = zip(*(row for _, row in items), strict=True)
        self.sums = [total + sum(column) for total, column in zip(self.sums, columns, strict=True)]


def step(caller: Caller | None, call: Call) -> tuple[Caller, list[int]]:
    """One call of one caller."""
    caller = caller or Caller()
    return caller, caller.step(*call)


def flow(calls: list[tuple[str, Call]], sink: Summing) -> Dataflow:
    """Source, step, sink."""
    dataflow = Dataflow("reference_job")
    keyed = op.input("calls", dataflow, TestingSource(calls, batch_size=1_000))
    op.output("sums", op.stateful_map("windows", keyed, step), sink)
    return dataflow


def main() -> None:
    """Run and print."""
    asked = parser(__doc__).parse_args()
    table = pq.read_table(asked.folder / PLAIN_PARQUET)
    at_ms, cli, called, is_answered, talk_ms = (table.column(name).to_pylist() for name in PLAIN)
    calls = list(zip(map(str, cli), zip(at_ms, called, is_answered, talk_ms, strict=True), strict=True))
    sink = Summing()
    dataflow = flow(calls, sink)
    with Meter() as meter:
        run_main(dataflow)
    tell(meter.figures(len(calls)), sums=dict(zip(NAMES, sink.sums, strict=True)))


if __name__ == "__main__":
    main()
