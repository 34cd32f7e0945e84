"""What became of people: both layouts read the same, bad rows are told with their line and kept out."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from linewarden.errors import ConfigError
from linewarden.history.dispositions import BadRow, Disposition, Dispositions, Outcome, read_dispositions
from linewarden.numbering import Home

HOME, CHINA = Home(country="CN", area="519", city="常州"), ZoneInfo("Asia/Shanghai")


def read(folder: Path, text: str | bytes) -> Dispositions:
    path = folder / "truth.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_dispositions(path, home=HOME, zone=CHINA)


def test_csv_and_jsonl_say_the_same(tmp_path: Path) -> None:
    as_csv = "\ufeffnumber,outcome,lost_at\n138 6123 4567,victim,2026-11-22T12:00\n+8613800000001,not_victim,\n13800000002,unknown,\n"
    as_json = (
        '{"number": "13861234567", "outcome": "victim", "lost_at": "2026-11-22T04:00:00Z"}\n\n'
        '{"number": 8613800000001, "outcome": "not_victim", "lost_at": null}\n{"number": "13800000002", "outcome": "unknown"}\n'
    )
    expected = {
        8613861234567: Disposition(Outcome.VICTIM, datetime(2026, 11, 22, 4, tzinfo=UTC)),
        8613800000001: Disposition(Outcome.NOT_VICTIM, None),
        8613800000002: Disposition(Outcome.UNKNOWN, None),
    }
    for text in (as_csv, as_json):
        found = read(tmp_path, text)
        assert (found.people, found.bad) == (expected, [])


def test_bad_rows_are_told_and_their_neighbours_count(tmp_path: Path) -> None:
    rows = ["number,outcome,lost_at", "13800000001,lost,", "letters,victim,", "13800000002,victim,yesterday", "13800000003,not_victim,2026-11-22", "13800000004,victim,"]  # fmt: skip
    found = read(tmp_path, "\n".join(rows))
    assert list(found.people) == [8613800000004]
    assert found.bad == [
        BadRow(2, "outcome 'lost' is none of victim, not_victim, unknown"),
        BadRow(3, "the number cannot be read; write it with country or area code"),
        BadRow(4, "lost_at 'yesterday' is no time; write for example 2026-01-31T12:00+08:00, or leave it empty"),
        BadRow(5, "lost_at '2026-11-22' stands beside not_victim; only a victim has lost"),
    ]
    assert [row.line for row in read(tmp_path, '{"outcome": 3}\n{broken\n[1]\n').bad] == [1, 2, 3]


def test_a_person_with_two_outcomes_is_kept_out_and_both_lines_are_named(tmp_path: Path) -> None:
    found = read(
        tmp_path, "number,outcome\n13800000001,victim\n13800000002,victim\n13800000001,not_victim\n13800000001,victim\n"
    )
    assert list(found.people) == [8613800000002]
    assert found.bad == [
        BadRow(4, "not_victim here, victim in line 2; correct one of them, until then no row of the person counts")
    ]


def test_of_two_losses_the_first_counts(tmp_path: Path) -> None:
    lost = ("2026-11-22T04:00Z", "", "2026-11-21T04:00Z")
    found = read(tmp_path, "number,outcome,lost_at\n" + "".join(f"13800000001,victim,{at}\n" for at in lost))
    assert found.people[8613800000001].lost_at == datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for text, expected in (
        ("a,b\n1,2\n", r"has the columns \['a', 'b'\]; it needs number, outcome, lost_at"),
        ("", "has the columns"),
        (b"\xff\xfe", "no UTF-8 text"),
    ):
        with pytest.raises(ConfigError, match=expected):
            read(tmp_path, text)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_dispositions(tmp_path / "none.csv", home=HOME, zone=CHINA)
