"""Proposed maps: usable as they are, from names and values, in any dialect."""

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import orjson
import pytest
from feed_files_fixtures import at_home, intakes, records, written

from linewarden.errors import FeedError
from linewarden.feeds.files import FieldMap, parse_map, propose_map

START = datetime(2026, 11, 20, 9)  # noqa: DTZ001  as carriers write it


def proposed(path: Path) -> FieldMap:
    return parse_map(propose_map(path), where="proposal")


def calls(count: int = 40) -> list[tuple[str, str, datetime, int, int]]:
    """(calling, called, setup, ring s, talk s): every third call is not answered."""
    return [
        (f"1386123{n:04}", f"0519866{n * 7:05}", START + timedelta(minutes=n), 5 + n % 9, 0 if n % 3 == 0 else 30 + n)
        for n in range(count)
    ]


def test_a_file_without_a_header_is_mapped_by_its_values(tmp_path: Path) -> None:
    rows = [
        f"{cli};{called};{at};{at + timedelta(seconds=ring + talk)};{talk};46000123456{n:04};490154203237518"
        for n, (cli, called, at, ring, talk) in enumerate(calls())
    ]
    path = written(tmp_path, "\n".join(rows))
    second = records(intakes(path, proposed(path)))[1]
    assert (second.cli, second.called) == (8613861230001, 8651986600007)
    assert (second.setup_at, second.answered_at) == (at_home("2026-11-20 09:01:00"), at_home("2026-11-20 09:01:06"))
    assert (second.talk_ms, second.imsi, second.imei) == (31_000, "460001234560001", "490154203237518")


def test_unknown_chinese_names_are_mapped_by_values_and_order(tmp_path: Path) -> None:
    def answered(at: datetime, ring: int, talk: int) -> str:
        return str(at + timedelta(seconds=ring)) if talk else ""

    rows = ["序号|打电话的|接电话的|起呼|摘机|挂机"] + [
        f"{n}|{cli}|{called}|{at}|{answered(at, ring, talk)}|{at + timedelta(seconds=ring + talk)}"
        for n, (cli, called, at, ring, talk) in enumerate(calls())
    ]
    path = written(tmp_path, "\n".join(rows), encoding="gb18030")
    first, second = records(intakes(path, proposed(path)))[:2]
    assert (first.answered_at, first.talk_ms) == (None, 0)
    assert (second.cli, second.talk_ms) == (8613861230001, 31_000)


def test_english_names_and_day_first_dates_are_understood(tmp_path: Path) -> None:
    rows = ["Record,A-Number,B-Number,Start (local),Duration (sec),Cell"] + [
        f"{n},{cli},{called},{at:%d/%m/%Y %I:%M:%S %p},{talk},460-00-1-{n}"
        for n, (cli, called, at, _, talk) in enumerate(calls())
    ]
    path = written(tmp_path, "\n".join(rows))
    text = propose_map(path)
    assert 'cli = "A-Number" # 1.00 by its name and values' in text
    second = records(intakes(path, parse_map(text, where="proposal")))[1]
    assert (second.setup_at, second.talk_ms, second.cell) == (at_home("2026-11-20 09:01:00"), 31_000, "460-00-1-1")


def test_a_subscribers_sheet_is_mapped_as_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["本机号码：13861234567"])
    book.active.append(["通话日期", "通话时间", "对方号码", "通话方式", "时长"])
    for n, (_, called, at, _, talk) in enumerate(calls()):
        book.active.append(
            [f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", called, "主叫" if n % 2 else "被叫", f"{talk // 60}分{talk % 60}秒"]
        )
    book.save(tmp_path / "c.xlsx")
    second = records(intakes(tmp_path / "c.xlsx", proposed(tmp_path / "c.xlsx")))[1]
    assert (second.cli, second.called, second.talk_ms) == (8613861234567, 8651986600007, 31_000)


def test_json_is_mapped_by_its_paths(tmp_path: Path) -> None:
    lines = [
        orjson.dumps({"call": {"caller": cli, "callee": called}, "start": f"{at}", "duration": talk})
        for cli, called, at, _, talk in calls()
    ]
    path = written(tmp_path, b"\n".join(lines), "c.json")
    second = records(intakes(path, proposed(path)))[1]
    assert (second.cli, second.called, second.talk_ms) == (8613861230001, 8651986600007, 31_000)


@pytest.mark.parametrize(
    ("name", "words"),
    [("route", ("domestic", "international")), ("国内国际", ("国内", "国际")), ("列", ("国内", "国际"))],
)
def test_a_route_is_mapped_with_its_words(tmp_path: Path, name: str, words: tuple[str, str]) -> None:
    rows = [f"caller,callee,start,duration,{name}"] + [
        f"{cli},{called},{at},{talk},{words[n % 2] if n else '未知'}"
        for n, (cli, called, at, _, talk) in enumerate(calls())
    ]
    path = written(tmp_path, "\n".join(rows))
    assert "[words.route]" in propose_map(path)
    assert [call.route for call in records(intakes(path, proposed(path)))[:3]] == [0, 2, 1]


@pytest.mark.parametrize("values", [("国内漫游", "国际漫游"), ("LCR-1", "LCR-2"), ("未知", "unknown")])
def test_other_words_are_no_route_even_under_its_name(tmp_path: Path, values: tuple[str, str]) -> None:
    rows = ["caller,callee,start,duration,route"] + [
        f"{cli},{called},{at},{talk},{values[n % 2]}" for n, (cli, called, at, _, talk) in enumerate(calls())
    ]
    assert "route" not in proposed(written(tmp_path, "\n".join(rows))).sources


def test_what_is_missing_is_said_and_refused_at_use(tmp_path: Path) -> None:
    path = written(tmp_path, "caller,callee,x\n" + "".join(f"{cli},{called},abc\n" for cli, called, *_ in calls()))
    layout = proposed(path)
    assert "the time of the call (setup_at)" in layout.problem
    with pytest.raises(FeedError, match="cannot be used yet: no column seems to hold the time of the call"):
        intakes(path, layout)


@pytest.mark.parametrize("text", ["", "one word\n", "a,b\n1,2\n"])
def test_no_map_is_proposed_for_what_is_no_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(FeedError):
        propose_map(written(tmp_path, text))
