"""What the records that were found have in common: counts by value and over time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.cdr import Route
from linewarden.search.settled import moment

TOP = 8
MOST_BARS = 72
WIDTHS_S = (
    60,
    300,
    900,
    1800,
    3600,
    3 * 3600,
    6 * 3600,
    12 * 3600,
    86_400,
    7 * 86_400,
    30 * 86_400,
    365 * 86_400,
    3650 * 86_400,
)
"""Widths of a bar that people can read; the least one counts that gives `MOST_BARS` or fewer."""

_Value = TypeVar("_Value")
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, the greatest first but for hours; numbers are canonical."""

    routes: list[tuple[str, int]]
    answered: tuple[int, int]  # yes, no
    feeds: list[tuple[str, int]]
    hours: list[int]  # 24, by the clocks of the site
    callers: list[tuple[int, int]]
    called: list[tuple[int, int]]
    width_s: int  # of a bar
    bars: list[tuple[int, int]]  # its beginning, µs since 1970 UTC, and its records; without gaps, oldest first


def summary_of(records: pa.RecordBatch, zone: ZoneInfo) -> Summary:
    """The counts of a `CDR_SCHEMA` batch."""
    at_us: Ints = records.column("setup_at").cast(pa.int64()).to_numpy()
    answered = pc.sum(records.column("answered_at").is_valid()).as_py() or 0
    width_s, bars = _bars(at_us, _offsets(at_us, zone))
    return Summary(
        routes=_counts(Route(route).name.lower() for route in records.column("route").to_pylist()),
        answered=(answered, records.num_rows - answered),
        feeds=_counts(records.column("feed").to_pylist()),
        hours=np.bincount((at_us // 1_000_000 + _offsets(at_us, zone)) // 3600 % 24, minlength=24).tolist(),
        callers=_counts(number for number in records.column("cli").to_pylist() if number),
        called=_counts(number for number in records.column("called").to_pylist() if number),
        width_s=width_s,
        bars=bars,
    )


def _counts(values: Iterable[_Value]) -> list[tuple[_Value, int]]:
    return Counter(values).most_common(TOP)


def _offsets(at_us: Ints, zone: ZoneInfo) -> Ints:
    """Seconds that the site's clocks were ahead of UTC, at each time."""
    hours, places = np.unique(at_us // 3_600_000_000, return_inverse=True)
    ahead = [moment(int(hour) * 3_600_000_000).astimezone(zone).utcoffset() for hour in hours]
    return np.array([0 if each is None else int(each.total_seconds()) for each in ahead], np.int64)[places]


def _bars(at_us: Ints, ahead: Ints) -> tuple[int, list[tuple[int, int]]]:
    """Bars begin at whole widths of the site's clocks as they were at the newest record."""
    if not at_us.size:
        return WIDTHS_S[0], []
    shift = int(ahead[int(np.argmax(at_us))])
    shown = at_us // 1_000_000 + shift
    width = next((width for width in WIDTHS_S if shown.max() // width - shown.min() // width < MOST_BARS), WIDTHS_S[-1])
    places = shown // width
    first = int(places.min())
    counts = np.bincount(places - first)
    return width, [((int(first + n) * width - shift) * 1_000_000, int(count)) for n, count in enumerate(counts)]
