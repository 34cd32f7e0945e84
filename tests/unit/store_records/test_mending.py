"""Damaged files are found by their checksums, kept, and made again from what there is; lookups go on meanwhile."""

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from store_rows import BY_HAND, cdr, cdrs, intake, messages, open_store, rejects

from linewarden.errors import StoreError
from linewarden.main import main
from linewarden.store.index import Index
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

GONE = replace(BY_HAND, keep_spool_bytes=0, segment_bytes=1)
"""The spool is let go of as soon as it is sealed."""


def filled(folder: Path, settings: StoreSettings = BY_HAND) -> RecordStore:
    """Two sealed ranges of every kind of rows, and a block behind them."""
    store = open_store(folder, settings=settings)
    for first in (0, 10):
        store.take([intake(cdrs(range(first, first + 10)), rejects=rejects([first]), sip=messages([first + 1], first))])
        store.seal(force=True)
    store.take([intake(cdrs([30]))])
    store.seal()
    return store


def flip(path: Path) -> bytes:
    """Change a byte in the middle; the content before."""
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(len(whole) // 2)
        file.write(bytes([whole[len(whole) // 2] ^ 8]))
    return whole


def first_file(folder: Path, kind: str) -> Path:
    return min((folder / "records" / kind).iterdir())


ALL = [cdr(30), *(cdr(number) for number in range(19, -1, -1))]


@pytest.mark.parametrize("kind", ["index", "lake/cdr", "lake/sip", "lake/rejects"])
def test_a_damaged_file_of_a_running_store_is_made_again_and_kept(tmp_path: Path, kind: str) -> None:
    with filled(tmp_path) as store:
        told = (store.rejects(), store.counts(), [b.column("source_row").to_pylist() for b in store.in_time_order()])
        path = first_file(tmp_path, kind)
        flip(path)
        damaged = path.read_bytes()
        assert len(store.verify()) == 1
        assert store.mend() == []
        assert (store.verify(), store.problem) == ([], "")
        assert store.lookup(Query()).rows() == ALL
        assert store.lookup(Query()).missing == ()
        assert (
            store.rejects(),
            store.counts(),
            [b.column("source_row").to_pylist() for b in store.in_time_order()],
        ) == told
        assert (tmp_path / "records/damaged" / path.name).read_bytes() == damaged
    with open_store(tmp_path) as store:
        assert store.lookup(Query()).rows() == ALL
        assert store.verify() == []


def test_without_a_spool_records_come_out_of_the_index(tmp_path: Path) -> None:
    with filled(tmp_path, GONE) as store:
        assert store.first_offset == 2
        flip(first_file(tmp_path, "lake/cdr"))
        assert store.mend() == []
        assert store.verify() == []
        assert store.lookup(Query()).rows() == ALL
        assert store.compact(force=True) == 2


def test_what_nothing_holds_any_more_is_told_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with filled(tmp_path, GONE) as store:
        path = first_file(tmp_path, "lake/cdr")
        flip(path)
        flip(first_file(tmp_path, "index"))
        (problem,) = store.mend()
        assert f"{path}, " in problem
        assert "damaged, and neither spool nor index can replace it; restore it from a backup" in problem
        assert store.problem == problem
        answer = store.lookup(Query())
        assert answer.rows() == ALL[:11]
        assert answer.missing == ("records of blocks 0 to 0: the index is damaged",)
        (kept,) = store.take([intake(cdrs([15, 40]))])
        assert kept.duplicates == 1
    assert path.exists()
    assert main(["store", "verify", "--folder", str(tmp_path)]) == 1
    assert main(["store", "mend", "--folder", str(tmp_path)]) == 1
    assert "restore it from a backup" in capsys.readouterr().out


def test_lookups_go_on_while_an_index_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path) as store:
        seen = []
        build = Index.rebuild

        def watched(*args: object) -> object:
            seen.append(store.lookup(Query()))
            return build(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(Index, "rebuild", watched)
        flip(first_file(tmp_path, "index"))
        store.mend()
        (meanwhile,) = seen
        assert (meanwhile.rows(), len(meanwhile.missing)) == (ALL[:11], 1)
        assert store.lookup(Query()).rows() == ALL


def test_a_damaged_index_may_mislead_until_it_is_found_but_ends_nothing(tmp_path: Path) -> None:
    filled(tmp_path).close()
    path = first_file(tmp_path, "index")
    whole = path.read_bytes()
    for place in range(0, len(whole), 61):
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([whole[place] ^ 0xFF]))
        with open_store(tmp_path, is_read_only=True) as store:
            for query in (Query(), Query(suffix="7"), Query(prefix="86"), Query(number=cdr(3).cli)):
                with suppress(StoreError):
                    store.lookup(query).rows()
            with suppress(StoreError):
                store.by_ids([cdr(3).record_id])
        path.write_bytes(whole)


def test_a_running_store_looks_by_itself(tmp_path: Path) -> None:
    filled(tmp_path).close()
    path = first_file(tmp_path, "index")
    whole = flip(path)
    with open_store(tmp_path, settings=StoreSettings(check_every_s=0.05)) as store:
        until = time.monotonic() + 60
        while path.read_bytes() != whole and time.monotonic() < until:
            time.sleep(0.01)
        assert store.problem == ""
    assert path.read_bytes() == whole
