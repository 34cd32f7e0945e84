"""HEP packets of every version → `HepPacket`: who sent what to whom, when, and the captured bytes.

HEP3/EEP revision 37 is `HEP3` + total length + chunks; versions 1 and 2 are fixed C structures that old senders still use.
"""

import hmac
import struct
import zlib
from functools import lru_cache
from socket import AF_INET, AF_INET6, inet_ntop
from typing import NamedTuple

from linewarden.feeds.hep.fault import Fault, shown

MAX_PAYLOAD_BYTES = 65_535
"""No SIP message on the wire is longer; what a compressed payload may grow to."""

SIP_PROTOCOL = 1

_AGENT_BYTES = 64


class HepPacket(NamedTuple):
    """One captured packet. A NamedTuple and not a frozen dataclass, because it is made five thousand times a second."""

    src_ip: str
    src_port: int
    dst_ip: str
    dst_port: int
    l4: int  # IP protocol number: 6 TCP, 17 UDP, 132 SCTP
    seen_us: int | None  # capture agent's clock, µs since 1970 UTC; None: HEP1 carries no time
    protocol: int  # HEP protocol type: 1 SIP, 4 RTP, 5 RTCP …
    agent: str  # name or id of the capture agent; "" when it told neither
    correlation_id: str  # "" when not told
    payload: bytes


_CHUNK = struct.Struct("!HHH")
_U16 = struct.Struct("!H")
_U32 = struct.Struct("!I")

_SIZES = {0x01: 1, 0x02: 1, 0x03: 4, 0x04: 4, 0x05: 16, 0x06: 16, 0x07: 2, 0x08: 2, 0x09: 4, 0x0A: 4, 0x0B: 1, 0x0C: 4}
"""Payload bytes of the generic chunks of fixed size."""

_NAMES = {
    0x01: "family",
    0x02: "l4",
    0x03: "src_ip",
    0x04: "dst_ip",
    0x05: "src_ip",
    0x06: "dst_ip",
    0x07: "src_port",
    0x08: "dst_port",
    0x09: "seen_at",
    0x0A: "seen_at",
    0x0B: "protocol",
    0x0C: "agent_id",
    0x0E: "auth_key",
    0x0F: "payload",
    0x10: "payload",
    0x11: "correlation_id",
    0x13: "agent_name",
}

_ADDRESS_CHUNKS = {int(AF_INET): (0x03, 0x04), 10: (0x05, 0x06)}
"""IP family as the wire has it (Linux numbers: 2 and 10) → chunks of source and destination address."""


def decode(packet: bytes, auth_key: bytes | None = None) -> HepPacket | Fault:
    """One HEP packet, or why it is none. With `auth_key` given, HEP3 packets must carry it and older versions are refused."""
    if packet[:4] == b"HEP3":
        return _decode_v3(packet, auth_key)
    if packet[:1] in {b"\x01", b"\x02"}:
        if auth_key is not None:
            return Fault("bad_auth_key", "auth_key", "", "this feed requires a key, and HEP1 and HEP2 cannot carry one")
        return _decode_old(packet)
    return Fault("not_hep", "", shown(packet[:16]), "a packet begins with HEP3, or with version 1 or 2")


def _decode_v3(packet: bytes, auth_key: bytes | None) -> HepPacket | Fault:
    chunks = _chunks(packet)
    if isinstance(chunks, Fault):
        return chunks
    if auth_key is not None and not hmac.compare_digest(chunks.get(0x0E, b""), auth_key):
        return Fault("bad_auth_key", "auth_key", "", "the key of the packet is not the one that this feed requires")
    payload = _payload(chunks)
    if isinstance(payload, Fault):
        return payload
    try:
        src, dst = _ADDRESS_CHUNKS[chunks[0x01][0]]
        usec = _U32.unpack(chunks[0x0A])[0] if 0x0A in chunks else 0
        if usec >= 1_000_000:
            return Fault("bad_time", "seen_at", str(usec), "microseconds of a second are less than 1,000,000")
        return HepPacket(
            address_text(chunks[src]),
            _U16.unpack(chunks[0x07])[0],
            address_text(chunks[dst]),
            _U16.unpack(chunks[0x08])[0],
            chunks[0x02][0] if 0x02 in chunks else 17,
            _U32.unpack(chunks[0x09])[0] * 1_000_000 + usec,
            chunks[0x0B][0],
            _agent(chunks),
            _text(chunks.get(0x11, b"")[:_AGENT_BYTES]),
            payload,
        )
    except KeyError:
        return _what_is_missing(chunks)


def _chunks(packet: bytes) -> dict[int, bytes] | Fault:
    """Payloads of the generic chunks by type; the last one counts when a type is repeated. Vendors' own chunks are skipped."""
    size = len(packet)
    if size < 6:
        return Fault("truncated", "", shown(packet), "a HEP3 packet has at least 6 bytes")
    total = _U16.unpack_from(packet, 4)[0]
    if total != size:
        code = "truncated" if total > size else "bad_hep_length"
        return Fault(code, "total_length", str(total), f"the packet says {total} bytes and has {size}")
    found: dict[int, bytes] = {}
    at = 6
    while at < size:
        if size - at < 6:
            return Fault("bad_chunk_length", "", str(size - at), "a chunk has at least 6 bytes")
        vendor, kind, length = _CHUNK.unpack_from(packet, at)
        if length < 6 or at + length > size:
            return Fault(
                "bad_chunk_length", _NAMES.get(kind, f"chunk {kind:#x}"), str(length), "a chunk lies within its packet"
            )
        if vendor == 0:
            if _SIZES.get(kind, length - 6) != length - 6:
                return Fault("bad_chunk_length", _NAMES[kind], str(length), f"this chunk has {_SIZES[kind] + 6} bytes")
            found[kind] = packet[at + 6 : at + length]
        at += length
    return found


def _payload(chunks: dict[int, bytes]) -> bytes | Fault:
    if 0x0F in chunks:
        return chunks[0x0F]
    if 0x10 not in chunks:
        return Fault("missing_chunk", "payload", "", "a packet carries a payload (chunk 0x0f or 0x10)")
    inflater = zlib.decompressobj(wbits=47)  # zlib or gzip header
    try:
        data = inflater.decompress(chunks[0x10], MAX_PAYLOAD_BYTES)
    except zlib.error as err:
        return Fault("bad_compression", "payload", shown(str(err)), "a compressed payload is zlib or gzip data")
    if inflater.unconsumed_tail:
        return Fault("payload_too_big", "payload", "", f"a payload has at most {MAX_PAYLOAD_BYTES} bytes when unpacked")
    if not inflater.eof:
        return Fault("bad_compression", "payload", "", "the compressed payload ends early")
    return data


def _what_is_missing(chunks: dict[int, bytes]) -> Fault:
    family = chunks.get(0x01)
    if family is None:
        return Fault("missing_chunk", "family", "", "a packet tells its IP family (chunk 0x01)")
    if family[0] not in _ADDRESS_CHUNKS:
        return Fault("bad_family", "family", str(family[0]), "the IP family is 2 (IPv4) or 10 (IPv6)")
    needed = (*_ADDRESS_CHUNKS[family[0]], 0x07, 0x08, 0x09, 0x0B)
    kind = next(kind for kind in needed if kind not in chunks)
    return Fault("missing_chunk", _NAMES[kind], "", f"a packet of IP family {family[0]} carries chunk {kind:#04x}")


def _agent(chunks: dict[int, bytes]) -> str:
    name = chunks.get(0x13)
    if name:
        return _text(name[:_AGENT_BYTES])
    return str(_U32.unpack(chunks[0x0C])[0]) if 0x0C in chunks else ""


@lru_cache(maxsize=4096)
def _text(value: bytes) -> str:
    return shown(value.decode("utf-8", "backslashreplace"))[:_AGENT_BYTES] if value else ""


@lru_cache(maxsize=65_536)
def address_text(address: bytes) -> str:
    """4 or 16 bytes as an address in its usual notation."""
    return inet_ntop(AF_INET if len(address) == 4 else AF_INET6, address)


_OLD_HEAD = struct.Struct("!BBBBHH")  # version, header length, family, L4 protocol, ports
_OLD_TIME = struct.Struct("<IIH2x")  # HEP2: seconds, microseconds, agent id, as x86 senders lay them out
_OLD_ADDRESS_BYTES = {int(AF_INET): 4, 10: 16}


def _decode_old(packet: bytes) -> HepPacket | Fault:
    """HEP1 and HEP2: fixed header, addresses, in version 2 time and agent id, then the message. Always SIP."""
    if len(packet) < _OLD_HEAD.size:
        return Fault("truncated", "", shown(packet), "a HEP1 or HEP2 packet has at least 8 bytes")
    version, length, family, l4, src_port, dst_port = _OLD_HEAD.unpack_from(packet)
    width = _OLD_ADDRESS_BYTES.get(family)
    if width is None:
        return Fault("bad_family", "family", str(family), "the IP family is 2 (IPv4) or 10 (IPv6)")
    at = _OLD_HEAD.size + 2 * width
    if length != at:
        return Fault("bad_hep_length", "header_length", str(length), f"the header of this family has {at} bytes")
    time_bytes = _OLD_TIME.size if version == 2 else 0
    if len(packet) <= at + time_bytes:
        return Fault("truncated", "", str(len(packet)), "the packet ends before its message begins")
    seen_us, agent = None, ""
    if version == 2:
        seconds, usec, agent_id = _OLD_TIME.unpack_from(packet, at)
        if usec >= 1_000_000:
            return Fault("bad_time", "seen_at", str(usec), "microseconds of a second are less than 1,000,000")
        seen_us, agent = seconds * 1_000_000 + usec, str(agent_id)
    src, dst = packet[8 : 8 + width], packet[8 + width : at]
    payload = packet[at + time_bytes :]
    return HepPacket(
        address_text(src), src_port, address_text(dst), dst_port, l4, seen_us, SIP_PROTOCOL, agent, "", payload
    )
