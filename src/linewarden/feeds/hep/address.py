"""Names and addresses in SIP headers (RFC 3261 section 25): display name, URI, user part, parameters.

Headers are handled as latin-1 text, which maps every byte to one character and back; `readable` turns a finished value into the text
that it was meant to be.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_TAG = re.compile(r";\s*tag\s*=\s*([^;,\s>]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

MAX_USER_CHARS = 128
MAX_DISPLAY_CHARS = 256


class NameAddr(NamedTuple):
    """A From, To or P-Asserted-Identity value, still as latin-1 text."""

    display: str | None  # None: none given, or empty
    uri: str
    parameters: str  # those of the header, with their leading semicolon


def readable(text: str) -> str:
    """Latin-1 text as UTF-8 or else GB18030, when its bytes are that; unreadable bytes become backslash escapes."""
    if text.isascii():
        return text
    data = text.encode("latin-1")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("ascii", "backslashreplace")


def name_addr(value: str) -> NameAddr | None:
    """The first address of a header value; None when a quote or bracket is never closed."""
    value = value.strip()
    display = None
    if value.startswith('"'):
        quoted = _QUOTED.match(value)
        if quoted is None:
            return None
        display = _ESCAPED.sub(r"\1", quoted[1])
        value = value[quoted.end() :]
        if "<" not in value:
            return None
    before, bracket, after = value.partition("<")
    if not bracket:
        uri, semicolon, parameters = value.partition(";")
        return NameAddr(None, uri.strip(), semicolon + parameters)
    uri, closed, parameters = after.partition(">")
    if not closed:
        return None
    return NameAddr(display or before.strip() or None, uri.strip(), parameters)


def uri_user(uri: str) -> str | None:
    """The user part of a SIP URI or the number of a tel URI, unescaped, without parameters; None when there is none."""
    scheme, _, rest = uri.partition(":")
    scheme = scheme.lower()
    if scheme in {"sip", "sips"}:
        user, at, _ = rest.partition("@")
        if not at:
            return None
        user = user.partition(";")[0].partition(":")[0]
    elif scheme == "tel":
        user = rest.partition(";")[0]
    else:
        return None
    if "%" in user:
        user = unquote_to_bytes(user.encode("latin-1")).decode("latin-1")
    return readable(user)[:MAX_USER_CHARS] or None


def tag_of(parameters: str) -> str | None:
    """The tag among the parameters of a From or To header."""
    if parameters.startswith(";tag="):
        tag = parameters[5:].partition(";")[0].strip()
        if tag.isalnum():
            return tag
    found = _TAG.search(parameters)
    return readable(found[1]) if found else None


def display_text(display: str | None) -> str | None:
    """A display name as readable text, markup and all: screens show it as text, never as HTML."""
    return readable(display)[:MAX_DISPLAY_CHARS] if display else None
