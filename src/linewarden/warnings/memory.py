"""What the tracker remembers, as plain values, so that it can be written down and read again."""

from dataclasses import dataclass, field

from linewarden.model.plain import Plain
from linewarden.model.score import Score
from linewarden.model.warning import Warning
from linewarden.warnings.moment import Moment
from linewarden.warnings.person import Person


@dataclass(slots=True)
class Caller:
    """A risky calling number. Times are µs since 1970 UTC, by the event clock."""

    score: Score
    last_us: int
    people: dict[int, None] = field(default_factory=dict)  # that were in contact with it, in order
    is_ringing: bool = False  # one-ring caller (S6)


@dataclass(slots=True)
class Memory:
    """Everything that the tracker knows between two events, but for the revisions that nobody has asked for yet."""

    callers: dict[int, Caller] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    warnings: dict[int, Warning] = field(default_factory=dict)  # by called number
    timers: list[tuple[int, int]] = field(default_factory=list)  # heap of (due µs, called): look again, nothing else
    ends: list[tuple[int, int]] = field(
        default_factory=list
    )  # heap of (due µs, number): forget it unless there was news
    now_us: int = 0
    talks: dict[int, list[Moment]] = field(
        default_factory=dict
    )  # record id → a stranger's call that is up, and his before it
    talk_timers: list[tuple[int, int]] = field(default_factory=list)  # heap of (due µs, record id): the call has lasted


PERSONS = Plain(Memory, "the memory of the persons watched")
"""How it is written down."""
