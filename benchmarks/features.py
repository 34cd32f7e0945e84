"""Events per second through the features: ours, DuckDB, Flink SQL, Bytewax and plain Python, on the same events in the same run.

    python -m benchmarks.features [--rows 1000000] [--grid-rows 20000] [--ours-rows 1000000] [--runs 3]

Prints one JSON object. Two jobs: `caller`, the sixteen values that all can do (`peers/job.py`), and `all`, the whole grid of nine subjects.
Programs take turns (Flink, the slowest, has one), each in a process of its own with one core's worth of work (one thread, worker or parallelism 1); reading the events
is not counted for any. Figures are medians: events per second of processor time, of the program and all below it, and per second of wall
clock. It stops when a program's column sums differ from ours in the windows of 5 minutes and 1 hour; of the longer ones, which the
kernel may keep by panes, it prints the largest relative difference. The last part runs ours alone on a longer stream.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.ask import ask
from benchmarks.peers.job import EXACT_SPANS
from benchmarks.peers.stream import city, write
from linewarden.features import FEATURES, Engine, warm_up
from linewarden.features.engines import OwnEngine

MB = 1 << 20

CALLER: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "ours": ("kernel", None, ()),
    "duckdb_micro_batches": ("duck", None, ()),
    "duckdb_whole": ("duck", None, ("--whole",)),
    "flink_sql": ("flink", "flink", ()),
    "bytewax": ("bytewax", "bytewax", ()),
    "python_dicts": ("python_dicts", None, ()),
}
"""Name in the results: program, environment, arguments."""

ONCE = frozenset({"flink_sql"})
"""Takes longest, so it has one turn."""

ALL: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "ours": ("kernel", None, ("--job", "all")),
    "duckdb_whole": ("duck", None, ("--all",)),
    "python_dicts": ("python_grid", None, ()),
}


def compared(programs: dict[str, tuple[str, str | None, tuple[str, ...]]], folder: Path, runs: int) -> dict[str, Any]:
    """All programs in turns, so often."""
    found: dict[str, list[Any]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, (program, environment, arguments) in programs.items():
            if not found[name] or (isinstance(found[name][-1], dict) and name not in ONCE):
                found[name].append(ask(program, folder, *arguments, environment=environment))
    ours = found["ours"][0]
    if not isinstance(ours, dict):
        raise SystemExit(f"ours: {ours}")
    report: dict[str, Any] = {"events": ours["events"], "values_an_event": len(ours["sums"]), "programs": {}}
    for name, times in found.items():
        if isinstance(times[-1], str):
            report["programs"][name] = times[-1]
            continue
        figures = {
            key: round(statistics.median(one[key] for one in times)) for key in ("per_cpu_s", "per_wall_s", "rss_mb")
        }
        if name != "ours":
            figures |= difference(name, times[-1]["sums"], ours["sums"])
        report["programs"][name] = figures
    mine = report["programs"]["ours"]
    report["times_faster_per_cpu_s"] = {
        name: round(mine["per_cpu_s"] / figures["per_cpu_s"], 1)
        for name, figures in report["programs"].items()
        if isinstance(figures, dict) and name != "ours"
    }
    return report


def difference(name: str, sums: dict[str, int], ours: dict[str, int]) -> dict[str, float]:
    """Largest relative difference in the long windows. Ends the program when there is one in the short windows."""
    exact = [key for key in sums if key.endswith(tuple(f"_{span}" for span in EXACT_SPANS))]
    wrong = [key for key in exact if sums[key] != ours[key]]
    if wrong:
        raise SystemExit(f"{name} and ours differ in {len(wrong)} of {len(exact)} columns that are exact: {wrong[:9]}")
    rest = [abs(sums[key] - ours[key]) / max(abs(sums[key]), 1) for key in sums if key not in exact]
    return {"largest_difference_24h_7d": float(f"{max(rest):.2g}")}


def alone(rows: int, runs: int) -> dict[str, Any]:
    """Ours on a longer stream."""
    found: dict[str, Any] = {"rows": rows}
    for told in ("all_subjects", "numbers_only", "caller_only"):
        events = city(rows, all_told=told == "all_subjects")
        kinds = ("caller",) if told == "caller_only" else None
        for block_rows in (1_000, 10_000):
            speeds = []
            for _ in range(runs):
                engine = Engine(kinds=kinds)
                live, began = OwnEngine(engine), time.process_time()
                for start in range(0, rows, block_rows):
                    live.push(events.take(slice(start, start + block_rows)))
                speeds.append(rows / (time.process_time() - began))
            found[f"{told}_blocks_of_{block_rows}_events_per_cpu_s"] = round(statistics.median(speeds))
        found[f"{told}_engine_mb"] = round(engine.nbytes / MB)
        found[f"{told}_subjects_remembered"] = sum(engine.remembered.values())
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--grid-rows", type=int, default=20_000)
    parser.add_argument("--ours-rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    began = time.perf_counter()
    warm_up()
    report: dict[str, Any] = {"warm_up_s": round(time.perf_counter() - began, 2), "features": len(FEATURES)}
    for job, programs, rows in (("caller", CALLER, options.rows), ("all", ALL, options.grid_rows)):
        with tempfile.TemporaryDirectory() as name:
            write(city(rows), Path(name))
            report[job] = compared(programs, Path(name), options.runs)
    print(json.dumps(report | {"ours_alone": alone(options.ours_rows, options.runs)}))


if __name__ == "__main__":
    main()
