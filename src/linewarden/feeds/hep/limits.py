"""How long dialogs wait and how many there may be; what became of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogLimits:
    """How long and how many; every table of `Dialogs` is bounded by these."""

    max_calls: int = 200_000  # up at once; the oldest unanswered one makes room
    max_ended: int = 200_000  # remembered, so that stragglers do not begin them again
    max_early: int = 5_000  # Call-IDs of which something came before the INVITE
    max_early_messages: int = 4  # of each
    ring_s: int = 240  # RFC 3261 timer C is 180 s
    challenge_s: int = 32  # for the answer to a 401 or 407
    hangup_s: int = 5  # for the answer that a BYE or CANCEL overtook
    early_s: int = 32  # for the INVITE that something overtook
    ended_s: int = 300
    talk_s: int = 43_200  # without any session timer
    session_grace_s: int = 32
    scan_s: int = 2  # between two looks at all calls for silent ones
    leg_s: int = 3  # within which a back-to-back agent sends the next leg


@dataclass(slots=True)
class DialogCounts:
    """What happened so far, in calls or messages."""

    calls: int = 0  # begun
    ended: int = 0  # of these, for whatever reason
    expired: int = 0  # of the ended: their end was never seen
    evicted: int = 0  # of the ended: pushed out by newer ones
    legs: int = 0  # INVITEs that only carried a call on
    unknown: int = 0  # messages of calls that began before we listened, or never did
