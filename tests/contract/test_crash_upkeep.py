"""Merging and purging are killed before each of their steps; the next start leaves all of it or, while nothing was written down, none."""

import multiprocessing
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from crash_upkeep import BY_HAND, NUMBERS, compact, fill, purge, run

from linewarden.store.records import RecordStore


def killed_before_each_step(folder: Path, act: Callable[[RecordStore], object], check: Callable[[Path], None]) -> int:
    """Number of steps that `act` has; `check` is called with a store that was killed before each, and with one that was not."""
    fill(folder / "filled")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crash_upkeep"])
    steps = 0
    while True:
        copy = folder / str(steps)
        shutil.copytree(folder / "filled", copy)
        process = context.Process(target=run, args=(copy, act, steps))
        process.start()
        process.join()
        check(copy)
        shutil.rmtree(copy)
        if process.exitcode == 0:
            return steps
        assert process.exitcode == -signal.SIGKILL
        steps += 1


def rows(store: RecordStore) -> list[int]:
    return [row for batch in store.in_time_order() for row in batch.column("source_row").to_pylist()]


def everything_is_there_once(folder: Path) -> None:
    with RecordStore.open(folder, is_read_only=True) as store:  # before anything is cleaned up
        assert rows(store) == list(NUMBERS)
    with RecordStore.open(folder, settings=BY_HAND) as store:
        holds(store, list(NUMBERS))
    only_sealed_files_are_left(folder)


def holds(store: RecordStore, numbers: list[int]) -> None:
    """Exactly these records, rejects and messages; everything was received."""
    assert rows(store) == numbers
    assert [kept.reject.row for kept in store.rejects()] == numbers[::-1]
    kept = list(store.replay())
    assert [row for block in kept if block.cdrs for row in block.cdrs.column("source_row").to_pylist()] == numbers
    assert sum(block.sip.num_rows for block in kept if block.sip) == len(numbers)
    counts = store.counts()["files"]
    assert (counts.received, counts.purged) == (3 * len(NUMBERS), 3 * (len(NUMBERS) - len(numbers)))
    assert store.verify() == []


def only_sealed_files_are_left(folder: Path) -> None:
    records = folder / "records"
    names = {path.name.split(".")[0] for path in (records / "lake/seals").iterdir()}
    for kind in ("lake/cdr", "lake/sip", "lake/rejects", "index"):
        assert {path.name.split(".")[0] for path in (records / kind).iterdir()} <= names
    assert not list(records.rglob("*.tmp"))
    assert not (records / "purge.json").exists()


def all_or_nothing_is_purged(folder: Path) -> None:
    is_noted = (folder / "records/purge.json").exists()
    with RecordStore.open(folder, settings=BY_HAND) as store:
        is_purged = is_noted or store.counts()["files"].purged > 0
        holds(store, [number for number in NUMBERS if number % 2 == 0] if is_purged else list(NUMBERS))
    only_sealed_files_are_left(folder)


@pytest.mark.slow
def test_merging_killed_before_any_step_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # for the server that the processes are forked from
    assert killed_before_each_step(tmp_path, compact, everything_is_there_once) > 20


@pytest.mark.slow
def test_a_purge_killed_before_any_step_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    assert killed_before_each_step(tmp_path, purge, all_or_nothing_is_purged) > 40
