"""Errors that FastAPI raises by itself, turned into refusals of the one shape."""

from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from linewarden.web.edge.reply import error_response
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

_BY_STATUS = {404: ErrorCode.NOT_FOUND, 405: ErrorCode.WRONG_METHOD}


def install_handlers(app: FastAPI) -> None:
    """Registers the three kinds."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(HTTPException, _http)


def _refused(request: Request, err: Exception) -> Response:
    return error_response(cast("RefusedError", err), request.scope)


def _unusable(request: Request, err: Exception) -> Response:
    """Names the places and the rules, never the values: they may be passwords or numbers."""
    faults = [_fault(fault) for fault in cast("RequestValidationError", err).errors()[:5]]
    return error_response(RefusedError(ErrorCode.UNUSABLE_REQUEST, "; ".join(faults)), request.scope)


def _fault(fault: dict[str, Any]) -> str:
    place = ".".join(str(part)[:40] for part in fault["loc"])
    return f"{place}: {fault['msg'] if fault['type'] != 'json_invalid' else 'is no JSON'}"


def _http(request: Request, err: Exception) -> Response:
    status = cast("HTTPException", err).status_code
    code = _BY_STATUS.get(status, ErrorCode.UNUSABLE_REQUEST)
    method, path = request.method, request.url.path[:80]
    reply = error_response(
        RefusedError(code, f"{method} {path} is not served here: see the API reference"), request.scope
    )
    if code is ErrorCode.WRONG_METHOD:
        reply.headers["Allow"] = ", ".join(_methods(request))  # RFC 9110, 15.5.6
    return reply


def _methods(request: Request) -> list[str]:
    """All that are served at the path: each is a route of its own, and Starlette names those of the first only."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    return sorted(
        {
            method
            for route in routes
            if route.matches(request.scope)[0] is not Match.NONE
            for method in route.methods or ()
        }
    )
