"""Readers see every acknowledged record exactly once while a writer takes and a background thread seals and merges."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store_rows import cdr, cdrs, intake, open_store

from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

BLOCKS, ROWS = 60, 20


def look_at_all(store: RecordStore, is_written: threading.Event) -> int:
    """Times that all records were read and found complete."""
    times = 0
    while not is_written.is_set() or not times:
        known = store.counts()["cmcc"].stored
        rows = [row for batch in store.in_time_order() for row in batch.column("source_row").to_pylist()]
        assert len(rows) >= known
        assert rows == list(range(2, len(rows) + 2))
        times += 1
    return times


def look_up(store: RecordStore, is_written: threading.Event) -> int:
    """Times that the newest record known was found."""
    times = 0
    while not is_written.is_set() or not times:
        newest = cdr(store.counts()["cmcc"].stored - 1)
        assert store.lookup(Query(number=newest.cli)).rows() == [newest]
        assert store.by_ids([newest.record_id]) == [newest]
        times += 1
    return times


def test_readers_lose_and_double_nothing(tmp_path: Path) -> None:
    settings = StoreSettings(seal_rows=100, segment_bytes=20_000, keep_spool_bytes=0, merge_ranges=2, merged_rows=800)
    is_written = threading.Event()
    with open_store(tmp_path, settings=settings) as store, ThreadPoolExecutor() as pool:
        store.take([intake(cdrs(range(ROWS)))])
        readers = [pool.submit(read, store, is_written) for read in (look_at_all, look_up, look_up)]
        for block in range(1, BLOCKS):
            store.take([intake(cdrs(range(block * ROWS, (block + 1) * ROWS)))])
        store.compact()
        is_written.set()
        assert all(reader.result() for reader in readers)
        assert store.counts()["cmcc"].stored == BLOCKS * ROWS
        assert store.first_offset > 0
        assert store.ranges < BLOCKS // 3  # three blocks are sealed at once
