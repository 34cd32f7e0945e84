"""Lance on the same rows: the Parquet files of the lake in one table, with an index on every column that is asked for.

    python -m benchmarks.peers.lance PARQUET-FOLDER TABLE-FOLDER QUESTIONS.json

BTREE where values are many, BITMAP where they are few, as its documents advise. Each question is asked once before it is measured.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import lance
import pyarrow as pa
import pyarrow.dataset as ds

BATCH_ROWS = 131_072
INDEXES = {
    "cli": "BTREE",
    "called": "BTREE",
    "imei": "BTREE",
    "imsi": "BTREE",
    "setup_at": "BTREE",
    "cell": "BITMAP",
    "source_ip": "BITMAP",
    "trunk_in": "BITMAP",
    "trunk_out": "BITMAP",
}


def made(parquet: Path, folder: Path) -> lance.LanceDataset:
    """The table, optimized and indexed."""
    source = ds.dataset(sorted(map(str, parquet.glob("*.parquet"))))
    fields = [
        pa.field(field.name, pa.utf8()) if pa.types.is_dictionary(field.type) else field for field in source.schema
    ]
    schema = pa.schema(fields)
    batches = (
        pa.Table.from_batches([batch]).cast(schema).to_batches()[0]
        for batch in source.to_batches(batch_size=BATCH_ROWS)
        if batch.num_rows
    )
    table = lance.write_dataset(pa.RecordBatchReader.from_batches(schema, batches), folder, mode="overwrite")
    for column, kind in INDEXES.items():
        table.create_scalar_index(column, kind)
    return lance.dataset(folder)


def asked(table: lance.LanceDataset, condition: str, limit: int) -> pa.Table:
    """The newest rows. It does not sort, so all that match are read and the newest kept."""
    found = table.to_table(filter=condition.replace("TIMESTAMP '", "timestamp '"), prefilter=True)
    return found.sort_by([("setup_at", "descending")]).slice(0, limit)


def main() -> None:
    """Make the table, ask, print one JSON object."""
    parquet, folder, request = map(Path, sys.argv[1:])
    wanted = json.loads(request.read_text("utf-8"))
    started = time.perf_counter()
    table = made(parquet, folder)
    made_s = time.perf_counter() - started
    kinds = {}
    for kind, conditions in wanted["asked"].items():
        times = []
        for condition in conditions:
            asked(table, condition, wanted["limit"])
            start = time.perf_counter()
            asked(table, condition, wanted["limit"])
            times.append((time.perf_counter() - start) * 1000)
        kinds[kind] = {"lance_p50_ms": round(statistics.median(times), 3)}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(
        json.dumps({"made_s": round(made_s, 1), "bytes_per_row": round(size / table.count_rows(), 1), "kinds": kinds})
    )


if __name__ == "__main__":
    main()
