"""A pipeline whose features are computed by several processes: whichever is killed, whenever, no warning is lost, doubled or changed."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from plain_table import PLAIN_TABLE
from seats_story import BASIS, blocks, give, warnings_of

from linewarden.errors import ShardError
from linewarden.features.engines import Engines
from linewarden.features.shards import Shards
from linewarden.model.feed_card import FeedKind
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import REBUILDS, Pipeline
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.tracker import Tracker


@contextmanager
def running(folder: Path, shards: Engines | None, *, every_s: float = 1e9) -> Iterator[tuple[Pipeline, int, Ledger]]:
    """A recovered pipeline, with the number of blocks that its recovery went through."""
    store, ledger = RecordStore.open(folder, sync=False), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    snapshots = Snapshots(folder / "state", f"{shards is None}", shards)
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=Detector(Tracker(banks=frozenset(), versions=(("rules", "test"),), rules=PLAIN_TABLE), engines=shards),
        sources={"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)}, event_now_us=lambda: 0, keeper=Keeper(snapshots, every_s=every_s),
    )  # fmt: skip
    try:
        gone_through = pipeline.recover()
        pipeline.start()
        yield pipeline, gone_through, ledger
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


@pytest.fixture
def shards() -> Iterator[Shards]:
    two = Shards(2, hash_seed=7)
    yield two
    two.close()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warning]:
    """The warnings of one process without any interruption."""
    with running(tmp_path_factory.mktemp("whole"), None) as (pipeline, _, ledger):
        give(pipeline, blocks())
        found = warnings_of(ledger)
    assert len(found) >= 3
    return found


def kill(shards: Shards, draw: random.Random) -> None:
    with contextlib.suppress(ProcessLookupError):  # it is being replaced already
        os.kill(draw.choice(shards.pids), signal.SIGKILL)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_processes_warn_as_one_does(tmp_path: Path, shards: Shards, expected: dict[str, Warning]) -> None:
    with running(tmp_path, shards) as (pipeline, _, ledger):
        give(pipeline, blocks())
        assert warnings_of(ledger) == expected


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killing_any_process_at_any_moment_changes_no_warning(
    tmp_path: Path, shards: Shards, expected: dict[str, Warning], seed: int
) -> None:
    draw = random.Random(seed)
    with running(tmp_path, shards, every_s=draw.choice([1e-9, 0.05, 1e9])) as (pipeline, _, ledger):
        tickets = []
        for number, block in enumerate(blocks()):
            if number % 10 == 5:
                threading.Timer(draw.uniform(0, 0.02), kill, (shards, draw)).start()
            tickets.append(pipeline.submit(block))
            if draw.random() < 0.3:
                tickets[-1].result(timeout=120)
        for ticket in tickets:
            ticket.result(timeout=120)
        found = warnings_of(ledger)
        assert pipeline.failure is None
    assert found.keys() == expected.keys()
    for warning_id, warning in found.items():
        told = expected[warning_id]
        assert (warning.level, warning.score, warning.reasons, warning.callers, warning.raised_at) == (
            told.level, told.score, told.reasons, told.callers, told.raised_at,
        )  # fmt: skip


def test_an_idle_pipeline_notices_says_so_and_goes_on(
    tmp_path: Path, shards: Shards, expected: dict[str, Warning]
) -> None:
    every = blocks()
    with running(tmp_path, shards) as (pipeline, _, ledger):
        give(pipeline, every[:20])
        pids, problems = shards.pids, set()
        kill(shards, random.Random(1))
        until(lambda: pipeline.is_stalled)
        until(lambda: problems.add(pipeline.problem) or not pipeline.is_stalled)
        assert any(problem and "was ended by signal 9; what it knew is made anew" in problem for problem in problems)
        assert pipeline.problem is None
        assert not set(pids) & set(shards.pids)
        give(pipeline, every[20:])
        assert warnings_of(ledger).keys() == expected.keys()


def test_after_a_clean_stop_the_shards_go_on_from_their_snapshot(
    tmp_path: Path, shards: Shards, expected: dict[str, Warning]
) -> None:
    every = blocks()
    with running(tmp_path, shards) as (pipeline, _, _):
        give(pipeline, every[:17])
    with running(tmp_path, shards) as (pipeline, gone_through, ledger):
        assert gone_through == 0
        give(pipeline, every[17:])
        assert warnings_of(ledger).keys() == expected.keys()
    newest = max((tmp_path / "state").iterdir())
    part = newest / "lane-0.share-1-of-2.npz"
    part.write_bytes(part.read_bytes()[:-1])
    with running(tmp_path, shards) as (_, gone_through, ledger):
        assert gone_through == len(every) - 17
        assert warnings_of(ledger).keys() == expected.keys()


def test_shards_that_keep_ending_end_the_pipeline(
    tmp_path: Path, shards: Shards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linewarden.pipeline.live.RETRY_S", 0.0)
    tries = []

    def mend() -> None:
        tries.append(1)
        raise ShardError("shard 1 of 2 (process 9) was ended by signal 9")

    monkeypatch.setattr(shards, "mend", mend)
    with running(tmp_path, shards) as (pipeline, _, _):
        kill(shards, random.Random(2))
        with pytest.raises(ShardError, match="signal 9"):
            pipeline.submit(blocks()[0]).result(timeout=60)
        until(lambda: pipeline.failure is not None)
    assert len(tries) == REBUILDS
