"""A city's calls, made up: the same events for everybody who is compared."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.peers.job import CSV, PARQUET, PLAIN_PARQUET
from linewarden.model.event import EVENT_COLUMNS, EventBlock, EventKind, event_block

START_US = 1_790_000_000_000_000
DAYS = 10
DAY_US = 86_400_000_000
CHANGERS = 20  # one of so many people gets another handset
PER_PERSON = 40  # calls of one caller in these days


def city(
    rows: int,
    *,
    all_told: bool = True,
    people: int | None = None,
    first_day: int = 0,
    days: int = DAYS,
    scale: int = 1,
) -> EventBlock:
    """Days of calls of rows / 40 people, four in five of them to eight contacts; in order of time, each in a millisecond of its own.

    Each number has a handset and a card of its own; one in twenty gets another handset on one of ten days.
    `scale`: so many times fewer cells, trunks, addresses and kinds of SIP software than a city has.
    """
    own, draw = np.random.default_rng(7), np.random.default_rng([7, first_day])
    people = people or max(rows // PER_PERSON, 100)
    numbers = 8_613_000_000_000 + np.arange(people) * 7_368_787 % max(people, 10_000_019)  # scattered, no two alike
    contacts = own.integers(0, people, (people, 8), np.int32)
    caller = draw.integers(0, people, rows)
    called = np.where(
        draw.random(rows) < 0.8, contacts[caller, draw.integers(0, 8, rows)], draw.integers(0, people, rows)
    )
    at = np.sort(draw.choice(days * 86_400_000, rows, replace=False, shuffle=False))
    at = START_US + 1000 * (at + first_day * 86_400_000)
    is_answered = draw.random(rows) < 0.6
    columns: dict[str, Any] = {
        "at_us": at,
        "kind": np.full(rows, EventKind.RECORD),
        "record_id": draw.integers(1, 2**62, rows),
        "setup_us": at - 60_000_000,
        "answered_us": np.where(is_answered, at - 40_000_000, 0),
        "talk_ms": np.where(is_answered, draw.integers(0, 200_000, rows), 0),
        "ring_ms": draw.integers(0, 30_000, rows),
        "cli": numbers[caller],
        "called": numbers[called],
    }
    if all_told:
        columns |= {
            "imei": numbers[caller] + 1 + 3 * _has_another_handset(caller, (at - START_US) // DAY_US),
            "imsi": numbers[caller] + 2,
            "stack": 1 + draw.integers(0, -(-500 // scale), rows),
            "cell": 1 + draw.integers(0, -(-20_000 // scale), rows),
            "trunk": 1 + draw.integers(0, -(-300 // scale), rows),
            "source_ip": 1 + draw.integers(0, -(-1_000 // scale), rows),
        }
    return event_block(**columns)


def _has_another_handset(person: npt.NDArray[np.int64], day: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    changes = person // CHANGERS % DAYS
    return (person % CHANGERS == 0) & (day >= changes)


def table(events: EventBlock) -> pa.Table:
    """All columns, and `row`: the position in the stream."""
    return pa.table({"row": np.arange(len(events)), **{name: getattr(events, name) for name in EVENT_COLUMNS}})


def plain(events: EventBlock) -> pa.Table:
    """The columns of the reference job."""
    return pa.table(
        {
            "at_ms": events.at_us // 1000,
            "cli": events.cli,
            "called": events.called,
            "is_answered": (events.answered_us > 0).astype(np.int64),
            "talk_ms": events.talk_ms,
        }
    )


def write(events: EventBlock, folder: Path) -> None:
    """The files that the peers read."""
    pq.write_table(table(events), folder / PARQUET, compression="zstd", row_group_size=1 << 18)
    pq.write_table(plain(events), folder / PLAIN_PARQUET, compression="zstd", row_group_size=1 << 18)
    pyarrow.csv.write_csv(
        plain(events), folder / CSV, pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
    )


def write_plain(rows: int, path: Path) -> None:
    """Only the columns of the reference job, a day at a time: as many rows as the disk takes."""
    people = max(rows // PER_PERSON, 100)
    with pq.ParquetWriter(path, plain(city(1)).schema, compression="zstd") as file:
        for day in range(DAYS):
            events = city(rows // DAYS, all_told=False, people=people, first_day=day, days=1)
            file.write_table(plain(events), row_group_size=1 << 18)


def read(path: Path) -> EventBlock:
    """The events of a file, as blocks come to the engine."""
    columns = pq.read_table(path)
    return event_block(**{name: columns.column(name).to_numpy() for name in EVENT_COLUMNS})
