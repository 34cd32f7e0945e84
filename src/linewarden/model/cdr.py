"""Call detail records: one call as one carrier recorded it, as a row (`Cdr`) and as Arrow columns (`CDR_SCHEMA`).

On the hot path records travel as Arrow record batches of `CDR_SCHEMA`; a `Cdr` is the view of one row for people, tests and the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum

import pyarrow as pa

from linewarden.model.number import E164, WITHHELD


class Service(StrEnum):
    """What was carried."""

    VOICE = "voice"
    SMS = "sms"
    VIDEO = "video"
    FORWARDED = "forwarded"  # a leg made by call forwarding


class Route(IntEnum):
    """Where a call entered the network, as its trunk or feed tells. Stored as uint8: never renumber."""

    UNKNOWN = 0
    DOMESTIC = 1
    INTERNATIONAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cdr:
    """One call as one carrier recorded it. Times are UTC; `E164` says how numbers are written."""

    record_id: int  # uint64 hash of feed and content: the same record delivered twice has the same id
    feed: str  # name of the feed that delivered it
    basis_id: str  # legal basis that it was delivered under
    source_id: str  # first 16 hex digits of the SHA-256 of the file; for signalling: the sender
    source_row: int  # 1-based row of the file (header = 1), or running number of the sender's message
    call_id: str | None = None  # the carrier's own id
    service: str = Service.VOICE
    setup_at: datetime  # first seizure
    answered_at: datetime | None  # None: never answered
    ended_at: datetime  # release; equals setup_at for an SMS
    talk_ms: int  # 0 when never answered; ringing is not talk
    cli: E164 = WITHHELD  # number shown to the called party
    cli_raw: str | None = None  # as delivered
    cli_kind: int = 0  # NumberKind
    cli_fault: int = 0  # NumberFault
    called: E164 = WITHHELD
    called_raw: str | None = None
    called_kind: int = 0
    called_fault: int = 0
    release_cause: int | None = None  # ITU-T Q.850
    route: int = Route.UNKNOWN
    trunk_in: str | None = None
    trunk_out: str | None = None
    source_ip: str | None = None
    user_agent: str | None = None
    codec: str | None = None
    cell: str | None = None  # of the party that the carrier serves, as delivered
    imei: str | None = None  # digits as delivered
    imsi: str | None = None
    roaming: str | None = None  # place or network as delivered
    attestation: str | None = None  # SHAKEN A, B or C
    sip_oddity: int | None = (
        None  # Oddity bits that only signalling shows, SIGNALLED among them; None: not seen in signalling
    )


_AT = pa.timestamp("us", tz="UTC")
_NAME = pa.dictionary(pa.int32(), pa.utf8())

CDR_SCHEMA = pa.schema(
    [
        pa.field("record_id", pa.uint64(), nullable=False),
        pa.field("feed", _NAME, nullable=False),
        pa.field("basis_id", _NAME, nullable=False),
        pa.field("source_id", _NAME, nullable=False),
        pa.field("source_row", pa.int64(), nullable=False),
        pa.field("call_id", pa.utf8()),
        pa.field("service", _NAME, nullable=False),
        pa.field("setup_at", _AT, nullable=False),
        pa.field("answered_at", _AT),
        pa.field("ended_at", _AT, nullable=False),
        pa.field("talk_ms", pa.int64(), nullable=False),
        pa.field("cli", pa.int64(), nullable=False),
        pa.field("cli_raw", pa.utf8()),
        pa.field("cli_kind", pa.uint8(), nullable=False),
        pa.field("cli_fault", pa.uint8(), nullable=False),
        pa.field("called", pa.int64(), nullable=False),
        pa.field("called_raw", pa.utf8()),
        pa.field("called_kind", pa.uint8(), nullable=False),
        pa.field("called_fault", pa.uint8(), nullable=False),
        pa.field("release_cause", pa.int16()),
        pa.field("route", pa.uint8(), nullable=False),
        pa.field("trunk_in", _NAME),
        pa.field("trunk_out", _NAME),
        pa.field("source_ip", _NAME),
        pa.field("user_agent", _NAME),
        pa.field("codec", _NAME),
        pa.field("cell", _NAME),
        pa.field("imei", pa.utf8()),
        pa.field("imsi", pa.utf8()),
        pa.field("roaming", _NAME),
        pa.field("attestation", _NAME),
        pa.field("sip_oddity", pa.uint16()),
    ]
)
"""Columns of a batch of records, in the order of `Cdr`."""


def cdr_rows(batch: pa.RecordBatch) -> list[Cdr]:
    """The rows of a `CDR_SCHEMA` batch, in order. For screens and tests: about 20 µs a row."""
    return [Cdr(**row) for row in batch.to_pylist()]


def cdr_batch(rows: Iterable[Cdr]) -> pa.RecordBatch:
    """A `CDR_SCHEMA` batch of the rows, in order."""
    names = [field.name for field in fields(Cdr)]
    kept = list(rows)
    columns = [[getattr(row, name) for row in kept] for name in names]
    return pa.record_batch(
        [pa.array(column, CDR_SCHEMA.field(name).type) for name, column in zip(names, columns, strict=True)],
        schema=CDR_SCHEMA,
    )
