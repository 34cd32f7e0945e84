"""The range of time whose values are wanted, and how much before it must be read for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from linewarden.errors import ConfigError
from linewarden.features import SPANS
from linewarden.store.held import Held

WARM_UP = SPANS[-1].reach
"""How far back the windows of the first wanted event reach: a week, and a pane (a day) more."""

_BEFORE_US, _AFTER_US = -(2**62), 2**62


@dataclass(frozen=True, slots=True)
class Span:
    """Calls with `since` <= ended_at < `until`, aware; None: from the first, to the last. `warm_up` before `since` is read besides."""

    since: datetime | None
    until: datetime | None
    warm_up: timedelta = WARM_UP

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ConfigError(f"--from {self.since} is not before --until {self.until}; turn them round")

    @property
    def read_since(self) -> datetime | None:
        """From when on records are read."""
        return None if self.since is None else self.since - self.warm_up

    @property
    def read_since_us(self) -> int:
        """The same, µs since 1970 UTC."""
        return _BEFORE_US if self.read_since is None else micros(self.read_since)

    @property
    def since_us(self) -> int:
        """From when on values are given, µs since 1970 UTC."""
        return _BEFORE_US if self.since is None else micros(self.since)

    @property
    def until_us(self) -> int:
        """Up to when, µs since 1970 UTC."""
        return _AFTER_US if self.until is None else micros(self.until)

    def require(self, held: Held) -> None:
        """Raises ConfigError when what is stored has nothing in the range."""
        if held.span_us is None:
            raise ConfigError("the record store holds no call records; take some in first (serve or replay)")
        first, last = held.span_us
        if last < self.since_us or first >= self.until_us:
            raise ConfigError(
                f"no stored call ended from {self.since or 'the first'} to {self.until or 'the last'}; "
                f"what is stored ended from {instant(first)} to {instant(last)}"
            )


def micros(at: datetime) -> int:
    """µs since 1970 UTC of an aware time."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(us: int) -> str:
    """The time in UTC as people write it, to the second."""
    return (_EPOCH + timedelta(microseconds=us)).isoformat(timespec="seconds")


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
