"""What is odd about an INVITE that begins a call: its branch, its tag, its addresses (signal S33). Software that follows RFC 3261 never writes so; home-made dialers do."""

import re

from linewarden.columns.oddities import is_private
from linewarden.feeds.hep.address import name_addr, uri_user
from linewarden.model.event import Oddity

COOKIE = "z9hG4bK"
"""What a branch begins with; RFC 3261 section 8.1.1.7."""

LEAST_TAG = 6
"""Characters of a tag: 32 random bits are asked for (RFC 3261 section 19.3), and one of the 72 characters of a token holds 6.2 of them."""

MOST_READ = 16_384
"""Bytes of a message that are looked at."""

_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
_VIA_HOST = re.compile(
    rb"^(?:via|v)[ \t]*:[ \t]*SIP[ \t]*/[ \t]*2\.0[ \t]*/[ \t]*[A-Za-z0-9-]{1,16}[ \t]+\[?([0-9A-Fa-f.:]{3,45}?)(?:\]|:\d{1,5}[ \t;,\r\n]|[ \t;,\r\n])",
    re.IGNORECASE | re.MULTILINE,
)
_REMOTE_PARTY = re.compile(rb"^remote-party-id[ \t]*:([^\r\n]{1,512})", re.IGNORECASE | re.MULTILINE)


def oddity_of(invite: bytes, branch: str | None, from_tag: str | None, src_ip: str, media_ip: str | None) -> Oddity:
    """What one INVITE shows by itself, SIGNALLED always. Any bytes will do."""
    found = Oddity.SIGNALLED
    if not is_branch(branch):
        found |= Oddity.ODD_BRANCH
    if not is_tag(from_tag):
        found |= Oddity.ODD_TAG
    if not is_private(src_ip) and (is_private(media_ip or "") or is_private(_via_host(invite))):
        found |= Oddity.PRIVATE_MEDIA
    return found


def is_branch(branch: str | None) -> bool:
    """True for a token that begins with the cookie and goes on."""
    return (
        branch is not None and branch.startswith(COOKIE) and branch != COOKIE and _TOKEN.fullmatch(branch) is not None
    )


def is_tag(tag: str | None) -> bool:
    """True for a token that is long enough to be random."""
    return tag is not None and len(tag) >= LEAST_TAG and _TOKEN.fullmatch(tag) is not None


def remote_party(invite: bytes) -> str | None:
    """User of the first Remote-Party-ID, which older software asserts the caller by (draft-ietf-sip-privacy); None without one."""
    found = _REMOTE_PARTY.search(invite, 0, MOST_READ)
    address = name_addr(found[1].decode("latin-1")) if found else None
    return uri_user(address.uri) if address else None


def _via_host(invite: bytes) -> str:
    """Address in the topmost Via; "" when it is a name or unreadable."""
    found = _VIA_HOST.search(invite, 0, MOST_READ)
    return found[1].decode() if found else ""
