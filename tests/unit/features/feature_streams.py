"""Streams of call events that try the edges: ties, late events, gaps, exact window lengths, repeated pairs, numbers not told, extremes."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from linewarden.features import FEATURES, reference
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

forward = st.one_of(st.sampled_from(EDGES), st.integers(0, 2 * MINUTE))
anywhere = st.one_of(forward, st.sampled_from([-edge for edge in EDGES]), st.integers(-2 * HOUR, 2 * HOUR))
numbers = st.sampled_from([0, 1, 2, 11, 12, 13, *INT64])


def rows(steps: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, int]]:
    """Events as dicts; `at_us` is the step from the event before."""
    return st.fixed_dictionaries(
        {
            "at_us": steps,
            "kind": st.integers(1, 4),
            "answered_us": st.sampled_from([0, 0, 1, -1]),
            "talk_ms": st.sampled_from([0, 9_999, 10_000, 10_001, -1, 2**31, *INT64]),
            "ring_ms": st.sampled_from([0, 2_000, 2_001, *INT64]),
            "cli": numbers,
            "called": numbers,
            "imei": st.sampled_from([0, 0, 7]),
            "imsi": st.sampled_from([0, 0, 6]),
            "cell": st.sampled_from([0, 0, 8, 9]),
            "trunk": st.sampled_from([0, 0, 5]),
            "source_ip": st.sampled_from([0, 0, 4]),
            "stack": st.sampled_from([0, 0, 3]),
        }
    )


def streams(steps: st.SearchStrategy[int], *, max_size: int = 40) -> st.SearchStrategy[EventBlock]:
    """Blocks of events whose `at` goes by such steps."""
    return st.lists(rows(steps), max_size=max_size).map(stream)


def stream(events: list[dict[str, int]]) -> EventBlock:
    """The events as a block."""
    if not events:
        return event_block(at_us=[])
    columns: dict[str, Any] = {name: [event[name] for event in events] for name in events[0]}
    columns["at_us"] = T0 + np.cumsum(columns["at_us"])
    return event_block(**columns, record_id=range(len(events)))


def differences(block: EventBlock, values: np.ndarray) -> list[tuple[int, str, int, int]]:
    """(event, feature, value of the reference, value given) wherever they differ."""
    return [
        (i, feature.name, expected, int(values[i, j]))
        for i, row in enumerate(reference(block))
        for j, (feature, expected) in enumerate(zip(FEATURES, row, strict=True))
        if expected != values[i, j]
    ]


def crowd(events: int, *, seed: int = 5) -> EventBlock:
    """Eight days of calls among a thousand people, some of whom are told with handset and cell; one in fifty late."""
    draw = np.random.default_rng(seed)
    at = T0 + np.sort(draw.integers(0, 8 * DAY, events)) - (draw.random(events) < 0.02) * draw.integers(0, DAY, events)
    return event_block(
        at_us=at,
        kind=np.full(events, 4),
        record_id=np.arange(events) + 1,
        answered_us=draw.integers(0, 2, events),
        talk_ms=draw.integers(0, 60_000, events),
        cli=draw.integers(1, 1000, events),
        called=draw.integers(1, 1000, events),
        imei=draw.integers(0, 50, events),
        cell=draw.integers(0, 9, events),
    )
