"""The compiled engine gives the values of the slow reference, whatever comes in and however it is cut into blocks."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import LinewardenError
from linewarden.features import FEATURES, Engine, reference
from linewarden.model.event import EventBlock, event_block

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
T0 = 1_790_000_000_000_000
EDGES = [
    0,
    1,
    5 * MINUTE - 1,
    5 * MINUTE,
    5 * MINUTE + 1,
    HOUR,
    DAY,
    DAY + 1,
    7 * DAY - 1,
    7 * DAY,
    7 * DAY + 1,
    20 * DAY,
]
INT64 = [-(2**63), -(2**63) + 1, 2**63 - 1]

steps = st.one_of(
    st.sampled_from(EDGES),
    st.sampled_from([-edge for edge in EDGES]),
    st.integers(0, 2 * MINUTE),
    st.integers(-2 * HOUR, 2 * HOUR),
)
numbers = st.sampled_from([0, 1, 2, 11, 12, 13, *INT64])
events = st.fixed_dictionaries(
    {
        "at_us": steps,
        "kind": st.integers(1, 4),
        "answered_us": st.sampled_from([0, 0, 1, -1]),
        "talk_ms": st.sampled_from([0, 9_999, 10_000, 10_001, -1, 2**31, *INT64]),
        "ring_ms": st.sampled_from([0, 2_000, 2_001, *INT64]),
        "cli": numbers,
        "called": numbers,
        "imei": st.sampled_from([0, 0, 7]),
        "cell": st.sampled_from([0, 0, 8, 9]),
        "trunk": st.sampled_from([0, 0, 5]),
        "source_ip": st.sampled_from([0, 0, 4]),
    }
)


def stream(rows: list[dict[str, int]]) -> EventBlock:
    """Events whose `at` is a step from the one before."""
    if not rows:
        return event_block(at_us=[])
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["at_us"] = T0 + np.cumsum(columns["at_us"])
    return event_block(**columns, record_id=range(len(rows)))


def differences(block: EventBlock, values: np.ndarray) -> list[tuple[int, str, int, int]]:
    return [
        (i, feature.name, expected, int(values[i, j]))
        for i, row in enumerate(reference(block))
        for j, (feature, expected) in enumerate(zip(FEATURES, row, strict=True))
        if expected != values[i, j]
    ]


@given(rows=st.lists(events, max_size=40), chunk=st.sampled_from([1, 2, 3, 64]))
@settings(max_examples=150, deadline=None)
def test_engine_and_reference_agree_on_any_stream(rows: list[dict[str, int]], chunk: int) -> None:
    block = stream(rows)
    assert differences(block, Engine(rows=1, chunk=chunk).push(block).values) == []


@given(
    rows=st.lists(events, max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=5),
    seed=st.integers(-(2**63), 2**63 - 1),
)
@settings(max_examples=100, deadline=None)
def test_cutting_a_stream_into_other_blocks_changes_nothing(
    rows: list[dict[str, int]], cuts: list[int], seed: int
) -> None:
    block, engine = stream(rows), Engine(rows=1, hash_seed=seed)
    edges = [0, *sorted(cuts), len(rows)]
    parts = [engine.push(block.take(slice(a, b))).values for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate(parts), Engine().push(block).values)


def test_a_block_with_an_unknown_kind_is_refused_whole() -> None:
    engine = Engine()
    with pytest.raises(LinewardenError, match="event kinds"):
        engine.push(event_block(at_us=[T0, T0], kind=[1, 9]))
    assert engine.clock_us < T0


def test_a_time_beyond_what_windows_can_be_added_to_is_refused() -> None:
    with pytest.raises(LinewardenError, match="refuse such records"):
        Engine().push(event_block(at_us=[2**62 + 1], kind=[1]))
