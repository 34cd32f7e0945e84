import struct
import zlib
from ipaddress import ip_address

import pytest
from hep_making import CALLER, PROXY, START_S, chunk, chunks_of, hep3, packet, sip
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.packet import HepPacket, decode


def test_a_hep3_packet_tells_who_sent_what_to_whom_and_when() -> None:
    told = decode(packet(b"hello", at_s=START_S + 0.25))
    assert told == HepPacket(*CALLER, *PROXY, 17, START_S * 1_000_000 + 250_000, 1, "2001", "", b"hello")


def test_ipv6_addresses_are_read() -> None:
    told = decode(packet(b"x", src=("2001:db8::1", 5060), dst=("2001:db8::2", 5061)))
    assert isinstance(told, HepPacket)
    assert (told.src_ip, told.dst_ip, told.dst_port) == ("2001:db8::1", "2001:db8::2", 5061)


def test_the_name_of_an_agent_goes_before_its_number_and_the_correlation_is_kept() -> None:
    chunks = chunks_of(b"x") | {0x13: "sbc-东".encode(), 0x11: b"corr-7"}
    told = decode(hep3(*(chunk(kind, value) for kind, value in chunks.items())))
    assert isinstance(told, HepPacket)
    assert (told.agent, told.correlation_id) == ("sbc-东", "corr-7")


def test_chunks_of_vendors_and_unknown_types_are_skipped() -> None:
    extra = chunk(0x0F, b"not this", vendor=2) + chunk(0x7777, b"nor this")
    told = decode(hep3(extra, *(chunk(kind, value) for kind, value in chunks_of(b"this").items())))
    assert isinstance(told, HepPacket)
    assert told.payload == b"this"


@pytest.mark.parametrize("wbits", [15, 31])
def test_a_compressed_payload_is_unpacked_zlib_or_gzip(wbits: int) -> None:
    packer = zlib.compressobj(wbits=wbits)
    packed = packer.compress(b"hello") + packer.flush()
    assert _payload_of(packed) == b"hello"


def test_a_compressed_payload_that_would_grow_without_bound_is_refused() -> None:
    assert _code_of_compressed(zlib.compress(b"\0" * 10_000_000)) == "payload_too_big"


@pytest.mark.parametrize("packed", [b"no zlib", zlib.compress(b"hello")[:-3], b""])
def test_a_damaged_compressed_payload_is_refused(packed: bytes) -> None:
    assert _code_of_compressed(packed) == "bad_compression"


@pytest.mark.parametrize("missing", [0x01, 0x03, 0x04, 0x07, 0x08, 0x09, 0x0B, 0x0F])
def test_a_packet_without_a_chunk_that_it_needs_is_refused_by_name(missing: int) -> None:
    chunks = chunks_of(b"x")
    del chunks[missing]
    told = decode(hep3(*(chunk(kind, value) for kind, value in chunks.items())))
    assert isinstance(told, Fault)
    assert told.code == "missing_chunk"
    assert told.field != ""


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (0x01, bytes([7]), "bad_family"),
        (0x01, b"", "bad_chunk_length"),
        (0x03, b"\x7f\0\0", "bad_chunk_length"),
        (0x07, b"\x01", "bad_chunk_length"),
        (0x09, b"\0" * 8, "bad_chunk_length"),
        (0x0A, struct.pack("!I", 1_000_000), "bad_time"),
    ],
)
def test_a_chunk_with_an_impossible_value_is_refused(kind: int, value: bytes, code: str) -> None:
    chunks = chunks_of(b"x") | {kind: value}
    told = decode(hep3(*(chunk(kind, value) for kind, value in chunks.items())))
    assert isinstance(told, Fault)
    assert told.code == code


def test_an_ipv6_family_with_ipv4_addresses_is_refused() -> None:
    chunks = chunks_of(b"x") | {0x01: bytes([10])}
    told = decode(hep3(*(chunk(kind, value) for kind, value in chunks.items())))
    assert isinstance(told, Fault)
    assert (told.code, told.field) == ("missing_chunk", "src_ip")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_hep"),
        (b"GET / HTTP/1.1\r\n", "not_hep"),
        (b"HEP3", "truncated"),
        (b"HEP3\x00\x05", "bad_hep_length"),
        (b"HEP3\x00\x06", "missing_chunk"),
        (b"HEP3\xff\xff" + b"\0" * 20, "truncated"),
        (b"HEP3\x00\x0a" + b"\0" * 4, "bad_chunk_length"),
        (b"HEP3\x00\x0c" + struct.pack("!HHH", 0, 1, 5), "bad_chunk_length"),
        (b"HEP3\x00\x0c" + struct.pack("!HHH", 0, 1, 7), "bad_chunk_length"),
        (packet(b"x")[:-1], "truncated"),
        (packet(b"x") + b"y", "bad_hep_length"),
        (b"\x01\x10\x02", "truncated"),
        (b"\x01\x10\x09\x11" + b"\0" * 20, "bad_family"),
        (b"\x01\x11\x02\x11" + b"\0" * 20, "bad_hep_length"),
        (b"\x02\x10\x02\x11" + b"\0" * 20, "truncated"),
    ],
)
def test_a_malformed_packet_is_a_fault_with_its_code(data: bytes, code: str) -> None:
    told = decode(data)
    assert isinstance(told, Fault)
    assert told.code == code


def test_a_key_is_asked_for_when_the_feed_has_one() -> None:
    chunks = chunks_of(b"x") | {0x0E: b"right"}
    data = hep3(*(chunk(kind, value) for kind, value in chunks.items()))
    assert isinstance(decode(data, b"right"), HepPacket)
    for refused in (decode(data, b"wrong"), decode(packet(b"x"), b"right"), decode(_hep1(b"x"), b"right")):
        assert isinstance(refused, Fault)
        assert (refused.code, refused.value) == ("bad_auth_key", "")


def test_hep1_tells_all_but_the_time() -> None:
    assert decode(_hep1(b"hello")) == HepPacket(*CALLER, *PROXY, 17, None, 1, "", "", b"hello")


def test_hep2_tells_time_and_agent_also_over_ipv6() -> None:
    addresses = ip_address("2001:db8::1").packed + ip_address("2001:db8::2").packed
    head = struct.pack("!BBBBHH", 2, 40, 10, 17, 5060, 5061)
    data = head + addresses + struct.pack("<IIHH", START_S, 125, 77, 0) + b"hello"
    told = decode(data)
    assert told == HepPacket(
        "2001:db8::1", 5060, "2001:db8::2", 5061, 17, START_S * 1_000_000 + 125, 1, "77", "", b"hello"
    )


@given(st.binary(max_size=300))
def test_decoding_any_bytes_never_raises(data: bytes) -> None:
    for start in (b"", b"HEP3", b"HEP3" + struct.pack("!H", len(data) + 6), b"\x01", b"\x02\x10\x02\x11"):
        assert isinstance(decode(start + data), HepPacket | Fault)


@settings(max_examples=300)
@given(data=st.data())
def test_decoding_a_damaged_packet_never_raises(data: st.DataObject) -> None:
    damaged = bytearray(packet(sip()))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    told = decode(bytes(damaged[:cut]))
    assert isinstance(told, HepPacket | Fault)
    if isinstance(told, Fault):
        assert told.code
        assert len(told.value) <= 200
        assert told.value.isprintable()


def _hep1(payload: bytes) -> bytes:
    head = struct.pack("!BBBBHH", 1, 16, 2, 17, CALLER[1], PROXY[1])
    return head + ip_address(CALLER[0]).packed + ip_address(PROXY[0]).packed + payload


def _compressed(packed: bytes) -> HepPacket | Fault:
    chunks = chunks_of(b"")
    del chunks[0x0F]
    return decode(hep3(*(chunk(kind, value) for kind, value in (chunks | {0x10: packed}).items())))


def _payload_of(packed: bytes) -> bytes:
    told = _compressed(packed)
    assert isinstance(told, HepPacket)
    return told.payload


def _code_of_compressed(packed: bytes) -> str:
    told = _compressed(packed)
    assert isinstance(told, Fault)
    return told.code
