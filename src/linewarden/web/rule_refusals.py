"""What the rule book and the ledger refuse, as refusals of the one shape. Their sentences name the thing and what to do; numbers in them are masked."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import (
    AccessError,
    AlteredError,
    ConfigError,
    NoRuleChangeError,
    OwnChangeError,
    RuleChangeError,
)
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.views.numbers import masked_digits

CODES: tuple[tuple[type[Exception], ErrorCode], ...] = (  # the first that fits counts
    (OwnChangeError, ErrorCode.OWN_CHANGE),
    (AccessError, ErrorCode.FORBIDDEN),
    (NoRuleChangeError, ErrorCode.NOT_FOUND),
    (RuleChangeError, ErrorCode.MOVED_ON),
    (AlteredError, ErrorCode.ALTERED),
    (ConfigError, ErrorCode.UNUSABLE_REQUEST),
)


@contextmanager
def told_refusals() -> Iterator[None]:
    """Around every use of the rule book by a route."""
    try:
        yield
    except RefusedError:
        raise
    except tuple(kind for kind, _ in CODES) as err:
        code = next(code for kind, code in CODES if isinstance(err, kind))
        raise RefusedError(code, masked_digits(str(err))) from err
