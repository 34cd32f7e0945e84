"""Each shipped layout, as the program that it is named after writes it."""

from pathlib import Path

import pytest
from feed_files_fixtures import at_home, intakes, records, rejects, utc, written

from linewarden.feeds.files import load_map, map_names


@pytest.mark.parametrize("name", map_names())
def test_every_shipped_map_loads_under_its_name(name: str) -> None:
    assert load_map(name).name == name


def test_our_own_layout_keeps_setup_answer_and_end_apart(tmp_path: Path) -> None:
    text = (
        "call_id,cli,called,setup_at,answered_at,ended_at,service,release_cause,trunk_in,route\n"
        "a,13861234567,051986661234,2026-11-22T08:00:00Z,2026-11-22T08:00:05Z,2026-11-22T08:03:05Z,voice,16,t1,international\n"
        "b,13861234567,051986661234,2026-11-22T08:00:00Z,,2026-11-22T08:00:30Z,voice,19,t1,domestic\n"
    )
    answered, missed = records(intakes(written(tmp_path, text), "linewarden"))
    assert (answered.setup_at, answered.answered_at) == (utc("2026-11-22T08:00:00"), utc("2026-11-22T08:00:05"))
    assert (answered.talk_ms, answered.cli, answered.called) == (180_000, 8613861234567, 8651986661234)
    assert (answered.release_cause, answered.trunk_in, answered.route) == (16, "t1", 2)
    assert (missed.answered_at, missed.talk_ms, missed.ended_at) == (None, 0, utc("2026-11-22T08:00:30"))


ASTERISK = (
    '"","13861234567","110","in","""Bob"" <13861234567>","SIP/trunk-0000001a","SIP/desk-0000001b","Dial","SIP/desk,30",'
    '"2026-11-22 08:00:00","2026-11-22 08:00:09","2026-11-22 08:01:09",69,60,"ANSWERED","DOCUMENTATION"'
)


@pytest.mark.parametrize("more", ["", ',"1763798400.1"', ',"1763798400.1",""'])
def test_asterisk_master_csv_has_16_to_18_columns_and_no_header(tmp_path: Path, more: str) -> None:
    (call,) = records(intakes(written(tmp_path, f"{ASTERISK}{more}\n"), "asterisk"))
    assert (call.setup_at, call.answered_at) == (at_home("2026-11-22 08:00:00"), at_home("2026-11-22 08:00:09"))
    assert (call.talk_ms, call.trunk_in, call.called) == (60_000, "SIP/trunk", 86110)
    assert call.call_id == ("1763798400.1" if more else None)


def test_asterisk_with_a_header_is_read_by_it(tmp_path: Path) -> None:
    text = "start,src,dst,answer,end,billsec,disposition\n2026-11-22 08:00:00,13861234567,110,,2026-11-22 08:00:20,0,NO ANSWER\n"
    (call,) = records(intakes(written(tmp_path, text), "asterisk"))
    assert (call.answered_at, call.talk_ms, call.ended_at) == (None, 0, at_home("2026-11-22 08:00:20"))


def test_a_huadan_sheet_in_gb18030_is_answered_at_its_start(tmp_path: Path) -> None:
    text = (
        "主叫号码,被叫号码,通话开始时间,通话时长(秒),基站\n13861234567,051986661234,2026/11/22 8:03,3分20秒,常州新北\n"
    )
    (call,) = records(intakes(written(tmp_path, text, encoding="gb18030"), "cn-huadan"))
    assert call.setup_at == call.answered_at == at_home("2026-11-22 08:03:00")
    assert (call.talk_ms, call.ended_at, call.cell) == (200_000, at_home("2026-11-22 08:06:20"), "常州新北")


def test_a_subscriber_sheet_says_by_its_direction_who_called_whom(tmp_path: Path) -> None:
    text = (
        "本机号码\t对方号码\t呼叫类型\t通话日期\t通话时间\t时长\n"
        "13861234567\t02112345678\t主叫\t2026-11-22\t08:00:00\t00:01:00\n"
        "13861234567\t02112345678\t被叫\t2026-11-22\t09:00:00\t0\n"
        "13861234567\t02112345678\t未知\t2026-11-22\t09:00:00\t0\n"
    )
    blocks = intakes(written(tmp_path, text), "cn-huadan")
    out, back = records(blocks)
    assert (out.cli, out.called, out.talk_ms) == (8613861234567, 862112345678, 60_000)
    assert (back.cli, back.called, back.answered_at) == (862112345678, 8613861234567, None)
    assert [(reject.row, reject.field, reject.value, reject.code) for reject in rejects(blocks)] == [
        (4, "direction", "未知", "unknown_direction")
    ]
