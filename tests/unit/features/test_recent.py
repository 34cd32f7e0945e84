"""The latest records of a caller come back newest first, each once, and only while a window holds them."""

from typing import Any

import pytest
from feature_streams import DAY, HOUR, T0, anywhere, forward, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features import Engine
from linewarden.model.event import EventBlock, EventKind, event_block


def engine_after(**columns: Any) -> Engine:
    engine = Engine(rows=1, chunk=2)
    engine.push(event_block(**columns))
    return engine


def test_newest_first_and_no_more_than_asked_for() -> None:
    engine = engine_after(
        at_us=[T0, T0 + 1, T0 + 2, T0 + 3], kind=[4] * 4, record_id=[11, 12, 13, 14], cli=[5, 6, 5, 5]
    )
    assert engine.recent(5, since_us=0, limit=2).record_id.tolist() == [14, 13]


def test_a_call_comes_back_once_as_its_newest_event_told_it() -> None:
    engine = engine_after(
        at_us=[T0, T0 + 10, T0 + 60, T0 + 70],
        kind=[EventKind.SETUP, EventKind.ANSWER, EventKind.RELEASE, EventKind.SETUP],
        record_id=[1, 1, 1, 2],
        setup_us=[T0, T0, T0, T0 + 70],
        talk_ms=[0, 0, 50, 0],
        cli=[5] * 4,
        called=[8, 8, 8, 9],
    )
    recent = engine.recent(5, since_us=0, limit=10)
    assert recent.record_id.tolist() == [2, 1]
    assert recent.kind.tolist() == [EventKind.SETUP, EventKind.RELEASE]
    assert recent.talk_ms.tolist() == [0, 50]
    assert recent.setup_us.tolist() == [T0 + 70, T0]
    assert recent.cli.tolist() == [5, 5]
    assert recent.called.tolist() == [9, 8]


def test_since_is_inclusive_and_a_late_record_does_not_hide_what_came_before_it() -> None:
    engine = engine_after(
        at_us=[T0, T0 + HOUR, T0 - HOUR, T0 + HOUR], kind=[4] * 4, record_id=[1, 2, 3, 4], cli=[5] * 4
    )
    assert engine.recent(5, since_us=T0, limit=9).record_id.tolist() == [4, 2, 1]


def test_what_is_a_day_old_is_gone() -> None:
    engine = engine_after(at_us=[T0, T0 + DAY - 1], kind=[4, 4], record_id=[1, 2], cli=[5, 6])
    assert len(engine.recent(5, since_us=0, limit=9)) == 1
    engine.push(event_block(at_us=[T0 + DAY], kind=[4], cli=[6]))
    assert len(engine.recent(5, since_us=0, limit=9)) == 0


@pytest.mark.parametrize("key", [0, 99, -(2**63)])
def test_an_unknown_key_has_no_records(key: int) -> None:
    assert len(engine_after(at_us=[T0], kind=[4], cli=[5]).recent(key, since_us=0, limit=3)) == 0


@given(block=streams(anywhere, max_size=60), chunk=st.integers(1, 9), since=st.integers(T0 - 8 * DAY, T0 + DAY))
@settings(max_examples=150, deadline=None)
def test_recent_is_what_a_scan_of_the_stream_finds(block: EventBlock, chunk: int, since: int) -> None:
    engine = Engine(rows=1, chunk=chunk)
    engine.push(block)
    now = int(block.at_us.max()) if len(block) else T0
    for key in set(block.cli.tolist()) - {0}:
        own = [i for i in reversed(range(len(block))) if block.cli[i] == key and block.at_us[i] > now - DAY]
        rows = [i for i in own if block.at_us[i] >= since]
        recent = engine.recent(key, since_us=since, limit=60)
        assert recent.record_id.tolist() == rows
        assert recent.called.tolist() == block.called[rows].tolist()
        assert recent.at_us.tolist() == block.at_us[rows].tolist()
        assert set(recent.cli.tolist()) <= {key}


@given(block=streams(forward, max_size=40), cut=st.integers(0, 40), chunk=st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_what_came_later_in_the_same_push_can_be_left_out(block: EventBlock, cut: int, chunk: int) -> None:
    engine, stepwise = Engine(rows=1, chunk=chunk), Engine(rows=1)
    for part in (block.take(slice(0, cut)), block.take(slice(cut, None))):
        engine.push(part)
        since, first = int(engine.clock_us) - DAY + 1, engine.pushed - len(part)
        for row in range(len(part)):
            stepwise.push(part.take(slice(row, row + 1)))
            cli = int(part.cli[row])
            then = stepwise.recent(cli, since_us=since, limit=60).record_id
            assert engine.recent(cli, since_us=since, limit=60, last=first + row).record_id.tolist() == then.tolist()
