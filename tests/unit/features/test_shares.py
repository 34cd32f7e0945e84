"""Engines that share the subjects give together what one engine gives, each its own part."""

from itertools import pairwise

import numpy as np
import pytest
from feature_streams import DAY, INT64, MINUTE, T0, anywhere, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import LinewardenError
from linewarden.features import FEATURES, SUBJECTS, Engine, Share, owner_of
from linewarden.model.event import EventBlock, event_block

keys = st.lists(st.one_of(st.sampled_from([0, *INT64]), st.integers(-(2**63), 2**63 - 1)), max_size=50)


def shares(of: int, **options: int) -> list[Engine]:
    return [Engine(rows=1, share=Share(number, of), **options) for number in range(of)]


@given(
    block=streams(anywhere, max_size=80),
    cuts=st.lists(st.integers(0, 80), max_size=5),
    of=st.integers(1, 4),
    chunk=st.sampled_from([1, 3, 64]),
)
@settings(max_examples=150, deadline=None)
def test_the_sum_of_all_shares_is_the_whole(block: EventBlock, cuts: list[int], of: int, chunk: int) -> None:
    whole, parts = Engine(rows=1), shares(of, chunk=chunk)
    for a, b in pairwise([0, *sorted(cuts), len(block)]):
        piece = block.take(slice(a, b))
        values = [part.push(piece).values for part in parts]
        np.testing.assert_array_equal(sum(values), whole.push(piece).values)
        assert {(part.late, part.clock_us) for part in parts} == {(whole.late, whole.clock_us)}
    assert {name: sum(part.known[name] for part in parts) for name in whole.known} == whole.known


@given(block=streams(anywhere, max_size=60), of=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_share_writes_the_cells_of_its_own_subjects_and_no_others(block: EventBlock, of: int) -> None:
    for number, engine in enumerate(shares(of)):
        values = engine.push(block).values
        for column, feature in enumerate(FEATURES):
            foreign = owner_of(getattr(block, feature.subject.asked_by), of) != number
            assert not values[foreign, column].any()


@given(blocks=st.lists(streams(anywhere, max_size=12), min_size=2, max_size=5), of=st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_shares_that_write_into_one_used_matrix_leave_nothing_of_old_events(blocks: list[EventBlock], of: int) -> None:
    whole, parts = Engine(rows=1), shares(of)
    matrix = np.full((12, len(FEATURES)), -7, np.int64)
    names = {subject.name for subject in SUBJECTS}
    for block in blocks:
        out = matrix[: len(block)]
        for part in parts:
            part.push_into(block, out, stale=names)
        np.testing.assert_array_equal(out, whole.push(block).values)


@given(keys=keys, of=st.integers(1, 7))
def test_every_key_has_one_owner_whatever_block_it_comes_in(keys: list[int], of: int) -> None:
    owners = owner_of(np.array(keys, np.int64), of)
    assert ((owners >= 0) & (owners < of)).all()
    assert owners.tolist() == [int(owner_of(np.array([key], np.int64), of)[0]) for key in keys]


def test_the_owner_of_a_key_is_fixed_for_all_time() -> None:
    """Snapshots and other machines rely on it. By hand: SplitMix64's finalizer of 1 is 0x5692161d100b05e5; 0x5692161d × 4 / 2**32 = 1.35."""
    assert owner_of(np.array([0, 1, 8613800000001, -1, 2**63 - 1], np.int64), 4).tolist() == [0, 1, 0, 2, 1]


def test_owners_are_spread_evenly_over_neighbouring_numbers() -> None:
    counts = np.bincount(owner_of(8_613_800_000_000 + np.arange(30_000), 3))
    assert abs(counts - 10_000).max() < 400


def test_the_records_of_a_caller_come_from_its_own_share_with_whom_it_called() -> None:
    called = np.arange(1, 41) + 8_613_800_000_000  # of either share
    block = event_block(at_us=T0 + np.arange(40), kind=np.full(40, 4), record_id=range(40), cli=[7] * 40, called=called)
    found = [engine for engine in shares(2) if engine.push(block) and len(engine.recent(7, since_us=0, limit=99))]
    assert len(found) == 1
    recent = found[0].recent(7, since_us=0, limit=99)
    assert (recent.called.tolist(), set(recent.cli.tolist())) == (called[::-1].tolist(), {7})


def test_a_share_forgets_like_one_engine() -> None:
    engines = [Engine(rows=16), *shares(2)]
    for day in range(30):
        at = T0 + day * DAY + np.arange(500) * MINUTE
        block = event_block(
            at_us=at, kind=np.full(500, 4), cli=day * 500 + np.arange(500) + 1, called=np.arange(500) % 50 + 1
        )
        for engine in engines:
            engine.push(block)
    whole, *parts = engines
    assert {name: sum(part.known[name] for part in parts) for name in whole.known} == whole.known
    for name, remembered in whole.remembered.items():  # rounds through the tables end at other events
        assert sum(part.remembered[name] for part in parts) == pytest.approx(remembered, rel=0.05)


@pytest.mark.parametrize(("number", "of"), [(2, 2), (-1, 2), (0, 0), (0, 1 << 15)])
def test_a_share_that_does_not_exist_is_refused(number: int, of: int) -> None:
    with pytest.raises(LinewardenError, match=f"share {number} of {of} does not exist"):
        Share(number, of)
