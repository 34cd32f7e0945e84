"""SIP messages a second through the HEP feed, stage by stage and over loopback, beside a peer reading the same messages in the same run.

Prints one JSON object. `python benchmarks/hep.py [--calls 4000] [--seconds 5]`. The peer is tshark (Wireshark's C dissector, Debian package
`tshark`), which is given the messages as a capture file and asked for the fields that the feed takes; it assembles no calls. Figures are per
second of one core (`*_per_cpu_s`, CPU time of the process) or of the clock (`*_per_s`).
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import psutil

from linewarden.feeds.hep import Dialogs, HepServer
from linewarden.feeds.hep.intake import Arrival, Reader
from linewarden.feeds.hep.packet import HepPacket, decode
from linewarden.feeds.hep.sip import parse
from linewarden.feeds.settings import FeedSettings
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home

START_S = 1_790_000_000
CALLER, PROXY, PHONE = ("10.0.0.1", 5060), ("10.0.0.2", 5060), ("10.0.0.3", 5060)
BASIS = LegalBasis(
    "B-1",
    BasisKind.TRAINING,
    "benchmark",
    "benchmark",
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2040, 1, 1, tzinfo=UTC),
)
SETTINGS = FeedSettings(name="sip", basis=BASIS, home=Home(country="CN", area="519", city="常州"))
SDP = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
FIELDS = (
    "sip.Call-ID",
    "sip.CSeq.method",
    "sip.Status-Code",
    "sip.from.user",
    "sip.to.user",
    "sip.from.tag",
    "sip.to.tag",
    "sip.Via.branch",
)

# (after setup s, upwards, start line, CSeq, body)
STEPS = (
    (0.0, False, "INVITE sip:{to}@10.0.0.2 SIP/2.0", "1 INVITE", SDP),
    (0.1, True, "SIP/2.0 180 Ringing", "1 INVITE", ""),
    (3.0, True, "SIP/2.0 200 OK", "1 INVITE", SDP),
    (3.1, False, "ACK sip:phone@10.0.0.3 SIP/2.0", "1 ACK", ""),
    (33.0, False, "BYE sip:phone@10.0.0.3 SIP/2.0", "2 BYE", ""),
    (33.1, True, "SIP/2.0 200 OK", "2 BYE", ""),
)


def message(call: int, start: str, cseq: str, body: str, hop: str, *, is_tagged: bool) -> bytes:
    """One message of about 600 bytes."""
    cli, called = f"1386{call % 10_000_000:07d}", f"1395{call * 7 % 10_000_000:07d}"
    to_tag = f";tag=phone{call}" if is_tagged else ""
    lines = (
        start.format(to=called),
        f"Via: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK{call}.{cseq[0]}.{hop}",
        f'From: "{cli}" <sip:{cli}@10.0.0.1>;tag=caller{call}',
        f"To: <sip:{called}@10.0.0.2>{to_tag}",
        f"Call-ID: {call:08d}-5f3a@10.0.0.1",
        f"CSeq: {cseq}",
        "Max-Forwards: 70",
        f"Contact: <sip:{cli}@10.0.0.1:5060>",
        f"P-Asserted-Identity: <sip:+86{cli}@ims.example>",
        "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, INFO",
        "Supported: replaces, timer",
        "User-Agent: benchmark 1.0",
        "Content-Type: application/sdp",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def messages(calls: int) -> list[tuple[float, tuple[str, int], tuple[str, int], bytes]]:
    """All messages of calls that begin 10 ms apart, both hops of each, in order of time."""
    seen = []
    for call in range(calls):
        for after_s, is_up, start, cseq, body in STEPS:
            hops = (
                ((PHONE, PROXY, "out"), (PROXY, CALLER, "in"))
                if is_up
                else ((CALLER, PROXY, "in"), (PROXY, PHONE, "out"))
            )
            for number, (src, dst, hop) in enumerate(hops):
                data = message(call, start, cseq, body, hop, is_tagged=after_s > 0)
                seen.append((call * 0.01 + after_s + number * 0.001, src, dst, data))
    return sorted(seen)


def hep(at_s: float, src: tuple[str, int], dst: tuple[str, int], data: bytes) -> bytes:
    """The message as a HEP3 packet."""
    chunks = (
        (1, b"\x02"), (2, b"\x11"), (3, ip_address(src[0]).packed), (4, ip_address(dst[0]).packed),
        (7, struct.pack("!H", src[1])), (8, struct.pack("!H", dst[1])), (9, struct.pack("!I", START_S + int(at_s))),
        (10, struct.pack("!I", int(at_s % 1 * 1e6))), (11, b"\x01"), (12, struct.pack("!I", 2001)), (15, data),
    )  # fmt: skip
    body = b"".join(struct.pack("!HHH", 0, kind, 6 + len(value)) + value for kind, value in chunks)
    return b"HEP3" + struct.pack("!H", 6 + len(body)) + body


def per_cpu_s(count: int, work: Callable[[], object], rounds: int = 3) -> int:
    """Count a second of CPU time, best of the rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return round(count / best)


def in_process(packets: list[bytes]) -> dict[str, int]:
    """Each stage alone and all together, 1,000 packets at once."""
    payloads = [told.payload for told in map(decode, packets) if isinstance(told, HepPacket)]
    arrivals = [Arrival(packet, "127.0.0.1", (START_S + 10_000) * 1_000_000, 0) for packet in packets]
    calls = 0

    def whole(*, is_assembled: bool) -> None:
        nonlocal calls
        reader, dialogs = Reader("sip", "B-1"), Dialogs(SETTINGS)
        for begin in range(0, len(arrivals), 1000):
            reader.read(arrivals[begin : begin + 1000])
            for intake in reader.take():
                if is_assembled:
                    dialogs.feed(intake.sip)
        calls = dialogs.counts.ended

    count = len(packets)
    return {
        "decode_per_cpu_s": per_cpu_s(count, lambda: [decode(packet) for packet in packets]),
        "parse_per_cpu_s": per_cpu_s(count, lambda: [parse(payload) for payload in payloads]),
        "decode_parse_columns_per_cpu_s": per_cpu_s(count, lambda: whole(is_assembled=False)),
        "whole_feed_per_cpu_s": per_cpu_s(count, lambda: whole(is_assembled=True)),
        "calls": calls,
    }


def send(port: int, rate: int, seconds: int, calls: int) -> None:
    """What the sending process does: `rate` datagrams a second."""
    packets = [hep(*seen) for seen in messages(calls)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", port))
        start = time.perf_counter()
        for number in range(rate * seconds):
            if number % 50 == 0:
                time.sleep(max(start + number / rate - time.perf_counter(), 0))
            sender.send(packets[number % len(packets)])


async def loopback(rate: int, seconds: int, calls: int) -> dict[str, object]:
    """A sending process, the listener and the dialogs, over UDP at a steady rate."""
    dialogs = Dialogs(SETTINGS)
    waits_ms: list[float] = []

    async def deliver(intake: Intake) -> None:
        if intake.sip is not None:
            dialogs.feed(intake.sip)
        waits_ms.append((time.monotonic_ns() - intake.arrived_ns) / 1e6)

    server = HepServer("127.0.0.1", 0, SETTINGS, deliver)
    await server.start()
    command = (sys.executable, __file__, "--send", f"{server.port},{rate},{seconds},{calls}")
    sender = await asyncio.create_subprocess_exec(*command)
    while not server.counts().packets:  # noqa: ASYNC110  counters are polled, as a screen does
        await asyncio.sleep(0.01)
    start, cpu = time.perf_counter(), time.process_time()
    await sender.wait()
    while server.counts().waiting:  # noqa: ASYNC110  counters are polled, as a screen does
        await asyncio.sleep(0.01)
    took_s, took_cpu_s = time.perf_counter() - start, time.process_time() - cpu
    await server.stop()
    counts = server.counts()
    waits_ms.sort()
    return {
        "sent": rate * seconds,
        "delivered": counts.messages,
        "rejected": counts.rejected,
        "kernel_drops": counts.kernel_drops,
        "delivered_per_s": round(counts.messages / took_s),
        "cpu_share": round(took_cpu_s / took_s, 2),
        "batch_wait_ms_p50": round(waits_ms[len(waits_ms) // 2], 1),
        "batch_wait_ms_max": round(waits_ms[-1], 1),
    }


def storm(count: int) -> dict[str, object]:
    """REGISTERs from as many phones: what stays behind in memory."""
    reader, dialogs = Reader("sip", "B-1"), Dialogs(SETTINGS)
    process = psutil.Process()

    def pour() -> None:
        for begin in range(0, count, 1000):
            told = [
                hep(0, CALLER, PROXY, message(n, "REGISTER sip:a SIP/2.0", "1 REGISTER", "", "in", is_tagged=False))
                for n in range(begin, begin + 1000)
            ]
            reader.read([Arrival(packet, "127.0.0.1", START_S * 1_000_000, 0) for packet in told])
            for intake in reader.take():
                dialogs.feed(intake.sip)

    pour()  # fills the bounded caches
    before = process.memory_info().rss
    pour()
    return {
        "registers": count,
        "rss_growth_mb": round((process.memory_info().rss - before) / 1e6, 1),
        "dialogs": len(dialogs),
    }


def peer(seen: list[tuple[float, tuple[str, int], tuple[str, int], bytes]]) -> dict[str, object]:
    """Tshark on the same messages in a capture file."""
    program = shutil.which("tshark")
    if program is None:
        raise SystemExit("the peer is missing; install it: scripts/system-packages tshark")
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "sip.pcap"
        capture.write_bytes(
            struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 101) + b"".join(_captured(*one) for one in seen)
        )
        command = [
            program,
            "-n",
            "-r",
            str(capture),
            "-T",
            "fields",
            *(word for field in FIELDS for word in ("-e", field)),
        ]
        before = os.times()
        out = subprocess.run(command, check=True, capture_output=True).stdout
        after = os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return {"name": "tshark", "messages": out.count(b"\n"), "per_cpu_s": round(len(seen) / cpu_s)}


def _captured(at_s: float, src: tuple[str, int], dst: tuple[str, int], data: bytes) -> bytes:
    udp = struct.pack("!HHHH", src[1], dst[1], 8 + len(data), 0) + data
    ip = (
        struct.pack(
            "!BBHHHBBH4s4s",
            0x45,
            0,
            20 + len(udp),
            0,
            0,
            64,
            17,
            0,
            ip_address(src[0]).packed,
            ip_address(dst[0]).packed,
        )
        + udp
    )
    return struct.pack("<IIII", START_S + int(at_s), int(at_s % 1 * 1e6), len(ip), len(ip)) + ip


def main() -> None:
    """Run all and print the JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=4000)
    arguments.add_argument("--seconds", type=int, default=5)
    arguments.add_argument("--send", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.send:
        send(*map(int, chosen.send.split(",")))
        return
    seen = messages(chosen.calls)
    result = {
        "benchmark": "hep",
        "machine": {
            "cpus": os.cpu_count(),
            "load_1min": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "arch": platform.machine(),
        },
        "messages": len(seen),
        "bytes_mean": round(sum(len(one[3]) for one in seen) / len(seen)),
        "in_process": in_process([hep(*one) for one in seen]),
        "udp_5000_per_s": asyncio.run(loopback(5000, chosen.seconds, chosen.calls)),
        "udp_10000_per_s": asyncio.run(loopback(10_000, chosen.seconds, chosen.calls)),
        "register_storm": storm(50_000),
        "peer": peer(seen),
        "peak_rss_mb": round(psutil.Process().memory_info().rss / 1e6),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
