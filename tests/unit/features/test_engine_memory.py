"""The engine grows with what its windows hold, forgets what left them, and is small when idle."""

import threading

import numpy as np
import psutil
import pytest
from feature_streams import DAY, MINUTE, T0

from linewarden.features import Engine, memory, warm_up
from linewarden.model.event import EventBlock, event_block

MB = 1 << 20


def crowd(day: int, people: int = 2000) -> EventBlock:
    """One call each of people who call on that day only, to one of a hundred numbers of that day."""
    numbers = day * people + np.arange(people) + 1
    at = T0 + day * DAY + np.arange(people) * MINUTE // people
    return event_block(
        at_us=at, kind=np.full(people, 4), cli=numbers, called=-1 - numbers % 100 - day * 100, imei=numbers
    )


def test_an_idle_engine_takes_little_memory() -> None:
    warm_up()  # the compiled code itself is not the engine's
    before = psutil.Process().memory_info().rss
    engine = Engine()
    engine.push(event_block(at_us=[T0], kind=[4], cli=[1], called=[2]))
    assert engine.nbytes < 50 * MB
    assert psutil.Process().memory_info().rss - before < 50 * MB


def test_people_who_fell_silent_for_a_week_are_forgotten() -> None:
    engine = Engine(rows=16)
    sizes = []
    for day in range(60):
        engine.push(crowd(day))
        sizes.append(engine.nbytes)
    assert sizes[59] == pytest.approx(sizes[30], rel=0.001)
    unused = dict.fromkeys(("imsi", "cell", "trunk", "source_ip", "stack"), 0)
    assert engine.known == {"caller": 2_000, "called": 100, "imei": 2_000} | unused  # all within the hour
    held = engine.remembered
    assert 16_000 <= held["caller"] == held["imei"] <= 18_000  # of eight days, and who left since the last round
    assert 800 <= held["called"] <= 900


def test_growing_under_way_changes_no_value() -> None:
    small, roomy = Engine(rows=1, chunk=7), Engine(rows=1 << 15)
    for day in (0, 0, 1, 3, 7, 8, 9, 30):
        block = crowd(day, people=300)
        late = block.take(np.arange(300)[::-1].copy())
        for part in (block, late):
            np.testing.assert_array_equal(small.push(part).values, roomy.push(part).values)
    assert small.late == roomy.late == 8 * 299 + 299  # each day backwards, and day 0 a second time


def test_memory_made_ready_ahead_is_used_and_changes_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_HUGE", 4096)  # so that small tables count as large ones
    asked: list[int] = []
    made = memory._make_ready
    monkeypatch.setattr(memory, "_make_ready", lambda size: (asked.append(size), made(size)))
    ahead, plain = Engine(rows=64, looks_ahead=True), Engine(rows=64)
    for day in range(20):
        block = crowd(day)
        for start in range(0, len(block), 50):
            part = block.take(slice(start, start + 50))
            np.testing.assert_array_equal(ahead.push(part).values, plain.push(part).values)
        memory._toucher.submit(int).result()
    assert len(asked) > 20
    left = sum(len(spaces) for spaces in memory._ready.values())
    assert left < len(asked) / 2
    memory._ready.clear()
    assert ahead.nbytes == plain.nbytes


def test_memory_that_comes_after_the_table_has_grown_is_not_kept() -> None:
    size, gate = 4 << 20, threading.Event()
    memory._toucher.submit(gate.wait)
    memory.expect(size, np.uint8)
    memory.expect(size, np.uint8)
    assert not memory.zeros(size, np.uint8).any()  # one of the two could not wait
    gate.set()
    memory._toucher.submit(int).result()
    assert len(memory._ready[size]) == 1
    assert not memory.zeros(size, np.uint8).any()
    assert not memory._ready[size]
