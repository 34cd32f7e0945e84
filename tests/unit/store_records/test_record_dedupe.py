"""Nothing is stored twice, and every row that arrives is counted once."""

from pathlib import Path

import pytest
from store_rows import cdr, cdrs, intake, messages, open_store, rejects

from linewarden.errors import StoreError
from linewarden.model.cdr import cdr_batch
from linewarden.store.kept import FeedCounts


def test_a_new_block_comes_back_whole(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        (kept,) = store.take([intake(cdrs([1, 2]), rejects=rejects([9]))])
        assert (kept.offset, kept.cdrs, kept.duplicates, kept.arrived_ns) == (0, cdrs([1, 2]), 0, 7)
        assert kept.rejects == rejects([9])


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_record_delivered_again_is_a_duplicate(tmp_path: Path, is_sealed: bool) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1, 2]))])
        store.seal(force=is_sealed)
        (kept,) = store.take([intake(cdrs([2, 3]))])
        assert kept.cdrs == cdrs([3])
        assert store.counts() == {"cmcc": FeedCounts(stored=3, duplicates=1)}


def test_duplicates_within_a_block_and_between_blocks_of_one_take_are_counted(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first, second = store.take([intake(cdrs([1, 1, 2])), intake(cdrs([2, 3]))])
        assert (first.cdrs, first.duplicates) == (cdrs([1, 2]), 1)
        assert (second.cdrs, second.duplicates) == (cdrs([3]), 1)


def test_a_block_of_duplicates_still_counts(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs([1]))])
        (kept,) = store.take([intake(cdrs([1]))])
        assert (kept.offset, kept.cdrs, kept.duplicates) == (1, None, 1)
        assert store.counts()["cmcc"].received == 2


@pytest.mark.parametrize("is_sealed", [False, True])
def test_the_same_id_at_another_time_is_another_record(tmp_path: Path, is_sealed: bool) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch([cdr(1), cdr(1, setup_at=cdr(2).setup_at), cdr(3)]))])
        store.seal(force=is_sealed)
        (kept,) = store.take([intake(cdr_batch([cdr(1, setup_at=cdr(3).setup_at), cdr(1)]))])
        assert (kept.cdrs.num_rows, kept.duplicates) == (1, 1)


def test_a_retransmitted_message_is_a_duplicate_for_at_least_64_seconds(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(feed="hep", sip=messages([1], 0))])
        store.take([intake(feed="hep", sip=messages([2], 60))])
        (kept,) = store.take([intake(feed="hep", sip=messages([1, 3], 64))])
        assert kept.sip == messages([3], 64)
        assert store.counts()["hep"] == FeedCounts(stored=3, duplicates=1, sip=3)


def test_ids_of_messages_are_forgotten_after_some_minutes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for second in (0, 64, 128):
            store.take([intake(feed="hep", sip=messages([second + 1], second))])
        (kept,) = store.take([intake(feed="hep", sip=messages([1], 129))])
        assert kept.duplicates == 0


@pytest.mark.parametrize("is_sealed", [False, True])
def test_retransmissions_are_known_after_a_restart(tmp_path: Path, is_sealed: bool) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(feed="hep", sip=messages([1, 2], 0))])
        store.seal(force=is_sealed)
    with open_store(tmp_path) as store:
        (kept,) = store.take([intake(feed="hep", sip=messages([2, 3], 30))])
        assert kept.duplicates == 1


def test_calls_are_counted_apart_and_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.add_calls("hep", "CZ-1", cdrs([1, 2])).is_calls
        again = store.add_calls("hep", "CZ-1", cdrs([2]))
        assert (again.cdrs, again.offset) == (None, 0)
        assert store.counts() == {"hep": FeedCounts(calls=2)}
        assert store.next_offset == 1


def test_a_batch_with_other_columns_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(StoreError, match="columns"):
        store.take([intake(messages([1], 0))])


def test_taking_nothing_stores_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.take([]) == []
        assert store.next_offset == 0
