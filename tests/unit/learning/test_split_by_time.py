"""People divided by time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_people import HOUR, moment, person, town, victims

from linewarden.errors import ConfigError
from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.learning.people import Witnessed, people_of
from linewarden.learning.split import split
from linewarden.warnings.issue import instant

PEOPLE = st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=5), min_size=80, max_size=120)
"""Hours of each person's moments."""


def many(told: list[list[int]]) -> list[Witnessed]:
    """Every other one is a victim."""
    found = []
    for number, hours in enumerate(told):
        moments = tuple((hour * HOUR + number, moment(60)) for hour in sorted(hours))
        found.append(Witnessed(number, moments, None if number % 2 else moments[-1][0] + 1))
    return found


@given(PEOPLE)
@settings(max_examples=60)
def test_no_moment_and_no_loss_after_a_cut_is_learned_from(told: list[list[int]]) -> None:
    try:
        found = split(many(told))
    except ConfigError as err:
        assert "take a longer span" in str(err)  # noqa: PT017  most are divided
        return
    for part, until_us in zip(found.parts, found.cuts, strict=False):
        assert all(at_us < until_us for one in part for at_us, _ in one.moments)
        assert all(one.lost_us < until_us for one in part if one.lost_us is not None)
    losers = [one.called for part in found.parts for one in part if one.is_victim]
    assert len(losers) == len(set(losers)) == victims(many(told))


def test_the_cuts_lie_where_three_and_four_of_five_victims_have_lost() -> None:
    people = [person(number, number, moment(60), is_victim=True) for number in range(50)]
    others = [person(100 + number, number + 0.5, moment(60)) for number in range(50)]
    found = split([*people, *others])
    assert [victims(part) for part in found.parts] == [30, 10, 10]
    assert [len(part) for part in found.parts] == [61, 20, 19]
    assert found.cuts == (31 * HOUR, 41 * HOUR)


def test_who_is_no_victim_is_seen_again_in_each_part() -> None:
    stranger = Witnessed(99, tuple((hour * HOUR, moment(60)) for hour in (1, 35, 45)))
    others = (person(100 + number, number + 0.5, moment(60)) for number in range(50))
    found = split([*(person(number, number, moment(60), is_victim=True) for number in range(50)), *others, stranger])
    assert [part[-1].moments[0][0] // HOUR for part in found.parts] == [1, 35, 45]


def test_too_few_victims_are_told() -> None:
    with pytest.raises(ConfigError, match=r"29 victims among 29 persons .* 30 are needed"):
        split([person(number, number, moment(60), is_victim=True) for number in range(29)])


def test_victims_of_one_moment_cannot_be_divided() -> None:
    with pytest.raises(ConfigError, match="only 0 victims to train with, 5 are needed"):
        split([person(number, 1, moment(60), is_victim=True) for number in range(40)])


def test_victims_alone_teach_nothing() -> None:
    with pytest.raises(ConfigError, match="only 0 persons who are no victims to train with, 5 are needed"):
        split([person(number, number, moment(60), is_victim=True) for number in range(40)])


def test_of_a_victim_counts_what_was_known_before_the_loss_and_who_is_unknown_is_left_out() -> None:
    seen = {number: [(hour * HOUR, moment(60 * hour)) for hour in (1, 2, 3)] for number in range(1, 7)}
    truth = Dispositions(
        {
            1: Disposition(Outcome.VICTIM, instant(3 * HOUR)),
            2: Disposition(Outcome.VICTIM, None),
            3: Disposition(Outcome.UNKNOWN, None),
            4: Disposition(Outcome.VICTIM, instant(HOUR)),
            6: Disposition(Outcome.VICTIM, instant(9 * HOUR)),
        }
    )
    found = {one.called: one for one in people_of(seen, truth, since_us=2 * HOUR, until_us=9 * HOUR)}
    assert {number: len(one.moments) for number, one in found.items()} == {1: 1, 2: 2, 5: 2}
    assert (found[1].lost_us, found[2].lost_us, found[5].lost_us) == (3 * HOUR, 3 * HOUR, None)


def test_a_town_has_its_victims_in_every_part() -> None:
    assert all(victims(part) >= 30 for part in split(town()).parts)
