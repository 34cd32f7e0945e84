"""History: the values of the reference job at every call of a Parquet file, by our kernel, DuckDB and chDB, with all cores.

    python -m benchmarks.backfill [--rows 10000000] [--cores 2] [--runs 1] [--folder DIR]

Prints one JSON object. One file for all, read within the measured time; nobody writes the values, all add them up by column. Sums must be
equal in the windows of 5 minutes and 1 hour; of the longer ones the largest relative difference is printed. A program has five minutes, and
more beyond 90 million rows; one that does not end is told as such. 10**8 rows take 2 GB of disk, DuckDB's spilling aside, and ten minutes.
"""

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.features import difference
from benchmarks.peers.ask import ask
from benchmarks.peers.job import PLAIN_PARQUET
from benchmarks.peers.stream import write_plain

PROGRAMS = {"ours": ("backfill_kernel", None), "chdb": ("backfill_chdb", "chdb"), "duckdb": ("backfill_duck", None)}
"""Name in the results: program, environment."""


def run(folder: Path, cores: int, runs: int, at_most_s: float) -> dict[str, Any]:
    """All programs in turns."""
    found: dict[str, list[Any]] = {name: [] for name in PROGRAMS}
    for _ in range(runs):
        for name, (program, environment) in PROGRAMS.items():
            found[name].append(ask(program, folder, "--cores", cores, environment=environment, at_most_s=at_most_s))
    report: dict[str, Any] = {}
    for name, times in found.items():
        if isinstance(times[-1], str):
            report[name] = times[-1]
            continue
        keys = ("wall_s", "cpu_s", "per_wall_s", "per_cpu_s", "rss_mb")
        report[name] = {key: round(statistics.median(one[key] for one in times), 1) for key in keys}
        if name != "ours" and isinstance(found["ours"][-1], dict):
            report[name] |= difference(name, times[-1]["sums"], found["ours"][-1]["sums"])
    return report


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None, help="where the file and what is spilled may lie")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=asked.folder))
    try:
        write_plain(asked.rows, folder / PLAIN_PARQUET)
        size = (folder / PLAIN_PARQUET).stat().st_size
        programs = run(folder, asked.cores, asked.runs, at_most_s=max(300.0, asked.rows / 300_000))
    finally:
        shutil.rmtree(folder)
    if not isinstance(programs["ours"], dict):
        raise SystemExit(f"ours: {programs['ours']}")
    peers = [one["wall_s"] for name, one in programs.items() if name != "ours" and isinstance(one, dict)]
    faster = round(min(peers) / programs["ours"]["wall_s"], 1) if peers else None
    about = {"rows": asked.rows, "cores": asked.cores, "parquet_mb": size >> 20}
    print(json.dumps(about | {"programs": programs, "times_faster_than_the_best_by_wall_clock": faster}))


if __name__ == "__main__":
    main()
