"""Events per second of processor time through the whole feature grid: ours, DuckDB with our SQL, and plain Python dicts, on the same events.

    python benchmarks/features.py [--rows 20000] [--ours-rows 1000000] [--runs 3]

Prints one JSON object. The first part runs all three on the same `rows` events (one thread each) and stops when the column sums differ. The
second part runs ours alone on `ours-rows` events, in blocks of 1,000 and of 10,000, with all subjects told and with numbers only.
"""

import argparse
import json
import platform
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import psutil
import pyarrow as pa

from linewarden.features import FEATURES, SPANS, SUBJECTS, Engine, warm_up
from linewarden.features.sql import in_order
from linewarden.model.event import EVENT_COLUMNS, EventBlock, EventKind, event_block

START_US = 1_790_000_000_000_000
DAYS = 10
LENGTHS = [span.us for span in SPANS]
MB = 1 << 20


def city(rows: int, *, all_told: bool = True) -> EventBlock:
    """Ten days of calls of rows / 40 people, four in five of them to eight contacts; in order of time."""
    draw = np.random.default_rng(7)
    people = max(rows // 40, 100)
    numbers = 8_613_000_000_000 + draw.permutation(10_000_000)[:people] if people <= 10_000_000 else np.arange(people)
    contacts = draw.integers(0, people, (people, 8))
    caller = draw.integers(0, people, rows)
    called = np.where(
        draw.random(rows) < 0.8, contacts[caller, draw.integers(0, 8, rows)], draw.integers(0, people, rows)
    )
    at = START_US + np.sort(draw.integers(0, DAYS * 86_400_000_000, rows))
    is_answered = draw.random(rows) < 0.6
    columns: dict[str, Any] = {
        "at_us": at,
        "kind": np.full(rows, EventKind.RECORD),
        "record_id": draw.integers(1, 2**62, rows),
        "setup_us": at - 60_000_000,
        "answered_us": np.where(is_answered, at - 40_000_000, 0),
        "talk_ms": np.where(is_answered, draw.integers(0, 200_000, rows), 0),
        "ring_ms": draw.integers(0, 30_000, rows),
        "cli": numbers[caller],
        "called": numbers[called],
    }
    if all_told:
        columns |= {
            "imei": numbers[caller] + 1,
            "imsi": numbers[caller] + 2,
            "stack": 1 + draw.integers(0, 500, rows),
            "cell": 1 + draw.integers(0, 20_000, rows),
            "trunk": 1 + draw.integers(0, 300, rows),
            "source_ip": 1 + draw.integers(0, 1_000, rows),
        }
    return event_block(**columns)


def ours(events: EventBlock, block_rows: int = 10_000) -> np.ndarray:
    """Column sums by the engine."""
    engine, sums = Engine(), np.zeros(len(FEATURES), np.int64)
    for start in range(0, len(events), block_rows):
        sums += engine.push(events.take(slice(start, start + block_rows))).values.sum(axis=0)
    return sums


def duck(events: EventBlock) -> np.ndarray:
    """Column sums by DuckDB, from the same definitions."""
    with duckdb.connect(config={"threads": 1}) as connection:
        columns = {name: getattr(events, name) for name in EVENT_COLUMNS}
        connection.register("events", pa.table({"row": np.arange(len(events)), **columns}))
        sums = ", ".join(f"sum({feature.name})::BIGINT" for feature in FEATURES)
        row = connection.execute(f"SELECT {sums} FROM ({in_order()})").fetchone()
        return np.array(row, np.int64)


@dataclass(slots=True)
class Window:
    """One subject, one window, as a Python programmer would keep it."""

    events: deque[tuple[int, tuple[int, ...], int]] = field(default_factory=deque)  # at, what it adds, counterparty
    sums: list[int] = field(default_factory=lambda: [0] * 7)
    parties: Counter[int] = field(default_factory=Counter)

    def slide(self, since: int) -> None:
        """Takes out what is not later."""
        while self.events and self.events[0][0] <= since:
            _, adds, party = self.events.popleft()
            self.sums = [a - b for a, b in zip(self.sums, adds, strict=True)]
            self.parties[party] -= 1
            if not self.parties[party]:
                del self.parties[party]

    def add(self, at: int, adds: tuple[int, ...], party: int) -> None:
        """Takes an event in."""
        self.events.append((at, adds, party))
        self.sums = [a + b for a, b in zip(self.sums, adds, strict=True)]
        self.parties[party] += 1

    def values(self, *, is_caller: bool) -> list[int]:
        """In the order of the grid."""
        attempts, answers, shorts, flashes, ends, talk_ms, near = self.sums
        row = [attempts, answers, len(self.parties), shorts, flashes, ends, talk_ms]
        return [*row, near] if is_caller else row


def dicts(events: EventBlock) -> np.ndarray:
    """Column sums by plain Python, for streams of whole records, all subjects told, in order of time."""
    windows: dict[tuple[str, int], list[Window]] = {}
    previous: dict[int, tuple[int, int]] = {}  # caller -> at, called of the last attempt
    known_since: dict[int, int] = {}
    sums = [0] * len(FEATURES)
    for event in rows_of(events):
        at, cli, called = event["at_us"], event["cli"], event["called"]
        last_at, last_called = previous.get(cli, (0, 0))
        is_near = last_at > at - LENGTHS[-1] and 1 <= abs(called - last_called) <= 10
        if last_at <= at - LENGTHS[-1]:
            known_since[cli] = at
        previous[cli] = at, called
        is_answered, talk_ms = event["answered_us"] > 0, event["talk_ms"]
        is_flash = not is_answered and event["ring_ms"] <= 2_000
        adds = 1, int(is_answered), int(is_answered and talk_ms <= 10_000), int(is_flash), 1, talk_ms, int(is_near)
        row: list[int] = []
        for subject in SUBJECTS:
            key = ("called" if subject.name == "callback" else subject.name, event[subject.asked_by])
            own = windows.get(key) or windows.setdefault(key, [Window() for _ in SPANS])
            for window, length in zip(own, LENGTHS, strict=True):
                window.slide(at - length)
                if subject.name != "callback":
                    window.add(at, adds, event[subject.party])
            if subject.name == "callback":
                row += [value for window in own for value in window.values(is_caller=False)]
        own_rows = [
            value
            for subject in SUBJECTS[:-1]
            for window in windows[subject.name, event[subject.key]]
            for value in window.values(is_caller=subject.name == "caller")
        ]
        row = [*own_rows, *row, (at - known_since[cli]) // 1_000_000]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
    return np.array(sums, np.int64)


def rows_of(events: EventBlock) -> Iterator[dict[str, int]]:
    """The events as dicts."""
    columns = [getattr(events, name).tolist() for name in EVENT_COLUMNS]
    for values in zip(*columns, strict=True):
        yield dict(zip(EVENT_COLUMNS, values, strict=True))


def speed(work: Callable[[EventBlock], np.ndarray], events: EventBlock, runs: int) -> tuple[float, np.ndarray]:
    """Median events per second of processor time, and the column sums."""
    speeds, sums = [], np.zeros(0, np.int64)
    for _ in range(runs):
        began = time.process_time()
        sums = work(events)
        speeds.append(len(events) / (time.process_time() - began))
    return statistics.median(speeds), sums


def compared(rows: int, runs: int) -> dict[str, Any]:
    """All three on the same events."""
    events = city(rows)
    results = {
        "ours": speed(ours, events, runs),
        "duckdb": speed(duck, events, 1),
        "python_dicts": speed(dicts, events, 1),
    }
    for name, (_, sums) in results.items():
        if not np.array_equal(sums, results["ours"][1]):
            wrong = [f.name for f, a, b in zip(FEATURES, sums, results["ours"][1], strict=True) if a != b]
            raise SystemExit(f"{name} and ours differ in {wrong[:9]}")
    per_s = {name: round(value) for name, (value, _) in results.items()}
    return {
        "rows": rows,
        "checksum": int(results["ours"][1].sum()),
        "events_per_cpu_s": per_s,
        "times_faster": {name: round(per_s["ours"] / value, 1) for name, value in per_s.items() if name != "ours"},
    }


def alone(rows: int, runs: int) -> dict[str, Any]:
    """Ours on a longer stream."""
    found: dict[str, Any] = {"rows": rows}
    for told in ("all_subjects", "numbers_only"):
        events = city(rows, all_told=told == "all_subjects")
        for block_rows in (1_000, 10_000):
            per_s, _ = speed(lambda block, size=block_rows: ours(block, size), events, runs)
            found[f"{told}_blocks_of_{block_rows}_events_per_cpu_s"] = round(per_s)
        engine = Engine()
        for start in range(0, rows, 10_000):
            engine.push(events.take(slice(start, start + 10_000)))
        found[f"{told}_engine_mb"] = round(engine.nbytes / MB)
        found[f"{told}_bytes_an_event_held"] = round(engine.nbytes / engine.held)
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--ours-rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    began = time.perf_counter()
    warm_up()
    report = {
        "warm_up_s": round(time.perf_counter() - began, 2),
        "features": len(FEATURES),
        "same_events": compared(options.rows, options.runs),
        "ours_alone": alone(options.ours_rows, options.runs),
        "rss_mb": round(psutil.Process().memory_info().rss / MB),
        "machine": {
            "cpu": platform.processor() or platform.machine(),
            "cores": psutil.cpu_count(),
            "python": platform.python_version(),
        },
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
