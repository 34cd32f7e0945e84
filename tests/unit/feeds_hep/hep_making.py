"""HEP packets and SIP messages as the tests need them, written apart from the code that reads them."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import count

import pyarrow as pa

from linewarden.feeds.hep.intake import Arrival, Reader
from linewarden.feeds.settings import FeedSettings
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home

HOME = Home(country="CN", area="519", city="常州")
BASIS = LegalBasis(
    "T-1", BasisKind.TRAINING, "test", "test", datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
)
START_S = 1_790_000_000
SETTINGS = FeedSettings(name="sip", basis=BASIS, home=HOME)

CALLER = ("10.0.0.1", 5060)
PROXY = ("10.0.0.2", 5060)
PHONE = ("10.0.0.3", 5060)


def chunk(kind: int, payload: bytes, vendor: int = 0) -> bytes:
    return struct.pack("!HHH", vendor, kind, 6 + len(payload)) + payload


def hep3(*chunks: bytes) -> bytes:
    body = b"".join(chunks)
    return b"HEP3" + struct.pack("!H", 6 + len(body)) + body


def chunks_of(
    payload: bytes,
    *,
    src: tuple[str, int] = CALLER,
    dst: tuple[str, int] = PROXY,
    at_s: float = START_S,
    l4: int = 17,
    protocol: int = 1,
) -> dict[int, bytes]:
    """The chunks of an ordinary packet by type, so that a test can leave out or change one."""
    source, target = ip_address(src[0]), ip_address(dst[0])
    is_v4 = source.version == 4
    usec = round(at_s * 1_000_000)
    return {
        0x01: bytes([2 if is_v4 else 10]),
        0x02: bytes([l4]),
        (0x03 if is_v4 else 0x05): source.packed,
        (0x04 if is_v4 else 0x06): target.packed,
        0x07: struct.pack("!H", src[1]),
        0x08: struct.pack("!H", dst[1]),
        0x09: struct.pack("!I", usec // 1_000_000),
        0x0A: struct.pack("!I", usec % 1_000_000),
        0x0B: bytes([protocol]),
        0x0C: struct.pack("!I", 2001),
        0x0F: payload,
    }


def packet(payload: bytes, **told: object) -> bytes:
    """One HEP3 packet around a payload."""
    return hep3(*(chunk(kind, value) for kind, value in chunks_of(payload, **told).items()))  # type: ignore[arg-type]  # names as in chunks_of


def sip(
    start: str = "INVITE sip:051986661234@10.0.0.2 SIP/2.0",
    *,
    call_id: str = "call-1",
    cseq: str = "1 INVITE",
    from_: str = '"Li Lei" <sip:13861234567@10.0.0.1>;tag=caller',
    to: str = "<sip:051986661234@10.0.0.2>",
    branch: str = "z9hG4bKfirst",
    more: Sequence[str] = (),
    body: str = "",
) -> bytes:
    """One SIP message."""
    lines = [
        start,
        f"Via: SIP/2.0/UDP 10.0.0.1:5060;branch={branch}",
        f"From: {from_}",
        f"To: {to}",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq}",
        *more,
        f"Content-Length: {len(body.encode())}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def batch(*messages: tuple[float, tuple[str, int], tuple[str, int], bytes]) -> pa.RecordBatch:
    """SIP_SCHEMA rows of messages, each (seconds after START_S, from, to, bytes), as the feed would deliver them."""
    reader = Reader("sip", BASIS.basis_id)
    numbers = count(1)
    arrivals = [
        Arrival(
            packet(data, src=src, dst=dst, at_s=START_S + at_s), "10.9.9.9", (START_S + 3600) * 1_000_000, next(numbers)
        )
        for at_s, src, dst, data in messages
    ]
    reader.read(arrivals)
    (intake,) = reader.take()
    assert intake.rejects == ()
    return intake.sip
