"""What the ledger and the rule book refuse, as refusals of the one shape. Their sentences name the thing and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import (
    AccessError,
    AccountsFullError,
    AccountStateError,
    ActError,
    AlarmError,
    AlteredError,
    CaseError,
    CaseFullError,
    CaseMovedOnError,
    ConfigError,
    LastAdministratorError,
    LoginTakenError,
    MovedOnError,
    NoAccountError,
    NoAlarmError,
    NoCaseError,
    NoRuleChangeError,
    NoSearchError,
    NotHolderError,
    NotMemberError,
    NoTokenError,
    NoWarningError,
    OwnAccountError,
    OwnAlarmError,
    OwnChangeError,
    RuleChangeError,
    SearchesFullError,
    TakenError,
    TokensFullError,
    UnfitActError,
    UnfitDeedError,
)
from linewarden.web.password_rules import WeakPasswordError
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.views.numbers import masked_digits

Codes = tuple[tuple[type[Exception], ErrorCode], ...]
"""The first that fits counts."""

RULES: Codes = (
    (OwnChangeError, ErrorCode.OWN_CHANGE),
    (AccessError, ErrorCode.FORBIDDEN),
    (NoRuleChangeError, ErrorCode.NOT_FOUND),
    (RuleChangeError, ErrorCode.MOVED_ON),
    (AlteredError, ErrorCode.ALTERED),
    (ConfigError, ErrorCode.UNUSABLE_REQUEST),
)

ACTS: Codes = (
    (NoWarningError, ErrorCode.NOT_FOUND),
    (MovedOnError, ErrorCode.MOVED_ON),
    (TakenError, ErrorCode.TAKEN),
    (NotHolderError, ErrorCode.NOT_HOLDER),
    (UnfitActError, ErrorCode.UNUSABLE_REQUEST),
    (ActError, ErrorCode.OUT_OF_ORDER),
    (AccessError, ErrorCode.FORBIDDEN),
)

CASES: Codes = (
    (NoCaseError, ErrorCode.NOT_FOUND),
    (CaseMovedOnError, ErrorCode.MOVED_ON),
    (NotMemberError, ErrorCode.NOT_MEMBER),
    (UnfitDeedError, ErrorCode.UNUSABLE_REQUEST),
    (CaseFullError, ErrorCode.CASE_FULL),
    (CaseError, ErrorCode.OUT_OF_ORDER),
    (AlteredError, ErrorCode.ALTERED),
    (AccessError, ErrorCode.FORBIDDEN),
)

ACCOUNTS: Codes = (
    (NoAccountError, ErrorCode.NOT_FOUND),
    (OwnAccountError, ErrorCode.OWN_ACCOUNT),
    (LastAdministratorError, ErrorCode.LAST_ADMINISTRATOR),
    (LoginTakenError, ErrorCode.LOGIN_TAKEN),
    (AccountsFullError, ErrorCode.ACCOUNTS_FULL),
    (AccountStateError, ErrorCode.MOVED_ON),
    (WeakPasswordError, ErrorCode.WEAK_PASSWORD),
)

TOKENS: Codes = (
    (NoTokenError, ErrorCode.NOT_FOUND),
    (TokensFullError, ErrorCode.TOKENS_FULL),
    (AccessError, ErrorCode.FORBIDDEN),
)

SEARCHES: Codes = ((NoSearchError, ErrorCode.NOT_FOUND), (SearchesFullError, ErrorCode.SEARCHES_FULL))

ALARMS: Codes = (
    (NoAlarmError, ErrorCode.NOT_FOUND),
    (OwnAlarmError, ErrorCode.OWN_ALARM),
    (AlarmError, ErrorCode.MOVED_ON),
)


@contextmanager
def told(codes: Codes) -> Iterator[None]:
    """Around every use of them by a route. Numbers in the sentences are masked."""
    try:
        yield
    except RefusedError:
        raise
    except tuple(kind for kind, _ in codes) as err:
        code = next(code for kind, code in codes if isinstance(err, kind))
        raise RefusedError(code, masked_digits(str(err))) from err
