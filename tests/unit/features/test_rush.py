"""Calls of five minutes and an hour from a country, against the same hour of the days before."""

import numpy as np
import pytest

from linewarden.features.beside.rush import MOST_COUNTED, Rush, chance_of
from linewarden.model.event import EventKind, event_block
from linewarden.model.number import NumberKind

LONDON, TOKYO = 442079460000, 81312345678
HOUR_S, DAY_S = 3_600, 86_400
BEGAN_S = 1_000 * DAY_S


def meet(rush: Rush, *at_s: int, cli: int = LONDON, kind: EventKind = EventKind.SETUP) -> dict[str, list[float]]:
    count = len(at_s)
    events = event_block(
        at_us=np.array(at_s) * 1_000_000, kind=[kind] * count, cli=[cli] * count, cli_kind=[NumberKind.FOREIGN] * count
    )
    return {name: values.tolist() for name, values in rush.meet(events, np.array(at_s)).items()}


def test_calls_of_five_minutes_and_of_the_hour_are_counted_by_country() -> None:
    rush = Rush()
    found = meet(rush, BEGAN_S, BEGAN_S + 299, BEGAN_S + 300, BEGAN_S + HOUR_S)
    assert found["rush_calls_5m"] == [1, 2, 2, 1]
    assert found["rush_calls_1h"] == [1, 2, 3, 1]
    assert meet(rush, BEGAN_S + HOUR_S, cli=TOKYO)["rush_calls_1h"] == [1]


def test_an_hour_is_held_against_the_same_hour_of_three_days_or_more() -> None:
    rush = Rush()
    meet(rush, BEGAN_S)
    noon_s = BEGAN_S + 12 * HOUR_S
    for day in range(3):
        assert set(meet(rush, *[noon_s + day * DAY_S] * 2)["rush_chance_1h"]) == {1.0}
    found = meet(rush, *[noon_s + 3 * DAY_S] * 20)
    assert found["rush_chance_1h"][-1] == chance_of(20, [2, 2, 2], 1.0)
    assert found["rush_chance_5m"][-1] == chance_of(20, [2, 2, 2], 1 / 12)
    assert found["rush_chance_5m"][-1] < found["rush_chance_1h"][-1] < 1e-3


def test_the_chance_of_one_call_is_what_the_prior_says() -> None:
    # after k hours without any: P(0 calls in the part e of an hour) = (k / (k + e)) ** (1/2)
    assert chance_of(1, [0, 0, 0], 1.0) == pytest.approx(1 - (3 / 4) ** 0.5)
    assert chance_of(1, [0, 0, 0], 1 / 12) == pytest.approx(1 - (36 / 37) ** 0.5)
    assert chance_of(9, [0, 0], 1.0) == 1.0


def test_only_attempts_of_numbers_of_a_country_count() -> None:
    assert meet(Rush(), BEGAN_S, kind=EventKind.RELEASE)["rush_calls_5m"] == [0]
    assert meet(Rush(), BEGAN_S, cli=0) == {
        "rush_calls_5m": [0],
        "rush_chance_5m": [1],
        "rush_calls_1h": [0],
        "rush_chance_1h": [1],
    }
    assert meet(Rush(), *[BEGAN_S] * (MOST_COUNTED + 5))["rush_calls_5m"][-1] == MOST_COUNTED


def test_it_goes_on_from_what_it_knew_and_forgets_after_a_week() -> None:
    rush, other = Rush(), Rush()
    for day in range(5):
        meet(rush, *[BEGAN_S + day * DAY_S] * (day + 1))
    other.refill(rush.rows())
    for day_s in (4 * DAY_S + 100, 5 * DAY_S, 12 * DAY_S):
        assert meet(rush, BEGAN_S + day_s) == meet(other, BEGAN_S + day_s)
    assert rush.rows().tolist() == other.rows().tolist()
    assert min(rush.rows()[1:, 2]) == 1
    assert rush.rows()[1:, 1].tolist() == [1_005 * 24, 1_012 * 24, -1]
