"""Needless warnings by what the person named is, as a reader can count them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorecard.alarms import Alarm, Step
from scorecard.card import card, counts, together
from scorecard.groups import NEAR_DOMAIN, OTHER_PEOPLE, Group, grouped
from scorecard.hits import by_level
from scorecard.near_domain import ALL_NEAR, Needless, needless
from scorecard.tally import tally
from scorecard.towns import Town
from scorecard.truth import Truth
from town import ALARMS, COURIER, GANG, GROUPS, OTHER_GANG, START, VICTIMS, alarm, group, hours, truth

from linewarden.sim.calls import Calls, Role, new_calls

BANK, FRIEND = 12, 13
NOBODY = Needless(0, 0, 0)


def called(*rows: tuple[Role, int, int, int]) -> Calls:
    """Role, caller, called, answer in µs (0: never)."""
    calls = new_calls(len(rows))
    for name, column in zip(("role", "cli", "called", "answer_us"), zip(*rows, strict=True), strict=True):
        calls[name] = column
    return calls


def plain(one: Group) -> tuple[list[int], list[int]]:
    return one.numbers.tolist(), one.called.tolist()


def test_couriers_name_two_of_four_whom_they_rang() -> None:
    found = needless(by_level(ALARMS).at(0), truth(*VICTIMS))
    assert found["courier"] == found[ALL_NEAR] == Needless(warnings=2, warned=2, called=4)  # to 5 and 7
    assert {found[name] for name in found if name not in {"courier", ALL_NEAR}} == {NOBODY}
    assert needless(by_level(ALARMS).at(1), truth(*VICTIMS))["courier"] == Needless(1, 1, 4)  # 5's is a notice


def test_both_readings_as_figures() -> None:
    town = counts(ALARMS, truth(*VICTIMS))
    figures = card(together([town, town]))["near_domain"]["notice"]["courier"]
    assert figures["a_day_per_10000"] == 1.0  # 2 warnings, 20,000 person-days, twice
    assert figures["share"] == pytest.approx(2 / 2.75)  # gangs are four times too frequent: 2 + 3 / 4 warnings
    assert (figures["warned"], figures["called"], figures["warned_share"]) == (4, 8, 0.5)
    assert figures["warned_interval"] == pytest.approx((0.2152, 0.7848), abs=1e-4)


def test_a_warning_that_names_two_groups_is_one_of_the_near_domain_and_none_of_other_people() -> None:
    town = truth()
    groups = GROUPS | {"office": group({BANK}, {7}), OTHER_PEOPLE: group({FRIEND}, {7, 8})}
    steps = (Step(hours(25), "notice", 0.1, (COURIER, FRIEND)), Step(hours(26), "notice", 0.1, (BANK,)))
    alarms = [Alarm(7, steps), alarm(8, FRIEND, (25, "notice", 0.1)), alarm(6, 0, (25, "notice", 0.1))]
    found = needless(by_level(alarms).at(0), Truth([], replace(town.judged, groups=groups)))
    assert (found["courier"], found["office"], found[ALL_NEAR]) == (
        Needless(1, 1, 4),
        Needless(1, 1, 1),
        Needless(1, 1, 4),
    )
    assert found[OTHER_PEOPLE] == Needless(2, 1, 2)  # 6's names nobody, and 6 was not called


def test_who_was_not_rung_by_the_group_is_not_counted_among_the_warned() -> None:
    found = needless(by_level([alarm(3, COURIER, (25, "notice", 0.1))]).at(0), truth())
    assert found["courier"] == Needless(warnings=1, warned=0, called=4)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 8), st.lists(st.sampled_from([0, COURIER, BANK, FRIEND, GANG, OTHER_GANG]), min_size=1)
        )
    )
)
def test_near_domain_gangs_and_others_are_all_warnings(rows: list[tuple[int, list[int]]]) -> None:
    alarms = [Alarm(who, (Step(hours(25), "notice", 0.1, tuple(callers)),)) for who, callers in rows]
    judged = replace(truth().judged, groups=GROUPS | {"office": group({BANK}, {7})}, gangs=frozenset({OTHER_GANG}))
    town = Truth([*VICTIMS], judged)
    found, all_of_them = needless(by_level(alarms).at(0), town), tally(by_level(alarms).at(0), town, 0)
    assert found[ALL_NEAR].warnings == all_of_them.near
    assert sum(found[name].warnings for name in (ALL_NEAR, OTHER_PEOPLE)) == all_of_them.others
    assert all(one.warned <= min(one.warnings, one.called) for one in found.values())


def test_a_warning_of_a_gang_is_nobodys_of_the_near_domain() -> None:
    both = Alarm(1, (Step(hours(25), "high", 0.8, (GANG, COURIER)),))
    assert needless(by_level([both]).at(0), truth(*VICTIMS))["courier"] == Needless(0, 0, 4)


def test_a_gangs_number_with_whom_it_does_not_cheat_is_not_needless_either() -> None:
    alarms = [alarm(1, OTHER_GANG, (25, "high", 0.8)), alarm(1, 97, (25, "high", 0.8))]
    found = needless(by_level(alarms).at(0), truth(*VICTIMS, gangs={OTHER_GANG}))
    assert (found[OTHER_PEOPLE], found[ALL_NEAR]) == (Needless(1, 0, 0), Needless(0, 0, 4))


def test_who_is_what_and_whom_he_rang() -> None:
    blocks = [
        called(
            (Role.COURIER, 11, 1, 50), (Role.COURIER, 11, 1, 70), (Role.COURIER, 11, 2, 5), (Role.COURIER, 14, 3, 0)
        ),
        called(
            (Role.MESSAGES, 12, 4, 0), (Role.BUSINESS, 12, 5, 60), (Role.GOIP, 99, 6, 60), (Role.ADVISER, 13, 1, 50)
        ),
        called((Role.RESIDENT, 13, 7, 60), (Role.OUTSIDE, 15, 8, 60), (Role.COURIER, 11, 4, 51)),
    ]
    found = grouped(blocks, since_us=50)
    assert tuple(found) == (*NEAR_DOMAIN, OTHER_PEOPLE)
    assert plain(found["courier"]) == ([11, 14], [1, 4])  # 2 answered too early, 3 never
    assert (plain(found["office"]), plain(found["messages"])) == (
        ([12], [5]),
        ([], []),
    )  # a bank's messages are a bank's
    assert (plain(found["adviser"]), plain(found[OTHER_PEOPLE])) == (([13], [1]), ([15], [7, 8]))


def test_every_group_of_a_city_rings_somebody() -> None:
    found = Town(1, people=2_000, days=1, factor=50.0).groups(START)
    assert all(one.numbers.size for one in found.values())
    assert {name for name, one in found.items() if not one.called.size} == {"messages"}
    numbers = np.concatenate([one.numbers for one in found.values()])
    assert np.unique(numbers).size == numbers.size
