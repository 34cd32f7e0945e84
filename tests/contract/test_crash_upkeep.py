"""Merging is killed before each of its steps: the old ranges count or the new one, and the next start throws the other away."""

import multiprocessing
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from crash_upkeep import BY_HAND, NUMBERS, compact, fill, run

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
        assert rows(store) == list(NUMBERS)
        assert [kept.reject.row for kept in store.rejects()] == list(reversed(NUMBERS))
        assert store.counts()["files"].received == 3 * len(NUMBERS)
        assert store.verify() == []
        records = folder / "records"
        names = {path.name.split(".")[0] for path in (records / "lake/seals").iterdir()}
        for kind in ("lake/cdr", "lake/sip", "lake/rejects", "index"):
            assert {path.name.split(".")[0] for path in (records / kind).iterdir()} == names


@pytest.mark.slow
def test_merging_killed_before_any_step_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # for the server that the processes are forked from
    assert killed_before_each_step(tmp_path, compact, everything_is_there_once) > 20
