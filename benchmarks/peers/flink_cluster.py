"""Flink SQL on a cluster of this machine alone: a job manager and two task managers, parallelism 2; the reference job.

Throughput: the same nested query as `flink.py`, source and start of the job included. Latency: files of 100 ms of calls at a steady pace,
from when a file was due until its row of values is made. Loss of a worker: a task manager is killed in the middle; checkpoints every 2 s.
"""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyflink
from pyflink.common import Configuration
from pyflink.table import EnvironmentSettings, TableEnvironment
from pyflink.version import __version__

from benchmarks.peers.feed import Feed, as_csv
from benchmarks.peers.flink import nested, run, source, summed
from benchmarks.peers.job import CSV, NAMES, parser, tell
from benchmarks.peers.meter import Meter, rss_mb

HOME = Path(pyflink.__file__).parent
PORT = 18_081
CONFIG = f"""
jobmanager.rpc.address: 127.0.0.1
jobmanager.bind-host: 127.0.0.1
jobmanager.memory.process.size: 1g
taskmanager.host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.memory.process.size: 2g
taskmanager.memory.managed.size: 64m
taskmanager.numberOfTaskSlots: 2
taskmanager.load-balance.mode: SLOTS
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: {PORT}
heartbeat.interval: 500
heartbeat.timeout: 8000
"""
JOB = {
    "execution.target": "remote",
    "rest.address": "127.0.0.1",
    "rest.port": str(PORT),
    "parallelism.default": "2",
    "pipeline.object-reuse": "true",
    "pipeline.auto-watermark-interval": "20ms",
    "state.backend.type": "hashmap",
    "restart-strategy.type": "fixed-delay",
    "restart-strategy.fixed-delay.attempts": "5",
    "restart-strategy.fixed-delay.delay": "500ms",
    "table.local-time-zone": "UTC",
}
PRINTED = re.compile(r"\+I\[(\d+), \d+, (\d{4}-\d\d-\d\dT[\d:.]+)Z\]")


class Cluster:
    """Its processes and what they print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "conf").mkdir()
        (folder / "conf" / "config.yaml").write_text(CONFIG + f"io.tmp.dirs: {folder}/tmp\n", "utf-8")
        (folder / "tmp").mkdir()
        self._env = os.environ | {
            "FLINK_HOME": str(HOME),
            "FLINK_CONF_DIR": str(folder / "conf"),
            "FLINK_LOG_DIR": str(folder),
        }
        self.manager = self._start("jobmanager")
        self.workers = [self._start("taskmanager") for _ in range(2)]

    def _start(self, what: str) -> subprocess.Popen[bytes]:
        number = len(list(self.folder.glob("*.printed")))
        with (self.folder / f"{what}-{number}.printed").open("wb") as out:
            command = [str(HOME / "bin" / f"{what}.sh"), "start-foreground"]
            return subprocess.Popen(
                command, env=self._env, stdout=out, stderr=subprocess.DEVNULL, start_new_session=True
            )

    def stop(self) -> None:
        """Ends all of it."""
        for process in (*self.workers, self.manager):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """One that is ended in any case."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        started = Cluster(Path(name))
        try:
            yield started
        finally:
            started.stop()


def tables(**more: str) -> TableEnvironment:
    """A client of the cluster."""
    config = Configuration()
    for name, value in (JOB | more).items():
        config.set_string(name, value)
    return TableEnvironment.create(
        EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(config).build()
    )


def throughput(csv: Path) -> list[int]:
    """Sums over the whole file."""
    client = tables()
    client.execute_sql(source(csv))
    return run(client, summed(nested(), NAMES))


def latency(site: Cluster, rate: int, seconds: int) -> dict[str, float]:
    """Milliseconds from when calls were due until their rows are made, without the first third."""
    folder = site.folder / "feed"
    folder.mkdir()
    client = tables(
        **{"table.exec.source.idle-timeout": "300ms"}
    )  # not for files that end: all that follows would be late
    client.execute_sql(source(folder).replace("'format'", "'source.monitor-interval' = '50ms', 'format'"))
    client.execute_sql(
        "CREATE TABLE told (sent BIGINT, total BIGINT, made TIMESTAMP_LTZ(3)) WITH ('connector' = 'print')"
    )
    job = client.execute_sql(
        f"INSERT INTO told SELECT at_ms, {' + '.join(NAMES)}, CURRENT_ROW_TIMESTAMP() FROM {nested('at_ms, ')}"
    )
    time.sleep(5)
    feed = Feed(folder, as_csv, rate=rate, seconds=seconds, every_s=0.1)
    feed.start()
    feed.join()
    time.sleep(3)
    memory = rss_mb()
    job.get_job_client().cancel().result()
    took = []
    for path in site.folder.glob("taskmanager-*.printed"):
        for sent, made in PRINTED.findall(path.read_text("utf-8", "replace")):
            at = datetime.fromisoformat(made[:26]).replace(tzinfo=UTC).timestamp() * 1000
            took.append((int(sent), at - int(sent)))
    took.sort()
    late = sorted(ms for _, ms in took[len(took) // 3 :])
    shares = (
        {f"p{share}_ms": round(late[min(len(late) * share // 100, len(late) - 1)], 1) for share in (50, 99)}
        if late
        else {}
    )
    return {**shares, "sent": feed.sent, "made": len(took), "rss_mb": memory}


def killed(site: Cluster, csv: Path, after_s: float) -> tuple[list[int], float]:
    """Sums when a worker is killed after so many seconds, and how long the job took."""
    client = tables(
        **{"execution.checkpointing.interval": "2s", "execution.checkpointing.dir": f"file://{site.folder}/checkpoints"}
    )
    client.execute_sql(source(csv))
    victim = site.workers[1]
    threading.Timer(after_s, lambda: os.killpg(victim.pid, signal.SIGKILL)).start()
    began = time.perf_counter()
    return run(client, summed(nested(), NAMES)), time.perf_counter() - began


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--rate", type=int, default=10_000, help="events a second for the latency")
    arguments.add_argument("--seconds", type=int, default=20)
    asked = arguments.parse_args()
    csv = asked.folder / CSV
    with csv.open() as lines:
        events = sum(1 for _ in lines)
    with cluster() as site:
        time.sleep(10)
        throughput(csv)  # warms up the JVMs
        with Meter() as meter:
            sums = throughput(csv)
        figures = meter.figures(events)
        times = latency(site, asked.rate, asked.seconds)
        again, took_s = killed(site, csv, after_s=meter.wall_s * 0.5)
        tell(
            figures, version=__version__, values_an_event=len(NAMES), sums=dict(zip(NAMES, sums, strict=True)), at_10000_per_s=times,
            worker_killed={"took_s": round(took_s, 1), "usual_s": round(meter.wall_s, 1), "same_values": again == sums},
        )  # fmt: skip


if __name__ == "__main__":
    main()
