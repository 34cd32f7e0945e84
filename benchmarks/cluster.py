"""What may carry the live half beyond one machine: our own shards on hosts, our kernel on Ray actors, Flink SQL, Spark structured streaming; two workers each.

    python -m benchmarks.cluster [--rows 200000] [--slow-rows 40000] [--rate 10000] [--seconds 15]

Prints one JSON object. Ours and Ray's actors keep the whole grid of nine subjects and send what the rules read (ours also as `serve --cluster` runs it: only what is asked for); Flink and Spark
do the reference job, which is all they can do of it. For each: events a second at full speed, the time from when calls are due until their rows are made at a steady rate, memory of all its
processes, and what happens when one worker's process is killed. Each cluster runs alone, in a network that has only loopback. Flink and
Spark are compared with our sums; the values on Ray are compared with those of one engine by the program itself. See decision 0011.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.features import difference
from benchmarks.peers.ask import ENVIRONMENTS, ask
from benchmarks.peers.stream import city, write
from linewarden.history.wanted import of_rules

FIGURES = (
    "per_wall_s",
    "per_cpu_s",
    "rss_mb",
    "values_an_event",
    "one_engine_per_wall_s",
    "at_10000_per_s",
    "worker_killed",
    "jobs",
    "version",
)


def installed_mb(environment: str) -> int:
    """Size of the installation, each file once."""
    files = [path for path in (ENVIRONMENTS / environment).rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files) >> 20


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000, help="for Ray and Flink")
    parser.add_argument("--slow-rows", type=int, default=40_000, help="for Spark")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=15, help="at that rate; Spark and Flink get a third more")
    asked = parser.parse_args()
    report: dict[str, Any] = {"workers": 2, "rate": asked.rate}
    for name, program, rows, seconds in (
        ("ours", "own_hosts", asked.rows, asked.seconds),
        ("ray", "ray_actors", asked.rows, asked.seconds),
        ("flink", "flink_cluster", asked.rows, asked.seconds * 4 // 3),
        ("spark", "spark", asked.slow_rows, asked.seconds * 4 // 3),
    ):
        with tempfile.TemporaryDirectory() as folder:
            write(city(rows), Path(folder))
            ours = ask("kernel", folder)
            arguments = ("--rate", asked.rate, "--seconds", seconds)
            if name == "ray":
                arguments = (*arguments, "--columns", ",".join(map(str, of_rules().columns)))
            environment = None if name == "ours" else name
            found = ask(program, folder, *arguments, environment=environment, at_most_s=280, is_apart=True)
        if isinstance(found, dict):
            told = {key: found[key] for key in FIGURES if key in found} | {"events": rows}
            if environment is not None:
                told["installed_mb"] = installed_mb(environment)
            if "sums" in found and isinstance(ours, dict):
                told |= difference(name, found["sums"], ours["sums"])
            report[name] = told
        else:
            report[name] = found
    print(json.dumps(report))


if __name__ == "__main__":
    main()
