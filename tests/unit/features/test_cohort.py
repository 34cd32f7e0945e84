"""Numbers that do the same in the same minutes at one place."""

from math import comb

import numpy as np
import pytest

from linewarden.features.beside.cohort import Cohort, chance_together


def wake(cohort: Cohort, minute: int, *numbers: int, cell: int = 7) -> list[tuple[float, float]]:
    count = len(numbers)
    found = cohort.meet(1, np.full(count, cell), np.full(count, minute), np.array(numbers))
    return list(zip(*(column.tolist() for column in found), strict=True))


def test_three_that_wake_together_three_times_are_a_cohort() -> None:
    cohort = Cohort(3)
    for minute in range(0, 4_000, 40):  # a hundred minutes in which a loner wakes
        wake(cohort, minute, 99)
    assert [size for size, _ in wake(cohort, 5, 1, 2, 3)] == [1, 1, 1]
    assert [size for size, _ in wake(cohort, 65, 1, 2, 3)] == [1, 1, 1]
    *_, (size, chance) = wake(cohort, 125, 1, 2, 3)
    assert size == 3
    # 103 minutes; two numbers with three each share all three; two others were tried
    assert chance == pytest.approx(2 / comb(103, 3))


def test_the_chance_is_the_tail_of_drawing_without_putting_back() -> None:
    assert chance_together(10, 2, 2, 2) == pytest.approx(1 / 45)
    assert chance_together(10, 2, 2, 1) == pytest.approx((1 + 16) / 45)


def test_at_other_cells_or_in_other_minutes_nobody_is_together() -> None:
    cohort = Cohort(3)
    for minute in (0, 60, 120, 180):
        wake(cohort, minute, 1)
        wake(cohort, minute, 2, cell=8)
        wake(cohort, minute + 1, 3)
    assert wake(cohort, 240, 1) == [(1.0, 1.0)]


def test_who_does_it_twice_in_a_minute_does_it_once() -> None:
    cohort = Cohort(3)
    assert wake(cohort, 5, 1) == [(1.0, 1.0)]
    assert wake(cohort, 5, 1) == [(0.0, 1.0)]


def test_a_crowd_is_no_machine() -> None:
    cohort = Cohort(3)
    crowd = tuple(range(1, 41))
    for minute in (0, 60, 120):
        found = wake(cohort, minute, *crowd)
    assert found[-1] == (1.0, 1.0)


def test_it_goes_on_from_what_it_knew() -> None:
    one, other = Cohort(3), Cohort(3)
    for minute in (0, 60):
        wake(one, minute, 1, 2, 3)
    other.refill(one.rows())
    assert wake(one, 120, 1, 2, 3, 4) == wake(other, 120, 1, 2, 3, 4)
    assert one.rows().tolist() == other.rows().tolist()
