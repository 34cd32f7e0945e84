"""The one error shape as a response."""

from starlette.responses import Response
from starlette.types import Scope

from linewarden.web.refusal import STATUS, RefusedError
from linewarden.web.shapes.error import ErrorBody, ErrorReply

REQUEST_ID = "linewarden.request_id"


def error_response(refusal: RefusedError, scope: Scope) -> Response:
    """The refusal with its status, the id of the request, and `Retry-After` where it helps."""
    body = ErrorBody(
        code=refusal.code,
        message=refusal.message,
        request_id=scope.get(REQUEST_ID, ""),
        retry_after_s=refusal.retry_after_s,
        at=refusal.at,
    )
    headers = {"cache-control": "no-store"}
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    content = ErrorReply(error=body).model_dump_json()
    return Response(content, STATUS[refusal.code], headers, "application/json")
