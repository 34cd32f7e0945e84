"""What the ledger refuses of an act on a warning, as refusals of the one shape."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import (
    AccessError,
    ActError,
    MovedOnError,
    NotHolderError,
    NoWarningError,
    TakenError,
    UnfitActError,
)
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

CODES: tuple[tuple[type[Exception], ErrorCode], ...] = (  # the first that fits counts
    (NoWarningError, ErrorCode.NOT_FOUND),
    (MovedOnError, ErrorCode.MOVED_ON),
    (TakenError, ErrorCode.TAKEN),
    (NotHolderError, ErrorCode.NOT_HOLDER),
    (UnfitActError, ErrorCode.UNUSABLE_REQUEST),
    (ActError, ErrorCode.OUT_OF_ORDER),
    (AccessError, ErrorCode.FORBIDDEN),
)


@contextmanager
def told_act_refusals() -> Iterator[None]:
    """Around every act of a route."""
    try:
        yield
    except (ActError, AccessError) as err:
        if isinstance(err, RefusedError):
            raise
        code = next(code for kind, code in CODES if isinstance(err, kind))
        raise RefusedError(code, str(err)) from err
