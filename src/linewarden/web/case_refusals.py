"""What the ledger refuses of a deed in a case, as refusals of the one shape."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import (
    AccessError,
    AlteredError,
    CaseError,
    CaseFullError,
    CaseMovedOnError,
    NoCaseError,
    NotMemberError,
    UnfitDeedError,
)
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

CODES: tuple[tuple[type[Exception], ErrorCode], ...] = (  # the first that fits counts
    (NoCaseError, ErrorCode.NOT_FOUND),
    (CaseMovedOnError, ErrorCode.MOVED_ON),
    (NotMemberError, ErrorCode.NOT_MEMBER),
    (UnfitDeedError, ErrorCode.UNUSABLE_REQUEST),
    (CaseFullError, ErrorCode.CASE_FULL),
    (CaseError, ErrorCode.OUT_OF_ORDER),
    (AlteredError, ErrorCode.ALTERED),
    (AccessError, ErrorCode.FORBIDDEN),
)


@contextmanager
def told_case_refusals() -> Iterator[None]:
    """Around every deed of a route."""
    try:
        yield
    except RefusedError:
        raise
    except (CaseError, AccessError, AlteredError) as err:
        code = next(code for kind, code in CODES if isinstance(err, kind))
        raise RefusedError(code, str(err)) from err
