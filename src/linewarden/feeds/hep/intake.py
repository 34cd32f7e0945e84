"""Packets of many senders → one `Intake` a sender: messages as SIP_SCHEMA columns, refusals as `Reject`s, each with its running number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from linewarden.columns import hash_text, mix
from linewarden.feeds.hep.beginnings import Beginning, Beginnings, Flow
from linewarden.feeds.hep.fault import Fault, rejected
from linewarden.feeds.hep.packet import SIP_PROTOCOL, HepPacket, decode
from linewarden.feeds.hep.segment import begins_message, cut
from linewarden.feeds.hep.sip import SipMessage, parse
from linewarden.model.event import Ids
from linewarden.model.intake import Intake
from linewarden.model.reject import Reject
from linewarden.model.sip import SIP_SCHEMA

OTHER_SENDERS = "others"
"""Name under which senders are counted once there are more of them than can be told apart."""

_SAMPLE = b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: <sip:a>;tag=a\r\nTo: <sip:a>\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\n\r\n"

_STREAMS = frozenset({"tcp", "tls", "ws", "wss"})
_TRANSPORTS = {17: "udp", 132: "sctp"}
_TCP = 6


class Arrival(NamedTuple):
    """A packet as it came in."""

    piece: bytes | Fault  # Fault: refused before it was looked at
    peer: str  # IP address that sent it to us
    at_us: int  # our clock, µs since 1970 UTC
    at_ns: int  # time.monotonic_ns()


class _Row(NamedTuple):
    sender_row: int
    hep: HepPacket
    seen_us: int
    transport: str
    sip: SipMessage
    whole: bytes  # the message with its body, for the identity


@dataclass(slots=True)
class _Block:
    """What one sender brought in this batch."""

    first_ns: int
    rows: list[_Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(slots=True)
class Reader:
    """Decodes packets and numbers the messages of each sender from `first_row(sender)` on."""

    feed: str
    basis_id: str
    auth_key: bytes | None = None
    max_senders: int = 1000
    max_ahead_us: int = 300_000_000  # agents' clocks further ahead of ours are refused: they would end calls that go on
    first_row: Callable[[str], int] = lambda _sender: 1
    next_rows: dict[str, int] = field(default_factory=dict)
    further: int = 0  # rows beyond the first of a packet
    joined: int = 0  # packets that brought no row of their own, but a part of a message
    _blocks: dict[str, _Block] = field(default_factory=dict)
    _beginnings: Beginnings = field(default_factory=Beginnings)

    def warm_up(self) -> None:
        """Load what the first batch would otherwise wait for: seconds of compiling, in which packets would only be counted."""
        packet = HepPacket("127.0.0.1", 0, "127.0.0.1", 0, 17, 0, SIP_PROTOCOL, "", "", _SAMPLE)
        sip = parse(_SAMPLE)
        assert isinstance(sip, SipMessage)
        sip_columns(self.feed, self.basis_id, "", [_Row(1, packet, 0, "udp", sip, _SAMPLE)])

    def read(self, arrivals: list[Arrival]) -> int:
        """Number of rows (messages and refusals) that these packets became; `take` hands them out."""
        total = 0
        for arrival in arrivals:
            rows = self._read_one(arrival)
            self.further += max(rows - 1, 0)
            self.joined += rows == 0
            total += rows
        return total

    def expire(self, now_us: int) -> int:
        """Number of rows that beginnings of messages became whose rest did not come in time."""
        expired = self._beginnings.expired(now_us)
        for beginning in expired:
            self._give_up(beginning)
        self.further += len(expired)
        return len(expired)

    def take(self) -> list[Intake]:
        """What was read since the last call, an `Intake` for each sender in order of appearance."""
        blocks, self._blocks = self._blocks, {}
        return [self._intake(sender, block) for sender, block in blocks.items()]

    def _read_one(self, arrival: Arrival) -> int:
        packet = decode(arrival.piece, self.auth_key) if isinstance(arrival.piece, bytes) else arrival.piece
        if isinstance(packet, Fault):
            return self._refuse(f"@{arrival.peer}", arrival, packet)
        sender = f"{packet.agent}@{arrival.peer}"
        if packet.protocol != SIP_PROTOCOL:
            text = str(packet.protocol)
            return self._refuse(
                sender, arrival, Fault("not_sip_protocol", "protocol", text, "HEP protocol type 1 (SIP) is taken in")
            )
        seen_us = packet.seen_us if packet.seen_us is not None else arrival.at_us
        if seen_us > arrival.at_us + self.max_ahead_us:
            ahead_s = (seen_us - arrival.at_us) // 1_000_000
            return self._refuse(
                sender,
                arrival,
                Fault(
                    "clock_ahead",
                    "seen_at",
                    str(ahead_s),
                    "the agent's clock is ahead of ours by this many seconds; set both by a time service",
                ),
            )
        if packet.l4 != _TCP:
            self._take_message(sender, arrival, packet, seen_us, packet.payload)
            return 1
        return self._read_segment(sender, arrival, packet, seen_us)

    def _read_segment(self, sender: str, arrival: Arrival, packet: HepPacket, seen_us: int) -> int:
        """Rows of a TCP segment: a message that began in the segment before ends here, one may begin here."""
        flow: Flow = (sender, packet.src_ip, packet.src_port, packet.dst_ip, packet.dst_port)
        payload, rows, first = packet.payload, 0, arrival
        if (begun := self._beginnings.take(flow)) is not None:
            if begins_message(payload, begun.data):
                rows += self._give_up(begun)
            else:
                payload = begun.data + payload
                first = arrival._replace(at_us=begun.at_us, at_ns=begun.at_ns)
        pieces, rest = cut(payload)
        for piece in pieces:
            self._take_message(sender, first, packet, seen_us, piece)
        rows += len(pieces)
        if rest:
            since = arrival if pieces else first
            beginning = Beginning(sender, packet, seen_us, arrival.peer, since.at_us, since.at_ns, rest)
            if (left := self._beginnings.hold(flow, beginning)) is not None:
                rows += self._give_up(left)
        return rows

    def _give_up(self, begun: Beginning) -> int:
        """The beginning as a message of its own: taken where its headers are whole, else refused."""
        arrival = Arrival(begun.data, begun.peer, begun.at_us, begun.at_ns)
        self._take_message(begun.sender, arrival, begun.packet, begun.seen_us, begun.data)
        return 1

    def _take_message(self, sender: str, arrival: Arrival, packet: HepPacket, seen_us: int, message: bytes) -> None:
        sip = parse(message)
        if isinstance(sip, Fault):
            self._refuse(sender, arrival, sip)
            return
        sender, row = self._next(sender)
        transport = _TRANSPORTS.get(packet.l4)
        if transport is None:
            transport = sip.via_transport if sip.via_transport in _STREAMS else "tcp"
        self._block(sender, arrival).rows.append(_Row(row, packet, seen_us, transport, sip, message))

    def _refuse(self, sender: str, arrival: Arrival, fault: Fault) -> int:
        sender, row = self._next(sender)
        self._block(sender, arrival).rejects.append(rejected(fault, row))
        return 1

    def _next(self, sender: str) -> tuple[str, int]:
        """The name to count this sender under, and its next running number."""
        row = self.next_rows.get(sender)
        if row is None:
            if len(self.next_rows) >= self.max_senders and sender != OTHER_SENDERS:
                return self._next(OTHER_SENDERS)
            row = max(self.first_row(sender), 1)
        self.next_rows[sender] = row + 1
        return sender, row

    def _block(self, sender: str, arrival: Arrival) -> _Block:
        block = self._blocks.get(sender)
        if block is None:
            block = self._blocks[sender] = _Block(arrival.at_ns)
        return block

    def _intake(self, sender: str, block: _Block) -> Intake:
        return Intake(
            feed=self.feed,
            basis_id=self.basis_id,
            source_id=sender,
            next_row=self.next_rows[sender],
            is_last=False,
            cdrs=None,
            sip=sip_columns(self.feed, self.basis_id, sender, block.rows) if block.rows else None,
            rejects=tuple(block.rejects),
            arrived_ns=block.first_ns,
        )


def sip_columns(feed: str, basis_id: str, sender: str, rows: list[_Row]) -> pa.RecordBatch:
    """A SIP_SCHEMA batch of the rows."""
    numbers, heps, seen, transports, sips, wholes = zip(*rows, strict=True)
    src_ips, src_ports, dst_ips, dst_ports, *_ = zip(*heps, strict=True)
    values: dict[str, Any] = dict(zip(SipMessage._fields, zip(*sips, strict=True), strict=True))
    values |= {
        "sender_row": numbers,
        "seen_at": seen,
        "src_ip": src_ips,
        "src_port": src_ports,
        "dst_ip": dst_ips,
        "dst_port": dst_ports,
        "transport": transports,
        "event_id": _event_ids(feed, src_ips, src_ports, dst_ips, dst_ports, wholes),
    }
    same = {"feed": feed, "basis_id": basis_id, "sender": sender}
    columns = [
        _repeated(same[name], len(rows)) if name in same else pa.array(values[name], SIP_SCHEMA.field(name).type)
        for name in SIP_SCHEMA.names
    ]
    return pa.record_batch(columns, schema=SIP_SCHEMA)


def _repeated(value: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(size, np.int32), pa.array([value], pa.utf8()))


def _event_ids(
    feed: str,
    src_ips: tuple[str, ...],
    src_ports: tuple[int, ...],
    dst_ips: tuple[str, ...],
    dst_ports: tuple[int, ...],
    wholes: tuple[bytes, ...],
) -> Ids:
    """One id a message from feed, addresses and all its bytes, so that a retransmission has the id of the first."""
    return mix(
        [
            np.full(len(wholes), hash_text(pa.array([feed]))[0], np.uint64),
            hash_text(pa.array(src_ips, pa.utf8())),
            np.asarray(src_ports, np.int64),
            hash_text(pa.array(dst_ips, pa.utf8())),
            np.asarray(dst_ports, np.int64),
            hash_text(pa.array(wholes, pa.binary())),
        ]
    )
