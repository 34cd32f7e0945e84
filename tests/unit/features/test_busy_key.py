"""A key with half of all traffic: its values are those of the reference, and an event of it costs no more the more came before."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from feature_streams import DAY, HOUR, T0

from linewarden.features import FEATURES, Engine, Share
from linewarden.features.reference import _arrived, _value
from linewarden.model.event import EventBlock, event_block

SEAT, HOTLINE, TRUNK = 8_613_900_000_001, 8_695_588, 5
SMALL, TIMES = 20_000, 4
MOST = 2.5 * TIMES
"""Times as long that so many times the events may take; 16 times, if each event looked at all before it."""


def half_of_it(events: int, *, span_us: int = HOUR, late: float = 0.0, seed: int = 1) -> EventBlock:
    """Every second call is of one caller to ever new numbers, every other one of ever new callers to one number, all through one trunk."""
    draw, number = np.random.default_rng(seed), np.arange(events)
    at = T0 + number * span_us // events - (draw.random(events) < late) * draw.integers(0, DAY, events)
    return event_block(
        at_us=at,
        kind=np.full(events, 4),
        record_id=number + 1,
        answered_us=draw.integers(0, 2, events),
        talk_ms=draw.integers(0, 900_000, events),
        ring_ms=draw.integers(0, 4_000, events),
        cli=np.where(number % 2 == 0, SEAT, 8_613_700_000_000 + number),
        called=np.where(number % 2 == 0, 8_613_800_000_000 + number // 3, HOTLINE),
        trunk=np.full(events, TRUNK),
    )


@pytest.mark.parametrize("late", [0.0, 0.2])
def test_its_values_are_those_of_the_reference_in_one_engine_and_in_shares(late: float) -> None:
    block = half_of_it(400, span_us=9 * DAY, late=late)
    whole = Engine(rows=1, chunk=64).push(block).values
    for last in (1, 63, 64, 150, 398, 399):
        seen = _arrived(block.take(slice(0, last + 1)))
        assert whole[last].tolist() == [_value(feature, seen) for feature in FEATURES]
    shared = [Engine(rows=1, share=Share(number, 2)).push(block).values for number in range(2)]
    np.testing.assert_array_equal(sum(shared), whole)


def ratio(work: Callable[[int], Callable[[], object]]) -> float:
    """How many times as long the same takes with TIMES as many events; `work` prepares it."""

    def seconds(events: int) -> float:
        do = work(events)
        began = time.process_time()
        do()
        return time.process_time() - began

    seconds(100)  # compiled, if it was not
    few = min(seconds(SMALL) for _ in range(5))
    return min(seconds(SMALL * TIMES) for _ in range(5)) / few


@pytest.mark.parametrize("share", [None, Share(0, 2), Share(1, 2)])
@pytest.mark.parametrize("late", [0.0, 0.3])
def test_its_events_cost_the_same_however_many_there_are(share: Share | None, late: float) -> None:
    def work(events: int) -> Callable[[], object]:
        block, engine = half_of_it(events, late=late), Engine(share=share)
        return lambda: engine.push(block)

    assert ratio(work) < MOST


def test_all_of_it_may_leave_at_once() -> None:
    def work(events: int) -> Callable[[], object]:
        engine = Engine()
        engine.push(half_of_it(events))
        return lambda: engine.push(event_block(at_us=[T0 + 20 * DAY], kind=[4], cli=[SEAT], called=[HOTLINE]))

    assert ratio(work) < MOST


def test_its_latest_records_are_found_without_a_look_at_the_others() -> None:
    def work(events: int) -> Callable[[], object]:
        engine = Engine()
        engine.push(half_of_it(events))
        newest = engine.recent(SEAT, since_us=0, limit=60).record_id.tolist()
        assert newest == list(range(events - 1, events - 121, -2)[: events // 2])
        return lambda: [engine.recent(SEAT, since_us=0, limit=60) for _ in range(200)]

    assert ratio(work) < TIMES / 2
