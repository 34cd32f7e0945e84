"""What a purge takes away is nowhere any more; everything else stays, and so do the counts of what was ever received."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from store_rows import BY_HAND, at, cdr, cdrs, disk_of, intake, open_store, rejects, sip

from linewarden.errors import ConfigError, StoreError
from linewarden.main import main
from linewarden.model.cdr import cdr_batch
from linewarden.model.reject import Reject
from linewarden.model.sip import SipEvent, sip_batch
from linewarden.store.kept import FeedCounts
from linewarden.store.purging import Purged
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

TRACE = "TRACE-OF-A-PERSON"
HELD = {"basis_id": "CZ-2", "cli_raw": TRACE, "cell": TRACE, "trunk_in": TRACE, "imei": TRACE, "source_ip": TRACE}
REFUSED = (Reject(row=9, field="setup_at", value=TRACE, reason="is not a time", code="not_a_time"),)


def filled(folder: Path) -> RecordStore:
    """Calls 0 to 29, one in three under CZ-2, in two merged ranges, one more and a block that is not sealed."""
    store = open_store(folder)
    for first in range(0, 30, 6):
        store.take([intake(cdrs(n for n in range(first, first + 6) if n % 3), rejects=rejects([first]))])
        held = sip_batch([held_message(first + 1)])
        store.take([intake(cdrs([first, first + 3], **HELD), basis_id="CZ-2", sip=held, rejects=REFUSED)])
        if first < 24:
            store.seal(force=True)
        if first == 6:
            store.compact(force=True)
    return store


def held_message(number: int) -> SipEvent:
    """A message under CZ-2."""
    return replace(sip(number, number, "cmcc"), basis_id="CZ-2", from_user=TRACE)


def rows(store: RecordStore) -> list[int]:
    return [row - 2 for batch in store.in_time_order() for row in batch.column("source_row").to_pylist()]


def traces(folder: Path) -> list[str]:
    """Folders of the files in which something of the person is to be read."""
    found = [path for path in (folder / "records").rglob("*") if path.is_file() and TRACE.encode() in path.read_bytes()]
    return sorted({path.parent.name for path in found})


STAYING = [number for number in range(30) if number % 3]


def test_what_is_purged_is_nowhere_and_the_rest_stays(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        assert traces(tmp_path) == ["cdr", "index", "rejects", "sip", "spool"]
        before = store.counts()["cmcc"]
        assert store.purge("CZ-2") == Purged(records=10, messages=5, rejects=5)
        assert traces(tmp_path) == []
        assert rows(store) == STAYING
        assert store.lookup(Query(trunk=TRACE)).rows() == []
        assert store.lookup(Query(limit=3)).rows() == [cdr(29), cdr(28), cdr(26)]
        assert store.by_ids([cdr(0).record_id, cdr(1).record_id]) == [cdr(1)]
        assert [kept.reject.row for kept in store.rejects()] == [24, 18, 12, 6, 0]
        assert [(kept.cdrs is None, kept.sip, len(kept.rejects)) for kept in store.replay()] == [
            (False, None, 1),
            (True, None, 0),
        ] * 5
        assert store.counts()["cmcc"] == before + FeedCounts(purged=20)
        assert store.counts()["cmcc"].received == before.received
        assert store.verify() == []
    files = [f"'{tmp_path}/records/lake/{kind}/*.parquet'" for kind in ("cdr", "rejects")]
    for file in files:
        assert duckdb.sql(f"SELECT DISTINCT basis_id FROM {file}").fetchall() == [("CZ-1",)]
    assert list((tmp_path / "records/lake/sip").iterdir()) == []
    with open_store(tmp_path) as store:
        assert rows(store) == STAYING
        assert store.counts()["cmcc"] == before + FeedCounts(purged=20)
        assert store.verify() == []


def test_what_is_delivered_once_more_is_new(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        other = sip_batch([sip(2, 2, "cmcc")])
        store.take([intake(sip=other)])
        again = intake(cdrs([0, 1], **HELD), sip=sip_batch([held_message(1), sip(2, 2, "cmcc")]), basis_id="CZ-2")
        (kept,) = store.take([again])
        assert kept.duplicates == 4
        store.purge("CZ-2")
        (kept,) = store.take([again])
        assert kept.cdrs is not None
        assert kept.sip is not None
        assert (kept.cdrs.column("source_row").to_pylist(), kept.sip.column("event_id").to_pylist()) == ([2], [1])
        assert rows(store) == [0, *STAYING]


def test_only_what_is_older_goes_when_a_date_is_given(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        assert store.purge("CZ-2", at(15)) == Purged(records=5, messages=3, rejects=2)
        assert rows(store) == [number for number in range(30) if number % 3 or number >= 15]
        held = [kept.offset for kept in store.rejects() if kept.reject in REFUSED]
        assert held == [9, 7, 5]  # the range of blocks 4 and 5 holds call 15, the merged one before it nothing as young
        assert store.verify() == []
        assert store.purge("CZ-2", at(15)) == Purged()
        assert store.purge("CZ-2") == Purged(records=5, messages=2, rejects=3)
        assert traces(tmp_path) == []


def test_a_date_needs_a_time_zone(tmp_path: Path) -> None:
    with filled(tmp_path) as store, pytest.raises(ConfigError, match="no time zone"):
        store.purge("CZ-2", datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_purge_that_a_full_disk_interrupts_is_finished_at_the_next_opening(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.seal(force=True)
        with disk_of(5_000), pytest.raises(StoreError, match="free space"):
            store.purge("CZ-2")
        assert "spool" in traces(tmp_path)
        assert rows(store) == list(range(30))
    with open_store(tmp_path) as store:
        assert traces(tmp_path) == []
        assert rows(store) == STAYING
        assert store.counts()["cmcc"].purged == 20
        assert store.verify() == []
    assert not (tmp_path / "records/purge.json").exists()


def test_the_rest_of_an_interrupted_purge_is_done_by_the_next(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.seal(force=True)
        with disk_of(500), pytest.raises(StoreError, match="free space"):
            store.purge("CZ-2")
        assert store.purge("CZ-none") == Purged(records=10, messages=5, rejects=5)
        assert traces(tmp_path) == []


def test_a_damaged_note_is_named(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / "records/purge.json").write_bytes(b"{}\n00000000\n")
    with pytest.raises(StoreError, match=r"purge\.json is damaged; delete it"):
        open_store(tmp_path)


def test_a_reader_in_the_middle_is_told_and_files_that_waited_for_it_are_gone(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.take([intake(cdr_batch([cdr(99, ended_at=at(10_000), setup_at=at(9_999), **HELD)]))])
        store.seal(force=True)
        reader = store.in_time_order(batch_rows=1)
        next(reader)
        store.compact(force=True)
        assert len(list((tmp_path / "records/lake/cdr").iterdir())) == 5
        store.purge("CZ-2")
        assert len(list((tmp_path / "records/lake/cdr").iterdir())) == 1
        assert traces(tmp_path) == []
        with pytest.raises(StoreError, match="is gone"):
            list(reader)


def test_a_purge_beside_a_busy_writer_takes_what_was_there_when_it_was_asked_for(tmp_path: Path) -> None:
    settings = StoreSettings(seal_rows=100, segment_bytes=20_000, merge_ranges=2, merged_rows=800)
    with open_store(tmp_path, settings=settings) as store, ThreadPoolExecutor(1) as pool:
        for number in range(20):
            store.take([intake(cdrs([number], basis_id="CZ-2"), basis_id="CZ-2")])
        purging = pool.submit(store.purge, "CZ-2")
        for number in range(20, 200):
            store.take([intake(cdrs([number]))])
        assert purging.result() == Purged(records=20)
        (kept,) = store.take([intake(cdrs([5], basis_id="CZ-2"), basis_id="CZ-2")])
        assert (kept.duplicates, rows(store)) == (0, [5, *range(20, 200)])
    with open_store(tmp_path, settings=BY_HAND) as store:
        assert rows(store) == [5, *range(20, 200)]
        assert store.verify() == []


def test_the_command_says_what_it_removes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path).close()
    command = ["store", "purge", "--folder", str(tmp_path), "--basis"]
    assert main([*command, "CZ-2", "--before", "2026-11-01T08:00:15"]) == 0  # in Shanghai: 15 s after the start
    says, total = capsys.readouterr().out.splitlines()
    assert (
        says == "removed 5 records, 3 messages and 2 rejects of legal basis CZ-2 from before 2026-11-01T08:00:15+08:00"
    )
    assert total.startswith('{"records":5,"messages":3,"rejects":2,')
    assert main([*command, "CZ-2"]) == 0
    assert "removed 5 records, 2 messages and 3 rejects of legal basis CZ-2\n" in capsys.readouterr().out
    assert main([*command, "CZ-2", "--before", "yesterday"]) == 2
    assert "'yesterday' is no date" in capsys.readouterr().err
