"""Merged ranges hold what the small ones held, and nobody who reads notices."""

from pathlib import Path

import duckdb
import pytest
from store_rows import at, cdr, cdrs, disk_of, intake, messages, open_store, rejects

from linewarden.errors import ConfigError, StoreError
from linewarden.main import main
from linewarden.model.cdr import cdr_batch
from linewarden.store import merging, parquet_files
from linewarden.store.compaction import next_run
from linewarden.store.progress import Progress
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.seals import Part, Seal
from linewarden.store.settings import StoreSettings

TIERED = StoreSettings(is_sealing_itself=False, merge_ranges=4, merged_rows=1600)  # tiers of at most 25, 100 and 400


def seals(*rows: int) -> list[Seal]:
    """Ranges of one block each that hold so many records."""
    parts = [Part(rows=count, bytes=1) for count in rows]
    return [
        Seal(first=i, last=i, cdr=part, sip=None, rejects=None, progress=Progress()) for i, part in enumerate(parts)
    ]


@pytest.mark.parametrize(
    ("rows", "firsts"),
    [
        ((400, 400, 400, 400), [0, 1, 2, 3]),
        ((400, 400, 400), []),
        ((500, 400, 400, 400, 400, 1), [1, 2, 3, 4]),  # the first is of a tier above
        ((400, 400, 20, 400, 400), [0, 1, 2, 3]),  # a small one in between goes along
        ((400, 400, 20, 20, 20, 20, 400), [2, 3, 4, 5]),  # the smallest tier first
        ((400, 500, 400, 400, 400), []),  # not adjacent
        ((410, 410, 410), []),  # above all tiers: as many as fit, when there are so many
        ((410, 410, 410, 410), [0, 1, 2]),
        ((1500, 700, 700, 700), [1, 2]),
        ((410, 410, 5, 410, 410), []),
        ((), []),
    ],
)
def test_ranges_of_one_size_are_merged_when_there_are_enough(rows: tuple[int, ...], firsts: list[int]) -> None:
    assert [seal.first for seal in next_run(seals(*rows), TIERED, force=False)] == firsts


@pytest.mark.parametrize(
    ("rows", "firsts"),
    [
        ((1600, 900, 600, 100, 5), [1, 2, 3]),
        ((1600, 900, 900, 700), [2, 3]),
        ((1600, 1700, 1), []),
        ((1, 1), [0, 1]),
    ],
)
def test_forced_whatever_fits_is_merged(rows: tuple[int, ...], firsts: list[int]) -> None:
    assert [seal.first for seal in next_run(seals(*rows), TIERED, force=True)] == firsts


def test_merging_one_range_makes_no_sense() -> None:
    with pytest.raises(ConfigError, match="merge_ranges 1"):
        StoreSettings(merge_ranges=1)


def filled(folder: Path) -> RecordStore:
    """Three sealed ranges of interleaved times and a block that is not sealed."""
    store = open_store(folder)
    for place in range(3):
        numbers = range(place, 30, 4)
        store.take([intake(cdrs(numbers), rejects=rejects([place]), next_row=place + 1)])
        store.take([intake(feed="hep", source_id="s", sip=messages([place + 1], 9 - place))])
        store.seal(force=True)
    store.take([intake(cdrs(range(3, 30, 4)), next_row=9)])
    return store


def all_that_is_told(store: RecordStore) -> list[object]:
    """Everything that readers can ask for."""
    rows = [row for batch in store.in_time_order() for row in batch.column("source_row").to_pylist()]
    queries = [Query(), Query(limit=5), Query(suffix="7"), Query(number=cdr(5).cli), Query(since=at(3), until=at(20))]
    ids = [cdr(number).record_id for number in range(30)]
    return [rows, [store.lookup(query).rows() for query in queries], store.by_ids(ids), store.rejects(), store.counts(),
            store.resume_row("aa" * 8)]  # fmt: skip


def test_nothing_that_is_told_changes_and_one_range_is_left(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        before = all_that_is_told(store)
        assert store.compact(force=True) == 3
        assert all_that_is_told(store) == before
        assert store.compact(force=True) == 0
        assert store.verify() == []
    for kind in ("lake/seals", "lake/cdr", "lake/sip", "lake/rejects", "index"):
        assert len(list((tmp_path / "records" / kind).iterdir())) == 1
    with open_store(tmp_path) as store:
        assert all_that_is_told(store) == before
        (kept,) = store.take([intake(cdrs(range(30)), sip=messages([1], 9), feed="hep")])
        assert (kept.cdrs, kept.sip, kept.duplicates) == (None, None, 31)
    seen = duckdb.sql(f"SELECT event_id FROM '{tmp_path}/records/lake/sip/*.parquet'").fetchall()
    assert seen == [(3,), (2,), (1,)]


def test_records_of_one_second_come_in_one_order_however_the_ranges_are_cut(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for place in range(4):
            store.take([intake(cdr_batch(cdr(number, setup_at=at(0)) for number in range(place, 20, 4)))])
            store.seal(force=True)
        before = store.lookup(Query(limit=7)).rows()
        assert before == sorted(before, key=lambda row: row.record_id, reverse=True)
        store.compact(force=True)
        assert store.lookup(Query(limit=7)).rows() == before


def test_a_reader_in_the_middle_of_old_ranges_goes_on(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        late = intake(cdr_batch([cdr(99, ended_at=at(10_000), setup_at=at(9_999))]))
        store.take([late])
        store.seal(force=True)  # a range that is opened last
        reader = store.in_time_order(batch_rows=1)
        seen = next(reader).num_rows
        old = set((tmp_path / "records/lake/cdr").iterdir())
        store.compact(force=True)
        assert old < set((tmp_path / "records/lake/cdr").iterdir())
        assert seen + sum(batch.num_rows for batch in reader) == 31
        assert not old & set((tmp_path / "records/lake/cdr").iterdir())


def test_a_reader_of_another_process_is_told_that_files_are_gone(tmp_path: Path) -> None:
    with filled(tmp_path) as store, open_store(tmp_path, is_read_only=True) as reader:
        store.compact(force=True)
        assert reader.lookup(Query(number=cdr(5).cli)).rows() == [cdr(5)]  # its index files are open
        assert reader.verify() == []
        with pytest.raises(StoreError, match=r"is gone; .* open the store again"):
            list(reader.in_time_order())
        with pytest.raises(StoreError, match=r"is gone; .* open the store again"):
            reader.rejects()


def test_a_reader_of_another_process_is_told_in_the_middle_of_sorting_on_disk(tmp_path: Path) -> None:
    small = StoreSettings(is_sealing_itself=False, sort_rows=1)
    with open_store(tmp_path) as store:
        for ends in ([1, 500, 501], [400, 600, 601], [450, 700, 701]):
            store.take([intake(cdr_batch(cdr(end, setup_at=at(0), ended_at=at(end)) for end in ends))])
            store.seal(force=True)
        with open_store(tmp_path, is_read_only=True, settings=small) as reader:
            batches = reader.in_time_order(batch_rows=1)
            assert next(batches).num_rows == 1
            store.compact(force=True)
            with pytest.raises(StoreError, match=r"sorted on disk: .*; when ranges were merged or purged"):
                list(batches)


def test_a_full_disk_while_merging_leaves_the_small_ranges(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        before = all_that_is_told(store)
        files = sorted((tmp_path / "records").rglob("*"))
        with disk_of(1000), pytest.raises(StoreError, match="cannot seal blocks 0 to 5"):
            store.compact(force=True)
        assert sorted((tmp_path / "records").rglob("*")) == files
        assert all_that_is_told(store) == before
        assert store.compact(force=True) == 3


def test_a_damaged_range_is_named_and_left_alone(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        path = min((tmp_path / "records/lake/cdr").iterdir())
        path.write_bytes(bytes(path.stat().st_size))
        with pytest.raises(StoreError, match=path.name):
            store.compact(force=True)
        assert len(list((tmp_path / "records/lake/seals").iterdir())) == 3


@pytest.mark.parametrize("act", ["compact", "purge"])
def test_damage_that_can_be_read_over_is_not_written_anew(tmp_path: Path, act: str) -> None:
    with filled(tmp_path) as store:
        path = min((tmp_path / "records/lake/cdr").iterdir())
        id_ = cdr(4).record_id.to_bytes(8, "little")
        path.write_bytes(path.read_bytes().replace(id_, bytes(8), 1))
        assert (0,) in duckdb.sql(f"SELECT record_id FROM '{path}'").fetchall()
        with pytest.raises(StoreError, match=f"{path.name} is damaged"):
            store.compact(force=True) if act == "compact" else store.purge("CZ-1")
        assert path.exists()


def test_a_running_store_merges_by_itself(tmp_path: Path) -> None:
    settings = StoreSettings(seal_rows=50, merge_ranges=3, merged_rows=600)
    with RecordStore.open(tmp_path, settings=settings, sync=False) as store:
        for number in range(60):
            store.take([intake(cdrs(range(number * 20, number * 20 + 20)))])
        assert store.problem == ""
    with open_store(tmp_path, is_read_only=True) as store:
        assert len(store.lookup(Query(limit=2000))) == 1200
        assert len(list((tmp_path / "records/lake/seals").iterdir())) < 15  # without merging twenty


def test_the_command_makes_few_ranges_of_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path).close()
    assert main(["store", "compact", "--folder", str(tmp_path)]) == 0
    assert '"ranges_before":3,"ranges":1' in capsys.readouterr().out


def test_ranges_of_many_row_groups_are_merged_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (merging, parquet_files):
        monkeypatch.setattr(module, "ROW_GROUP_ROWS", 8)
    with open_store(tmp_path) as store:
        for place in range(3):  # ids of one second go on from group to group and from range to range
            store.take([intake(cdr_batch(cdr(n, setup_at=at(n // 20)) for n in range(place, 90, 3)))])
            store.seal(force=True)
        before = all_that_is_told(store)
        assert store.compact(force=True) == 3
        assert all_that_is_told(store) == before
        assert store.verify() == []
    (path,) = (tmp_path / "records/lake/cdr").iterdir()
    keys = duckdb.sql(f"SELECT epoch_us(setup_at), record_id FROM '{path}'").fetchall()
    assert (len(keys), keys) == (90, sorted(keys))
