"""What the tracker remembers, as plain values, so that it can be written down and read again."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from linewarden.errors import StoreError
from linewarden.model.score import Score
from linewarden.model.warning import Warning
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
            f"the tracker's memory cannot be read: {err.errors()[0]['msg']}; replay the records instead"
        ) from err
