"""A whole city in the engine's memory: a week of calls and messages of eight million numbers, extrapolated from two smaller cities.

    python -m benchmarks.city_week [--scales 64,16] [--days 8]

Prints one JSON object. 8 records a number and day (mission: 64 M records a day), for a week and a day, so that subjects begin to be forgotten. The engine is that of the live half: memory for
growing tables is made ready, what lies behind reasons is kept. Two jobs: numbers only, and all nine subjects told, each number with a handset and a card of its own (one in twenty gets another handset meanwhile). Memory
is what the process holds more than before, resident, at the end of the fullest day. Cells, trunks, addresses and kinds of SIP software are scaled too, so that each is as busy as in the whole
city: a line through the two measurements tells what a number takes with its part of them, and hence the city.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from typing import Any

import psutil

from benchmarks.peers.stream import city
from linewarden.features import Engine, Image, warm_up

NUMBERS, RECORDS_A_DAY, DAY_S = 8_000_000, 64_000_000, 86_400
BLOCK_ROWS = 1_000  # as a busy feed hands them over


def resident() -> int:
    """Bytes of memory that the process holds."""
    gc.collect()
    return psutil.Process().memory_info().rss


def week(scale: int, days: int, *, all_told: bool) -> dict[str, Any]:
    """One city so many times smaller, in this process."""
    warm_up()
    people, rows = NUMBERS // scale, RECORDS_A_DAY // scale
    engine, before, sizes, costs = Engine(looks_ahead=True), resident(), [], []
    for day in range(days):
        events = city(rows, all_told=all_told, people=people, first_day=day, days=1, scale=scale)
        spent = 0.0
        for start in range(0, rows, BLOCK_ROWS):
            block = events.take(slice(start, start + BLOCK_ROWS))
            began = time.process_time()
            engine.push(block)
            spent += time.process_time() - began
        del events, block
        sizes.append(resident() - before)
        costs.append(spent / rows * 1e6)
    began = time.perf_counter()
    image = Image(engine)
    pause_ms = (time.perf_counter() - began) * 1000
    image.close()
    return {
        "numbers": people, "subjects": sum(engine.remembered.values()), "engine_mb": [size >> 20 for size in sizes],
        "us_an_event": round(costs[-1], 2), "snapshot_pause_ms": round(pause_ms, 1),
    }  # fmt: skip


def whole(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """The city on the line through both."""
    more = large["numbers"] - small["numbers"]

    def at_the_city(few: float, many: float) -> float:
        return few + (many - few) / more * (NUMBERS - small["numbers"])

    sizes = [max(one["engine_mb"]) for one in (small, large)]
    return {
        "engine_gb": round(at_the_city(*sizes) * (1 << 20) / 1e9, 2),
        "bytes_a_number": round((sizes[1] - sizes[0]) * (1 << 20) / more),
        "share_of_one_core_at_the_mean_rate": round(large["us_an_event"] / 1e6 * RECORDS_A_DAY / DAY_S, 4),
    }


def asked_of_another(scale: int, days: int, told: str) -> dict[str, Any]:
    """Each in a process of its own: memory that one gave back would be taken for the next one's."""
    command = [sys.executable, "-m", "benchmarks.city_week", "--days", str(days), "--one", f"{told}:{scale}"]
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scales", default="64,16", help="cities so many times smaller, the smaller city first")
    parser.add_argument("--days", type=int, default=8)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        told, scale = asked.one.split(":")
        print(json.dumps(week(int(scale), asked.days, all_told=told == "all_subjects")))
        return
    few, many = (int(scale) for scale in asked.scales.split(","))
    report: dict[str, Any] = {"scales": [few, many], "days": asked.days}
    for told in ("numbers_only", "all_subjects"):
        small, large = (asked_of_another(scale, asked.days, told) for scale in (few, many))
        report[told] = {"small": small, "large": large, "whole_city": whole(small, large)}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
