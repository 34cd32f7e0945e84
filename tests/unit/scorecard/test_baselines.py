"""Baselines count calls as a reader would, and warn the people whom an alarmed caller talks with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorecard.baselines import BASELINES, judge
from scorecard.baselines.calls import Calls
from scorecard.baselines.clearip import TRIGGERS, running, triggers
from scorecard.baselines.learned import FEATURES, features, learn, learned, lesson
from scorecard.baselines.opensips import counters, five_counters
from scorecard.baselines.persons import Strengths, Told, allow_list
from scorecard.baselines.simbox import cohort, simbox
from scorecard.baselines.windows import HOUR_US, Trail, is_new_within, nth_of_run
from scorecard.truth import micros
from town import GANG, START, calls, hours, truth, victim

NOBODY = np.empty(0, np.int64)
ZERO = micros(START)
HOUR = 3_600.0


def strengths(*rows: tuple[int, float, float]) -> Strengths:
    caller, hour, value = zip(*rows, strict=True)
    return Strengths(np.asarray(caller), np.asarray([micros(hours(h)) for h in hour]), np.asarray(value))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), max_size=40), st.integers(1, 200))
def test_a_trail_counts_what_lies_in_the_window(events: list[tuple[int, int]], span: int) -> None:
    number, at = np.asarray(events, np.int64).reshape(-1, 2).T
    found = Trail(number, at).count(number, at, span)
    assert found.tolist() == [sum(n == m and b - span < a <= b for n, a in events) for m, b in events]


def test_runs_and_first_calls() -> None:
    assert nth_of_run(np.asarray([1, 1, 2, 1, 1, 1])).tolist() == [1, 2, 1, 1, 2, 3]
    is_new = is_new_within(np.asarray([1, 1, 1]), np.asarray([5, 5, 5]), np.asarray([0, 10, 30]), 20)
    assert is_new.tolist() == [True, False, True]


def test_the_five_counters() -> None:
    rows = calls((1, 7, 0, 5, 100), (1, 7, 30, 0, 40), (1, 8, 50, 0, 60), (1, 7, 7300, 7310, 14_510))
    found = {name: values.tolist() for name, values in counters(rows).items()}
    assert found == {
        "calls_per_minute": [1, 2, 3, 1], "total_calls": [1, 2, 3, 4], "concurrent_calls": [1, 2, 2, 1], "sequential_calls": [1, 2, 1, 1],
        "call_duration_s": [95.0, 0.0, 0.0, 7200.0],
    }  # fmt: skip
    most = five_counters(rows, "warning")
    assert most.value.max() == 1.0  # three in a minute, and two hours
    assert five_counters(rows, "critical").value.max() == pytest.approx(3 / 5)


def test_duration_is_known_at_the_end_of_a_voip_call_and_the_rest_at_its_setup() -> None:
    found = five_counters(calls((1, 7, 0, 5, 7205), voip=True), "warning")
    assert [(at - ZERO) / 1e6 for at in found.at_us.tolist()] == [0.0, 7205.0]


def test_triggers_add_up_within_fixed_windows() -> None:
    rows = calls((1, 7, 0, 0, 3), (1, 8, 100, 0, 120), (1, 7, 310, 0, 313), (1, 7, 4000, 0, 4003))
    found = {t.name: running(rows, t).tolist() for t in TRIGGERS}
    assert found["targeted_pumping"] == [1, 1, 2, 1]
    assert found["fast_traffic_pumping"] == [1, 2, 1, 1]
    assert found["robocalling"] == [1, 2, 3, 1]
    assert found["wangiri"] == pytest.approx([0.1, 0.1, 0.1, 0.1])  # the second call is no short one


def test_a_triggers_threshold_is_what_was_usual_before() -> None:
    rows = calls(
        *((1, 7, nth, 0, nth + 20) for nth in range(5)), *((2, 7, 7200 + nth, 0, 7220 + nth) for nth in range(10))
    )
    assert triggers(rows, ZERO + HOUR_US).value.max() == 2.0  # ten calls where five were the most


def test_a_sim_box_rings_and_is_not_rung() -> None:
    box = [(1, 100 + nth, nth * 100.0, 0.0, nth * 100.0 + 9) for nth in range(20)]
    assert simbox(calls(*box)).value.max() == 2.0  # 20 out without one in
    rung = simbox(calls(*box, (7, 1, 1.0, 0.0, 2.0)))
    assert rung.value[rung.caller == 1].max() == pytest.approx(
        20 / 50
    )  # all from one cell to 20 people, 20 for each call in
    assert not simbox(calls(*box, device=False)).value.size


def test_devices_that_move_together_are_a_cohort() -> None:
    cli, cell, at = (np.asarray(column, np.int64) for column in zip(*((c, n + 1, n * 10 + c) for c in (1, 2) for n in range(7)), strict=True))  # fmt: skip
    assert cohort(cli, cell, at).tolist() == [0] * 6 + [1] + [0] * 6 + [2]


def test_people_are_warned_when_their_caller_is_alarmed_or_talks() -> None:
    rows = calls((GANG, 1, 20 * HOUR, 20 * HOUR + 5, 21 * HOUR), (GANG, 2, 23 * HOUR, 23 * HOUR + 5, 24 * HOUR), (GANG, 3, 80 * HOUR, 81 * HOUR, 82 * HOUR))  # fmt: skip
    told = Told(rows, strengths((GANG, 22, 1.0), (GANG, 90, 0.5)), NOBODY)
    found = told.at(1.0)
    assert dict(zip(found.called.tolist(), ((found.at_us - ZERO) / HOUR_US).tolist(), strict=True)) == {
        1: 22.0,
        2: 24.0,
    }
    assert sorted(told.at(0.5).called.tolist()) == [1, 2, 3]
    assert told.at(1.1).called.tolist() == []


def test_a_voip_talk_is_known_at_its_answer() -> None:
    rows = calls((GANG, 1, 23 * HOUR, 23.5 * HOUR, 24 * HOUR), voip=True)
    found = Told(rows, strengths((GANG, 22, 1.0)), NOBODY).at(1.0)
    assert ((found.at_us - ZERO) / HOUR_US).tolist() == [23.5]


def test_large_lines_of_no_gang_are_allowed() -> None:
    rows = calls(*((line, 1000 + n, n, n + 1, n + 2) for line in (11, GANG) for n in range(201)), (12, 1, 0, 1, 2))
    allowed = allow_list(rows, np.asarray([GANG]), ZERO + HOUR_US)
    assert allowed.tolist() == [11]
    assert 11 not in Told(rows, strengths((11, 0.1, 1.0)), allowed).at(1.0).caller.tolist()


def features_of(rows: Calls) -> list[dict[str, float]]:
    return [dict(zip(FEATURES, row, strict=True)) for row in features(rows).tolist()]


def test_what_a_caller_did_in_a_day() -> None:
    last = features_of(calls((1, 7, 0, 10, 25), (1, 7, 3600, 0, 3620), (7, 1, 100, 0, 110), (1, 8, 7200, 7230, 7235)))[
        2
    ]
    assert (last["attempts_24h"], last["attempts_1h"]) == (3, 1)
    assert (last["distinct_ratio"], last["answered_ratio"]) == pytest.approx((2 / 3, 2 / 3))
    assert (last["mean_talk_s"], last["mean_ring_s"], last["short_ratio"]) == pytest.approx((10.0, 20.0, 0.5))
    assert last["calls_got_per_attempt"] == pytest.approx(1 / 3)
    assert last["hours_since_first"] == pytest.approx(7210 / 3600)
    assert last["hour_of_day"] == 10  # Beijing


def town_of_two() -> Calls:
    """Caller 1 rings 300 people at length, the gang's number 300 shortly."""
    long = [(1, 1000 + n, n * 60.0, n * 60.0 + 5, n * 60.0 + 50) for n in range(300)]
    short = [(GANG, 2000 + n, n * 60.0, n * 60.0 + 5, n * 60.0 + 8) for n in range(300)]
    return calls(*long, *short)


def test_trees_learn_whose_calls_are_short() -> None:
    rows = town_of_two()
    trees = learn([lesson(rows, np.asarray([GANG]))])
    found = learned(rows, trees)
    assert found.value[found.caller == GANG].min() > found.value[found.caller == 1].max()


def test_every_baseline_is_judged_at_its_own_thresholds() -> None:
    rows, town = town_of_two(), truth(victim(2299, 24, 27))
    found = judge(rows, town, learn([lesson(rows, np.asarray([GANG]))]))
    assert list(found) == [b.key for b in BASELINES]
    assert all((one.documented is None) == (key == "lightgbm") for key, one in found.items())
