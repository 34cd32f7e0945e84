"""Honest people who are as hard to tell from a gang as real ones are."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from linewarden.sim import AS_TOLD, START, City
from linewarden.sim.calls import MINUTE, Calls, Medium, Role, joined


@pytest.fixture(scope="module")
def city() -> City:
    return City(21, people=20_000, rates=())


@pytest.fixture(scope="module")
def day(city: City) -> Calls:
    """From 10:00 local time to 22:00."""
    return joined(list(city.blocks(START, START + timedelta(hours=12))))


def talks_us(calls: Calls) -> np.ndarray:
    return (calls["end_us"] - calls["answer_us"])[calls["answer_us"] > 0]


def test_doctors_and_tutors_talk_ten_to_forty_minutes_from_400_and_virtual_numbers(day: Calls) -> None:
    calls = day[day["role"] == Role.CONSULTANT]
    talks = talks_us(calls)
    assert ((talks > 10 * MINUTE) & (talks < 40 * MINUTE)).mean() > 0.6
    assert (calls["medium"] == Medium.SIP).all()
    is_400 = calls["cli"] // 10**7 == 86400
    is_virtual = np.isin(calls["cli"] // 10**8, [86165, 86167, 86170, 86171])
    assert (is_400 | is_virtual).all()
    assert is_400.any()
    assert is_virtual.any()


def test_many_people_stand_behind_one_middle_number(city: City, day: Calls) -> None:
    onward = day[day["role"] == Role.MASKED]
    own = day[np.isin(day["called"], city.world.middle_numbers)]
    assert np.isin(onward["cli"], city.world.middle_numbers).all()
    assert abs(own.size - onward.size) <= 2  # both records of a call, but at the borders of the span
    some = own[own["called"] == onward["cli"][0]]
    assert np.unique(some["cli"]).size > 3


def test_the_two_records_of_a_masked_call_tell_the_same_talk(day: Calls) -> None:
    for onward in day[day["role"] == Role.MASKED][:200]:
        own = day[(day["called"] == onward["cli"]) & (day["end_us"] == onward["end_us"])]
        assert (own["answer_us"] == onward["answer_us"]).all()
        assert (own["setup_us"] == onward["setup_us"] - 1_400_000).all()
        assert not own["role"].size or own["role"][0] == Role.RESIDENT


def test_advisers_talk_long_with_strangers_by_their_own_mobiles(city: City, day: Calls) -> None:
    calls = day[day["role"] == Role.ADVISER]
    assert calls["imei"].all()
    assert (talks_us(calls) > 5 * MINUTE).mean() > 0.15
    advisers, _, agents, _ = city.world.professions
    assert np.isin(calls["cli"], city.world.people.numbers[np.concatenate([advisers, agents])]).all()


def test_collectors_ring_long_too(day: Calls) -> None:
    assert (talks_us(day[day["role"] == Role.COLLECTOR]) > 4 * MINUTE).mean() > 0.05


def test_universities_abroad_talk_long_with_the_young_by_numbers_never_seen() -> None:
    none = dict.fromkeys(("overseas_desk_calls", "trade_abroad_calls", "family_abroad_calls"), 0.0)
    temper = replace(AS_TOLD, values={**AS_TOLD.values, **none, "overseas_interviews": 2_000.0})
    dense = City(22, people=20_000, rates=(), temper=temper)
    calls = joined(list(dense.blocks(START, START + timedelta(hours=6))))
    calls = calls[calls["role"] == Role.OVERSEAS]
    assert np.unique(calls["cli"]).size == calls.size > 20
    assert np.median(talks_us(calls)) > 15 * MINUTE
    rows, _ = dense.world.people.rows_of(calls["called"])
    ages = dense.world.people.age[rows]
    assert ((ages >= 17) & (ages <= 34)).mean() > 0.8
