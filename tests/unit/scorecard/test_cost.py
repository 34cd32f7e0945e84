"""Officers' time, from the table of what is done about a warning."""

import pytest
from scorecard.alarms import LEVELS
from scorecard.cost import cost
from scorecard.hits import by_level
from scorecard.tally import tally
from town import ALARMS, VICTIMS, truth


def test_each_warning_costs_what_its_highest_level_asks() -> None:
    graded, town = by_level(ALARMS), truth(*VICTIMS)
    found = cost({level: tally(graded.at(nth), town, nth) for nth, level in enumerate(LEVELS)})
    minutes = 0.25 * 68 + 0.25 * 8 + 1 * 1 + 1.25 * 0.1  # at true rates: those of gangs count a quarter
    assert found["minutes_a_warning"] == pytest.approx(minutes / 2.75)
    assert found["hours_a_day_per_10000"] == pytest.approx(minutes / 60 / 2)
    assert found["hours_a_day_per_10000_by_level"]["urgent"] == pytest.approx(0.25 * 68 / 60 / 2)
    assert found["hours_a_victim_in_time"] == pytest.approx(minutes / 60 / 0.25)


def test_who_was_not_warned_costs_nothing() -> None:
    found = cost({level: tally(by_level([]).at(0), truth(*VICTIMS), nth) for nth, level in enumerate(LEVELS)})
    assert (found["minutes_a_warning"], found["hours_a_day_per_10000"], found["hours_a_victim_in_time"]) == (
        None,
        0,
        None,
    )
