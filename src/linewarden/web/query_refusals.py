"""What is wrong with a query or a cursor, as refusals of the one shape."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import ConfigError
from linewarden.query import QueryError
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode, QueryFault


@contextmanager
def told_query_refusals() -> Iterator[None]:
    """Around everything that a query is read and followed by."""
    try:
        yield
    except QueryError as err:
        at = QueryFault(fault=err.fault, start=err.start, end=err.end)
        raise RefusedError(ErrorCode.BAD_QUERY, str(err), at=at) from err
    except ConfigError as err:
        raise RefusedError(ErrorCode.UNUSABLE_REQUEST, str(err)) from err
