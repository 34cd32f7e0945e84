"""Frames of the spool: one block of rows with its counts, as bytes that prove themselves whole.

Layout, little-endian: magic, version, place in its commit, block number, four lengths, CRC of the body, CRC of all before and of the
header; header (JSON); records, messages and rejects as Arrow IPC streams. Blocks of one commit become durable together, so a frame
that is broken is *torn* (never acknowledged) when nothing of a later commit follows it, and *damaged* otherwise.
"""

import struct
import zlib
from dataclasses import asdict, dataclass

import orjson
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import REJECT_SCHEMA, completed, decode, encode

MAGIC = b"LWSP"
VERSION = 1
_SCHEMAS = (CDR_SCHEMA, SIP_SCHEMA, REJECT_SCHEMA)
_FIXED = struct.Struct("<4sHHqIIIII")
_CHECK = struct.Struct("<I")
FIXED_BYTES = _FIXED.size + _CHECK.size
_MOST_HEADER_BYTES = 1 << 20  # a length beyond is damage, not a header


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a block says about itself: enough to count and to resume without reading its rows."""

    kind: str  # "intake", or "calls": assembled from messages stored before
    feed: str
    basis_id: str
    source_id: str
    next_row: int
    is_last: bool
    stored: int  # records and messages that were new; the calls of a "calls" block
    rejected: int
    duplicates: int
    sip: int  # messages among the stored

    @property
    def is_calls(self) -> bool:
        """True for calls assembled from messages stored before."""
        return self.kind == "calls"

    @property
    def cdrs(self) -> int:
        """Records in the block."""
        return self.stored - self.sip


@dataclass(frozen=True, slots=True)
class Frame:
    """A block found in a file: where it lies and what its header says."""

    number: int
    place: int  # position in its commit, from 0
    position: int  # of its first byte in the file
    head: Head
    header_bytes: int
    part_bytes: tuple[int, int, int]  # records, messages, rejects
    body_crc: int

    @property
    def body_position(self) -> int:
        """First byte of the rows."""
        return self.position + FIXED_BYTES + self.header_bytes

    @property
    def end(self) -> int:
        """First byte after the frame."""
        return self.body_position + sum(self.part_bytes)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a block; None where it has none of a kind."""

    cdrs: pa.RecordBatch | None
    sip: pa.RecordBatch | None
    rejects: pa.RecordBatch | None


def encode_frame(number: int, place: int, head: Head, rows: Rows) -> bytes:
    """The block as bytes."""
    parts = [encode(rows.cdrs), encode(rows.sip), encode(rows.rejects)]
    crc = 0
    for part in parts:
        crc = zlib.crc32(part, crc)
    header = orjson.dumps(asdict(head))
    fixed = _FIXED.pack(MAGIC, VERSION, place, number, len(header), *(part.size for part in parts), crc)
    check = _CHECK.pack(zlib.crc32(header, zlib.crc32(fixed)))
    return b"".join([fixed, check, header, *parts])


def read_frame(data: bytes | memoryview, position: int, at: int = 0) -> Frame | None:
    """The frame whose bytes begin at `data[at]`, which is `position` of the file; None when it is none or its header is broken."""
    if len(data) - at < FIXED_BYTES:
        return None
    fixed = bytes(data[at : at + _FIXED.size])
    magic, version, place, number, header_bytes, cdrs, sip, rejects, body_crc = _FIXED.unpack(fixed)
    if magic != MAGIC or version != VERSION or header_bytes > _MOST_HEADER_BYTES:
        return None
    header = bytes(data[at + FIXED_BYTES : at + FIXED_BYTES + header_bytes])
    (check,) = _CHECK.unpack_from(data, at + _FIXED.size)
    if len(header) < header_bytes or zlib.crc32(header, zlib.crc32(fixed)) != check:
        return None
    return Frame(number, place, position, Head(**orjson.loads(header)), header_bytes, (cdrs, sip, rejects), body_crc)


def is_whole(frame: Frame, body: bytes | memoryview) -> bool:
    """True when `body` is what the frame's rows were written as."""
    return len(body) == sum(frame.part_bytes) and zlib.crc32(body) == frame.body_crc


def read_rows(frame: Frame, body: bytes) -> Rows:
    """The rows of a whole body."""
    first, second, third = frame.part_bytes
    parts = (body[:first], body[first : first + second], body[first + second :][:third])
    return Rows(*(_in_schema(decode(part), schema) for part, schema in zip(parts, _SCHEMAS, strict=True)))


def _in_schema(batch: pa.RecordBatch | None, schema: pa.Schema) -> pa.RecordBatch | None:
    """The batch as this program has it, when an older one stored it with fewer columns."""
    if batch is None or batch.schema.names == schema.names:
        return batch
    return completed(batch, schema).select(schema.names)
