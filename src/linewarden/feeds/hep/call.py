"""One call while it lasts, and what the outside may know of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from linewarden.model.cdr import Service
from linewarden.model.number import E164


class Message(NamedTuple):
    """The columns of a SIP message that decide what happens to a call, and those that describe a new one."""

    position: int  # row in its batch
    record_id: int  # that a call beginning with this message has
    basis_id: str
    sender: str
    sender_row: int
    seen_us: int
    src_ip: str
    src_port: int
    dst_ip: str
    dst_port: int
    transport: str
    method: str | None
    status: int | None
    call_id: str
    cseq: int
    cseq_method: str
    branch: str | None
    request_user: str | None
    from_user: str | None
    from_tag: str | None
    to_user: str | None
    to_tag: str | None
    pai_user: str | None
    diverted_by: str | None
    user_agent: str | None
    codec: str | None
    q850_cause: int | None
    session_s: int  # Session-Expires of an answer (RFC 4028); 0: none
    stack: str  # fingerprint of the software behind an INVITE that begins a call; "" for the rest
    remote_party: str | None = None  # user of Remote-Party-ID, of an INVITE that begins a call
    oddity: int = 0  # Oddity bits that such an INVITE shows by itself
    attestation: str | None = None  # A, B or C, of such an INVITE whose signature the network found right


Key = tuple[str, str | None]
"""Call-ID and tag of the caller."""


@dataclass(slots=True)
class Call:
    """State of one call. Times are µs since 1970 UTC, 0 for not yet."""

    record_id: int
    invite: Message  # the first INVITE seen
    cli_raw: str | None
    cli: E164
    cli_kind: int
    cli_fault: int
    called_raw: str | None
    called: E164
    called_kind: int
    called_fault: int
    route: int
    trunk_in: str
    codec: str | None
    cseq: int  # of the INVITE that counts: it grows when a challenge is answered
    branch: str | None  # of that INVITE's first hop: only failures on it end the call, others are those of a fork
    branch_us: int  # when that INVITE was seen
    last_us: int  # latest sign of life
    attempt: int = 0  # grows when the same Call-ID and tag begin another call
    to_tag: str | None = None  # of the callee that answered first
    answered_us: int = 0
    ack_us: int = 0
    challenge_us: int = 0
    challenge: int = 0  # status
    hangup_us: int = 0  # BYE or CANCEL before the answer was seen
    hangup_cause: int = 0
    is_cancelled: bool = False
    session_s: int = 0
    oddity: int = 0  # Oddity bits of signalling

    @property
    def key(self) -> Key:
        """Where the call is found."""
        return self.invite.call_id, self.invite.from_tag

    @property
    def setup_us(self) -> int:
        """When the first INVITE was seen."""
        return self.invite.seen_us

    @property
    def service(self) -> str:
        """A call that somebody diverted is a forwarded leg."""
        return Service.FORWARDED if self.invite.diverted_by else Service.VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveCall:
    """A call that is up, for screens. Times are UTC."""

    record_id: int
    setup_at: datetime
    answered_at: datetime | None  # None: still ringing
    cli: E164
    called: E164
    source_ip: str
    user_agent: str | None
