"""The detector on a synthetic city: the same events give the same warnings, however they were cut into blocks."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linewarden.features.records import record_events
from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.main.assembly import new_detector
from linewarden.main.replay import DRILL
from linewarden.model.event import EventBlock, concat_events
from linewarden.model.warning import LEVEL_RANK, Warning
from linewarden.numbering import Home
from linewarden.pipeline.detector import Origin
from linewarden.pipeline.snapshots import Snapshot, Snapshots
from linewarden.sim import INTERNATIONAL_TRUNKS, demo_city, write_history

HOME = Home(country="CN", area="519", city="常州")


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> EventBlock:
    """Three hours of a small city with much fraud, in order of end."""
    folder = tmp_path_factory.mktemp("city")
    city = demo_city(7, people=4_000)
    write_history(city, folder, city.start - timedelta(hours=3), city.start)
    feed = FeedSettings(name="city", basis=DRILL, home=HOME, international_trunks=tuple(INTERNATIONAL_TRUNKS))
    blocks = [
        record_events(intake.cdrs)
        for path in sorted(folder.glob("*.csv"))
        for intake in _read(path, feed)
        if intake.cdrs is not None
    ]
    every = concat_events(blocks)
    return every.take(every.at_us.argsort(kind="stable"))


def _read(path: Path, feed: FeedSettings) -> Iterator:
    return read_file(path, map=load_map("linewarden"), feed=feed)


def told(events: EventBlock, block: int) -> list[Warning]:
    detector = new_detector(HOME)
    found: list[Warning] = []
    for start in range(0, len(events), block):
        detector.feed(events.take(slice(start, start + block)), Origin("city", "city", is_synthetic=True))
        found += detector.revisions()
    return found


@pytest.mark.slow
def test_where_blocks_are_cut_changes_no_revision(events: EventBlock) -> None:
    whole = told(events, len(events))
    assert len(whole) > 50
    for block in (257, 5_000):
        assert told(events, block) == whole


@pytest.mark.slow
def test_a_level_never_falls_and_revisions_follow_each_other(events: EventBlock) -> None:
    last: dict[str, Warning] = {}
    for warning in told(events, 10_000):
        before = last.get(warning.warning_id)
        if before is not None:
            assert warning.revision == before.revision + 1
            assert LEVEL_RANK[warning.level] <= LEVEL_RANK[before.level]
            assert warning.raised_at == before.raised_at
            assert replace(warning, versions=()).called == before.called
        last[warning.warning_id] = warning
        assert all(reason.record_ids for reason in warning.reasons)


@pytest.mark.slow
def test_a_restart_between_any_two_blocks_changes_no_revision(events: EventBlock, tmp_path: Path) -> None:
    whole, draw = told(events, 1_000), random.Random(5)
    detector, found = new_detector(HOME), []
    snapshots = Snapshots(tmp_path, "test")
    for number, start in enumerate(range(0, len(events), 1_000)):
        detector.feed(events.take(slice(start, start + 1_000)), Origin("city", "city", is_synthetic=True))
        found += detector.revisions()
        if draw.random() < 0.3:
            snapshots.write(Snapshot(number, detector.image(), {}))
            stored = snapshots.latest()
            assert stored is not None
            detector = new_detector(HOME)
            detector.restore(stored.engines, stored.tracker, stored.acquaintances, stored.beside, stored.late)
    assert found == whole
