"""Flink SQL in streaming mode on a local cluster in one JVM, parallelism 1, state on the heap.

One OVER window a query is all that Flink allows, so the four windows are four nested queries, each adding its four columns: the result is
the whole row, as ours. (Four queries side by side were no faster, and wrong as they stand: Flink 2.3 takes OVER windows that differ in
length alone for one.) It reads CSV because its Python distribution has no Parquet; so a job that reads and only counts is measured too
and taken off. That job also warms the JVM up. It cannot do the whole grid: neighbouring numbers and ages need more than OVER.
"""

from pathlib import Path

from pyflink.table import EnvironmentSettings, TableEnvironment
from pyflink.version import __version__

from benchmarks.peers.job import CSV, MEASURES, NAMES, SPANS_MS, parser, tell
from benchmarks.peers.meter import Meter

SETTINGS = {
    "parallelism.default": "1",
    "pipeline.object-reuse": "true",
    "state.backend.type": "hashmap",
    "taskmanager.memory.process.size": "4g",
    "taskmanager.memory.managed.size": "64m",
    "rest.bind-address": "127.0.0.1",
    "rest.address": "127.0.0.1",
}
_ONE = {
    "attempts": "COUNT(*)",
    "answers": "SUM(is_answered)",
    "talk_ms": "SUM(talk_ms)",
    "distinct": "COUNT(DISTINCT party)",
}


def source(csv: Path) -> str:
    """The calls, with event time. `called` is a reserved word of this dialect."""
    return f"""
CREATE TABLE calls (at_ms BIGINT, cli BIGINT, party BIGINT, is_answered BIGINT, talk_ms BIGINT,
  at_time AS TO_TIMESTAMP_LTZ(at_ms, 3), WATERMARK FOR at_time AS at_time - INTERVAL '0.001' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'file://{csv}', 'format' = 'csv')"""


def over(ms: int) -> str:
    """A window of (t - ms, t]."""
    days, rest = divmod(ms - 1, 86_400_000)
    seconds, milli = divmod(rest, 1000)
    clock = f"{days} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{milli:03d}"
    return f"(PARTITION BY cli ORDER BY at_time RANGE BETWEEN INTERVAL '{clock}' DAY TO SECOND(3) PRECEDING AND CURRENT ROW)"


def nested(besides: str = "") -> str:
    """The row of sixteen values, and columns `besides`, each with a comma behind it."""
    query, columns = "calls", f"{besides}at_time, cli, party, is_answered, talk_ms"
    for span, ms in SPANS_MS.items():
        values = ", ".join(f"{_ONE[measure]} OVER w AS caller_{measure}_{span}" for measure in MEASURES)
        query = f"(SELECT {columns}, {values} FROM {query} WINDOW w AS {over(ms)})"
        columns += "".join(f", caller_{measure}_{span}" for measure in MEASURES)
    return query


def summed(query: str, names: tuple[str, ...]) -> str:
    """Sums over all rows; by one long time window, because a sum without one would be told anew at every row."""
    sums = ", ".join(f"SUM({name}) AS {name}" for name in names)
    return f"""
WITH found AS (SELECT * FROM {query})
SELECT {sums} FROM TABLE(TUMBLE(TABLE found, DESCRIPTOR(at_time), INTERVAL '99' DAY)) GROUP BY window_start, window_end"""


def run(tables: TableEnvironment, query: str) -> list[int]:
    """The sums of a job when it has ended."""
    with tables.execute_sql(query).collect() as rows:
        found = [list(row) for row in rows]  # more than one when the long windows cut the stream
    return [sum(column) for column in zip(*found, strict=True)]


def main() -> None:
    """Run and print."""
    asked = parser(__doc__).parse_args()
    tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    for name, value in SETTINGS.items():
        tables.get_config().set(name, value)
    tables.execute_sql(source(asked.folder / CSV))
    reading = summed("calls", ("is_answered", "talk_ms"))
    run(tables, reading)
    with Meter() as read:
        run(tables, reading)
    with Meter() as meter:
        sums = run(tables, summed(nested(), NAMES))
    with (asked.folder / CSV).open() as lines:
        events = sum(1 for _ in lines)
    meter.wall_s, meter.cpu_s = meter.wall_s - read.wall_s, meter.cpu_s - read.cpu_s
    taken_off = {"reading_wall_s": round(read.wall_s, 2), "reading_cpu_s": round(read.cpu_s, 2)}
    tell(meter.figures(events), sums=dict(zip(NAMES, sums, strict=True)), version=__version__, **taken_off)


if __name__ == "__main__":
    main()
