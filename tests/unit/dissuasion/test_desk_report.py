"""How fast the desk was."""

from acts import NOON, after, steps

from linewarden.dissuasion.act import Disposition, LateCause, Outcome
from linewarden.dissuasion.report import Times, Worked, desk_report, percentile
from linewarden.model.warning import Level

DISSUADED = {"outcome": Outcome.DISSUADED}


def test_percentiles_are_values_that_were_seen() -> None:
    values = [float(n) for n in range(1, 11)]
    assert [percentile(values, each) for each in (50, 90, 95, 100)] == [5.0, 9.0, 10.0, 10.0]
    assert percentile([7.0], 50) == 7.0


def test_times_limits_and_ends_by_level() -> None:
    quick = steps((1, "wang", "take", {}), (2, "wang", "call", DISSUADED))
    slow = steps(
        (9, "li", "take", {}),
        (10, "li", "call", DISSUADED),
        (11, "li", "close", {"disposition": Disposition.PREVENTED, "late_cause": LateCause.MANY_WARNINGS}),
    )
    worked = [Worked(Level.URGENT, NOON, way) for way in (quick, slow, ())]
    report = desk_report(worked, after(2), ())
    urgent = report.levels[Level.URGENT]
    assert (urgent.warnings, urgent.in_time) == (3, 2)
    assert urgent.taken == Times(2, (60.0, 540.0, 540.0))
    assert urgent.reached == Times(2, (120.0, 600.0, 600.0))
    assert urgent.dispositions == {Disposition.PREVENTED: 1}
    assert report.late_causes == {LateCause.MANY_WARNINGS: 1}
    assert report.levels[Level.HIGH].warnings == 0
    assert report.levels[Level.HIGH].taken == Times(0, ())


def test_stations_from_asking_to_the_visit() -> None:
    went = steps(
        (1, "wang", "take", {}),
        (2, "wang", "ask_visit", {"station": "兰陵所"}),
        (72, "wang", "visit", {"station": "兰陵所", "outcome": Outcome.DISSUADED}),
    )
    waits = steps((1, "wang", "take", {}), (2, "wang", "ask_visit", {"station": "兰陵所"}))
    report = desk_report(
        [Worked(Level.URGENT, NOON, went), Worked(Level.URGENT, NOON, waits)], after(30), ("兰陵所", "青龙所")
    )
    lanling = report.stations["兰陵所"]
    assert (lanling.asked, lanling.waiting, lanling.late) == (2, 1, 1)
    assert lanling.visited == Times(1, (4200.0, 4200.0, 4200.0))
    assert report.stations["青龙所"].asked == 0
