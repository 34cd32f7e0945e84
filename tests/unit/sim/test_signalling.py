"""HEP and SIP of the synthetic city, read back by a parser that shares nothing with the encoder."""

import struct
from collections import Counter
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from typing import NamedTuple

import pytest

from linewarden.sim import START, City, demo_city
from linewarden.sim.calls import Calls, Medium, joined, utc
from linewarden.sim.writers.hep import Captured, packet
from linewarden.sim.writers.sip import dialog, sip_calls


class Seen(NamedTuple):
    at: datetime
    src: str
    dst: str
    agent: str
    first_line: str
    headers: dict[str, str]
    body: str


def read(data: bytes) -> Seen:
    """One HEP3 packet by the published layout."""
    assert data[:4] == b"HEP3"
    assert struct.unpack(">H", data[4:6])[0] == len(data)
    chunks, offset = {}, 6
    while offset < len(data):
        vendor, kind, length = struct.unpack(">HHH", data[offset : offset + 6])
        assert vendor == 0
        chunks[kind] = data[offset + 6 : offset + length]
        offset += length
    assert offset == len(data)
    assert (chunks[1], chunks[2], chunks[0x0B]) == (b"\x02", b"\x11", b"\x01")
    head, _, body = chunks[0x0F].decode().partition("\r\n\r\n")
    first_line, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert int(headers["Content-Length"]) == len(body)
    at_us = int.from_bytes(chunks[9], "big") * 1_000_000 + int.from_bytes(chunks[0x0A], "big")
    src, dst = (str(IPv4Address(chunks[kind])) for kind in (3, 4))
    return Seen(utc(at_us), src, dst, chunks[0x13].decode(), first_line, headers, body)


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city(11, people=3000)


@pytest.fixture(scope="module")
def voip(city: City) -> Calls:
    calls = joined(list(city.blocks(START, START + timedelta(minutes=60))))
    return calls[calls["medium"] == Medium.SIP]


@pytest.fixture(scope="module")
def dialogs(city: City, voip: Calls) -> list[list[Captured]]:
    return [dialog(call) for call in sip_calls(voip, city.names)]


def test_every_message_is_a_whole_hep_packet_with_a_whole_sip_message(dialogs: list[list[Captured]]) -> None:
    for message in (message for messages in dialogs for message in messages):
        seen = read(packet(message))
        assert {"Via", "From", "To", "Call-ID", "CSeq"} <= set(seen.headers)
        assert ";branch=z9hG4bK" in seen.headers["Via"]
        assert seen.headers["Call-ID"].startswith("DEMO-")


def test_a_call_begins_with_its_invite_and_messages_are_in_order_of_time(
    city: City, voip: Calls, dialogs: list[list[Captured]]
) -> None:
    for row, messages in zip(voip, dialogs, strict=True):
        call, first = city.call(row), read(packet(messages[0]))
        assert first.first_line == f"INVITE sip:{call.called_raw}@{first.dst} SIP/2.0"
        assert first.headers["From"].startswith(f"<sip:{call.cli_raw}@{call.source_ip}>")
        assert (first.at, first.src, first.agent) == (call.setup_at, call.source_ip, call.trunk_in)
        assert [message.at_us for message in messages] == sorted(message.at_us for message in messages)


def test_an_answered_call_has_200_ack_and_bye_at_the_times_of_the_call(
    city: City, voip: Calls, dialogs: list[list[Captured]]
) -> None:
    for row, messages in zip(voip, dialogs, strict=True):
        call, seen = city.call(row), [read(packet(message)) for message in messages]
        answers = [m.at for m in seen if m.first_line.startswith("SIP/2.0 200") and m.headers["CSeq"] == "1 INVITE"]
        byes = [m.at for m in seen if m.first_line.startswith("BYE ")]
        if call.answered_at:
            assert answers[0] == call.answered_at
            assert byes == [call.ended_at]
        else:
            assert not answers
            assert not byes


def test_an_unanswered_call_ends_with_a_final_refusal_that_is_acknowledged(
    voip: Calls, dialogs: list[list[Captured]]
) -> None:
    finals: Counter[str] = Counter()
    for row, messages in zip(voip, dialogs, strict=True):
        if row["answer_us"]:
            continue
        seen = [read(packet(message)) for message in messages]
        last = [m for m in seen if m.first_line.startswith("SIP/2.0 ") and m.headers["CSeq"] == "1 INVITE"][-1]
        finals[last.first_line.split()[1]] += 1
        assert seen[-1].first_line.startswith("ACK ")
        assert seen[-1].headers["Via"] == seen[0].headers["Via"]
    assert {"486", "480", "487", "603"} <= set(finals)


def test_offers_and_answers_carry_sdp(dialogs: list[list[Captured]]) -> None:
    for messages in dialogs:
        for seen in (read(packet(message)) for message in messages):
            has_sdp = seen.first_line.startswith("INVITE ") or (
                seen.first_line.startswith("SIP/2.0 200") and "INVITE" in seen.headers["CSeq"]
            )
            assert seen.body.startswith("v=0\r\n") == has_sdp


def test_a_retransmission_is_the_same_message_half_a_second_later(dialogs: list[list[Captured]]) -> None:
    repeats = 0
    for messages in dialogs:
        for repeat in (message for message in messages if message.is_repeat):
            first = next(m for m in messages if m.payload == repeat.payload)
            assert repeat.at_us - first.at_us == 500_000
            repeats += 1
    assert 0 < repeats < 0.1 * len(dialogs)
