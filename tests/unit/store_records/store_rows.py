"""Small records, messages and intakes with values that a reader can derive."""

import resource
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.intake import Intake
from linewarden.model.reject import Reject
from linewarden.model.sip import SipEvent, sip_batch
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

START = datetime(2026, 11, 1, tzinfo=UTC)
BY_HAND = StoreSettings(is_sealing_itself=False)


def at(seconds: float) -> datetime:
    """So many seconds after the start of time."""
    return START + timedelta(seconds=seconds)


def cdr(number: int, **changes: Any) -> Cdr:
    """Call `number`: set up `number` seconds after the start, answered, one minute long."""
    values: dict[str, Any] = {
        "record_id": number * 0x9E3779B97F4A7C15 % 2**64,
        "feed": "cmcc",
        "basis_id": "CZ-1",
        "source_id": "aa" * 8,
        "source_row": number + 2,
        "call_id": f"call-{number}",
        "setup_at": at(number),
        "answered_at": at(number + 5),
        "ended_at": at(number + 65),
        "talk_ms": 60_000,
        "cli": 8613800000000 + number,
        "cli_raw": str(13800000000 + number),
        "called": 8613900000000 + number,
        "called_raw": f"+{8613900000000 + number}",
    }
    return Cdr(**(values | changes))


def cdrs(numbers: Iterable[int], **changes: Any) -> pa.RecordBatch:
    """A batch of calls."""
    return cdr_batch(cdr(number, **changes) for number in numbers)


def sip(number: int, seconds: float, feed: str = "hep") -> SipEvent:
    """Message `number`, seen so many seconds after the start."""
    absent = dict.fromkeys(("branch", "request_user", "from_user", "from_display", "from_tag", "to_user", "to_tag"))
    absent |= dict.fromkeys(("pai_user", "diverted_by", "user_agent", "codec", "media_ip", "q850_cause"))
    return SipEvent(
        event_id=number,
        feed=feed,
        basis_id="CZ-1",
        sender="edge@10.0.0.1",
        sender_row=number,
        seen_at=at(seconds),
        src_ip="10.0.0.1",
        src_port=5060,
        dst_ip="10.0.0.2",
        dst_port=5060,
        transport="udp",
        method="INVITE",
        status=None,
        call_id=f"c{number}",
        cseq=1,
        cseq_method="INVITE",
        raw=b"INVITE sip:110@10.0.0.2 SIP/2.0",
        **absent,
    )


def messages(numbers: Sequence[int], seconds: float) -> pa.RecordBatch:
    """A batch of messages seen at one moment."""
    return sip_batch(sip(number, seconds) for number in numbers)


def rejects(rows: Iterable[int]) -> tuple[Reject, ...]:
    """Refused rows."""
    return tuple(
        Reject(row=row, field="setup_at", value="x", reason="is not a time", code="not_a_time") for row in rows
    )


def intake(records: pa.RecordBatch | None = None, **changes: Any) -> Intake:
    """A block of feed cmcc."""
    values: dict[str, Any] = {
        "feed": "cmcc",
        "basis_id": "CZ-1",
        "source_id": "aa" * 8,
        "next_row": 0,
        "is_last": False,
        "cdrs": records,
        "sip": None,
        "rejects": (),
        "arrived_ns": 7,
    }
    return Intake(**(values | changes))


def open_store(folder: Path, **changes: Any) -> RecordStore:
    """A store that seals only when told to; without sync, which only a power cut could tell."""
    return RecordStore.open(folder, **({"settings": BY_HAND, "sync": False} | changes))


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: writing fails as on a full disk, in the middle of a block."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
