"""A writer that is killed: everything it delivers can be computed from how far its sources are read."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa

from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.intake import Intake
from linewarden.model.reject import Reject
from linewarden.model.sip import SipEvent, sip_batch
from linewarden.store.kept import FeedCounts
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

START = datetime(2026, 11, 1, tzinfo=UTC)
SETTINGS = StoreSettings(segment_bytes=200_000, seal_rows=3_000, keep_spool_bytes=0, merge_ranges=3, merged_rows=30_000)
SENDER = "edge@10.0.0.1"
BLOCK = 100
ROWS = 3_000  # of a file


with tempfile.TemporaryDirectory() as empty:
    RecordStore.open(Path(empty), settings=SETTINGS).close()  # compiled once, before the writers are forked


def file_name(number: int) -> str:
    """Source id of a file."""
    return f"{number:016d}"


def content(number: int, row: int) -> int | None:
    """What stands in a row of a file: a call; None is unreadable. Some rows repeat the row before, some the file before."""
    if row % 25 == 0:
        return None
    if row % 10 == 7:
        return content(number, row - 1)
    if row % 50 == 3 and number:
        return content(number - 1, row)
    return number * ROWS + row


def expected_of_files(next_rows: dict[int, int]) -> tuple[FeedCounts, set[int]]:
    """Counts, and the calls that are stored, when the files are read so far."""
    calls: set[int] = set()
    received = rejected = 0
    for number, next_row in next_rows.items():
        for row in range(next_row):
            call = content(number, row)
            received += 1
            rejected += call is None
            if call is not None:
                calls.add(call)
    return FeedCounts(len(calls), rejected, received - rejected - len(calls)), calls


def expected_of_sender(next_row: int) -> FeedCounts:
    """Counts of the messages: each block repeats ten of the block before."""
    blocks = next_row // BLOCK
    return FeedCounts(next_row, 0, 10 * max(0, blocks - 1), next_row // 10, next_row)


def record(call: int, feed: str = "files") -> Cdr:
    """One call. Its id follows from its number."""
    at = START + timedelta(seconds=call)
    return Cdr(
        record_id=call * 0x9E3779B97F4A7C15 % 2**64,
        feed=feed,
        basis_id="T-1",
        source_id="",
        source_row=call,
        setup_at=at,
        answered_at=None,
        ended_at=at,
        talk_ms=0,
        cli=8613800000000 + call,
        called=8613900000000 + call,
    )


def message(row: int) -> SipEvent:
    """One message; ten a second."""
    absent = dict.fromkeys(("branch", "request_user", "from_user", "from_display", "from_tag", "to_user", "to_tag"))
    absent |= dict.fromkeys(("pai_user", "diverted_by", "user_agent", "codec", "media_ip", "q850_cause"))
    values: dict[str, Any] = {"feed": "hep", "basis_id": "T-1", "sender": SENDER, "sender_row": row}
    values |= {
        "seen_at": START + timedelta(seconds=row / 10),
        "src_ip": "a",
        "src_port": 1,
        "dst_ip": "b",
        "dst_port": 2,
    }
    values |= {
        "transport": "udp",
        "method": "BYE",
        "status": None,
        "call_id": str(row),
        "cseq": 1,
        "cseq_method": "BYE",
    }
    return SipEvent(event_id=row + 1, raw=b"BYE", **values, **absent)


def file_block(number: int, row: int) -> Intake:
    """The next block of a file."""
    calls = [(at, content(number, at)) for at in range(row, row + BLOCK)]
    return Intake(
        feed="files",
        basis_id="T-1",
        source_id=file_name(number),
        next_row=row + BLOCK,
        is_last=row + BLOCK == ROWS,
        cdrs=cdr_batch(record(call) for _, call in calls if call is not None),
        sip=None,
        rejects=tuple(Reject(row=at, field="", value="", reason="r", code="c") for at, call in calls if call is None),
        arrived_ns=0,
    )


def sender_block(row: int) -> Intake:
    """The next block of messages."""
    return Intake(
        feed="hep",
        basis_id="T-1",
        source_id=SENDER,
        next_row=row + BLOCK,
        is_last=False,
        cdrs=None,
        sip=sip_batch(message(at) for at in range(max(0, row - 10), row + BLOCK)),
        rejects=(),
        arrived_ns=0,
    )


def calls_of_block(row: int) -> pa.RecordBatch:
    """The calls that end with a block of messages: one of ten."""
    return cdr_batch(record(10**9 + at, "hep") for at in range(row, row + BLOCK, 10))


def unread(store: RecordStore) -> Iterator[tuple[int, int]]:
    """(file, row) where each next block begins, forever."""
    number = 0
    while True:
        while not store.is_done(file_name(number)):
            yield number, store.resume_row(file_name(number))
        number += 1


def deliver(folder: Path, acknowledged: Connection, files: int | None) -> None:
    """Deliver blocks until killed, or until so many files are read; each acknowledgement is sent on."""
    with RecordStore.open(folder, settings=SETTINGS) as store:
        done = store.resume_row(SENDER)
        if done:
            store.add_calls("hep", "T-1", calls_of_block(done - BLOCK))
        for number, row in unread(store):
            if number == files:
                break
            done = store.resume_row(SENDER)
            store.take([file_block(number, row), sender_block(done)])
            acknowledged.send((number, row + BLOCK, done + BLOCK))
            store.add_calls("hep", "T-1", calls_of_block(done))
    acknowledged.close()
