from hep_making import sip
from hypothesis import given
from hypothesis import strategies as st

from linewarden.feeds.hep.segment import MAX_MESSAGES, messages_of

ONE = sip("OPTIONS sip:1@b SIP/2.0", cseq="1 OPTIONS", body="x")
TWO = sip(body="v=0\r\n\r\nm=audio\r\n")


def test_a_datagram_is_one_message_whatever_follows() -> None:
    assert list(messages_of(ONE + TWO, is_stream=False)) == [ONE + TWO]


def test_a_segment_is_cut_after_each_content_length() -> None:
    assert list(messages_of(ONE + TWO + ONE, is_stream=True)) == [ONE, TWO, ONE]


def test_line_ends_between_messages_belong_to_the_next_and_those_at_the_end_to_nobody() -> None:
    assert list(messages_of(ONE + b"\r\n\r\n" + TWO + b"\r\n", is_stream=True)) == [ONE, b"\r\n\r\n" + TWO + b"\r\n"]


def test_a_message_without_a_length_takes_the_rest() -> None:
    endless = TWO.replace(b"Content-Length", b"X-Length")
    assert list(messages_of(ONE + endless + ONE, is_stream=True)) == [ONE, endless + ONE]


def test_a_segment_of_very_many_messages_ends_in_one_piece() -> None:
    pieces = list(messages_of(b"A\r\nl:0\r\n\r\n" * 200, is_stream=True))
    assert len(pieces) == MAX_MESSAGES


@given(st.lists(st.sampled_from([ONE, TWO, b"\r\n", b"l: 3\r\n\r\n", b"garbage", b"\r\n\r\n"]), max_size=20))
def test_no_byte_is_lost_and_at_least_one_piece_comes_out(parts: list[bytes]) -> None:
    data = b"".join(parts)
    pieces = list(messages_of(data, is_stream=True))
    assert b"".join(pieces) == data
    assert len(pieces) >= 1
