"""`linewarden backfill` on this machine gives what one plain engine gives that saw the same records."""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from past_calls import START, call, calls, keep, plain, written

from linewarden.features import COLUMN, FEATURES
from linewarden.history.out_folder import out_folder
from linewarden.history.span import WARM_UP
from linewarden.main import main

ROWS = calls(1500)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of ROWS."""
    folder = tmp_path_factory.mktemp("past")
    keep(folder, ROWS)
    return folder


def backfill(past: Path, out: Path, *words: str) -> dict[str, object]:
    """What _about.json says of a run that ended well."""
    assert main(["backfill", "--folder", str(past), "--out", str(out), *words]) == 0
    about: dict[str, object] = json.loads((out / "_about.json").read_bytes())
    return about


def refusal(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What a run that is refused says."""
    assert main(["backfill", *map(str, words)]) == 2
    return capsys.readouterr().err


def test_all_features_equal_those_of_one_plain_engine(past: Path, tmp_path: Path) -> None:
    about = backfill(past, tmp_path / "out", "--all", "--shares", "3")
    ids, expected = plain(ROWS)
    found_ids, names, values = written(tmp_path / "out")
    assert (found_ids, tuple(names)) == (ids, tuple(COLUMN))
    assert np.array_equal(values, expected)
    assert (about["records_read"], about["records_warm_up"], about["rows"]) == (1500, 0, 1500)


@settings(max_examples=12)
@given(
    shares=st.integers(1, 9),
    names=st.lists(st.sampled_from([f.name for f in FEATURES]), min_size=1, max_size=5, unique=True),
)
def test_no_value_depends_on_the_shares_or_on_what_else_is_asked_for(
    past: Path, tmp_path_factory: pytest.TempPathFactory, shares: int, names: list[str]
) -> None:
    out = tmp_path_factory.mktemp("shares") / "out"
    backfill(past, out, "--features", ",".join(names), "--shares", str(shares))
    ids, expected = plain(ROWS)
    found_ids, found_names, values = written(out)
    assert (found_ids, found_names) == (ids, names)
    assert np.array_equal(values, expected[:, [COLUMN[name] for name in names]])


def test_a_range_has_the_values_of_an_engine_that_began_a_warm_up_before(past: Path, tmp_path: Path) -> None:
    since, until = START + timedelta(days=9), START + timedelta(days=11)
    about = backfill(past, tmp_path / "out", "--all", "--from", since.isoformat(), "--until", until.isoformat())
    seen = [row for row in ROWS if since - WARM_UP <= row.ended_at < until]
    ids, expected = plain(seen)
    found_ids, _, values = written(tmp_path / "out")
    first = len(ids) - len(found_ids)
    assert found_ids == ids[first:]
    assert np.array_equal(values, expected[first:])
    assert (about["records_read"], about["records_warm_up"]) == (len(seen), first)
    assert about["warm_up_from"] == (since - WARM_UP).isoformat()


def test_the_rules_need_few_columns_and_are_the_default(past: Path, tmp_path: Path) -> None:
    about = backfill(past, tmp_path / "out")
    assert "caller_attempts_1h" in about["features"]  # type: ignore[operator]
    assert about["checksum"] == backfill(past, tmp_path / "again", "--rules", "--shares", "5")["checksum"]


def test_one_changed_cell_changes_the_checksum(tmp_path: Path) -> None:
    rows = [
        call(number, START + timedelta(minutes=number), 2, 60, 8613800000001, 8613900000000 + number)
        for number in range(1, 30)
    ]
    keep(tmp_path / "a", rows)
    keep(tmp_path / "b", [*rows[:-1], call(29, START + timedelta(minutes=29), 2, 60, 8613800000001, 8613900000001)])
    sums = {backfill(tmp_path / name, tmp_path / f"{name}-out")["checksum"] for name in "ab"}
    assert len(sums) == 2


def test_an_empty_range_names_what_is_stored(past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, "--folder", past, "--out", tmp_path / "out", "--from", "2031-01-01")
    assert "no stored call ended from 2031-01-01" in said
    assert "2026-11-13" in said
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--from", "2026-11-31"), "--from '2026-11-31' is no date"),
        (("--from", "2026-11-09", "--until", "2026-11-08"), "is not before --until"),
        (("--features", "caller_distinct_2h"), "feature 'caller_distinct_2h' does not exist; did you mean caller_distinct_24h?"),
        (("--features", " , "), "names no feature"),
        (("--features", "caller_ends_1h,caller_ends_1h"), "named twice"),
        (("--shares", "0"), "--shares 0 cannot be"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_named(
    past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    assert expected in refusal(capsys, "--folder", past, "--out", tmp_path / "out", *words)


def test_an_output_that_holds_something_is_left_alone(
    past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    assert "is not empty; name another --out" in refusal(capsys, "--folder", past, "--out", tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


def test_what_a_killed_run_left_is_thrown_away(past: Path, tmp_path: Path) -> None:
    left = tmp_path / ".out.unfinished"
    left.mkdir()
    (left / "part-00007.parquet").write_bytes(b"half")
    backfill(past, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["_about.json", "part-00000.parquet"]
    assert not left.exists()


def test_two_runs_into_one_output_do_not_mix(past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with out_folder(tmp_path / "out"):
        assert "is open for writing elsewhere" in refusal(capsys, "--folder", past, "--out", tmp_path / "out")


def test_a_damaged_file_is_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(tmp_path / "past", ROWS[:200])
    file = min((tmp_path / "past" / "records" / "lake" / "cdr").iterdir())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert f"{file} is damaged" in refusal(capsys, "--folder", tmp_path / "past", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_without_records_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "holds no record store" in refusal(capsys, "--folder", tmp_path, "--out", tmp_path / "out")
