"""Snapshots on disk: whole or not there, checked when read, put aside when damaged; and what a pipeline does with them."""

import random
import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from plain_table import PLAIN_TABLE
from seats_story import BASIS, blocks, give, warnings_of

from linewarden.features.beside import Beside
from linewarden.features.records import record_events
from linewarden.model.event import event_block
from linewarden.model.feed_card import FeedKind
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.snapshots import KEPT, Snapshot, Snapshots
from linewarden.pipeline.source import Source
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.memory import PERSONS
from linewarden.warnings.tracker import Tracker


class CrashError(Exception):
    """Stands for the end of the process."""


@contextmanager
def running(
    folder: Path, *, every_s: float = 1e-9, fingerprint: str = "test"
) -> Iterator[tuple[Pipeline, int, Ledger]]:
    """A recovered pipeline with the number of blocks that its recovery went through. On `CrashError` nothing is written any more."""
    store, ledger = RecordStore.open(folder, sync=False), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    keeper = Keeper(Snapshots(folder / "state", fingerprint), every_s=every_s)
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=Detector(Tracker(banks=frozenset(), versions=(("rules", "test"),), rules=PLAIN_TABLE)),
        sources={"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)}, event_now_us=lambda: 0, keeper=keeper,
    )  # fmt: skip
    try:
        gone_through = pipeline.recover()
        pipeline.start()
        yield pipeline, gone_through, ledger
    except CrashError:
        keeper.keep_last = lambda *_: keeper.wait()  # type: ignore[method-assign]  # a killed process writes nothing at its end
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warning]:
    """The warnings of a run without any interruption."""
    with running(tmp_path_factory.mktemp("whole"), every_s=1e9) as (pipeline, _, ledger):
        give(pipeline, blocks())
        found = warnings_of(ledger)
    assert len(found) >= 3
    return found


@pytest.mark.parametrize("seed", range(6))
def test_crashes_at_any_block_with_and_without_snapshots_change_no_warning(
    tmp_path: Path, expected: dict[str, Warning], seed: int
) -> None:
    draw, left = random.Random(seed), blocks()
    while left:
        size = draw.randint(1, 12)
        with running(tmp_path, every_s=draw.choice([1e-9, 0.02, 1e9])) as (pipeline, _, ledger):
            give(pipeline, left[:size])
            left = left[max(0, size - draw.randint(0, 2)) :] if size < len(left) else []  # some come again
            if draw.random() < 0.7:
                raise CrashError
    with running(tmp_path) as (_, gone_through, ledger):
        assert gone_through <= len(blocks())
        found = warnings_of(ledger)
    assert found.keys() == expected.keys()
    for warning_id, warning in found.items():
        told = expected[warning_id]
        assert (warning.level, warning.score, warning.reasons, warning.callers, warning.raised_at) == (
            told.level, told.score, told.reasons, told.callers, told.raised_at,
        )  # fmt: skip
        assert warning.revision >= told.revision


def test_after_a_clean_stop_a_start_goes_through_nothing(tmp_path: Path) -> None:
    with running(tmp_path, every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks())
    with running(tmp_path) as (pipeline, gone_through, ledger):
        assert gone_through == 0
        before = ledger.warnings(limit=500)
    with running(tmp_path) as (_, _, ledger):
        assert ledger.warnings(limit=500) == before


def test_what_the_feed_tells_is_counted_on_after_a_stop_and_once_after_a_crash(tmp_path: Path) -> None:
    with running(tmp_path / "whole", every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks())
        expected = pipeline.meters["f"].told.telling()
    assert expected.calls > 0
    with running(tmp_path / "whole") as (pipeline, _, _):
        assert pipeline.meters["f"].told.telling() == expected
    with running(tmp_path / "cut", every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks()[:10])
    with running(tmp_path / "cut", every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks()[8:])  # two come again
        raise CrashError
    with running(tmp_path / "cut") as (pipeline, gone_through, _):
        assert gone_through > 0
        assert pipeline.meters["f"].told.telling() == expected


def test_a_snapshot_of_other_rules_is_left_alone(tmp_path: Path, expected: dict[str, Warning]) -> None:
    with running(tmp_path) as (pipeline, _, _):
        give(pipeline, blocks())
    with running(tmp_path, fingerprint="other rules") as (_, gone_through, ledger):
        assert gone_through == len(blocks())
        assert warnings_of(ledger).keys() == expected.keys()
    assert not list((tmp_path / "state").glob("damaged-*"))


@pytest.mark.parametrize("file", ["about.json", "tracker.json", "beside.npz", "lane-0.npz"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_damaged_snapshot_is_put_aside_and_the_one_before_is_used(
    tmp_path: Path, expected: dict[str, Warning], file: str, *, cut: bool
) -> None:
    every = blocks()
    with running(tmp_path, every_s=1e9) as (pipeline, _, _):
        give(pipeline, every[:10])
    with running(tmp_path, every_s=1e9) as (pipeline, _, _):
        give(pipeline, every[10:])
    newest = max((tmp_path / "state").iterdir())
    data = bytearray((newest / file).read_bytes())
    data[len(data) // 2] ^= 0x40
    (newest / file).write_bytes(data[: len(data) // 2] if cut else data)
    with running(tmp_path) as (_, gone_through, ledger):
        assert gone_through == len(every) - 10
        assert warnings_of(ledger).keys() == expected.keys()
    assert (tmp_path / "state" / f"damaged-{newest.name}").is_dir()


def test_a_snapshot_that_was_cut_off_while_written_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "state" / ".new-0000000000000007").mkdir(parents=True)
    with running(tmp_path) as (_, gone_through, _):
        assert gone_through == 0
    assert not list((tmp_path / "state").glob(".new-*"))


def test_a_snapshot_newer_than_the_records_is_not_used(tmp_path: Path) -> None:
    with running(tmp_path, every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks())
    for part in ("records", "ledger.sqlite"):  # as after bringing back an old backup
        (tmp_path / part).rename(tmp_path / f"{part}.gone")
    with running(tmp_path, every_s=1e9) as (pipeline, gone_through, ledger):
        assert gone_through == 0
        assert warnings_of(ledger) == {}


def test_a_ledger_that_lost_warnings_gets_them_back(tmp_path: Path, expected: dict[str, Warning]) -> None:
    with running(tmp_path, every_s=1e9) as (pipeline, _, _):
        give(pipeline, blocks())
    (tmp_path / "ledger.sqlite").unlink()
    with running(tmp_path) as (_, gone_through, ledger):
        assert gone_through == 0
        assert warnings_of(ledger).keys() == expected.keys()


def test_late_events_are_counted_by_the_feed_that_brought_them_and_after_a_restart(tmp_path: Path) -> None:
    def give_one(detector: Detector, feed: str, at_us: int) -> None:
        detector.feed(event_block(at_us=[at_us], kind=[4], cli=[7], called=[8]), Origin(feed, "lane", True))

    detector = Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE))
    for feed, at_us in (("a", 5_000), ("b", 9_000), ("a", 6_000), ("b", 9_000), ("a", 8_999)):
        give_one(detector, feed, at_us)
    assert detector.late == {"a": 2, "b": 0}
    Snapshots(tmp_path, "test").write(Snapshot(1, detector.image(), {}))
    found = Snapshots(tmp_path, "test").latest()
    assert found is not None
    again = Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE))
    again.restore(found.engines, found.tracker, found.acquaintances, found.beside, found.late)
    give_one(again, "b", 1_000)
    assert again.late == {"a": 2, "b": 1}
    again.renew()
    assert again.late == {}


def test_a_snapshot_of_a_program_that_knew_nothing_beside_the_engine_is_used(tmp_path: Path) -> None:
    detector = Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE))
    detector.feed(event_block(at_us=[5_000_000], kind=[4], cli=[7], called=[8]), Origin("f", "f", is_synthetic=True))
    folder, snapshots = tmp_path / "0000000000000003", Snapshots(tmp_path, "test")
    snapshots.write(Snapshot(3, detector.image(), {}))
    about = (folder / "about.json").read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0]
    without = orjson.loads(about)
    del without["crc32"]["beside.npz"]
    text = orjson.dumps(without)
    (folder / "about.json").write_bytes(text + b"\n%08x\n" % zlib.crc32(text))
    (folder / "beside.npz").unlink()
    found = snapshots.latest()
    assert found is not None
    assert found.beside.nbytes == Beside().nbytes


def test_persons_are_written_as_they_were_when_the_snapshot_was_taken(tmp_path: Path) -> None:
    detector = Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE))
    story = [record_events(intake.cdrs) for intake in blocks() if intake.cdrs is not None]
    for events in story[:20]:
        detector.feed(events, Origin("f", "f", is_synthetic=True))
    then, image = PERSONS.written(detector._tracker.memory), detector.image()
    for events in story[20:]:
        detector.feed(events, Origin("f", "f", is_synthetic=True))
    Snapshots(tmp_path, "test").write(Snapshot(1, image, {}))
    found = Snapshots(tmp_path, "test").latest()
    assert found is not None
    assert found.tracker == then != PERSONS.written(detector._tracker.memory)


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    snapshots, detector = (
        Snapshots(tmp_path, "test"),
        Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE)),
    )
    for offset in (3, 9, 27, 81):
        snapshots.write(Snapshot(offset, detector.image(), {"f": b"{}"}))
    assert sorted(int(path.name) for path in tmp_path.iterdir()) == [27, 81][-KEPT:]
    found = snapshots.latest()
    assert found is not None
    assert (found.offset, found.engines, found.dialogs) == (81, {}, {"f": b"{}"})


@pytest.mark.parametrize("size", [0, 300, 5_000, 200_000])
def test_a_full_disk_in_the_middle_of_a_snapshot_leaves_the_one_before_and_nothing_else(
    tmp_path: Path, size: int
) -> None:
    snapshots, detector = (
        Snapshots(tmp_path, "test"),
        Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE)),
    )
    events = event_block(at_us=[1_790_000_000_000_000], kind=[4], cli=[7], called=[8])
    detector.feed(events, Origin("f", "f", is_synthetic=True))
    snapshots.write(Snapshot(3, detector.image(), {"f": b"{}"}))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            snapshots.write(Snapshot(9, detector.image(), {"f": b"{}" * 1_000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["0000000000000003"]
    snapshots.write(Snapshot(9, detector.image(), {"f": b"{}"}))
    found = snapshots.latest()
    assert found is not None
    assert found.offset == 9


def test_a_snapshot_that_cannot_be_written_shows_and_is_tried_again(tmp_path: Path) -> None:
    with running(tmp_path) as (pipeline, _, _):
        (tmp_path / "state").rename(tmp_path / "away")
        (tmp_path / "state").write_text("in the way")
        every = blocks()
        give(pipeline, every[:2])
        while not pipeline.problem:
            give(pipeline, every[1:2])
        assert "no snapshot can be written" in str(pipeline.problem)
        (tmp_path / "state").unlink()
        (tmp_path / "away").rename(tmp_path / "state")
        while pipeline.problem:
            give(pipeline, every[1:2])
    with running(tmp_path) as (_, gone_through, _):
        assert gone_through == 0
