"""The set of keys is a set."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.store.keyset import KeySet, first_of_each

PAIRS = st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 3), st.integers(-3, 3)), max_size=50)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([id_ for id_, _ in pairs], np.uint64), np.array([at for _, at in pairs], np.int64)


@settings(deadline=None)  # the kernels compile at their first call
@given(first=PAIRS, second=PAIRS)
def test_it_tells_what_is_new_as_a_python_set_does(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    keys, seen = KeySet(), set[tuple[int, int]]()
    for pairs in (first, second):
        assert keys.has(*columns(pairs)).tolist() == [pair in seen for pair in pairs]
        assert keys.add(*columns(pairs)).tolist() == [
            pair not in seen | set(pairs[:place]) for place, pair in enumerate(pairs)
        ]
        seen |= set(pairs)
        assert len(keys) == len(seen)


def test_it_grows_with_what_it_holds_and_not_before() -> None:
    keys = KeySet()
    assert keys.nbytes == 256 * 16
    keys.add(np.arange(100_000, dtype=np.uint64), np.zeros(100_000, np.int64))
    assert keys.nbytes == 262_144 * 16
    assert keys.has(np.array([99_999, 100_000], np.uint64), np.zeros(2, np.int64)).tolist() == [True, False]


def test_the_first_of_equal_pairs_is_marked() -> None:
    assert first_of_each(*columns([(1, 0), (1, 1), (1, 0), (2, 0)])).tolist() == [True, True, False, True]
