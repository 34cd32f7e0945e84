"""Speed of the record store, and of its lookups while records arrive, against DuckDB on the same Parquet files and Lance on the same rows.

    python -m benchmarks.store [--rows 10000000] [--folder DIR] [--asked 300] [--without-peers]

Prints one JSON object. Stops when DuckDB answers otherwise. Needs some 250 bytes of disk a record while it runs, and gives them back.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.city_calls import BLOCK_ROWS, block, blocks, intake
from benchmarks.peers.ask import ask
from benchmarks.questions import LIMIT, Question, condition, questions
from linewarden.main.site import SWITCH_S
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

PEER_ASKED = 5
COLD_ASKED = 20
ARRIVING_PER_S = 2_000
ARRIVING_BLOCK = 500
ARRIVING_BLOCKS = 30
BULK = StoreSettings(is_sealing_itself=False, keep_spool_bytes=0)

Measured = dict[str, dict[str, Any]]


def fill(store: RecordStore, rows: int) -> dict[str, float]:
    """Take all rows in, seal and merge as a live store does; seconds of wall clock and of processor for each part."""
    spent = dict.fromkeys(("take_s", "take_cpu_s", "seal_s", "seal_cpu_s", "merge_s", "merge_cpu_s"), 0.0)
    for place, batch in enumerate(blocks(rows)):
        _measure(spent, "take", lambda batch=batch, place=place: store.take([intake(place, batch)]))
        _measure(spent, "seal", store.seal)
        _measure(spent, "merge", store.compact)
    _measure(spent, "seal", lambda: store.seal(force=True))
    return spent


def _measure(spent: dict[str, float], name: str, act: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    spent[f"{name}_s"] += time.perf_counter() - wall
    spent[f"{name}_cpu_s"] += time.process_time() - cpu


@contextmanager
def arriving(store: RecordStore, rows: int) -> Iterator[dict[str, int]]:
    """Records go on arriving at a steady rate, after the `rows` that are there; how many so far. One is late when the store is slower."""
    told, is_done, first = {"rows": 0}, threading.Event(), rows // BLOCK_ROWS
    made = [block(first + place) for place in range(ARRIVING_BLOCKS)]  # making them is no part of the store's work

    def run() -> None:
        started, place = time.perf_counter(), first
        while True:
            batch = made[place - first] if place - first < len(made) else block(place)
            for start in range(0, BLOCK_ROWS, ARRIVING_BLOCK):
                due = started + told["rows"] / ARRIVING_PER_S
                if is_done.wait(max(0.0, due - time.perf_counter())):
                    return
                store.take([intake(place, batch.slice(start, ARRIVING_BLOCK))])
                told["rows"] += ARRIVING_BLOCK
            place += 1

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield told
    finally:
        is_done.set()
        thread.join()


def ours(store: RecordStore, asked: dict[str, list[Question]]) -> Measured:
    """Milliseconds of each kind of lookup, warm: once before, then measured."""
    found: Measured = {}
    for kind, several in asked.items():
        for question in several:
            store.lookup(Query(**question, limit=LIMIT))
        times, rows = [], 0
        for question in several:
            start = time.perf_counter()
            rows += len(store.lookup(Query(**question, limit=LIMIT)))
            times.append((time.perf_counter() - start) * 1000)
        found[kind] = {"rows_per_answer": round(rows / len(several), 1), **_told("", times)}
    return found


def cold(folder: Path, asked: dict[str, list[Question]]) -> Measured:
    """The same where nothing of the indexes lies in memory but what opening them reads: they are let go of before every question."""
    found: Measured = {}
    for slow in range(2):  # compiled code is loaded by the first, and what waits for the disk by the next
        _let_go(folder / "records/index")
        with RecordStore.open(folder, settings=BULK, is_read_only=True) as store:
            store.lookup(Query(**asked["number"][slow], limit=LIMIT))
    for kind, several in asked.items():
        times = []
        for question in several[:COLD_ASKED]:
            _let_go(folder / "records/index")
            with RecordStore.open(folder, settings=BULK, is_read_only=True) as store:
                start = time.perf_counter()
                store.lookup(Query(**question, limit=LIMIT))
                times.append((time.perf_counter() - start) * 1000)
        found[kind] = _told("cold_", times)
    return found


def _let_go(folder: Path) -> None:
    """Have the system forget the content of the files; nobody may have them mapped."""
    gc.collect()
    for path in folder.iterdir():
        fd = os.open(path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)


def against_duckdb(store: RecordStore, folder: Path, asked: dict[str, list[Question]], last: datetime) -> Measured:
    """Milliseconds of DuckDB on the Parquet files, warm; raises when the answers differ."""
    files = [str(path) for path in sorted((folder / "records/lake/cdr").glob("*.parquet"))]
    found: Measured = {}
    with duckdb.connect(config={"threads": os.cpu_count() or 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for kind, several in asked.items():
            times = []
            for place, question in enumerate(several[: PEER_ASKED + 1]):
                sql = f"SELECT * FROM read_parquet({files}) WHERE {condition(kind, question)} ORDER BY setup_at DESC LIMIT {LIMIT}"
                start = time.perf_counter()
                theirs = connection.sql(sql).to_arrow_table()
                if place:  # the first opens the files
                    times.append((time.perf_counter() - start) * 1000)
                until = min(question.get("until", last), last)
                mine = store.lookup(Query(**{**question, "until": until}, limit=LIMIT)).records
                _compare(kind, question, mine, theirs)
            found[kind] = {"duckdb_p50_ms": round(float(np.percentile(times, 50)), 1)}
    return found


def _compare(kind: str, question: Question, ours: pa.RecordBatch, theirs: pa.Table) -> None:
    mine, other = (answer.column("setup_at").cast(pa.int64()).to_pylist() for answer in (ours, theirs))
    if mine != other:
        raise AssertionError(f"{kind} {question}: {len(mine)} rows against {len(other)}")


def against_lance(folder: Path, asked: dict[str, list[Question]]) -> dict[str, Any] | str:
    """Milliseconds of Lance with an index on every column asked for; in words why there is nothing."""
    request = folder / "lance.json"
    wanted = {
        kind: [condition(kind, question) for question in several[: 2 * PEER_ASKED]]
        for kind, several in asked.items()
        if "prefix" not in kind and "suffix" not in kind  # no index of Lance serves these
    }
    request.write_text(json.dumps({"limit": LIMIT, "asked": wanted}), "utf-8")
    return ask("lance", folder / "records/lake/cdr", folder / "lance", request, environment="lance", at_most_s=3600)


def _told(name: str, times: list[float]) -> dict[str, float]:
    return {f"{name}p{part}_ms": round(float(np.percentile(times, part)), 3) for part in (50, 99)}


def bytes_by_kind(folder: Path, rows: int) -> dict[str, float]:
    """Bytes a row by kind of file."""
    kinds = ("spool", "lake/cdr", "lake/seals", "index")
    sizes = {kind: sum(path.stat().st_size for path in (folder / "records" / kind).iterdir()) for kind in kinds}
    return {kind: round(size / rows, 2) for kind, size in sizes.items()} | {
        "lake and index": round((sizes["lake/cdr"] + sizes["index"]) / rows, 2)
    }


def run(folder: Path, rows: int, count: int, *, has_peers: bool) -> dict[str, Any]:
    """All figures."""
    asked = questions(rows, count)
    with RecordStore.open(folder, settings=BULK) as store:
        spent = fill(store, rows)
        last = store.lookup(Query(limit=1)).rows()[0].setup_at + timedelta(microseconds=1)
        sizes, ranges = bytes_by_kind(folder, rows), store.ranges
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    found = cold(folder, asked)
    start = time.perf_counter()
    sys.setswitchinterval(SWITCH_S)  # as the platform does
    with RecordStore.open(folder, settings=StoreSettings(keep_spool_bytes=0)) as store:
        opened_s = time.perf_counter() - start
        with arriving(store, rows) as told:
            started = time.perf_counter()
            warm = ours(store, asked)
            arrived_per_s = told["rows"] / (time.perf_counter() - started)
        duck = against_duckdb(store, folder, asked, last) if has_peers else {}
    lance = against_lance(folder, asked) if has_peers else "not asked for"
    for kind in warm:
        warm[kind] |= (
            found[kind] | duck.get(kind, {}) | ({} if isinstance(lance, str) else lance["kinds"].get(kind, {}))
        )
        if kind in duck:
            warm[kind]["times_faster_p50"] = round(duck[kind]["duckdb_p50_ms"] / warm[kind]["p50_ms"], 1)
    rates = {f"{name}_rows_per_s": round(rows / spent[f"{name}_s"]) for name in ("take", "seal", "merge")}
    rates |= {f"{name}_rows_per_cpu_s": round(rows / spent[f"{name}_cpu_s"]) for name in ("take", "seal", "merge")}
    return {
        "rows": rows,
        **rates,
        "ranges": ranges,
        "open_s": round(opened_s, 2),
        "bytes_per_row": sizes,
        "peak_rss_mb": peak_mb,
        "arrived_meanwhile_per_s": round(arrived_per_s),
        "lance": lance if isinstance(lance, str) else {name: lance[name] for name in ("made_s", "bytes_per_row")},
        "lookups": warm,
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=None, help="where there is room; default: the temporary folder")
    parser.add_argument("--asked", type=int, default=300, help="questions of each kind")
    parser.add_argument("--without-peers", action="store_true", help="only our own figures")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        print(json.dumps(run(folder, arguments.rows, arguments.asked, has_peers=not arguments.without_peers)))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
