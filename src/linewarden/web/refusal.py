"""A refusal that a route raises; the edge turns it into the one error shape."""

from http import HTTPStatus

from linewarden.errors import AccessError
from linewarden.web.shapes.error import ErrorCode, QueryFault

STATUS: dict[ErrorCode, HTTPStatus] = {
    ErrorCode.BAD_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    ErrorCode.CODE_NEEDED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.BAD_CODE: HTTPStatus.UNAUTHORIZED,
    ErrorCode.LOCKED_OUT: HTTPStatus.LOCKED,
    ErrorCode.DORMANT: HTTPStatus.FORBIDDEN,
    ErrorCode.SIGNED_OUT: HTTPStatus.UNAUTHORIZED,
    ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorCode.PASSWORD_MUST_CHANGE: HTTPStatus.FORBIDDEN,
    ErrorCode.SECOND_FACTOR_MISSING: HTTPStatus.FORBIDDEN,
    ErrorCode.CROSS_SITE: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.WRONG_METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    ErrorCode.UNUSABLE_REQUEST: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    ErrorCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.STORE_FAILED: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.OWN_CHANGE: HTTPStatus.FORBIDDEN,
    ErrorCode.OWN_ALARM: HTTPStatus.FORBIDDEN,
    ErrorCode.MOVED_ON: HTTPStatus.CONFLICT,
    ErrorCode.ALTERED: HTTPStatus.CONFLICT,
    ErrorCode.TAKEN: HTTPStatus.CONFLICT,
    ErrorCode.NOT_HOLDER: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_MEMBER: HTTPStatus.FORBIDDEN,
    ErrorCode.CASE_FULL: HTTPStatus.CONFLICT,
    ErrorCode.OUT_OF_ORDER: HTTPStatus.CONFLICT,
    ErrorCode.TOKENS_FULL: HTTPStatus.CONFLICT,
    ErrorCode.SEARCHES_FULL: HTTPStatus.CONFLICT,
    ErrorCode.BAD_TOKEN: HTTPStatus.UNAUTHORIZED,
    ErrorCode.WEAK_PASSWORD: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCode.OWN_ACCOUNT: HTTPStatus.FORBIDDEN,
    ErrorCode.LAST_ADMINISTRATOR: HTTPStatus.CONFLICT,
    ErrorCode.LOGIN_TAKEN: HTTPStatus.CONFLICT,
    ErrorCode.ACCOUNTS_FULL: HTTPStatus.CONFLICT,
    ErrorCode.BAD_QUERY: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class RefusedError(AccessError):
    """One refused request: its code, its sentence, when to come back, and where a query is wrong."""

    def __init__(
        self, code: ErrorCode, message: str, *, retry_after_s: int | None = None, at: QueryFault | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.at = at
