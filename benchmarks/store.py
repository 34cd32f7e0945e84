"""Speed of the record store, and of its lookups against DuckDB on the same Parquet files in the same run. Prints one JSON object.

    python benchmarks/store.py [--rows 10000000] [--folder DIR]

Needs some 250 bytes of disk a record while it runs, and gives them back.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA, Cdr
from linewarden.model.intake import Intake
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

BLOCK_ROWS = 10_000
PEOPLE = 2_000_000
START_US = 1_790_000_000_000_000
PER_SECOND = 740
ASKED = 60
PEER_ASKED = 5
WHERE = {
    "number": "cli = $number OR called = $number",
    "prefix": "cli // 10000 = $prefix::BIGINT OR called // 10000 = $prefix::BIGINT",
    "suffix": "cli % 1000000 = $suffix::BIGINT OR called % 1000000 = $suffix::BIGINT",
    "imei": "imei = $imei",
    "cell": "cell = $cell",
    "ip": "source_ip = $ip",
    "trunk": "trunk_in = $trunk OR trunk_out = $trunk",
}


def block(place: int) -> pa.RecordBatch:
    """Block `place` of a made-up city: a third of the calls carry a handset and a cell, the others come over trunks."""
    rng, n = np.random.default_rng(place), BLOCK_ROWS
    setup = START_US + np.sort(rng.integers(0, n, n) + place * n) * 1_000_000 // PER_SECOND
    talk_ms = np.where(rng.random(n) < 0.6, rng.exponential(60_000, n), 0).astype(np.int64)
    people = (rng.random((2, n)) ** 2 * PEOPLE).astype(np.int64)  # some talk much more than others
    is_own = rng.random(n) < 0.33
    columns: dict[str, Any] = {
        "record_id": rng.integers(0, 2**63, n).astype(np.uint64) * 2 + 1,
        "source_row": np.arange(n) + 2 + place * n,
        "setup_at": setup,
        "answered_at": pa.array(setup + 5_000_000, mask=talk_ms == 0),
        "ended_at": setup + 5_000_000 + talk_ms * 1000,
        "talk_ms": talk_ms,
        "cli": people[0] + 8613861000000,
        "cli_raw": pa.array(people[0] + 13861000000).cast(pa.utf8()),
        "called": people[1] + 8613861000000,
        "called_raw": pa.array(people[1] + 13861000000).cast(pa.utf8()),
        "release_cause": np.full(n, 16),
        "imei": pa.array(people[0] * 10 + 490154203237518, mask=~is_own).cast(pa.utf8()),
        "imsi": pa.array(people[0] + 460001234567890, mask=~is_own).cast(pa.utf8()),
        "cell": _coded(rng.integers(0, 3000, n), "460-00-", ~is_own),
        "trunk_in": _coded(rng.integers(0, 50, n), "T", is_own),
        "source_ip": _coded(rng.integers(0, 500, n), "203.0.113.", is_own),
    }
    return pa.record_batch([_column(field, columns, n) for field in CDR_SCHEMA], schema=CDR_SCHEMA)


def _coded(codes: np.ndarray, text: str, is_absent: np.ndarray) -> pa.Array:
    names = pa.array([f"{text}{code}" for code in range(int(codes.max()) + 1)])
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=is_absent), names)


def _column(field: pa.Field, columns: dict[str, Any], rows: int) -> pa.Array:
    if field.name in columns:
        return pa.array(columns[field.name]).cast(field.type)
    if field.nullable:
        return (
            pa.nulls(rows, pa.utf8()).cast(field.type)
            if not pa.types.is_integer(field.type)
            else pa.nulls(rows, field.type)
        )
    value = pa.scalar("x") if pa.types.is_dictionary(field.type) else pa.scalar(0)
    return (
        pa.repeat(value, rows).cast(field.type)
        if value.is_valid and field.type != value.type
        else pa.repeat(value, rows)
    )


def blocks(rows: int) -> Iterator[pa.RecordBatch]:
    """The blocks of so many rows."""
    for place in range(rows // BLOCK_ROWS):
        yield block(place)


def intake(place: int, batch: pa.RecordBatch) -> Intake:
    """A block as a feed delivers it."""
    return Intake(
        feed="bench",
        basis_id="BENCH",
        source_id="0" * 16,
        next_row=(place + 1) * BLOCK_ROWS,
        is_last=False,
        cdrs=batch,
        sip=None,
        rejects=(),
        arrived_ns=0,
    )


def fill(store: RecordStore, rows: int) -> dict[str, float]:
    """Take all rows in, sealing when there is enough; seconds of wall clock and of processor for each part."""
    spent = dict.fromkeys(("take_s", "take_cpu_s", "seal_s", "seal_cpu_s"), 0.0)
    for place, batch in enumerate(blocks(rows)):
        _measure(spent, "take", lambda batch=batch, place=place: store.take([intake(place, batch)]))
        _measure(spent, "seal", store.seal)
    _measure(spent, "seal", lambda: store.seal(force=True))
    return spent


def _measure(spent: dict[str, float], name: str, act: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    spent[f"{name}_s"] += time.perf_counter() - wall
    spent[f"{name}_cpu_s"] += time.process_time() - cpu


def questions(rows: int) -> dict[str, list[dict[str, Any]]]:
    """For each kind of lookup, values that stand in records spread over the whole time."""
    rng = np.random.default_rng(1)
    asked: dict[str, list[dict[str, Any]]] = {kind: [] for kind in WHERE}
    for place in rng.integers(0, rows // BLOCK_ROWS, ASKED * 4).tolist():
        batch = block(place)
        row = batch.slice(int(rng.integers(0, BLOCK_ROWS)), 1).to_pylist()[0]
        values = {
            "number": row["cli"],
            "prefix": str(row["cli"])[:-4],
            "suffix": str(row["called"])[-6:],
            "imei": row["imei"],
            "cell": row["cell"],
            "ip": row["source_ip"],
            "trunk": row["trunk_in"],
        }
        for kind, value in values.items():
            if value is not None and len(asked[kind]) < ASKED:
                asked[kind].append({kind: value})
    return asked


def lookups(store: RecordStore, folder: Path, rows: int) -> dict[str, Any]:
    """Milliseconds of each kind of lookup, ours and DuckDB's, both warm; raises when the answers differ."""
    connection = duckdb.connect(config={"threads": os.cpu_count() or 1})
    files = [str(path) for path in sorted((folder / "records/lake/cdr").glob("*.parquet"))]
    results = {}
    for kind, asked in questions(rows).items():
        sql = f"SELECT * FROM read_parquet($files) WHERE {WHERE[kind]} ORDER BY setup_at DESC LIMIT 100"
        ours, cpu, found = _times(lambda values: store.lookup(Query(**values)), asked)
        theirs, their_cpu, peers = _times(partial(_ask_duckdb, connection, sql, files), asked[:PEER_ASKED])
        for mine, other in zip(found, peers, strict=False):
            _compare(mine, other)
        results[kind] = {
            "rows_per_answer": round(sum(map(len, found)) / len(found), 1),
            "p50_ms": round(float(np.percentile(ours, 50)), 3),
            "p99_ms": round(float(np.percentile(ours, 99)), 3),
            "cpu_p50_ms": round(float(np.percentile(cpu, 50)), 3),
            "duckdb_p50_ms": round(float(np.percentile(theirs, 50)), 1),
            "duckdb_cpu_p50_ms": round(float(np.percentile(their_cpu, 50)), 1),
            "times_faster_p50": round(float(np.percentile(theirs, 50) / np.percentile(ours, 50)), 1),
        }
    return results


def _ask_duckdb(connection: duckdb.DuckDBPyConnection, sql: str, files: list[str], values: dict[str, Any]) -> pa.Table:
    return connection.sql(sql, params={**values, "files": files}).to_arrow_table()


def _times(
    ask: Callable[[dict[str, Any]], Any], asked: list[dict[str, Any]]
) -> tuple[list[float], list[float], list[Any]]:
    """Milliseconds of wall clock and of processor for each question, and the answers."""
    ask(asked[0])
    times, cpu, found = [], [], []
    for values in asked:
        start, cpu_start = time.perf_counter(), time.process_time()
        found.append(ask(values))
        times.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - cpu_start) * 1000)
    return times, cpu, found


def _compare(ours: list[Cdr], theirs: pa.Table) -> None:
    times = [int(at.timestamp() * 1_000_000) for at in (row.setup_at for row in ours)]
    expected = theirs.column("setup_at").cast(pa.int64()).to_pylist()
    assert len(times) == len(expected)
    assert all(abs(mine - other) <= 1 for mine, other in zip(times, expected, strict=True))


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        print(json.dumps(run(folder, arguments.rows)))
    finally:
        shutil.rmtree(folder)


def run(folder: Path, rows: int) -> dict[str, Any]:
    """All figures."""
    settings = StoreSettings(is_sealing_itself=False, keep_spool_bytes=0)
    with RecordStore.open(folder, settings=settings) as store:
        spent = fill(store, rows)
        size = store.size_bytes()
        lake = sum(path.stat().st_size for path in (folder / "records/lake/cdr").iterdir())
        index = sum(path.stat().st_size for path in (folder / "records/index").iterdir())
    start = time.perf_counter()
    with RecordStore.open(folder, settings=settings) as store:
        opened_s = time.perf_counter() - start
        found = lookups(store, folder, rows)
        start = time.perf_counter()
        ordered = sum(batch.num_rows for batch in store.in_time_order())
        ordered_s = time.perf_counter() - start
        assert ordered == rows
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "rows": rows,
        "take_rows_per_s": round(rows / spent["take_s"]),
        "take_rows_per_cpu_s": round(rows / spent["take_cpu_s"]),
        "seal_rows_per_s": round(rows / spent["seal_s"]),
        "seal_rows_per_cpu_s": round(rows / spent["seal_cpu_s"]),
        "time_order_rows_per_s": round(rows / ordered_s),
        "open_s": round(opened_s, 2),
        "lake_bytes_per_row": round(lake / rows, 1),
        "index_bytes_per_row": round(index / rows, 1),
        "disk_mb": size >> 20,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "lookups": found,
    }


if __name__ == "__main__":
    main()
