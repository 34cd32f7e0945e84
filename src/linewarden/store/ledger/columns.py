"""Column types that mean the same on every database."""

from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 UTC; naive datetimes are refused with a `TypeError`."""
    return (at - _EPOCH) // _US


def instant_of(us: int) -> datetime:
    """The UTC instant of whole microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


class Instant(TypeDecorator[datetime]):
    """A UTC instant as whole microseconds since 1970: exact, ordered and indexable everywhere. Naive datetimes are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's signature
        """Microseconds for the database."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """An aware datetime for us."""
        return None if value is None else instant_of(value)


class Json(TypeDecorator[object]):
    """A JSON value as text; integers up to 64 bits unsigned stay exact."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:  # noqa: ARG002  SQLAlchemy's signature
        """Text for the database."""
        return orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:  # noqa: ARG002  SQLAlchemy's signature
        """The value for us."""
        return None if value is None else orjson.loads(value)
