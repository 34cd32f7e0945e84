from hep_making import packet, sip
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.framing import Framer

ONE, TWO = packet(sip()), packet(sip(call_id="call-2"), at_s=1_790_000_001)


def framed(framer: Framer, *pieces: bytes) -> list[bytes | str]:
    """Packets, and the codes of faults, that come out of pieces of a stream and its end."""
    out = [item for piece in pieces for item in framer.feed(piece)]
    out += list(framer.finish())
    return [item.code if isinstance(item, Fault) else item for item in out]


def test_packets_come_out_whole_however_the_stream_was_cut() -> None:
    assert framed(Framer(), *(bytes([byte]) for byte in ONE + TWO)) == [ONE, TWO]


def test_stray_bytes_are_told_once_and_the_packets_around_them_are_kept() -> None:
    framer = Framer()
    assert framed(framer, ONE + b"some HEP garbage", b"more of it" + TWO + ONE) == [ONE, "bad_frame", TWO, ONE]
    assert framer.skipped == len(b"some HEP garbagemore of it")


def test_a_packet_with_a_wrong_length_does_not_swallow_the_next() -> None:
    too_long = ONE[:4] + (len(ONE) + 10).to_bytes(2, "big") + ONE[6:]
    endless = ONE[:4] + b"\xff\xff" + ONE[6:]
    too_short = ONE[:4] + b"\x00\x05" + ONE[6:]
    for damaged in (too_long, endless, too_short):
        assert framed(Framer(), damaged + TWO + ONE) == ["bad_frame", TWO, ONE]


def test_a_packet_cut_short_by_the_end_is_told() -> None:
    assert framed(Framer(), ONE + TWO[:50]) == [ONE, "bad_frame"]
    assert framed(Framer(), ONE + b"HE") == [ONE, "bad_frame"]


def test_what_is_held_is_never_more_than_a_packet() -> None:
    framer = Framer()
    for _ in range(100):
        assert [item for item in framer.feed(b"HEP3\xff\xff" + b"\0" * 5000) if not isinstance(item, Fault)] == []
        assert len(framer) <= 65_535 + 6
    for _ in range(20):
        list(framer.feed(b"x" * 10_000))
    assert len(framer) <= 65_535 + 6
    assert framer.skipped > 600_000


@settings(max_examples=200)
@given(data=st.data())
def test_whole_packets_between_any_bytes_are_found(data: st.DataObject) -> None:
    junk = st.binary(max_size=30).filter(lambda chunk: b"H" not in chunk)
    stream, expected = b"", []
    for one in data.draw(st.lists(st.sampled_from([ONE, TWO]), max_size=5)):
        stream += data.draw(junk) + one
        expected.append(one)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    pieces = [stream[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    found = [item for item in framed(Framer(), *pieces) if isinstance(item, bytes)]
    assert found == expected


@given(st.lists(st.binary(max_size=100), max_size=8))
def test_any_bytes_are_framed_without_raising_or_waiting_for_ever(pieces: list[bytes]) -> None:
    framer = Framer()
    framed(framer, *(b"HEP3\x00" + piece for piece in pieces))
    assert len(framer) == 0
