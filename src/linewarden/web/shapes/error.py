"""The one shape of every refusal."""

from enum import StrEnum

from linewarden.query import Fault
from linewarden.web.shapes.base import Shape


class ErrorCode(StrEnum):
    """What went wrong; screens translate by it."""

    BAD_CREDENTIALS = "bad_credentials"
    CODE_NEEDED = "code_needed"
    BAD_CODE = "bad_code"
    LOCKED_OUT = "locked_out"
    DORMANT = "dormant"
    SIGNED_OUT = "signed_out"
    FORBIDDEN = "forbidden"
    PASSWORD_MUST_CHANGE = "password_must_change"  # noqa: S105  a code
    SECOND_FACTOR_MISSING = "second_factor_missing"
    CROSS_SITE = "cross_site"
    NOT_FOUND = "not_found"
    WRONG_METHOD = "wrong_method"
    UNUSABLE_REQUEST = "unusable_request"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    TOO_MANY = "too_many"
    STORE_FAILED = "store_failed"
    INTERNAL = "internal"
    OWN_CHANGE = "own_change"
    OWN_ALARM = "own_alarm"
    MOVED_ON = "moved_on"
    ALTERED = "altered"
    TAKEN = "taken"
    NOT_HOLDER = "not_holder"
    NOT_MEMBER = "not_member"
    CASE_FULL = "case_full"
    OUT_OF_ORDER = "out_of_order"
    TOKENS_FULL = "tokens_full"
    SEARCHES_FULL = "searches_full"
    BAD_TOKEN = "bad_token"  # noqa: S105  a code
    WEAK_PASSWORD = "weak_password"  # noqa: S105  a code
    OWN_ACCOUNT = "own_account"
    LAST_ADMINISTRATOR = "last_administrator"
    LOGIN_TAKEN = "login_taken"
    ACCOUNTS_FULL = "accounts_full"
    BAD_QUERY = "bad_query"


class QueryFault(Shape):
    """What is wrong with a query: the characters from `start` to `end`."""

    fault: Fault
    start: int
    end: int


class ErrorBody(Shape):
    """Code for programs, sentence for people, id for the log."""

    code: ErrorCode
    message: str
    request_id: str
    retry_after_s: int | None = None
    at: QueryFault | None = None


class ErrorReply(Shape):
    """Body of every reply that is no success."""

    error: ErrorBody
