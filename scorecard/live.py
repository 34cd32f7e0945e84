"""The same town as it happens: VoIP calls by signalling, setup, answer and release one by one; all others by record when they have ended."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from linewarden.config import load_settings
from linewarden.features.records import RECORD_COLUMNS, record_events
from linewarden.main.assembly import new_detector
from linewarden.model.event import EventBlock, EventKind, concat_events
from linewarden.pipeline.detector import Origin
from linewarden.store.records import RecordStore
from linewarden.warnings.approach.approach import Approaching
from linewarden.warnings.danger import Judge, danger
from scorecard.alarms import Alarm, Step

STEP_US = 60_000_000
"""Events of a minute are given together, those of each lane in a block of their own, as the pipeline does with what has come."""

LANES = ("signalling", "files")


def records_of(folder: Path) -> EventBlock:
    """All records of a store, in order of time."""
    store = RecordStore.open(folder)
    try:
        return concat_events([record_events(batch) for batch in store.in_time_order(columns=RECORD_COLUMNS)])
    finally:
        store.close()


def live_alarms(store: Path, *, judge: Judge = danger, approaching: Approaching | None = None) -> list[Alarm]:
    """What a live platform would have warned of; `store` is the folder that a replay has filled. The others: see `new_detector`."""
    return alarms_of(records_of(store), judge=judge, approaching=approaching)


def alarms_of(records: EventBlock, *, judge: Judge = danger, approaching: Approaching | None = None) -> list[Alarm]:
    """The same of these records, in order of time."""
    detector = new_detector(load_settings(None).home.home(), judge=judge, approaching=approaching)
    alarms: dict[str, tuple[int, list[Step]]] = {}
    for lane, events in _minutes(records):
        detector.feed(events, Origin(lane, lane, is_synthetic=True))
        for warning in detector.revisions():
            _, steps = alarms.setdefault(warning.warning_id, (int(warning.called), []))
            steps.append(Step(warning.changed_at, warning.level.value, warning.score, tuple(map(int, warning.callers))))
    return [Alarm(called, tuple(steps)) for called, steps in alarms.values()]


def _minutes(records: EventBlock) -> Iterator[tuple[str, EventBlock]]:
    """Lane and events, in order of time."""
    is_voip = records.source_ip != 0
    lanes = [_signalling(records.take(np.flatnonzero(is_voip))), records.take(np.flatnonzero(~is_voip))]
    told = [lane.at_us for lane in lanes if len(lane)]
    ends = np.arange(min(at_us[0] for at_us in told), max(at_us[-1] for at_us in told) + STEP_US, STEP_US) + STEP_US
    edges = [np.searchsorted(lane.at_us, ends) for lane in lanes]
    begins = [0, 0]
    for nth in range(ends.size):
        for number, lane in enumerate(lanes):
            end = int(edges[number][nth])
            if end > begins[number]:
                yield LANES[number], lane.take(slice(begins[number], end))
                begins[number] = end


def _signalling(records: EventBlock) -> EventBlock:
    """Setup, answer and release of each call, in order of time."""
    nothing = np.zeros(len(records), np.int64)
    setup = _as(records, EventKind.SETUP, at_us=records.setup_us, answered_us=nothing, talk_ms=nothing, ring_ms=nothing)
    is_answered = records.answered_us != 0
    answer = _as(records, EventKind.ANSWER, at_us=records.answered_us, talk_ms=nothing)
    release = _as(records, EventKind.RELEASE)
    events = concat_events([setup, answer.take(np.flatnonzero(is_answered)), release])
    return events.take(np.argsort(events.at_us, kind="stable"))


def _as(records: EventBlock, kind: EventKind, **columns: np.ndarray) -> EventBlock:
    return replace(records, kind=np.full(len(records), kind, np.uint8), **columns)
