"""The compiled engine gives the values of the slow reference, whatever comes in and however it is cut into blocks."""

from itertools import pairwise

import numpy as np
import pytest
from feature_streams import T0, anywhere, differences, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import LinewardenError
from linewarden.features import Engine
from linewarden.model.event import EventBlock, event_block


@given(block=streams(anywhere), chunk=st.sampled_from([1, 2, 3, 64]))
@settings(max_examples=150, deadline=None)
def test_engine_and_reference_agree_on_any_stream(block: EventBlock, chunk: int) -> None:
    assert differences(block, Engine(rows=1, chunk=chunk).push(block).values) == []


@given(
    block=streams(anywhere, max_size=80),
    cuts=st.lists(st.integers(0, 80), max_size=5),
    seed=st.integers(-(2**63), 2**63 - 1),
)
@settings(max_examples=100, deadline=None)
def test_cutting_a_stream_into_other_blocks_changes_nothing(block: EventBlock, cuts: list[int], seed: int) -> None:
    engine = Engine(rows=1, hash_seed=seed)
    edges = [0, *sorted(cuts), len(block)]
    parts = [engine.push(block.take(slice(a, b))).values for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate(parts), Engine().push(block).values)


def test_a_block_with_an_unknown_kind_is_refused_whole() -> None:
    engine = Engine()
    with pytest.raises(LinewardenError, match="event kinds"):
        engine.push(event_block(at_us=[T0, T0], kind=[1, 9]))
    assert engine.clock_us < T0


@pytest.mark.parametrize("at_us", [-1, 2**32 * 1_000_000])
def test_a_time_outside_1970_to_2106_is_refused(at_us: int) -> None:
    with pytest.raises(LinewardenError, match="refuse such records"):
        Engine().push(event_block(at_us=[at_us], kind=[1]))
