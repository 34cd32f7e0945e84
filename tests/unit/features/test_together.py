"""Callers of many that wake, fall silent and move together."""

from math import comb

import numpy as np
import pytest

from linewarden.features.beside.together import MOVES, SILENT_S, WAKINGS, Together, works_list
from linewarden.model.event import event_block

THREE = (1, 2, 3)
HOUR_S = 3_600


def call(
    together: Together, at_s: int, *numbers: int, cell: int = 7, gap_s: int = 0, works: bool = True
) -> dict[str, list[float]]:
    count = len(numbers)
    events = event_block(
        at_us=[at_s * 10**6] * count, setup_us=[at_s * 10**6] * count, cli=numbers, cell=[cell] * count
    )
    found = together.meet(events, 1, np.full(count, at_s), np.full(count, works), np.full(count, gap_s))
    return {name: values.tolist() for name, values in found.items()}


def test_numbers_that_wake_in_the_same_minutes_are_a_cohort() -> None:
    together = Together()
    sizes = [call(together, HOUR_S * n, *THREE, gap_s=SILENT_S)["cohort_size"] for n in range(1, WAKINGS + 1)]
    assert sizes == [[1, 1, 1], [1, 1, 1], [1, 2, 3]]
    assert call(together, 9 * HOUR_S, *THREE, gap_s=SILENT_S - 1)["cohort_size"] == [0, 0, 0]


def test_numbers_that_fell_silent_in_the_same_minutes_are_found_when_they_call_again() -> None:
    together = Together()
    for n in range(40):  # forty minutes in which a loner falls silent
        call(together, HOUR_S * n, 99)
    call(together, 100 * HOUR_S, *THREE)
    for number in range(1, WAKINGS + 1):
        found = [call(together, (100 + number) * HOUR_S + 300 * one, one) for one in THREE]  # they wake apart
        assert [one["silent_size"] for one in found] == [[1], [1], [1]] if number < WAKINGS else [[1], [2], [3]]
        call(together, (100 + number) * HOUR_S + 1_000, *THREE)
    # 42 minutes, of which the loner has 39 and each of the three has three; two others were tried
    assert found[-1]["silent_chance"] == [pytest.approx(2 / comb(42, 3))]


def test_who_calls_on_before_half_an_hour_was_not_silent() -> None:
    together = Together()
    call(together, 0, 1)
    assert call(together, SILENT_S - 1, 1)["silent_size"] == [0]
    assert call(together, 2 * SILENT_S - 1, 1)["silent_size"] == [1]


def test_numbers_that_move_between_the_same_cells_in_the_same_minutes_are_a_cohort() -> None:
    together = Together()
    call(together, 0, *THREE, cell=1)
    for number in range(1, MOVES + 1):
        found = call(together, 600 * number, *THREE, cell=1 + number % 2)
        assert found["move_size"] == ([1, 1, 1] if number < MOVES else [1, 2, 3])
    # all move in each of six spells of ten minutes in which anybody does: that is no evidence yet
    assert found["move_chance"] == [1, 1, 1]


def test_the_chance_of_moves_falls_with_the_spells_in_which_others_move() -> None:
    together = Together()
    for number in range(21):
        call(together, 600 * number, 99, cell=5 + number % 2)
    call(together, 600 * 21, *THREE, cell=1)
    for number in range(1, MOVES + 1):
        found = call(together, 600 * (21 + number), *THREE, cell=1 + number % 2)
    # 26 spells, each of the three moved in six of them; two others were tried
    assert found["move_chance"][-1] == pytest.approx(2 / comb(26, 6))


def test_who_stays_or_moves_elsewhere_moves_with_nobody() -> None:
    together = Together()
    call(together, 0, *THREE, cell=1)
    assert call(together, 600, 1, cell=1)["move_size"] == [0]
    for number in range(1, MOVES + 3):
        call(together, 600 * number, 2, cell=1 + number % 2)
        found = call(together, 600 * number, 3, cell=1 + 2 * (number % 2))
    assert found["move_size"] == [1]


def test_others_and_events_without_a_cell_are_not_looked_at() -> None:
    together = Together()
    for at_s in (0, HOUR_S):
        assert not any(map(any, _sizes(call(together, at_s, *THREE, gap_s=SILENT_S, works=False))))
        assert not any(map(any, _sizes(call(together, at_s, *THREE, gap_s=SILENT_S, cell=0))))


def test_who_rings_ten_people_and_is_rung_once_in_ten_calls_works_a_list() -> None:
    columns = (np.array(values) for values in ([10, 9, 10, 10], [20, 20, 20, 20], [2, 0, 3, 0]))
    assert works_list(*columns).tolist() == [True, False, False, True]


def _sizes(found: dict[str, list[float]]) -> list[list[float]]:
    return [values for name, values in found.items() if name.endswith("_size")]
