"""Who opens read-only beside a busy writer finds a whole store each time, whatever is sealed, merged or let go meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store_rows import cdrs, intake, open_store

from linewarden.store.settings import StoreSettings

BUSY = StoreSettings(seal_rows=60, segment_bytes=8_000, keep_spool_bytes=0, merge_ranges=2, merged_rows=500)
ENOUGH = 3_000  # records, by when some forty ranges were sealed and most of them merged


def write(folder: Path, is_over: threading.Event) -> int:
    """Take in ten records at a time until told; how many these are."""
    number = 0
    with open_store(folder, settings=BUSY) as store:
        while not is_over.is_set():
            store.take([intake(cdrs(range(number, number + 10)), next_row=number)])
            number += 10
        assert store.problem == ""
    return number


def test_every_look_finds_a_whole_store(tmp_path: Path) -> None:
    open_store(tmp_path, settings=BUSY).close()
    is_over = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, tmp_path, is_over)
        try:
            known = 0
            while known < ENOUGH:
                with open_store(tmp_path, is_read_only=True) as reader:
                    assert reader.verify() == []
                    stored = sum(counts.stored for counts in reader.counts().values())
                    assert stored >= known
                    known = stored
        finally:
            is_over.set()
        assert known <= writing.result()
