"""What people look calls up by."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from linewarden.errors import ConfigError
from linewarden.model.number import E164

_MOST_ROWS = 10_000
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Calls that match every criterion given; with none, the newest of all. Numbers match on either side of a call.

    A withheld number (0) is nobody's, so it finds nothing; nor does the empty text.
    """

    number: E164 | None = None
    counterpart: E164 | None = None  # with `number`: calls between the two
    prefix: str | None = None  # first digits of a canonical number, country code first: "8619516"
    suffix: str | None = None  # last digits: "6666"
    imei: str | None = None  # 14 digits or more; the check digit and the version do not matter
    imsi: str | None = None
    cell: str | None = None  # as delivered
    ip: str | None = None
    trunk: str | None = None  # in or out
    since: datetime | None = None  # setup at or after, with a time zone
    until: datetime | None = None  # setup before
    limit: int = 100  # the newest by setup time

    def __post_init__(self) -> None:
        """Raise ConfigError when a criterion cannot be used."""
        for name in ("prefix", "suffix"):
            value = getattr(self, name)
            if value is not None and not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
                raise ConfigError(f"query {name} {value!r} is not 1 to {_MOST_DIGITS} digits; give digits only")
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and value.tzinfo is None:
                raise ConfigError(f"query {name} {value} has no time zone; give one")
        for name in ("number", "counterpart"):
            value = getattr(self, name)
            if value is not None and abs(value) >= 1 << 62:
                raise ConfigError(f"query {name} {value} is no number; give it in canonical form")
        if self.counterpart is not None and self.number is None:
            raise ConfigError(f"query counterpart {self.counterpart} is without a number; give `number` too")
        if not 1 <= self.limit <= _MOST_ROWS:
            raise ConfigError(f"query limit {self.limit} is not between 1 and {_MOST_ROWS}")

    @property
    def since_us(self) -> int | None:
        """`since` in microseconds since 1970 UTC."""
        return _micros(self.since)

    @property
    def until_us(self) -> int | None:
        """`until` in microseconds since 1970 UTC."""
        return _micros(self.until)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else (at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
