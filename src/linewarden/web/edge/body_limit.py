"""Reads a request's body whole before anything looks at it, up to a size and within a time; files of cases are streamed by their route."""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linewarden.web.edge.same_site import SAFE
from linewarden.web.limits import RequestRules
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

STREAMED = re.compile(r"/api/cases/[^/]+/files")
"""Where the route itself counts and times the body: `screens/case_files`."""


class BodyLimit:
    """ASGI middleware for unsafe methods; a body of a safe one is never read."""

    def __init__(self, app: ASGIApp, *, rules: RequestRules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http" or scope["method"] in SAFE or STREAMED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        body: Message | None = {
            "type": "http.request",
            "body": await self._read(Headers(scope=scope), receive),
            "more_body": False,
        }

        async def replay() -> Message:
            nonlocal body
            if body is None:
                return await receive()
            message, body = body, None
            return message

        await self._app(scope, replay, send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        told = headers.get("content-length", "0")
        if not told.isdecimal() or int(told) > self._rules.body_bytes:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._rules.body_s):
                return await self._collect(receive)
        except TimeoutError as err:
            raise RefusedError(
                ErrorCode.TOO_SLOW, f"the body took longer than {self._rules.body_s:g} s: send it again"
            ) from err

    async def _collect(self, receive: Receive) -> bytes:
        parts = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RefusedError(ErrorCode.UNUSABLE_REQUEST, "the client left before the body was complete")
            parts += message.get("body", b"")
            if len(parts) > self._rules.body_bytes:
                raise self._too_large()
            if not message.get("more_body", False):
                return bytes(parts)

    def _too_large(self) -> RefusedError:
        return RefusedError(ErrorCode.TOO_LARGE, f"the body is larger than {self._rules.body_bytes} bytes: send less")
