"""A share that is told only the events in which its subjects take part, and the clock of the whole stream, gives what it always gives."""

from itertools import pairwise

import numpy as np
from feature_streams import anywhere, streams
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features import FEATURES, SUBJECTS, Engine, Share, owner_of
from linewarden.model.event import EventBlock

KEYS = {key for subject in SUBJECTS for key in (subject.key, subject.asked_by)}


@given(
    block=streams(anywhere, max_size=80),
    cuts=st.lists(st.integers(0, 80), max_size=5),
    of=st.integers(1, 4),
    chunk=st.sampled_from([1, 3, 64]),
)
@settings(max_examples=200, deadline=None)
def test_a_share_needs_no_event_of_others_but_the_clock(
    block: EventBlock, cuts: list[int], of: int, chunk: int
) -> None:
    whole = Engine(rows=1)
    parts = [Engine(rows=1, share=Share(number, of), chunk=chunk) for number in range(of)]
    clock = np.maximum.accumulate(block.at_us) if len(block) else block.at_us
    late = 0
    for a, b in pairwise([0, *sorted(cuts), len(block)]):
        piece, piece_clock = block.take(slice(a, b)), clock[a:b]
        expected = whole.push(piece).values
        late += int((piece.at_us < piece_clock).sum())
        found = np.zeros_like(expected)
        for number, part in enumerate(parts):
            told = np.flatnonzero(
                [any(owner_of(getattr(piece, key)[[i]], of)[0] == number for key in KEYS) for i in range(len(piece))]
            )
            values = np.zeros((told.size, len(FEATURES)), np.int64)
            part.push_into(piece.take(told), values, clock_us=piece_clock[told])
            if len(piece):
                part.reach(int(piece_clock[-1]), late=late)
            found[told] += values
        np.testing.assert_array_equal(found, expected)
        assert {(part.late, part.clock_us) for part in parts} == {(whole.late, whole.clock_us)}
        for cli in {*piece.cli.tolist()} - {0}:
            owner = parts[int(owner_of(np.array([cli], np.int64), of)[0])]
            one, other = (engine.recent(cli, since_us=0, limit=50) for engine in (whole, owner))
            assert one.record_id.tolist() == other.record_id.tolist()
