"""The score as a probability, against what happened."""

import pytest
from scorecard.alarms import Alarm
from scorecard.calibration import bins, calibration
from scorecard.hits import by_score
from town import ALARMS, COURIER, OTHER_GANG, VICTIMS, alarm, truth


def test_bins_hold_the_highest_scores_at_true_rates() -> None:
    found = calibration(bins(by_score(ALARMS), truth(*VICTIMS)))
    rows = {row["from"]: row for row in found["bins"]}
    assert sorted(rows) == [0.2, 0.5, 0.7, 0.9]
    assert (rows[0.2]["warnings"], rows[0.2]["at_true_rates"], rows[0.2]["share"]) == (2, 1.25, 0.0)
    assert (rows[0.9]["at_true_rates"], rows[0.9]["score"], rows[0.9]["share"]) == (0.25, 0.9, 1.0)
    assert rows[0.7]["share"] == 1.0  # who was warned too late believed it, too
    error = (1.25 * 0.2 + 1.0 * 0.5 + 0.25 * 0.3 + 0.25 * 0.1) / 2.75
    assert found["expected_calibration_error"] == pytest.approx(error)


@pytest.mark.parametrize(
    "of_gang", [alarm(OTHER_GANG, COURIER, (30, "high", 0.5)), alarm(7, OTHER_GANG, (30, "high", 0.5))]
)
def test_a_warning_of_or_to_a_gangs_own_number_counts_as_often_as_frauds_are(of_gang: Alarm) -> None:
    found = calibration(bins(by_score([of_gang]), truth(gangs={OTHER_GANG})))
    assert [(row["warnings"], row["at_true_rates"]) for row in found["bins"]] == [(1, 0.25)]


def test_two_towns_make_one() -> None:
    one = bins(by_score(ALARMS), truth(*VICTIMS))
    row = calibration(one + one)["bins"][0]
    assert (row["warnings"], row["at_true_rates"]) == (4, 2.5)


def test_a_certain_score_is_in_the_last_bin_and_no_score_in_none() -> None:
    found = calibration(bins(by_score([alarm(7, COURIER, (30, "high", 1.0))]), truth()))
    assert [(row["from"], row["to"]) for row in found["bins"]] == [(0.9, 1.0)]
    assert calibration(bins(by_score([]), truth()))["expected_calibration_error"] is None
