"""Spark structured streaming: a driver and two executors of one core on this machine alone; the reference job.

It has no OVER windows on streams, so the job is a Python function with state for each caller (`applyInPandasWithState`), which keeps the
same object as `plain.py`. Throughput: files of 10,000 calls, one a micro-batch, start of the query included. Latency: files of half a
second of calls at a steady pace, from when a file was due until its micro-batch has been written. Loss of a worker: one executor's process
is killed in the middle.
"""

import os
import pickle  # the peer's own state, written and read by itself
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import __version__
from pyspark.sql import DataFrame, SparkSession

from benchmarks.peers.feed import Call, Feed
from benchmarks.peers.job import NAMES, PLAIN, PLAIN_PARQUET, parser, tell
from benchmarks.peers.meter import Meter, family, rss_mb
from benchmarks.peers.plain import Caller

BATCH_ROWS = 10_000
SCHEMA = ", ".join(f"{name} BIGINT" for name in PLAIN)
ROW = "at_ms BIGINT, " + ", ".join(f"{name} BIGINT" for name in NAMES)
SUMS = [f"sum({name}) AS {name}" for name in NAMES]


def session() -> SparkSession:
    """A cluster of two executors."""
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "1500m",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.sql.streaming.stateStore.providerClass": "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1500]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def values(_key: Any, frames: Iterator[pd.DataFrame], state: Any) -> Iterator[pd.DataFrame]:  # noqa: ANN401  Spark's types are not published
    """The rows of one caller's calls of a micro-batch."""
    caller: Caller = pickle.loads(state.get[0]) if state.exists else Caller()
    columns = ["at_ms", "called", "is_answered", "talk_ms"]
    calls = sorted(call for frame in frames for call in frame[columns].to_numpy().tolist())
    rows = [[call[0], *caller.step(*call)] for call in calls]
    state.update((pickle.dumps(caller, protocol=5),))
    yield pd.DataFrame(rows, columns=["at_ms", *NAMES])


def stream(spark: SparkSession, folder: Path) -> DataFrame:
    """The rows of values of all calls that the folder gets."""
    calls = spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", 1).parquet(str(folder))
    return calls.groupBy("cli").applyInPandasWithState(values, ROW, "caller BINARY", "append", "NoTimeout")


def whole(spark: SparkSession, source: Path, folder: Path, kill_after_batch: int | None = None) -> list[int]:
    """Sums over all files of a folder."""
    sums: dict[int, list[int]] = {}

    def add(rows: DataFrame, batch: int) -> None:
        sums[batch] = [value or 0 for value in rows.selectExpr(*SUMS).collect()[0]]
        if batch == kill_after_batch:
            threading.Timer(0.3, kill_executor).start()

    query = (
        stream(spark, source)
        .writeStream.foreachBatch(add)
        .option("checkpointLocation", str(folder))
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    return [sum(column) for column in zip(*sums.values(), strict=True)]


def kill_executor() -> None:
    """One worker's process."""
    for process in family():
        with suppress(psutil.Error):
            if "CoarseGrainedExecutorBackend" in " ".join(process.cmdline()):
                process.kill()
                return


def latency(spark: SparkSession, folder: Path, rate: int, seconds: int) -> dict[str, Any]:
    """Milliseconds from when calls were due until their micro-batch is done, without the first third."""
    source = folder / "feed"
    source.mkdir()
    took: list[tuple[int, float]] = []

    def note(rows: DataFrame, _batch: int) -> None:
        due = rows.selectExpr("min(at_ms)", *SUMS).collect()[0][0]  # of a file: when it was due
        if due is not None:
            took.append((due, time.time() * 1000 - due))

    query = (
        stream(spark, source)
        .writeStream.foreachBatch(note)
        .option("checkpointLocation", str(folder / "steady"))
        .start()
    )
    feed = Feed(source, _parquet, rate=rate, seconds=seconds, every_s=0.5)
    feed.start()
    feed.join()
    memory, ended = rss_mb(), time.time()
    while len(took) < seconds * 2 and time.time() < ended + (10 if took else 60):
        time.sleep(0.5)
    query.stop()
    late = sorted(ms for _, ms in took[len(took) // 3 :])
    shares = (
        {f"p{share}_ms": round(late[min(len(late) * share // 100, len(late) - 1)]) for share in (50, 99)}
        if late
        else {}
    )
    return {**shares, "sent": feed.sent, "files_done": len(took), "files": seconds * 2, "rss_mb": memory}


def _parquet(calls: list[Call], path: Path) -> None:
    pq.write_table(
        pa.table(
            {name: pa.array(column, pa.int64()) for name, column in zip(PLAIN, zip(*calls, strict=True), strict=True)}
        ),
        path,
    )


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--rate", type=int, default=10_000, help="events a second for the latency")
    arguments.add_argument("--seconds", type=int, default=20)
    asked = arguments.parse_args()
    calls = pq.read_table(asked.folder / PLAIN_PARQUET)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder, files = Path(name), Path(name) / "files"
        files.mkdir()
        for number, start in enumerate(range(0, len(calls), BATCH_ROWS)):
            path = files / f"calls-{number:06d}"
            pq.write_table(calls.slice(start, BATCH_ROWS), path)
            os.utime(path, (number, number))  # Spark takes the oldest first
        spark = session()
        first = folder / "first"
        first.mkdir()
        pq.write_table(calls.slice(0, BATCH_ROWS // 10), first / "calls")
        whole(spark, first, folder / "warm")
        with Meter() as meter:
            sums = whole(spark, files, folder / "fast")
        figures = meter.figures(len(calls))
        times = latency(spark, folder, asked.rate, asked.seconds)
        began = time.perf_counter()
        again = whole(spark, files, folder / "killed", kill_after_batch=0)
        took_s = time.perf_counter() - began
        tell(
            figures, version=__version__, values_an_event=len(NAMES), sums=dict(zip(NAMES, sums, strict=True)), at_10000_per_s=times,
            worker_killed={"took_s": round(took_s, 1), "usual_s": round(meter.wall_s, 1), "same_values": again == sums},
        )  # fmt: skip
        spark.stop()


if __name__ == "__main__":
    main()
