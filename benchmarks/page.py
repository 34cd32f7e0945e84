"""The page of results: `python -m benchmarks.page [--results DIR] [--out FILE]` writes docs/performance.md from benchmarks/results/*.json.

Every figure on the page comes from a file of results, with the command that makes it, its target and the distance. Nothing is typed by hand.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.picture import ALL as DRAWN
from benchmarks.picture import HERE, PICTURES, read, shown

PAGE = HERE.parent / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Aim:
    """What was promised, where it is measured and whether more is better."""

    what: str
    benchmark: str
    value: Callable[[dict[str, Any]], float | None]
    target: float
    unit: str
    is_at_least: bool

    def row(self, results: dict[str, Any]) -> str:
        """A line of the table."""
        value = found(self.value, results.get(self.benchmark))
        sign = "≥" if self.is_at_least else "≤"
        head = f"| {self.what} | {sign} {shown(self.target)}{self.unit}"
        if value is None:
            return f"{head} | not measured | | `python -m benchmarks {self.benchmark}` |"
        is_met = value >= self.target if self.is_at_least else value <= self.target
        share = value / self.target if self.is_at_least else self.target / max(value, 1e-9)
        distance = "met" if is_met else f"missed: {share:.2f} of it"
        return f"{head} | {shown(value)}{self.unit} | {distance} | `python -m benchmarks {self.benchmark}` |"


def found(value: Callable[[dict[str, Any]], float | None], figures: dict[str, Any] | None) -> float | None:
    """The value, or None where the results are missing or a peer was not installed."""
    try:
        return value(figures) if figures is not None else None
    except (KeyError, TypeError, ValueError):
        return None


AIMS: tuple[Aim, ...] = (
    Aim("caller's features against DuckDB micro-batches, per processor second", "features",
        lambda f: f["caller"]["times_faster_per_cpu_s"]["duckdb_micro_batches"], 30, "×", is_at_least=True),
    Aim("share of the memory bound, numbers only", "limit", lambda f: f["kernel"]["numbers_only"]["share_of_bound"], 0.8, "", is_at_least=True),
    Aim("share of the memory bound, nine subjects", "limit", lambda f: f["kernel"]["all_subjects"]["share_of_bound"], 0.7, "", is_at_least=True),
    Aim("share of the memory bound, the caller only", "limit", lambda f: f["kernel"]["caller_only"]["share_of_bound"], 0.8, "", is_at_least=True),
    Aim("two shards against one process", "shards", lambda f: f["all_subjects"]["times_faster"], 1.8, "×", is_at_least=True),
    Aim("history of 10^8 calls against the best SQL engine, wall clock, all cores", "backfill_large",
        lambda f: f["times_faster_than_the_best_by_wall_clock"], 2, "×", is_at_least=True),
    Aim("lookups against DuckDB, p50, the kind that gains least", "store",
        lambda f: min(one["times_faster_p50"] for one in f["lookups"].values() if "times_faster_p50" in one), 20, "×", is_at_least=True),
    Aim("lookup p50, warm, the slowest kind among 10^8 records", "store_large", lambda f: max(one["p50_ms"] for one in f["lookups"].values()), 2, " ms", is_at_least=False),
    Aim("lookup p99, warm, the slowest kind among 10^8 records", "store_large", lambda f: max(one["p99_ms"] for one in f["lookups"].values()), 5, " ms", is_at_least=False),
    Aim("lookup p99, cold, the slowest kind among 10^8 records", "store_large", lambda f: max(one["cold_p99_ms"] for one in f["lookups"].values()), 100, " ms", is_at_least=False),
    Aim("lake and index, bytes a row", "store_large", lambda f: f["bytes_per_row"]["lake and index"], 100, "", is_at_least=False),
    Aim("from a record's arrival to the warning committed, p99 at 10,000 records/s", "live",
        lambda f: f["at_five_times_the_rate"]["received_to_committed_ms"]["p99"], 100, " ms", is_at_least=False),
    Aim("from the record's file to the warning on the stream, p99 at 10,000 records/s", "live",
        lambda f: f["at_five_times_the_rate"]["file_to_stream_ms"]["p99"], 100, " ms", is_at_least=False),
    Aim("processor at 10,000 records/s, cores", "live", lambda f: f["at_five_times_the_rate"]["cpu_share_of_one_core"], 2, "", is_at_least=False),
    Aim("a city's week in memory, numbers only, extrapolated", "city_week",
        lambda f: f["numbers_only"]["whole_city"]["engine_gb"], 12, " GB", is_at_least=False),
    Aim("a city's week in memory, nine subjects, extrapolated", "city_week",
        lambda f: f["all_subjects"]["whole_city"]["engine_gb"], 12, " GB", is_at_least=False),
    Aim("features at a city's mean rate, nine subjects, share of one core", "city_week",
        lambda f: f["all_subjects"]["whole_city"]["share_of_one_core_at_the_mean_rate"], 0.15, "", is_at_least=False),
    Aim("replay of a city's day (64 M records) from CSV, at the measured rate", "replay",
        lambda f: 64e6 / f["records_per_s"] / 60, 10, " min", is_at_least=False),
)  # fmt: skip

HEAD = """# Performance

Made from `benchmarks/results/*.json` by `python -m benchmarks.page`; the pictures by `python -m benchmarks.picture`. `make bench` measures everything
again, `python -m benchmarks NAME` one; `python -m benchmarks.NAME --help` tells the sizes. Peers are installed by `scripts/bench-peers`, pinned by hash;
one that is not installed is told as such. They run on the same events in the same run, reasonably tuned (each says how at the head of its file in
`benchmarks/peers/`), and a benchmark stops when its results are not the same.
"""
SECTIONS: dict[str, tuple[str, str]] = {
    "features": (
        "Features",
        """Sixteen values of the caller at every call (counts, answered, talk, distinct people in four windows), which every peer can do; ours
keeps callers alone as well, with all 34 values of theirs. One thread, worker or parallelism 1 each; reading excluded. In the windows of 24 h and 7 d ours
keeps panes and the others exact times: the results tell the largest relative difference of a column's sum.""",
    ),
    "limit": (
        "Distance from the limit",
        """An event changes cache lines in random order; the bound is the time of its lines at the best rate that one core reaches on 1 GB, plus the time of
what is written in order. Lines are counted in `benchmarks/limit.py`. More than 1 means that some of them were in a cache. `share_of_in_cache`:
of the speed with a village's calls, whose state fits into the caches of the core; what that leaves to the bound is computing, not memory.""",
    ),
    "memory": (
        "A city's week",
        "Eight million numbers with eight records a day each, for a week and a day: what the engine's process holds, on the line through two smaller cities.",
    ),
    "backfill": (
        "History",
        "The same sixteen values for every call of one Parquet file, reading included, values added up and not written. All cores.",
    ),
    "backfill_large": (
        "History of 10^8 calls",
        "The same with ten times as many calls and callers; a program that takes more than five and a half minutes is ended.",
    ),
    "lookups": ("Lookups", "Up to 100 records an answer; the peers' answers are compared with ours."),
    "lookups_large": ("Lookups among 10^8 records", "The same without peers, while 2,000 records a second arrive."),
    "live": (
        "Live",
        "A real process of the platform: from the rename of a record's file in the drop folder to the warning on an officer's stream.",
    ),
    "recovery": ("Recovery", "Both ways end in the same state: the next block raises the same warnings."),
    "cluster": (
        "Beyond one machine",
        "Two workers on loopback. Ours and Ray carry our kernel with the whole grid; Flink and Spark do the sixteen values. See decisions 0011 and 0013.",
    ),
}
"""By picture: heading and what was measured."""
MADE_BY = {"lookups": "store", "lookups_large": "store_large", "memory": "city_week"}
"""Benchmark of a picture where it has another name."""


def page(results: dict[str, Any], machines: dict[str, Any]) -> str:
    """The page as Markdown."""
    parts = [HEAD, machine(machines), "## Targets\n", "| what | target | measured | | command |\n|---|---|---|---|---|"]
    parts += [aim.row(results) for aim in AIMS]
    for name, (title, about) in SECTIONS.items():
        benchmark = MADE_BY.get(name, name)
        parts += [f"\n## {title}\n", about, f"\n`python -m benchmarks {benchmark}`\n"]
        if (PICTURES / f"performance-{name}.svg").exists():
            parts.append(f"![{title}](pictures/performance-{name}.svg)\n")
        rows = list(flat(results.get(benchmark)))
        parts += (
            ["| figure | value |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)]
            if rows
            else ["Not measured yet."]
        )
    return "\n".join(parts) + "\n"


def machine(machines: dict[str, Any]) -> str:
    """What it was measured on."""
    kinds = dict.fromkeys(
        f"{m['processor']}, {m['cores']} cores, {m['memory_gb']} GB, Python {m['python']}" for m in machines.values()
    )
    busiest = max((m["load_before"] for m in machines.values()), default=0)
    return f"Measured on {'; '.join(kinds)}. Highest load before a benchmark began: {busiest}.\n"


def flat(figures: Any, name: str = "") -> list[tuple[str, str]]:  # noqa: ANN401  any JSON
    """Names and values of all leaves."""
    if not isinstance(figures, dict):
        return (
            []
            if figures is None
            else [
                (
                    name,
                    shown(figures)
                    if isinstance(figures, int | float) and not isinstance(figures, bool)
                    else str(figures),
                )
            ]
        )
    return [row for key, value in figures.items() for row in flat(value, f"{name} › {key}" if name else key)]


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args()
    assert DRAWN.keys() <= SECTIONS.keys()
    machines = {
        path.stem: json.loads(path.read_text("utf-8"))["machine"] for path in sorted(asked.results.glob("*.json"))
    }
    asked.out.write_text(page(read(asked.results), machines), "utf-8")
    print(asked.out)


if __name__ == "__main__":
    main()
