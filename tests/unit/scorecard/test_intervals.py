"""Intervals are those of the books."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorecard.intervals import heap, of_median, ratio, weighted_share, wilson


def test_the_interval_of_a_share() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)  # Wilson 1927, as R's binom.confint gives it


def test_a_heap_of_weights_tells_as_much_as_so_many_equal_ones() -> None:
    found = heap((10, 1.0), (100, 0.1))
    assert found.weight == 20.0
    assert found.seen == pytest.approx(20**2 / (10 + 1))


def test_a_weighted_share_of_equal_weights_is_the_logit_interval() -> None:
    low, high = weighted_share(heap((20, 0.5)), heap((80, 0.5)))
    spread = 1.959964 * math.sqrt(1 / 20 + 1 / 80)
    assert low == pytest.approx(1 / (1 + 4 * math.exp(spread)))
    assert high == pytest.approx(1 / (1 + 4 * math.exp(-spread)))


def test_an_empty_side_reaches_the_end() -> None:
    nothing = heap((0, 1.0))
    assert weighted_share(nothing, nothing) == (0.0, 1.0)
    assert weighted_share(nothing, heap((100, 1.0)))[0] == 0.0
    assert weighted_share(heap((5, 1.0)), nothing)[1] == 1.0


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.001, 1))
def test_a_weighted_share_lies_in_its_interval(right: int, wrong: int, weight: float) -> None:
    low, high = weighted_share(heap((right, weight)), heap((wrong, 1.0)))
    assert 0 < low < right * weight / (right * weight + wrong) < high < 1


def test_how_many_times_as_many() -> None:
    found = ratio(16, 20, 4, 20)
    assert found is not None
    spread = 1.959964 * math.sqrt(1 / 16 - 1 / 20 + 1 / 4 - 1 / 20)
    assert found == pytest.approx((4 * math.exp(-spread), 4 * math.exp(spread)))
    assert ratio(16, 20, 0, 20) is None


def test_the_median_lies_between_two_ranks() -> None:
    assert of_median([float(n) for n in range(1, 26)]) == (8.0, 19.0)  # 25 / 2 ± 4.9: the 8th and the 19th
    assert of_median([1.0, 2.0, 3.0]) is None
