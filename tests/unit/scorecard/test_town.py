"""A town as a user would play it: written, replayed, played live, and read from the lake for the baselines."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scorecard.alarms import read_alarms
from scorecard.baselines.calls import read_calls
from scorecard.hits import by_score
from scorecard.lacking import without_signalling
from scorecard.live import alarms_of, live_alarms, records_of
from scorecard.play import replayed
from scorecard.towns import Town


@pytest.mark.slow
def test_a_town_is_played_and_read(tmp_path: Path) -> None:
    town = Town(5, people=2_000, days=1, factor=500.0)
    written = replayed(town, tmp_path)
    with (tmp_path / "records.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == written
    calls = read_calls(tmp_path / "store")
    told = [row for row in rows if row["service"] == "voice" and any(digit in row["cli"] for digit in "123456789")]
    assert 0.99 * len(told) <= len(calls) <= len(told)  # numbers that are no numbers are left out
    assert calls.is_voip.sum() == pytest.approx(sum(row["source_ip"] != "" for row in told), rel=0.02)
    assert (np.diff(calls.cli) >= 0).all()
    assert (calls.answered_us[calls.answered_us > 0] >= calls.setup_us[calls.answered_us > 0]).all()
    by_record = alarms_of(without_signalling(records_of(tmp_path / "store")))
    for alarms in (read_alarms(tmp_path / "warnings.jsonl"), live_alarms(tmp_path / "store"), by_record):
        assert alarms
        assert all(0 < step.score <= 1 for alarm in alarms for step in alarm.steps)
        assert len(by_score(alarms).at(0.0).warning) >= len(alarms)
