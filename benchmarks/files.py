"""Rows per second of reading a call-record file, beside the csv module of Python and Arrow's CSV reader, which only split and type.

Usage: python benchmarks/files.py [ROWS]. Prints one JSON object. CPU seconds, best of three, one core.
"""

import csv
import json
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.csv

from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home

BASIS = LegalBasis(
    "B-1", BasisKind.TRAINING, "benchmark", "-", datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
)
FEED = FeedSettings(name="bench", basis=BASIS, home=Home("CN", "519", "常州"))
COLUMNS = (
    "call_id", "cli", "called", "setup_at", "answered_at", "ended_at", "service", "release_cause", "trunk_in", "trunk_out", "source_ip",
    "user_agent", "codec", "cell", "imei", "imsi", "roaming", "route",
)  # fmt: skip


def write_calls(path: Path, rows: int, *, quote: bool) -> None:
    """A clean file of our own layout, 18 columns, about 200 bytes a row."""
    chance = random.Random(1)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\n")
        writer.writerow(COLUMNS)
        for n in range(rows):
            at += timedelta(milliseconds=chance.randrange(300))
            answer, end = at + timedelta(seconds=5), at + timedelta(seconds=6 + chance.randrange(300))
            writer.writerow([
                f"c{n:09}", f"1386{chance.randrange(10**7):07}", f"1381{chance.randrange(10**7):07}", _iso(at),
                _iso(answer) if n % 3 else "", _iso(end), "voice", 16, f"t{n % 40}", f"out{n % 7}", f"10.0.{n % 250}.{n % 17}",
                f"Phone/{n % 5}", "PCMA", f"460-00-{n % 2000}", f"86{chance.randrange(10**13):013}",
                f"46000{chance.randrange(10**10):010}", "", "domestic",
            ])  # fmt: skip


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def cpu_s(run: Callable[[], object]) -> float:
    """CPU seconds of the best of three runs, after one to warm up."""
    run()
    spent = []
    for _ in range(3):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


def _read_ours(path: Path) -> int:
    return sum(
        block.received for block in read_file(path, map=load_map("linewarden"), feed=FEED, latest=BASIS.valid_until)
    )


def _read_python(path: Path) -> int:
    with path.open(newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _read_arrow(path: Path) -> int:
    read = pyarrow.csv.ReadOptions(use_threads=False)
    return int(pyarrow.csv.read_csv(path, read_options=read).num_rows)


def main(rows: int) -> None:
    """Measures and prints."""
    figures: dict[str, object] = {"rows": rows, "machine": platform.machine(), "python": platform.python_version()}
    with tempfile.TemporaryDirectory() as folder:
        for name, quote in (("plain", False), ("quoted", True)):
            path = Path(folder) / f"{name}.csv"
            write_calls(path, rows, quote=quote)
            for reader, read in (
                ("linewarden", _read_ours),
                ("python csv, split only", _read_python),
                ("arrow csv", _read_arrow),
            ):
                figures[f"{name}: {reader} rows/s"] = round(rows / cpu_s(lambda read=read, path=path: read(path)))
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400_000)
