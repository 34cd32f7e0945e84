from itertools import pairwise

import pytest
from hep_making import START_S, packet, sip
from hypothesis import given
from hypothesis import strategies as st

from linewarden.feeds.hep.beginnings import HOLD_US, MAX_HELD
from linewarden.feeds.hep.intake import Arrival, Reader
from linewarden.feeds.hep.segment import MAX_MESSAGES, begins_message, cut
from linewarden.model.intake import Intake

ONE = sip("OPTIONS sip:1@b SIP/2.0", cseq="1 OPTIONS", body="x")
TWO = sip(body="v=0\r\n\r\nm=audio\r\n")
THREE = sip("SIP/2.0 180 Ringing")
NOW_US = START_S * 1_000_000


def test_a_segment_is_cut_after_each_content_length() -> None:
    assert cut(ONE + TWO + ONE) == ([ONE, TWO, ONE], b"")


def test_line_ends_between_messages_belong_to_the_next_and_those_at_the_end_to_nobody() -> None:
    assert cut(ONE + b"\r\n\r\n" + TWO + b"\r\n") == ([ONE, b"\r\n\r\n" + TWO + b"\r\n"], b"")


def test_a_message_without_a_length_takes_the_rest() -> None:
    endless = TWO.replace(b"Content-Length", b"X-Length")
    assert cut(ONE + endless + ONE) == ([ONE, endless + ONE], b"")


def test_a_segment_of_very_many_messages_ends_in_one_piece() -> None:
    pieces, rest = cut(b"A\r\nl:0\r\n\r\n" * 200)
    assert (len(pieces), rest) == (MAX_MESSAGES, b"")


@pytest.mark.parametrize("at", [1, 4, 20, 40, 200, len(TWO) - 1])
def test_what_a_message_begins_with_is_kept_for_the_next_segment(at: int) -> None:
    assert cut(ONE + TWO[:at]) == ([ONE], TWO[:at])


@pytest.mark.parametrize("garbage", [b"", b"\r\n\r\n", b"\0\0", b"noise\r\nmore", b"GET / HTTP/1.1\r\nHost: x"])
def test_what_no_message_begins_with_is_a_piece(garbage: bytes) -> None:
    assert cut(garbage) == ([garbage], b"")


@pytest.mark.parametrize("message", [ONE, TWO, THREE, b"\r\n" + TWO])
def test_a_start_line_begins_a_message(message: bytes) -> None:
    assert begins_message(message)
    assert not begins_message(message[30:])


@given(st.lists(st.sampled_from([ONE, TWO, b"\r\n", b"l: 3\r\n\r\n", b"garbage", b"\r\n\r\n", TWO[:60]]), max_size=20))
def test_no_byte_is_lost_and_something_comes_out(parts: list[bytes]) -> None:
    data = b"".join(parts)
    pieces, rest = cut(data)
    assert b"".join(pieces) + rest == data
    assert pieces or rest


@pytest.mark.parametrize("kept", [4, 2])
def test_line_ends_after_headers_without_an_end_are_that_end(kept: int) -> None:
    stream = sip(call_id="a") + sip(call_id="b")
    at = stream.index(b"\r\n\r\n") + 4 - kept
    assert not begins_message(stream[at:], stream[:at])
    reader = Reader("sip", "T-1")
    read(reader, stream[:at], stream[at:])
    assert rows(reader) == (["a", "b"], [])


def read(reader: Reader, *payloads: bytes, at_us: int = NOW_US, port: int = 5060, l4: int = 6) -> list[int]:
    """Rows that each payload became at once, one HEP packet each."""
    return [
        reader.read([Arrival(packet(payload, l4=l4, src=("10.0.0.1", port)), "127.0.0.1", at_us, 1)])
        for payload in payloads
    ]


def rows(reader: Reader) -> tuple[list[bytes], list[str]]:
    """The messages taken, as their Call-IDs, and the codes of the refusals."""
    intakes: list[Intake] = reader.take()
    taken = [each for intake in intakes if intake.sip is not None for each in intake.sip.column("call_id").to_pylist()]
    return taken, [reject.code for intake in intakes for reject in intake.rejects]


def adds_up(reader: Reader, packets: int, rows: int) -> bool:
    return packets + reader.further == rows + reader.joined


@given(
    calls=st.lists(st.tuples(st.sampled_from(["", "v=0\r\n\r\nm=audio\r\n", "x" * 3000])), min_size=1, max_size=8),
    cuts=st.sets(st.integers(1, 10_000), max_size=12),
)
def test_a_stream_gives_the_same_messages_however_it_was_cut_into_segments(
    calls: list[tuple[str]], cuts: set[int]
) -> None:
    stream = b"".join(sip(call_id=f"c{number}", body=body) for number, (body,) in enumerate(calls))
    ends = [0, *sorted(at for at in cuts if at < len(stream)), len(stream)]
    reader = Reader("sip", "T-1")
    counts = read(reader, *(stream[begin:end] for begin, end in pairwise(ends)))
    assert sum(counts) == len(calls)
    assert adds_up(reader, len(counts), sum(counts))
    assert rows(reader) == ([f"c{number}" for number in range(len(calls))], [])


def test_two_connections_are_put_together_apart() -> None:
    reader = Reader("sip", "T-1")
    first, second = sip(call_id="a"), sip(call_id="b")
    read(reader, first[:99], port=1)
    read(reader, second[:50], port=2)
    read(reader, first[99:], port=1)
    read(reader, second[50:], port=2)
    assert rows(reader) == (["a", "b"], [])


def test_a_lost_segment_costs_its_own_message_only() -> None:
    reader = Reader("sip", "T-1")
    assert read(reader, sip(call_id="lost")[:80], sip(call_id="b")) == [0, 2]
    assert rows(reader) == (["b"], ["truncated"])
    assert adds_up(reader, 2, 2)


def test_a_beginning_without_its_rest_is_refused_in_time_and_taken_when_only_its_body_is_cut() -> None:
    reader = Reader("sip", "T-1")
    read(reader, sip(call_id="a")[:80], port=1)
    read(reader, sip(call_id="b", body="v=0\r\nm=audio")[:-3], port=2)
    assert (reader.expire(NOW_US + HOLD_US - 1), rows(reader)) == (0, ([], []))
    assert reader.expire(NOW_US + HOLD_US) == 2
    assert rows(reader) == (["b"], ["truncated"])
    assert adds_up(reader, 2, 2)


def test_beginnings_are_bounded_in_number_and_length() -> None:
    reader = Reader("sip", "T-1")
    for port in range(MAX_HELD):
        assert read(reader, TWO[:50], port=port) == [0]
    assert read(reader, TWO[:50], port=MAX_HELD) == [1]
    assert rows(reader) == ([], ["truncated"])
    reader = Reader("sip", "T-1")
    endless = b"INVITE sip:a@b SIP/2.0\r\n" + b"X: y\r\n" * 5_000
    assert read(reader, endless, endless[24:], endless[24:], port=7) == [0, 0, 1]
    assert rows(reader) == ([], ["truncated"])


def test_a_datagram_is_one_message_whatever_follows() -> None:
    reader = Reader("sip", "T-1")
    assert read(reader, ONE + TWO, TWO[:50], l4=17) == [1, 1]
