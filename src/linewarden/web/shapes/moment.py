"""Points of time that people ask by."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""What no record of this field lies beyond; room on both sides for spans around them."""


def _written(given: object) -> object:
    if isinstance(given, str) and "T" not in given.upper():  # a bare number would pass for seconds since 1970
        raise ValueError("is no time as ISO 8601 writes it")
    return given


def _within(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"lies before {EARLIEST.year} or after {LATEST.year}")
    return at


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_within)]
"""A time with its zone, between 1990 and 2100."""
