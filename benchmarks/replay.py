"""The whole pipeline over a record file: `linewarden replay` as a person runs it, in whole processes.

Peer: DuckDB reading the same file and computing, with SQL made from the same definitions, only those features of the caller that rules look
at. It reads no numbers in written forms, refuses no rows, keeps no durable copy, and warns nobody; ours does all of that.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from linewarden.features.definitions import FEATURES
from linewarden.scoring.rules import RULES
from linewarden.scoring.values import RATIOS
from linewarden.sim import INTERNATIONAL_TRUNKS, write_dataset

PEER = """
import json, resource, sys, time
import duckdb
from linewarden.features.definitions import FEATURES
from linewarden.features.sql import in_order
path, names = sys.argv[1], set(sys.argv[2].split(","))
began = time.perf_counter()
db = duckdb.connect(config={"threads": 2})
db.execute(f\"\"\"CREATE TABLE events AS
  SELECT row_number() OVER (ORDER BY ended_at, call_id) - 1 AS row, epoch_us(ended_at::TIMESTAMPTZ) AS at_us, 4 AS kind,
    0 AS record_id, epoch_us(setup_at::TIMESTAMPTZ) AS setup_us, coalesce(epoch_us(answered_at::TIMESTAMPTZ), 0) AS answered_us,
    CASE WHEN answered_at IS NULL THEN 0 ELSE (epoch_us(ended_at::TIMESTAMPTZ) - epoch_us(answered_at::TIMESTAMPTZ)) // 1000 END AS talk_ms,
    (epoch_us(coalesce(answered_at, ended_at)::TIMESTAMPTZ) - epoch_us(setup_at::TIMESTAMPTZ)) // 1000 AS ring_ms,
    (hash(cli) >> 2)::BIGINT AS cli, (hash(called) >> 2)::BIGINT AS called, 0 AS imei, 0 AS imsi, 0 AS cell, 0 AS trunk, 0 AS source_ip, 0 AS stack,
    0 AS cli_kind, 0 AS cli_fault, 0 AS called_kind, 0 AS route
  FROM read_csv(?, all_varchar = true)\"\"\", [path])
features = [feature for feature in FEATURES if feature.name in names]
total = db.execute(f"SELECT count(*), {', '.join(f'sum({f.name})' for f in features)} FROM ({in_order(features)})").fetchone()
print(json.dumps({"rows": total[0], "seconds": time.perf_counter() - began, "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)}))
"""


def rule_features() -> list[str]:
    """Names of the features that a rule looks at, directly or in a ratio."""
    ratios = {ratio.name: (ratio.over, ratio.under) for ratio in RATIOS}
    used = {rule.on for rule in RULES} | {condition.on for rule in RULES for condition in rule.when}
    used |= {name for ratio in used & set(ratios) for name in ratios[ratio]}
    return sorted(used & {feature.name for feature in FEATURES})


def ours(records: Path, folder: Path) -> dict[str, float]:
    """One replay into a new folder: the totals that it prints, with the wall seconds of the whole process."""
    trunks = [word for trunk in INTERNATIONAL_TRUNKS for word in ("--international-trunk", trunk)]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "linewarden.main", "replay", str(records), "--map", "linewarden", "--out", str(folder / "out"),
         "--warnings", str(folder / "warnings.jsonl"), *trunks],
        check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    totals: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return totals | {"process_s": time.perf_counter() - began}


def theirs(records: Path) -> dict[str, float]:
    """The peer's run."""
    done = subprocess.run(
        [sys.executable, "-c", PEER, str(records), ",".join(rule_features())],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    totals: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return totals


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--fraud-factor", type=float, default=20.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder / "data", 7, asked.people, asked.hours, fraud_factor=asked.fraud_factor)
        records = folder / "data" / "records.csv"
        runs = []
        peers = []
        for number in range(asked.runs):
            run_folder = folder / str(number)
            runs.append(ours(records, run_folder))
            peers.append(theirs(records))
        rows = int(runs[0]["received"])
        mine, other = (statistics.median(run["seconds"] for run in some) for some in (runs, peers))
        print(
            json.dumps(
                {
                    "records": rows,
                    "bytes": records.stat().st_size,
                    "runs": asked.runs,
                    "records_per_s": round(rows / mine),
                    "seconds": round(mine, 2),
                    "seconds_intake": statistics.median(run["seconds_intake"] for run in runs),
                    "process_s": round(statistics.median(run["process_s"] for run in runs), 2),
                    "peak_rss_mb": max(run["peak_rss_mb"] for run in runs),
                    "warnings": runs[0]["warnings"],
                    "duckdb_features": len(rule_features()),
                    "our_features": len(FEATURES),
                    "duckdb_seconds": round(other, 2),
                    "duckdb_peak_rss_mb": max(peer["peak_rss_mb"] for peer in peers),
                    "ratio_to_duckdb": round(other / mine, 2),
                }
            )
        )


if __name__ == "__main__":
    main()
