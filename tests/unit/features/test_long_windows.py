"""A day and a week in few bytes: how far their values may be from the exact ones, for the quiet and for the busy."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from feature_streams import DAY, HOUR, T0, anywhere, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features import COLUMN, FEATURES, Engine, reference
from linewarden.features.compact.parties import MOST, estimate
from linewarden.features.definitions import LONG_SPANS
from linewarden.model.event import EventBlock, event_block

LONG = [f for f in FEATURES if f.span in LONG_SPANS and f.subject.name in {"caller", "callback"}]
SUMS = ("attempts", "answers", "shorts", "flashes", "ends")


def busy(seed: int, *, numbers: int, parties: int, step_us: int, late: float, events: int = 500) -> EventBlock:
    """Few numbers with many calls, some of them late by up to ten days, some of them very long."""
    draw = np.random.default_rng(seed)
    raw = T0 + np.cumsum(draw.integers(0, step_us, events))
    delay = np.where(draw.random(events) < late, draw.integers(0, 10 ** draw.integers(7, 13), events), 0)
    columns: dict[str, Any] = {
        "at_us": raw - delay,
        "kind": draw.integers(1, 5, events),
        "answered_us": draw.integers(0, 2, events),
        "talk_ms": draw.choice([0, 499, 500, 1_000_000, 70_000_000], events, p=[0.3, 0.3, 0.3, 0.0999, 0.0001]),
        "ring_ms": draw.choice([1_000, 9_000], events),
        "cli": draw.integers(0, numbers, events),
        "called": draw.integers(0, parties, events),
    }
    return event_block(**columns, record_id=range(events))


@given(
    seed=st.integers(0, 2**31),
    numbers=st.integers(2, 8),
    parties=st.integers(2, 200),
    step=st.sampled_from([1, HOUR // 60, HOUR, 6 * HOUR]),
    late=st.sampled_from([0.0, 0.2]),
    chunk=st.sampled_from([7, 4096]),
)
@settings(max_examples=20, deadline=None)
def test_values_do_not_depend_on_how_busy_a_number_is(
    seed: int, numbers: int, parties: int, step: int, late: float, chunk: int
) -> None:
    block = busy(seed, numbers=numbers, parties=parties, step_us=step, late=late)
    values = Engine(rows=1, chunk=chunk).push(block).values
    for i in range(0, len(block), 50):
        so_far = block.take(slice(0, i + 1))
        expected = reference(so_far, LONG)[-1] if i < 51 else _last(so_far)
        assert [int(values[i, COLUMN[f.name]]) for f in LONG] == expected


def _last(block: EventBlock) -> list[int]:
    """The reference's values at the last event alone."""
    from linewarden.features.reference import _arrived, _value

    seen = _arrived(block)
    return [_value(feature, seen) for feature in LONG]


@given(block=streams(anywhere, max_size=60))
@settings(max_examples=60, deadline=None)
def test_counts_lie_between_those_of_the_window_and_of_a_pane_more(block: EventBlock) -> None:
    values = Engine(rows=1).push(block)
    is_attempt = np.isin(block.kind, (1, 4))
    for span in LONG_SPANS:
        attempts = values.column(f"called_attempts_{span.name}")
        for i, clock in enumerate(np.maximum.accumulate(block.at_us) if len(block) else ()):
            before = slice(0, i + 1)
            own = is_attempt[before] & (block.called[before] == block.called[i]) & (block.called[i] != 0)
            age = clock - block.at_us[before]
            assert attempts[i] >= (own & (age < span.us)).sum()
            assert attempts[i] <= (own & (age <= span.us + span.pane_us)).sum()


def test_every_pane_of_the_week_leaves_at_its_end() -> None:
    """One call an hour for ten days: by 09:00 UTC of a day the week holds 7 whole days of panes and the hours since midnight UTC."""
    midnight = T0 // DAY * DAY
    hours = np.arange(240)
    block = event_block(at_us=midnight + hours * HOUR, kind=np.full(240, 4), cli=np.full(240, 5), called=hours + 1)
    values = Engine(rows=1).push(block)
    assert values.column("caller_attempts_7d")[9 * 24 + 9] == 7 * 24 + 10
    assert (
        values.column("caller_attempts_24h")[9 * 24 + 9] == 24 + 2
    )  # the pane of 08:00 is the clock's: 24 h and 2 calls of its own
    assert values.column("caller_distinct_7d")[9 * 24 + 9] == 7 * 24 + 10
    assert values.column("caller_firsts_24h")[9 * 24 + 9] == 24 + 2
    assert values.column("caller_gap_s_7d")[1:].tolist() == [3600] * 239


def test_first_contacts_count_again_after_a_week() -> None:
    at = [T0, T0 + HOUR, T0 + 2 * HOUR, T0 + 10 * DAY]
    block = event_block(at_us=at, kind=[4] * 4, cli=[5] * 4, called=[8, 8, 9, 8])
    assert Engine().push(block).column("caller_firsts_7d").tolist() == [1, 1, 2, 1]


@pytest.mark.parametrize("parties", [100, 1_000, MOST])
def test_up_to_the_stated_number_counterparties_are_counted_but_for_shared_fingerprints(parties: int) -> None:
    found = [_counted(np.arange(parties), seed) for seed in range(8)]
    assert max(found) <= parties
    assert parties * len(found) - sum(found) <= 8  # n² / 2^25 of each are expected to share one: 0.07 of 1,536


@pytest.mark.parametrize("parties", [5_000, 60_000, 1_000_000])
def test_beyond_it_the_estimate_keeps_the_stated_error(parties: int) -> None:
    errors = np.array([_counted(np.arange(parties), seed) / parties - 1 for seed in range(6)])
    assert abs(errors).max() < 4 * 0.036
    assert np.sqrt((errors**2).mean()) < 2 * 0.036


def _counted(parties: np.ndarray, seed: int) -> int:
    """Counterparties that a called number is credited with, of a stream in which each calls it twice."""
    engine = Engine(hash_seed=seed * 7919 + 1, rows=1 << 10)
    values = np.zeros(1)
    for start in range(0, parties.size, 50_000):
        some = np.tile(parties[start : start + 50_000] + 8_613_000_000_000, 2)
        block = event_block(
            at_us=T0 + start + np.arange(some.size),
            kind=np.full(some.size, 4),
            trunk=np.ones(some.size, np.int64),
            called=some,
        )
        values = engine.push(block).column("trunk_distinct_7d")
    return int(values[-1])


def test_an_estimate_allows_for_counterparties_that_share_a_fingerprint() -> None:
    assert estimate(700, 0) == 700
    """By hand: 2,048 of every 2^12 fingerprints are 2^23 of 2^24 taken: -2^24 ln(1 - 1/2) counterparties."""
    assert estimate(2_048, 12) == round(2**24 * np.log(2))


def test_a_trunk_that_falls_quiet_is_counted_whole_again() -> None:
    engine = Engine(rows=1 << 10)
    for day in range(40):
        parties = np.arange(20_000 if day < 8 else 300) + day * 100_000 + 1
        at = T0 + day * DAY + np.arange(parties.size)
        values = engine.push(
            event_block(at_us=at, kind=np.full(parties.size, 4), trunk=np.ones(parties.size, np.int64), called=parties)
        )
    assert abs(values.column("trunk_distinct_7d")[-1] / (8 * 300) - 1) < 0.13
    assert values.column("trunk_distinct_24h")[-1] == pytest.approx(600, rel=0.13)


def test_what_the_silent_held_is_used_again() -> None:
    engine, sizes = Engine(rows=16), []
    draw = np.random.default_rng(3)
    for day in range(50):
        people = day * 500 + draw.integers(1, 500, 5_000)
        block = event_block(
            at_us=T0 + day * DAY + np.arange(5_000) * 10_000_000,
            kind=np.full(5_000, 4),
            cli=people,
            called=draw.integers(1, 2_000, 5_000),
        )
        engine.push(block)
        sizes.append(engine.nbytes)
    assert sizes[49] == pytest.approx(sizes[29], rel=0.02)


def test_a_subject_costs_little_and_a_small_site_nothing() -> None:
    """A week of 56 calls to some 20 contacts: the stated 100 to 350 bytes, and less than a megabyte for a thousand of them."""
    engine = Engine(rows=1 << 10)
    before = engine._arena.nbytes
    draw = np.random.default_rng(4)
    people = 1_000
    for edge, end in pairwise(np.arange(0, 7 * DAY + 1, DAY // 8)):
        at = T0 + np.sort(draw.integers(edge, end, people))
        called = draw.integers(0, 20, people)
        who = np.arange(people)
        engine.push(event_block(at_us=at, kind=np.full(people, 4), imei=who + 1, called=who * 20 + called + 1))
    assert (engine._arena.nbytes - before) / (people * (1 + 20)) < 350
