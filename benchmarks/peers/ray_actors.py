"""Our kernel on Ray: two actors, each an engine with its share of the subjects, on a cluster of this machine alone. The whole grid.

A block goes into the shared object store once; both actors read it there, compute all features and give those asked for back the same way
(`--columns`: what the rules read); the driver adds the two, which is the row of every event. State is safe as in the live half: snapshots, and the blocks since the last one are
gone through again by an actor that was killed. Telemetry and dashboard are off; nothing listens beyond loopback.
"""

import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import ray
from ray.exceptions import RayActorError

from benchmarks.peers.job import PARQUET, parser, tell
from benchmarks.peers.meter import Meter, rss_mb
from benchmarks.peers.stream import read
from linewarden.features import FEATURES, Engine, Image, Share, load, warm_up
from linewarden.model.event import EventBlock

Values = npt.NDArray[np.int64]
Columns = npt.NDArray[np.int64]
IN_FLIGHT = 4


@ray.remote(num_cpus=1, max_restarts=1, max_task_retries=0)
class Shard:
    """An engine with a share; begins from its snapshot when there is one."""

    def __init__(self, number: int, of: int, folder: str, columns: list[int]) -> None:
        self._columns = np.array(columns)
        self._snapshot = Path(folder) / f"share-{number}"
        self._engine = load(self._snapshot) if self._snapshot.exists() else Engine(share=Share(number, of))
        warm_up()

    def push(self, block: EventBlock) -> Values:
        """Values of the share, [events, columns]."""
        return values(self._engine, block, self._columns)

    def snapshot(self) -> int:
        """Writes one; how many events it has."""
        Image(self._engine).save(self._snapshot)
        return self._engine.pushed

    def about(self) -> tuple[int, int]:
        """Its process, and how many events it has."""
        return os.getpid(), self._engine.pushed


def values(engine: Engine, block: EventBlock, columns: Columns) -> Values:
    """The wanted values, [events, columns]."""
    return np.take(engine.push(block).values, columns, axis=1)


def merged(refs: list[Any]) -> Values:
    """The whole rows of one block."""
    first, *rest = ray.get(refs)
    return sum(rest, first)


def throughput(shards: list[Any], blocks: list[EventBlock]) -> Values:
    """Column sums, with some blocks under way at a time."""
    sums, waiting = 0, []
    for block in blocks:
        ref = ray.put(block)
        waiting.append([shard.push.remote(ref) for shard in shards])
        if len(waiting) == IN_FLIGHT:
            sums = sums + merged(waiting.pop(0)).sum(axis=0)
    for refs in waiting:
        sums = sums + merged(refs).sum(axis=0)
    return np.asarray(sums)


def latency(shards: list[Any], blocks: list[EventBlock], every_s: float) -> dict[str, float]:
    """From when a block is due until its rows are whole, at a steady pace."""
    began, took = time.perf_counter(), []
    for number, block in enumerate(blocks):
        due = began + number * every_s
        time.sleep(max(0.0, due - time.perf_counter()))
        ref = ray.put(block)
        merged([shard.push.remote(ref) for shard in shards])
        took.append((time.perf_counter() - due) * 1000)
    return {f"p{share}_ms": round(float(np.percentile(took, share)), 1) for share in (50, 99)}


def killed(shards: list[Any], blocks: list[EventBlock]) -> tuple[Values, float]:
    """Column sums when the first actor's process is killed halfway, and seconds until the next rows are whole."""
    sums, half, gap_s = 0, len(blocks) // 2, 0.0
    kept: list[EventBlock] = []
    for number, block in enumerate(blocks):
        if number == half // 2:
            ray.get([shard.snapshot.remote() for shard in shards])
            kept.clear()
        began = time.perf_counter()
        if number == half:
            os.kill(ray.get(shards[0].about.remote())[0], signal.SIGKILL)
        refs = [shard.push.remote(ray.put(block)) for shard in shards]
        parts = [_again(shards[0], kept, block, refs[0]), *ray.get(refs[1:])]
        sums = sums + sum(part.sum(axis=0) for part in parts)
        gap_s = time.perf_counter() - began if number == half else gap_s
        kept.append(block)
    return np.asarray(sums), gap_s


def _again(shard: Any, kept: list[EventBlock], block: EventBlock, ref: Any) -> Values:  # noqa: ANN401  Ray's handles have no types
    """The shard's values; when it was killed, its successor first goes through the blocks since the snapshot."""
    try:
        return ray.get(ref)
    except RayActorError:
        while True:
            try:
                ray.get(shard.about.remote())
                break
            except RayActorError:
                time.sleep(0.05)
        for past in kept:
            ray.get(shard.push.remote(past))
        return ray.get(shard.push.remote(block))


def cut(events: EventBlock, rows: int) -> list[EventBlock]:
    """In blocks of so many."""
    return [events.take(slice(start, start + rows)) for start in range(0, len(events), rows)]


def alone(blocks: list[EventBlock], columns: Columns) -> tuple[Values, float]:
    """Column sums and seconds of one engine in this process, without Ray."""
    engine, began, sums = Engine(), time.perf_counter(), 0
    for block in blocks:
        sums = sums + values(engine, block, columns).sum(axis=0)
    return np.asarray(sums), time.perf_counter() - began


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--actors", type=int, default=2)
    arguments.add_argument("--rate", type=int, default=10_000, help="events a second for the latency")
    arguments.add_argument("--seconds", type=int, default=15)
    arguments.add_argument("--columns", help="positions of the features to give back; all without")
    asked = arguments.parse_args()
    columns = [int(column) for column in asked.columns.split(",")] if asked.columns else list(range(len(FEATURES)))
    events = read(asked.folder / PARQUET)
    blocks = cut(events, 10_000)
    warm_up()
    expected, alone_s = alone(blocks, np.array(columns))
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        ray.init(
            num_cpus=asked.actors, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1",
            object_store_memory=1 << 30, _temp_dir=f"{folder}/ray", logging_level="error",
        )  # fmt: skip
        shards = made(asked.actors, f"{folder}/fast", columns)
        with Meter() as meter:
            sums = throughput(shards, blocks)
        assert np.array_equal(sums, expected), "the shares do not add up to the whole"
        figures = meter.figures(len(events))
        _end(shards)
        shards = made(asked.actors, f"{folder}/steady", columns)
        steady = cut(events.take(slice(0, asked.rate * asked.seconds)), asked.rate // 20)
        times = latency(shards, steady, 0.05) | {"rss_mb": rss_mb()}
        _end(shards)
        shards = made(asked.actors, f"{folder}/killed", columns)
        sums, gap_s = killed(shards, blocks)
        assert np.array_equal(sums, expected), "an actor was killed and values differ"
        tell(
            figures, version=ray.__version__, values_an_event=int(expected.size), one_engine_per_wall_s=round(len(events) / alone_s),
            at_10000_per_s=times, worker_killed={"stopped_s": round(gap_s, 2), "lost": 0, "same_values": True},
        )  # fmt: skip
        ray.shutdown()


def made(actors: int, folder: str, columns: list[int]) -> list[Any]:
    """Actors that are ready, with a folder for their snapshots."""
    Path(folder).mkdir()
    shards = [Shard.remote(number, actors, folder, columns) for number in range(actors)]
    ray.get([shard.about.remote() for shard in shards])
    return shards


def _end(shards: list[Any]) -> None:
    for shard in shards:
        ray.kill(shard)


if __name__ == "__main__":
    main()
