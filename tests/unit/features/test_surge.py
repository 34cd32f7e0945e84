"""Calls of a day from a country into an area, against the days before."""

import numpy as np
import pytest

from linewarden.features.beside.surge import Surge, chance_of
from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.model.number import NumberKind
from linewarden.numbering.areas import area_of_number

CHANGZHOU, BEIJING = 8651986660001, 861064440001  # landlines of 0519 and 010
LONDON = 442079460000


def calls(count: int, called: int = CHANGZHOU, cli: int = LONDON, kind: EventKind = EventKind.RECORD) -> EventBlock:
    return event_block(
        at_us=np.arange(count), kind=[kind] * count, cli=[cli] * count, called=[called] * count, cli_kind=[NumberKind.FOREIGN] * count
    )  # fmt: skip


def test_areas_of_numbers() -> None:
    assert [area_of_number(number) for number in (CHANGZHOU, BEIJING, LONDON, 0)] == ["519", "10", None, None]


def test_a_day_is_held_against_the_whole_days_before() -> None:
    surge = Surge()
    for day in range(4):  # the first is not whole
        surge.meet(calls(10), day)
    found = surge.meet(calls(40), 4)
    assert found["surge_calls"].tolist() == list(range(1, 41))
    assert found["surge_times"][-1] == 4.0
    assert found["surge_chance"][-1] == pytest.approx(chance_of(np.array([40]), [10, 10, 10])[0])
    assert found["surge_chance"][-1] < 1e-4
    other = surge.meet(calls(1, called=BEIJING), 4)
    assert (other["surge_calls"][0], other["surge_times"][0]) == (1, 1)


def test_of_few_days_nothing_is_unusual() -> None:
    surge = Surge()
    for day in range(3):
        surge.meet(calls(1), day)
    assert surge.meet(calls(90), 2)["surge_chance"].tolist() == [1.0] * 90  # one whole day before
    assert surge.meet(calls(90), 3)["surge_chance"].tolist() == [1.0] * 90  # two
    assert surge.meet(calls(90), 4)["surge_chance"][-1] < 0.5  # three


def test_the_chance_of_one_call_after_quiet_days_is_what_the_prior_says() -> None:
    # after k days without any: P(0 calls) = (k / (k + 1)) ** (1/2)
    assert chance_of(np.array([1]), [0, 0, 0])[0] == pytest.approx(1 - (3 / 4) ** 0.5)


def test_only_attempts_of_foreign_numbers_into_known_areas_count() -> None:
    surge = Surge()
    assert not surge.meet(calls(3, kind=EventKind.RELEASE), 1)["surge_calls"].any()
    assert not surge.meet(calls(3, called=LONDON), 1)["surge_calls"].any()
    assert surge.meet(calls(3), 1)["surge_calls"].tolist() == [1, 2, 3]


def test_it_goes_on_from_what_it_knew_and_forgets_after_a_week() -> None:
    surge, other = Surge(), Surge()
    for day in range(5):
        surge.meet(calls(day + 1), day)
    other.refill(surge.rows())
    for day in (5, 11):
        one, two = surge.meet(calls(30), day), other.meet(calls(30), day)
        assert all(one[name].tolist() == two[name].tolist() for name in one)
    assert sorted(surge.rows()[1:, 1].tolist()) == [4, 5, 11]
