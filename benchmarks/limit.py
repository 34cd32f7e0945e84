"""What this machine can do at most, and how far from it the feature kernel is. Prints one JSON object.

    python -m benchmarks.limit [--events 3000000] [--seconds 0.7] [--folder DIR]

An engine of sliding windows is bound by memory: each event changes lines of tables that are larger than the caches, in random order.
So the limit is how many random cache lines one core can change in a second, measured here with and without prefetch and huge pages, on
tables of 64 MB and 1 GB; and how fast it copies, for what is written in order. The bound of a job is the time for its random lines at the
best rate at 1 GB plus the time for its bytes in order; our share of the bound is how much of it the kernel reaches. Lines that are in a
cache (trunks, busy cells) make more than 1 possible. How long the same takes for a village, whose state fits into the caches of the core,
tells how much of the time is computing and not memory at all. The disk is measured in the folder: fdatasync of small blocks, and of large ones.
"""

import argparse
import json
import mmap
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from benchmarks.peers.stream import DAYS, PER_PERSON, city
from linewarden.features import SUBJECTS, Engine, warm_up
from linewarden.features.memory import zeros
from linewarden.features.prefetch import prefetch
from linewarden.model.event import EventBlock

LINE_BYTES = 64
VILLAGE = 250
"""People whose state fits into the caches of a core."""

SIZES = {"64mb": 64 << 20, "1gb": 1 << 30}
HUGE = 2 << 20
AHEAD = 16  # as the kernel does
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Lines:
    """Random cache lines that one event changes in one kind of subject. Counted in the code; there is no other time at which it costs any.

    Not counted: the trail and the matrix (written in order), second slots of a probe (same line mostly), and rounds through the tables,
    which go in order. A busy subject's blocks have more lines, but those are in a cache more often than not.
    """

    slot: int = 1  # the subject's row in the table of its kind, half a line
    short: int = 1  # the list of an hour: two events to a line, and most subjects have fewer
    long: int = 3  # header, panes and fingerprints of the day and the week: 2.96 lines on average in these streams

    @property
    def total(self) -> int:
        """All of them."""
        return self.slot + self.short + self.long


KINDS = {
    "caller_only": ("caller",),
    "numbers_only": ("caller", "called", "callback"),
    "all_subjects": tuple(subject.name for subject in SUBJECTS),
}
"""Looks an event: at the caller; at the called and at the caller among the called besides; at six more. The matrix has their columns alone."""

TOGETHER = ("imei", "imsi")
"""Kinds that share the state of the caller: no lines of their own but one for both, which tells so. One in twenty handsets does not."""

IN_ORDER_BYTES = 33 + 64 + 61
"""In order for one event: five columns read, what all kinds need of it, its row of the trail with its copied columns."""
IN_ORDER_BYTES_A_KIND = 8 * 34 + 2 * 8 + 8 + 64
"""Its cells in the matrix (34 of the caller, 32 of others), two columns of keys, the list of rows, and once more what all kinds need."""


def pages(size: int, *, is_huge: bool) -> npt.NDArray[np.int64]:
    """A table of lines, touched."""
    space = mmap.mmap(-1, size + HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    space.madvise(mmap.MADV_HUGEPAGE if is_huge else mmap.MADV_NOHUGEPAGE)
    whole = np.frombuffer(space, np.uint8)
    start = -whole.ctypes.data % HUGE
    table: npt.NDArray[np.int64] = whole[start : start + size].view(np.int64).reshape(-1, LINE_BYTES // 8)
    table[:] = 0
    return table


@nb.njit(cache=True, nogil=True)
def change(table: npt.NDArray[np.int64], count: int, start: int) -> None:
    """Adds to a random line, so often; asks for nothing ahead."""
    mask = np.uint64(table.shape[0] - 1)
    for i in range(start, start + count):
        place = np.uint64(i) * MIX
        table[np.int64((place ^ place >> np.uint64(29)) & mask), i & 7] += 1


@nb.njit(cache=True, nogil=True)
def change_ahead(table: npt.NDArray[np.int64], count: int, start: int) -> None:
    """The same lines, each asked for before it is needed."""
    mask = np.uint64(table.shape[0] - 1)
    for i in range(start, start + count):
        later = np.uint64(i + AHEAD) * MIX
        prefetch(table, np.int64((later ^ later >> np.uint64(29)) & mask))
        place = np.uint64(i) * MIX
        table[np.int64((place ^ place >> np.uint64(29)) & mask), i & 7] += 1


def rate(work: Callable[[int, int], None], seconds: float) -> float:
    """Times a second, the median of three; `work` gets how many and from where on."""
    count, rates = 200_000, []
    while len(rates) < 3:
        began = time.process_time()
        work(count, count)
        took = time.process_time() - began
        if took < seconds / 3:
            count *= 2
        else:
            rates.append(count / took)
    return statistics.median(rates)


def random_lines(seconds: float) -> dict[str, float]:
    """Million lines a second."""
    found = {}
    for size_name, size in SIZES.items():
        for is_huge in (False, True):
            table = pages(size, is_huge=is_huge)
            for name, kernel in (("plain", change), ("prefetch", change_ahead)):
                kernel(table, 1, 0)
                per_s = rate(lambda count, start, kernel=kernel, table=table: kernel(table, count, start), seconds)
                found[f"{size_name}_{name}_{'huge' if is_huge else 'small'}_pages"] = round(per_s / 1e6, 1)
            del table
    return found


def copying() -> float:
    """GB read and written again a second: bytes copied, not bytes moved, which are twice as many."""
    source, target = pages(256 << 20, is_huge=True), pages(256 << 20, is_huge=True)
    source[:] = 1
    rates: list[float] = []
    while len(rates) < 9:
        began = time.process_time()
        target[:] = source
        rates.append(source.nbytes / (time.process_time() - began) / 1e9)
    return statistics.median(rates)


def disk(folder: Path | None, seconds: float) -> dict[str, float]:
    """What a file takes: blocks of 4 KB, each made durable, and 16 MB at a time."""
    found = {}
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for name, block in (("small", bytes(4096)), ("large", os.urandom(16 << 20))):
            count, began = 0, time.perf_counter()
            while (took := time.perf_counter() - began) < seconds * 3:
                os.write(file.fileno(), block)
                os.fdatasync(file.fileno())
                count += 1
            found[name] = count * len(block) / took
    return {"fdatasync_per_s": round(found["small"] / 4096), "durable_mb_per_s": round(found["large"] / 1e6)}


def kernel_speed(told: str, events: int, *, people: int | None = None) -> tuple[float, int]:
    """Events a second of processor time, after the first third; and the engine's MB. `people`: of so many, period after period."""
    engine, size = Engine(kinds=KINDS[told], is_narrow=True), 10_000
    matrix = zeros((size, len(engine.features)), np.int64)  # one, written again and again, as in a live platform
    warm, spent, count, written = events // 3, 0.0, 0, frozenset[str]()
    for block in _blocks(told, events, size, people):
        began = time.process_time()
        engine.push_into(block, matrix[: len(block)], stale=written)
        if (count := count + len(block)) > warm:
            spent += time.process_time() - began
        written = engine.used
    return (count - warm // size * size) / spent, engine.nbytes >> 20


def _blocks(told: str, events: int, size: int, people: int | None) -> Iterator[EventBlock]:
    """The city's calls; or those of a village as busy, with as many of its cells and trunks."""
    if people is None:
        calls = [city(events, all_told=told == "all_subjects")]
    else:
        of_a_period = people * PER_PERSON
        calls = [
            city(
                of_a_period, all_told=told == "all_subjects", people=people, first_day=period * DAYS,
                scale=events // of_a_period,
            )
            for period in range(events // of_a_period)
        ]  # fmt: skip
    for part in calls:
        for start in range(0, len(part), size):
            yield part.take(slice(start, start + size))


def lines_of(told: str) -> int:
    """Random lines an event."""
    kinds = KINDS[told]
    shared = sum(kind in TOGETHER for kind in kinds)
    return (len(kinds) - shared) * Lines().total + bool(shared)


def bound(told: str, lines_per_s: float, copy_bytes_per_s: float) -> float:
    """Events a second that memory allows at most."""
    in_order = IN_ORDER_BYTES + IN_ORDER_BYTES_A_KIND * len(KINDS[told])
    return 1 / (lines_of(told) / lines_per_s + in_order / copy_bytes_per_s)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--events", type=int, default=3_000_000, help="for the kernel with numbers only; a third of it with all told"
    )
    parser.add_argument("--seconds", type=float, default=0.7, help="for each figure")
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    asked = parser.parse_args()
    warm_up()
    lines, copy_gb = random_lines(asked.seconds), copying()
    best = max(value for name, value in lines.items() if name.startswith("1gb")) * 1e6
    report: dict[str, Any] = {
        "random_lines_million_per_s": lines,
        "copy_gb_per_s": round(copy_gb, 1),
        "disk": disk(asked.folder, asked.seconds),
        "kernel": {},
    }
    for told, events in (
        ("caller_only", asked.events),
        ("numbers_only", asked.events),
        ("all_subjects", asked.events // 3),
    ):
        per_s, engine_mb = kernel_speed(told, events)
        in_cache, _ = kernel_speed(told, events, people=VILLAGE)
        limit = bound(told, best, copy_gb * 1e9)
        count = lines_of(told)
        report["kernel"][told] = {
            "events_per_cpu_s": round(per_s),
            "lines_an_event": count,
            "lines_million_per_s": round(per_s * count / 1e6, 1),
            "share_of_random_lines": round(per_s * count / best, 2),
            "bound_events_per_s": round(limit),
            "share_of_bound": round(per_s / limit, 2),
            "engine_mb": engine_mb,
            "events_per_cpu_s_in_cache": round(in_cache),
            "share_of_in_cache": round(per_s / in_cache, 2),
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
