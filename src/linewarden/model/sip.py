"""SIP messages as a capture agent reported them: one row a message, as `SipEvent` and as Arrow columns (`SIP_SCHEMA`)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class SipEvent:
    """One SIP message (RFC 3261) seen on the wire. `seen_at` is the capture agent's clock, UTC."""

    event_id: int  # uint64 hash of addresses and bytes: a retransmission has the same id
    feed: str
    basis_id: str
    sender: str  # capture agent: "name or id@address"
    sender_row: int  # running number of the message of this sender
    seen_at: datetime
    src_ip: str
    src_port: int
    dst_ip: str
    dst_port: int
    transport: str  # "udp", "tcp", "tls", "sctp", "ws"
    method: str | None  # of a request; None for a response
    status: int | None  # of a response; None for a request
    call_id: str
    cseq: int
    cseq_method: str
    branch: str | None  # of the topmost Via
    request_user: str | None  # user part of the request URI
    from_user: str | None
    from_display: str | None
    from_tag: str | None
    to_user: str | None
    to_tag: str | None
    pai_user: str | None  # P-Asserted-Identity (RFC 3325)
    diverted_by: str | None  # Diversion or History-Info user (RFC 5806, 7044)
    user_agent: str | None  # User-Agent or Server
    codec: str | None  # first codec of an SDP body
    media_ip: str | None  # c= of an SDP body
    q850_cause: int | None  # Reason header (RFC 3326)
    raw: bytes  # the message; bodies other than SDP are cut, they are content


_AT = pa.timestamp("us", tz="UTC")
_NAME = pa.dictionary(pa.int32(), pa.utf8())

SIP_SCHEMA = pa.schema(
    [
        pa.field("event_id", pa.uint64(), nullable=False),
        pa.field("feed", _NAME, nullable=False),
        pa.field("basis_id", _NAME, nullable=False),
        pa.field("sender", _NAME, nullable=False),
        pa.field("sender_row", pa.int64(), nullable=False),
        pa.field("seen_at", _AT, nullable=False),
        pa.field("src_ip", _NAME, nullable=False),
        pa.field("src_port", pa.uint16(), nullable=False),
        pa.field("dst_ip", _NAME, nullable=False),
        pa.field("dst_port", pa.uint16(), nullable=False),
        pa.field("transport", _NAME, nullable=False),
        pa.field("method", _NAME),
        pa.field("status", pa.int16()),
        pa.field("call_id", pa.utf8(), nullable=False),
        pa.field("cseq", pa.int64(), nullable=False),
        pa.field("cseq_method", _NAME, nullable=False),
        pa.field("branch", pa.utf8()),
        pa.field("request_user", pa.utf8()),
        pa.field("from_user", pa.utf8()),
        pa.field("from_display", pa.utf8()),
        pa.field("from_tag", pa.utf8()),
        pa.field("to_user", pa.utf8()),
        pa.field("to_tag", pa.utf8()),
        pa.field("pai_user", pa.utf8()),
        pa.field("diverted_by", pa.utf8()),
        pa.field("user_agent", _NAME),
        pa.field("codec", _NAME),
        pa.field("media_ip", _NAME),
        pa.field("q850_cause", pa.int16()),
        pa.field("raw", pa.binary(), nullable=False),
    ]
)
"""Columns of a batch of SIP messages, in the order of `SipEvent`."""


def sip_rows(batch: pa.RecordBatch) -> list[SipEvent]:
    """The rows of a `SIP_SCHEMA` batch, in order."""
    return [SipEvent(**row) for row in batch.to_pylist()]


def sip_batch(rows: Iterable[SipEvent]) -> pa.RecordBatch:
    """A `SIP_SCHEMA` batch of the rows, in order."""
    kept = list(rows)
    columns = [
        pa.array([getattr(row, field.name) for row in kept], SIP_SCHEMA.field(field.name).type)
        for field in fields(SipEvent)
    ]
    return pa.record_batch(columns, schema=SIP_SCHEMA)
