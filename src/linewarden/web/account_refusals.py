"""What the ledger refuses about accounts, as refusals of the one shape. Their sentences name the account and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import (
    AccountsFullError,
    AccountStateError,
    LastAdministratorError,
    LoginTakenError,
    NoAccountError,
    OwnAccountError,
)
from linewarden.web.password_rules import WeakPasswordError
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

CODES: dict[type[Exception], ErrorCode] = {
    NoAccountError: ErrorCode.NOT_FOUND,
    OwnAccountError: ErrorCode.OWN_ACCOUNT,
    LastAdministratorError: ErrorCode.LAST_ADMINISTRATOR,
    LoginTakenError: ErrorCode.LOGIN_TAKEN,
    AccountsFullError: ErrorCode.ACCOUNTS_FULL,
    AccountStateError: ErrorCode.MOVED_ON,
    WeakPasswordError: ErrorCode.WEAK_PASSWORD,
}


@contextmanager
def told_refusals() -> Iterator[None]:
    """Around every change of an account by a route."""
    try:
        yield
    except tuple(CODES) as err:
        raise RefusedError(CODES[type(err)], str(err)) from err
