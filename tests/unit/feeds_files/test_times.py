"""Written times: the compiled reader and the tolerant one agree, and both read what carriers write."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.feeds.files import durations, times
from linewarden.feeds.files.durations import duration_column, read_duration
from linewarden.feeds.files.texts import Field
from linewarden.feeds.files.times import read_time, time_column

SHANGHAI = ZoneInfo("Asia/Shanghai")


def field(*texts: str) -> Field:
    encoded = [text.encode() for text in texts]
    bounds = np.cumsum([0, *(len(text) for text in encoded)]).astype(np.int32)
    return Field(np.frombuffer(b"".join(encoded) or b"\n", np.uint8), bounds[:-1].copy(), bounds[1:].copy())


def us(text: str, zone: ZoneInfo = SHANGHAI) -> int:
    """Microseconds since 1970 of an ISO time on the clocks of a zone."""
    gap = datetime.fromisoformat(text).replace(tzinfo=zone) - datetime(1970, 1, 1, tzinfo=UTC)
    return round(gap.total_seconds() * 1_000_000)


READABLE = [
    ("2026-11-22 08:33:11", "ymd", "2026-11-22 08:33:11"),
    ("2026/11/2 8:03", "ymd", "2026-11-02 08:03"),
    ("2026.11.22 08:33:11", "ymd", "2026-11-22 08:33:11"),
    ("20261122083311", "ymd", "2026-11-22 08:33:11"),
    ("202611220833", "ymd", "2026-11-22 08:33"),
    ("2026-11-22T00:33:11Z", "ymd", "2026-11-22 08:33:11"),
    ("2026-11-22T09:33:11.250+09:00", "ymd", "2026-11-22 08:33:11.250"),
    ("2026-11-22 09:33:11 +0900", "ymd", "2026-11-22 08:33:11"),
    ("22/11/2026 08:33:11", "dmy", "2026-11-22 08:33:11"),
    ("11/22/2026 08:33:11", "mdy", "2026-11-22 08:33:11"),
    ("11/22/2026 8:33:11 PM", "mdy", "2026-11-22 20:33:11"),
    ("22/11/26 12:33 am", "dmy", "2026-11-22 00:33"),
    ("2026-11-22 下午8:33:11", "ymd", "2026-11-22 20:33:11"),
    ("2026年11月22日 8时33分11秒", "ymd", "2026-11-22 08:33:11"),
    ("２０２６－１１－２２　０８：３３：１１", "ymd", "2026-11-22 08:33:11"),
    ("22-Nov-2026 08:33:11", "ymd", "2026-11-22 08:33:11"),
    ("Nov 22, 2026 8:33:11 PM", "ymd", "2026-11-22 20:33:11"),
    ("1795307591", "ymd", "2026-11-22 08:33:11"),
    ("1795307591.25", "ymd", "2026-11-22 08:33:11.250"),
    ("1795307591250", "ymd", "2026-11-22 08:33:11.250"),
    ("1795307591250000", "ymd", "2026-11-22 08:33:11.250"),
    ("46348.356377315", "ymd", "2026-11-22 08:33:11"),  # spreadsheet day number
    ("2461366.5", "ymd", "2026-11-22 08:00:00"),  # Julian day: noon of the 21st plus half a day, UTC
]


@pytest.mark.parametrize(("text", "order", "expected"), READABLE)
def test_times_are_read_as_carriers_write_them(text: str, order: str, expected: str) -> None:
    assert time_column(field(text), SHANGHAI, order)[0] == us(expected)
    assert read_time(text, SHANGHAI, order) == us(expected)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30 08:00:00",
        "2026-11-22 24:00:00",
        "2026-11-22",
        "08:00:00",
        "soon",
        "12",
        "2026-11-22 08:3",
        "2026-11-22 08:33:1",
        "99999999999999",
    ],
)
def test_what_is_no_time_is_told(text: str) -> None:
    assert time_column(field(text), SHANGHAI, "ymd")[0] == times.NOT_ONE


def test_nothing_and_zero_are_no_time_but_no_fault() -> None:
    assert (time_column(field("", "0", "0000-00-00 00:00:00"), SHANGHAI, "ymd") == times.NOTHING).all()


def test_local_times_follow_the_zone_through_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer, winter = time_column(field("2026-07-01 12:00:00", "2026-12-01 12:00:00"), berlin, "ymd")
    assert (summer, winter) == (us("2026-07-01 10:00", ZoneInfo("UTC")), us("2026-12-01 11:00", ZoneInfo("UTC")))


PIECES = st.one_of(
    st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)).flatmap(  # noqa: DTZ001  local by intent
        lambda at: st.sampled_from(
            [
                at.isoformat(" "),
                at.isoformat() + "Z",
                f"{at:%Y/%m/%d %H:%M}",
                f"{at:%d/%m/%Y %H:%M:%S}",
                f"{at:%Y%m%d%H%M%S}",
                f"{at.day}.{at.month}.{at.year} {at.hour}:{at.minute:02}",
                at.isoformat() + "+05:30",
                at.isoformat(" ") + "-00:00",
            ]
        )
    ),
    st.text("0123456789-/:. TZ+,年", max_size=24),
    st.integers(0, 10**19).map(str),
    st.floats(0, 1e11, allow_nan=False).map(lambda number: f"{number:.6f}"),
)


@settings(max_examples=500, deadline=None)
@given(PIECES, st.sampled_from(times.DATE_ORDERS), st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin"]))
def test_the_compiled_reader_and_the_tolerant_one_agree(text: str, order: str, zone: str) -> None:
    text = text.strip()
    expected = times.NOTHING if not text else read_time(text, ZoneInfo(zone), order)
    assert time_column(field(text), ZoneInfo(zone), order)[0] == expected


@pytest.mark.parametrize(
    ("text", "unit", "ms"),
    [
        ("187", "s", 187_000),
        ("187.5", "s", 187_500),
        ("187", "ms", 187),
        ("3", "min", 180_000),
        ("00:03:07", "s", 187_000),
        ("3:07", "s", 187_000),
        ("3分07秒", "s", 187_000),
        ("1小时2分3秒", "s", 3_723_000),
        ("3分钟", "s", 180_000),
        ("187秒", "s", 187_000),
        ("3'07\"", "s", 187_000),
        ("１８７", "s", 187_000),
        ("0", "s", 0),
    ],
)
def test_durations_are_read_as_carriers_write_them(text: str, unit: str, ms: int) -> None:
    assert duration_column(field(text), unit)[0] == ms == read_duration(text, unit)


@settings(max_examples=400, deadline=None)
@given(st.text("0123456789:.分秒小时-s", max_size=14), st.sampled_from(list(durations.UNIT_MS)))
def test_both_readings_of_a_duration_agree(text: str, unit: str) -> None:
    expected = durations.NOTHING if not text else read_duration(text, unit)
    assert duration_column(field(text), unit)[0] == expected
