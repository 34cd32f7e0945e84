"""Events per second of wall clock through the whole feature grid: one process against two or more shards, on the same events.

    python -m benchmarks.shards [--rows 1000000] [--runs 3] [--shards 2]

Prints one JSON object. All nine subjects are told, blocks of 10,000; runs of one engine and of the shards take turns. Stops when the column
sums differ. Processor time is that of all processes together, so it tells the work that shards do twice even on a busy machine.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.peers.stream import city
from linewarden.features import FEATURES, Engine, warm_up
from linewarden.features.engines import LaneEngine, OwnEngine
from linewarden.features.shards import Shards
from linewarden.features.shards.shared_block import VALUE_BYTES
from linewarden.features.told import EVENT_BYTES
from linewarden.model.event import EventBlock

BLOCK_ROWS = 10_000
MB = 1 << 20


def run(engine: LaneEngine, events: EventBlock) -> tuple[float, np.ndarray]:
    """Seconds of wall clock, and the column sums. Summing is not timed: one engine has none of it to do."""
    seconds, sums = 0.0, np.zeros(len(FEATURES), np.int64)
    for start in range(0, len(events), BLOCK_ROWS):
        block = events.take(slice(start, start + BLOCK_ROWS))
        began = time.perf_counter()
        matrix = engine.push(block)
        seconds += time.perf_counter() - began
        if start % (10 * BLOCK_ROWS) == 0:
            sums += matrix.values.sum(axis=0)
    return seconds, sums


def processor_s(processes: list[psutil.Process]) -> float:
    """Processor seconds of these processes so far."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def pss_mb(process: psutil.Process) -> int:
    """Memory of a process, in MB: what it shares is divided among those who share it."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)


def measured(rows: int, runs: int, count: int, *, all_told: bool) -> dict[str, Any]:
    """One engine and `count` shards in turns."""
    events, me = city(rows, all_told=all_told), psutil.Process()
    shards = Shards(count)
    workers = [psutil.Process(pid) for pid in shards.pids]
    makers: dict[str, Callable[[], LaneEngine]] = {
        "one": lambda: OwnEngine(Engine()),
        "shards": lambda: shards.new("bench"),
    }
    walls: dict[str, list[float]] = {name: [] for name in makers}
    processor: dict[str, list[float]] = {name: [] for name in makers}
    sums: dict[str, np.ndarray] = {}
    nbytes: dict[str, int] = {}
    shares_s: list[list[float]] = []
    try:
        for _ in range(runs):
            for name, make in makers.items():
                engine = make()
                before, of_each = processor_s([me, *workers]), [processor_s([worker]) for worker in workers]
                wall, sums[name] = run(engine, events)
                processor[name].append(processor_s([me, *workers]) - before)
                walls[name].append(wall)
                nbytes[name] = engine.nbytes
                if name == "shards":
                    shares_s.append([processor_s([w]) - was for w, was in zip(workers, of_each, strict=True)])
                del engine
        if not np.array_equal(sums["one"], sums["shards"]):
            raise SystemExit("one engine and the shards differ")
        memory = [pss_mb(worker) for worker in workers]
    finally:
        shards.close()
    wall = {name: statistics.median(values) for name, values in walls.items()}
    spent = {name: statistics.median(values) for name, values in processor.items()}
    share_s = [statistics.median(column) for column in zip(*shares_s, strict=True)]
    return {
        "events_per_s": {name: round(rows / value) for name, value in wall.items()},
        "times_faster": round(wall["one"] / wall["shards"], 2),
        "processor_us_an_event": {name: round(value / rows * 1e6, 2) for name, value in spent.items()},
        "processor_us_an_event_by_share": [round(value / rows * 1e6, 2) for value in share_s],
        "work_of_a_share": round(max(share_s) / spent["one"], 3),  # 1 / shards if nothing were done twice
        "work_done_twice": round(sum(share_s) / spent["one"] - 1, 3),
        "engine_mb": {name: round(value / MB) for name, value in nbytes.items()},
        "worker_pss_mb": memory,
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--shards", type=int, default=2)
    asked = parser.parse_args()
    warm_up()
    print(
        json.dumps(
            {
                "rows": asked.rows,
                "runs": asked.runs,
                "shards": asked.shards,
                "block_rows": BLOCK_ROWS,
                "bytes_handed_over_an_event": EVENT_BYTES,
                "bytes_of_values_an_event": VALUE_BYTES,
                "all_subjects": measured(asked.rows, asked.runs, asked.shards, all_told=True),
                "numbers_only": measured(asked.rows, asked.runs, asked.shards, all_told=False),
            }
        )
    )


if __name__ == "__main__":
    main()
