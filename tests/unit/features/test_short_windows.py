"""Five minutes and an hour, exact for the quiet and for the busy: whoever is busy changes form, never a value."""

from typing import Any

import numpy as np
import pytest
from feature_streams import DAY, HOUR, MINUTE, T0
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features import COLUMN, FEATURES, Engine, Image, load, reference
from linewarden.features.definitions import EXACT_SPANS
from linewarden.features.layout import BYTE, SHORT
from linewarden.features.short.layout import BUSY, MOST_EVENTS
from linewarden.model.event import EventBlock, event_block

KINDS = ("caller", "called", "callback")
SHORTS = [f for f in FEATURES if f.span in EXACT_SPANS and f.subject.name in KINDS]


def crowded(seed: int, *, numbers: int, step_us: int, late: float, events: int) -> EventBlock:
    """Few numbers with many calls in an hour, ties among them, some late by up to two hours, and pauses."""
    draw = np.random.default_rng(seed)
    step = draw.integers(0, step_us, events) + draw.choice([0, HOUR // 2, 2 * HOUR], events, p=[0.99, 0.007, 0.003])
    delay = np.where(draw.random(events) < late, draw.integers(0, draw.choice([MINUTE, 2 * HOUR], events)), 0)
    columns: dict[str, Any] = {
        "at_us": T0 + np.cumsum(step) // 1000 * 1000 - delay // 1000 * 1000,
        "kind": draw.integers(1, 5, events),
        "answered_us": draw.integers(0, 2, events),
        "talk_ms": draw.choice([0, 9_000, 70_000, 2**31], events),
        "ring_ms": draw.choice([1_000, 9_000], events),
        "cli": draw.integers(1, numbers + 1, events),
        "called": draw.integers(0, 40, events),
    }
    return event_block(**columns, record_id=range(events))


def forms(engine: Engine, kind: str = "caller") -> tuple[int, int]:
    """How many subjects are everyday ones, and how many busy."""
    short = engine._subjects[kind].slots[:, SHORT]
    busy = int((short & BYTE == BUSY).sum())
    return int((short != 0).sum()) - busy, busy


@given(
    seed=st.integers(0, 2**31),
    numbers=st.integers(1, 4),
    step=st.sampled_from([1_000_000, MINUTE, 6 * MINUTE]),
    late=st.sampled_from([0.0, 0.1, 0.6]),
    chunk=st.sampled_from([7, 4096]),
)
@settings(max_examples=25, deadline=None)
def test_a_busy_number_has_the_values_of_the_reference(
    seed: int, numbers: int, step: int, late: float, chunk: int
) -> None:
    block = crowded(seed, numbers=numbers, step_us=step, late=late, events=160)
    values = Engine(rows=1, chunk=chunk, hash_seed=seed).push(block).values
    columns = [COLUMN[feature.name] for feature in SHORTS]
    assert values[:, columns].tolist() == reference(block, SHORTS)


def oracle(block: EventBlock, window_us: int) -> dict[str, list[int]]:
    """Attempts, talk and distinct of a stream of one caller, one sort of the window at a time: plain, and good for many events."""
    found: dict[str, list[int]] = {"attempts": [], "talk_ms": [], "distinct": []}
    clock = np.maximum.accumulate(block.at_us)
    for i in np.linspace(0, len(block) - 1, 300).astype(int):
        held = np.flatnonzero(block.at_us[: i + 1] > clock[i] - window_us)
        found["attempts"].append(held.size)
        found["talk_ms"].append(int(block.talk_ms[held].sum()))
        found["distinct"].append(np.unique(block.called[held]).size)
    return found


@pytest.mark.parametrize("late", [0.0, 0.3])
def test_a_hundred_thousand_calls_of_one_number_in_an_hour(late: float) -> None:
    draw, events = np.random.default_rng(5), 150_000
    at = T0 + np.sort(draw.integers(0, 3 * HOUR // 2, events))
    at -= np.where(draw.random(events) < late, draw.integers(0, HOUR, events), 0)
    block = event_block(
        at_us=at,
        kind=np.full(events, 4),
        talk_ms=draw.integers(0, 100_000, events),
        cli=np.ones(events, np.int64),
        called=draw.integers(1, 60_000, events),
    )
    values = Engine().push(block)
    rows = np.linspace(0, events - 1, 300).astype(int)
    for span in EXACT_SPANS:
        for measure, expected in oracle(block, span.us).items():
            assert values.column(f"caller_{measure}_{span.name}")[rows].tolist() == expected


def burst(start: int, events: int, *, cli: int = 7, step_us: int = 1_000_000) -> EventBlock:
    at = start + np.arange(events) * step_us
    return event_block(at_us=at, kind=np.full(events, 4), cli=np.full(events, cli), called=np.arange(events) % 500 + 1)


def test_a_number_becomes_busy_and_quiet_again() -> None:
    engine = Engine(kinds=("caller",))
    engine.push(burst(T0, MOST_EVENTS))
    assert forms(engine) == (1, 0)
    engine.push(burst(T0 + MINUTE, 1))
    assert forms(engine) == (0, 1)
    engine.push(burst(T0 + HOUR - MINUTE, 1))
    assert forms(engine) == (0, 1)
    values = engine.push(burst(T0 + HOUR + MINUTE // 2, 1))
    assert values.column("caller_attempts_1h").tolist() == [3]
    assert forms(engine) == (1, 0)


def test_a_step_to_a_neighbour_counts_across_both_changes_of_form() -> None:
    """Numbers one after the other, then a pause in which all but the last of them leave, then the next number."""
    events = MOST_EVENTS + 10
    at = [*(T0 + np.arange(events)), T0 + HOUR - 1, T0 + HOUR + MINUTE, T0 + HOUR + MINUTE + 1]
    block = event_block(at_us=at, kind=[4] * len(at), cli=[5] * len(at), called=np.arange(len(at)) + 1_000)
    values = Engine(chunk=3).push(block)
    assert values.column("caller_near_steps_1h")[-4:].tolist() == [events - 1, events, 2, 3]


def test_memory_of_a_peak_is_given_back() -> None:
    engine, sizes = Engine(kinds=("caller",), keeps_trail=False, rows=64), []
    for day in range(4):
        for number in range(20):
            engine.push(burst(T0 + 2 * day * DAY + number * 10, 5_000, cli=1 + number, step_us=10_000))
        assert forms(engine) == (0, 20)
        sizes.append(engine.nbytes)
        engine.push(burst(T0 + 2 * day * DAY + 26 * HOUR, 1, cli=99))  # nobody looks at the others
        assert forms(engine) == (1, 0)
    assert sizes[3] <= sizes[1] * 1.01


def test_the_table_of_subjects_follows_them_down() -> None:
    engine = Engine(kinds=("caller",), keeps_trail=False, rows=64)
    people = np.arange(50_000)
    engine.push(event_block(at_us=T0 + people, kind=np.full(50_000, 4), cli=people + 1, called=people + 1))
    most = engine._subjects["caller"].slots.shape[0]
    for day in range(12):
        engine.push(burst(T0 + day * DAY, 10))
    assert engine.remembered == {"caller": 1}
    assert engine._subjects["caller"].slots.shape[0] < most / 4
    assert engine.push(burst(T0 + 12 * DAY, 1)).column("caller_known_s_7d").tolist() == [12 * 86_400]


def test_a_busy_number_is_saved_and_goes_on(tmp_path: Any) -> None:
    block = crowded(3, numbers=2, step_us=MINUTE // 4, late=0.2, events=400)
    engine = Engine(rows=1)
    engine.push(block.take(slice(0, 300)))
    Image(engine).save(tmp_path / "features")
    rest = block.take(slice(300, None))
    np.testing.assert_array_equal(load(tmp_path / "features").push(rest).values, engine.push(rest).values)
