"""The card counts what a reader can count by hand."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from scorecard.alarms import Alarm, Step
from scorecard.hits import by_level, by_score
from scorecard.tally import tally
from scorecard.truth import Truth, read_gangs
from town import ALARMS, COURIER, GANG, OTHER_GANG, VICTIMS, alarm, hours, truth, victim


def test_a_town_of_three_victims_of_large_losses() -> None:
    found = tally(by_level(ALARMS).at(0), truth(*VICTIMS), 0)
    assert (found.warned, len(found.large), found.median_lead_min) == (1, 3, 120.0)
    assert found.by_kind == {"refund": [1, 3], "wangiri": [0, 1]}
    assert (found.gang, found.right, found.large_right, found.others, found.near) == (3, 2, 2, 2, 2)
    assert found.a_day_per_10000 == (2 + 3 / 4) / 2  # gangs are four times too frequent; two days
    assert found.precision == pytest.approx((2 / 4) / (2 + 3 / 4))
    assert found.near_share == pytest.approx(2 / (2 + 3 / 4))
    assert found.false_positive_rate == 2 / 20_000


def test_only_who_is_urgent() -> None:
    found = tally(by_level(ALARMS).at(3), truth(*VICTIMS), 3)
    assert (found.warned, found.median_lead_min, found.others, found.gang) == (1, 60.0, 0, 1)


def test_a_score_counts_from_when_the_warning_named_the_gang_with_it() -> None:
    steps = (
        Step(hours(25), "high", 0.8, (COURIER,)),
        Step(hours(26), "high", 0.4, (COURIER, GANG)),
        Step(hours(26.5), "high", 0.6, (GANG,)),
        Step(hours(26.8), "high", 0.1, (GANG,)),  # never takes back what was said
    )
    town = truth(victim(1, 24, 27))
    leads = {at: tally(by_score([Alarm(1, steps)]).at(at), town, at).median_lead_min for at in (0.3, 0.5, 0.7)}
    assert leads == {0.3: 60.0, 0.5: 30.0, 0.7: None}


def test_a_warning_of_another_gang_saves_nobody() -> None:
    found = tally(by_level([alarm(1, OTHER_GANG, (25, "high", 0.9))]).at(0), truth(victim(1, 24, 27)), 0)
    assert (found.warned, found.others, found.gang) == (0, 1, 0)


def test_towns_add_up() -> None:
    one = tally(by_level(ALARMS).at(0), truth(*VICTIMS), 0)
    both = one + one
    assert (both.warned, len(both.large), both.person_days) == (2, 6, 40_000)
    assert both.a_day_per_10000 == one.a_day_per_10000


def test_a_town_without_warnings_or_victims() -> None:
    found = tally(by_level([]).at(0), truth(), 0)
    assert (found.warnings, found.precision, found.near_share, found.median_lead_min) == (0, None, None, None)
    assert found.interval == found.precision_interval == (0.0, 1.0)


def test_a_warning_to_a_number_of_a_gang_counts_as_seldom_as_the_gang_is(tmp_path: Path) -> None:
    dens = tmp_path / "dens.jsonl"
    dens.write_text("".join(json.dumps(row) + "\n" for row in ({"row": "city"}, {"numbers": [OTHER_GANG]})))
    judged = replace(truth().judged, gangs=read_gangs(dens))
    alarms = [alarm(OTHER_GANG, 8, (25, "notice", 0.1)), alarm(7, 8, (25, "notice", 0.1))]
    found = tally(by_level(alarms).at(0), Truth([victim(1, 24, 27)], judged), 0)
    assert (found.gang, found.others) == (1, 1)
