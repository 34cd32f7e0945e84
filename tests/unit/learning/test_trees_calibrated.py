"""Log-odds made chances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.learning.calibration import calibrated


@given(st.lists(st.tuples(st.floats(-15, 15), st.booleans()), min_size=3, max_size=40))
@settings(max_examples=60)
def test_the_order_stays_whatever_became_of_whom(people: list[tuple[float, bool]]) -> None:
    raw, is_victim = (
        np.array([odds for odds, _ in [*people, (0.0, True)]]),
        np.array([*(lost for _, lost in people), True]),
    )
    found = calibrated(raw, is_victim, np.ones(raw.size))
    chances = found.chances(np.sort(raw))
    assert (np.diff(chances) >= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert 0.1 <= found.slope <= 10.0


def test_chances_are_those_that_were_seen() -> None:
    raw = np.repeat([-2.0, 2.0], 1_000)
    is_victim = np.concatenate([np.arange(1_000) < 10, np.arange(1_000) < 500])
    told = calibrated(raw, is_victim, np.ones(2_000)).chances(np.array([-2.0, 2.0]))
    assert told.tolist() == [pytest.approx(0.01, rel=0.15), pytest.approx(0.5, rel=0.05)]


def test_victims_who_stand_for_a_hundredth_make_chances_as_much_smaller() -> None:
    raw = np.repeat([-2.0, 2.0], 1_000)
    is_victim = np.concatenate([np.arange(1_000) < 10, np.arange(1_000) < 500])
    told = calibrated(raw, is_victim, np.where(is_victim, 0.01, 1.0)).chances(np.array([-2.0, 2.0]))
    assert told.tolist() == [pytest.approx(0.0001, rel=0.3), pytest.approx(0.01, rel=0.1)]
