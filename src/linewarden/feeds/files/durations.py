"""Written durations to milliseconds."""

import re
import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from linewarden.feeds.files.compiled import compiled
from linewarden.feeds.files.split import Bytes, Spans
from linewarden.feeds.files.texts import Field
from linewarden.model.event import Ints

UNIT_MS: dict[str, float] = {"s": 1000, "ms": 1, "us": 0.001, "min": 60_000}
"""Units that a map may name."""

NOTHING = -1  # the field is empty
NOT_ONE = -2  # it holds something else than a duration
_UNREAD = -3

_CHINESE = re.compile(
    r"^(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|min|m|'|′))?(?:(\d+(?:\.\d+)?)(?:秒钟|秒|s|sec|\"|″)?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,6}):(\d{1,2}(?:\.\d+)?)$")
_PLAIN = re.compile(r"^\d{1,12}(?:\.\d+)?$|^\.\d+$")


@lru_cache(maxsize=65_536)
def read_duration(text: str, unit: str) -> int:
    """Milliseconds of one written duration: "187", "3:07", "00:03:07", "3分07秒"; NOT_ONE when it is none.

    `unit` is what a bare number counts. Two parts of a clock time are minutes and seconds.
    """
    written = "".join(unicodedata.normalize("NFKC", text).split()).strip("\"'=") if '"' in text else _folded(text)
    if _PLAIN.match(written):
        return round(float(written) * UNIT_MS[unit])
    if clock := _CLOCK.match(written):
        hours, minutes, seconds = clock.groups()
        return round((int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    spoken = _CHINESE.match(written)
    if spoken and any(spoken.groups()):
        hours, minutes, seconds = spoken.groups()
        return round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)) * 1000)
    return NOT_ONE


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@compiled
def _read(  # noqa: C901  one state machine over bytes: pieces of it would pass a dozen positions around
    buf: Bytes, starts: Spans, ends: Spans, unit_ms: float, out: npt.NDArray[np.int64]
) -> None:
    for i in range(starts.size):
        start, end = starts[i], ends[i]
        if start == end:
            out[i] = NOTHING
            continue
        out[i] = _UNREAD
        whole = 0
        k = start
        while k < end and 48 <= buf[k] <= 57:
            whole = whole * 10 + (buf[k] - 48)
            k += 1
        digits = k - start
        if digits == 0 or digits > 12:
            continue
        if k == end:
            out[i] = round(whole * unit_ms)
            continue
        if digits <= 6 and buf[k] == 58:  # H:MM:SS or M:SS
            parts = 1
            part = -1
            total = whole
            k += 1
            is_clock = True
            while is_clock:
                if k + 2 > end or not (48 <= buf[k] <= 57 and 48 <= buf[k + 1] <= 57):
                    is_clock = False
                    break
                part = (buf[k] - 48) * 10 + buf[k + 1] - 48
                total = total * 60 + part
                parts += 1
                k += 2
                if k == end:
                    break
                if parts == 3 or buf[k] != 58:
                    is_clock = False
                    break
                k += 1
            if is_clock:
                out[i] = total * 1000


def duration_column(field: Field, unit: str) -> Ints:
    """Milliseconds a row; NOTHING for an empty field, NOT_ONE for what is no duration."""
    out = np.empty(len(field), np.int64)
    _read(field.buf, field.starts, field.ends, UNIT_MS[unit], out)
    for row in np.flatnonzero(out == _UNREAD):
        out[row] = read_duration(field.text(int(row)), unit)
    return out
