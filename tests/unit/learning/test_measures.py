"""Figures of a ranking, by hand."""

import numpy as np
import pytest

from linewarden.learning.measures import average_precision, calibration_error, measured

CHANCES = np.array([0.9, 0.8, 0.4, 0.2])
VICTIM = np.array([True, False, True, False])
ONE = np.ones(4)


def test_the_area_is_the_mean_precision_at_each_victim() -> None:
    assert average_precision(CHANCES, VICTIM, ONE) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_people_of_one_chance_are_taken_together() -> None:
    assert average_precision(np.full(4, 0.5), VICTIM, ONE) == pytest.approx(0.5)


def test_the_error_is_how_far_chances_are_from_what_happened() -> None:
    same = np.full(4, 0.2)  # two of four are victims: 0.3 too low
    assert calibration_error(same, VICTIM, ONE) == pytest.approx(0.3)


def test_precision_counts_victims_for_as_many_as_they_stand() -> None:
    found = measured(CHANCES, VICTIM, np.where(VICTIM, 0.1, 1.0), capacity=2)
    assert (found.caught, found.worked_on) == (1, 2)
    assert found.precision.value == pytest.approx(0.1 / 1.1)
    assert found.recall.value == 0.5
    assert found.precision.low < found.precision.value < found.precision.high


def test_intervals_are_the_same_each_time_and_hold_the_value() -> None:
    one, two = (measured(CHANCES, VICTIM, ONE, capacity=2) for _ in range(2))
    assert one == two
    assert one.area.low <= one.area.value <= one.area.high
