"""Processes that share an engine's work give what one engine gives, tell when one of them is gone, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from feature_streams import T0, anywhere, crowd, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import ShardError, StoreError
from linewarden.features import Engine
from linewarden.features.shards import Shards
from linewarden.features.shards.engine import LARGEST
from linewarden.model.event import EventBlock

END_S = 10.0


@pytest.fixture(scope="module")
def shards() -> Iterator[Shards]:
    two = Shards(2)
    yield two
    two.close()


@given(block=streams(anywhere, max_size=60), cuts=st.lists(st.integers(0, 60), max_size=4))
@settings(max_examples=60, deadline=None)
def test_two_processes_give_the_values_of_one_engine(shards: Shards, block: EventBlock, cuts: list[int]) -> None:
    whole, spread = Engine(rows=1), shards.new("lane")
    for a, b in pairwise([0, *sorted(cuts), len(block)]):
        piece = block.take(slice(a, b))
        np.testing.assert_array_equal(spread.push(piece).values, whole.push(piece).values)
        assert (spread.late, spread.pushed) == (whole.late, whole.pushed)


def test_blocks_of_any_size_and_lanes_in_turn_do_not_mix(shards: Shards) -> None:
    lanes = {name: (Engine(), shards.new(name), crowd(60_000, seed=n)) for n, name in enumerate(("a", "b"))}
    for a, b in pairwise([0, 10, 3_000, 3_001, 3_001 + LARGEST, 60_000]):
        for whole, spread, events in lanes.values():
            piece = events.take(slice(a, b))
            np.testing.assert_array_equal(spread.push(piece).values, whole.push(piece).values)
    assert all(spread.nbytes > 1 << 20 for _, spread, _ in lanes.values())


@pytest.mark.parametrize("events", [5_000, 2 * LARGEST + 100])
def test_recent_records_are_those_of_one_engine_anywhere_in_the_last_block(shards: Shards, events: int) -> None:
    whole, spread, block = Engine(), shards.new("lane"), crowd(events)
    whole.push(block)
    spread.push(block)
    for cli, last in product((7, 8, 9, 10**9, 0), (events - 100, events // 2, 3, None)):
        asked: dict[str, Any] = {"since_us": T0, "limit": 9, "last": last}
        ours, theirs = (engine.recent(cli, **asked) for engine in (spread, whole))
        for name in theirs.__slots__:
            assert getattr(ours, name).dtype == getattr(theirs, name).dtype
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))


def test_an_image_is_what_the_shards_were_and_is_gone_on_from(shards: Shards, tmp_path: Path) -> None:
    spread, events = shards.new("lane"), crowd(4_000)
    spread.push(events.take(slice(0, 2_000)))
    image = spread.image()
    expected = spread.push(events.take(slice(2_000, None))).values.copy()
    image.save(tmp_path / "lane-0.npz")
    again = shards.load("another", tmp_path / "lane-0.npz")
    assert again.pushed == 2_000
    np.testing.assert_array_equal(again.push(events.take(slice(2_000, None))).values, expected)


def test_an_image_that_is_damaged_or_of_another_number_of_shards_is_refused(shards: Shards, tmp_path: Path) -> None:
    spread = shards.new("lane")
    spread.push(crowd(100))
    spread.image().save(tmp_path / "lane.npz")
    parts = sorted(tmp_path.iterdir())
    assert [part.name for part in parts] == ["lane.share-0-of-2.npz", "lane.share-1-of-2.npz"]
    saved = parts[1].read_bytes()
    parts[1].write_bytes(parts[0].read_bytes())
    with pytest.raises(StoreError, match=r"shard 2 of 2: .* holds Share\(number=0, of=2\)"):
        shards.load("lane", tmp_path / "lane.npz")
    parts[1].write_bytes(saved[:500])
    with pytest.raises(StoreError, match=r"shard 2 of 2: .* cannot be read"):
        shards.load("lane", tmp_path / "lane.npz")
    with pytest.raises(StoreError, match=r"shard 1 of 2: .* cannot be read"):
        shards.load("lane", tmp_path / "other.npz")
    with pytest.raises(OSError, match="No such file"):
        spread.image().save(tmp_path / "nowhere" / "lane.npz")


def test_a_killed_process_is_told_at_once_by_every_call_until_mended() -> None:
    files = psutil.Process().num_fds()
    shards = Shards(2, hash_seed=987_654_321)
    try:
        assert not any("987654321" in word for pid in shards.pids for word in psutil.Process(pid).cmdline())
        spread, events = shards.new("lane"), crowd(1_000)
        expected = spread.push(events).values.copy()
        for victim in range(2):
            os.kill(shards.pids[victim], signal.SIGKILL)
            for call in (partial(spread.push, events), spread.image, shards.check, partial(shards.new, "x")):
                with pytest.raises(ShardError, match=rf"shard {victim + 1} of 2 \(process \d+\) was ended by signal 9"):
                    call()
            shards._pool.shared.values[:] = 7  # what it was writing when it was killed
            shards.mend()
            spread = shards.new("lane")
            np.testing.assert_array_equal(spread.push(events).values, expected)
        os.kill(shards.pids[0], signal.SIGTERM)  # a service manager tells all processes; the parent ends its own
        os.kill(shards.pids[0], signal.SIGINT)
        shards.check()
        spread.push(events)
        pids = shards.pids
    finally:
        shards.close()
        shards.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert psutil.Process().num_fds() == files


def test_processes_end_with_the_one_that_started_them() -> None:
    program = (
        "from linewarden.features.shards import Shards\ns = Shards(2)\ns.new('x')\nprint(*s.pids, flush=True)\ninput()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdin is not None
    lines = iter(parent.stdout)
    pids = next(line for line in lines if line[0].isdecimal() and "shards started" not in line).split()
    workers = [psutil.Process(int(pid)) for pid in pids]
    parent.kill()
    parent.wait(END_S)
    parent.stdin.close()
    parent.stdout.close()
    gone, alive = psutil.wait_procs(workers, END_S)
    assert (len(gone), alive) == (2, [])
