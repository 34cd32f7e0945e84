"""A torn end is cut off, damage is named, a full disk costs nothing that was acknowledged."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import BY_HAND, cdrs, disk_of, intake, open_store, rejects

from linewarden.errors import StoreError
from linewarden.store.kept import FeedCounts
from linewarden.store.records import RecordStore
from linewarden.store.segments import list_segments
from linewarden.store.settings import StoreSettings
from linewarden.store.spool import Spool


def spool_file(folder: Path) -> Path:
    return list_segments(folder / "records/spool")[-1].path


def three_blocks(folder: Path) -> tuple[bytes, int]:
    """Content of a spool file of three blocks, and where the last begins. The last is small: one reject."""
    with open_store(folder) as store:
        store.take([intake(cdrs([1]))])
        store.take([intake(cdrs([2]))])
        start = spool_file(folder).stat().st_size
        store.take([intake(rejects=rejects([3]))])
    return spool_file(folder).read_bytes(), start


def blocks_after_recovery(folder: Path) -> list[int]:
    spool = Spool.open(folder / "records/spool", sealed_to=0, segment_bytes=1 << 20, sync=False)
    try:
        return [block.number for block in spool.blocks()]
    finally:
        spool.close()


def test_a_frame_cut_anywhere_is_cut_off(tmp_path: Path) -> None:
    data, start = three_blocks(tmp_path)
    for size in range(start, len(data)):
        spool_file(tmp_path).write_bytes(data[:size])
        assert blocks_after_recovery(tmp_path) == [0, 1]
        assert spool_file(tmp_path).stat().st_size == start


def test_a_frame_with_any_bit_flipped_is_cut_off(tmp_path: Path) -> None:
    data, start = three_blocks(tmp_path)
    for place in range(start, len(data)):
        torn = bytearray(data)
        torn[place] ^= 1 << place % 8
        spool_file(tmp_path).write_bytes(torn)
        assert blocks_after_recovery(tmp_path) == [0, 1]


commits = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=3), min_size=1, max_size=5)


@given(commits=commits, at=st.floats(0, 1), flip=st.integers(1, 255), is_all_kept=st.booleans())
@settings(max_examples=60, deadline=None)
def test_cut_or_changed_at_any_place_it_holds_what_was_whole_before_or_is_refused_by_name(
    commits: list[list[int]], at: float, flip: int, is_all_kept: bool
) -> None:
    """`commits`: rows of each block of each commit. The spool is cut at a place, or a byte there is changed and what follows stays."""
    with TemporaryDirectory() as name, open_store(Path(name)) as store:
        ends, blocks = [0], [0]
        for sizes in commits:
            store.take([intake(cdrs(range(size)), rejects=rejects(range(size))) for size in sizes])
            ends.append(spool_file(Path(name)).stat().st_size)
            blocks.append(blocks[-1] + len(sizes))
        place = min(int(at * ends[-1]), ends[-1] - 1)
        hit = max(number for number, end in enumerate(ends) if end <= place)  # the commit with the place in it
        data = bytearray(spool_file(Path(name)).read_bytes())
        data[place] ^= flip
        spool_file(Path(name)).write_bytes(data if is_all_kept else data[:place])
        if is_all_kept and hit < len(commits) - 1:  # a later commit was acknowledged, so this one was
            with pytest.raises(StoreError, match=r"0000000000000000\.spool is damaged at byte \d+, block \d+; restore"):
                blocks_after_recovery(Path(name))
            assert spool_file(Path(name)).read_bytes() == data
            return
        found = blocks_after_recovery(Path(name))
        assert found == list(range(len(found)))
        assert blocks[hit] <= len(found) < blocks[hit + 1]


def test_damage_in_the_first_block_of_a_commit_of_several_is_named_when_commits_follow(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1])), intake(cdrs([2]))])
        store.take([intake(cdrs([3]))])
    data = bytearray(spool_file(tmp_path).read_bytes())
    data[0] ^= 1
    spool_file(tmp_path).write_bytes(data)
    with pytest.raises(StoreError, match="is damaged at byte 0, block 0; restore this file"):
        open_store(tmp_path)
    assert spool_file(tmp_path).read_bytes() == data


def test_what_was_cut_off_is_taken_again_and_stays(tmp_path: Path) -> None:
    data, _ = three_blocks(tmp_path)
    spool_file(tmp_path).write_bytes(data[:-1])
    with open_store(tmp_path) as store:
        assert store.counts() == {"cmcc": FeedCounts(stored=2)}
        store.take([intake(rejects=rejects([3]))])
    assert spool_file(tmp_path).read_bytes() == data


@pytest.mark.parametrize("is_sealed", [False, True])
def test_damage_before_the_end_is_named_and_not_cut_off(tmp_path: Path, is_sealed: bool) -> None:
    data, _ = three_blocks(tmp_path)
    if is_sealed:
        with open_store(tmp_path) as store:
            store.seal(force=True)
    damaged = bytearray(data)
    damaged[100] ^= 1
    spool_file(tmp_path).write_bytes(damaged)
    with pytest.raises(StoreError, match=r"0000000000000000\.spool is damaged at byte 0, block 0"):
        open_store(tmp_path)
    assert spool_file(tmp_path).read_bytes() == damaged


def test_verify_finds_damage_under_a_running_store(tmp_path: Path) -> None:
    three_blocks(tmp_path)
    with open_store(tmp_path) as store:
        assert store.verify() == []
        damaged = bytearray(spool_file(tmp_path).read_bytes())
        damaged[-9] ^= 1
        spool_file(tmp_path).write_bytes(damaged)
        (problem,) = store.verify()
        assert "block 2" in problem


def test_a_commit_of_which_only_the_second_block_reached_the_disk_is_torn(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        start = spool_file(tmp_path).stat().st_size
        store.take([intake(cdrs([2])), intake(cdrs([3]))])
    data = bytearray(spool_file(tmp_path).read_bytes())
    data[start : start + 64] = bytes(64)
    spool_file(tmp_path).write_bytes(data)
    with open_store(tmp_path) as store:
        assert store.next_offset == 1


def test_a_missing_spool_file_is_named(tmp_path: Path) -> None:
    small = StoreSettings(is_sealing_itself=False, segment_bytes=1)
    with open_store(tmp_path, settings=small) as store:
        for number in range(3):
            store.take([intake(cdrs([number]))])
    first, second, _ = list_segments(tmp_path / "records/spool")
    content = second.path.read_bytes()
    second.path.unlink()
    with pytest.raises(StoreError, match="block 1"):
        open_store(tmp_path)
    second.path.write_bytes(content)
    first.path.unlink()
    with pytest.raises(StoreError, match="blocks 0 to 0 are missing"):
        open_store(tmp_path)


@pytest.mark.parametrize("kind", ["seals", "cdr"])
def test_damage_in_the_lake_is_named(tmp_path: Path, kind: str) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        store.seal(force=True)
    (path,) = (tmp_path / "records/lake" / kind).iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreError, match=path.name):
        open_store(tmp_path)


def test_verify_recounts_the_lake(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for number in range(2):
            store.take([intake(cdrs([number] if number else range(5, 9)))])
            store.seal(force=True)
        first, second = sorted((tmp_path / "records/lake/cdr").iterdir())
        first.write_bytes(second.read_bytes())
        size, count = store.verify()
    assert f"{first} is damaged" in size
    assert "blocks 0 to 0 hold 1 rows and 0 rejects, their headers say 4 and 0" in count


def test_a_full_disk_stores_nothing_and_the_next_take_is_clean(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, settings=BY_HAND) as store:
        store.take([intake(cdrs([1]), next_row=3)])
        size = spool_file(tmp_path).stat().st_size
        with disk_of(size + 100), pytest.raises(StoreError, match=r"cannot write \d+ bytes to .*spool.*free space"):
            store.take([intake(cdrs([2]), next_row=4)])
        assert spool_file(tmp_path).stat().st_size == size
        assert (store.counts()["cmcc"], store.resume_row("aa" * 8)) == (FeedCounts(stored=1), 3)
        (kept,) = store.take([intake(cdrs([2]), next_row=4)])
        assert (kept.offset, kept.duplicates) == (1, 0)
    with open_store(tmp_path) as store:
        assert store.counts()["cmcc"] == FeedCounts(stored=2)


def test_a_full_disk_while_sealing_loses_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(100)))])
        with disk_of(1000), pytest.raises(StoreError, match="cannot seal blocks 0 to 0"):
            store.seal(force=True)
        assert not [path for path in (tmp_path / "records/lake").rglob("*") if path.is_file()]
        assert store.counts()["cmcc"].stored == 100
        assert store.seal(force=True) == 100
    with open_store(tmp_path) as store:
        assert (store.verify(), store.counts()["cmcc"].stored) == ([], 100)


def test_one_process_writes_and_others_may_read(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        with pytest.raises(StoreError, match="open for writing elsewhere"):
            open_store(tmp_path)
        with open_store(tmp_path, is_read_only=True) as reader:
            assert reader.counts() == store.counts()
            with pytest.raises(StoreError, match="read-only"):
                reader.take([intake(cdrs([2]))])
    with pytest.raises(StoreError, match="does not exist"):
        open_store(tmp_path / "elsewhere", is_read_only=True)
    with pytest.raises(StoreError, match="closed"):
        store.take([intake(cdrs([2]))])
