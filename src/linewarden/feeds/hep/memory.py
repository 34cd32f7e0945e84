"""What the dialogs of a feed remember, as plain values, so that it can be written down and read again."""

from dataclasses import dataclass
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from linewarden.errors import StoreError
from linewarden.feeds.hep.call import Call, Key, Message
from linewarden.feeds.hep.limits import DialogCounts


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


_FORM = TypeAdapter(Memory)


def written(memory: Memory) -> bytes:
    """The memory as JSON."""
    return _FORM.dump_json(memory)


def read(text: bytes) -> Memory:
    """The memory that was written. Raises StoreError when it is none, or one of another layout."""
    try:
        return _FORM.validate_json(text)
    except ValidationError as err:
        raise StoreError(
            f"the memory of the calls cannot be read: {err.errors()[0]['msg']}; replay the messages instead"
        ) from err
