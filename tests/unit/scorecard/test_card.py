"""The score card counts what a reader can count by hand."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scorecard.card import Judged, card, read_alarms, read_gangs, read_victims, wilson
from scorecard.page import page
from scorecard.picture import picture
from scorecard.towns import Town

START = datetime(2026, 11, 16, tzinfo=UTC)
COURIER, GANG = 11, 99


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


def alarm(called: int, caller: int, *levels: tuple[float, str]) -> dict[str, object]:
    return {
        "called": str(called), "callers": [str(caller)], "levels": [{"at": hours(at).isoformat(), "level": level} for at, level in levels],
    }  # fmt: skip


def exposure(
    called: int, since: float, loss: float | None, *, kind: str = "refund", outcome: str = "lost"
) -> dict[str, object]:
    return {
        "called": called, "kind": kind, "outcome": outcome, "first_exposure_at": hours(since).isoformat(),
        "loss_at": hours(loss).isoformat() if loss is not None else None,
    }  # fmt: skip


def files(folder: Path, alarms: list[dict[str, object]], truth: list[dict[str, object]]) -> tuple[Path, Path]:
    paths = folder / "warnings.jsonl", folder / "truth.jsonl"
    for path, rows in zip(paths, (alarms, [{"row": "city"}, *truth]), strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return paths


def test_a_town_of_five_victims(tmp_path: Path) -> None:
    alarms = [
        alarm(1, GANG, (25, "notice"), (26, "urgent")),  # in time: the loss is at 27
        alarm(2, GANG, (28, "high")),  # too late
        alarm(3, GANG, (1, "high")),  # a day and more before the first call: of something else, and not judged
        alarm(7, COURIER, (30, "normal")),  # nobody's victim
        alarm(5, GANG, (30, "notice")),  # rang, but did not believe it
    ]
    truth = [
        exposure(1, 24, 27), exposure(2, 24, 27), exposure(3, 30, 33), exposure(4, 24, 27, kind="wangiri"), exposure(5, 24, None, outcome="answered"),
        exposure(6, 1, 30),  # first rung before what is judged
    ]  # fmt: skip
    warnings, victims = files(tmp_path, alarms, truth)
    judged = Judged(hours(20), days=2, people=10_000, factor=4, near_domain=frozenset({COURIER}))
    found = card(read_alarms(warnings), read_victims(victims), judged)
    assert found["victims"] == 4
    notice, urgent = found["levels"]["notice"], found["levels"]["urgent"]
    assert (notice["warned"], notice["of"], notice["median_lead_min"]) == (1, 3, 120.0)
    assert notice["by_kind"] == {"refund": [1, 3], "wangiri": [0, 1]}
    assert notice["warnings"] == 4
    assert (
        notice["a_day_per_10000"] == (1 + 3 / 4) / 2
    )  # three of them to people of a gang that is four times too frequent
    assert notice["precision_at_true_rates"] == pytest.approx((2 / 4) / (1 + 3 / 4))
    assert notice["near_domain_share"] == pytest.approx(1 / (1 + 3 / 4))
    assert (urgent["warned"], urgent["median_lead_min"], urgent["near_domain_share"]) == (1, 60.0, 0.0)


def test_a_town_without_warnings_or_victims(tmp_path: Path) -> None:
    warnings, victims = files(tmp_path, [], [])
    found = card(read_alarms(warnings), read_victims(victims), Judged(START, 1, 1_000, 1, frozenset()))
    assert found["levels"]["notice"]["interval"] == (0.0, 1.0)
    assert found["levels"]["notice"]["precision_at_true_rates"] is None
    report = {
        "people": 1_000,
        "days": 3,
        "warm_days": 2,
        "factor": 1.0,
        "towns": [{"seed": 1, "written": 0, "live": found, "records": found}],
    }
    assert "0 of 0" in page(report)
    assert "城 town 1: 0/0" in picture(report)


def test_a_warning_to_a_number_of_a_gang_counts_as_seldom_as_the_gang_is(tmp_path: Path) -> None:
    dens = tmp_path / "dens.jsonl"
    dens.write_text("".join(json.dumps(row) + "\n" for row in ({"row": "city"}, {"numbers": [GANG, 98]})))
    warnings, victims = files(tmp_path, [alarm(98, GANG, (25, "notice")), alarm(7, COURIER, (25, "notice"))], [])
    judged = Judged(START, 1, 10_000, factor=4, near_domain=frozenset(), gangs=read_gangs(dens))
    found = card(read_alarms(warnings), read_victims(victims), judged)
    assert found["levels"]["notice"]["a_day_per_10000"] == 1 + 1 / 4


def test_the_interval_of_a_share() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)  # Wilson 1927, as R's binom.confint gives it


def test_every_town_is_another_and_the_same_each_time(tmp_path: Path) -> None:
    towns = [Town(seed, people=400, days=1, factor=1.0) for seed in (1, 1, 2)]
    assert towns[0].temper == towns[1].temper != towns[2].temper
    assert towns[0].rates == towns[1].rates != towns[2].rates
    counts = [town.write(tmp_path / str(number)) for number, town in enumerate(towns)]
    assert counts[0] == counts[1] != counts[2]
    assert all(0 <= value <= 1 for name, value in towns[2].temper.values.items() if name.endswith(("ratio", "share")))
    assert towns[0].near_domain()
