"""However often and wherever it is killed, every event gets the feature values of a run without interruption."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from plain_table import PLAIN_TABLE
from seats_story import BASIS, give

from linewarden.features import Engine, FeatureMatrix
from linewarden.features.engines import OwnEngine, OwnEngines
from linewarden.features.records import record_events
from linewarden.features.snapshot import load
from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.event import EventBlock
from linewarden.model.feed_card import FeedKind
from linewarden.model.intake import Intake
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.store.segments import list_segments
from linewarden.warnings.tracker import Tracker

START = datetime(2026, 11, 12, tzinfo=UTC)
CALLS, PER_BLOCK = 500, 10
Values = dict[int, list[int]]


class NotingEngine(OwnEngine):
    """An engine that notes the values of every event, and that an event that comes again has those that it had."""

    def __init__(self, engine: Engine, noted: Values) -> None:
        super().__init__(engine)
        self._noted = noted

    def push(self, block: EventBlock) -> FeatureMatrix:
        found = super().push(block)
        for record_id, values in zip(block.record_id.tolist(), found.values.tolist(), strict=True):
            assert self._noted.setdefault(record_id, values) == values
        return found


class NotingEngines(OwnEngines):
    """Makes them."""

    def __init__(self, noted: Values) -> None:
        super().__init__()
        self._noted = noted

    def new(self, lane: str) -> OwnEngine:  # noqa: ARG002  as in OwnEngines
        return NotingEngine(Engine(rows=16), self._noted)

    def load(self, lane: str, path: Path) -> OwnEngine:  # noqa: ARG002  as in OwnEngines
        return NotingEngine(load(path), self._noted)


def intakes(seed: int) -> list[Intake]:
    """Nine days of calls among few people, one in ten of them hours or days late."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(1, CALLS + 1):
        late_s = int(draw.integers(0, 2 * 86_400)) if draw.random() < 0.1 else 0
        setup = START + timedelta(days=9 * number / CALLS, seconds=-late_s)
        talk_s = int(draw.choice([0, 4, 900]))
        rows.append(
            Cdr(
                record_id=number, feed="f", basis_id="T-1", source_id="s", source_row=number, setup_at=setup,
                answered_at=setup if talk_s else None, ended_at=setup + timedelta(seconds=talk_s), talk_ms=talk_s * 1000,
                cli=8613900000000 + int(draw.integers(1, 30)), called=8613900000000 + int(draw.integers(1, 30)), imei=f"{draw.integers(1, 9):014d}",
            )
        )  # fmt: skip
    return [
        Intake(
            feed="f", basis_id="T-1", source_id="s", next_row=block[-1].source_row + 1, is_last=False, cdrs=cdr_batch(block), sip=None, rejects=(),
            arrived_ns=1,
        )
        for block in (rows[first : first + PER_BLOCK] for first in range(0, CALLS, PER_BLOCK))
    ]  # fmt: skip


@contextmanager
def running(folder: Path, noted: Values, *, every_s: float) -> Iterator[tuple[Pipeline, RecordStore]]:
    """A recovered pipeline that writes no snapshot at its end, as if it were killed there."""
    store, ledger = RecordStore.open(folder, sync=False), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    engines = NotingEngines(noted)
    keeper = Keeper(Snapshots(folder / "state", "test", engines), every_s=every_s)
    keeper.keep_last = lambda *_: keeper.wait()  # type: ignore[method-assign]
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=Detector(Tracker(banks=frozenset(), versions=(), rules=PLAIN_TABLE), engines=engines),
        sources={"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)}, event_now_us=lambda: 0, keeper=keeper,
    )  # fmt: skip
    try:
        pipeline.recover()
        pipeline.start()
        yield pipeline, store
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


def tear(folder: Path, draw: random.Random) -> None:
    """Leave the beginning of a block behind the last whole one, as a kill in the middle of writing does."""
    path = list_segments(folder / "records/spool")[-1].path
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: draw.randrange(400)])


@pytest.mark.parametrize("seed", range(4))
def test_kills_at_any_moment_change_no_value_of_any_event(tmp_path: Path, seed: int) -> None:
    draw, left = random.Random(seed), intakes(seed)
    engine, expected = Engine(), Values()
    for events in (record_events(block.cdrs) for block in left):
        expected |= zip(events.record_id.tolist(), engine.push(events).values.tolist(), strict=True)
    assert engine.late > CALLS // 20
    noted: Values = {}
    while left:
        size = draw.randint(1, 12)
        with running(tmp_path, noted, every_s=draw.choice([1e-9, 0.02, 1e9])) as (pipeline, store):
            give(pipeline, left[:size])
            pipeline.stop()
            if draw.random() < 0.5:  # durable, and killed before anything else knew of it
                store.take(left[size : size + 1])
        tear(tmp_path, draw)
        left = left[max(0, size - draw.randint(0, 2)) :] if size < len(left) else []  # some come again
    with running(tmp_path, noted, every_s=1e9):
        assert noted == expected
