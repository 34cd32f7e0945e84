"""Files that `linewarden replay` and the simulator write are read as they are."""

import json
from pathlib import Path

from scorecard.alarms import Alarm, Step, read_alarms
from scorecard.towns import Town
from scorecard.truth import read_victims
from town import hours, victim


def test_a_warning_is_read_step_by_step(tmp_path: Path) -> None:
    line = {"called": "1", "steps": [{"at": hours(25).isoformat(), "level": "high", "score": 0.7, "callers": ["99"]}]}
    (tmp_path / "warnings.jsonl").write_text(json.dumps(line) + "\n")
    assert read_alarms(tmp_path / "warnings.jsonl") == [Alarm(1, (Step(hours(25), "high", 0.7, (99,)),))]


def test_the_truth_begins_after_its_head(tmp_path: Path) -> None:
    row = {
        "called": 1, "kind": "refund", "outcome": "lost", "first_exposure_at": hours(24).isoformat(), "loss_at": hours(27).isoformat(), "callers": [99],
    }  # fmt: skip
    lines = [{"row": "city"}, row, {**row, "loss_at": None, "outcome": "rang"}]
    (tmp_path / "truth.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert read_victims(tmp_path / "truth.jsonl") == [victim(1, 24, 27), victim(1, 24, None, outcome="rang")]


def test_every_town_is_another_and_the_same_each_time(tmp_path: Path) -> None:
    towns = [Town(seed, people=400, days=1, factor=1.0) for seed in (1, 1, 2)]
    assert towns[0].temper == towns[1].temper != towns[2].temper
    assert towns[0].rates == towns[1].rates != towns[2].rates
    counts = [town.write(tmp_path / str(number)) for number, town in enumerate(towns)]
    assert counts[0] == counts[1] != counts[2]
    assert all(0 <= value <= 1 for name, value in towns[2].temper.values.items() if name.endswith(("ratio", "share")))
