"""Record files of the synthetic city and its evaluation data."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from linewarden.sim import START, City, Layout, demo_city, write_dataset, write_history
from linewarden.sim.calls import Calls, joined, micros
from linewarden.sim.numbers import Form, write
from linewarden.sim.writers.records import CSV_COLUMNS, SHEET_COLUMNS, content


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city(13, people=2000)


@pytest.fixture(scope="module")
def calls(city: City) -> Calls:
    return joined(list(city.blocks(START, START + timedelta(minutes=30))))


def table(data: bytes, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(encoding)), strict=True))


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (8613861234567, Form.PLAIN, "8613861234567"),
        (8613861234567, Form.PLUS, "+8613861234567"),
        (8613861234567, Form.ZEROS, "008613861234567"),
        (8613861234567, Form.NATIONAL, "13861234567"),
        (8613861234567, Form.PREFIXED, "1259313861234567"),
        (8613861234567, Form.SPACED, "+86 13861234567"),
        (8651986661234, Form.TRUNK_ZERO, "051986661234"),
        (8651986661234, Form.LOCAL, "86661234"),
        (8651986661234, Form.DASHED, "0519-86661234"),
        (8651986661234, Form.PLUS_ZERO, "+86051986661234"),
        (8651986661234, Form.ZEROS_ZERO, "0086051986661234"),
        (8695588, Form.NATIONAL, "95588"),
        (14155550123, Form.PLUS, "+14155550123"),
        (14155550123, Form.WITHHELD, ""),
    ],
)
def test_numbers_are_written_as_carriers_write_them(number: int, form: Form, text: str) -> None:
    assert write(number, form) == text


def test_the_canonical_layout_tells_each_call_as_it_was(city: City, calls: Calls) -> None:
    rows = table(content(calls, city.names, Layout.LINEWARDEN), "utf-8")
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == calls.size
    for row, made in zip(rows, calls, strict=True):
        call = city.call(made)
        assert (row["cli"], row["called"], row["service"], row["route"]) == (
            call.cli_raw,
            call.called_raw,
            call.service,
            call.route,
        )
        assert abs(datetime.fromisoformat(row["setup_at"]) - call.setup_at) < timedelta(milliseconds=1)
        assert bool(row["answered_at"]) == (call.answered_at is not None)
        assert (row["cell"] or None, row["imei"] or None, row["imsi"] or None) == (call.cell, call.imei, call.imsi)
        assert row["call_id"].startswith("DEMO-")


def test_no_column_tells_the_truth() -> None:
    assert not {"role", "stage", "case", "victim"} & set(CSV_COLUMNS)
    assert len(SHEET_COLUMNS) == len(set(SHEET_COLUMNS)) == 11


def test_a_sheet_tells_local_time_and_whole_seconds_of_talk(city: City, calls: Calls) -> None:
    rows = table(content(calls, city.names, Layout.HUADAN), "gb18030")
    assert tuple(rows[0]) == SHEET_COLUMNS
    for row, made in zip(rows, calls, strict=True):
        call = city.call(made)
        start = datetime.fromisoformat(row["通话开始时间"] + "+08:00")
        assert timedelta(0) <= (call.answered_at or call.setup_at) - start < timedelta(seconds=1)
        talk_s = (call.ended_at - call.answered_at).total_seconds() if call.answered_at else 0.0
        assert 0 <= int(row["通话时长(秒)"]) - talk_s < 1
        assert row["呼叫类型"] == ("短信发送" if call.service == "sms" else "主叫")


def test_history_holds_every_call_that_ended_in_it_once_in_order_of_end(city: City, tmp_path: Path) -> None:
    since, until = START - timedelta(hours=1), START
    written = write_history(city, tmp_path, since, until, file_minutes=20)
    files = sorted(tmp_path.iterdir())
    assert written.files == len(files) == 3
    rows = [row for path in files for row in table(path.read_bytes(), "utf-8")]
    ends = [row["ended_at"] for row in rows]
    assert ends == sorted(ends)
    made = joined(list(city.blocks(since, until)))
    expected = {f"DEMO-{number}" for number in made["number"][made["end_us"] < micros(until)].tolist()}
    assert {row["call_id"] for row in rows} == expected
    assert written.records == len(rows) == len(expected)


def test_a_data_set_has_records_truth_and_dens_that_say_demo(tmp_path: Path) -> None:
    written = write_dataset(tmp_path, seed=3, people=3000, hours=6, fraud_factor=2000)
    rows = table((tmp_path / "records.csv").read_bytes(), "utf-8")
    assert written.records == len(rows)
    head, *truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text().splitlines()]
    assert (head["row"], head["seed"], head["people"]) == ("city", 3, 3000)
    assert truth
    assert all(line["label"] == "演示 DEMO" for line in truth)
    _, *dens = [json.loads(line) for line in (tmp_path / "dens.jsonl").read_text().splitlines()]
    assert {line["case"] for line in truth} <= {den["case"] for den in dens}


def test_a_data_set_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_dataset(tmp_path / name, seed=4, people=500, hours=1)
    for name in ("records.csv", "truth.jsonl", "dens.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
