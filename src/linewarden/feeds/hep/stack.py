"""The SIP software behind an INVITE, by how it writes: numbers and names change with each call, habits do not.

What is looked at: the names of the headers in their order and spelling, the values of Allow, Supported and User-Agent, the shapes of
Call-ID and tag, and of the SDP the order of its lines, the session and user names and the payload types. Headers that proxies add
or that answer a challenge are left out, so the same software looks the same on every hop.
"""

import hashlib
import re

MOST_LINES = 128
"""Header and SDP lines that are looked at."""

_NOT_ITS_OWN = frozenset(
    {
        "via", "v", "record-route", "route", "max-forwards", "content-length", "l", "authorization", "proxy-authorization",
        "p-asserted-identity", "p-charging-vector", "p-visited-network-id", "p-access-network-info", "diversion", "history-info", "timestamp",
    }
)  # fmt: skip
_TOLD = frozenset(
    {
        "allow",
        "supported",
        "k",
        "user-agent",
        "server",
        "accept",
        "content-type",
        "c",
        "expires",
        "session-expires",
        "min-se",
    }
)
_SHAPED = frozenset({"call-id", "i"})
_TAG = re.compile(r";\s*tag\s*=\s*([^;,\s>]+)", re.IGNORECASE)

_PARTS = re.compile(r"([^0-9A-Za-z]+)")
_ENOUGH = 12  # random letters: fewer may look like digits by chance
_SDP_TOLD = ("s=", "m=audio")


def stack_of(invite: bytes) -> str:
    """16 hex digits, the same for every INVITE that the same software wrote in the same way. Any bytes will do."""
    head, _, body = invite.partition(b"\r\n\r\n")
    habits = [*_headers(head.decode("latin-1")), *_sdp(body.decode("latin-1"))]
    return hashlib.blake2b("\n".join(habits).encode("latin-1"), digest_size=8).hexdigest()


def _headers(head: str) -> list[str]:
    habits = []
    for line in head.split("\n", MOST_LINES + 1)[1 : MOST_LINES + 1]:
        name, colon, value = line.partition(":")
        key, value = name.strip().lower(), value.strip()
        if not colon or line[:1] in " \t" or key in _NOT_ITS_OWN:
            continue
        habit = name.strip()
        if key in _TOLD:
            habit += ":" + value
        elif key in _SHAPED:
            habit += ":" + _shape(value)
        elif key in {"from", "f"}:
            habit += ":" + _shape_of(_TAG, value)
        habits.append(habit)
    return habits


def _sdp(body: str) -> list[str]:
    lines = [line.strip() for line in body.split("\n", MOST_LINES)[:MOST_LINES] if line.strip()]
    if not lines:
        return []
    user = next((line[2:].partition(" ")[0] for line in lines if line.startswith("o=")), "")
    return [
        "".join(line[:1] for line in lines),
        user if not user.isdigit() else "#",
        *(_without_port(line) for line in lines if line.startswith(_SDP_TOLD)),
    ]


def _without_port(line: str) -> str:
    """`m=audio 40312 RTP/AVP 8 0 101`: the port is of the call, the rest of the software."""
    words = line.split(" ")
    return " ".join([words[0], *words[2:]]) if line.startswith("m=") else line


def _shape_of(pattern: re.Pattern[str], value: str) -> str:
    found = pattern.search(value)
    return _shape(found[1]) if found else ""


def _shape(text: str) -> str:
    """The marks between the parts, how long each part is to a power of two, and the kind of characters where there are enough to tell."""
    letters = "".join(part for part in _PARTS.split(text) if part.isalnum())
    lengths = "".join(str(len(part).bit_length()) if part.isalnum() else part for part in _PARTS.split(text) if part)
    return lengths + (_kind(letters) if len(letters) >= _ENOUGH else "")


def _kind(letters: str) -> str:
    if letters.isdigit():
        return "digits"
    return "lower" if letters == letters.lower() else "upper" if letters == letters.upper() else "mixed"
