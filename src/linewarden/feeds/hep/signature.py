"""What an INVITE says of the signature of the number shown (signal S34): whether the network found it right, and how well the signer knew the caller.

The network writes `verstat` into P-Asserted-Identity or From (3GPP TS 24.229, 7.2A.20). The attestation stands in the PASSporT of the Identity header (RFC 8224, RFC 8588), which anybody can write: it counts only
where the network found the signature right.
"""

import json
import re
from base64 import urlsafe_b64decode

from linewarden.feeds.hep.oddity import MOST_READ
from linewarden.model.event import Oddity

_VERSTAT = re.compile(
    rb"^(?:p-asserted-identity|from|f)[ \t]*:[^\r\n]*;[ \t]*verstat=TN-Validation-(Passed|Failed)",
    re.IGNORECASE | re.MULTILINE,
)
_PASSPORT = re.compile(
    rb"^(?:identity|y)[ \t]*:[ \t]*[A-Za-z0-9_-]{1,1024}\.([A-Za-z0-9_-]{1,2048})\.", re.IGNORECASE | re.MULTILINE
)
_LEVELS = frozenset({"A", "B", "C"})


def signature_of(invite: bytes) -> tuple[Oddity, str | None]:
    """FAILED_VERIFICATION or nothing, and the attestation of a signature that was found right. Any bytes will do."""
    if b"verstat" not in invite:  # nearly always
        return Oddity(0), None
    found = {word.lower() for word in _VERSTAT.findall(invite[:MOST_READ])}
    if b"failed" in found:
        return Oddity.FAILED_VERIFICATION, None
    return Oddity(0), _attestation(invite) if found else None


def _attestation(invite: bytes) -> str | None:
    passport = _PASSPORT.search(invite, 0, MOST_READ)
    if passport is None:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(passport[1] + b"=" * (-len(passport[1]) % 4)))
    except ValueError:
        return None
    level = claims.get("attest") if isinstance(claims, dict) else None
    return level if isinstance(level, str) and level in _LEVELS else None
