"""HEP3 packets (EEP rev 37) as a capture agent sends them: `HEP3`, total length, chunks of vendor, type, length and payload."""

import struct
from ipaddress import IPv4Address
from typing import NamedTuple

_CHUNK = struct.Struct("!HHH")
_IPV4, _UDP, _SIP = 2, 17, 1


class Captured(NamedTuple):
    """One SIP message as a capture agent saw it on the wire."""

    at_us: int  # agent's clock, µs since 1970 UTC
    src: tuple[str, int]
    dst: tuple[str, int]
    agent_id: int
    agent: str  # name of the trunk that the agent watches
    payload: bytes
    is_repeat: bool  # a retransmission of the message before


def packet(seen: Captured) -> bytes:
    """The packet, to be sent as a UDP datagram or, one after the other, over TCP."""
    seconds, rest = divmod(seen.at_us, 1_000_000)
    body = b"".join(
        (
            _chunk(0x01, struct.pack("!B", _IPV4)),
            _chunk(0x02, struct.pack("!B", _UDP)),
            _chunk(0x03, IPv4Address(seen.src[0]).packed),
            _chunk(0x04, IPv4Address(seen.dst[0]).packed),
            _chunk(0x07, struct.pack("!H", seen.src[1])),
            _chunk(0x08, struct.pack("!H", seen.dst[1])),
            _chunk(0x09, struct.pack("!I", seconds)),
            _chunk(0x0A, struct.pack("!I", rest)),
            _chunk(0x0B, struct.pack("!B", _SIP)),
            _chunk(0x0C, struct.pack("!I", seen.agent_id)),
            _chunk(0x0F, seen.payload),
            _chunk(0x13, seen.agent.encode()),
        )
    )
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


def _chunk(kind: int, payload: bytes) -> bytes:
    return _CHUNK.pack(0, kind, len(payload) + 6) + payload
