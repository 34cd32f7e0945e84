"""`python -m benchmarks [NAME …]`: run benchmarks one after the other, each in a process of its own, and keep what they print.

Each prints one JSON object as its last line; it is written to benchmarks/results/NAME.json with a description of the machine.
`python -m benchmarks.NAME --help` tells the sizes that one takes; what it prints is then not kept. Without a name all are run but the large ones
(`store_large`, `backfill_large`: 10^8 records), which take a quarter of an hour and 30 GB of disk each.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil

HERE = Path(__file__).parent
NAMES: tuple[str, ...] = (
    "numbering",
    "files",
    "hep",
    "features",
    "shards",
    "limit",
    "city_week",
    "backfill",
    "cluster",
    "store",
    "sim",
    "replay",
    "recovery",
    "live",
)

LARGE: dict[str, tuple[str, ...]] = {
    "store_large": ("store", "--rows", "100000000", "--without-peers"),
    "backfill_large": ("backfill", "--rows", "100000000"),
}
"""Run when they are named: the benchmark, and what it is told."""


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next(
        (line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")),
        platform.machine(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_before": round(os.getloadavg()[0], 2),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def run(name: str) -> bool:
    """Run one, keep its figures; False when it failed."""
    about = machine()
    module, *sizes = LARGE.get(name, (name,))
    command = [sys.executable, "-m", f"benchmarks.{module}", *sizes]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode or not lines:
        print(f"{name}: failed with {done.returncode}", flush=True)
        return False
    figures = json.loads(lines[-1])
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / f"{name}.json").write_text(
        json.dumps({"machine": about, "figures": figures}, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    print(f"{name}: {json.dumps(figures, ensure_ascii=False)}", flush=True)
    return True


def main() -> int:
    """Exit code 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join((*NAMES, *LARGE))}")
    asked = parser.parse_args().names or NAMES
    unknown = [name for name in asked if name not in {*NAMES, *LARGE}]
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join((*NAMES, *LARGE))}")
    failed = [name for name in asked if not run(name)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
