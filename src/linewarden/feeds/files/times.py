"""Written times to microseconds since 1970 UTC: a compiled reader for the common forms, a tolerant one for the rest."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from linewarden.feeds.files.compiled import compiled
from linewarden.feeds.files.split import Bytes, Spans
from linewarden.feeds.files.texts import Field
from linewarden.model.event import Ints

DATE_ORDERS: tuple[str, ...] = ("ymd", "dmy", "mdy")
"""How a date is to be read whose first part is not a year of four digits."""

NOTHING = np.iinfo(np.int64).min  # the field is empty or says zero
NOT_ONE = NOTHING + 1  # it holds something else than a time
_UNREAD = NOTHING + 2

_NOTHING, _NOT_READ = int(NOTHING), int(_UNREAD)
_NO_DATE = -1_000_000_000
_ZERO_DATE = -2_000_000_000
_DAY_US = 86_400_000_000
_BUCKET_US = 900_000_000  # zone offsets change on quarter hours
_EXCEL_EPOCH = 25_569  # 1970-01-01 as a spreadsheet's day number
_JULIAN_EPOCH = 2_440_587.5

_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_AFTERNOON = re.compile(r"(?i)(下午|晚上|\bp\.?m\.?)")
_MORNING = re.compile(r"(?i)(上午|凌晨|早上|\ba\.?m\.?)")
_OFFSET = re.compile(r"(?:\s*(Z|UTC|GMT))?\s*(?:([+-])(\d{2}):?(\d{2})?)?$", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?!\d)"
    r"|[时点](?P<minute_zh>\d{1,2})分(?:(?P<second_zh>\d{1,2})秒)?)"
)
_NUMBER = re.compile(r"^\d+(?:\.\d*)?$")


@compiled
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 (proleptic Gregorian); _NO_DATE when the date does not exist."""
    if month < 1 or month > 12 or day < 1:
        return _NO_DATE
    is_leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    last = 31
    if month in (4, 6, 9, 11):
        last = 30
    elif month == 2:
        last = 29 if is_leap else 28
    if day > last:
        return _NO_DATE
    y = year - 1 if month <= 2 else year
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719_468


@compiled
def _digits(buf: Bytes, at: int, end: int) -> int:
    k = at
    while k < end and 48 <= buf[k] <= 57:
        k += 1
    return k - at


@compiled
def _int(buf: Bytes, at: int, count: int) -> int:
    value = 0
    for k in range(at, at + count):
        value = value * 10 + (buf[k] - 48)
    return value


@compiled
def _number(  # noqa: C901, PLR0911  a form a branch
    buf: Bytes, start: int, end: int, count: int
) -> tuple[int, bool]:
    """(µs, is UTC) of a time that is written as one number; `count` digits before the point, if any."""
    whole = _int(buf, start, count)
    fraction = 0.0
    if start + count < end:
        scale = 0.1
        for k in range(start + count + 1, end):
            fraction += (buf[k] - 48) * scale
            scale *= 0.1
    if whole == 0 and fraction == 0.0:
        return _NOTHING, True
    if count == 14 and start + count == end:
        days = _days(_int(buf, start, 4), _int(buf, start + 4, 2), _int(buf, start + 6, 2))
        hour, minute, second = _int(buf, start + 8, 2), _int(buf, start + 10, 2), _int(buf, start + 12, 2)
        if days == _NO_DATE or hour > 23 or minute > 59 or second > 59:
            return _NOT_READ, False
        return days * _DAY_US + (hour * 3600 + minute * 60 + second) * 1_000_000, False
    if count in (9, 10):
        return whole * 1_000_000 + round(fraction * 1_000_000), True
    if start + count == end:
        if count in (12, 13) and whole >= 600_000_000_000 and count == 13:
            return whole * 1000, True
        if count == 16:
            return whole, True
    if count == 5:
        return (whole - _EXCEL_EPOCH) * _DAY_US + round(fraction * 86_400_000) * 1000, False
    if count == 7 and start + count < end:
        return (whole - 2_440_587) * _DAY_US + round((fraction - 0.5) * 86_400_000) * 1000, True
    return _NOT_READ, False


@compiled
def _date(buf: Bytes, k: int, end: int, order: int) -> tuple[int, int]:
    """(days since 1970, position behind) of a date in digits; (_NO_DATE, -1) when it is none, (_ZERO_DATE, …) for 0000-00-00."""
    count = _digits(buf, k, end)
    if count not in (1, 2, 4) or k + count >= end:
        return _NO_DATE, -1
    first, is_year_first = _int(buf, k, count), count == 4
    k += count
    separator = buf[k]
    count = _digits(buf, k + 1, end)
    if separator not in (45, 46, 47) or count not in (1, 2):  # - . /
        return _NO_DATE, -1
    second = _int(buf, k + 1, count)
    k += 1 + count
    if k >= end or buf[k] != separator:
        return _NO_DATE, -1
    count = _digits(buf, k + 1, end)
    if not (count in (1, 2) if is_year_first else count == 4 and order != 0):
        return _NO_DATE, -1
    third = _int(buf, k + 1, count)
    k += 1 + count
    if is_year_first:
        year, month, day = first, second, third
    elif order == 1:
        year, month, day = third, second, first
    else:
        year, month, day = third, first, second
    if year == 0 and month == 0 and day == 0:
        return _ZERO_DATE, k
    return (_days(year, month, day), k) if year >= 1000 else (_NO_DATE, -1)


@compiled
def _two(buf: Bytes, k: int) -> int:
    """Two digits as a number; 100 or more when they are none."""
    tens, ones = buf[k] - 48, buf[k + 1] - 48
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else 100


@compiled
def _clock(buf: Bytes, k: int, end: int) -> tuple[int, int]:
    """(µs since midnight, position behind) of 8:03, 08:03:11 or 08:03:11.250; (-1, -1) when it is no time of day."""
    count = _digits(buf, k, end)
    if count not in (1, 2) or k + count + 3 > end or buf[k + count] != 58:
        return -1, -1
    hour, minute = _int(buf, k, count), _two(buf, k + count + 1)
    k += count + 3
    second = 0
    fraction_us = 0
    if k < end and buf[k] == 58:
        if k + 3 > end:
            return -1, -1
        second = _two(buf, k + 1)
        k += 3
        if k < end and (buf[k] == 46 or buf[k] == 44):
            count = _digits(buf, k + 1, end)
            if count == 0 or count > 9:
                return -1, -1
            fraction_us = _int(buf, k + 1, min(count, 6))
            for _ in range(count, 6):
                fraction_us *= 10
            k += 1 + count
    if hour > 23 or minute > 59 or second > 59:
        return -1, -1
    return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction_us, k


@compiled
def _zone(buf: Bytes, k: int, end: int) -> tuple[int, int]:
    """(µs east of UTC, 1) of Z or +08:00, (0, 0) of nothing, (0, -1) of anything else."""
    if k == end:
        return 0, 0
    if buf[k] == 90 and k + 1 == end:
        return 0, 1
    if (buf[k] == 43 or buf[k] == 45) and k + 6 == end and buf[k + 3] == 58:
        hours, minutes = _two(buf, k + 1), _two(buf, k + 4)
        if hours <= 14 and minutes <= 59:
            east = (hours * 60 + minutes) * 60_000_000
            return (east if buf[k] == 43 else -east), 1
    return 0, -1


@compiled
def _is_number(buf: Bytes, k: int, end: int) -> bool:
    count = _digits(buf, k, end)
    if 0 < count <= 18 and k + count < end and buf[k + count] == 46:
        return k + count + 1 + _digits(buf, k + count + 1, end) == end
    return 0 < count <= 18 and k + count == end


@compiled
def _read(
    buf: Bytes, starts: Spans, ends: Spans, order: int, out: npt.NDArray[np.int64], is_utc: npt.NDArray[np.uint8]
) -> None:
    for i in range(starts.size):
        k, end = starts[i], ends[i]
        if k == end:
            out[i] = _NOTHING
            continue
        out[i] = _NOT_READ
        if _is_number(buf, k, end):
            us, utc = _number(buf, k, end, _digits(buf, k, end))
            out[i] = us
            is_utc[i] = utc
            continue
        days, k = _date(buf, k, end, order)
        if days == _ZERO_DATE:
            out[i] = _NOTHING
        if days <= _NO_DATE or k + 4 >= end or (buf[k] != 32 and buf[k] != 84):
            continue
        day_us, k = _clock(buf, k + 1, end)
        if day_us < 0:
            continue
        east_us, told = _zone(buf, k, end)
        if told >= 0:
            out[i] = days * _DAY_US + day_us - east_us
            is_utc[i] = told


def time_column(field: Field, zone: ZoneInfo, order: str) -> Ints:
    """Microseconds since 1970 UTC a row; NOTHING for an empty field, NOT_ONE for what is no time.

    Times without an offset are in `zone`; of two instants with the same local time the first is meant.
    """
    out = np.empty(len(field), np.int64)
    is_utc = np.zeros(len(field), np.uint8)
    _read(field.buf, field.starts, field.ends, DATE_ORDERS.index(order), out, is_utc)
    is_local = (is_utc == 0) & (out > _NOT_READ)
    to_utc(out, is_local, zone)
    for row in np.flatnonzero(out == _NOT_READ):
        out[row] = read_time(field.text(int(row)), zone, order)
    return out


def to_utc(local_us: Ints, rows: npt.NDArray[np.bool_], zone: ZoneInfo) -> None:
    """Turns the local times of the rows into UTC, in place."""
    if not rows.any():
        return
    buckets, which = np.unique(local_us[rows] // _BUCKET_US, return_inverse=True)
    offsets = np.array([_offset_us(int(bucket), zone) for bucket in buckets], np.int64)
    local_us[rows] -= offsets[which]


@lru_cache(maxsize=65_536)
def _offset_us(bucket: int, zone: ZoneInfo) -> int:
    seconds = bucket * (_BUCKET_US // 1_000_000)
    if not -60_000_000_000 < seconds < 250_000_000_000:  # beyond what datetime holds
        return 0
    naive = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=zone)
    offset = naive.utcoffset()
    assert offset is not None
    return round(offset.total_seconds()) * 1_000_000


@lru_cache(maxsize=65_536)
def read_time(text: str, zone: ZoneInfo, order: str) -> int:  # noqa: PLR0911  a form a branch
    """Microseconds since 1970 UTC of one written time; NOTHING or NOT_ONE as in `time_column`.

    Besides the common forms: AM and PM, 上午 and 下午, 2025年11月22日 8时33分, 22-Nov-2025, years of two digits, full-width digits.
    """
    written = " ".join(unicodedata.normalize("NFKC", text).strip("=\"' \t").split())
    if _NUMBER.match(written):
        return _from_number(written, zone)
    is_pm, is_am = bool(_AFTERNOON.search(written)), bool(_MORNING.search(written))
    written = _MORNING.sub(" ", _AFTERNOON.sub(" ", written)).strip()
    clock = _CLOCK.search(written)
    if clock is None:
        return int(NOT_ONE)
    day = _read_date(written[: clock.start()].strip(" T,"), order)
    tail = _OFFSET.fullmatch(written[clock.end() :])
    if day is None or tail is None:
        return int(NOTHING) if day == 0 else int(NOT_ONE)
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["minute_zh"])
    second = int(clock["second"] or clock["second_zh"] or 0)
    if is_pm or is_am:
        if not 1 <= hour <= 12 and not (is_pm and hour < 24):
            return int(NOT_ONE)
        hour = hour % 12 + (12 if is_pm else 0) if hour <= 12 else hour
    if hour > 23 or minute > 59 or second > 59:
        return int(NOT_ONE)
    us = (
        day * _DAY_US
        + (hour * 3600 + minute * 60 + second) * 1_000_000
        + int((clock["fraction"] or "")[:6].ljust(6, "0"))
    )
    if not tail[0].strip():
        return us - _offset_us(us // _BUCKET_US, zone)
    minutes = int(tail[3] or 0) * 60 + int(tail[4] or 0)
    if minutes > 14 * 60 + 59 or int(tail[4] or 0) > 59:
        return int(NOT_ONE)
    return us - (minutes if tail[2] != "-" else -minutes) * 60_000_000


def _from_number(written: str, zone: ZoneInfo) -> int:
    raw = np.frombuffer(written.encode(), np.uint8)
    digits = len(written.split(".", maxsplit=1)[0])
    if digits in (8, 12) and "." not in written:
        padded = np.frombuffer(written.ljust(14, "0").encode(), np.uint8)
        us, is_utc = _one_number(padded, 14)
    else:
        us, is_utc = _one_number(raw, digits)
    if us == _NOT_READ:
        return int(NOT_ONE)
    return us if is_utc or us == _NOTHING else us - _offset_us(us // _BUCKET_US, zone)


def _one_number(raw: Bytes, digits: int) -> tuple[int, bool]:
    out, is_utc = np.empty(1, np.int64), np.zeros(1, np.uint8)
    _read(raw, np.zeros(1, np.int32), np.full(1, raw.size, np.int32), 0, out, is_utc)
    return (int(out[0]) if digits <= 18 else _NOT_READ), bool(is_utc[0])


_DATE = re.compile(r"^(\d{1,4})\s*[-/.年]\s*(\d{1,2}|[A-Za-z]{3,9})\s*[-/.月]\s*(\d{1,4})\s*日?$")
_DATE_WORDS = re.compile(r"^(?:[A-Za-z]{3,9},? )?(?:(\d{1,2}) ([A-Za-z]{3,9})|([A-Za-z]{3,9}) (\d{1,2})),? (\d{4})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def _read_date(written: str, order: str) -> int | None:
    """Days since 1970 of a written date; None when it is none."""
    if words := _DATE_WORDS.match(written):
        return _day(words[5], words[2] or words[3], words[1] or words[4])
    if compact := _COMPACT.match(written):
        return _day(*compact.groups())
    match = _DATE.match(written)
    if match is None:
        return None
    first, second, third = match.groups()
    if len(first) == 4 or (order == "ymd" and len(third) <= 2 and second.isdigit()):
        return _day(first, second, third)
    if order == "mdy" and second.isdigit():
        return _day(third, first, second)
    return _day(third, second, first)


def _day(year: str, month: str, day: str) -> int | None:
    number = _MONTHS.get(month[:3].lower(), 0) if not month.isdigit() else int(month)
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full_year, number, int(day)).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return None
