"""Ours on several hosts: `linewarden shard run` twice on loopback, this process hands events out and puts the values together, as `serve --cluster` does.

Two jobs: `rules`, what the platform runs (only the subjects that today's rules ask about are kept, 13 values come back), and `all`, in which all nine subjects are kept and one value of each
more comes back, the work that Ray's actors do. One host and two take turns; then the time from when events are due until their values are there at a steady rate; then a host is killed with
SIGKILL and the shares go on, on the one that is left, from their snapshot and the blocks since. All values are compared with one engine.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.peers.job import PARQUET, parser, tell
from benchmarks.peers.meter import Meter, rss_mb
from benchmarks.peers.stream import read
from linewarden.errors import ShardError
from linewarden.features import COLUMN, Engine, warm_up
from linewarden.features.cluster import Address, Cluster, made_key
from linewarden.features.engines import LaneEngine
from linewarden.history.wanted import of_rules
from linewarden.model.event import EventBlock

OTHERS = (
    "imei_distinct_1h",
    "imsi_distinct_1h",
    "cell_distinct_1h",
    "trunk_distinct_1h",
    "source_ip_distinct_1h",
    "stack_distinct_1h",
)
JOBS = {"rules": of_rules().names, "all": (*of_rules().names, *OTHERS)}
BLOCK_ROWS = 10_000


@contextmanager
def hosts(count: int, folder: Path) -> Iterator[tuple[list[subprocess.Popen[str]], list[Address], Path]]:
    """Processes, addresses and the key."""
    key = folder / "cluster.pem"
    if not key.exists():
        made_key(key)
    command = [sys.executable, "-m", "linewarden.main", "shard", "run", "--listen", "127.0.0.1:0", "--key", str(key)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(count)
    ]
    try:
        told = [process.stdout.readline() for process in processes if process.stdout is not None]
        yield processes, [Address.parse(line.removeprefix("host: ")) for line in told], key
    finally:
        for process in processes:
            process.kill()
            process.wait()


def cut(events: EventBlock, rows: int) -> list[EventBlock]:
    """In blocks of so many."""
    return [events.take(slice(start, start + rows)) for start in range(0, len(events), rows)]


def pushed(engine: LaneEngine, blocks: list[EventBlock], names: tuple[str, ...]) -> np.ndarray:
    """Column sums."""
    sums = np.zeros(len(names), np.int64)
    for block in blocks:
        values = engine.push(block)
        sums += [int(values.column(name).sum()) for name in names]
    return sums


def full_speed(count: int, blocks: list[EventBlock], names: tuple[str, ...], expected: np.ndarray) -> dict[str, Any]:
    """Events a second, and processor time of the head and of each host."""
    rows = sum(map(len, blocks))
    with tempfile.TemporaryDirectory() as folder, hosts(count, Path(folder)) as (processes, addresses, key):
        cluster = Cluster(addresses, key, shares=count, features=names)
        followed = [psutil.Process(), *(psutil.Process(process.pid) for process in processes)]
        engine, before = cluster.new("bench"), [sum(one.cpu_times()[:2]) for one in followed]
        with Meter() as meter:
            sums = pushed(engine, blocks, names)
        assert np.array_equal(sums, expected), "the shares do not add up to the whole"
        head, *others = [
            (sum(one.cpu_times()[:2]) - was) / rows * 1e6 for one, was in zip(followed, before, strict=True)
        ]
        figures = meter.figures(rows) | {
            "head_us_an_event": round(head, 2),
            "host_us_an_event": [round(other, 2) for other in others],
            "rss_mb": rss_mb(),
        }
        cluster.close()
    return figures


def latency(blocks: list[EventBlock], every_s: float) -> dict[str, float]:
    """From when a block is due until its values are there, two hosts."""
    with tempfile.TemporaryDirectory() as folder, hosts(2, Path(folder)) as (_, addresses, key):
        cluster = Cluster(addresses, key, shares=2, features=JOBS["rules"])
        engine, took = cluster.new("bench"), []
        began = time.perf_counter()
        for number, block in enumerate(blocks):
            due = began + number * every_s
            time.sleep(max(0.0, due - time.perf_counter()))
            engine.push(block)
            took.append((time.perf_counter() - due) * 1000)
        cluster.close()
    return {f"p{share}_ms": round(float(np.percentile(took, share)), 1) for share in (50, 99)}


def killed(blocks: list[EventBlock], expected: np.ndarray) -> dict[str, Any]:
    """A snapshot after a quarter, SIGKILL of one of two hosts after half of the blocks."""
    names, half = JOBS["rules"], len(blocks) // 2
    with tempfile.TemporaryDirectory() as name, hosts(2, Path(name)) as (processes, addresses, key):
        cluster, folder = Cluster(addresses, key, shares=2, features=names), Path(name)
        engine: LaneEngine = cluster.new("bench")
        sums = pushed(engine, blocks[: half // 2], names)
        engine.image().save(folder / "lane.npz")
        sums += pushed(engine, blocks[half // 2 : half], names)
        processes[0].kill()
        began = time.perf_counter()
        try:
            engine.push(blocks[half])
            raise SystemExit("a host was killed and nobody noticed")
        except ShardError:
            cluster.mend()
        engine = cluster.load("bench", folder / "lane.npz")
        pushed(engine, blocks[half // 2 : half], names)
        sums += pushed(engine, blocks[half : half + 1], names)
        gap_s = time.perf_counter() - began
        sums += pushed(engine, blocks[half + 1 :], names)
        cluster.close()
    return {"stopped_s": round(gap_s, 2), "lost": 0, "same_values": bool(np.array_equal(sums, expected))}


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--rate", type=int, default=10_000, help="events a second for the latency")
    arguments.add_argument("--seconds", type=int, default=15)
    asked = arguments.parse_args()
    events = read(asked.folder / PARQUET)
    blocks = cut(events, BLOCK_ROWS)
    warm_up()
    sums, began = np.zeros(len(COLUMN), np.int64), time.perf_counter()
    engine = Engine()
    for block in blocks:
        sums += engine.push(block).values.sum(axis=0)
    one_engine = len(events) / (time.perf_counter() - began)
    expected = {job: sums[[COLUMN[name] for name in names]] for job, names in JOBS.items()}
    report = {
        f"{job}_{count}_host{'s' * (count > 1)}": full_speed(count, blocks, names, expected[job])
        for job, names in JOBS.items()
        for count in (1, 2)
    }
    figures = report["all_2_hosts"]
    tell(
        figures, jobs=report, values_an_event=len(JOBS["all"]), one_engine_per_wall_s=round(one_engine),
        at_10000_per_s=latency(cut(events.take(slice(0, asked.rate * asked.seconds)), asked.rate // 20), 0.05),
        worker_killed=killed(blocks, expected["rules"]),
    )  # fmt: skip


if __name__ == "__main__":
    main()
