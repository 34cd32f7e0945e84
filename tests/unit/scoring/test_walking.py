"""The chance of a walk, against shuffling the same numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.scoring.walking import chance_of_walk, near_steps


def test_a_sequential_walk_is_next_to_impossible_by_chance() -> None:
    assert chance_of_walk(8613861230000 + 3 * np.arange(100)) < 1e-60


def test_no_near_step_is_certain() -> None:
    assert chance_of_walk(np.array([1000, 5000, 9000])) == 1.0
    assert chance_of_walk(np.array([1000])) == 1.0


def test_the_chance_agrees_with_shuffling() -> None:
    rng = np.random.default_rng(7)
    numbers = np.sort(rng.integers(0, 600, 30))
    order = rng.permutation(numbers)
    shuffles = np.array([near_steps(rng.permutation(numbers)) for _ in range(20_000)])
    assert chance_of_walk(order) == pytest.approx((shuffles >= near_steps(order)).mean(), abs=0.1)


@given(st.lists(st.integers(0, 10**13), max_size=60))
def test_a_chance_is_a_probability(numbers: list[int]) -> None:
    assert 0.0 <= chance_of_walk(np.array(numbers, np.int64)) <= 1.0
