"""Files as they really arrive: encodings, archives, spreadsheets, JSON, damage. Bad rows are refused, neighbours survive."""

import gzip
import io
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from time import monotonic

import openpyxl
import orjson
import pytest
from feed_files_fixtures import BASIS, FEED, NOW, at_home, intakes, records, rejects, utc, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linewarden.errors import ConfigError, FeedError, LegalBasisError
from linewarden.feeds.files import parse_map
from linewarden.feeds.files.limits import Limits
from linewarden.feeds.settings import FeedSettings, require_basis
from linewarden.numbering import Home

HEADER = "call_id,cli,called,setup_at,answered_at,ended_at\n"


def line(call_id: str = "a", cli: str = "13861234567", setup_at: str = "2026-11-22T08:00:00Z") -> str:
    return f"{call_id},{cli},110,{setup_at},2026-11-22T08:00:05Z,2026-11-22T08:01:05Z\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_gives_the_same_records(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "主叫号码,被叫号码,起始时间,时长,漫游地\n13861234567,110,2026-11-22 08:00:00,60,常州\n".replace(
        ",", delimiter
    )
    (call,) = records(intakes(written(tmp_path, text, encoding=encoding), "cn-huadan"))
    assert (call.cli, call.called, call.talk_ms, call.roaming) == (8613861234567, 86110, 60_000, "常州")


def test_chinese_may_come_late_in_a_gb18030_file(tmp_path: Path) -> None:
    plain = "13861234567,110,2026-11-22 08:00:00,60,\n" * 60_000
    text = "cli,called,setup_at,talk,roaming\n" + plain + "13861234567,110,2026-11-22 08:00:00,60,常州\n"
    layout = parse_map(
        '[call]\nanswered = "start-and-talk"\n[fields]\ncli = "cli"\ncalled = "called"\nsetup_at = "setup_at"\ntalk = "talk"\n'
        'roaming = "roaming"',
        where="test",
    )
    blocks = intakes(written(tmp_path, text, encoding="gb18030"), layout)
    assert sum(block.received for block in blocks) == 60_001
    assert max(block.received for block in blocks) <= 10_000
    assert records(blocks[-1:])[-1].roaming == "常州"


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        ("x,13861234567,110,25:00,,\n", "not_a_time", "setup_at"),
        ("x,13861234567,110,,,\n", "missing", "setup_at"),
        ("x,,,2026-11-22T08:00:00Z,,\n", "missing", "called"),
        ("x,1.38613E+10,110,2026-11-22T08:00:00Z,,\n", "number_eaten", "cli"),
        ('x,110,"1,38613E+10",2026-11-22T08:00:00Z,,\n', "number_eaten", "called"),
        ("x,sip:1.386E+10@10.0.0.1,110,2026-11-22T08:00:00Z,,\n", "number_eaten", "cli"),
        ("x,13861234567,110,1989-12-31T08:00:00Z,,\n", "time_out_of_range", "setup_at"),
        ("x,13861234567,110,2100-01-01T00:00:01Z,,\n", "time_out_of_range", "setup_at"),
        ("x,13861234567,110,2026-11-22T15:00:00Z,,\n", "time_ahead", "setup_at"),
        (
            "x,13861234567,110,2026-11-22T11:00:00Z,2026-11-22T13:00:01Z,2026-11-22T13:00:01Z\n",
            "time_ahead",
            "answered_at",
        ),
        ("x,13861234567,110,2026-11-22T11:00:00Z,,2026-11-22T13:00:01Z\n", "time_ahead", "ended_at"),
        (
            "x,13861234567,110,2026-11-22T08:00:00Z,2026-11-22T07:59:59Z,2026-11-22T08:01:00Z\n",
            "answered_before_setup",
            "answered_at",
        ),
        (
            "x,13861234567,110,2026-11-22T08:00:00Z,2026-11-22T08:00:09Z,2026-11-22T08:00:08Z\n",
            "ended_before_answer",
            "ended_at",
        ),
        ("x,13861234567,110,2026-11-22T08:00:00Z,2026-11-22T08:00:09Z,\n", "missing", "ended_at"),
        ("x,13861234567,110\n", "too_few_fields", ""),
        ("x,13861234567,110,2026-11-22T08:00:00Z,,,more\n", "too_many_fields", ""),
        ('x,"13861234567,110,2026-11-22T08:00:00Z,,\n', "unclosed_quote", ""),
        ("x,138\x0061234567,110,2026-11-22T08:00:00Z,,\n", "nul_byte", ""),
        (f"x,13861234567,110,2026-11-22T08:00:00Z,,{'9' * 20_000}\n", "oversized", ""),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_its_neighbours_survive(
    tmp_path: Path, bad: str, code: str, field: str
) -> None:
    blocks = intakes(written(tmp_path, HEADER + line("a") + bad + line("b")), "linewarden")
    assert [call.call_id for call in records(blocks)] == ["a", "b"]
    (reject,) = rejects(blocks)
    assert (reject.row, reject.code, reject.field) == (3, code, field)
    assert len(reject.value) <= 200
    assert "\n" not in reject.value


def test_the_last_line_that_breaks_off_is_truncated_not_wrong(tmp_path: Path) -> None:
    (reject,) = rejects(intakes(written(tmp_path, HEADER + line() + "b,1386123"), "linewarden"))
    assert (reject.row, reject.code, reject.value) == (3, "truncated", "b,1386123")


def test_a_line_of_a_hundred_megabytes_is_one_reject_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write(HEADER + line("a"))
        for _ in range(100):
            file.write("x" * (1 << 20))
        file.write("\n" + line("b"))
    blocks = intakes(path, "linewarden")
    assert [(reject.row, reject.code) for reject in rejects(blocks)] == [(3, "oversized")]
    assert [call.call_id for call in records(blocks)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER])
def test_a_file_without_records_is_one_empty_block(tmp_path: Path, text: str) -> None:
    (block,) = intakes(written(tmp_path, text), "linewarden")
    assert (block.received, block.is_last) == (0, True)


@pytest.mark.parametrize(
    "garbage", [bytes(range(256)) * 40, b"\x7fELF\x02\x01\x01" + bytes(500), b"just a sentence\n", b"{}\n"]
)
def test_what_is_no_table_is_refused_as_a_whole(tmp_path: Path, garbage: bytes) -> None:
    with pytest.raises(FeedError):
        intakes(written(tmp_path, garbage), "linewarden")


def test_rows_keep_their_numbers_through_blank_lines_and_newlines_in_quotes(tmp_path: Path) -> None:
    text = HEADER + line("a") + "\n,,,,,\n" + line('"two\nlines"') + line("c")
    calls = records(intakes(written(tmp_path, text), "linewarden"))
    assert [(call.source_row, call.call_id) for call in calls] == [(2, "a"), (5, "two\nlines"), (6, "c")]


def test_reading_resumes_at_the_row_that_a_block_named(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "".join(line(str(n)) for n in range(25)))
    first, *rest = intakes(path, "linewarden", block_rows=10)
    assert (first.received, first.next_row, first.is_last) == (10, 12, False)
    resumed = intakes(path, "linewarden", block_rows=10, resume_row=first.next_row)
    assert [call.call_id for call in records(resumed)] == [call.call_id for call in records(rest)]
    assert [block.is_last for block in resumed] == [False, True]
    (end,) = intakes(path, "linewarden", resume_row=27)
    assert (end.received, end.is_last) == (0, True)


def test_the_same_row_has_the_same_id_in_any_file(tmp_path: Path) -> None:
    one, two = (
        records(intakes(written(tmp_path, HEADER + lead + line("x"), name), "linewarden"))[-1]
        for name, lead in (("1", ""), ("2", line("y")))
    )
    assert one.record_id == two.record_id
    assert one.source_id != two.source_id


def test_gz_and_zip_are_unpacked_and_rows_numbered_on(tmp_path: Path) -> None:
    text = (HEADER + line("a")).encode()
    assert records(intakes(written(tmp_path, gzip.compress(text), "c.gz"), "linewarden"))[0].call_id == "a"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("2.csv", HEADER + line("b"))
        archive.writestr("1.csv", text)
        archive.writestr("../../evil.csv", HEADER + line("c"))
        archive.writestr("__MACOSX/._1.csv", b"\0\0")
    calls = records(intakes(tmp_path / "c.zip", "linewarden"))
    assert [(call.call_id, call.source_row) for call in calls] == [("c", 2), ("a", 4), ("b", 6)]


def test_a_gz_file_that_breaks_off_gives_its_whole_rows_and_one_reject(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "".join(line(f"{n:09}") for n in range(20_000))).encode(), mtime=0)
    blocks = intakes(written(tmp_path, packed[: len(packed) // 2], "c.gz"), "linewarden")
    assert len(records(blocks)) > 1000
    assert [reject.code for reject in rejects(blocks)] == ["truncated"]
    assert sum(block.received for block in blocks) == len(records(blocks)) + 1


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_a_decompression_bomb_is_refused(tmp_path: Path, pack: str) -> None:
    text = HEADER.encode() + b"," * (40 << 20)
    path = tmp_path / f"bomb.{pack}"
    if pack == "gz":
        path.write_bytes(gzip.compress(text, 9))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr("calls.csv", text)
    with pytest.raises(FeedError, match="decompression bomb"):
        intakes(path, "linewarden")


def test_a_spreadsheet_gives_what_its_csv_would(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["中国移动通信客户详单"])
    sheet.append(["本机号码：", "13861234567"])
    sheet.append(["通话日期", "通话时间", "对方号码", "呼叫类型", "通话时长", "IMEI"])
    sheet.append([datetime(2026, 11, 22), time(8, 0), 51986661234, "主叫", time(0, 3, 20), 490154203237518])  # noqa: DTZ001  as Excel has it
    sheet.append(["2026-11-22", "09:00:00", "110", "被叫", "1分", "=1+1"])
    sheet.append(["2026-11-22", "09:00:00", "110", "合计", "1分", ""])
    book.create_sheet("notes").append(["nothing here"])
    book.save(tmp_path / "c.xlsx")
    blocks = intakes(tmp_path / "c.xlsx", "cn-huadan")
    out, back = records(blocks)
    assert (out.setup_at, out.talk_ms, out.imei) == (at_home("2026-11-22 08:00"), 200_000, "490154203237518")
    assert (out.cli, out.called, out.source_row) == (8613861234567, 8651986661234, 4)
    assert (back.cli, back.called, back.talk_ms) == (86110, 8613861234567, 60_000)
    assert [(reject.row, reject.code) for reject in rejects(blocks)] == [(6, "unknown_direction")]


def test_numbers_that_a_spreadsheet_made_are_undone_where_nothing_is_lost(tmp_path: Path) -> None:
    text = HEADER + "".join(
        line(str(n), cli)
        for n, cli in enumerate(
            ['"=""13861234567"""', "13861234567.0", "1.3861234567E+10", "'13861234567", "\t13861234567"]
        )
    )
    calls = records(intakes(written(tmp_path, text), "linewarden"))
    assert [call.cli for call in calls] == [8613861234567] * 5


FREESWITCH = {
    "variables": {"uuid": "u-1", "start_epoch": "1795307580", "answer_epoch": "1795307590", "end_epoch": "1795307650",
                  "billsec": "60", "hangup_cause": "NORMAL_CLEARING", "sip_network_ip": "10.0.0.7", "sip_user_agent": "Linksys%2FSPA"},
    "callflow": [{"caller_profile": {"caller_id_number": "%2B8613861234567", "destination_number": "110"}}],
}  # fmt: skip


@pytest.mark.parametrize("shape", ["one", "pretty", "lines", "array"])
def test_freeswitch_json_is_read_however_it_is_laid_out(tmp_path: Path, shape: str) -> None:
    missed = {**FREESWITCH, "variables": {**FREESWITCH["variables"], "uuid": "u-2", "answer_epoch": "0"}}
    both = [FREESWITCH, missed]
    text = {
        "one": orjson.dumps(FREESWITCH),
        "pretty": orjson.dumps(FREESWITCH, option=orjson.OPT_INDENT_2),
        "lines": b"\n".join(map(orjson.dumps, both)),
        "array": orjson.dumps(both),
    }[shape]
    calls = records(intakes(written(tmp_path, text, "c.json"), "freeswitch-json"))
    assert (calls[0].cli, calls[0].talk_ms, calls[0].source_ip, calls[0].release_cause) == (
        8613861234567,
        60_000,
        "10.0.0.7",
        16,
    )
    assert calls[0].user_agent == "Linksys/SPA"
    assert [(call.call_id, call.answered_at is None) for call in calls[1:]] == (
        [("u-2", True)] if shape in {"lines", "array"} else []
    )


def test_a_broken_json_line_takes_no_neighbour_with_it(tmp_path: Path) -> None:
    good = orjson.dumps(FREESWITCH)
    blocks = intakes(written(tmp_path, good + b"\n" + good[:90] + b"\n" + good + b"\n", "c.json"), "freeswitch-json")
    assert len(records(blocks)) == 2
    assert [reject.row for reject in rejects(blocks)] == [2]


def test_cisco_files_have_a_row_of_types_and_signed_addresses(tmp_path: Path) -> None:
    text = (
        '"cdrRecordType","pkid","callingPartyNumber","finalCalledPartyNumber","originalCalledPartyNumber","origIpAddr",'
        '"dateTimeOrigination","dateTimeConnect","dateTimeDisconnect","duration","destCause_value","origCause_value"\n'
        "INTEGER,UNIQUEIDENTIFIER,VARCHAR(50),VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,INTEGER\n"
        '1,"p1","13861234567","","110",-1139627840,1795307580,1795307590,1795307650,60,16,0\n'
        '1,"p2","13861234567","110","110",-1139627840,1795307580,0,1795307600,0,0,17\n'
    )
    answered, busy = records(intakes(written(tmp_path, text, "cdr_Cluster_01_202611220833_1"), "cisco-cucm"))
    assert (answered.called, answered.source_ip, answered.talk_ms, answered.release_cause) == (
        86110,
        "192.168.18.188",
        60_000,
        16,
    )
    assert (busy.answered_at, busy.talk_ms, busy.release_cause, busy.source_row) == (None, 0, 17, 4)


def test_kamailio_keeps_julian_days_and_counts_no_ringing(tmp_path: Path) -> None:
    text = "id,start_time,end_time,duration,caller,callee,callid,src_ip\n1,2461366.5,2461366.50069444,60.0,13861234567,110,c1,10.0.0.1\n"
    path = written(tmp_path, text)
    (confirmed,) = records(intakes(path, "kamailio-acc-cdrs"))
    assert (confirmed.setup_at, confirmed.answered_at) == (utc("2026-11-22T00:00:00"), utc("2026-11-22T00:00:00"))
    assert (confirmed.talk_ms, confirmed.ended_at) == (60_000, utc("2026-11-22T00:01:00"))
    (invited,) = records(intakes(path, "kamailio-acc-cdrs-invite"))
    assert (invited.answered_at, invited.talk_ms, invited.ended_at) == (None, 0, utc("2026-11-22T00:01:00"))


def test_nothing_is_taken_in_without_a_valid_legal_basis(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + line())
    without = FeedSettings(name="cz-mobile", basis=None, home=Home("CN", "519", "常州"))
    with pytest.raises(LegalBasisError, match="'cz-mobile' names no legal basis"):
        intakes(path, "linewarden", feed=without)
    with pytest.raises(LegalBasisError, match="expired on 2027-01-01"):
        intakes(path, "linewarden", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert require_basis(FEED, NOW) is BASIS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('colour = "red"', "'colour' does not exist"),
        ('[fields]\ncaller = "a"', "'caller' does not exist"),
        ('[fields]\ncli = { from = "a", format = "x" }', "'format' does not exist"),
        ('[fields]\ncli = "a"\ncalled = "b"', "setup_at"),
        ('[fields]\nsetup_at = "a"', "cli and called"),
        ('zone = "Mars"\n[fields]\ncli = "a"\ncalled = "b"\nsetup_at = "c"', "'Mars'"),
        ("not toml", "not TOML"),
    ],
)
def test_a_map_that_cannot_be_used_says_which_key_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_map(text, where="mine.toml")


SMALL = Limits(chunk_bytes=256, row_bytes=300, field_bytes=80, quoted_lines=4, quoted_bytes=200)
ROWS = st.lists(
    st.one_of(
        st.just(line().encode()),
        st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n"),
        st.text('",\n\r;0a主é\0', max_size=40).map(lambda text: text.replace("\n", " ").encode() + b"\n"),
        st.just(b"z" * 700 + b"\n"),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_no_bytes_crash_the_reader_or_cost_a_clean_row(tmp_path: Path, rows: list[bytes]) -> None:
    clean = sum(row == line().encode() for row in rows)
    path = written(tmp_path, HEADER.encode() + line("first").encode() + b"".join(rows))
    try:
        blocks = intakes(path, "linewarden", limits=SMALL, block_rows=3)
    except FeedError:  # the only ground: too many control characters for a table
        assert sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in path.read_bytes()) > 4
        return
    taken = records(blocks)
    assert sum(call.call_id == "a" for call in taken) == clean
    numbers = [call.source_row for call in taken] + [reject.row for reject in rejects(blocks)]
    assert len(numbers) == len(set(numbers)) == sum(block.received for block in blocks)
    assert [block.is_last for block in blocks] == [False] * (len(blocks) - 1) + [True]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["linewarden", "cn-huadan", "asterisk", "freeswitch-json"]))
def test_any_bytes_are_blocks_or_a_feed_error(tmp_path: Path, raw: bytes, layout: str) -> None:
    for packed in (raw, gzip.compress(raw), _zipped(raw), b"PK\x03\x04" + raw, b"\x1f\x8b\x08" + raw):
        try:
            blocks = intakes(written(tmp_path, packed), layout, limits=SMALL)
        except FeedError:
            continue
        assert blocks[-1].is_last


def _zipped(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("calls.csv", raw)
    return out.getvalue()


@pytest.mark.parametrize("layout", ["linewarden", "freeswitch-json"])
@pytest.mark.parametrize("unit", [b'"\n', b'a,"\n', b'"",\n', b' {"a": {\n', b'{"\n', b"{\n {", b"\n", b'"\r'])
def test_hostile_text_is_read_in_time_that_grows_with_its_size(tmp_path: Path, layout: str, unit: bytes) -> None:
    head = HEADER.encode() + line().encode() if layout == "linewarden" else orjson.dumps(FREESWITCH) + b"\n"
    path = written(tmp_path, head + unit * ((128 << 10) // len(unit)))
    started = monotonic()
    assert len(records(intakes(path, layout))) == 1
    assert monotonic() - started < 30
