"""Fraud at true rates is as rare as it is."""

from datetime import timedelta

import pytest

from linewarden.sim import REAL_RATES, START, City
from linewarden.sim.frauds.underworld import denser

FACTOR, PEOPLE, DAYS = 100.0, 100_000, 2
VOICE_CALLS_A_DAY = 4.9  # of a resident, see test_city for the sum with messages


@pytest.mark.slow
def test_about_one_call_in_a_hundred_thousand_makes_a_victim() -> None:
    city = City(5, people=PEOPLE, rates=denser(REAL_RATES, FACTOR))
    since = START.replace(hour=0)
    people = list(city.truth(since, since + timedelta(days=DAYS)))
    believers = sum(row.outcome in {"engaged", "lost"} for row in people) / FACTOR / DAYS
    assert 0.3e-5 < believers / (VOICE_CALLS_A_DAY * PEOPLE) < 1.5e-5
