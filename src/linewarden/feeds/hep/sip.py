"""SIP messages (RFC 3261) → `SipMessage`: only what `SipEvent` needs, from any bytes, without raising.

Tolerant where a listener may be (compact and folded headers, any case, bare line feeds, bytes that are no UTF-8), strict where a wrong
guess would join two calls (Call-ID, CSeq, From, To).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from linewarden.feeds.hep.address import display_text, name_addr, readable, tag_of, uri_user
from linewarden.feeds.hep.fault import Fault, shown
from linewarden.feeds.hep.sdp import sdp_facts, sdp_part

MAX_CALL_ID_CHARS = 512
MAX_TAG_CHARS = 256
MAX_AGENT_CHARS = 128
MAX_HEADERS = 512
_MAX_CSEQ = 2**32 - 1


class SipMessage(NamedTuple):
    """One message; the names are those of `SipEvent`, in its order. A NamedTuple for speed."""

    method: str | None
    status: int | None
    call_id: str
    cseq: int
    cseq_method: str
    branch: str | None
    request_user: str | None
    from_user: str | None
    from_display: str | None
    from_tag: str | None
    to_user: str | None
    to_tag: str | None
    pai_user: str | None
    diverted_by: str | None
    user_agent: str | None
    codec: str | None
    media_ip: str | None
    q850_cause: int | None
    raw: bytes
    via_transport: str  # of the topmost Via, lower case; "" when unreadable


_KEPT = {
    "call-id": "call_id",
    "i": "call_id",
    "from": "from",
    "f": "from",
    "to": "to",
    "t": "to",
    "via": "via",
    "v": "via",
    "cseq": "cseq",
    "user-agent": "user_agent",
    "server": "user_agent",
    "content-type": "content_type",
    "c": "content_type",
    "content-length": "content_length",
    "l": "content_length",
    "p-asserted-identity": "pai",
    "diversion": "diversion",
    "history-info": "history",
    "reason": "reason",
}
_HEADER_OF = {"via": "Via", "from": "From", "to": "To", "call_id": "Call-ID", "cseq": "CSeq"}
_REQUIRED = frozenset(_HEADER_OF)
_LISTS = frozenset({"pai", "reason"})  # headers whose repetitions are one list; of the others the first counts

_LONGEST_NAME = 40
_LONGEST_REASON = 512
_LONGEST_KNOWN = 256

_FOLD = re.compile(r"\n[ \t]+")
_BRANCH = re.compile(r";\s*branch\s*=\s*([^;,\s]+)", re.IGNORECASE)
_TRANSPORT = re.compile(r"\s*SIP\s*/\s*2\.0\s*/\s*([A-Za-z][A-Za-z0-9-]{0,15})\s", re.IGNORECASE)
_Q850 = re.compile(r"Q\.850\s*(?:;[^,;]*)*?;\s*cause\s*=\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_METHOD = re.compile(r"[A-Za-z0-9.!%*_+`'~-]{1,64}")


class _RefusedError(Exception):
    """Leaves the parser's depths; `parse` turns it into its fault."""

    def __init__(self, code: str, field: str, value: str, reason: str) -> None:
        self.fault = Fault(code, field, shown(value[:200]), reason)


@lru_cache(maxsize=4096)
def _kept_as(name: str) -> str | None:
    return _KEPT.get(name.strip().lower())


def parse(data: bytes) -> SipMessage | Fault:
    """One SIP message, or the first reason why it is none. What follows its Content-Length is not looked at."""
    try:
        head, body = _halves(data.lstrip(b"\r\n"))
        lines = _lines(head)
        return _message(_start_line(lines[0]), _headers(lines), head, body)
    except _RefusedError as refused:
        return refused.fault


def _halves(data: bytes) -> tuple[bytes, bytes]:
    """Headers and body, without the empty line between them."""
    end = data.find(b"\r\n\r\n")
    if end >= 0:
        return data[:end], data[end + 4 :]
    end = data.find(b"\n\n")
    if end >= 0:
        return data[:end], data[end + 2 :]
    if not data.strip(b"\r\n\0"):
        raise _RefusedError("keep_alive", "", "", "the packet is a keep-alive and no message")
    begin = data[:200].decode("latin-1")
    if b"SIP/2.0" in data[:2048]:
        raise _RefusedError("truncated", "", begin, "a message ends its headers with an empty line")
    raise _RefusedError("not_sip", "start_line", begin, "a message begins with a SIP request or status line")


def _lines(head: bytes) -> list[str]:
    """Start line and headers, unfolded."""
    text = head.decode("latin-1").replace("\r\n", "\n")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    lines = text.split("\n", MAX_HEADERS + 1)
    if len(lines) > MAX_HEADERS + 1:
        raise _RefusedError("too_many_headers", "", "", f"a message has at most {MAX_HEADERS} header lines")
    return lines


def _start_line(line: str) -> tuple[str | None, int | None, str | None]:
    """Method, status and user of the request URI."""
    if line.startswith("SIP/2.0 "):
        status = line[8:11]
        if len(status) == 3 and status.isdecimal() and 100 <= int(status) <= 699 and line[11:12] in {" ", ""}:
            return None, int(status), None
        raise _RefusedError("bad_status", "status", line, "a status is three digits from 100 to 699")
    method, _, rest = line.partition(" ")
    uri, _, version = rest.rstrip().rpartition(" ")
    if version.upper() != "SIP/2.0":
        raise _RefusedError("not_sip", "start_line", line, "a message begins with a SIP/2.0 request or status line")
    if _METHOD.fullmatch(method) is None:
        raise _RefusedError("bad_method", "method", method, "a method is a token of at most 64 characters")
    return method, None, uri_user(uri.strip())


def _headers(lines: list[str]) -> dict[str, str]:
    """The headers that matter, by the names in `_KEPT`."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        kept = _kept_as(name) if colon and len(name) <= _LONGEST_NAME else None
        if kept is None:
            continue
        if kept not in found:
            found[kept] = value
        elif kept in _LISTS:
            found[kept] += "," + value
    return found


def _message(
    start: tuple[str | None, int | None, str | None], headers: dict[str, str], head: bytes, body: bytes
) -> SipMessage:
    if not headers.keys() >= _REQUIRED:
        missing = next(name for name in _HEADER_OF if name not in headers)
        raise _RefusedError("missing_header", missing, "", f"a message carries {_HEADER_OF[missing]}")
    method, status, request_user = start
    cseq, cseq_method = _cseq(headers["cseq"], method)
    caller = _party(headers["from"], "from")
    callee = _party(headers["to"], "to")
    sdp = _sdp(headers, body)
    codec, media_ip = sdp_facts(sdp) if sdp else (None, None)
    via = headers["via"].partition(",")[0]
    return SipMessage(
        method,
        status,
        _call_id(headers["call_id"]),
        cseq,
        cseq_method,
        _branch(via),
        request_user,
        caller.user,
        caller.display,
        caller.tag,
        callee.user,
        callee.tag,
        _first_user(headers.get("pai")),
        _first_user(headers.get("diversion") or headers.get("history")),
        readable(headers["user_agent"].strip())[:MAX_AGENT_CHARS] or None if "user_agent" in headers else None,
        codec,
        media_ip,
        _q850(headers.get("reason")),
        head + b"\r\n\r\n" + sdp,
        _transport(via),
    )


def _cseq(value: str, method: str | None) -> tuple[int, str]:
    number, name = (*value.split(None, 1), "", "")[:2]
    name = name.rstrip()
    if not number.isdecimal() or len(number) > 10 or int(number) > _MAX_CSEQ:
        raise _RefusedError("bad_cseq", "cseq", value, "CSeq is a number below 2^32 and a method")
    if name != method and (method is not None or _METHOD.fullmatch(name) is None):
        raise _RefusedError("bad_cseq", "cseq", value, "the method of CSeq is that of the request")
    return int(number), name


def _call_id(value: str) -> str:
    call_id = readable(value.strip())
    if not 0 < len(call_id) <= MAX_CALL_ID_CHARS:
        raise _RefusedError("bad_call_id", "call_id", value, f"a Call-ID has 1 to {MAX_CALL_ID_CHARS} characters")
    return call_id


class _Party(NamedTuple):
    user: str | None
    display: str | None
    tag: str | None


def _party(value: str, field: str) -> _Party:
    """Who a From or To header names; the messages of a call repeat it, so it is mostly known already."""
    party = _known_party(value) if len(value) <= _LONGEST_KNOWN else _read_party(value)
    if party is None:
        raise _RefusedError("bad_address", field, value, "quotes and angle brackets of an address are closed")
    if party.tag is not None and len(party.tag) > MAX_TAG_CHARS:
        raise _RefusedError("bad_address", f"{field}_tag", party.tag, f"a tag has at most {MAX_TAG_CHARS} characters")
    return party


def _read_party(value: str) -> _Party | None:
    address = name_addr(value)
    if address is None:
        return None
    return _Party(uri_user(address.uri), display_text(address.display), tag_of(address.parameters))


_known_party = lru_cache(maxsize=16_384)(_read_party)


def _sdp(headers: dict[str, str], body: bytes) -> bytes:
    """The SDP of the body up to Content-Length; a body cut short by the capture is taken as it is."""
    length = headers.get("content_length")
    if length is not None:
        length = length.strip()
        if not length.isdecimal() or len(length) > 9:
            raise _RefusedError(
                "bad_content_length", "content_length", length, "Content-Length is a decimal number of bytes"
            )
        body = body[: int(length)]
    return sdp_part(headers.get("content_type", ""), body) if body else b""


def _first_user(value: str | None) -> str | None:
    """User of the first address of a list that has one."""
    if value is None:
        return None
    for part in value.split(",", 8)[:8]:
        address = name_addr(part)
        user = uri_user(address.uri) if address else None
        if user:
            return user
    return None


def _transport(via: str) -> str:
    found = _TRANSPORT.match(via)
    return found[1].lower() if found else ""


def _branch(via: str) -> str | None:
    found = _BRANCH.search(via)
    return readable(found[1])[:MAX_TAG_CHARS] if found else None


def _q850(reason: str | None) -> int | None:
    found = _Q850.search(reason[:_LONGEST_REASON]) if reason else None
    return int(found[1]) if found and int(found[1]) <= 127 else None
