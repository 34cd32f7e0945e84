"""What every channel does: take one message, and say what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linewarden.model.message import Message


class Result(StrEnum):
    """Of one attempt."""

    TAKEN = "taken"  # by the gateway, now or at an attempt before
    AGAIN = "again"  # not this time
    REFUSED = "refused"  # for good: again would be refused again


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one attempt. `problem` names no number."""

    result: Result
    problem: str = ""


class Channel(Protocol):
    """One gateway. Never raises for what a gateway or a network may do; the same message may be given again after a crash."""

    def send(self, message: Message) -> Answer:
        """Blocks until there is an answer, or the channel's patience ends."""
        ...
