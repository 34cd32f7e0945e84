"""The outermost frame: request id, security headers, access log, and the edge where an unforeseen error becomes a reply."""

import re
import secrets
import traceback
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linewarden.errors import StoreError
from linewarden.web.edge.reply import REQUEST_ID, error_response
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

_LOG = structlog.get_logger("linewarden.web.access")
_USABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
NONCE = "linewarden.csp_nonce"


def policy(nonce: str | None) -> str:
    """The content security policy; styles with the nonce may be inline."""
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'self'; img-src 'self' data:; style-src {style}; object-src 'none'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


class Frame:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, *, is_tls: bool) -> None:
        self._app = app
        self._fixed = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "x-frame-options": "DENY",
        } | ({"strict-transport-security": "max-age=31536000"} if is_tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[REQUEST_ID] = _request_id(scope)
        started, status = perf_counter(), 0

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                self._add_headers(scope, MutableHeaders(raw=message["headers"]))
            await send(message)

        try:
            await self._app(scope, receive, framed)
        except RefusedError as refusal:
            await error_response(refusal, scope)(scope, receive, framed)
        except Exception as err:  # process edge: logged, counted by its status, answered in the one shape
            _log_failure(scope, err)
            if status:
                raise
            await error_response(_unforeseen(err), scope)(scope, receive, framed)
        finally:
            _log_access(scope, status, perf_counter() - started)

    def _add_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in self._fixed.items():
            headers[name] = value
        headers["content-security-policy"] = policy(scope.get(NONCE))
        headers["x-request-id"] = scope[REQUEST_ID]
        if scope["path"].startswith("/api"):
            headers["cache-control"] = "no-store"


def _request_id(scope: Scope) -> str:
    """The caller's id when it is usable, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _USABLE_ID.fullmatch(given) else secrets.token_hex(8)


def _unforeseen(err: Exception) -> RefusedError:
    if isinstance(err, StoreError):
        return RefusedError(
            ErrorCode.STORE_FAILED, "the store could not do this: try again; if it stays, tell the administrator"
        )
    return RefusedError(ErrorCode.INTERNAL, "something went wrong here: tell the administrator the request id")


def _log_failure(scope: Scope, err: Exception) -> None:
    """Type and places only: messages of unforeseen errors may carry a person's number."""
    frames = traceback.extract_tb(err.__traceback__)[-6:]
    places = [f"{frame.filename.rpartition('linewarden/')[2]}:{frame.lineno}" for frame in frames]
    _LOG.error("request.failed", request_id=scope[REQUEST_ID], error=type(err).__name__, at=places)


def _log_access(scope: Scope, status: int, took_s: float) -> None:
    """One line a request, without query, body, cookie or numbers: the route's pattern stands for the path."""
    route = scope.get("route")
    _LOG.info(
        "request",
        request_id=scope[REQUEST_ID],
        method=scope["method"],
        route=getattr(route, "path", "static"),
        status=status,
        ms=round(took_s * 1000, 1),
        login=scope.get("linewarden.login"),
        client=(scope.get("client") or ("",))[0],
    )
