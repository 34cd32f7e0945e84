import time

import pytest
from hep_making import sip
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.feeds.hep.address import name_addr, tag_of, uri_user
from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.sip import MAX_HEADERS, SipMessage, parse

SDP = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\n"


def parsed(data: bytes) -> SipMessage:
    message = parse(data)
    assert isinstance(message, SipMessage), message
    return message


def refused(data: bytes) -> Fault:
    fault = parse(data)
    assert isinstance(fault, Fault), fault
    return fault


def test_a_request_tells_all_that_an_event_needs() -> None:
    data = sip(
        more=[
            "P-Asserted-Identity: <sip:+8613800000000@ims.example>",
            "Diversion: <tel:+86-519-8666-0000>;reason=unconditional",
            "Reason: SIP;cause=200, Q.850;cause=16",
            "User-Agent: Phone 1.0",
            "Content-Type: application/sdp",
        ],
        body=SDP,
    )
    assert parsed(data) == SipMessage(
        method="INVITE",
        status=None,
        call_id="call-1",
        cseq=1,
        cseq_method="INVITE",
        branch="z9hG4bKfirst",
        request_user="051986661234",
        from_user="13861234567",
        from_display="Li Lei",
        from_tag="caller",
        to_user="051986661234",
        to_tag=None,
        pai_user="+8613800000000",
        diverted_by="+86-519-8666-0000",
        user_agent="Phone 1.0",
        codec="PCMA",
        media_ip="10.0.0.9",
        q850_cause=16,
        raw=data,
        via_transport="udp",
    )


def test_a_response_tells_its_status_and_no_method() -> None:
    message = parsed(sip("SIP/2.0 486 Busy Here", to="<sip:1@b>;tag=callee"))
    assert (message.method, message.status, message.cseq_method, message.to_tag) == (None, 486, "INVITE", "callee")


def test_compact_headers_any_case_folding_and_bare_line_feeds_are_read() -> None:
    data = (
        b"\r\n\r\nINVITE sip:1@b SIP/2.0\nv : SIP / 2.0 / TCP a;\n  branch = z9hG4bKx ,SIP/2.0/UDP c;branch=other\nF: <sip:2@a>;x=y\n\t;TAG=t1\n"
        b"t:sip:1@b\ni: abc\ncseq:\t7\tINVITE\n\nbody"
    )
    message = parsed(data)
    assert (message.branch, message.via_transport, message.from_tag, message.call_id) == (
        "z9hG4bKx",
        "tcp",
        "t1",
        "abc",
    )
    assert (message.cseq, message.to_user) == (7, "1")


def test_a_display_name_is_text_whatever_it_looks_like() -> None:
    message = parsed(sip(from_=r'"<script>alert(\"1\")</script>, sip:x@y" <sip:1@a>;tag=t'))
    assert message.from_display == '<script>alert("1")</script>, sip:x@y'
    assert (message.from_user, message.from_tag) == ("1", "t")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("市公安局".encode(), "市公安局"), ("市公安局".encode("gb18030"), "市公安局"), (b"\xff\xff", "\\xff\\xff")],
)
def test_bytes_that_are_no_ascii_are_read_as_utf8_or_else_as_chinese_or_else_shown_as_bytes(
    name: bytes, shown: str
) -> None:
    data = sip(from_='"NAME" <sip:1@a>;tag=t').replace(b"NAME", name)
    message = parsed(data)
    assert message.from_display == shown
    assert message.raw == data


def test_a_body_that_is_no_sdp_is_cut_because_it_is_content() -> None:
    data = sip("MESSAGE sip:1@b SIP/2.0", cseq="1 MESSAGE", more=["Content-Type: text/plain"], body="a private word")
    assert parsed(data).raw == data.removesuffix(b"a private word")


def test_of_a_body_in_parts_only_the_sdp_is_kept() -> None:
    parts = f"--x\r\nContent-Type: application/isup\r\n\r\nsecret\r\n--x\r\nContent-Type: application/sdp\r\n\r\n{SDP}\r\n--x--\r\n"
    message = parsed(sip(more=["Content-Type: multipart/mixed;boundary=x"], body=parts))
    assert (message.codec, message.media_ip) == ("PCMA", "10.0.0.9")
    assert message.raw.endswith(SDP.encode())
    assert b"secret" not in message.raw


def test_a_codec_of_a_dynamic_payload_type_comes_from_its_map() -> None:
    body = (
        "v=0\r\nm=audio 4000 RTP/AVP 96\r\nc=IN IP6 2001:db8::9\r\na=rtpmap:97 x/8000\r\na=rtpmap:96 AMR-WB/16000\r\n"
    )
    message = parsed(sip(more=["c: application/sdp"], body=body))
    assert (message.codec, message.media_ip) == ("AMR-WB", "2001:db8::9")


def test_what_follows_the_content_length_is_not_looked_at() -> None:
    message = parsed(sip(more=["Content-Type: application/sdp"], body="v=0\r\n") + b"m=audio 1 RTP/AVP 8\r\n")
    assert message.codec is None


@pytest.mark.parametrize(
    ("uri", "user"),
    [
        ("sip:alice@example.com", "alice"),
        ("sips:alice:secret@example.com:5061;transport=tls", "alice"),
        ("SIP:+86%2013861234567@h", "+86 13861234567"),
        ("sip:+8613861234567;phone-context=x@h;user=phone", "+8613861234567"),
        ("tel:+86-138-6123-4567;ext=1", "+86-138-6123-4567"),
        ("sip:example.com", None),
        ("sip:@example.com", None),
        ("urn:service:sos", None),
        ("", None),
        (":::@@;;", None),
    ],
)
def test_the_user_of_an_address_is_found(uri: str, user: str | None) -> None:
    assert uri_user(uri) == user


@pytest.mark.parametrize(
    ("value", "display", "uri", "tag"),
    [
        ("<sip:1@a>;tag=x", None, "sip:1@a", "x"),
        ("sip:1@a;tag=x", None, "sip:1@a", "x"),
        ("Li Lei <sip:1@a;tag=inner>;y=z ; tag = x;q", "Li Lei", "sip:1@a;tag=inner", "x"),
        ('"a \\\\ \\" <b>"<sip:1@a>', 'a \\ " <b>', "sip:1@a", None),
        ('"" <sip:1@a>', None, "sip:1@a", None),
    ],
)
def test_an_address_is_taken_apart(value: str, display: str | None, uri: str, tag: str | None) -> None:
    address = name_addr(value)
    assert address is not None
    assert (address.display, address.uri, tag_of(address.parameters)) == (display, uri, tag)


# Hostile and broken messages, in the spirit of RFC 4475.
@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (b"", "keep_alive", ""),
        (b"\r\n\r\n", "keep_alive", ""),
        (b"\0\0\0\0", "keep_alive", ""),
        (b"\x00\x01\x00\x08STUN", "not_sip", "start_line"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "not_sip", "start_line"),
        (sip()[:60], "truncated", ""),
        (sip("INVITE sip:1@b SIP/7.0"), "not_sip", "start_line"),
        (sip("INVITE"), "not_sip", "start_line"),
        (sip("INV\x00ITE sip:1@b SIP/2.0"), "bad_method", "method"),
        (sip("X" * 65 + " sip:1@b SIP/2.0", cseq="1 " + "X" * 65), "bad_method", "method"),
        (sip("SIP/2.0 099 Low"), "bad_status", "status"),
        (sip("SIP/2.0 4294967301 Big"), "bad_status", "status"),
        (sip("SIP/2.0 ²00 OK"), "bad_status", "status"),
        (sip(cseq="0x1 INVITE"), "bad_cseq", "cseq"),
        (sip(cseq="4294967296 INVITE"), "bad_cseq", "cseq"),
        (sip(cseq="1" * 5000 + " INVITE"), "bad_cseq", "cseq"),
        (sip(cseq="1 BYE"), "bad_cseq", "cseq"),
        (sip("SIP/2.0 200 OK", cseq="1"), "bad_cseq", "cseq"),
        (sip(call_id=""), "bad_call_id", "call_id"),
        (sip(call_id="x" * 513), "bad_call_id", "call_id"),
        (sip(from_='"never closed <sip:1@a>;tag=x'), "bad_address", "from"),
        (sip(to='"closed" sip:1@a'), "bad_address", "to"),
        (sip(to="<sip:1@a;tag=x"), "bad_address", "to"),
        (sip(from_="<sip:1@a>;tag=" + "x" * 257), "bad_address", "from_tag"),
        (sip().replace(b"Content-Length: 0", b"Content-Length: -999"), "bad_content_length", "content_length"),
        (sip(more=["X: y"] * MAX_HEADERS), "too_many_headers", ""),
        *((sip().replace(name, b"X-Gone:"), "missing_header", field)
          for name, field in ((b"Via:", "via"), (b"From:", "from"), (b"To:", "to"), (b"Call-ID:", "call_id"), (b"CSeq:", "cseq"))),
    ],
)  # fmt: skip
def test_a_broken_message_is_a_fault_that_names_code_and_field(data: bytes, code: str, field: str) -> None:
    fault = refused(data)
    assert (fault.code, fault.field) == (code, field)
    assert len(fault.value) <= 200
    assert fault.value.isprintable()


@pytest.mark.parametrize(
    "data",
    [
        sip(
            "!interesting-Method0123456789_*+`.%indeed'~ sip:1@b SIP/2.0",
            cseq="1 !interesting-Method0123456789_*+`.%indeed'~",
        ),
        sip("INVITE sip:sip%3Auser%40example.com@company.com;other-param=summit SIP/2.0"),
        sip("INVITE  sip:1@b;x=  SIP/2.0  "),
        sip("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0", cseq="1 OPTIONS"),
        sip("SIP/2.0 200"),
        sip("SIP/2.0 100 \u043d\u0435\u0442"),
        sip(more=["Via: SIP/2.0/UDP next", "via: " + ",".join(["SIP/2.0/UDP x"] * 99)]),
        sip(more=["Max-Forwards: 0", "no colon here", ": no name", "Content-Length-X: 5"]),
        sip(from_="<sip:null-%00-null@a>;tag=%00", call_id="%ZE%@(weird)<>\\[]{}?\x01"),
    ],
)
def test_a_strange_but_allowed_message_is_taken(data: bytes) -> None:
    parsed(data)


@pytest.mark.parametrize(
    "hostile",
    [
        "Reason: " + "Q.850;" * 9000,
        "Via: " + ";branch " * 7000,
        "P-Asserted-Identity: " + '"a' * 25_000,
        "Subject: " + "\r\n " * 15_000,
        "Diversion: " + "<" * 50_000,
        "X" * 60_000 + ": y",
        "From: " + "\\" * 50_000,
        "User-Agent: " + " " * 50_000,
    ],
)
def test_a_header_made_to_be_slow_is_not(hostile: str) -> None:
    data = sip(more=[hostile])
    start = time.process_time()
    for _ in range(5):
        parse(data)
    assert time.process_time() - start < 0.5


@given(st.binary(max_size=400))
def test_parsing_any_bytes_never_raises(data: bytes) -> None:
    for start in (b"", b"INVITE sip:1@b SIP/2.0\r\n", b"SIP/2.0 200 OK\r\n"):
        assert isinstance(parse(start + data + b"\r\n\r\n"), SipMessage | Fault)


@settings(max_examples=500)
@given(data=st.data())
def test_parsing_a_damaged_message_never_raises(data: st.DataObject) -> None:
    message = bytearray(
        sip(more=["Content-Type: application/sdp", "Reason: Q.850;cause=16", "PAI: <sip:1@a>"], body=SDP)
    )
    for _ in range(data.draw(st.integers(1, 8))):
        begin = data.draw(st.integers(0, len(message)))
        end = min(len(message), begin + data.draw(st.integers(0, 12)))
        message[begin:end] = data.draw(
            st.sampled_from([b"", b"\0", b'"', b"<", b">", b";", b"\r\n", b"\n ", b"%", b"\xff\xfe", b":"])
        )
    assert isinstance(parse(bytes(message)), SipMessage | Fault)
