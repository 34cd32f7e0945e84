"""An engine that was saved and loaded goes on as if it had never stopped."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest
from feature_streams import T0, anywhere, streams
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.features import Engine, Image, load
from linewarden.features import image as images
from linewarden.model.event import EventBlock, event_block


@given(block=streams(anywhere, max_size=60), cut=st.integers(0, 60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_values_after_a_restart_are_those_without_it(tmp_path: Path, block: EventBlock, cut: int) -> None:
    before, after = block.take(slice(0, cut)), block.take(slice(cut, None))
    engine = Engine(rows=1, hash_seed=99)
    engine.push(before)
    image = Image(engine)
    engine.push(after)  # what happens meanwhile is not in the image
    image.save(tmp_path / "features")
    engine = Engine(rows=1, hash_seed=99)
    engine.push(before)
    again = load(tmp_path / "features")
    np.testing.assert_array_equal(again.push(after).values, engine.push(after).values)
    assert (again.late, again.clock_us, again.known) == (engine.late, engine.clock_us, engine.known)


def test_a_damaged_snapshot_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "features"
    engine = Engine(rows=64)
    engine.push(event_block(at_us=[T0], kind=[4], cli=[1]))
    Image(engine).save(path)
    data = bytearray(path.read_bytes())
    for damaged in (data[: len(data) // 2], b"", data[:5000] + b"\xff" * 9 + data[5009:]):
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match="replay the last seven days"):
            load(path)


def test_a_snapshot_of_other_features_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image(Engine(rows=1)).save(tmp_path / "features")
    monkeypatch.setattr("linewarden.features.snapshot.FEATURES", ())
    with pytest.raises(StoreError, match="other features"):
        load(tmp_path / "features")


def some_engine() -> Engine:
    engine = Engine()
    engine.push(
        event_block(
            at_us=T0 + np.arange(5_000), kind=np.full(5_000, 4), cli=np.arange(5_000) + 1, called=np.arange(5_000) + 9
        )
    )
    return engine


def test_an_image_that_nobody_wants_leaves_no_process_and_no_file_behind() -> None:
    engine, me = some_engine(), psutil.Process()
    files, processes = me.num_fds(), len(me.children())
    closed, dropped = Image(engine), Image(engine)
    assert len(me.children()) == processes + 2
    closed.close()
    closed.close()
    del dropped
    assert (me.num_fds(), len(me.children())) == (files, processes)


def test_the_copy_that_holds_an_image_has_no_file_of_ours_open_and_survives_being_told_to_end(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as held, closing(Image(some_engine())) as image:
        copy = process_of(image)
        until(lambda: held.name not in {file.path for file in copy.open_files()})
        copy.terminate()
        image.save(tmp_path / "features")
    assert load(tmp_path / "features").pushed == 5_000


def test_a_copy_that_hangs_is_ended_and_nobody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SILENT_S", 0.3)
    copy = images.Copy(lambda _: time.sleep(600))
    process = process_of(copy)
    with pytest.raises(TimeoutError, match=r"said nothing for 0\.3 s and was ended"):
        copy.save(tmp_path / "features")
    assert not process.is_running()
    assert not (tmp_path / "features").exists()


def test_an_image_whose_copy_was_killed_is_not_taken_for_whole(tmp_path: Path) -> None:
    image = Image(some_engine())
    process_of(image).kill()
    with pytest.raises(ChildProcessError, match="ended early, with -9; free memory"):
        image.save(tmp_path / "features")
    assert not (tmp_path / "features").exists()


def test_an_image_that_cannot_be_written_ends_its_copy() -> None:
    image = Image(some_engine())
    process = process_of(image)
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        image.write(full)
    assert not process.is_running()


def test_the_copy_ends_with_whoever_made_it() -> None:
    program = "import time\nfrom linewarden.features import Engine, Image\nimage = Image(Engine())\nprint(image._process, flush=True)\ntime.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    copy = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([copy], 10)[1] == []


def test_no_room_for_a_copy_is_told_and_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    engine, files = some_engine(), psutil.Process().num_fds()
    monkeypatch.setattr("os.fork", refuses)
    with pytest.raises(OSError, match="temporarily unavailable"):
        Image(engine)
    assert psutil.Process().num_fds() == files


def process_of(copy: images.Copy) -> psutil.Process:
    """Its own: the process that runs the tests may have other children, of tests before."""
    return psutil.Process(copy._process)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
