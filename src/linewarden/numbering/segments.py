"""Mainland mobile segments (the first 7 digits) to province, city and carrier, from the data file of the `phone` package.

The file is read once, on first use, into three arrays with one slot for each of the 700,000 possible segments: a look-up is one index
operation and needs no lock. Its vintage is `vintage()`; number portability makes the carrier a hint.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from phone import Phone

_FIRST = 1_300_000
_COUNT = 700_000
_ROW = np.dtype([("segment", "<i4"), ("offset", "<i4"), ("carrier", "u1")])

CARRIERS = (
    "",
    "中国移动",
    "中国联通",
    "中国电信",
    "中国电信（虚拟运营商）",
    "中国联通（虚拟运营商）",
    "中国移动（虚拟运营商）",
    "中国广电",
    "中国广电（虚拟运营商）",
)
"""By the carrier code of the data file."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What the first seven digits of a mobile number tell."""

    province: str
    city: str
    carrier: str


@dataclass(frozen=True, slots=True)
class _Table:
    vintage: str
    places: tuple[tuple[str, str, str], ...]  # province, city, area code with its 0
    place_of: npt.NDArray[np.int16]  # by segment, -1: not in the file
    carrier_of: npt.NDArray[np.uint8]


@cache
def _table() -> _Table:
    book = Phone()
    start: int = book.first_phone_record_offset
    rows = np.frombuffer(book.buf, _ROW, offset=start)
    offsets = sorted(set(rows["offset"].tolist()))
    texts = [book.buf[at : book.buf.index(b"\0", at)].decode().split("|") for at in offsets]
    slots = rows["segment"] - _FIRST
    place_of = np.full(_COUNT, -1, np.int16)
    carrier_of = np.zeros(_COUNT, np.uint8)
    place_of[slots] = np.searchsorted(np.array(offsets), rows["offset"])
    carrier_of[slots] = rows["carrier"]
    places = tuple((province, city, area) for province, city, _zip, area in texts)
    return _Table(book.version.decode(), places, place_of, carrier_of)


def vintage() -> str:
    """Year and month of the data, such as "2312"."""
    return _table().vintage


def area_of_segment(segment: str) -> str | None:
    """The area code, without its 0, that a mobile number of these first seven digits was handed out in; None when it is not in the file."""
    table, slot = _table(), int(segment) - _FIRST
    place = int(table.place_of[slot]) if 0 <= slot < _COUNT else -1
    return table.places[place][2].removeprefix("0") or None if place >= 0 else None


def areas_of_segments(segments: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same of first seven digits as numbers (1300000 to 1999999), as numbers; 0 where it is not in the file."""
    table = _table()
    areas = np.array(
        [int(area.removeprefix("0") or 0) for _, _, area in table.places] + [0], np.int64
    )  # the last of place -1
    found: npt.NDArray[np.int64] = areas[table.place_of[segments - _FIRST]]
    return found


def segment_of(nsn: str) -> Segment | None:
    """Place and carrier of an 11-digit mobile number; None when its segment is not in the file (newer than it, or never handed out)."""
    table = _table()
    slot = int(nsn[:7]) - _FIRST
    place = int(table.place_of[slot])
    if place < 0:
        return None
    province, city, _area = table.places[place]
    return Segment(province, city, CARRIERS[int(table.carrier_of[slot])])


def area_places() -> dict[str, Counter[tuple[str, str]]]:
    """Area code without its 0 → how many mobile segments each (province, city) has under it."""
    table = _table()
    found: dict[str, Counter[tuple[str, str]]] = {}
    used = table.place_of[table.place_of >= 0]
    for place, count in enumerate(np.bincount(used, minlength=len(table.places)).tolist()):
        province, city, area = table.places[place]
        found.setdefault(area[1:], Counter())[province, city] += count
    return found
