"""What the dialogs of a feed remember, as plain values, so that it can be written down and read again."""

from dataclasses import dataclass, field
from typing import NamedTuple

from linewarden.feeds.hep.call import Call, Key, Message
from linewarden.feeds.hep.limits import DialogCounts
from linewarden.model.plain import Plain


class Ended(NamedTuple):
    """A call that is over, so that stragglers do not begin it again."""

    cseq: int
    attempt: int
    at_us: int  # µs since 1970 UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything that the dialogs know between two messages; all lists in order, oldest first."""

    calls: list[Call]
    unanswered: list[Key]
    ringing: list[tuple[int, int, Key]]  # caller, called and the call that rings between them
    ended: list[tuple[Key, Ended]]
    early: list[tuple[str, list[Message]]]  # by Call-ID
    scanned_us: int
    counts: DialogCounts
    branches: list[tuple[str, str]] = field(
        default_factory=list
    )  # and the Call-ID that each began; none in files of older programs


CALLS = Plain(Memory, "the memory of the calls")
"""How it is written down."""
