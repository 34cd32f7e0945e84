"""Messages of one captured payload: one in a datagram; in a TCP segment any number (RFC 3261 section 18.3).

The last message of a segment may go on in the next one.
"""

import re

_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_START = re.compile(rb"(?:\r\n)*(?:SIP/2\.0 \d{3}[ \r]|[A-Za-z0-9.!%*_+`'~-]{1,64} [^\r\n]{1,2000} SIP/2\.0\r?\n)")
_KNOWN_START = re.compile(
    rb"(?:\r\n)*(?:SIP/2\.0 \d{3}[ \r]|(?:INVITE|ACK|BYE|CANCEL|REGISTER|OPTIONS|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE) "
    rb"[^\r\n]{1,2000} SIP/2\.0\r?\n)"
)
_PART_OF_START = re.compile(rb"(?:\r\n)*[A-Z][\x20-\x7e]{0,2100}\r?")

MAX_MESSAGES = 64
"""Of one segment: 65,535 bytes hold no more messages that mean anything; what follows stays in one piece and is refused as such."""


def cut(payload: bytes) -> tuple[list[bytes], bytes]:
    """The pieces of a TCP segment, each up to the end that its Content-Length tells, and the beginning of a message that goes on, or b"".

    No byte is lost. A piece need not be a message: garbage is one piece, so that it is accounted for.
    """
    pieces: list[bytes] = []
    rest = payload
    while len(pieces) < MAX_MESSAGES - 1:
        end = _end_of_first(rest)
        if end is None or end > len(rest):
            if _may_go_on(rest, is_head_whole=end is not None):
                return pieces, rest
            break
        if end == len(rest) or not rest[end:].strip(b"\r\n"):
            break
        pieces.append(rest[:end])
        rest = rest[end:]
    return [*pieces, rest], b""


def begins_message(payload: bytes, begun: bytes = b"") -> bool:
    """True when a message starts here, so that this is not the rest of `begun`: the rest of "INVITE" is no method.

    Line ends come before a message, too; after headers without an end they are that end.
    """
    ends_headers = payload.startswith(b"\r\n") and begun != b"" and _end_of_first(begun) is None
    return not ends_headers and _KNOWN_START.match(payload) is not None


def _may_go_on(data: bytes, *, is_head_whole: bool) -> bool:
    return is_head_whole or _START.match(data) is not None or _PART_OF_START.fullmatch(data) is not None


def _end_of_first(data: bytes) -> int | None:
    """Where the first message ends, beyond the data when its body goes on; None without an end of its headers.

    A message without a Content-Length takes the rest.
    """
    begin = len(data) - len(data.lstrip(b"\r\n"))
    end = data.find(b"\r\n\r\n", begin)
    if end < 0:
        return None
    length = _LENGTH.search(data, begin, end)
    return end + 4 + int(length[1]) if length else len(data)
