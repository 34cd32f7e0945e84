"""Records dated after their file arrived: refused live, for they would move the clock of the features; read in a replay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from feed_files_fixtures import NOW, intakes, records, rejects, written

from linewarden.errors import LegalBasisError

HEADER = "call_id,cli,called,setup_at,answered_at,ended_at\n"
END_OF_CENTURY = datetime(2100, 1, 1, tzinfo=UTC)


def calls(folder: Path, *setups: datetime) -> Path:
    """Unanswered calls of 20 s, named a, b …"""
    rows = [
        f"{chr(ord('a') + n)},13861234567,110,{setup.isoformat()},,{(setup + timedelta(seconds=20)).isoformat()}\n"
        for n, setup in enumerate(setups)
    ]
    return written(folder, HEADER + "".join(rows))


def test_a_record_three_hours_ahead_is_refused_live_and_its_neighbours_stay(tmp_path: Path) -> None:
    path = calls(tmp_path, NOW - timedelta(minutes=1), NOW + timedelta(hours=3), NOW)
    blocks = intakes(path, "linewarden")
    assert [call.call_id for call in records(blocks)] == ["a", "c"]
    (reject,) = rejects(blocks)
    assert (reject.row, reject.code, reject.field) == (3, "time_ahead", "setup_at")
    assert "check the feed's time zone" in reject.reason


@pytest.mark.parametrize(("ahead_s", "is_kept"), [(3580, True), (3581, False)])
def test_clocks_may_differ_by_an_hour_at_most_to_the_end_of_the_call(
    tmp_path: Path, ahead_s: int, is_kept: bool
) -> None:
    blocks = intakes(calls(tmp_path, NOW + timedelta(seconds=ahead_s)), "linewarden")
    assert [call.call_id for call in records(blocks)] == (["a"] if is_kept else [])
    assert [reject.field for reject in rejects(blocks)] == ([] if is_kept else ["ended_at"])


@pytest.mark.parametrize("day", [NOW, datetime(2031, 5, 1, tzinfo=UTC), datetime(1990, 1, 2, tzinfo=UTC)])
def test_a_replay_reads_the_same_file_whole_of_any_year(tmp_path: Path, day: datetime) -> None:
    path = calls(tmp_path, day - timedelta(minutes=1), day + timedelta(hours=3), day)
    blocks = intakes(path, "linewarden", latest=END_OF_CENTURY)
    assert [call.call_id for call in records(blocks)] == ["a", "b", "c"]
    assert rejects(blocks) == []


def test_a_replay_reads_no_record_of_the_next_century_and_none_without_a_basis_valid_now(tmp_path: Path) -> None:
    path = calls(tmp_path, END_OF_CENTURY + timedelta(seconds=1), NOW)
    blocks = intakes(path, "linewarden", latest=END_OF_CENTURY)
    assert [(reject.row, reject.code) for reject in rejects(blocks)] == [(2, "time_out_of_range")]
    with pytest.raises(LegalBasisError, match="expired"):
        intakes(path, "linewarden", latest=END_OF_CENTURY, clock=lambda: datetime(2031, 5, 1, tzinfo=UTC))
