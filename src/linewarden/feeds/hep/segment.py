"""Messages of one captured payload: one in a datagram, any number in a TCP segment (RFC 3261 section 18.3)."""

import re
from collections.abc import Iterator

_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)

MAX_MESSAGES = 64
"""Of one segment: 65,535 bytes hold no more messages that mean anything; what follows stays in one piece and is refused as such."""


def messages_of(payload: bytes, *, is_stream: bool) -> Iterator[bytes]:
    """The payload as it is for a datagram; for a stream cut after each Content-Length. At least one piece, so that each packet is accounted for."""
    if not is_stream:
        yield payload
        return
    rest, count = payload, 0
    while count < MAX_MESSAGES - 1:
        end = _end_of_first(rest)
        if end >= len(rest) or not rest[end:].strip(b"\r\n"):
            break
        yield rest[:end]
        rest, count = rest[end:], count + 1
    yield rest


def _end_of_first(data: bytes) -> int:
    """Bytes up to the end of the first message; all when its end cannot be told."""
    begin = len(data) - len(data.lstrip(b"\r\n"))
    end = data.find(b"\r\n\r\n", begin)
    if end < 0:
        return len(data)
    length = _LENGTH.search(data, begin, end)
    return end + 4 + int(length[1]) if length else len(data)
