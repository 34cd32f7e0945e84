"""Pages of call-record search through the whole of `linewarden serve`: sign-in, audit, masking and JSON included.

    python -m benchmarks.record_search FOLDER [--rows 3000000] [--seconds 20]

Prints one JSON object: p50 and p95 of the first page (100 records), ms, by kind of query, for one client and for ten at once, each of whom asks again
as soon as he is answered. Numbers are drawn, so that hardly any is asked for twice. The store lies in the page cache.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.city_calls import BLOCK_ROWS, PEOPLE, PER_SECOND, START_US
from benchmarks.store import BULK, fill
from linewarden.search.settled import moment
from linewarden.store.records import RecordStore

_PASSWORD = "correct horse battery"
_HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}
_BASIS = """
[[basis]]
id = "X"
kind = "training"
document = "x"
issuer = "x"
valid_from = 2026-01-01T00:00:00Z
valid_until = 2099-01-01T00:00:00Z
"""


def queries(draw: random.Random, rows: int) -> dict[str, str]:
    """One query of each kind."""
    number = 13861000000 + int(draw.random() ** 2 * PEOPLE)
    day = moment(START_US + int(rows / PER_SECOND / 2) * 1_000_000).strftime("%Y-%m-%d")
    return {
        "number": f"number:{number}",
        "number and talk": f"cli:{number} talk>=60",
        "suffix": f"called:*{number % 10_000:04}",
        "cell and trunk": f"cell:460-00-{draw.randrange(3000)} OR trunk:T{draw.randrange(50)}",
        "prefix, route and time": f"cli:{number // 1000}* route:unknown answered:yes to:{day}",
    }


def ask(url: str, seconds: float, rows: int, seed: int) -> dict[str, list[float]]:
    """Times of one client, ms, by kind."""
    took: dict[str, list[float]] = {}
    draw, until = random.Random(seed), time.monotonic() + seconds
    with httpx.Client(base_url=url, headers=_HEADERS, timeout=60) as browser:
        browser.post("/api/session", json={"login": f"p{seed % 5}", "password": _PASSWORD}).raise_for_status()
        while time.monotonic() < until:
            for kind, query in queries(draw, rows).items():
                began = time.perf_counter()
                browser.post("/api/records/search", json={"query": query, "purpose": "benchmark"}).raise_for_status()
                took.setdefault(kind, []).append(1000 * (time.perf_counter() - began))
    return took


def measured(url: str, clients: int, seconds: float, rows: int) -> dict[str, Any]:
    """p50 and p95 by kind, and pages a second, of so many clients at once."""
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(lambda seed: ask(url, seconds, rows, seed), range(clients)))
    kinds = {kind: [each for part in parts for each in part.get(kind, ())] for kind in parts[0]}
    told = {kind: [round(float(np.percentile(times, q)), 1) for q in (50, 95)] for kind, times in kinds.items()}
    return {"pages a second": round(sum(map(len, kinds.values())) / seconds, 1), "p50, p95 in ms": told}


def main() -> None:
    """Fill once, serve, ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--seconds", type=float, default=20)
    args = parser.parse_args()
    data, config = args.folder / "data", args.folder / "linewarden.toml"
    command = [sys.executable, "-m", "linewarden.main"]
    if not config.exists():
        data.mkdir(parents=True)
        with RecordStore.open(data, settings=BULK) as store:
            fill(store, args.rows // BLOCK_ROWS * BLOCK_ROWS)
        config.write_text(f'data = "{data}"\n[web]\nport = 0\nsecond_factor = "offered"\n{_BASIS}', "utf-8")
        for n in range(5):
            add = [*command, "user", "add", f"p{n}", "--name", "p", "--role", "analyst", "--config", str(config)]
            subprocess.run(add, input=f"{_PASSWORD}\n", text=True, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(
        [*command, "serve", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as serving:
        assert serving.stdout is not None
        url = next(found[1] for line in serving.stdout if (found := re.match(r"screens: (http://\S+)", line)))
        measured(url, 1, 3, args.rows)  # brings what is read by all into memory
        told = {str(clients): measured(url, clients, args.seconds, args.rows) for clients in (1, 10)}
        serving.terminate()
    sys.stdout.write(json.dumps({"rows": args.rows, "clients": told}) + "\n")


if __name__ == "__main__":
    main()
