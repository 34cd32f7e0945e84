"""Refuses unsafe requests that another site may have made a browser send (decision 0004)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from linewarden.web.refusal import RefusedError
from linewarden.web.sessions import bearer
from linewarden.web.shapes.error import ErrorCode

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MARK = "linewarden"  # of X-Requested-With: a form or a foreign script without CORS cannot set it


class SameSite:
    """ASGI middleware: unsafe methods need the mark and, by `Origin` or `Sec-Fetch-Site`, our own origin; or an API token, which no browser adds by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] == "http" and scope["method"] not in SAFE and bearer(Headers(scope=scope)) is None:
            fault = cross_site_fault(Headers(scope=scope))
            if fault:
                raise RefusedError(ErrorCode.CROSS_SITE, fault)
        await self._app(scope, receive, send)


def cross_site_fault(headers: Headers) -> str | None:
    """Why the request may come from elsewhere; None when it is ours."""
    if headers.get("x-requested-with") != MARK:
        return f"header X-Requested-With must be {MARK}"
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return "header Origin or Sec-Fetch-Site is needed"
    if site is not None and site != "same-origin":
        return "header Sec-Fetch-Site must be same-origin"
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        return "header Origin must name this host"
    return None
