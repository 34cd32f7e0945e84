"""What goes from the spool into the lake stays the same, is read by others, and outlives the spool."""

from pathlib import Path

import duckdb
import pytest
from store_rows import START, at, cdr, cdrs, intake, messages, open_store, rejects

from linewarden.errors import StoreError
from linewarden.model.cdr import cdr_batch
from linewarden.store.kept import FeedCounts
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings


def all_rows(store: RecordStore) -> list[int]:
    return [row for batch in store.in_time_order() for row in batch.column("source_row").to_pylist()]


def test_only_full_segments_are_sealed_unless_forced(tmp_path: Path) -> None:
    with open_store(tmp_path, settings=StoreSettings(is_sealing_itself=False, seal_rows=40)) as store:
        for number in range(5):
            store.take([intake(cdrs([number]))])  # weighs 17: three make a segment
        assert store.seal() == 3
        assert store.seal() == 0
        assert store.seal(force=True) == 2


def test_duckdb_reads_the_lake_as_plain_columns(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch([cdr(2, trunk_in="T7"), cdr(1)]))])
        store.seal(force=True)
    table = duckdb.sql(
        f"SELECT feed, epoch_us(setup_at) AS at, trunk_in FROM '{tmp_path}/records/lake/cdr/*.parquet'"
    ).to_arrow_table()
    start = int(START.timestamp()) * 10**6
    assert table.to_pylist() == [
        {"feed": "cmcc", "at": start + 1_000_000, "trunk_in": None},
        {"feed": "cmcc", "at": start + 2_000_000, "trunk_in": "T7"},
    ]


def test_counts_and_resume_points_survive_sealing_and_the_deletion_of_the_spool(tmp_path: Path) -> None:
    settings = StoreSettings(is_sealing_itself=False, segment_bytes=1, keep_spool_bytes=0)
    with open_store(tmp_path, settings=settings) as store:
        store.take([intake(cdrs([1]), next_row=50, rejects=rejects([3]))])
        store.take([intake(cdrs([1]), source_id="bb" * 8, next_row=9, is_last=True)])
        store.take([intake(cdrs([2]), source_id="cc" * 8, next_row=4)])
        store.seal(force=True)
        assert store.first_offset == 2
    with open_store(tmp_path, settings=settings) as store:
        assert store.counts() == {"cmcc": FeedCounts(stored=2, rejected=1, duplicates=1)}
        assert (store.resume_row("aa" * 8), store.is_done("aa" * 8)) == (50, False)
        assert (store.resume_row("bb" * 8), store.is_done("bb" * 8)) == (9, True)
        assert (store.resume_row("dd" * 8), store.is_done("dd" * 8)) == (0, False)
        assert all_rows(store) == [3, 4]


def test_replay_gives_every_block_in_order_and_says_when_it_cannot(tmp_path: Path) -> None:
    settings = StoreSettings(is_sealing_itself=False, segment_bytes=1, keep_spool_bytes=0)
    with open_store(tmp_path, settings=settings) as store:
        taken = store.take([intake(cdrs([1]), arrived_ns=0)])
        taken += store.take([intake(cdrs([2]), arrived_ns=0, sip=messages([1], 0), rejects=rejects([1]))])
        taken.append(store.add_calls("cmcc", "CZ-1", cdrs([3])))
        assert list(store.replay()) == taken
        assert list(store.replay(1)) == taken[1:]
        store.seal(force=True)
        assert list(store.replay(store.first_offset)) == taken[2:]
        with pytest.raises(StoreError, match="blocks 0 to 1 are deleted; begin at 2"):
            next(store.replay(0))


def test_rejects_come_newest_first_from_the_tail_and_the_lake(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(rejects=rejects([1, 2]))])
        store.seal(force=True)
        store.take([intake(feed="ctcc", source_id="bb" * 8, rejects=rejects([3]))])
        assert [kept.reject.row for kept in store.rejects()] == [3, 2, 1]
        assert [kept.reject.row for kept in store.rejects("cmcc", limit=1)] == [2]
        (kept,) = store.rejects("ctcc")
        assert (kept.feed, kept.source_id, kept.offset) == ("ctcc", "bb" * 8, 1)


def test_a_sealing_that_was_cut_short_is_thrown_away(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        store.seal(force=True)
        store.take([intake(cdrs([2]))])
        store.seal(force=True)
    seals = sorted((tmp_path / "records/lake/seals").iterdir())
    seals[-1].unlink()  # as if killed before the seal was written
    (tmp_path / "records/lake/cdr/x.parquet.tmp").write_bytes(b"half")
    with open_store(tmp_path) as store:
        assert len(list((tmp_path / "records/lake/cdr").iterdir())) == 1
        assert len(list((tmp_path / "records/index").iterdir())) == 1
        assert store.counts()["cmcc"].stored == 2
        assert all_rows(store) == [3, 4]


def test_the_store_seals_by_itself_when_there_is_enough(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, settings=StoreSettings(seal_rows=50, merged_rows=100)) as store:
        for number in range(40):
            store.take([intake(cdrs(range(number * 20, number * 20 + 20)))])
        assert store.problem == ""
    with RecordStore.open(tmp_path, is_read_only=True) as store:
        assert len(list((tmp_path / "records/lake/seals").iterdir())) >= 10
        assert all_rows(store) == list(range(2, 802))


def test_messages_are_sealed_in_order_of_time(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(feed="hep", sip=messages([1], 5)), intake(feed="hep", sip=messages([2], 1))])
        store.seal(force=True)
    seen = duckdb.sql(f"SELECT event_id FROM '{tmp_path}/records/lake/sip/*.parquet'").fetchall()
    assert seen == [(2,), (1,)]


def test_rows_ended_within_bounds_come_in_order(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([3, 1]))])
        store.seal(force=True)
        store.take([intake(cdrs([2, 0]))])
        assert all_rows(store) == [2, 3, 4, 5]
        batches = list(store.in_time_order(at(66), at(68), batch_rows=1))
        assert [batch.column("source_row").to_pylist() for batch in batches] == [[3], [4]]
        assert list(store.in_time_order(at(68), at(66))) == []
