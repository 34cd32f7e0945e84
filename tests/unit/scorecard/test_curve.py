"""Thresholds are swept, and officers' capacities and rates of needless warnings read off the sweep."""

from scorecard.curve import added, at_rate, at_volume, drawn_points, point, swept
from scorecard.hits import by_score
from town import ALARMS, COURIER, GANG, VICTIMS, alarm, truth, victim

SCORED = by_score(ALARMS)
TOWN = truth(*VICTIMS)


def test_warnings_grow_fewer_with_the_threshold() -> None:
    curve = swept(SCORED.at, (0.0, 0.4, 0.6, 0.8), TOWN)
    assert [(one.threshold, one.others, one.gang) for one in curve] == [
        (0.0, 2, 3),
        (0.4, 1, 2),
        (0.6, 0, 2),
        (0.8, 0, 1),
    ]


def test_the_point_that_officers_can_see_to() -> None:
    curve = swept(SCORED.at, (0.0, 0.4, 0.6, 0.8), TOWN)
    assert [one.a_day_per_10000 for one in curve] == [1.375, 0.75, 0.25, 0.125]
    found = at_volume(curve, 1.0)
    assert found is not None
    assert found.threshold == 0.4
    assert at_volume(curve, 0.1) is None
    assert point(None) is None


def test_recall_at_a_rate_of_needless_warnings() -> None:
    curve = swept(SCORED.at, (0.0, 0.4, 0.6, 0.8), TOWN)
    found = at_rate(curve, 0.6e-4)  # 1.2 of 20,000 person-days
    assert found is not None
    assert (found.threshold, found.warned, len(found.large)) == (0.4, 1, 3)


def test_a_sweep_ends_where_nobody_could_see_to_more() -> None:
    alarms = [alarm(100 + nth, COURIER, (25, "notice", 0.1 + nth / 1000)) for nth in range(500)]
    curve = swept(by_score(alarms).at, (0.0, 0.1, 0.5), truth())
    assert [one.threshold for one in curve] == [0.1, 0.5]  # 500 in two days are 250 a day


def test_towns_are_added_at_the_thresholds_that_all_have() -> None:
    both = added([swept(SCORED.at, (0.0, 0.4), TOWN), swept(SCORED.at, (0.4, 0.8), TOWN)])
    assert [(one.threshold, one.others, one.gang) for one in both] == [(0.4, 2, 4)]


def test_a_picture_needs_only_both_ends_of_a_stretch() -> None:
    alarms = [alarm(1, GANG, (26, "high", 0.9)), *(alarm(n, COURIER, (30, "high", n / 10)) for n in (3, 4, 5, 6))]
    curve = swept(by_score(alarms).at, (0.3, 0.4, 0.5, 0.6, 0.9), truth(victim(1, 24, 27)))
    assert drawn_points(curve) == [[2.125, 1.0, 60.0], [0.125, 1.0, 60.0]]
