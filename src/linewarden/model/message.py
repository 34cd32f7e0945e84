"""Messages to the people who are warned, from the officer's word to the gateway's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"  # to be sent, for the first time or again
    SENT = "sent"  # the gateway has it
    DEAD = "dead"  # given up: refused for good, or too many attempts; somebody must look


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text to one person. Times are UTC. `message_id` is the same at every attempt, so that a gateway can tell a repetition."""

    message_id: str
    warning_id: str
    nth: int  # act of the warning that it was sent by
    channel: str
    number: int  # E.164 digits
    text: str
    created_at: datetime
    state: MessageState
    attempts: int
    next_at: datetime | None  # when to try again; None of one that is sent or given up
    ended_at: datetime | None  # when the gateway had it, or it was given up
    problem: str  # of the last attempt; "" of none
